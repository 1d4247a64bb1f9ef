/** What holds for the places of any document: they lie in the text, and those of an instruction's parts lie in it. */
import { expect } from "vitest";
import type { Pointer } from "../../../src/documents/document.ts";
import type { Span } from "../../../src/text/span.ts";

/** Every node's place lies in the text; below an instruction, also in the place of the node it is part of. */
export function checkPlaces(value: unknown, locate: (pointer: Pointer) => Span, text: string): void {
	const visit = (node: unknown, pointer: Pointer, around: Span | undefined): void => {
		const span = locate(pointer);
		expectInside(span, { start: 0, end: text.length });
		// A stage stands at its FROM; what it is configured to stands where it was said, perhaps in another stage.
		const below = pointer.length >= 4 && pointer[2] !== "config" && pointer[2] !== "base";
		if (below && around !== undefined) expectInside(span, around);
		if (typeof node !== "object" || node === null || Object.hasOwn(node, "unknown")) return;
		const nested = below && !Array.isArray(node) && !isCommand(node) ? span : undefined;
		for (const key of Object.keys(node))
			visit((node as Record<string, unknown>)[key], [...pointer, Array.isArray(node) ? Number(key) : key], nested);
	};
	visit(value, [], undefined);
}

/** A command's redirections may lie behind it, in a heredoc. */
function isCommand(node: object): boolean {
	return Object.hasOwn(node, "redirects") || Object.hasOwn(node, "body");
}

export function expectInside(inner: Span, outer: Span): void {
	expect(inner.start).toBeGreaterThanOrEqual(outer.start);
	expect(inner.end).toBeLessThanOrEqual(outer.end);
	expect(inner.start).toBeLessThanOrEqual(inner.end);
}
