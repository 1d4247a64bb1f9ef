/**
 * The pod spec of the Kubernetes core/v1 API as JSON Schema definitions (fields as of Kubernetes 1.36, and those that
 * older versions had and manifests still carry). Every object is closed: a field that isn't listed is a mistake.
 * A table of facts; what is worked out from them stands in normalizeWorkload.ts.
 */
import type { JsonSchema } from "../document.ts";
import {
	anything,
	as,
	closed,
	definition,
	flag,
	integer,
	integerOrText,
	listOf,
	mapOf,
	oneOf,
	quantity,
	text,
} from "../jsonSchema.ts";
import { claimSpec, keyToPath, localReference, volume } from "./volumeSchema.ts";

const labelSelector = closed(
	{
		"matchLabels?": mapOf(text(), "Labels that must all have these values."),
		"matchExpressions?": listOf(
			closed({
				"key?": text("Label key."),
				"operator?": oneOf(["In", "NotIn", "Exists", "DoesNotExist"], "How the label relates to the values."),
				"values?": listOf(text(), "Values for In and NotIn."),
			}),
			"Requirements that must all hold.",
		),
	},
	"A label selector.",
);

const nodeSelectorTerm = closed({
	"matchExpressions?": listOf(definition("nodeSelectorRequirement"), "Requirements on node labels."),
	"matchFields?": listOf(definition("nodeSelectorRequirement"), "Requirements on node fields."),
});

