/** One node laid over another by compose's rules (compose-spec, 13-merge). */
import { isNothing, type ListNode, type MapNode, type Node } from "./composeNode.ts";

/** The result stands where the one below does, but for what only the one above says. Undefined where the one above takes it away. */
export function mergeNodes(below: Node | undefined, above: Node): Node | undefined {
	if (above.tag === "reset") return undefined;
	if (above.tag === "override" || below === undefined) return settled(above);
	if (below.kind === "map" && above.kind === "map" && above.whole === undefined) return mergeMaps(below, above);
	if (below.kind === "list" && above.kind === "list" && above.merge !== "replace") return mergeLists(below, above);
	return isNothing(above) ? below : settled(above);
}

export function mergeMaps(below: MapNode, above: MapNode): MapNode {
	const entries = new Map(below.entries);
	for (const [key, node] of above.entries) {
		const merged = mergeNodes(entries.get(key), node);
		if (merged === undefined) entries.delete(key);
		else entries.set(key, merged);
	}
	return { ...below, entries };
}

function mergeLists(below: ListNode, above: ListNode): ListNode {
	const { merge } = above;
	if (typeof merge !== "function") return { ...below, items: [...below.items, ...above.items] };
	const items = new Map([...below.items, ...above.items].map((item) => [merge(item), item]));
	return { ...below, items: [...items.values()] };
}

/** What a tag takes away is gone also where nothing stood below it. */
function settled(node: Node): Node {
	if (node.kind !== "map" || ![...node.entries.values()].some(({ tag }) => tag === "reset")) return node;
	return { ...node, entries: new Map([...node.entries].filter(([, { tag }]) => tag !== "reset")) };
}
