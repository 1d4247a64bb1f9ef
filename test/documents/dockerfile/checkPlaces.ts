/** What holds for the places of any document: they lie in the text, and those of an instruction's parts lie in it. */
import type { Pointer } from "../../../src/documents/document.ts";
import type { Span } from "../../../src/text/span.ts";

/** Throws where a node's place lies outside the text or, below an instruction, outside the node it is part of. */
export function checkPlaces(value: unknown, locate: (pointer: Pointer) => Span, text: string): void {
	const all: Span = { start: 0, end: text.length };
	const visit = (node: unknown, pointer: Pointer, around: Span): void => {
		const span = locate(pointer);
		expectInside(span, all, pointer);
		// A stage stands at its FROM; what it is configured to stands where it was said, perhaps in another stage.
		const below = pointer.length >= 4 && pointer[2] !== "config" && pointer[2] !== "base";
		if (below) expectInside(span, around, pointer);
		if (typeof node !== "object" || node === null || Object.hasOwn(node, "unknown")) return;
		const inner = below && !Array.isArray(node) && !reachesOut(node) ? span : all;
		for (const key of Object.keys(node))
			visit((node as Record<string, unknown>)[key], [...pointer, Array.isArray(node) ? Number(key) : key], inner);
	};
	visit(value, [], all);
}

/** A command's redirections may lie behind it, and a heredoc's body behind its word. */
function reachesOut(node: object): boolean {
	return Object.hasOwn(node, "redirects") || Object.hasOwn(node, "body");
}

export function expectInside(inner: Span, outer: Span, where: unknown = ""): void {
	if (inner.start < outer.start || inner.end > outer.end || inner.start > inner.end)
		throw new Error(`${JSON.stringify(where)}: ${JSON.stringify(inner)} isn't in ${JSON.stringify(outer)}`);
}
