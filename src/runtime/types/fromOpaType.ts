/**
 * The types of OPA's capabilities (docs: `opa capabilities`; types/decode.go): `{type: array, static: […], dynamic: …}` and so on.
 * Takes plain JSON, gives a type; what it doesn't know is `any`, so that a type is never narrower than what was meant.
 */
import { any, boolean, type Field, nothing, number, setOf, string, type Type } from "../types.ts";
import { union } from "./union.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Levels that a type may be nested. */
const DEEPEST = 50;

export function fromOpaType(given: unknown, depth = 0): Type {
	if (typeof given !== "object" || given === null || depth > DEEPEST) return any;
	const { type, of, static: own, dynamic } = given as Fields;
	const inner = (part: unknown): Type => (part === undefined ? any : fromOpaType(part, depth + 1));
	const listed = Array.isArray(own) ? (own as readonly unknown[]) : [];
	switch (type) {
		case "null":
			return nothing;
		case "boolean":
			return boolean;
		case "number":
			return number;
		case "string":
			return string;
		case "set":
			return setOf(inner(of));
		case "array": {
			const rest = dynamic === undefined && listed.length > 0 ? {} : { rest: inner(dynamic) };
			return { kind: "array", items: listed.map(inner), ...rest };
		}
		case "object": {
			const fields = new Map<string, Field>();
			for (const entry of listed as readonly Fields[])
				if (typeof entry?.key === "string") fields.set(entry.key, { type: inner(entry.value), optional: false });
			if (dynamic === undefined && fields.size > 0) return { kind: "object", fields };
			const { key, value } = (dynamic ?? {}) as Fields;
			return { kind: "object", fields, rest: { key: inner(key), value: inner(value) } };
		}
		case "any":
			return Array.isArray(of) && of.length > 0 ? union(...of.map(inner)) : any;
		default:
			return any;
	}
}