const nodeSelectorRequirement = closed({
	"key?": text("Label key or field."),
	"operator?": oneOf(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"], "How it relates to the values."),
	"values?": listOf(text(), "The values."),
});

const podAffinityTerm = closed({
	"labelSelector?": definition("labelSelector", "Which pods are meant."),
	"namespaces?": listOf(text(), "Namespaces of those pods."),
	"namespaceSelector?": definition("labelSelector", "Selects the namespaces of those pods."),
	"topologyKey?": text("Node label that says what counts as the same place."),
	"matchLabelKeys?": listOf(text(), "Label keys whose values must be those of this pod."),
	"mismatchLabelKeys?": listOf(text(), "Label keys whose values must differ from those of this pod."),
});

const weightedPodAffinityTerm = closed({
	"weight?": integer("1 to 100."),
	"podAffinityTerm?": definition("podAffinityTerm", "The wish."),
});

const podAffinity = closed({
	"requiredDuringSchedulingIgnoredDuringExecution?": listOf(definition("podAffinityTerm"), "Must hold."),
	"preferredDuringSchedulingIgnoredDuringExecution?": listOf(definition("weightedPodAffinityTerm"), "Should hold."),
});

const affinity = closed(
	{
		"nodeAffinity?": closed(
			{
				"requiredDuringSchedulingIgnoredDuringExecution?": closed(
					{
						"nodeSelectorTerms?": listOf(definition("nodeSelectorTerm"), "One of these must match."),
					},
					"Must hold.",
				),
				"preferredDuringSchedulingIgnoredDuringExecution?": listOf(
					closed({
						"weight?": integer("1 to 100."),
						"preference?": definition("nodeSelectorTerm", "The wish."),
					}),
					"Should hold.",
				),
			},
			"Which nodes.",
		),
		"podAffinity?": definition("podAffinity", "Near which pods."),
		"podAntiAffinity?": definition("podAffinity", "Away from which pods."),
	},
	"Scheduling constraints.",
);

const seLinuxOptions = closed(
	{
		"user?": text("SELinux user."),
		"role?": text("SELinux role."),
		"type?": text("SELinux type."),
		"level?": text("SELinux level."),
	},
	"SELinux context.",
);

const seccompProfile = closed(
	{
		"type?": oneOf(["RuntimeDefault", "Localhost", "Unconfined"], "Which profile is used."),
		"localhostProfile?": text("File on the node, for type Localhost."),
	},
	"Seccomp profile.",
);

const appArmorProfile = closed(
	{
		"type?": oneOf(["RuntimeDefault", "Localhost", "Unconfined"], "Which profile is used."),
		"localhostProfile?": text("Profile loaded on the node, for type Localhost."),
	},
	"AppArmor profile.",
);

const windowsOptions = closed(
	{
		"gmsaCredentialSpecName?": text("Name of the GMSA credential spec."),
		"gmsaCredentialSpec?": text("The GMSA credential spec itself."),
		"runAsUserName?": text("Windows user that the process runs as."),
		"hostProcess?": flag("Whether it runs as a host process container."),
	},
	"Windows settings.",
);

const capabilities = closed(
	{
		"add?": listOf(text(), "Capabilities added, without the CAP_ prefix."),
		"drop?": listOf(text(), "Capabilities dropped; ALL means all."),
	},
	"Linux capabilities.",
);

const containerSecurityContext = closed(
	{
		"privileged?": flag("Whether the container is as good as root on the node."),
		"allowPrivilegeEscalation?": flag("Whether a process can gain more rights than its parent."),
		"capabilities?": definition("capabilities"),
		"procMount?": oneOf(["Default", "Unmasked"], "How /proc is mounted."),
		"readOnlyRootFilesystem?": flag("Whether the root filesystem is read-only."),
		"runAsUser?": integer("UID of the process."),
		"runAsGroup?": integer("GID of the process."),
		"runAsNonRoot?": flag("Whether the kubelet refuses to start it as UID 0."),
		"seLinuxOptions?": definition("seLinuxOptions"),
		"seccompProfile?": definition("seccompProfile"),
		"appArmorProfile?": definition("appArmorProfile"),
		"windowsOptions?": definition("windowsOptions"),
	},
	"Security settings of one container, as written. `security_context` of the normalized container has the effective ones.",
);

const podSecurityContext = closed(
	{
		"runAsUser?": integer("UID of all containers that don't set their own."),
		"runAsGroup?": integer("GID of all containers that don't set their own."),
		"runAsNonRoot?": flag("Whether the kubelet refuses to start containers as UID 0."),
		"supplementalGroups?": listOf(integer(), "Further groups of the first process."),
		"supplementalGroupsPolicy?": oneOf(["Merge", "Strict"], "Whether groups of the image are added."),
		"fsGroup?": integer("Group that owns volumes."),
		"fsGroupChangePolicy?": oneOf(["OnRootMismatch", "Always"], "When the owner of volumes is changed."),
		"sysctls?": listOf(
			closed({ "name?": text("Name of the kernel parameter."), "value?": text("Value to set.") }),
			"Kernel parameters of the pod.",
		),
		"seLinuxOptions?": definition("seLinuxOptions"),
		"seLinuxChangePolicy?": oneOf(["Recursive", "MountOption"], "How volumes are relabelled."),
		"seccompProfile?": definition("seccompProfile"),
		"appArmorProfile?": definition("appArmorProfile"),
		"windowsOptions?": definition("windowsOptions"),
	},
	"Security settings of the pod.",
);

const httpGet = closed(
	{
		"path?": text("Path of the request."),
		"port?": integerOrText("Port by number or name."),
		"host?": text("Host to connect to; the pod's own address where absent."),
		"scheme?": oneOf(["HTTP", "HTTPS"], "Scheme of the request."),
		"httpHeaders?": listOf(
			closed({ "name?": text("Header name."), "value?": text("Header value.") }),
			"Request headers.",
		),
	},
	"An HTTP GET request.",
);

const tcpSocket = closed(
	{
		"port?": integerOrText("Port by number or name."),
		"host?": text("Host to connect to; the pod's own address where absent."),
	},
	"A TCP connection.",
);

const exec = closed(
	{ "command?": listOf(text(), "Program and arguments, with no shell.") },
	"A command in the container.",
);

const probe = closed(
	{
		"exec?": definition("exec"),
		"httpGet?": definition("httpGet"),
		"tcpSocket?": definition("tcpSocket"),
		"grpc?": closed({ "port?": integer("Port."), "service?": text("Service name.") }, "A gRPC health check."),
		"initialDelaySeconds?": integer("Wait before the first probe."),
		"timeoutSeconds?": integer("When a probe times out."),
		"periodSeconds?": integer("How often to probe."),
		"successThreshold?": integer("Successes in a row that count as healthy."),
		"failureThreshold?": integer("Failures in a row that count as broken."),
		"terminationGracePeriodSeconds?": integer("Grace period when the probe fails."),
	},
	"A health check.",
);

const lifecycleHandler = closed(
	{
		"exec?": definition("exec"),
		"httpGet?": definition("httpGet"),
		"tcpSocket?": definition("tcpSocket"),
		"sleep?": closed({ "seconds?": integer("How long.") }, "A pause."),
	},
	"What a hook does.",
);

const lifecycle = closed(
	{
		"postStart?": definition("lifecycleHandler", "Run right after the start."),
		"preStop?": definition("lifecycleHandler", "Run before the container is stopped."),
		"stopSignal?": text("Signal that stops the container."),
	},
	"Hooks.",
);

const keySelector = (what: string): JsonSchema =>
	closed(
		{
			"name?": text(`Name of the ${what}.`),
			"key?": text("Key in it."),
			"optional?": flag("Whether it may be missing."),
		},
		`A key of a ${what}.`,
	);

const fieldRef = closed(
	{ "apiVersion?": text("API version of the path."), "fieldPath?": text("Path in the pod object.") },
	"A field of the pod.",
);
const resourceFieldRef = closed(
	{
		"containerName?": text("Which container."),
		"resource?": text("Which resource."),
		"divisor?": quantity("Unit of the output."),
	},
	"A resource of a container.",
);

const env = closed(
	{
		"name?": text("Name of the variable."),
		"value?": text("Literal value."),
		"valueFrom?": closed(
			{
				"fieldRef?": definition("fieldRef"),
				"resourceFieldRef?": definition("resourceFieldRef"),
				"configMapKeyRef?": keySelector("ConfigMap"),
				"secretKeyRef?": keySelector("Secret"),
				"fileKeyRef?": closed(
					{
						"volumeName?": text("Volume that holds the file."),
						"path?": text("File in the volume."),
						"key?": text("Key in the file."),
						"optional?": flag("Whether it may be missing."),
					},
					"A key of an env file in a volume.",
				),
			},
			"Where the value comes from.",
		),
	},
	"An environment variable.",
);

const envFromRef = (what: string): JsonSchema =>
	closed(
		{ "name?": text(`Name of the ${what}.`), "optional?": flag("Whether it may be missing.") },
		`All keys of a ${what}.`,
	);

const envFrom = closed(
	{
		"prefix?": text("Put before every name."),
		"configMapRef?": envFromRef("ConfigMap"),
		"secretRef?": envFromRef("Secret"),
	},
	"Environment variables taken from an object.",
);

const port = closed(
	{
		"name?": text("Name for Services to refer to."),
		"containerPort?": integer("Port in the container."),
		"hostPort?": integer("Port of the node."),
		"hostIP?": text("Address of the node to bind."),
		"protocol?": oneOf(["TCP", "UDP", "SCTP"], "Protocol; TCP where absent."),
	},
	"A port of a container.",
);

const volumeMount = closed(
	{
		"name?": text("Name of the volume."),
		"mountPath?": text("Where it is mounted."),
		"readOnly?": flag("Whether it is mounted read-only."),
		"recursiveReadOnly?": text("Disabled, IfPossible or Enabled."),
		"subPath?": text("Path in the volume."),
		"subPathExpr?": text("Path in the volume, with variables."),
		"mountPropagation?": oneOf(["None", "HostToContainer", "Bidirectional"], "How mounts spread."),
	},
	"Where a volume is mounted.",
);

const resources = closed(
	{
		"requests?": mapOf(quantity(), "What is set aside, by resource."),
		"limits?": mapOf(quantity(), "What is allowed at most, by resource."),
		"claims?": listOf(
			closed({ "name?": text("Name of the pod's resource claim."), "request?": text("Request in the claim.") }),
			"Dynamic resources used.",
		),
	},
	"Compute resources.",
);

const container = closed(
	{
		"name?": text("Name of the container."),
		"image?": text("Image reference, as written."),
		"imagePullPolicy?": oneOf(["Always", "IfNotPresent", "Never"], "When the image is pulled."),
		"command?": listOf(text(), "Instead of the image's ENTRYPOINT."),
		"args?": listOf(text(), "Instead of the image's CMD."),
		"workingDir?": text("Working directory."),
		"ports?": listOf(definition("port"), "Ports."),
		"env?": listOf(definition("env"), "Environment variables."),
		"envFrom?": listOf(definition("envFrom"), "Environment variables taken from objects."),
		"resources?": definition("resources"),
		"resizePolicy?": listOf(
			closed({ "resourceName?": text("Which resource."), "restartPolicy?": text("What a resize needs.") }),
			"What a resize of resources does.",
		),
		"restartPolicy?": text("Always makes an init container a sidecar."),
		"restartPolicyRules?": listOf(
			closed({
				"action?": text("What to do."),
				"exitCodes?": closed(
					{
						"operator?": oneOf(["In", "NotIn"], "How the code relates to the values."),
						"values?": listOf(integer(), "Exit codes."),
					},
					"Which exit codes.",
				),
			}),
			"When to restart, by exit code.",
		),
		"volumeMounts?": listOf(definition("volumeMount"), "Mounted volumes."),
		"volumeDevices?": listOf(
			closed({ "name?": text("Name of the claim."), "devicePath?": text("Path of the device.") }),
			"Raw block devices.",
		),
		"livenessProbe?": definition("probe", "Restarts the container when it fails."),
		"readinessProbe?": definition("probe", "Takes it out of Services when it fails."),
		"startupProbe?": definition("probe", "Holds the other probes back until it succeeds."),
		"lifecycle?": definition("lifecycle"),
		"securityContext?": definition("containerSecurityContext"),
		"stdin?": flag("Whether stdin is kept open."),
		"stdinOnce?": flag("Whether stdin is closed after the first session."),
		"tty?": flag("Whether it gets a terminal."),
		"terminationMessagePath?": text("File of the last message."),
		"terminationMessagePolicy?": oneOf(["File", "FallbackToLogsOnError"], "Where the last message comes from."),
		"targetContainerName?": text("Only of ephemeral containers: whose namespaces it shares."),
	},
	"A container as written.",
);

const toleration = closed(
	{
		"key?": text("Taint key; absent with Exists means every taint."),
		"operator?": oneOf(["Equal", "Exists", "Lt", "Gt"], "How the value is compared."),
		"value?": text("Taint value."),
		"effect?": oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"], "Taint effect; absent means all."),
		"tolerationSeconds?": integer("For how long, for NoExecute."),
	},
	"A taint that is put up with.",
);

const topologySpreadConstraint = closed({
	"maxSkew?": integer("How uneven it may be."),
	"topologyKey?": text("Node label that says what counts as the same place."),
	"whenUnsatisfiable?": oneOf(["DoNotSchedule", "ScheduleAnyway"], "What happens otherwise."),
	"labelSelector?": definition("labelSelector", "Which pods count."),
	"minDomains?": integer("Least number of places."),
	"nodeAffinityPolicy?": oneOf(["Honor", "Ignore"], "Whether node affinity counts."),
	"nodeTaintsPolicy?": oneOf(["Honor", "Ignore"], "Whether taints count."),
	"matchLabelKeys?": listOf(text(), "Label keys whose values must be those of this pod."),
});

const podSpec = closed(
	{
		"containers?": listOf(definition("container"), "Regular containers."),
		"initContainers?": listOf(definition("container"), "Containers that run before them, and sidecars."),
		"ephemeralContainers?": listOf(definition("container"), "Containers added to a running pod."),
		"volumes?": listOf(definition("volume"), "Volumes."),
		"securityContext?": definition("podSecurityContext"),
		"serviceAccountName?": text("Service account; `default` where absent."),
		"serviceAccount?": text("Old name of serviceAccountName."),
		"automountServiceAccountToken?": flag("Whether the account's token is mounted."),
		"hostNetwork?": flag("Whether it uses the node's network."),
		"hostPID?": flag("Whether it sees the node's processes."),
		"hostIPC?": flag("Whether it uses the node's IPC."),
		"hostUsers?": flag("False gives the pod a user namespace of its own."),
		"hostAliases?": listOf(
			closed({ "ip?": text("Address."), "hostnames?": listOf(text(), "Names.") }),
			"Entries for /etc/hosts.",
		),
		"hostname?": text("Host name."),
		"hostnameOverride?": text("Host name, overriding."),
		"subdomain?": text("Subdomain."),
		"setHostnameAsFQDN?": flag("Whether the host name is the FQDN."),
		"shareProcessNamespace?": flag("Whether the containers see each other's processes."),
		"restartPolicy?": oneOf(["Always", "OnFailure", "Never"], "When containers are restarted."),
		"terminationGracePeriodSeconds?": integer("Seconds between the stop signal and the end."),
		"activeDeadlineSeconds?": integer("Seconds it may run."),
		"dnsPolicy?": oneOf(["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"], "How names are resolved."),
		"dnsConfig?": closed(
			{
				"nameservers?": listOf(text(), "Name servers."),
				"searches?": listOf(text(), "Search domains."),
				"options?": listOf(closed({ "name?": text("Option."), "value?": text("Value.") }), "Resolver options."),
			},
			"Resolver settings.",
		),
		"nodeSelector?": mapOf(text(), "Labels that the node must have."),
		"nodeName?": text("The node, where it is fixed."),
		"affinity?": definition("affinity"),
		"tolerations?": listOf(definition("toleration"), "Taints that are put up with."),
		"topologySpreadConstraints?": listOf(definition("topologySpreadConstraint"), "How pods are spread."),
		"schedulerName?": text("Scheduler."),
		"schedulingGates?": listOf(closed({ "name?": text("Name of the gate.") }), "What holds scheduling back."),
		"priorityClassName?": text("Priority class."),
		"priority?": integer("Priority; set by the server."),
		"preemptionPolicy?": text("Whether it may push others out."),
		"readinessGates?": listOf(closed({ "conditionType?": text("Condition.") }), "Further conditions of readiness."),
		"runtimeClassName?": text("Runtime class."),
		"enableServiceLinks?": flag("Whether Services are put into the environment."),
		"overhead?": mapOf(quantity(), "Resources of the sandbox; set by the server."),
		"imagePullSecrets?": listOf(localReference, "Secrets for pulling images."),
		"os?": closed({ "name?": oneOf(["linux", "windows"], "The operating system.") }, "Operating system of the pod."),
		"resources?": definition("resources", "Resources of the pod as a whole."),
		"resourceClaims?": listOf(
			closed({
				"name?": text("Name for containers to refer to."),
				"resourceClaimName?": text("Claim."),
				"resourceClaimTemplateName?": text("Template of a claim."),
			}),
			"Dynamic resources.",
		),
		"workloadRef?": anything("The workload that it is scheduled with."),
		"schedulingGroup?": anything("The group that it is scheduled with."),
	},
	"The pod spec as written.",
);

/** Definitions for the `$defs` of a schema whose pods are `#/$defs/podSpec`. */
export const podDefinitions: Readonly<Record<string, JsonSchema>> = {
	affinity,
	appArmorProfile,
	capabilities,
	claimSpec,
	container,
	containerSecurityContext,
	env,
	envFrom,
	exec,
	fieldRef,
	httpGet,
	keyToPath,
	labelSelector,
	lifecycle,
	lifecycleHandler,
	nodeSelectorRequirement,
	nodeSelectorTerm,
	podAffinity,
	podAffinityTerm,
	podSecurityContext,
	podSpec,
	port,
	probe,
	resourceFieldRef,
	resources: as(resources, "Compute resources."),
	seLinuxOptions,
	seccompProfile,
	tcpSocket,
	toleration,
	topologySpreadConstraint,
	volume,
	volumeMount,
	weightedPodAffinityTerm,
	windowsOptions,
};
