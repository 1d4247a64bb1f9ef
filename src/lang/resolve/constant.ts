/** Terms that are constants: their values, and what to call those that aren't. */
import { numberFromText } from "../../runtime/values/exactNumber.ts";
import { ObjectBuilder } from "../../runtime/values/regoObject.ts";
import { RegoSet } from "../../runtime/values/regoSet.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Term } from "../tree.ts";

/** The value of a ground literal; undefined for anything that has to be evaluated. */
export function constantValue(term: Term): Value | undefined {
	switch (term.kind) {
		case "null":
			return null;
		case "boolean":
		case "string":
			return term.value;
		case "number":
			return numberFromText(term.text);
		case "array":
			return constantItems(term.items);
		case "set": {
			const items = constantItems(term.items);
			return items === undefined ? undefined : RegoSet.of(items);
		}
		case "object": {
			const object = new ObjectBuilder();
			for (const entry of term.entries) {
				const key = constantValue(entry.key);
				const value = constantValue(entry.value);
				if (key === undefined || value === undefined) return undefined;
				object.set(key, value);
			}
			return object.finish();
		}
		default:
			return undefined;
	}
}

function constantItems(terms: readonly Term[]): Value[] | undefined {
	const items: Value[] = [];
	for (const term of terms) {
		const item = constantValue(term);
		if (item === undefined) return undefined;
		items.push(item);
	}
	return items;
}

/** What a term is, for messages: `a reference`, `a number`. */
export function describeTerm(term: Term): string {
	return descriptions[term.kind];
}

const descriptions: Readonly<Record<Term["kind"], string>> = {
	null: "`null`",
	boolean: "a boolean",
	number: "a number",
	string: "a string",
	template: "a template string",
	var: "a variable",
	ref: "a reference",
	call: "a call",
	array: "an array",
	object: "an object",
	set: "a set",
	arrayComprehension: "a comprehension",
	setComprehension: "a comprehension",
	objectComprehension: "a comprehension",
	infix: "an expression",
	membership: "an expression",
	not: "a negation",
	body: "a body",
};
