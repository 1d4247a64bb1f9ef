/**
 * From a node of the normalized workload to the node of the object that it was made from: for places, comments and fixes.
 * Works by rules on the pointer, so that nothing need be recorded while normalizing.
 */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, entryOf, listOf, objectOf, textOf } from "../fields.ts";
import { appArmorAnnotation } from "./effectiveSecurity.ts";
import { checkPlaces, containerLists, variableSources } from "./normalizeContainer.ts";
import { systemLabels } from "./normalizeWorkload.ts";
import type { PodPlace } from "./podOf.ts";

/** What a node was made from. */
export interface Origin {
	readonly pointer: Pointer;
	/** The part of that text that is meant: the tag of an image reference. */
	readonly part?: string;
}

/** The fields of lists whose items are made one by one, by what they are called in the object. */
const renamed: Readonly<Record<string, Readonly<Record<string, Pointer>>>> = {
	ports: { port: ["containerPort"], host_port: ["hostPort"] },
	mounts: { path: ["mountPath"], read_only: ["readOnly"], sub_path: ["subPath"] },
};
const listNames: Readonly<Record<string, string>> = { mounts: "volumeMounts" };

/** The parts of an image reference that stand in its text. */
const imageParts: ReadonlySet<string> = new Set(["registry", "repository", "name", "tag", "digest"]);

/** The pointer into `object` that a pointer into the normalized `value` stands for. */
export function originOf(value: PlainObject, place: PodPlace, pointer: Pointer): Origin {
	const [head, ...rest] = pointer;
	const plain = (...way: Pointer): Origin => ({ pointer: [...way, ...rest] });
	const { podPointer, templatePointer } = place;
	switch (head) {
		case undefined:
		case "object":
			return plain();
		case "pod":
			return plain(...podPointer);
		case "name":
			return plain(
				"metadata",
				textOf(objectOf(value.object as PlainObject, "metadata"), "name") === undefined ? "generateName" : "name",
			);
		case "namespace":
		case "labels":
		case "annotations":
			return plain("metadata", head);
		case "replicas":
			return plain("spec", "replicas");
		case "pod_labels":
			return plain(...templatePointer, "metadata", "labels");
		case "pod_annotations":
			return plain(...templatePointer, "metadata", "annotations");
		case "service_account":
			return plain(
				...podPointer,
				textOf(place.pod, "serviceAccountName") === undefined && textOf(place.pod, "serviceAccount") !== undefined
					? "serviceAccount"
					: "serviceAccountName",
			);
		case "os":
			return { pointer: [...podPointer, ...systemPlace(place.pod)] };
		case "volumes":
			return { pointer: [...podPointer, ...volumeOrigin(value, rest)] };
		case "containers":
			return containerOrigin(value, place, rest);
		default:
			return plain(head);
	}
}

function systemPlace(pod: PlainObject): Pointer {
	const label = systemLabels.find((name) => textOf(objectOf(pod, "nodeSelector"), name) !== undefined);
	return objectOf(pod, "os") === undefined && label !== undefined ? ["nodeSelector", label] : ["os", "name"];
}

function volumeOrigin(value: PlainObject, [index, field, ...rest]: Pointer): Pointer {
	const base: Pointer = index === undefined ? ["volumes"] : ["volumes", index];
	if (field === undefined || field === "name") return field === undefined ? base : [...base, field];
	const type = textOf(asObject(item(value.volumes, index)), "type") ?? "";
	if (field === "host_path") return [...base, type, "path"];
	if (field === "read_only") return [...base, type, "readOnly"];
	return field === "type" || field === "source" ? [...base, type, ...rest] : [...base, field, ...rest];
}

function containerOrigin(value: PlainObject, place: PodPlace, [index, field, ...rest]: Pointer): Origin {
	const base = [...place.podPointer, ...containerPlace(place.pod, index)];
	const container = asObject(item(value.containers, index));
	const at = (...way: Pointer): Origin => ({ pointer: [...base, ...way] });
	switch (field) {
		case undefined:
		case "type":
			return at();
		case "spec":
			return at(...rest);
		case "sidecar":
			return at("restartPolicy");
		case "image": {
			const [part] = rest;
			return typeof part === "string" && imageParts.has(part) ? { ...at("image"), part } : at("image");
		}
		case "image_pull_policy":
			return at("imagePullPolicy");
		case "env":
			return at(...variableOrigin(objectOf(container, "spec"), rest));
		case "env_from":
			return at(...environmentOrigin(container, rest));
		case "ports":
			return at(...listOrigin(field, rest));
		case "mounts":
			return rest[1] === "volume" ? mountedVolume(value, place, container, rest) : at(...listOrigin(field, rest));
		case "checks":
			return at(...checkOrigin(container, rest));
		case "resources":
			return at(...resourceOrigin(objectOf(container, "spec"), rest));
		case "security_context":
			return securityOrigin(container, place, base, rest);
		default:
			return at(field, ...rest);
	}
}

