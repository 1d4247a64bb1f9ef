/** Tables of clauses and joins where values may be unknown: the answer and what is missing are those of going through everything. */
import { describe, expect, test } from "vitest";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { json, load } from "./evaluate.ts";

const unknown = new Unknown("$KIND", ["KIND"]);
const other = new Unknown("$OTHER", ["OTHER"]);
const ten = Array.from({ length: 10 }, (_, i) => i);
const many = (clause: (i: number) => string): string => ten.map(clause).join("\n\n");

/** What is asked; keepPrint makes a program that somebody watches, which goes through everything. */
function ask(rules: string, input: Value, watched: boolean): unknown {
	const program = load([`package a\n\n${rules}`], { unknowns: true, keepPrint: watched });
	const evaluation = new Evaluation({ input, now: 0n });
	return {
		value: json(program.evaluate(["a", "p"], evaluation)),
		needs: evaluation.needs,
		taint: evaluation.taint > 0,
	};
}

const tables: readonly (readonly [string, string])[] = [
	["sets", many((i) => `p contains ${i} if input.kind == "k${i}"`)],
	["deep keys", many((i) => `p contains ${i} if input.spec.kind == "k${i}"`)],
	["one of several", many((i) => `p contains ${i} if input.kind in {"k${i}", "k1"}`)],
	["beginnings", many((i) => `p contains ${i} if startswith(input.kind, "k${i % 4}")`)],
	["something unknown asked before", many((i) => `p contains ${i} if { input.other == "x"; input.kind == "k${i}" }`)],
	["something unknown asked after", many((i) => `p contains ${i} if { input.kind == "k${i}"; input.other == "x" }`)],
	["something unknown read before", many((i) => `p contains ${i} if { x := input.other.y; input.kind == "k${i}"; x }`)],
	["one value", `default p := 0\n\n${many((i) => `p := ${i % 2} if input.kind == "k${i}"`)}`],
	["one constant", `default p := false\n\n${many((i) => `p if input.kind == "k${i}"`)}`],
	["functions", `${many((i) => `f("k${i}", y) := y`)}\n\np := f(input.kind, input.other)`],
	["functions of a collection", `${many((i) => `f("k${i}") := ${i}`)}\n\np := [x | some k in input.list; x := f(k)]`],
	[
		"a part of an object",
		`${many((i) => `o[k] contains ${i} if { input.kind == "k${i}"; some k in input.list }`)}\n\np := o`,
	],
];
const inputs: readonly (readonly [string, Value])[] = [
	["known", { kind: "k1", spec: { kind: "k2" }, other: "x", list: ["k1", "k2"] }],
	["another", { kind: "none", spec: {}, other: { y: 1 }, list: [] }],
	["unknown", { kind: unknown, spec: { kind: unknown }, other: "x", list: ["k1", unknown] }],
	["unknown beside it", { kind: "k3", spec: unknown, other, list: [["k1", unknown]] }],
	["unknown inside", { kind: ["k1", unknown], spec: [unknown], other: { y: other }, list: unknown }],
	["number", { kind: 3, other }],
	["missing", { other }],
];

describe("tables of clauses", () => {
	for (const [name, rules] of tables) {
		test.each(inputs)(`${name}, %s`, (_, input) => {
			expect(ask(rules, input, false)).toEqual(ask(rules, input, true));
		});
	}
});

const joins: readonly (readonly [string, string])[] = [
	["first", "p contains [k, m.v] if { some k in input.keys; some m in input.rows; m.k == k }"],
	["in a list", "p[k] := [m.v | some m in input.rows; m.k == k] if some k in input.keys"],
	["behind a test", 'p contains [k, m.k] if { some k in input.keys; some m in input.rows; m.v != "v1"; m.k == k }'],
	["behind a look", "p contains [k, v] if { some k in input.keys; some m in input.rows; v := m.v; m.k == k }"],
	["with a constant", 'p contains [k, m.v] if { some k in input.keys; some m in input.rows; m.k = "k1" }'],
	[
		"denied",
		"p contains k if { some k in input.keys; not taken(k) }\n\ntaken(k) if { some x in [1]; some m in input.rows; m.k == k }",
	],
];
const rows: readonly Value[] = Array.from({ length: 40 }, (_, i) => ({ k: `k${i % 7}`, v: `v${i}` }));
const documents: readonly (readonly [string, Value])[] = [
	["all known", { keys: ["k1", "k3", "none", "k2"], rows }],
	["a key unknown", { keys: ["k1", unknown, "k3", "k2"], rows }],
	["a member unknown", { keys: ["k1", "k3", "k2"], rows: [...rows, { k: unknown, v: "u" }] }],
	["another member unknown", { keys: ["k1", "k3", "none"], rows: [...rows, { k: "k1", v: unknown }] }],
	["another member of another row unknown", { keys: ["k1", "k3"], rows: [...rows, { k: "k5", v: unknown }] }],
	["a row unknown", { keys: ["k1", "k3", "k2"], rows: [...rows, unknown] }],
	["a row that lacks the member", { keys: ["k1", "k3", "k2"], rows: [...rows, { v: unknown }] }],
];

describe("joins", () => {
	for (const [name, rules] of joins) {
		test.each(documents)(`${name}, %s`, (_, input) => {
			expect(ask(rules, input, false)).toEqual(ask(rules, input, true));
		});
	}
});
