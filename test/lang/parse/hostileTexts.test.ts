/** Texts made to break a parser: read in linear time and bounded depth, with a diagnostic, never with an exception. */
import { describe, expect, test } from "vitest";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { heightOf } from "../../../src/lang/visit.ts";
import { Source } from "../../../src/text/source.ts";

const many = 10_000;

function codes(text: string): string[] {
	const { diagnostics } = parseModule(new Source("hostile.policy", text), { dialect: "policy" });
	return [...new Set(diagnostics.map(({ kind }) => kind.code))];
}

const nested: readonly [open: string, close: string][] = [
	["[", "]"],
	["(", ")"],
	["{", "}"],
	["f(", ")"],
	["a[", "]"],
	["{x | ", "}"],
	["{x: ", "}"],
	["not {", "}"],
	["every x in y { ", "}"],
	['$"{', '}"'],
];

describe("nesting has a limit", () => {
	test.each(nested)("%s…%s", (open, close) => {
		const closed = `package a\np if { ${open.repeat(many)}1${close.repeat(many)} }`;
		expect(codes(closed)).toEqual(["nesting-too-deep"]);
		expect(codes(`package a\np if { ${open.repeat(many)}`)).not.toEqual([]);
		expect(codes(`package a\np if { ${close.repeat(many)}`)).not.toEqual([]);
	});

	test.each(nested)("that seventy levels of %s…%s keep", (open, close) => {
		expect(codes(`package a\np if { ${open.repeat(70)}1${close.repeat(70)} }`)).toEqual([]);
	});

	test("for chains of operators, too", () => {
		expect(codes(`package a\np := ${"1 + ".repeat(many)}1`)).toEqual(["nesting-too-deep"]);
		expect(codes(`package a\np := 1${" in x".repeat(many)}`)).toEqual(["nesting-too-deep"]);
		expect(codes(`package a\np if { a${" and b".repeat(many)} }`)).toEqual(["nesting-too-deep"]);
	});

	test("which no tree that is given passes", () => {
		const text = `package a\np := ${"(1 + ".repeat(90)}1${")".repeat(90)}\nq := ${"1 + ".repeat(800)}1`;
		const { module } = parseModule(new Source("x.rego", text), { dialect: "rego" });
		for (const item of module?.items ?? []) expect(heightOf(item)).toBeLessThanOrEqual(1_000);
		expect(module?.items).toHaveLength(2);
	});
});

describe("long texts are read", () => {
	const long: readonly [name: string, text: string, codes: readonly string[]][] = [
		["a path", `p := a${".b".repeat(many)}`, []],
		["a list", `p := [${"1, ".repeat(many)}1]`, []],
		["an else chain", `p := 1 if a ${"else := 2 if b ".repeat(many / 5)}`, []],
		["chained bodies", `p if { a } ${"{ b } ".repeat(many / 5)}`, []],
		["a string of escapes", `p := "${"\\n".repeat(many * 10)}"`, []],
		["a comment", `#${"x".repeat(many * 10)}`, []],
		["spaces", " ".repeat(many * 10), []],
		["words", "foo bar\n".repeat(many), ["syntax-unexpected", "too-many-mistakes"]],
		["characters of no meaning", "é ' ".repeat(many / 5), ["stray-character", "too-many-mistakes"]],
		["rules that never end", "p if {\n".repeat(many), ["bracket-unclosed", "too-many-mistakes"]],
		["one line of openings", "([{".repeat(many), ["syntax-unexpected"]],
		["imports of keywords", "import rego.v2\n".repeat(many / 5), []],
	];
	test.each(long)("%s", (_, text, expected) => {
		const before = performance.now();
		expect(codes(`package a\n${text}`).sort()).toEqual([...expected].sort());
		expect(performance.now() - before).toBeLessThan(10_000);
	});
});

test("no text of random tokens makes the parser throw", () => {
	const words =
		'{ } [ ] ( ) , ; . : := = == | - + in if else not some every with as default import package contains x y 1 "s" `r` $"a{ }" \n # policy p on d deny because'.split(
			" ",
		);
	let state = 7;
	const next = () => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		return words[(state >>> 8) % words.length] as string;
	};
	for (let round = 0; round < 1_000; round++) {
		const text = `package a\n${Array.from({ length: 12 }, next).join(round % 2 === 0 ? " " : "")}`;
		for (const dialect of ["rego", "policy"] as const) {
			const { diagnostics } = parseModule(new Source("x.rego", text), { dialect });
			for (const { span } of diagnostics) {
				expect(span?.start).toBeGreaterThanOrEqual(0);
				expect(span?.end).toBeLessThanOrEqual(text.length);
			}
		}
	}
});