/** The list and index that a container of the one list has in the pod spec. */
function containerPlace(pod: PlainObject, index: string | number | undefined): Pointer {
	if (typeof index !== "number") return ["containers"];
	let left = index;
	for (const [list] of containerLists) {
		const { length } = listOf(pod, list);
		if (left < length) return [list, left];
		left -= length;
	}
	return ["containers"];
}

function listOrigin(list: string, [index, field, ...rest]: Pointer): Pointer {
	const name = entryOf(listNames, list) ?? list;
	if (index === undefined) return [name];
	if (field === undefined) return [name, index];
	return [name, index, ...(entryOf(entryOf(renamed, list) ?? {}, field) ?? [field]), ...rest];
}

function variableOrigin(container: PlainObject | undefined, way: Pointer): Pointer {
	const [index, field, part] = way;
	if (field !== "from" || index === undefined) return ["env", ...way];
	const valueFrom = objectOf(asObject(item(container?.env, index)), "valueFrom");
	const source = variableSources.find(([name]) => objectOf(valueFrom, name) !== undefined);
	if (source === undefined || part === undefined) return ["env", index, "valueFrom"];
	const [reference, , name, key] = source;
	const named: Readonly<Record<string, string>> = { name, key, optional: "optional" };
	return ["env", index, "valueFrom", reference, ...[entryOf(named, part) ?? []].flat()];
}

function environmentOrigin(container: PlainObject | undefined, [index, field]: Pointer): Pointer {
	if (index === undefined) return ["envFrom"];
	if (field === undefined || field === "prefix") return ["envFrom", index, ...(field === undefined ? [] : [field])];
	const isSecret = asObject(item(container?.env_from, index))?.kind === "secret";
	return ["envFrom", index, isSecret ? "secretRef" : "configMapRef", ...(field === "kind" ? [] : [field])];
}

function mountedVolume(
	value: PlainObject,
	place: PodPlace,
	container: PlainObject | undefined,
	[index, , ...rest]: Pointer,
): Origin {
	const name = textOf(asObject(item(container?.mounts, index)), "name");
	const found = listOf(value, "volumes").findIndex((volume) => textOf(asObject(volume), "name") === name);
	return { pointer: [...place.podPointer, ...volumeOrigin(value, found === -1 ? [] : [found, ...rest])] };
}

function checkOrigin(container: PlainObject | undefined, [index, field, ...rest]: Pointer): Pointer {
	const check = asObject(item(container?.checks, index));
	const way = checkPlaces.find(([type]) => type === check?.type)?.[1];
	if (way === undefined || field === undefined || field === "type") return way ?? [];
	if (field === "spec") return [...way, ...rest];
	const action = textOf(check, "action") ?? "none";
	return field === "action" ? [...way, action] : [...way, action, field, ...rest];
}

/** A request that only a limit implies stands where the limit stands. */
function resourceOrigin(container: PlainObject | undefined, way: Pointer): Pointer {
	const [side, name] = way;
	const resources = objectOf(container, "resources");
	const isImplied =
		side === "requests" &&
		typeof name === "string" &&
		!Object.hasOwn(objectOf(resources, "requests") ?? {}, name) &&
		Object.hasOwn(objectOf(resources, "limits") ?? {}, name);
	return isImplied ? ["resources", "limits", name] : ["resources", ...way];
}

/** A setting stands where it was made; one that nobody made would stand in the container. */
function securityOrigin(container: PlainObject | undefined, place: PodPlace, base: Pointer, way: Pointer): Origin {
	const [setting, ...rest] = way[0] === "set_by" ? way.slice(1) : way;
	if (setting === undefined) return { pointer: [...base, "securityContext"] };
	const setBy = textOf(objectOf(objectOf(container, "security_context"), "set_by"), String(setting));
	// Of the Windows options each may be made elsewhere.
	const own = objectOf(objectOf(objectOf(container, "spec"), "securityContext"), "windowsOptions");
	if (setting === "windowsOptions" && rest[0] !== undefined && own !== undefined && !Object.hasOwn(own, rest[0]))
		return { pointer: [...place.podPointer, "securityContext", setting, ...rest] };
	if (setBy === "pod") return { pointer: [...place.podPointer, "securityContext", setting, ...rest] };
	if (setBy === "annotation") {
		const annotation = appArmorAnnotation + (textOf(container, "name") ?? "");
		return { pointer: [...place.templatePointer, "metadata", "annotations", annotation] };
	}
	return { pointer: [...base, "securityContext", setting, ...rest] };
}

function item(list: Value | undefined, index: string | number | undefined): Value | undefined {
	return Array.isArray(list) && typeof index === "number" ? (list as readonly Value[])[index] : undefined;
}
