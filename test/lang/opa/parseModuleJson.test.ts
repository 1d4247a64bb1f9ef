import { describe, expect, test } from "vitest";
import { parseModuleJson } from "../../../src/lang/opa/parseModuleJson.ts";
import type { BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { get } from "../../../src/runtime/values/access.ts";
import { toJson } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";

/** OPA gives the same for each of these. */
const rules = (text: string): readonly Value[] =>
	get(parseModuleJson("m.rego", `package a\n\nimport rego.v1\n\n${text}`), "rules") as readonly Value[];

/** Terms in a shorter spelling, so that a table can be read: `var:x`, `[ref var:input "x"]`. */
function short(node: Value): string {
	if (Array.isArray(node)) return `(${node.map(short).join(" ")})`;
	if (typeof node !== "object" || node === null) return toJson(node);
	const { type, value, ...rest } = node as { readonly [key: string]: Value };
	if (typeof type === "string" && value !== undefined) {
		if (type === "var") return `var:${String(value)}`;
		if (type === "string" || type === "number" || type === "boolean") return toJson(value);
		return `${type}${short(value)}`;
	}
	return `{${Object.keys(node)
		.filter((key) => key !== "index")
		.sort()
		.map(
			(key) =>
				`${key}: ${short((key in rest ? rest[key] : (node as { readonly [key: string]: Value })[key]) as Value)}`,
		)
		.join(", ")}}`;
}

describe("heads", () => {
	test.each<[string, string]>([
		["p := 1", '{assign: true, name: "p", ref: (var:p), value: 1}'],
		["p = 1", '{name: "p", ref: (var:p), value: 1}'],
		["p if true", '{name: "p", ref: (var:p), value: true}'],
		["p contains 1", '{key: 1, name: "p", ref: (var:p)}'],
		["p.q contains 1", '{key: 1, ref: (var:p "q")}'],
		["p[x] := y if { x := 1; y := 2 }", '{assign: true, key: var:x, name: "p", ref: (var:p var:x), value: var:y}'],
		["p[x] if x := 1", "{key: var:x, ref: (var:p var:x), value: true}"],
		["p.q := 1", '{assign: true, key: "q", name: "p", ref: (var:p "q"), value: 1}'],
		["p.q := 1 if true", '{assign: true, name: "p", ref: (var:p "q"), value: 1}'],
		["p.q.r := 1", '{assign: true, ref: (var:p "q" "r"), value: 1}'],
		["f(x, [_]) := x", '{args: (var:x array(var:$0)), assign: true, name: "f", ref: (var:f), value: var:x}'],
		["f.g(x) := 1", '{args: (var:x), assign: true, ref: (var:f "g"), value: 1}'],
	])("%s", (text, wanted) => {
		const [rule] = rules(text);
		expect(short(get(rule as Value, "head") as Value)).toBe(wanted);
	});

	test("a default, an else, and a second body", () => {
		expect(rules("default p := false").map(short)).toEqual([
			'{body: ({generated: true, terms: true}), default: true, head: {assign: true, name: "p", ref: (var:p), value: false}}',
		]);
		expect(rules("p := 1 if { false } else := 2").map(short)).toEqual([
			'{body: ({terms: false}), else: {body: ({generated: true, terms: true}), head: {assign: true, name: "p", ref: (var:p), value: 2}}, head: {assign: true, name: "p", ref: (var:p), value: 1}}',
		]);
		expect(rules("p if { input.a } { input.b }")).toHaveLength(2);
	});
});

describe("expressions", () => {
	test.each<[string, string]>([
		["x == -1", "{terms: (ref(var:equal) var:x -1)}"],
		["not x", "{negated: true, terms: var:x}"],
		["some i, j", "{terms: {symbols: (var:i var:j)}}"],
		["some k, v in x", '{terms: {symbols: (call(ref(var:internal "member_3") var:k var:v var:x))}}'],
		["1 in x", '{terms: (ref(var:internal "member_2") 1 var:x)}'],
		["every v in x { v }", "{terms: {body: ({terms: var:v}), domain: var:x, key: null, value: var:v}}"],
		["count(input) > 1.50", "{terms: (ref(var:gt) call(ref(var:count) ref(var:input)) 1.50)}"],
		["x with input.a as 1", '{terms: var:x, with: ({target: ref(var:input "a"), value: 1})}'],
		['x = {"b": 1, "a": {2, "c", 1, 1.0}}', '{terms: (ref(var:eq) var:x object(("a" set(1 2 "c")) ("b" 1)))}'],
		["input[_][_]", "{terms: ref(var:input var:$0 var:$1)}"],
		[
			"x = [y | y := 1]",
			"{terms: (ref(var:eq) var:x arraycomprehension{body: ({terms: (ref(var:assign) var:y 1)}), term: var:y})}",
		],
		['x = $"a{y}"', '{terms: (ref(var:eq) var:x templatestring{multi_line: false, parts: ("a" {terms: var:y})})}'],
	])("%s", (text, wanted) => {
		const [rule] = rules(`p if { ${text} }`);
		expect(short((get(rule as Value, "body") as readonly Value[])[0] as Value)).toBe(wanted);
	});
});

test("package, imports and comments", () => {
	const module = parseModuleJson("m.rego", 'package a["b-c"]\nimport data.x as y\n# é');
	expect(toJson(module)).toBe(
		'{"comments":[{"Location":{"col":1,"file":"m.rego","row":3},"Text":"IMOp"}],"imports":[{"alias":"y","path":{"type":"ref","value":[{"type":"var","value":"data"},{"type":"string","value":"x"}]}}],"package":{"path":[{"type":"var","value":"data"},{"type":"string","value":"a"},{"type":"string","value":"b-c"}]}}',
	);
});

test.each<[string, string]>([
	["package a.", "1 error occurred: m.rego:1: rego_parse_error: unexpected eof token: expected ident"],
	["package a\np := 1 2", "1 error occurred: m.rego:2: rego_parse_error: "],
	["package a\np := 1 2\nq := 3 4", "2 errors occurred:\nm.rego:2: rego_parse_error: "],
	["", "m.rego:0: rego_parse_error: empty module"],
])("%j is refused at its row", (text, wanted) => {
	let message = "";
	try {
		parseModuleJson("m.rego", text);
	} catch (error) {
		message = (error as BuiltinError).message;
	}
	expect(message.startsWith(wanted), message).toBe(true);
});
