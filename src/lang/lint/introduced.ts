/** The names that a rule introduces: with `:=`, `some`, `every` or as an argument. */
import type { Infix, Rule, SomeDeclaration, SomeIn, Term, Var, Verdict } from "../tree.ts";
import { walkTree } from "../visit.ts";

export interface Introduced {
	readonly variable: Var;
	readonly how: "argument" | "assignment" | "declaration" | "element" | "every";
	/** The literal or term that introduces it; absent for arguments. */
	readonly by?: Infix | SomeDeclaration | SomeIn;
}

/** In the order of the text, as often as a name is introduced; scopes aren't told apart. */
export function introduced(rule: Rule | Verdict): readonly Introduced[] {
	const found: Introduced[] = [];
	const add = (how: Introduced["how"], term: Term | undefined, by?: Introduced["by"]): void => {
		for (const variable of patternVariables(term)) found.push({ variable, how, ...(by === undefined ? {} : { by }) });
	};
	if (rule.kind === "rule") for (const arg of rule.head.args ?? []) add("argument", arg);
	walkTree(rule, (node) => {
		if (!("kind" in node)) return true;
		switch (node.kind) {
			case "infix":
				if (node.operator === ":=") add("assignment", node.left, node);
				break;
			case "some":
				for (const variable of node.vars) add("declaration", variable, node);
				break;
			case "someIn":
				add("element", node.key, node);
				add("element", node.value, node);
				break;
			case "every":
				add("every", node.key);
				add("every", node.value);
				break;
		}
		return true;
	});
	return found;
}

/** The variables of a pattern. Keys of objects are read, not introduced. */
function patternVariables(term: Term | undefined): readonly Var[] {
	switch (term?.kind) {
		case "var":
			return [term];
		case "array":
		case "set":
			return term.items.flatMap(patternVariables);
		case "object":
			return term.entries.flatMap(({ value }) => patternVariables(value));
		default:
			return [];
	}
}
