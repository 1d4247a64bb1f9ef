/** Kubernetes' own kinds by group and resource, as an API server serves them, and where those that make pods have them. A table of facts. */

export interface Resource {
	readonly kind: string;
	/** Empty for the core group. */
	readonly group: string;
	readonly version: string;
	/** The name in paths and in rules of admission: the plural. */
	readonly resource: string;
	/** Subresources whose requests carry the whole object. */
	readonly subresources?: readonly string[];
	/** Where its pod template is, as CEL reads it; only for what makes pods. */
	readonly template?: string;
}

const template = "object.spec.template";
const of = (group: string, version: string, names: Readonly<Record<string, string>>): readonly Resource[] =>
	Object.entries(names).map(([kind, resource]) => ({ kind, group, version, resource }));

/** What makes pods. */
export const workloads: readonly Resource[] = [
	{
		kind: "Pod",
		group: "",
		version: "v1",
		resource: "pods",
		subresources: ["ephemeralcontainers"],
		template: "object",
	},
	{ kind: "PodTemplate", group: "", version: "v1", resource: "podtemplates", template: "object.template" },
	{ kind: "ReplicationController", group: "", version: "v1", resource: "replicationcontrollers", template },
	{ kind: "DaemonSet", group: "apps", version: "v1", resource: "daemonsets", template },
	{ kind: "Deployment", group: "apps", version: "v1", resource: "deployments", template },
	{ kind: "ReplicaSet", group: "apps", version: "v1", resource: "replicasets", template },
	{ kind: "StatefulSet", group: "apps", version: "v1", resource: "statefulsets", template },
	{
		kind: "CronJob",
		group: "batch",
		version: "v1",
		resource: "cronjobs",
		template: "object.spec.jobTemplate.spec.template",
	},
	{ kind: "Job", group: "batch", version: "v1", resource: "jobs", template },
];

/** Everything that people apply and policies speak about. */
export const resources: readonly Resource[] = [
	...workloads,
	...of("", "v1", {
		ConfigMap: "configmaps",
		Endpoints: "endpoints",
		LimitRange: "limitranges",
		Namespace: "namespaces",
		Node: "nodes",
		PersistentVolume: "persistentvolumes",
		PersistentVolumeClaim: "persistentvolumeclaims",
		ResourceQuota: "resourcequotas",
		Secret: "secrets",
		Service: "services",
		ServiceAccount: "serviceaccounts",
	}),
	...of("admissionregistration.k8s.io", "v1", {
		MutatingWebhookConfiguration: "mutatingwebhookconfigurations",
		ValidatingWebhookConfiguration: "validatingwebhookconfigurations",
	}),
	...of("apiextensions.k8s.io", "v1", { CustomResourceDefinition: "customresourcedefinitions" }),
	...of("apiregistration.k8s.io", "v1", { APIService: "apiservices" }),
	...of("autoscaling", "v2", { HorizontalPodAutoscaler: "horizontalpodautoscalers" }),
	...of("certificates.k8s.io", "v1", { CertificateSigningRequest: "certificatesigningrequests" }),
	...of("discovery.k8s.io", "v1", { EndpointSlice: "endpointslices" }),
	...of("networking.k8s.io", "v1", {
		Ingress: "ingresses",
		IngressClass: "ingressclasses",
		NetworkPolicy: "networkpolicies",
	}),
	...of("node.k8s.io", "v1", { RuntimeClass: "runtimeclasses" }),
	...of("policy", "v1", { PodDisruptionBudget: "poddisruptionbudgets" }),
	...of("rbac.authorization.k8s.io", "v1", {
		ClusterRole: "clusterroles",
		ClusterRoleBinding: "clusterrolebindings",
		Role: "roles",
		RoleBinding: "rolebindings",
	}),
	...of("scheduling.k8s.io", "v1", { PriorityClass: "priorityclasses" }),
	...of("security.openshift.io", "v1", { SecurityContextConstraints: "securitycontextconstraints" }),
	...of("storage.k8s.io", "v1", { StorageClass: "storageclasses" }),
];

export const apiVersionOf = ({ group, version }: Resource): string => (group === "" ? version : `${group}/${version}`);
