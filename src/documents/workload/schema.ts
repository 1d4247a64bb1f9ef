/** The JSON Schema of a `workload`: one shape for everything that makes pods. What stands in it is said in normalizeWorkload.ts. */
import type { JsonSchema } from "../document.ts";
import { evidenceFields } from "../image-reference/evidenceFields.ts";
import { evidenceDefinitions } from "../image-reference/evidenceSchema.ts";
import { referenceFields } from "../image-reference/schema.ts";
import {
	anything,
	closed,
	definition,
	draft,
	flag,
	integer,
	listOf,
	mapOf,
	oneOf,
	quantity,
	text,
} from "../jsonSchema.ts";
import { podDefinitions } from "./podSchema.ts";
import { volumeTypes } from "./volumeSchema.ts";

const origins = ["container", "pod", "annotation", "default"] as const;
/** Which of the places a setting can be made in made it. */
export type Origin = (typeof origins)[number];

/** The settings whose origin is told. */
export const securitySettings = [
	"allowPrivilegeEscalation",
	"appArmorProfile",
	"capabilities",
	"privileged",
	"procMount",
	"readOnlyRootFilesystem",
	"runAsGroup",
	"runAsNonRoot",
	"runAsUser",
	"seLinuxOptions",
	"seccompProfile",
	"windowsOptions",
] as const;

const effectiveSecurityContext = closed(
	{
		privileged: flag("As written, or false."),
		allowPrivilegeEscalation: flag("As written, or true: the default."),
		readOnlyRootFilesystem: flag("As written, or false."),
		procMount: text("As written, or `Default`."),
		"runAsNonRoot?": flag("The container's, or else the pod's. Absent: neither says, the image decides."),
		"runAsUser?": integer("The container's, or else the pod's. Absent: neither says, the image decides."),
		"runAsGroup?": integer("The container's, or else the pod's. Absent: neither says, the image decides."),
		capabilities: closed(
			{
				add: listOf(text(), "In upper case without `CAP_`; empty where none."),
				drop: listOf(text(), "In upper case without `CAP_`; empty where none."),
			},
			"Capabilities added and dropped.",
		),
		"seccompProfile?": definition("seccompProfile", "The container's, or else the pod's. Absent: neither says."),
		"appArmorProfile?": definition(
			"appArmorProfile",
			"The container's, or else that of its beta annotation, or else the pod's. Absent: none says.",
		),
		"seLinuxOptions?": definition("seLinuxOptions", "The container's, or else the pod's. Absent: neither says."),
		"windowsOptions?": definition("windowsOptions", "The pod's and over them, field by field, the container's."),
		set_by: closed(
			Object.fromEntries(
				securitySettings.map((name) => [name, oneOf(origins, `What decided ${name}; default: nobody set it.`)]),
			),
			"What decided each setting.",
		),
	},
	"Security settings in effect: container and pod together, Kubernetes' defaults filled in.",
);

const variable = closed({
	name: text("Name; with the prefix where it comes from an object."),
	"value?": text("The literal value. Absent where it comes from elsewhere."),
	"from?": closed(
		{
			kind: oneOf(["secret", "configMap", "field", "resource", "file"], "What kind of source."),
			name: text("Name of the object, path of the field, name of the resource or volume."),
			key: text("Key in the object; empty where there is none."),
			optional: flag("Whether it may be missing."),
		},
		"Where the value comes from.",
	),
});

const environmentSource = closed({
	kind: oneOf(["secret", "configMap"], "What kind of object."),
	name: text("Name of the object."),
	prefix: text("Put before every name; mostly empty."),
	optional: flag("Whether it may be missing."),
});

const normalPort = closed({
	port: integer("Port in the container."),
	protocol: text("TCP where nothing is written."),
	host_port: integer("Port of the node; 0 where none. With hostNetwork it is the container's port."),
	"name?": text("Name of the port."),
});

const mount = closed({
	name: text("Name of the volume."),
	path: text("Where it is mounted."),
	read_only: flag("False where nothing is written."),
	sub_path: text("subPath or subPathExpr; empty where none."),
	"volume?": definition("normalVolume", "The volume that is mounted. Absent: the pod has none of this name."),
});

