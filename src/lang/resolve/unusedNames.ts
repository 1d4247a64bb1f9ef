/** Names that `some x` and `every x in` declare and that nothing uses: something is left out (OPA: "declared var x unused"). */
import { unusedName } from "../../diagnostics/catalogue/compiling.ts";
import type { Body, Term, Var } from "../tree.ts";
import { type TreeNode, walkTree } from "../visit.ts";
import type { BodyResolver } from "./resolveBody.ts";

/** Reports those of a body; `heads` are the terms beside it that see its names. */
export function reportUnusedNames(body: Body, heads: readonly (Term | undefined)[], resolver: BodyResolver): void {
	const report = (names: readonly Var[], seenBy: readonly (TreeNode | undefined)[], own: number): void => {
		for (const { name, span } of names)
			if (name !== "_" && uses(name, seenBy) === own) resolver.report(span, unusedName({ name }));
	};
	for (const literal of body) {
		if (literal.kind === "some") report(literal.vars, [...body, ...heads], 1);
		else if (literal.kind === "every")
			report([...(literal.key === undefined ? [] : [literal.key]), literal.value], literal.body, 0);
	}
}

function uses(name: string, nodes: readonly (TreeNode | undefined)[]): number {
	let count = 0;
	for (const node of nodes)
		if (node !== undefined)
			walkTree(node, (inner) => {
				if ("kind" in inner && inner.kind === "var" && inner.name === name) count++;
				return true;
			});
	return count;
}
