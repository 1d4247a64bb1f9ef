/**
 * The Kubernetes objects of a source: every document of the stream, and every item of a List, with the way to its text.
 * Takes a source, gives objects; knows nothing of what they mean.
 */
import { manifestNotObject } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, objectOf, textOf } from "../fields.ts";
import { loadYaml, type YamlDocument } from "../yaml/loadYaml.ts";

/** One object, and where it stands. */
export interface Manifest {
	readonly object: PlainObject;
	readonly apiVersion: string;
	readonly kind: string;
	/** `Kind/namespace/name`, without what isn't written. */
	readonly name: string;
	readonly document: YamlDocument;
	/** The way from the document's root to the object: empty, or through a List's items. */
	readonly pointer: Pointer;
}

export interface Manifests {
	readonly manifests: readonly Manifest[];
	readonly diagnostics: readonly Diagnostic[];
}

/** Lists may hold lists, though nobody writes that; deeper than this it is an accident. */
const DEEPEST_LIST = 8;

const known = new WeakMap<Source, Manifests>();

/** Reads a source's objects, once. */
export function readManifests(source: Source): Manifests {
	let result = known.get(source);
	if (result === undefined) {
		result = read(source);
		known.set(source, result);
	}
	return result;
}

function read(source: Source): Manifests {
	const { documents, diagnostics } = loadYaml(source, "yaml-1.1");
	const manifests: Manifest[] = [];
	const faults: Diagnostic[] = [];
	for (const document of documents) {
		// `--- null` and a document of comments say nothing, and that is all right.
		if (document.value !== null) collect(document, document.value, [], undefined, manifests, faults);
	}
	return { manifests, diagnostics: [...diagnostics, ...faults] };
}

interface Inherited {
	readonly apiVersion: string;
	readonly kind: string;
}

function collect(
	document: YamlDocument,
	value: Value,
	pointer: Pointer,
	inherited: Inherited | undefined,
	manifests: Manifest[],
	faults: Diagnostic[],
): void {
	const object = asObject(value);
	const apiVersion = textOf(object, "apiVersion") ?? inherited?.apiVersion;
	const kind = textOf(object, "kind") ?? inherited?.kind;
	if (object === undefined || apiVersion === undefined || kind === undefined) {
		const missing = apiVersion === undefined ? "apiVersion" : "kind";
		faults.push(at(document.source, document.place(pointer), manifestNotObject({ missing })));
		return;
	}
	if (isReview(apiVersion, kind)) {
		// What is deleted is not there any more, and a request may be about no object at all.
		const reviewed = reviewedManifest(document, objectOf(object, "request"), "object", pointer);
		if (reviewed !== undefined) manifests.push(reviewed);
		return;
	}
	const items = fieldOf(object, "items");
	if (isList(kind, items) && pointer.length < 2 * DEEPEST_LIST) {
		// The items of a PodList needn't say what they are.
		const within = kind === "List" ? undefined : { apiVersion, kind: kind.slice(0, -"List".length) };
		for (const [index, item] of items.entries())
			collect(document, item, [...pointer, "items", index], within, manifests, faults);
		return;
	}
	manifests.push({ object, apiVersion, kind, name: nameOf(kind, object), document, pointer });
}

/** A question of the API server to an admission webhook: the object in it is judged as in a file of its own. */
export function isReview(apiVersion: string, kind: string): boolean {
	return kind === "AdmissionReview" && apiVersion.startsWith("admission.k8s.io/");
}

/**
 * The object that a review's request is about.
 * @param around the way from the document's root to the review
 */
export function reviewedManifest(
	document: YamlDocument,
	request: PlainObject | undefined,
	field: "object" | "oldObject",
	around: Pointer = [],
): Manifest | undefined {
	const object = objectOf(request, field);
	const said = identityOfRequest(request);
	const apiVersion = textOf(object, "apiVersion") ?? said?.apiVersion;
	const kind = textOf(object, "kind") ?? said?.kind;
	if (object === undefined || apiVersion === undefined || kind === undefined) return undefined;
	return { object, apiVersion, kind, name: nameOf(kind, object), document, pointer: [...around, "request", field] };
}

/** What a request says that its object is, for objects that don't say so themselves. */
function identityOfRequest(request: PlainObject | undefined): Inherited | undefined {
	const identity = objectOf(request, "kind");
	const kind = textOf(identity, "kind");
	const version = textOf(identity, "version");
	const group = textOf(identity, "group");
	if (kind === undefined || version === undefined) return undefined;
	return { apiVersion: group === undefined ? version : `${group}/${version}`, kind };
}

function isList(kind: string, items: Value | undefined): items is readonly Value[] {
	return kind.endsWith("List") && Array.isArray(items);
}

function nameOf(kind: string, object: PlainObject): string {
	const metadata = objectOf(object, "metadata");
	const generated = textOf(metadata, "generateName");
	const name = textOf(metadata, "name") ?? (generated === undefined ? undefined : `${generated}*`);
	return [kind, textOf(metadata, "namespace"), name].filter((part) => part !== undefined && part !== "").join("/");
}
