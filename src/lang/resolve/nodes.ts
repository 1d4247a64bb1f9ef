/** Small core nodes that resolving makes itself, and names taken out of terms and operands. */
import type { Span } from "../../text/span.ts";
import type { Constant, LocalUse, Operand } from "../core.ts";
import type * as tree from "../tree.ts";

/** A fresh local for what a nested call or reference gives. */
export function made(name: string, span: Span): LocalUse {
	return { kind: "local", local: { name, origin: "made", declared: undefined, span }, span };
}

export function wildcard(span: Span): LocalUse {
	return { kind: "local", local: { name: "_", origin: "wildcard", declared: undefined, span }, span };
}

export function constants(path: readonly string[], span: Span): Constant[] {
	return path.map((value) => ({ kind: "constant", value, span }));
}

/** `a.b.c` as words; empty where it isn't made of names only. */
export function dottedWords(operator: tree.Var | tree.Ref): string[] {
	if (operator.kind === "var") return [operator.name];
	if (operator.head.kind !== "var") return [];
	const words = [operator.head.name];
	for (const { term } of operator.path) {
		if (term.kind !== "string") return [];
		words.push(term.value);
	}
	return words;
}

export function leadingNames(path: readonly Operand[]): string[] {
	const names: string[] = [];
	for (const step of path) {
		if (step.kind !== "constant" || typeof step.value !== "string") break;
		names.push(step.value);
	}
	return names;
}
