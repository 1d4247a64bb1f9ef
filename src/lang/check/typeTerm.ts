/** The type that is written after a parameter's name: `set[string]`, `object[string, array[number]]`. */
import { any, arrayOf, boolean, nothing, number, objectOf, setOf, string, type Type } from "../../runtime/types.ts";
import type { TypeTerm } from "../tree.ts";

/** The type that a term says. Names that there aren't and types that are missing are the parser's to report; they stand for `any`. */
export function parseTypeTerm({ name, of }: TypeTerm): Type {
	const inner = (at: number): Type => {
		const term = of[at];
		return term === undefined ? any : parseTypeTerm(term);
	};
	switch (name) {
		case "null":
			return nothing;
		case "boolean":
			return boolean;
		case "number":
			return number;
		case "string":
			return string;
		case "array":
			return arrayOf(inner(0));
		case "set":
			return setOf(inner(0));
		case "object":
			return objectOf(inner(0), inner(1));
		default:
			return any;
	}
}
