/** What texts mean: each line a text and the tree it makes, written out by `outline.ts`. */
import { describe, expect, test } from "vitest";
import { parseModule, parseQuery, parseTerm } from "../../../src/lang/parse/parseModule.ts";
import type { Module } from "../../../src/lang/tree.ts";
import { walkTree } from "../../../src/lang/visit.ts";
import { Source } from "../../../src/text/source.ts";
import { outlineBody, outlineRule, outlineTerm } from "./outline.ts";

function read(text: string, dialect: "rego" | "policy" = "rego"): Module {
	const { module, diagnostics } = parseModule(new Source("x.rego", text), { dialect });
	expect(diagnostics.map(({ text: message }) => message)).toEqual([]);
	return module as Module;
}

function ruleOutlines(text: string): string[] {
	return read(text).items.map((item) => (item.kind === "rule" ? outlineRule(item) : item.kind));
}

function bodyOutline(text: string, imports = ""): string {
	const [rule] = read(`package a\n${imports}\np if {\n${text}\n}`).items;
	return rule?.kind === "rule" ? outlineBody(rule.body?.literals ?? []) : "";
}

type Row = readonly [text: string, outline: string];

describe("terms", () => {
	const rows: readonly Row[] = [
		["1.50e3", "1.50e3"],
		["-1", "-1"],
		["- 1", "-1"],
		[".5", ".5"],
		['"a\\u00e9\\n\\/"', '"aé\\n/"'],
		['"\\ud83d\\ude00 \\ud800"', '"😀 \ufffd"'],
		["`a\\n\nb`", 'raw"a\\\\n\\nb"'],
		["set()", "set<>"],
		["{}", "object<>"],
		["{1, 2,}", "set<1 2>"],
		["[, 1, 2,]", "array<1 2>"],
		['{"a": 1, "b": [2],}', 'object<"a":1 "b":array<2>>'],
		["a.b.c", "ref<a.b.c>"],
		['a["b"][c].if', 'ref<a["b"][c].if>'],
		["f(a).b[0]", "ref<call<f a>.b[0]>"],
		["x.f(1, 2,)", "call<ref<x.f> 1 2>"],
		["[1, 2][0]", "ref<array<1 2>[0]>"],
		["(a + b)[c]", "ref<(a + b)[c]>"],
		["-x.y", "(0 - ref<x.y>)"],
		["-f(x)", "(0 - call<f x>)"],
		["1 -1", "(1 - 1)"],
		["a.b[k, v in o]", "ref<a.b[(k, v in o)]>"],
		["f(0, 1 in [1])", "call<f 0 (1 in array<1>)>"],
		['$"a{x}b{f("}")}"', 'template<"a" x "b" call<f "}">>'],
		['$"\\{{a.b}\\""', 'template<"{" ref<a.b> "\\"">'],
		["$`a\n{b}\\{`", 'templateRaw<"a\\n" b "{">'],
		['$"{$"{x}"} {{"k": 1}}"', 'template<template<x> " " object<"k":1>>'],
		['$"{x with input as 1}"', "template<body<x with input as 1>>"],
	];
	test.each(rows)("%j is %s", (text, outline) => {
		const [rule] = ruleOutlines(`package a\np := ${text}`);
		expect(rule).toBe(`p := ${outline}`);
	});
});

describe("precedence", () => {
	const rows: readonly Row[] = [
		["a + b * c - d", "((a + (b * c)) - d)"],
		["a * b / c % d", "(((a * b) / c) % d)"],
		["a | b & c | d", "((a | (b & c)) | d)"],
		["a - b | c + d", "((a - b) | (c + d))"],
		["1 < 2 < 3", "((1 < 2) < 3)"],
		["a == b | c", "(a == (b | c))"],
		["1 in [1] == true", "(1 in (array<1> == true))"],
		["a in b in c", "((a in b) in c)"],
		["k, v in o in p", "((k, v in o) in p)"],
		["(a + b) * c", "((a + b) * c)"],
		["a - (b - c)", "(a - (b - c))"],
		["5\n- 1", "(5 - 1)"],
	];
	test.each(rows)("%j is %s", (text, outline) =>
		expect(ruleOutlines(`package a\np := ${text}`)).toEqual([`p := ${outline}`]),
	);
});

