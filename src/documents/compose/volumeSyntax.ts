/** The short syntax of volumes: `[SOURCE:]TARGET[:MODE]`, Windows paths included (compose-spec, services, volumes). */
import { hole } from "../dockerfile/expand.ts";
import { implied, type MapNode, mapNode, type Node, partOf, type ScalarNode, textOf } from "./composeNode.ts";

/** One thing can be mounted at a place. */
export const targetKey = (item: Node): string =>
	(item.kind === "map" ? (textOf(item.entries.get("target")) ?? "") : "").replace(/(.)\/+$/, "$1");

export function readVolume(node: ScalarNode): MapNode | undefined {
	const text = textOf(node);
	if (text === undefined || text === "") return undefined;
	const parts = partsOf(text).map(([start, end]) => partOf(node, start, end));
	const [first, second, ...modes] = parts;
	if (first === undefined) return undefined;
	if (second === undefined)
		return mapNode(
			[
				["type", implied("volume", node.origin)],
				["target", first],
				["read_only", implied(false, node.origin)],
			],
			node.origin,
		);
	const options = modes.flatMap((mode) => (textOf(mode) ?? "").split(","));
	const isOpen = options.some((option) => option.includes(hole));
	const mode = modes[0];
	const readOnly = options.includes("ro")
		? implied(true, mode?.origin ?? node.origin)
		: isOpen && mode !== undefined
			? mode
			: implied(false, node.origin);
	return mapNode(
		[
			["type", typeOf(first)],
			["source", first],
			["target", second],
			["read_only", readOnly],
		],
		node.origin,
	);
}

/** A path is bound, a name is a volume; what only a variable tells may be either. A volume's name has no slash. */
function typeOf(source: ScalarNode): ScalarNode {
	const text = textOf(source) ?? "";
	if (/^[.~]|[/\\]/.test(text)) return implied("bind", source.origin);
	return text.includes(hole) ? source : implied("volume", source.origin);
}

/** Cut at colons, but for the one behind a drive's letter. */
function partsOf(text: string): (readonly [number, number])[] {
	const parts: [number, number][] = [];
	let start = 0;
	for (let at = 0; at <= text.length; at++) {
		if (at < text.length && text.charAt(at) !== ":") continue;
		if (at === start + 1 && /[A-Za-z]/.test(text.charAt(start)) && /[\\/]/.test(text.charAt(at + 1))) continue;
		parts.push([start, at]);
		start = at + 1;
	}
	return parts;
}
