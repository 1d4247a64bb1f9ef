/** A container in one shape, whichever of the three lists it stands in. Takes it as written, gives it as policies see it (schema.ts). */
import { Unknown } from "../../runtime/values/unknown.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { asObject, fieldOf, flagOf, listOf, numberOf, objectOf, textOf, textsOf } from "../fields.ts";
import { effectiveSecurity } from "./effectiveSecurity.ts";

/** The three lists of a pod spec in the order in which their containers start, and what a container of each is called. */
export const containerLists = [
	["initContainers", "initContainer"],
	["containers", "container"],
	["ephemeralContainers", "ephemeralContainer"],
] as const;
export type ContainerType = (typeof containerLists)[number][1];

/** The probes and hooks of a container: what they are called here, and where they stand. */
export const checkPlaces = [
	["liveness", ["livenessProbe"]],
	["readiness", ["readinessProbe"]],
	["startup", ["startupProbe"]],
	["postStart", ["lifecycle", "postStart"]],
	["preStop", ["lifecycle", "preStop"]],
] as const;

/** What a container gets from its pod. */
export interface ContainerSurroundings {
	readonly pod: PlainObject;
	readonly annotations: PlainObject | undefined;
	/** The pod's volumes as policies see them, by name. */
	readonly volumes: ReadonlyMap<string, PlainObject>;
	/** The image that a reference stands for. */
	readonly imageOf: (written: string) => PlainObject;
}

export function normalizeContainer(written: Value, type: ContainerType, around: ContainerSurroundings): PlainObject {
	const container = asObject(written) ?? {};
	const name = textOf(container, "name") ?? "";
	const text = textOf(container, "image");
	const image = text === undefined ? undefined : around.imageOf(text);
	const ports = listOf(container, "ports").map((port) =>
		normalizePort(port, flagOf(around.pod, "hostNetwork") === true),
	);
	return {
		name,
		type,
		sidecar: type === "initContainer" && textOf(container, "restartPolicy") === "Always",
		...(image === undefined ? {} : { image }),
		image_pull_policy: textOf(container, "imagePullPolicy") ?? impliedPullPolicy(image),
		command: textsOf(container, "command"),
		args: textsOf(container, "args"),
		env: listOf(container, "env").map(normalizeVariable),
		env_from: listOf(container, "envFrom").map(normalizeEnvironmentSource),
		ports,
		mounts: listOf(container, "volumeMounts").map((mount) => normalizeMount(mount, around.volumes)),
		checks: normalizeChecks(container, ports),
		resources: normalizeResources(objectOf(container, "resources")),
		security_context: effectiveSecurity({
			name,
			container: objectOf(container, "securityContext"),
			pod: objectOf(around.pod, "securityContext"),
			annotations: around.annotations,
		}),
		spec: container,
	};
}

/** Always for latest and for no tag (SetDefaults_Container); unknown where the tag is. */
function impliedPullPolicy(image: PlainObject | undefined): Value {
	const tag = image?.tag;
	const digest = image?.digest;
	if (tag instanceof Unknown) return tag;
	if (tag === undefined && digest instanceof Unknown) return digest;
	return image?.valid === false || tag === "latest" || (tag === undefined && digest === undefined)
		? "Always"
		: "IfNotPresent";
}

/** Where a variable can come from: the field of `valueFrom`, the kind here, and what names the object and the key there. */
export const variableSources = [
	["secretKeyRef", "secret", "name", "key"],
	["configMapKeyRef", "configMap", "name", "key"],
	["fieldRef", "field", "fieldPath", ""],
	["resourceFieldRef", "resource", "resource", ""],
	["fileKeyRef", "file", "volumeName", "key"],
] as const;

function normalizeVariable(written: Value): PlainObject {
	const variable = asObject(written);
	const name = textOf(variable, "name") ?? "";
	const valueFrom = objectOf(variable, "valueFrom");
	for (const [field, kind, nameField, keyField] of variableSources) {
		const reference = objectOf(valueFrom, field);
		if (reference === undefined) continue;
		const from = {
			kind,
			name: textOf(reference, nameField) ?? "",
			key: textOf(reference, keyField) ?? "",
			optional: flagOf(reference, "optional") === true,
		};
		return { name, from };
	}
	const value = fieldOf(variable, "value");
	return { name, value: typeof value === "string" ? value : "" };
}

function normalizeEnvironmentSource(written: Value): PlainObject {
	const source = asObject(written);
	const secret = objectOf(source, "secretRef");
	const reference = secret ?? objectOf(source, "configMapRef");
	return {
		kind: secret === undefined ? "configMap" : "secret",
		name: textOf(reference, "name") ?? "",
		prefix: textOf(source, "prefix") ?? "",
		optional: flagOf(reference, "optional") === true,
	};
}

function normalizePort(written: Value, hostNetwork: boolean): PlainObject {
	const port = asObject(written);
	const number = numberOf(port, "containerPort") ?? 0;
	const name = textOf(port, "name");
	return {
		port: number,
		protocol: textOf(port, "protocol") ?? "TCP",
		// On the node's network every port is the node's (SetDefaults_PodSpec).
		host_port: numberOf(port, "hostPort") ?? (hostNetwork ? number : 0),
		...(name === undefined ? {} : { name }),
	};
}

function normalizeMount(written: Value, volumes: ReadonlyMap<string, PlainObject>): PlainObject {
	const mount = asObject(written);
	const name = textOf(mount, "name") ?? "";
	const volume = volumes.get(name);
	return {
		name,
		path: textOf(mount, "mountPath") ?? "",
		read_only: flagOf(mount, "readOnly") === true,
		sub_path: textOf(mount, "subPath") ?? textOf(mount, "subPathExpr") ?? "",
		...(volume === undefined ? {} : { volume }),
	};
}

/** What a probe or hook does. */
export const checkActions = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] as const;

function normalizeChecks(container: PlainObject, ports: readonly PlainObject[]): PlainObject[] {
	const checks: PlainObject[] = [];
	for (const [type, place] of checkPlaces) {
		const spec = place.reduce<PlainObject | undefined>((object, key) => objectOf(object, key), container);
		if (spec === undefined) continue;
		const action = checkActions.find((name) => objectOf(spec, name) !== undefined) ?? "none";
		const settings = objectOf(spec, action);
		const port = fieldOf(settings, "port");
		const named = typeof port === "string" ? ports.find(({ name }) => name === port)?.port : undefined;
		checks.push({
			type,
			action,
			spec,
			host: textOf(settings, "host") ?? "",
			command: textsOf(settings, "command"),
			...(port === undefined ? {} : { port: named ?? port }),
		});
	}
	return checks;
}

/** Where only a limit is written, the request is the same (SetDefaults_Pod). */
function normalizeResources(resources: PlainObject | undefined): PlainObject {
	const limits = objectOf(resources, "limits");
	const requests = objectOf(resources, "requests");
	return { requests: { ...limits, ...requests }, limits: { ...limits } };
}
