/** The JSON Schema of a `manifest`: the object as written. Open, for any kind and any custom resource may stand here. */
import type { JsonSchema } from "../document.ts";
import { anything, definition, draft, flag, integer, listOf, mapOf, open, text } from "../jsonSchema.ts";

const ownerReference = open({
	"apiVersion?": text("API version of the owner."),
	"kind?": text("Kind of the owner."),
	"name?": text("Name of the owner."),
	"uid?": text("UID of the owner."),
	"controller?": flag("Whether the owner is the managing controller."),
	"blockOwnerDeletion?": flag("Whether the owner can't be removed before this object."),
});

export const metadata: JsonSchema = open(
	{
		"name?": text("The object's name."),
		"generateName?": text("Prefix of the name that the server makes up where `name` is absent."),
		"namespace?": text(
			"The namespace as written. Absent: decided by whoever applies the manifest, or the kind has none.",
		),
		"labels?": mapOf(text(), "Labels, by key."),
		"annotations?": mapOf(text(), "Annotations, by key."),
		"ownerReferences?": listOf(ownerReference, "The objects that this one depends on."),
		"finalizers?": listOf(text(), "What must be done before the object is removed."),
		"uid?": text("Set by the server."),
		"resourceVersion?": text("Set by the server."),
		"generation?": integer("Set by the server."),
		"creationTimestamp?": anything("Set by the server; often null in generated files."),
		"deletionTimestamp?": anything("Set by the server."),
		"deletionGracePeriodSeconds?": integer("Set by the server."),
		"managedFields?": anything("Set by the server."),
	},
	"Standard object metadata.",
);

export const manifestSchema: JsonSchema = {
	$schema: draft,
	title: "manifest",
	$defs: { metadata },
	...open(
		{
			apiVersion: text("Group and version: `v1`, `apps/v1`, `rbac.authorization.k8s.io/v1`."),
			kind: text("The kind of object: `Deployment`, `ClusterRole`, `NetworkPolicy`."),
			"metadata?": definition("metadata", "Name, namespace, labels, annotations."),
			"spec?": anything("What is wanted, for most kinds."),
			"status?": anything("What the server saw."),
			"data?": anything("Content of a ConfigMap or Secret (base64 there), by key."),
			"stringData?": anything("Content of a Secret in the clear, by key."),
			"binaryData?": anything("Content of a ConfigMap in base64, by key."),
			"type?": anything("Type of a Secret, or of an Event."),
			"immutable?": anything("Whether a ConfigMap or Secret can't be changed."),
			"rules?": anything("Rules of a Role or ClusterRole."),
			"aggregationRule?": anything("Which roles a ClusterRole is put together from."),
			"roleRef?": anything("The role that a binding grants."),
			"subjects?": anything("Whom a binding grants it to."),
			"webhooks?": anything("Webhooks of an admission configuration."),
			"template?": anything("The pod template of a PodTemplate."),
			"secrets?": anything("Secrets that pods of a ServiceAccount may use."),
			"imagePullSecrets?": anything("Pull secrets of a ServiceAccount."),
			"automountServiceAccountToken?": anything("Whether pods of a ServiceAccount get its token."),
			"provisioner?": anything("Provisioner of a StorageClass."),
			"parameters?": anything("Parameters of a StorageClass."),
			"value?": anything("Value of a PriorityClass."),
			"handler?": anything("Handler of a RuntimeClass."),
			"clusters?": anything("Clusters of a kubeconfig."),
		},
		"A Kubernetes object as it was written, YAML 1.1 scalars read as Kubernetes reads them.",
	),
};
