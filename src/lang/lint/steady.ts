/** Terms that give the same value wherever they stand in one body: no `_` in them, and no call that gives something else each time. */

import { dottedWords } from "../resolve/nodes.ts";
import { type TreeNode, walkTree } from "../visit.ts";

/** Calls that may give several values, or do something. */
const unsteady = /^(walk|print|trace|rand\.|uuid\.|http\.|net\.lookup)/;

export function isSteady(node: TreeNode): boolean {
	let steady = true;
	walkTree(node, (each) => {
		if (!("kind" in each)) return true;
		if (each.kind === "var" && each.name === "_") steady = false;
		if (each.kind === "call" && unsteady.test(dottedWords(each.operator).join("."))) steady = false;
		return steady;
	});
	return steady;
}