describe("braces", () => {
	const rows: readonly Row[] = [
		["{a | b}", "set<a | b>"],
		["{1 | false}", "set<1 | false>"],
		["{a | b; c\nd}", "set<a | b; c; d>"],
		["{a | b, c}", "set<(a | b) c>"],
		["{a | b + c == d, e}", "set<((a | (b + c)) == d) e>"],
		["{a | b, c in d}", "set<a | (b, c in d)>"],
		["{a | b, c in d, e}", "set<(a | b) (c in d) e>"],
		["{a, b in c}", "set<a (b in c)>"],
		["{a + 1 | b}", "set<((a + 1) | b)>"],
		["{(a + 1) | b}", "set<(a + 1) | b>"],
		["[a | b]", "array<a | b>"],
		["[a | b, c]", "array<(a | b) c>"],
		["[a + 1 | b]", "array<((a + 1) | b)>"],
		["{a: b | c}", "object<a:b | c>"],
		["{a + 1: b | c}", "object<(a + 1):b | c>"],
		["{a: b | c, d: e}", "object<a:(b | c) d:e>"],
		["{a: b | x, y in z: w}", "object<a:(b | x) (y in z):w>"],
		["{x | some k, v in o; k == v}", "set<x | some k, v in o; (k == v)>"],
	];
	test.each(rows)("%j is %s", (text, outline) =>
		expect(ruleOutlines(`package a\np := ${text}`)).toEqual([`p := ${outline}`]),
	);
});

describe("behind `if`", () => {
	const rows: readonly Row[] = [
		["{ true }", "{true}"],
		["{ a; b }", "{a; b}"],
		["{ a, b in c }", "{(a, b in c)}"],
		["{ {1} }", "{set<1>}"],
		["{ a | b }", "set<a | b>"],
		["{}", "object<>"],
		['{"a": 1}', 'object<"a":1>'],
		["{1} == {1}", "(set<1> == set<1>)"],
		["{1, 2} == x", "(set<1 2> == x)"],
		["{a}[x]", "ref<set<a>[x]>"],
		["{a} := x", "(set<a> := x)"],
		["a with input as 1", "a with input as 1"],
		["{ a } { b }", "{a} {b}"],
		["if.foo", "ref<if.foo>"],
		["[x] = y", "(array<x> = y)"],
	];
	test.each(rows)("`if %s` is %s", (text, outline) =>
		expect(ruleOutlines(`package a\np if ${text}`)).toEqual([`p if ${outline}`]),
	);
});

describe("literals", () => {
	const rows: readonly Row[] = [
		["x := 1\n[y] = x", "(x := 1); (array<y> = x)"],
		["y := 5\n- 1\nz", "(y := (5 - 1)); z"],
		["some x, y; x", "some x y; x"],
		["some x in xs", "some x in xs"],
		['some [a, "k"], {"b": b} in xs with input as 1', 'some array<a "k">, object<"b":b> in xs with input as 1'],
		["some x in a in b", "some (x in a) in b"],
		["every k, v in {1, 2} { k; v } with input.x as y", "every k, v in set<1 2> {k; v} with ref<input.x> as y"],
		["not x == 1", "not (x == 1)"],
		["not {1}[x]", "not ref<set<1>[x]>"],
		["x with input as 1 with data.a as {}", "x with input as 1 with ref<data.a> as object<>"],
		["in.foo == 1\nnot.x", "(ref<in.foo> == 1); ref<not.x>"],
		["contains(x, y)", "call<contains x y>"],
		["and; or(a, b)", "and; call<or a b>"],
		["# before\nx # behind\n# after", "x"],
	];
	test.each(rows)("%j is %s", (text, outline) => expect(bodyOutline(text)).toBe(outline));
});

describe("with `import rego.v2`", () => {
	const rows: readonly Row[] = [
		["a and b or c and d", "((a and b) or (c and d))"],
		["a and (b or c)", "(a and (b or c))"],
		["not a and b", "(not<a> and b)"],
		["not (a and b)", "not (a and b)"],
		["not { a; b }", "not body<a; b>"],
		["not { a } or { b; c }", "(not<body<a>> or body<b; c>)"],
		["{ a; b } and c", "(body<a; b> and c)"],
		["(not a)", "not<a>"],
		["not (not a)", "not not<a>"],
		["x := 1 and y == 2", "((x := 1) and (y == 2))"],
		["a and b with input as 1", "(a and b) with input as 1"],
		["(a with input as 1) and b", "(body<a with input as 1> and b)"],
		["(a) == 1", "(a == 1)"],
		["({a}) and b", "(set<a> and b)"],
		["(not a) and b | c", "(not<a> and (b | c))"],
		["(a and b) with input as c | d", "(a and b) with input as (c | d)"],
		["or(a, b) and and(c, d)", "(call<or a b> and call<and c d>)"],
		["{a} == b", "(set<a> == b)"],
		["x := {y | y and z}", "(x := set<y | (y and z)>)"],
	];
	test.each(rows)("%j is %s", (text, outline) => expect(bodyOutline(text, "import rego.v2")).toBe(outline));

	test("one keyword may be imported alone", () => {
		expect(bodyOutline("a and or", "import future.keywords.and")).toBe("(a and or)");
		expect(bodyOutline("not { a; b }", "import future.keywords.not")).toBe("not body<a; b>");
	});
});

