/**
 * JSON Schema to type: drafts 7 and 2020-12, as far as a type can say it. What it can't say (patterns, bounds, `not`, `if`)
 * is left out, so that a type is never narrower than its schema. Takes plain JSON, looks up nothing outside of it.
 * https://json-schema.org/draft/2020-12/json-schema-core
 */
import { any, boolean, type Field, never, nothing, number, type ObjectType, string, type Type } from "../types.ts";
import { intersection } from "./intersection.ts";
import { union } from "./union.ts";

/** A schema as plain data. */
type Schema = Readonly<Record<string, unknown>>;

/** The type of the values that a schema accepts. Anything that is no schema, and any reference that leads nowhere, is `any`. */
export function fromJsonSchema(schema: unknown): Type {
	return new Reader(schema).read(schema);
}

const isRecord = (value: unknown): value is Schema =>
	typeof value === "object" && value !== null && !Array.isArray(value);

class Reader {
	readonly #root: unknown;
	/** One named type per reference, so that a schema may speak of itself and equal references are one type. */
	readonly #named = new Map<string, Type>();

	constructor(root: unknown) {
		this.#root = root;
	}

	read(schema: unknown): Type {
		if (schema === false) return never;
		if (!isRecord(schema)) return any;
		let type = this.#own(schema);
		const meet = (other: Type): void => {
			type = intersection(type, other);
		};
		if (typeof schema.$ref === "string") meet(this.#reference(schema.$ref));
		for (const one of list(schema.allOf)) meet(this.read(one));
		for (const keyword of ["anyOf", "oneOf"]) {
			const branches = list(schema[keyword]);
			if (branches.length > 0) meet(union(...branches.map((branch) => this.read(branch))));
		}
		return type;
	}

	/** What the keywords of this schema itself say, without those that combine others. */
	#own(schema: Schema): Type {
		if ("const" in schema) return ofValue(schema.const);
		if (Array.isArray(schema.enum)) return union(...schema.enum.map(ofValue));
		if (schema.type === undefined) return this.#untyped(schema);
		const names = Array.isArray(schema.type) ? schema.type : [schema.type];
		return union(...names.map((name) => this.#ofName(name, schema)));
	}

	/** Without `type`, keywords such as `properties` only speak of values of their sort, unless it is plain what is meant. */
	#untyped(schema: Schema): Type {
		if (isRecord(schema.properties) && (schema.additionalProperties === false || Array.isArray(schema.required)))
			return this.#object(schema);
		return any;
	}

	#ofName(name: unknown, schema: Schema): Type {
		switch (name) {
			case "null":
				return nothing;
			case "boolean":
				return boolean;
			case "integer":
			case "number":
				return number;
			case "string":
				return string;
			case "array":
				return this.#array(schema);
			case "object":
				return this.#object(schema);
			default:
				return any;
		}
	}

	#array(schema: Schema): Type {
		// Draft 7 writes a tuple as `items: [...]` with `additionalItems`; 2020-12 as `prefixItems` with `items`.
		const old = Array.isArray(schema.items);
		const first = old ? list(schema.items) : list(schema.prefixItems);
		const further = old ? schema.additionalItems : schema.items;
		const least = typeof schema.minItems === "number" ? schema.minItems : 0;
		const rest = further === undefined ? any : this.read(further);
		// Items before the least length are there for sure; the others may be absent, which only `rest` can say.
		const sure = first.slice(0, least).map((item) => this.read(item));
		const loose = first.slice(least).map((item) => this.read(item));
		if (further === false)
			return loose.length === 0
				? { kind: "array", items: sure }
				: { kind: "array", items: sure, rest: union(...loose) };
		return { kind: "array", items: sure, rest: union(...loose, rest) };
	}

	#object(schema: Schema): ObjectType {
		const required = new Set(list(schema.required));
		const fields = new Map<string, Field>();
		for (const [name, inner] of isRecord(schema.properties) ? Object.entries(schema.properties) : []) {
			const doc = isRecord(inner) && typeof inner.description === "string" ? inner.description : undefined;
			const type = this.read(inner);
			fields.set(name, { type, optional: !required.has(name), ...(doc === undefined ? {} : { doc }) });
		}
		const rest = this.#rest(schema);
		return { kind: "object", fields, ...(rest === undefined ? {} : { rest: { key: string, value: rest } }) };
	}

	/** What other fields may hold: those that match a pattern, and all others. */
	#rest(schema: Schema): Type | undefined {
		const patterns = isRecord(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
		const others = schema.additionalProperties ?? schema.unevaluatedProperties ?? true;
		const types = patterns.map((inner) => this.read(inner));
		if (others !== false) types.push(this.read(others));
		return types.length === 0 ? undefined : union(...types);
	}

	/** A reference into this schema: `#`, `#/$defs/name`, `#name` for an `$anchor`. Any other could be anything. */
	#reference(reference: string): Type {
		const known = this.#named.get(reference);
		if (known !== undefined) return known;
		const target = this.#find(reference);
		if (target === undefined) return any;
		let resolved: Type | undefined;
		const resolve = (): Type => {
			if (resolved === undefined) {
				// A reference met again while this one is read stands for `any` at its top, so that a circle ends.
				resolved = any;
				resolved = this.read(target);
			}
			return resolved;
		};
		const named: Type = { kind: "named", name: nameOf(reference), resolve };
		this.#named.set(reference, named);
		return named;
	}

	#find(reference: string): unknown {
		if (reference === "#") return this.#root;
		if (!reference.startsWith("#")) return undefined;
		if (!reference.startsWith("#/")) return findAnchor(this.#root, reference.slice(1));
		let at: unknown = this.#root;
		for (const step of decodePointer(reference)) {
			if (Array.isArray(at)) at = at[Number(step)];
			else if (isRecord(at) && Object.hasOwn(at, step)) at = at[step];
			else return undefined;
		}
		return at;
	}
}

function decodePointer(reference: string): string[] {
	return reference
		.slice(2)
		.split("/")
		.map((step) => decodePercent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decodePercent(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function findAnchor(at: unknown, anchor: string): unknown {
	if (Array.isArray(at)) {
		for (const item of at) {
			const found = findAnchor(item, anchor);
			if (found !== undefined) return found;
		}
		return undefined;
	}
	if (!isRecord(at)) return undefined;
	return at.$anchor === anchor ? at : findAnchor(Object.values(at), anchor);
}

const nameOf = (reference: string): string =>
	decodePointer(`#/${reference.slice(reference.lastIndexOf("/") + 1)}`)[0] as string;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The type of one JSON value. */
export function ofValue(value: unknown): Type {
	if (value === null) return nothing;
	if (typeof value === "boolean") return boolean;
	if (typeof value === "number") return number;
	if (typeof value === "string") return { kind: "string", values: [value] };
	if (Array.isArray(value)) return { kind: "array", items: value.map(ofValue) };
	if (!isRecord(value)) return any;
	const fields = new Map(
		Object.entries(value).map(([name, inner]): [string, Field] => [name, { type: ofValue(inner), optional: false }]),
	);
	return { kind: "object", fields };
}
