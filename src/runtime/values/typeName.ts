/** What a value is called in type names and error texts. */
import { ExactNumber } from "./exactNumber.ts";
import { isPlain } from "./plainObject.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

export type TypeName = "null" | "boolean" | "number" | "string" | "array" | "object" | "set" | "unknown";

/** The name of a value's type. `unknown` is not one of Rego's: it only appears in messages. */
export function typeName(value: Value): TypeName {
	switch (typeof value) {
		case "string":
			return "string";
		case "number":
			return "number";
		case "boolean":
			return "boolean";
	}
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	if (isPlain(value)) return "object";
	if (value instanceof RegoSet) return "set";
	if (value instanceof ExactNumber) return "number";
	if (value instanceof Unknown) return "unknown";
	return "object";
}
