/** Policies as they run: findings with their place, parameters, messages that never vanish, fixes, and what is private. */
import { describe, expect, test } from "vitest";
import { Evaluation, type EvaluationOptions } from "../../../src/runtime/evaluation/evaluation.ts";
import { json, load } from "./evaluate.ts";

const policy = (body: string, name = "p"): string =>
	`package a\n\npolicy ${name} on dockerfile {\n\ttitle: "T"\n\tcode: "C${name}"\n\tseverity: high\n${body}\n}\n`;

function findings(body: string, options: Partial<EvaluationOptions>): unknown {
	return json(load([policy(body)]).evaluate(["a", "p"], new Evaluation({ now: 0n, ...options })));
}

const input = {
	stages: [
		{ user: "root", ports: [22, 80] },
		{ user: "app", ports: [] },
	],
	meta: { "a/b": { deep: 1 } },
};

/** As a host does it: the way to every object of the input. */
function pathOf(root: object): (value: object) => readonly (string | number)[] | undefined {
	const paths = new Map<object, readonly (string | number)[]>();
	const visit = (value: unknown, path: readonly (string | number)[]): void => {
		if (typeof value !== "object" || value === null) return;
		paths.set(value, path);
		for (const [key, member] of Object.entries(value))
			visit(member, [...path, Array.isArray(value) ? Number(key) : key]);
	};
	visit(root, []);
	return (value) => paths.get(value);
}

const pointers: readonly [string, string, readonly (string | number)[]][] = [
	["a loop's variable", 'deny s because "x" if { some s in input.stages; s.user == "root" }', ["stages", 0]],
	["a field of it", 'deny s.user because "x" if { some s in input.stages; s.user == "root" }', ["stages", 0, "user"]],
	["with its index", 'deny s because "x" if { some i, s in input.stages; i == 1 }', ["stages", 1]],
	[
		"a scalar from a loop",
		'deny p because "x" if { some s in input.stages; some p in s.ports; p == 80 }',
		["stages", 0, "ports", 1],
	],
	["an assignment", 'deny x because "x" if { x := input.stages[1] }', ["stages", 1]],
	["an alias of an assignment", 'deny y.user because "x" if { x := input.stages[1]; y := x }', ["stages", 1, "user"]],
	[
		"a reference with a variable",
		'deny input.stages[i].user because "x" if { some i; input.stages[i].user == "app" }',
		["stages", 1, "user"],
	],
	["the longest part that is there", 'deny input.stages[0].from.tag because "x" if true', ["stages", 0]],
	["a key with a slash", 'deny x.deep because "x" if { some x in input.meta }', ["meta", "a/b", "deep"]],
	[
		"through a set rule",
		'deny s.user because "x" if { some s in roots }\n\troots contains s if { some s in input.stages; s.user == "root" }',
		["stages", 0, "user"],
	],
	[
		"through a made object",
		'deny x.stage.user because "x" if { some x in made }\n\tmade contains {"stage": s} if { some s in input.stages; s.user == "app" }',
		["stages", 1, "user"],
	],
	["through a function", 'deny f(input).user because "x" if true', []],
	[
		"through a function's result",
		'deny s.user because "x" if { s := first(input.stages) }\n\tfirst(xs) := xs[0]',
		["stages", 0, "user"],
	],
	["a rule's value", 'deny last.user because "x" if true\n\tlast := input.stages[1]', ["stages", 1, "user"]],
	[
		"a scalar through a set",
		'deny u because "x" if { some u in users }\n\tusers contains s.user if { some s in input.stages; s.user == "root" }',
		[],
	],
	["nothing named", 'deny because "x" if true', []],
];

describe("a finding's place", () => {
	test.each(pointers.filter(([name]) => name !== "through a function"))("%s", (_name, body, pointer) => {
		expect(findings(`\t${body}`, { input, pathOf: pathOf(input) })).toMatchObject([{ path: pointer }]);
	});

	test("places read from the input need no help of the host", () => {
		expect(
			findings('\tdeny p because "x" if { some s in input.stages; some p in s.ports; p == 22 }', { input }),
		).toMatchObject([{ path: ["stages", 0, "ports", 0] }]);
	});
});

