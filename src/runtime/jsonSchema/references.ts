/** Where `$ref` leads: to what has that `$id`, or along a JSON pointer (RFC 6901). Nothing outside of the schema. */
import { get, isArray, isObject, sortedNames } from "../values/access.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { SchemaError } from "./schema.ts";

/** A place in a schema that has a name, and what references there are relative to. */
export interface NamedPlace {
	readonly node: Value;
	readonly base: string;
}

/** Values of these keywords are data, not schemas. */
const dataKeywords: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);

/** All names that the schemas inside of one give themselves. */
export class SchemaIds {
	readonly #places = new Map<string, NamedPlace>();

	constructor(root: Value, spend: (units: number) => void) {
		const left: [Value, string][] = [[root, ""]];
		for (let next = left.pop(); next !== undefined; next = left.pop()) {
			spend(1);
			const [node, outer] = next;
			if (isArray(node)) for (const item of node) left.push([item, outer]);
			if (!isObject(node)) continue;
			const base = this.baseOf(node as PlainObject, outer);
			const id = idOf(node as PlainObject);
			if (id !== undefined) {
				const address = id.startsWith("#") ? base + id : base;
				if (!this.#places.has(address)) this.#places.set(address, { node, base });
			}
			for (const name of sortedNames(node as PlainObject))
				if (!dataKeywords.has(name)) left.push([get(node, name) as Value, base]);
		}
	}

	/** What references in a schema are relative to: its own `$id`, or that of what it is in. */
	baseOf(node: PlainObject, outer: string): string {
		const id = idOf(node);
		return id === undefined || id.startsWith("#") ? outer : resolve(id, outer).replace(/#.*$/s, "");
	}

	/** What a reference names by `$id`, with the pointer after it followed. */
	find(reference: string, base: string): NamedPlace | undefined {
		const address = reference.startsWith("#") ? base + reference : resolve(reference, base);
		const whole = this.#places.get(address) ?? this.#places.get(address.replace(/#$/, ""));
		if (whole !== undefined) return whole;
		const hash = address.indexOf("#/");
		const place = hash === -1 ? undefined : this.#places.get(address.slice(0, hash));
		return place && { node: follow(place.node, address.slice(hash + 1)), base: place.base };
	}
}

function idOf(node: PlainObject): string | undefined {
	const id = get(node, "$id") ?? get(node, "id");
	return typeof id === "string" && id !== "" ? id : undefined;
}

function resolve(reference: string, base: string): string {
	try {
		return new URL(reference, base === "" ? undefined : base).href.replace(/#$/, "");
	} catch {
		return reference;
	}
}

/** What a reference within the schema leads to. @throws SchemaError for one that leads elsewhere, or nowhere */
export function resolvePointer(root: Value, reference: string, base: string): Value {
	if (reference === "" || reference === "#") return root;
	if (reference.startsWith("#/")) return follow(root, reference.slice(1));
	// A name that nobody has leads to the schema itself, as in OPA.
	if (reference.startsWith("#")) return root;
	if (/^[a-z][a-z0-9+.-]*:/i.test(resolve(reference, base)))
		throw new SchemaError(`remote reference loading disabled: ${resolve(reference, base)}`);
	throw new SchemaError(`Reference ${reference.replace(/^(?!\/)/, "/")} must be canonical`);
}

function follow(root: Value, pointer: string): Value {
	let node = root;
	for (const step of pointer.split("/").slice(1)) {
		const key = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
		if (isArray(node)) {
			if (!/^(?:0|[1-9][0-9]{0,8})$/.test(key)) throw new SchemaError(`Invalid array index '${key}'`);
			const item = node[Number(key)];
			if (item === undefined) throw new SchemaError(`Out of bound array[0,${node.length}] index '${key}'`);
			node = item;
			continue;
		}
		if (!isObject(node)) throw new SchemaError(`Invalid token reference '${key}'`);
		const member = get(node, key);
		if (member === undefined) throw new SchemaError(`Object has no key '${key}'`);
		node = member;
	}
	return node;
}

function decoded(step: string): string {
	try {
		return decodeURIComponent(step);
	} catch {
		return step;
	}
}
