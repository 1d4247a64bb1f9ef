import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/cli/fix/applyEdits.ts";
import type { TextEdit } from "../../src/text/textEdit.ts";

const item = (...fix: [number, number, string][]) => ({
	fix: fix.map(([start, end, text]) => ({ span: { start, end }, text })),
});

describe("applying edits", () => {
	it.each<[string, ReturnType<typeof item>[], string, number]>([
		["nothing", [], "abcdef", 0],
		["one", [item([1, 2, "X"])], "aXcdef", 0],
		["several, in any order", [item([4, 5, "Y"]), item([1, 2, "X"])], "aXcdYf", 0],
		["neighbours", [item([1, 2, "X"]), item([2, 3, "Y"])], "aXYdef", 0],
		["an overlap: the first wins", [item([1, 3, "X"]), item([2, 4, "Y"])], "aXdef", 1],
		["all of an item or nothing", [item([1, 3, "X"]), item([2, 4, "Y"], [5, 6, "Z"])], "aXdef", 1],
		["the same edit twice is one", [item([1, 2, "X"]), item([1, 2, "X"])], "aXcdef", 0],
		["two insertions at one place: one", [item([1, 1, "X"]), item([1, 1, "Y"])], "aXbcdef", 1],
	])("%s", (_, items, expected, left) => {
		const result = applyEdits("abcdef", items);
		expect(result.text).toBe(expected);
		expect(result.overlapping).toHaveLength(left);
	});

	it("loses no item and keeps all text that no applied edit touches", () => {
		const edit = fc.tuple(fc.nat(20), fc.nat(5), fc.string({ maxLength: 3 }));
		fc.assert(
			fc.property(fc.array(fc.array(edit, { maxLength: 2 }), { maxLength: 8 }), (wanted) => {
				const text = "0123456789abcdefghijklmnopqrst";
				const items = wanted
					.map((edits) =>
						item(
							...edits.map(([start, length, replacement]): [number, number, string] => [
								start,
								start + length,
								replacement,
							]),
						),
					)
					.filter(({ fix: [a, b] }) => a === undefined || b === undefined || a.span.end <= b.span.start);
				const { text: result, applied, overlapping } = applyEdits(text, items);
				expect(applied.length + overlapping.length).toBe(items.length);
				const unique = new Map<string, TextEdit>();
				for (const each of applied.flatMap(({ fix }) => fix)) unique.set(JSON.stringify(each), each);
				const change = [...unique.values()].reduce(
					(sum, { span, text: put }) => sum + put.length - (span.end - span.start),
					0,
				);
				expect(result.length).toBe(text.length + change);
			}),
		);
	});
});
