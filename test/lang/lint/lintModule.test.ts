/** Each lint as a table: the snippet with the underlined text between « and », and what is said of it; then what passes. */
import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../src/cli/fix/applyEdits.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { lintModule } from "../../../src/lang/lint/lintModule.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";

type Dialect = "policy" | "rego" | "v0";

function found(text: string, dialect: Dialect): { readonly source: Source; readonly lints: readonly Diagnostic[] } {
	const source = new Source(dialect === "policy" ? "a.policy" : "a.rego", `package t\n\n${text}\n`);
	const { module, diagnostics } = parseModule(source, {
		dialect: dialect === "policy" ? "policy" : "rego",
		...(dialect === "v0" && { version: "v0" }),
	});
	expect(diagnostics.map((one) => one.text)).toEqual([]);
	if (module === undefined) throw new Error("the module could not be read");
	return { source, lints: lintModule(module) };
}

function lint(text: string, dialect: Dialect = "policy"): readonly string[] {
	const { source, lints } = found(text, dialect);
	return lints.map(({ kind, text: says, span }) => {
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

describe("reported, of bodies and rules", () => {
	test.each<[string, ...string[]]>([
		// never-true
		["p if { input.a; «false» }", "never-true: this never holds"],
		["p if { input.a; «1 > 2» }", "never-true: this never holds"],
		["p if { «input.a != input.a» }", "never-true: this never holds"],
		["p if { «count(input.xs) < 0» }", "never-true: this never holds"],
		["p if { «-1 == count(input.xs)» }", "never-true: this never holds"],
		["p if { «some x in []»; x > 1 }", "never-true: this never holds"],
		["p if { «not true» }", "never-true: this never holds"],
		["p if { x := input.x; x == 1; «x == 2» }", "never-true: this can't hold together with `x == 1`"],
		["p if { x := 1; «x == 2» }", "never-true: this can't hold together with `x := 1`"],
		["p if { input.x > 3; «input.x < 2» }", "never-true: this can't hold together with `input.x > 3`"],
		["p if { input.x > 3; «3 >= input.x» }", "never-true: this can't hold together with `input.x > 3`"],
		['p if { input["x"] == "a"; «"b" == input.x» }', 'never-true: this can\'t hold together with `input["x"] == "a"`'],
		["p if { input.x; «not input.x» }", "never-true: this can't hold together with `input.x`"],
		["p if { not f(1); «f(1)» }\n\nf(x) if x", "never-true: this can't hold together with `not f(1)`"],
		[
			"p if { input.x < input.y; «input.y < input.x» }",
			"never-true: this can't hold together with `input.x < input.y`",
		],
		[
			"p if { input.x == input.y; «input.x != input.y» }",
			"never-true: this can't hold together with `input.x == input.y`",
		],
		[
			"p if { not input.x == input.y; «input.y == input.x» }",
			"never-true: this can't hold together with `not input.x == input.y`",
		],
		["p := [x | some x in input.xs; x > 1; «x == 1»]", "never-true: this can't hold together with `x > 1`"],
		// always-true
		["p if { «true»; input.a }", "always-true: this always holds"],
		["p if «true»", "always-true: this always holds"],
		["p if { «input.a == input.a» }", "always-true: this always holds"],
		["p if { «count(input.xs) >= 0» }", "always-true: this always holds"],
		["p if { «0 <= count(input.xs)» }", "always-true: this always holds"],
		["p if { «count(input.xs) > -1» }", "always-true: this always holds"],
		["p if { «1 != 2»; input.a }", "always-true: this always holds"],
		["p if { «every x in [] { x }»; input.a }", "always-true: this always holds"],
		// differs-from-any, through the elements of a list
		[
			'p if { some r in ["a", "b"]; «input.r != r» }',
			'differs-from-any: this holds as soon as one of `["a", "b"]` isn\'t `input.r`',
		],
		[
			inPolicy("param names: set[string] = {`a`}\n\tdeny because `x` if { some n in names; «n != input.a» }"),
			"differs-from-any: this holds as soon as one of `names` isn't `input.a`",
		],
		[
			'names := {"a", "b"}\n\np if { some i in input.xs; some n in names; «i.name != n» }',
			"differs-from-any: this holds as soon as one of `names` isn't `i.name`",
		],
		// shadowed-builtin, shadowed-name
		["p if { «count» := 3; count > input.x }", "shadowed-builtin: the variable `count` hides the builtin of this name"],
		["f(«max») := max", "shadowed-builtin: the argument `max` hides the builtin of this name"],
		["«lower» := 1", "shadowed-builtin: the rule `lower` hides the builtin of this name"],
		["«upper»(x) := x\n\nupper(x) := x if x", "shadowed-builtin: the function `upper` hides the builtin of this name"],
		["«import data.lib.count»\n\np := count.x", "shadowed-builtin: the import `count` hides the builtin of this name"],
		["q := 1\n\np if { «q» := 2; q > input.x }", "shadowed-name: the variable `q` hides the rule of this name"],
		[
			"import data.users\n\np if { some «users» in input.xs; users }",
			"shadowed-name: the variable `users` hides the import of this name",
		],
		[
			inPolicy("param most: number = 3\n\tdeny because `x` if { input.a > most; f(1) }\n\tf(«most») if most > 1"),
			"shadowed-name: the argument `most` hides the parameter of this name",
		],
		// empty-test
		["«test_a» if { 1 + 1 == input.two }", "empty-test: `test_a` tests nothing: it names no rule"],
		['«test_a» if { x := upper("a"); x == "A" }', "empty-test: `test_a` tests nothing: it names no rule"],
		// duplicates
		["p if input.x\n\n«p» if { input.x }", "duplicate-rule: the same stands in line 3 already"],
		[
			"p contains x if some x in input.xs\n\n«p contains x» if some x in input.xs",
			"duplicate-rule: the same stands in line 3 already",
		],
		[
			inPolicy("deny because `x` if input.a\n\tdeny because «`x`» if input.a"),
			"duplicate-rule: the same stands in line 5 already",
		],
		[
			"p if { input.x == 1; input.y; «input.x == 1» }",
			"duplicate-condition: the same condition stands in line 3 already",
		],
		['p if { not input.x.y; «not input["x"].y» }', "duplicate-condition: the same condition stands in line 3 already"],
		// sprintf-arguments
		['p := sprintf("%s %s", «[input.x]»)', "sprintf-arguments: the format asks for 2 values, and this is 1"],
		['p := sprintf("100%% of %d", «[1, input.x]»)', "sprintf-arguments: the format asks for 1 value, and this is 2"],
		['p := sprintf("%[2]s", «[input.x]»)', "sprintf-arguments: the format asks for 2 values, and this is 1"],
		["p := sprintf(`none`, «[input.x]»)", "sprintf-arguments: the format asks for 0 values, and this is 1"],
		// comparison-with-true, double-negation
		[
			'p if «startswith(input.x, "a") == true»',
			'comparison-with-true: `startswith(input.x, "a")` is true or false already',
		],
		["p if «true == (1 in input.xs)»", "comparison-with-true: `(1 in input.xs)` is true or false already"],
		["p if «not { not input.x }»", "double-negation: this says just `input.x`"],
		["p if «not (not input.x)»", "double-negation: this says just `input.x`"],
		// needless-default, unreachable-else
		["default «p := 1»\n\np := 2", "needless-default: this default is never used: line 5 defines `p` in any case"],
		[
			"default «f(_) := 1»\n\nf(x) := x if x\n\nf(_) := 2",
			"needless-default: this default is never used: line 7 defines `f` in any case",
		],
		[
			"p := 1 if input.a else := 2 if { «true» } «else := 3»",
			"always-true: this always holds",
			"unreachable-else: this is never reached: the one before it is always taken",
		],
		[
			"p := 1 if input.a else := 2 if input.b «else := 3 if input.b»",
			"unreachable-else: this is never reached: an earlier one has the same conditions",
		],
		// invalid-pattern
		['p if regex.match(«"("», input.x)', 'invalid-pattern: this pattern can\'t be read: missing closing ): "("'],
		[
			'p := regex.replace(input.x, «`a(?=b)`», "")',
			'invalid-pattern: this pattern can\'t be read: invalid or unsupported Perl syntax: "(?="',
		],
		[
			'p if glob.match(«"[a"», [], input.x)',
			"invalid-pattern: this pattern can't be read: glob: syntax error at 2: unexpected end of input",
		],
	])("%s", (text, ...says) => {
		const { plain, places } = marked(text);
		expect(lint(plain)).toEqual(places.map((place, at) => `${place} | ${says[at]}`));
	});
});

describe("reported in Rego alone", () => {
	const message =
		"vanishing-message: where there is no `input.metadata.labels.owner` there is no message, and so no finding";
	test.each<[Dialect, string, string]>([
		["rego", 'deny contains msg if { input.x; msg := sprintf("%v", [«input.metadata.labels.owner»]) }', message],
		[
			"rego",
			'deny contains msg if { is_pod; some c in input.cs; regex.match("a", c); msg := sprintf("%v", [«input.metadata.labels.owner»]) }\n\nis_pod if input.kind == "Pod"',
			message,
		],
		["rego", 'deny contains sprintf("%v", [«input.metadata.labels.owner»]) if input.x', message],
		[
			"rego",
			'violation contains {"msg": msg} if { input.x; owner := «input.metadata.labels.owner»; msg := concat(" ", ["no", owner]) }',
			message,
		],
		[
			"rego",
			'warn_owner contains msg if { not startswith(input.x, "a"); msg := concat(" ", [«input.metadata.labels.owner»]) }',
			message,
		],
		[
			"rego",
			'deny contains msg if { not input.user; msg := sprintf("%v", [«input.user.name»]) }',
			"vanishing-message: the message reads `input.user.name`, which the body says is missing: then there is no finding",
		],
		["v0", 'p { «re_match»("a", input.x) }', "outdated-builtin: `re_match` is deprecated, and not in Rego v1"],
		["v0", "p { «any»(input.x) }", "outdated-builtin: `any` is deprecated, and not in Rego v1"],
	])("%s: %s", (dialect, text, says) => {
		const { plain, places } = marked(text);
		expect(lint(plain, dialect)).toEqual([`${places[0]} | ${says}`]);
	});
});

describe("passed, of bodies and rules", () => {
	test.each<[Dialect, string]>([
		["policy", "p if { input.x > 3; input.x < 5 }"],
		["policy", "p if { input.x >= 3; input.x <= 3 }"],
		["policy", "p if { input.x != 1; input.x != 2 }"],
		["policy", "p if { input.x == 1; input.y == 2 }"],
		["policy", "p if { input.xs[_] == 1; input.xs[_] == 2 }"],
		["policy", "p if { some x, y in input.xs; x == 1; y == 2 }"],
		["policy", "p if input.x == 1\n\np if input.x == 2"],
		["policy", "p if { q with input.x as 1; not q with input.x as 2 }\n\nq if input.x == 1"],
		["policy", "p if { not input.x == 1; not input.x == 2 }"],
		["policy", "p if { not input.x < input.y; not input.x >= input.y }"],
		["policy", "p if { input.x == 1 or input.x == 2 }"],
		["policy", "p if { walk(input, [_, 1]); not walk(input, [_, 2]) }"],
		["policy", "p if { count(input.xs) > 0; count(input.ys) <= 1 }"],
		["policy", "p := [1 | true]"],
		["v0", "p { true }"],
		["policy", 'p if { some x in input.xs; x != "a" }'],
		["policy", 'p contains x if { some x in ["a", "b"]; input.x != x }'],
		["policy", 'xs := ["a", "b"]\n\np if { some a in xs; some b in xs; a != b }'],
		["policy", 'p := count([1 | some x in ["a", "b"]; input.x != x])'],
		["policy", "p if { plus := 1; equal := 2; plus > equal }"],
		["policy", "p if { time := 1; time > input.x }"],
		["policy", "deny contains `x` if input.x\n\ntest_deny if count(deny) == 1"],
		["policy", "test_deny if count(data.other.deny) == 1"],
		["policy", "test_deny if not elsewhere with input as {}"],
		["policy", "todo_test_deny if { 1 == input.x }"],
		["policy", "p if input.x\n\nq if input.x"],
		["policy", "p := 1 if input.x\n\np := 2 if input.x"],
		["policy", 'p := sprintf("%s %d%%", [input.a, input.b])'],
		["policy", 'p := sprintf("%[1]s %[1]v", [input.a])'],
		["policy", 'p := sprintf("%*d", [3, input.a])'],
		["policy", 'p := sprintf("%s", input.xs)'],
		["policy", "p if input.x == true"],
		["policy", "p if not input.x != 1"],
		["policy", "p if not { not input.x with input as {} }"],
		["policy", "p if not { input.y; not input.x }"],
		["policy", "default p := 1\n\np := 2 if input.x"],
		["policy", "default p := 1\n\np := input.x"],
		["policy", "default f(_) := 1\n\nf(`a`) := 2\n\nf([x]) := x"],
		["policy", "default f(x) := 1"],
		["policy", "p := input.x if input.a else := 2 if input.a"],
		["policy", "p if regex.match(input.pattern, input.x)"],
		["policy", 'p if regex.is_valid("(")'],
		[
			"rego",
			'deny contains msg if { input.metadata.labels.owner == ""; msg := sprintf("%v", [input.metadata.labels.owner]) }',
		],
		[
			"rego",
			'deny contains msg if { owner := input.metadata.labels.owner; owner != "me"; msg := sprintf("%v", [owner]) }',
		],
		[
			"rego",
			'deny contains msg if { not startswith(input.metadata.labels.owner, "a"); msg := sprintf("%v", [input.metadata.labels.owner]) }',
		],
		["rego", 'deny contains msg if { input.x; msg := sprintf("%v", [input.metadata.name]) }'],
		[
			"rego",
			'deny contains msg if { input.x; msg := sprintf("%v", [object.get(input.metadata.labels, "owner", "none")]) }',
		],
		["rego", 'deny contains $"{input.metadata.labels.owner} is bad" if input.x'],
		[
			"rego",
			'deny contains msg if { owned; msg := sprintf("%v", [input.metadata.labels.owner]) }\n\nowned if asked("owner")\n\nasked(x) if input.metadata.labels[x]',
		],
		["rego", 'deny contains msg if { elsewhere; msg := sprintf("%v", [input.metadata.labels.owner]) }'],
		[
			"rego",
			'deny contains msg if { "owner" in object.keys(input.metadata.labels); msg := sprintf("%v", [input.metadata.labels.owner]) }',
		],
		["rego", 'owners contains o if { input.x; o := sprintf("%v", [input.metadata.labels.owner]) }'],
		["policy", 'p if { regex.match("a", input.x) }'],
	])("%s: %s", (dialect, text) => expect(lint(text, dialect)).toEqual([]));
});

describe("put right", () => {
	test.each<[Dialect, string, string]>([
		["policy", "import data.lib.images # why\n\np := 1", "import data.lib.images # why\n\np := 1"],
		["policy", "import data.a\nimport data.b\n\np := b.x", "import data.b\n\np := b.x"],
		["policy", "p if { x := f(1); input.a }\n\nf(y) := 1", "p if { _ := f(1); input.a }\n\nf(_) := 1"],
		["policy", "p if {\n\tsome x\n\tinput.a\n}", "p if {\n\tinput.a\n}"],
		["policy", "p if { some x; input.a }", "p if { input.a }"],
		["policy", "p if { some x, i; input.xs[i] }", "p if { some x, i; input.xs[i] }"],
		["policy", "p if some k, v in input.xs", "p if some _, _ in input.xs"],
		["policy", "p if every x in input.xs { input.a }", "p if every _ in input.xs { input.a }"],
		["policy", "p if {\n\ttrue # really\n\tinput.a\n}", "p if {\n\ttrue # really\n\tinput.a\n}"],
		["policy", "p if { input.a; true }", "p if { input.a }"],
		["policy", "p := 1 if true\n\nq if { true }\n\nr contains 1 if true", "p := 1\n\nq := true\n\nr contains 1"],
		["policy", inPolicy("deny because `a` if true"), inPolicy("deny because `a`")],
		["policy", "p if { count(input.xs) >= 0; input.a }", "p if { count(input.xs) >= 0; input.a }"],
		["policy", "p if { input.a; input.b; input.a }", "p if { input.a; input.b }"],
		["policy", "p if {\n\tinput.a == 1\n\tinput.b # b\n\tinput.a == 1\n}", "p if {\n\tinput.a == 1\n\tinput.b # b\n}"],
		["policy", "p if true == startswith(input.a, `b`)", "p if startswith(input.a, `b`)"],
		["policy", "p := x if x := (input.a > 1) == true", "p := x if x := (input.a > 1)"],
		["v0", 'p { re_match("a", input.x); any(input.y) }', 'p { regex.match("a", input.x); any(input.y) }'],
	])("%s: %s", (dialect, before, after) => {
		const { source, lints } = found(before, dialect);
		const { text } = applyEdits(source.text, lints);
		expect(text).toBe(`package t\n\n${after}\n`);
		// Once more changes nothing.
		expect(found(after, dialect).lints.flatMap(({ fix }) => fix ?? [])).toEqual([]);
	});
});
