/** What must not be reported: correct policies, Rego's own ways, and every module of OPA's conformance suite. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { renderDiagnostic } from "../../../src/diagnostics/render.ts";
import { check } from "./harness.ts";

const inPolicy = (body: string): string =>
	`package t\n\npolicy p on shop {\n\ttitle: "t"\n\tcode: "T1"\n\tseverity: low\n\tdeny because "x" if {\n\t\t${body}\n\t}\n}\n`;

function silent(files: Readonly<Record<string, string>>): void {
	const { before, diagnostics } = check(files);
	expect([...before, ...diagnostics].map((one) => renderDiagnostic(one))).toEqual([]);
}

describe("correct bodies on a shop", () => {
	test.each([
		"input.extra",
		"not input.extra",
		"not input.shelves[0].below",
		"input.shelves[_].below.below.label == `x`",
		"some s in input.shelves; some g in s.goods; g.kind == `fruit`; g.weight > 1",
		"some s in input.shelves; s.goods[_].title == `x`",
		"input.owner == null",
		"input.owner == `me`",
		"input.extra == 1; input.extra == `a`; input.extra.x[0]",
		"input.counts[input.name] > 1",
		"input.counts.anything == 1",
		"input.tags == []",
		"input.tags != [`a`]",
		"input.tags == [s.label | some s in input.shelves]",
		"input.level in {`low`, `high`}",
		"not input.level in [`low`]",
		"input.level == input.name",
		"input.level != `low`",
		"input.level in input.tags",
		"`a` in input.tags",
		"`key` in object.keys(input.counts)",
		"1, `a` in input.tags",
		"`a`, 1 in input.counts",
		"some [k, v] in [[1, `a`], [2, `b`]]; k > 1; v == `a`",
		"walk(input, [path, value]); path[0] == `x`; value == 1",
		"walk(input, [_, {`label`: `x`}])",
		"x := input.shelves[i]; i > 0; x.label == input.shelves[i - 1].label",
		"count(input.name) > 1; count(input.tags) > 1; count(input.counts) > 1",
		"object.get(input, `extra`, `none`) == `none`",
		"object.get(input, [`counts`, `a`], 0) > 1",
		"object.get(input.shelves[0], `below`, {}) != {}",
		"input.pair[0] == `a`; input.pair[1] == 1",
		"[_, n] := input.pair; n > 1",
		"mode := `strict`; mode == `lenient`",
		"x := {`low`: 1, `high`: 2}; x[input.level] > 1",
		"x := {`low`: 1}; x[input.name] > 1",
		"x := {}; x[input.name] > 1",
		"input.shlves with input as {`shlves`: 1}",
		"upper(input.floors) == 1 with upper as count",
		"{1, 2} - {1} == {2}; 3 - 1 == 2",
		"sprintf(`%v`, [input]) != ``",
		"is_string(input.floors)",
		"input.shelves[_] == input.shelves[_]",
		"every s in input.shelves { s.label != `` }",
		"every i, s in input.shelves { i < count(s.goods) }",
		"regex.match(`a+`, input.name)",
		"input.name < `m`; input.floors >= 3; input.owner > `a`; input.extra < 1",
		'"a" == "b"',
		'"a" in ["b"]; {"x"} != {"y"}',
		"input.open == true; input.open != false; not input.open",
		"x := [y | some y in input.tags; y != ``][0]; startswith(x, `a`)",
		"max([count(s.goods) | some s in input.shelves]) > 3",
		"json.unmarshal(input.name).a.b == 1",
		"trim(input.name, ` `) == lower(input.name)",
		"numbers.range(1, input.floors)[_] > 2",
	])("%s", (body) => silent({ "t.policy": inPolicy(body) }));
});

describe("rules and functions", () => {
	test.each<[string, string]>([
		["two different literals", 'p if "a" == "b"\n\nq if {"a": 1} != {"a": 2}\n\nr if "a" in ["b"]'],
		["a constant that is there to be changed", "mode := `strict`\n\np if mode == `lenient`"],
		["an object that base documents may add to", "q.a := 1\n\np if data.t.q.b == 2"],
		["a package that base documents may add to", "p if data.t.elsewhere.x"],
		["a function that takes several types", "f(x) := count(x)\n\np if f(`a`) == f([1])"],
		["a function with a clause for everything", "f(x) := upper(x)\n\nf(x) := 1 if is_number(x)\n\np if f(1)"],
		["a default function", "default f(_) := 0\n\nf(x) := upper(x)\n\np if f(1)"],
		["constants as patterns", "f(`a`) := 1\n\nf(`b`) := 2\n\np if f(`c`)"],
		["a partial object by any string", "q[k] := 1 if some k in input.xs\n\np if q.anything"],
		["an input of another kind", "p if input.anything.at.all[_] == 1"],
		["a mock of another type", "q := 1\n\np if q.x == 2 with q as {`x`: 2}"],
		["a mock of a function", "f(x) := upper(x)\n\ng(x) := 1 if x\n\np if f(1) with f as g"],
		["equality of different types in Rego's own way", "p if 1 != `a`\n\nq if 1 < `a`\n\nr if `a` in `abc`"],
		["sets by membership", "q contains `a`\n\np if q.a\n\nr if q[input.x]"],
		[
			"a comparison of different types whose answer is a value",
			"x := {`a`: 1}\n\np if y := x == set()\n\nq if input.a with input as x == {1}\n\nr := x == `a`",
		],
		["rules that need each other by keys", "p[x] := y if { x := 1; y := 2 }\n\nq if p[1] == 2"],
	])("%s", (_, text) => silent({ "t.rego": `package t\n\n${text}\n` }));
});

describe("rules beside policies", () => {
	const policy = (body: string): string =>
		`package t\n\npolicy p on shop {\n\ttitle: "t"\n\tcode: "T1"\n\tseverity: low\n\tdeny because "x" if {\n\t\t${body}\n\t}\n}\n`;
	test.each<[string, Record<string, string>]>([
		[
			"what others ask for too may see another input",
			{ "a.policy": `${policy("ready")}\nready if input.elsewhere\n`, "b.rego": "package b\n\np if data.t.ready\n" },
		],
		["what nothing reaches may see any input", { "a.policy": `${policy("input.open")}\nready if input.elsewhere\n` }],
		[
			"a rule of a .rego module",
			{ "a.policy": policy("data.b.ready"), "b.rego": "package b\n\nready if input.elsewhere\n" },
		],
		[
			"a function that tells types apart",
			{
				"a.policy": `${policy("f(input.name); f(input.tags)")}\nf(x) if { is_string(x); upper(x) == x }\n\nf(x) if { is_array(x); x[0] == "a" or count(x) > 1 }\n\nf(x) if { is_object(x); x.any.thing }\n`,
			},
		],
		[
			"a function that tells shapes apart",
			{
				"a.policy": `${policy("f(input.shelves[0].goods[_])")}\nf(good) if { good.kind == "fruit"; good.weight > 1 }\n\nf(good) if { good.kind == "book"; good.title == "x" }\n`,
			},
		],
		[
			"a library's function that is ready for more than is asked of it",
			{ "a.policy": `${policy('f(input.shelves[_]) == "x"')}\nf(x) := x.name\n\nf(x) := x.label if not x.name\n` },
		],
		[
			"a function that is put in place of another",
			{
				"a.policy": `${policy("f(input.name)")}\nf(x) := upper(x)\n`,
				"b.policy": "package b\n\ntest_x if data.t.p with data.t.f as g\n\ng(x) := x.y\n",
			},
		],
		[
			"a test with its own input",
			{
				"a.policy": `${policy("ready")}\nready if input.open\n`,
				"t.policy": 'package t_test\n\ntest_x if data.t.ready with input as {"opne": 1}\n',
			},
		],
		["a base document beside rules", { "a.policy": `${policy("data.t.settings.deep == 1")}\nready if input.open\n` }],
	])("%s", (_, files) => silent(files));
});

interface Case {
	readonly note: string;
	readonly modules?: readonly string[];
}

const conformance = join(import.meta.dirname, "../../../../shared/conformance/opa-v1");

describe("OPA's conformance suite compiles in OPA, so nothing in it is reported", () => {
	const here = existsSync(conformance);
	test.skipIf(!here)(`every module of ../shared/conformance/opa-v1${here ? "" : " (missing)"}`, () => {
		const reported: string[] = [];
		let modules = 0;
		for (const file of readdirSync(conformance).sort()) {
			const cases = JSON.parse(readFileSync(join(conformance, file), "utf8")) as readonly Case[];
			for (const one of cases) {
				const texts = one.modules ?? [];
				modules += texts.length;
				const files = Object.fromEntries(texts.map((text, at) => [`${file}-${at}.rego`, text]));
				for (const diagnostic of check(files).diagnostics)
					reported.push(`${one.note}\n${renderDiagnostic(diagnostic)}`);
			}
		}
		expect(reported).toEqual([]);
		expect(modules).toBeGreaterThan(1500);
	});
});
