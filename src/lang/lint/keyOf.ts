/** What a part of a tree says, as one string: the same for two parts that differ only in their layout and how they are written. */
import type { TreeNode } from "../visit.ts";

/** Where a node stands, how its strings are quoted, `a.b` or `a["b"]`: nothing of that changes what it says. */
const layout: ReadonlySet<string> = new Set(["span", "operatorSpan", "raw", "dot", "braces", "hasIf", "annotations"]);

/** Two nodes of the same key mean the same in the same place. `:=` and `=`, `==` and `!=` are told apart. */
export function keyOf(node: TreeNode | readonly TreeNode[]): string {
	return JSON.stringify(node, function (this: { readonly kind?: unknown }, key, value: unknown) {
		// The operator of a head only says how its value was assigned.
		if (key === "operator") return this.kind === "infix" || this.kind === "call" ? value : undefined;
		return layout.has(key) ? undefined : value;
	});
}
