// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile text
import fc from "fast-check";
import { expect, test } from "vitest";
import { dockerfileSchema } from "../../../src/documents/dockerfile/schema.ts";
import type { Span } from "../../../src/text/span.ts";
import { faultsAgainst } from "../schemaFaults.ts";
import { checkPlaces, expectInside } from "./checkPlaces.ts";
import { parse } from "./parse.ts";

const schemaFaults = faultsAgainst(dockerfileSchema);

/** Pieces that Dockerfiles are made of, good and bad, so that random texts get far into the reader. */
const pieces = fc.constantFrom(
	..."FROM RUN COPY ADD ENV ARG LABEL USER WORKDIR EXPOSE VOLUME CMD ENTRYPOINT HEALTHCHECK SHELL ONBUILD STOPSIGNAL".split(
		" ",
	),
	..."alpine node:22 scratch $A ${B:-c} ${C ${D//x/y} A=1 B=\"two words\" 'q' \" ' ` --from=0 --mount=type=cache,from=a --chown=".split(
		" ",
	),
	...'AS as <<EOF <<-\'E\' EOF E && || | ; & ( ) { } $( ` [ ] ["a","b"] [1] sh -c if then fi for in do done case esac > 2>&1'.split(
		" ",
	),
	" ",
	"  ",
	"\t",
	"\n",
	"\r\n",
	"\\\n",
	"\\ \n",
	"`\n",
	"# comment\n",
	"# escape=`\n",
	"# syntax=a/b:1\n",
	"\ufeff",
	"\0",
	"é",
	"🐳",
	"__proto__=x",
);
const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));
const lines = fc
	.array(
		fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(" ")),
		{ maxLength: 12 },
	)
	.map((all) => `FROM alpine\n${all.join("\n")}`);

test.each([
	["pieces of Dockerfiles", texts],
	["lines of pieces", lines],
	["any text", fc.string({ unit: "binary", maxLength: 200 })],
])(
	"%s never make it throw, give a value as the schema says, and places that lie in the text and in each other",
	(_, texts_) => {
		fc.assert(
			fc.property(texts_, (text) => {
				const tested = parse(text);
				expect(schemaFaults(tested.value)).toEqual([]);
				for (const { span } of tested.diagnostics) expectInside(span, { start: 0, end: text.length });
				checkPlaces(tested.value, (pointer) => tested.document.locate(pointer) as Span, text);
			}),
			{ numRuns: 300 },
		);
	},
);

test("a text and the same text with one character changed, dropped or doubled are both read", () => {
	const text =
		'ARG V=1\nFROM a:${V} AS b\nRUN <<E && x "y $z" | w\nbody\nE\nCOPY --from=b ["a", "/b"]\nENV A=1 B="c d"\nCMD ["x"]\n';
	fc.assert(
		fc.property(
			fc.nat(text.length - 1),
			fc.constantFrom("", "\\", '"', "'", "$", "{", "\n", "<", "[", "\0"),
			(at, by) => {
				const changed = text.slice(0, at) + by + text.slice(at + 1);
				const tested = parse(changed);
				checkPlaces(tested.value, (pointer) => tested.document.locate(pointer) as Span, changed);
			},
		),
		{ numRuns: 60 },
	);
});

test("reading twice gives the same", () => {
	fc.assert(
		fc.property(texts, (text) => {
			expect(parse(text).value).toEqual(parse(text).value);
		}),
		{ numRuns: 100 },
	);
});

test.each([
	["many instructions", (size: number) => `FROM a\n${"RUN echo a && echo b\n".repeat(size)}`],
	["a long continuation", (size: number) => `FROM a\nRUN echo ${"a \\\n".repeat(size)}`],
	["a long heredoc", (size: number) => `FROM a\nRUN <<E\n${"echo a\n".repeat(size)}E\n`],
	["many heredocs without end", (size: number) => `FROM a\n${"RUN <<E\n".repeat(size)}`],
	["many quotes", (size: number) => `FROM a\nENV A=${'"'.repeat(size)}`],
	["deep nesting", (size: number) => `FROM a\nRUN ${"$(".repeat(size)}`],
	["deep parentheses", (size: number) => `FROM a\nRUN ${"(".repeat(size)}`],
	["deep variables", (size: number) => `FROM a\nENV A=${"${A:-".repeat(size)}`],
	[
		"many stages",
		(size: number) =>
			"FROM a AS s0\n" +
			Array.from({ length: size / 10 }, (_, at) => `FROM s${at} AS s${at + 1}\nCOPY --from=s0 a b\n`).join(""),
	],
	["growing values", (size: number) => `FROM scratch\nENV A=xxxxxxxx\n${"ENV A=$A$A\n".repeat(size)}`],
	["growing replacements", (size: number) => `FROM scratch\nENV A=xxxxxxxx\n${"ENV A=${A//x/$A}\n".repeat(size)}`],
	["long values, often", (size: number) => `FROM scratch\nENV A=${"x".repeat(100_000)}\n${"ENV B=$A\n".repeat(size)}`],
	["heredocs that end before they should", (size: number) => `FROM a\n${"RUN <<A <<B\n".repeat(size * 10)}B\nA\n`],
])("%s take no more than a moment", (_, text) => {
	const before = performance.now();
	parse(text(2000)).document.locate(["stages", 0]);
	expect(performance.now() - before).toBeLessThan(8000);
});
