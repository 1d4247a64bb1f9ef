/** Which names stand in a part of a tree, however deep. */
import { type TreeNode, walkTree } from "../visit.ts";

/** How often each name stands there. */
export function mentions(...nodes: readonly TreeNode[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const node of nodes)
		walkTree(node, (each) => {
			if ("kind" in each && each.kind === "var") counts.set(each.name, (counts.get(each.name) ?? 0) + 1);
			return true;
		});
	return counts;
}