describe("a finding's message", () => {
	const messages: readonly [string, string, string][] = [
		["a string", '"plain"', "plain"],
		["a template", '$"user {input.stages[0].user}"', "user root"],
		["an undefined part", '$"user {input.nobody.name}!"', "user <undefined>!"],
		["an undefined reference", "input.nobody", "<undefined>"],
		["sprintf", 'sprintf("%s of %d", [input.stages[0].user, count(input.stages)])', "root of 2"],
		["sprintf of something undefined under %d", 'sprintf("%d%% of %5d", [input.nobody, 7])', "<undefined>% of     7"],
		[
			"sprintf of something undefined",
			'sprintf("%s of %s", [input.nobody, input.stages[0].user])',
			"<undefined> of root",
		],
		["a failing call", 'concat(", ", input.stages)', "<undefined>"],
		["a number", "count(input.stages)", "2"],
	];
	test.each(messages)("%s", (_name, term, text) => {
		expect(findings(`\tdeny because ${term} if true`, { input })).toMatchObject([{ message: text }]);
	});
});

describe("fixes", () => {
	const set = (value: string): string =>
		`\tdeny s.user because "x" fix set(s, ["user"], ${value}) if { some s in input.stages; s.user == "root" }`;

	test("an edit with its node, path and value", () => {
		expect(findings(set('"app"'), { input })).toEqual([
			{
				action: "deny",
				message: "x",
				path: ["stages", 0, "user"],
				fix: { op: "set", node: ["stages", 0], path: ["user"], value: "app" },
			},
		]);
	});
	test.each(['replace(s, $"USER {s.group}")', 'set(s, ["user"], $"{s.group}")', 'set(s, ["users"], [$"a{s.group}"])'])(
		"a template string that lacks a part is no text to put into a file: %s",
		(edit) => {
			expect(
				findings(`\tdeny s.user because $"{s.group}" fix ${edit} if { some s in input.stages; s.user == "root" }`, {
					input,
				}),
			).toEqual([{ action: "deny", message: "<undefined>", path: ["stages", 0, "user"] }]);
		},
	);
	test("an undefined part drops the fix, not the finding", () => {
		expect(findings(set("input.nothing"), { input })).toEqual([
			{ action: "deny", message: "x", path: ["stages", 0, "user"] },
		]);
	});
	test.each([
		['replace(input.meta, "t")', { op: "replace", node: ["meta"], text: "t" }],
		["remove(input.meta)", { op: "remove", node: ["meta"] }],
		['insert_before(input.meta, $"{count(input.stages)}")', { op: "insert_before", node: ["meta"], text: "2" }],
		['insert_after(input.meta, "t")', { op: "insert_after", node: ["meta"], text: "t" }],
	])("%s", (edit, fix) => {
		expect(findings(`\twarn because "x" fix ${edit} if true`, { input })).toMatchObject([{ action: "warn", fix }]);
	});
});

describe("parameters", () => {
	const body =
		'\tparam limit: number = 1\n\tdeny because $"{count(input.stages)} > {limit}" if count(input.stages) > limit';

	test("have their default", () => {
		expect(findings(body, { input })).toMatchObject([{ message: "2 > 1" }]);
	});
	test("are what the host says, for this policy alone", () => {
		expect(findings(body, { input, params: { "a.p": { limit: 2 } } })).toEqual([]);
		expect(findings(body, { input, params: { "a.q": { limit: 2 }, "a.p": {} } })).toMatchObject([{ message: "2 > 1" }]);
	});
});

describe("a policy's own rules", () => {
	const two =
		policy('\tdeny because r if true\n\tr := "one"') +
		policy('\tdeny because r if true\n\tr := "two"', "q").replace("package a\n\n", "");

	test("don't meet those of another policy", () => {
		const program = load([two]);
		const evaluation = new Evaluation({ now: 0n });
		expect(json(program.evaluate(["a", "p"], evaluation))).toMatchObject([{ message: "one" }]);
		expect(json(program.evaluate(["a", "q"], evaluation))).toMatchObject([{ message: "two" }]);
	});
	test("are no part of the package", () => {
		expect(Object.keys(json(load([two]).evaluate(["a"], new Evaluation({ now: 0n }))) as object)).toEqual(["p", "q"]);
	});
	test("findings can be read by other rules", () => {
		const text = `${policy('\tdeny because "x" if true')}\nmessages := [f.message | some f in p]\n`;
		expect(json(load([text]).evaluate(["a", "messages"], new Evaluation({ now: 0n })))).toEqual(["x"]);
	});
});

test("not succeeds where its operand is undefined, as rev-2 has it", () => {
	expect(findings('\tdeny because "x" if not startswith(input.nothing, "a")', { input })).toMatchObject([
		{ message: "x" },
	]);
});
