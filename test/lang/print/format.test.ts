/** What formatting makes of a text, case by case, and that the bundled policies are formatted. docs/formatting.md has the words to it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { formatModule } from "../../../src/lang/print/formatModule.ts";
import { Source } from "../../../src/text/source.ts";

function format(text: string, name = "x.rego"): string {
	const dialect = name.endsWith(".policy") ? "policy" : "rego";
	const { module, diagnostics } = parseModule(new Source(name, text), { dialect });
	if (module === undefined || diagnostics.length > 0) throw new Error(`${name}: ${diagnostics[0]?.text}`);
	return formatModule(module);
}

const groups: Readonly<Record<string, readonly (readonly [before: string, after: string])[]>> = {
	"rules say things in one way": [
		["p = 1", "p := 1"],
		["default p = 1", "default p := 1"],
		["p := true if input.x", "p if input.x"],
		["p[x] := true if x := 1", "p[x] := true if x := 1"],
		["p if true", "p := true"],
		["p contains 1 if { true }", "p contains 1"],
		["f(x) = y if { y := x }", "f(x) := y if y := x"],
		["p if { a } { b }", "p if a\n\np if b"],
		["p if a else = 1 if { b } else := true if c", "p if a\n\nelse := 1 if b\n\nelse if c"],
		["p if { a\nb } else := 1 if { c\nd }", "p if {\n\ta\n\tb\n} else := 1 if {\n\tc\n\td\n}"],
		["p if\n a", "p if {\n\ta\n}"],
		["p if { {a, b} }", "p if {\n\t{a, b}\n}"],
		["p if { {a: b} }", "p if {a: b}"],
		["p if {\n a }", "p if {\n\ta\n}"],
	],
	"heads have brackets unless one of them is longer": [
		["p.q := 1\np[x] := 2 if x := 1", 'p["q"] := 1\np[x] := 2 if x := 1'],
		['p["q"] := 1\np.q.r := 2', "p.q := 1\np.q.r := 2"],
	],
	"operators within an operator": [
		["p := 1 + 2 + 3", "p := (1 + 2) + 3"],
		["p if a*b+c == d-(e-f)", "p if (a * b) + c == d - (e - f)"],
		["p if a - (b - c)", "p if a - (b - c)"],
		["p if not a+1 == b", "p if not a + 1 == b"],
		["p if x in (a | b)", "p if x in (a | b)"],
		["p := {a: b|c, d: [e|f]}", "p := {a: (b | c), d: [e | f]}"],
		["p if x := -y", "p if x := 0 - y"],
		["p if x := (1, 2 in y)", "p if x := (1, 2 in y)"],
	],
	references: [
		['p := a["b"].c["if"]["x y"][`d`]', 'p := a.b.c["if"]["x y"].d'],
		['p := "\\u0041\\/"', 'p := "\\u0041\\/"'],
	],
	"what stood on rows stays on rows": [
		["p := [1, 2,\n3]", "p := [\n\t1, 2,\n\t3,\n]"],
		["p := [\n1, 2]", "p := [\n\t1, 2,\n]"],
		["p := [1, 2\n]", "p := [1, 2]"],
		['p := {"a": 1, "b": {"c":\n2}}', 'p := {"a": 1, "b": {"c": 2}}'],
		["p := f(\n1, 2)", "p := f(1, 2)"],
		["p := f(1,\n2)", "p := f(\n\t1,\n\t2,\n)"],
		["p(\nx) := 1", "p(\n\tx,\n) := 1"],
		["p := f([1,\n2])", "p := f([\n\t1,\n\t2,\n])"],
		["p := [x | a; b]", "p := [x | a; b]"],
		["p := [x |\na; b]", "p := [x |\n\ta\n\tb\n]"],
		["p := [\nx | a]", "p := [\nx | a]"],
		["p := {\nk: v | a\n}", "p := {k: v |\n\ta\n}"],
		["p if every x in y { a; b }", "p if every x in y { a; b }"],
		["p if every x in y { a\nb }", "p if every x in y {\n\ta\n\tb\n}"],
		[
			"p if {\na with input as 1\nwith b as 2 with c as 3\n}",
			"p if {\n\ta with input as 1\n\t\twith b as 2 with c as 3\n}",
		],
		["p if {\nsome x,\ny\n}", "p if {\n\tsome x,\n\t\ty\n}"],
		["p := a +\nb", "p := a + b"],
		["p := `a\n\tb`", "p := `a\n\tb`"],
	],
	"empty lines": [
		["p := 1\nq := 2\n\n\nr := 3", "p := 1\nq := 2\n\nr := 3"],
		["p := 1\nq if {\na\nb }\nr := 3", "p := 1\n\nq if {\n\ta\n\tb\n}\n\nr := 3"],
		["default p := 1\nq := 2", "default p := 1\n\nq := 2"],
		["p if {\n\n\na\n\n\nb\n}", "p if {\n\ta\n\n\tb\n}"],
	],
	comments: [
		["p if {\na # one\n# two\nb\n# three\n} # four", "p if {\n\ta # one\n\n\t# two\n\tb\n\t# three\n} # four"],
		[
			"p := [ # one\n1, # two\n# three\n2 # four\n# five\n] # six",
			"p := [ # one\n\t1, # two\n\t# three\n\t2, # four\n\t# five\n] # six",
		],
		["f(x) := [y | # one\n# two\ny := x\n]", "f(x) := [y | # one\n\t# two\n\ty := x\n]"],
		["f(x, # one\ny) := 1", "f(\n\tx, # one\n\ty,\n) := 1"],
		["p if { a # one\n}", "p if a # one"],
		["p := a + # one\nb # two", "p := a + b\n\n# one\n# two"],
		["p if {\nx := a + # one\nb # two\n}", "p if {\n\t# one\n\t# two\n\tx := a + b\n}"],
		[
			"p if {\na with input as 1 # one\n# two\nwith b as 2\n}",
			"p if {\n\ta with input as 1 # one\n\t\t# two\n\t\twith b as 2\n}",
		],
		["p if {\na\n}\n# one\nelse := 1", "p if {\n\ta\n}\n\n# one\nelse := 1"],
		["p := 1\n# one   \n\n\n# two", "p := 1\n\n# one\n# two"],
	],
	imports: [
		[
			"import data.c # c\nimport data.b as x\nimport data.b\n\nimport data.a",
			"import data.b\nimport data.b as x\nimport data.c # c\n\nimport data.a",
		],
		["import rego.v1\nimport future.keywords.in\n\np := 1", "import rego.v1\n\np := 1"],
		["import future.keywords.in\n\np := 1", "import future.keywords.in\n\np := 1"],
	],
};

describe.each(Object.entries(groups))("%s", (_, cases) => {
	test.each(cases)("%s", (before, after) => {
		const text = `package a\n\n${after}\n`;
		expect(format(`package a\n${before}`)).toBe(text);
		expect(format(text)).toBe(text);
	});
});

test("in policies a comment in a body needs no empty line above it", () => {
	const text = 'package a\n\npolicy p on dockerfile {\n\tdeny because "x" if {\n\t\ta\n\t\t# why\n\t\tb\n\t}\n}\n';
	expect(format(text, "p.policy")).toBe(text);
});

test("in policies a comment inside a member that has no place of its own goes above it", () => {
	const policy = (members: string): string => `package a\n\npolicy p on dockerfile {\n${members}}\n`;
	const after = policy('\t# one\n\tparam x: string = "a"\n\n\tgood "" ``\n');
	expect(format(policy('param x: string =# one\n"a"\ngood "" ``\n'), "p.policy")).toBe(after);
	expect(format(after, "p.policy")).toBe(after);
});

describe.skipIf(!existsSync("policies"))("the bundled policies", () => {
	const files = readdirSync("policies", { recursive: true, encoding: "utf8" }).filter((name) =>
		/\.(policy|rego)$/.test(name),
	);

	test("are formatted", () => {
		const others = files.filter((name) => {
			const text = readFileSync(`policies/${name}`, "utf8");
			return format(text, name) !== text;
		});
		expect(others).toEqual([]);
	});
});
