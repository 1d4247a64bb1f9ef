/** Where an object has its pod: by its kind for Kubernetes' own, by its shape for all others. Takes an object, gives pointers. */
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, listOf, objectOf } from "../fields.ts";

/** A pod template found in an object. */
export interface PodPlace {
	/** The pod spec. */
	readonly pod: PlainObject;
	readonly podPointer: Pointer;
	/** What carries the pods' labels and annotations: the template, or the Pod itself. */
	readonly templatePointer: Pointer;
}

const inTemplate: Pointer = ["spec", "template"];

/** Kubernetes' own kinds that make pods, by API group, and where their pod template is. */
const ownKinds: ReadonlyMap<string, Pointer> = new Map<string, Pointer>([
	["/Pod", []],
	["/PodTemplate", ["template"]],
	["/ReplicationController", inTemplate],
	["apps/Deployment", inTemplate],
	["apps/ReplicaSet", inTemplate],
	["apps/StatefulSet", inTemplate],
	["apps/DaemonSet", inTemplate],
	["extensions/Deployment", inTemplate],
	["extensions/ReplicaSet", inTemplate],
	["extensions/DaemonSet", inTemplate],
	["batch/Job", inTemplate],
	["batch/CronJob", ["spec", "jobTemplate", "spec", "template"]],
]);

/** Where custom kinds have a pod template: Knative services, rollouts, sandbox templates, jobs on a schedule. */
const customPlaces: readonly Pointer[] = [
	inTemplate,
	["spec", "podTemplate"],
	["spec", "jobTemplate", "spec", "template"],
	["template"],
];

/** Whether Kubernetes says that objects of this kind make pods. */
export function makesPods(apiVersion: string, kind: string): boolean {
	return ownKinds.has(`${groupOf(apiVersion)}/${kind}`);
}

/** The pod template of an object; undefined where there is none. */
export function podOf(apiVersion: string, kind: string, object: PlainObject): PodPlace | undefined {
	const own = ownKinds.get(`${groupOf(apiVersion)}/${kind}`);
	for (const templatePointer of own === undefined ? customPlaces : [own]) {
		const pod = objectOf(inside(object, templatePointer), "spec");
		if (pod !== undefined && listOf(pod, "containers").some((item) => asObject(item) !== undefined))
			return { pod, podPointer: [...templatePointer, "spec"], templatePointer };
	}
	return undefined;
}

/** Whether a pod spec is only part of one, to be laid over another: none of its containers says what to run. */
export function isPatch(pod: PlainObject): boolean {
	const lists = ["containers", "initContainers", "ephemeralContainers"];
	return lists.every((list) =>
		listOf(pod, list).every((container) => fieldOf(asObject(container), "image") === undefined),
	);
}

function groupOf(apiVersion: string): string {
	const slash = apiVersion.indexOf("/");
	return slash === -1 ? "" : apiVersion.slice(0, slash);
}

/** The object at the end of a way through objects. */
export function inside(object: PlainObject | undefined, pointer: Pointer): PlainObject | undefined {
	return pointer.reduce<PlainObject | undefined>((at, key) => asObject(fieldOf(at, String(key))), object);
}