const check = closed({
	type: oneOf(["liveness", "readiness", "startup", "postStart", "preStop"], "Which probe or hook."),
	action: oneOf(["exec", "httpGet", "tcpSocket", "grpc", "sleep", "none"], "What it does."),
	spec: anything("The probe or hook as written."),
	host: text("Host that it connects to; empty where the pod itself."),
	command: listOf(text(), "Its command, for exec; empty otherwise."),
	"port?": anything("The port by number; by name where no port of the container has that name."),
});

const normalVolume = closed({
	name: text("Name of the volume."),
	type: oneOf([...volumeTypes, "unknown"], "Its type; emptyDir where nothing is written."),
	source: anything("The settings under that type, as written; {} where none."),
	host_path: text("The node's path, cleaned (no `..`, no double or trailing `/`); empty where it isn't a hostPath."),
	read_only: flag("Whether every use is read-only by the volume's own settings."),
});

const normalContainer = closed({
	name: text("Name of the container; empty where it has none."),
	type: oneOf(["container", "initContainer", "ephemeralContainer"], "Which of the three lists it stands in."),
	sidecar: flag("Whether it is an init container that keeps running (restartPolicy: Always)."),
	"image?": definition("imageReference", "The image reference taken apart. Absent where there is none."),
	image_pull_policy: oneOf(
		["Always", "IfNotPresent", "Never"],
		"As written, or what the tag implies: Always for latest and no tag.",
	),
	command: listOf(text(), "Instead of the image's ENTRYPOINT; empty where nothing is written."),
	args: listOf(text(), "Instead of the image's CMD; empty where nothing is written."),
	env: listOf(definition("variable"), "Environment variables in order."),
	env_from: listOf(definition("environmentSource"), "Objects whose keys all become variables."),
	ports: listOf(definition("normalPort"), "Ports."),
	mounts: listOf(definition("mount"), "Mounted volumes, each with its volume."),
	checks: listOf(definition("check"), "Probes and hooks in one list."),
	resources: closed(
		{
			requests: mapOf(quantity(), "As written; where only a limit is written, the limit (as Kubernetes does it)."),
			limits: mapOf(quantity(), "As written."),
		},
		"Compute resources of the container.",
	),
	security_context: effectiveSecurityContext,
	spec: definition("container", "The container as written."),
});

export const workloadSchema: JsonSchema = {
	$schema: draft,
	title: "workload",
	$defs: {
		...podDefinitions,
		check,
		environmentSource,
		...evidenceDefinitions,
		imageReference: closed(
			{
				...referenceFields,
				...evidenceFields,
				ref: text("The reference that is run: as written, or what kustomizations of the run put in its place."),
				"kustomizations?": listOf(
					text(),
					"The kustomizations that decide what is run, where it isn't what is written.",
				),
				"variants?": listOf(
					closed(referenceFields, "An image reference taken apart."),
					"What each of several kustomizations makes of it, where they disagree; above, what differs is unknown then.",
				),
			},
			"An image reference taken apart, and what is known of the image.",
		),
		mount,
		normalContainer,
		normalPort,
		normalVolume,
		variable,
	},
	...closed(
		{
			apiVersion: text("API version of the object that makes the pods."),
			kind: text("Its kind: Pod, Deployment, CronJob, … or a custom one."),
			name: text("Its name, or generateName with `*` after it; empty where it has none."),
			"namespace?": text("Its namespace as written. Absent: whoever applies it decides, `default` in the end."),
			labels: mapOf(text(), "Labels of the object; {} where none."),
			annotations: mapOf(text(), "Annotations of the object; {} where none."),
			"replicas?": integer(
				"How many pods: as written, or 1 for the kinds where that is the default. Absent for the others.",
			),
			os: oneOf(
				["linux", "windows", ""],
				"From pod.os or a node selector for the operating system; empty where nothing says.",
			),
			pod_labels: mapOf(text(), "Labels of the pods; {} where none."),
			pod_annotations: mapOf(text(), "Annotations of the pods; {} where none."),
			service_account: text("serviceAccountName, or the old serviceAccount, or `default`."),
			pod: definition("podSpec", "The pod spec as written."),
			containers: listOf(
				definition("normalContainer"),
				"Containers of all three sorts: init, regular, ephemeral, in this order.",
			),
			volumes: listOf(definition("normalVolume"), "Volumes of the pod."),
			object: anything("The whole object as written: input.object.spec.strategy, …"),
		},
		"Whatever makes pods, in one shape.",
	),
};
