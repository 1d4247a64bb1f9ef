import fc from "fast-check";
import { expect, test } from "vitest";
import { compileGlob, quoteGlob } from "../../../src/runtime/glob/compileGlob.ts";
import { type GlobPart, parseGlob } from "../../../src/runtime/glob/parseGlob.ts";

/** What globs mean, said as plainly as possible: all ends that the parts can reach from a place in the text. */
function ends(parts: readonly GlobPart[], text: readonly string[], delimiters: string, from: number): Set<number> {
	let reached = new Set([from]);
	for (const part of parts) {
		const next = new Set<number>();
		for (const at of reached) for (const end of endsOfPart(part, text, delimiters, at)) next.add(end);
		reached = next;
	}
	return reached;
}

function endsOfPart(part: GlobPart, text: readonly string[], delimiters: string, from: number): Iterable<number> {
	const isPlain = (at: number) => at < text.length && !delimiters.includes(text[at]!);
	switch (part.kind) {
		case "text": {
			const letters = [...part.text];
			return letters.every((letter, at) => text[from + at] === letter) ? [from + letters.length] : [];
		}
		case "star": {
			const found = [from];
			for (let at = from; at < text.length && (part.across || isPlain(at)); at++) found.push(at + 1);
			return found;
		}
		case "single":
			return isPlain(from) ? [from + 1] : [];
		case "class": {
			const point = text[from]?.codePointAt(0) ?? -1;
			const isIn = part.set.some((low, at) => at % 2 === 0 && low <= point && point <= part.set[at + 1]!);
			return isIn ? [from + 1] : [];
		}
		case "options":
			return part.options.flatMap((option) => [...ends(option, text, delimiters, from)]);
	}
}

const pieces = fc.constantFrom("*", "**", "?", "a", "b", "/", ".", "é", "😀", "[ab]", "[!a]", "[a-é]", "\\*", "-", "x");
const { glob: globs } = fc.letrec<{ glob: string; part: string }>((tie) => ({
	glob: fc.array(tie("part"), { maxLength: 5 }).map((parts) => parts.join("")),
	part: fc.oneof(
		{ depthSize: "small" },
		{ weight: 5, arbitrary: pieces },
		fc.array(tie("glob"), { minLength: 1, maxLength: 3 }).map((options) => `{${options.join(",")}}`),
	),
}));
const letters = fc.array(fc.constantFrom("a", "b", "/", ".", "é", "😀", "*", "-", "x"), { maxLength: 8 });

test("a compiled glob matches what its parts mean", () => {
	fc.assert(
		fc.property(globs, letters, fc.constantFrom("", ".", "/", "/."), (glob, text, delimiters) => {
			const expected = ends(parseGlob(glob), text, delimiters, 0).has(text.length);
			expect(compileGlob(glob, delimiters)(text.join(""))).toBe(expected);
		}),
		{ numRuns: 3000 },
	);
});

test("a quoted text matches itself only", () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (text, other) => {
			const matcher = compileGlob(quoteGlob(text), "");
			expect(matcher(text)).toBe(true);
			expect(matcher(other)).toBe(other === text);
		}),
	);
});

test("many stars take no more than linear time", () => {
	const start = performance.now();
	expect(compileGlob(`${"*a".repeat(30)}*c`, "")("a".repeat(20_000))).toBe(false);
	expect(compileGlob(`{${"a*,".repeat(20)}b}`.repeat(5), "/")(`${"ab".repeat(5000)}/`)).toBe(false);
	expect(performance.now() - start).toBeLessThan(2000);
});

test("braces nested too deep are refused, not a stack overflow", () => {
	expect(() => parseGlob("{".repeat(100_000))).toThrow();
});