describe("rules", () => {
	const rows: readonly Row[] = [
		["p := 1 q := 2", "p := 1 | q := 2"],
		["p.q[x].r contains y if x", "p.q[x].r contains y if x"],
		["p\n[x] := 1 if x", "p[x] := 1 if x"],
		["f (x) := y if x", "f(x) := y if x"],
		['f(_, [a], {"k": v}) if a', 'f(_ array<a> object<"k":v>) if a'],
		["f(x)", "f(x)"],
		["default p := [x | x := input.y]", "default p := array<x | (x := ref<input.y>)>"],
		["default f(_, _) = false", "default f(_ _) = false"],
		["default p", "default p"],
		["p := 1 if a else := 2 if { b } else = 3", "p := 1 if a else := 2 if {b} else = 3"],
		["p if { a } else.foo := 1", "p if {a} | else.foo := 1"],
		["p contains a, b in c", "p contains (a, b in c)"],
		["if.foo := 1\nwith.a.b contains 2", "if.foo := 1 | with.a.b contains 2"],
		["policy := 1 deny := 2 on(x) if x", "policy := 1 | deny := 2 | on(x) if x"],
		["default.x := 1", "default.x := 1"],
	];
	test.each(rows)("%j is %s", (text, outline) => expect(ruleOutlines(`package a\n${text}`).join(" | ")).toBe(outline));
});

describe("modules", () => {
	test("a package's path is names and strings", () => {
		expect(read('package a.b["c-d"].if').package.path).toEqual(["a", "b", "c-d", "if"]);
		expect(read("\ufeffpackage package").package.path).toEqual(["package"]);
	});

	test("imports keep their path and their name", () => {
		const { imports } = read(
			'package a\nimport data.b as c\nimport input["x"].y\nimport rego.v1\nimport data.x.with as with_',
		);
		expect(imports.map(({ path, alias }) => [outlineTerm(path), alias?.name])).toEqual([
			["ref<data.b>", "c"],
			['ref<input["x"].y>', undefined],
			["ref<rego.v1>", undefined],
			["ref<data.x.with>", "with_"],
		]);
	});

	test("comments are kept in order", () => {
		const { comments } = read("# a\npackage a #b\r\n\t#  c \np := [ # d\n1]");
		expect(comments.map(({ text }) => text)).toEqual([" a", "b", "  c ", " d"]);
	});

	test("spans cover just what was written, and lie in each other", () => {
		const text = 'package a\np := f(a.b, [1, 2 + 3]) if { some x in {y | y}; not x == "s" }\n';
		const [rule] = read(text).items;
		const seen: string[] = [];
		if (rule !== undefined)
			walkTree(rule, (node) => {
				seen.push(text.slice(node.span.start, node.span.end));
				return undefined;
			});
		expect(seen).toEqual([
			text.slice(10, -1),
			"p := f(a.b, [1, 2 + 3])",
			"p",
			"f(a.b, [1, 2 + 3])",
			"f",
			"a.b",
			"a",
			"b",
			"[1, 2 + 3]",
			"1",
			"2 + 3",
			"2",
			"3",
			'{ some x in {y | y}; not x == "s" }',
			"some x in {y | y}",
			"x",
			"{y | y}",
			"y",
			"y",
			"y",
			'not x == "s"',
			'x == "s"',
			"x",
			'"s"',
		]);
	});
});

describe("queries and terms", () => {
	test("a query is a body", () => {
		const { query } = parseQuery(new Source("q", "x := 1; data.p[x] = y\nnot z"), { dialect: "rego" });
		expect(outlineBody(query?.body ?? [])).toBe("(x := 1); (ref<data.p[x]> = y); not z");
	});

	test("a term is one value", () => {
		expect(
			outlineTerm(parseTerm('{"a": {1, 2,}, "b": set()}').term ?? { kind: "null", span: { start: 0, end: 0 } }),
		).toBe('object<"a":set<1 2> "b":set<>>');
		expect(parseTerm("").term).toBeUndefined();
		expect(parseTerm("1; 2").diagnostics).toHaveLength(1);
		expect(parseTerm("not x").diagnostics).toHaveLength(1);
	});
});
