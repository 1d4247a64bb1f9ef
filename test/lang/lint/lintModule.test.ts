/** Each lint as a table: the snippet with the underlined text between « and », and what is said of it; then what passes. */
import { describe, expect, test } from "vitest";
import { lintModule } from "../../../src/lang/lint/lintModule.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";

function lint(text: string): readonly string[] {
	const source = new Source("a.policy", `package t\n\n${text}\n`);
	const { module, diagnostics } = parseModule(source, { dialect: "policy" });
	expect(diagnostics.map((one) => one.text)).toEqual([]);
	if (module === undefined) throw new Error("the module could not be read");
	return lintModule(module).map(({ kind, text: says, span }) => {
		const { line, column } = source.position(span?.start ?? 0);
		return `${line}:${column} ${span && source.slice(span)} | ${kind.code}: ${says}`;
	});
}

/** Reads `«text»` marks as the places that are to be reported. */
function marked(text: string): { readonly plain: string; readonly places: readonly string[] } {
	const places: string[] = [];
	let plain = "";
	for (const [at, part] of text.split(/[«»]/).entries()) {
		if (at % 2 === 1) {
			const before = `package t\n\n${plain}`;
			places.push(`${before.split("\n").length}:${before.length - before.lastIndexOf("\n")} ${part}`);
		}
		plain += part;
	}
	return { plain, places };
}

const inPolicy = (members: string): string => `policy p on dockerfile {\n\ttitle: "t"\n\t${members}\n}`;

describe("reported", () => {
	test.each<[string, ...string[]]>([
		["p if { «x» := 1; input.a }", "unused-variable: `x` is never used"],
		["p if { some «x» in input.xs }", "unused-variable: `x` is never used"],
		["p if { some «i», x in input.xs; x }", "unused-variable: `i` is never used"],
		["p if { some «x»; input.a }", "unused-variable: `x` is never used"],
		["p if { [a, «b»] := input.pair; a }", "unused-variable: `b` is never used"],
		['p if { {"a": «a»} := input.x }', "unused-variable: `a` is never used"],
		["p if every «x» in input.xs { input.a }", "unused-variable: `x` is never used"],
		["f(x, «y») := x", "unused-variable: argument `y` is never used"],
		["p := [1 | some «x» in input.xs]", "unused-variable: `x` is never used"],
		[inPolicy("deny because `x` if { «x» := 1; input.a }"), "unused-variable: `x` is never used"],
		["«import data.lib.images»\n\np := 1", "unused-import: the import `images` is never used"],
		["«import data.lib.images as i»\n\nimages := 1", "unused-import: the import `i` is never used"],
		["«import input.a»\n\np := input.a", "unused-import: the import `a` is never used"],
		[
			inPolicy("param «most»: number = 3\n\tdeny because `x` if input.a"),
			"unused-member: parameter `most` is never used in policy `p`",
		],
		[
			inPolicy("«helper» := 1\n\tdeny because `x` if input.a"),
			"unused-member: rule `helper` is never used in policy `p`",
		],
		[
			inPolicy("«f»(x) := f(x)\n\tdeny because `x` if input.a"),
			"unused-member: function `f` is never used in policy `p`",
		],
		["p if «input.xs[_] != 1»", "differs-from-any: this holds as soon as one of `input.xs[_]` isn't `1`"],
		[
			"p if «input.user != input.admins[_].name»",
			"differs-from-any: this holds as soon as one of `input.admins[_].name` isn't `input.user`",
		],
	])("%s", (text, ...says) => {
		const { plain, places } = marked(text);
		expect(lint(plain)).toEqual(places.map((place, at) => `${place} | ${says[at]}`));
	});
});

describe("passed", () => {
	test.each([
		"p if { x := 1; x == input.a }",
		"p contains x if some x in input.xs",
		"p[k] := v if some k, v in input.xs",
		"p if { some i; input.xs[i] == 1 }",
		"p if { some _, x in input.xs; x }",
		"p if { _x := 1; input.a }",
		"f(_, x) := x",
		"f(x) := 1 if x",
		"p if { x := 1; print(x) }",
		"p if { x := 1; q with input as x }\n\nq := input",
		"p := [x | some x in input.xs]",
		"p := count([1 | some x in input.xs; x > 1])",
		'p if { x := 1; $"{x}" == "1" }',
		"p if { x := input.xs; every y in x { y > 1 } }",
		"import data.lib.images\n\np := images.all",
		"import data.lib.images as i\n\np if i.f(1)",
		"import rego.v2\n\np := 1",
		inPolicy("param most: number = 3\n\tdeny because `x` if input.a > most"),
		inPolicy("param most: number = 3\n\tdeny because $`{most}` if input.a"),
		inPolicy("helper := 1\n\tdeny because `x` if helper"),
		inPolicy("f(x) := g(x)\n\tg(x) := x\n\tdeny because `x` if f(1)"),
		inPolicy("deny node because `x` if some node in input.nodes"),
		inPolicy("deny node because `x` fix replace(node, text) if { some node in input.nodes; text := `a` }"),
		"p if input.xs[_] != input.ys[_]",
		"p if { some x in input.xs; x != 1 }",
		"p if not input.xs[_] != 1",
		"p if input.x != 1",
	])("%s", (text) => expect(lint(text)).toEqual([]));
});
