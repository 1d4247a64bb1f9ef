/** Values that can't be known: what depends on one is neither true nor false, and the evaluation says what is missing (DESIGN 5). */
import { describe, expect, test } from "vitest";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";
import { json, load } from "./evaluate.ts";

const tag = new Unknown("$TAG", ["TAG"]);
const input = {
	tag,
	known: "latest",
	list: ["a", tag],
	nested: { deep: [{ tag }] },
	stages: [{ tag: "latest" }, { tag }, { tag: "1.2" }],
	opaque: new Unknown("$ALL", ["ALL"]),
};

function ask(rules: string, path = "p"): { readonly value: unknown; readonly needs: readonly string[] } {
	const program = load([`package a\n\nimport rego.v2\n\n${rules}`], { unknowns: true });
	const evaluation = new Evaluation({ input, now: 0n });
	return { value: json(program.evaluate(["a", path], evaluation)), needs: evaluation.needs };
}

const UNDEFINED = undefined;

/** Rules, what p is, what is needed. */
const cases: readonly [string, unknown, readonly string[]][] = [
	// What touches an unknown value is undefined.
	['p if input.tag == "latest"', UNDEFINED, ["TAG"]],
	['p if input.tag != "latest"', UNDEFINED, ["TAG"]],
	['p if "latest" == input.tag', UNDEFINED, ["TAG"]],
	["p if input.tag < 3", UNDEFINED, ["TAG"]],
	["p if input.tag", UNDEFINED, ["TAG"]],
	['p if startswith(input.tag, "v")', UNDEFINED, ["TAG"]],
	["p := input.opaque.field", UNDEFINED, ["ALL"]],
	["p if input.opaque[_] == 1", UNDEFINED, ["ALL"]],
	["p if some x in input.opaque", UNDEFINED, ["ALL"]],
	['p if input.list == ["a", "b"]', UNDEFINED, ["TAG"]],
	['p if input.nested.deep == [{"tag": "x"}]', UNDEFINED, ["TAG"]],
	["p if [x, _] = input.opaque", UNDEFINED, ["ALL"]],
	['p := sprintf("%v", [input.tag])', UNDEFINED, ["TAG"]],
	['p := $"{input.tag}"', UNDEFINED, ["TAG"]],
	['p if "x" in input.list', UNDEFINED, ["TAG"]],
	['p if { every t in input.list { t != "b" } }', UNDEFINED, ["TAG"]],
	["p := count({t | some t in input.list})", UNDEFINED, ["TAG"]],
	['p := object.get(input, ["opaque", "x"], 1)', UNDEFINED, ["ALL"]],
	["p if is_string(input.tag)", UNDEFINED, ["TAG"]],
	['p if { s := {t | some t in input.list}; s["b"] }', UNDEFINED, ["TAG"]],
	['p if { s := {t | some t in input.list}; not s["b"] }', UNDEFINED, ["TAG"]],
	['p if { s := {t: 1 | some t in input.list}; not s["b"] }', UNDEFINED, ["TAG"]],
	// What doesn't touch it is as ever.
	['p if input.known == "latest"', true, []],
	["p := input.list[0]", "a", []],
	["p := count(input.stages[0])", 1, []],
	["p if is_unknown(input.tag)", true, []],
	["p if not is_unknown(input.known)", true, []],
	['p := [s.tag | some s in [{"tag": 1}]]', [1], []],
	['p if input.stages[0].tag == "latest"', true, []],
	// Sizes, kinds, keys and the parts that both know don't depend on what is unknown deep inside.
	["p := count(input.list)", 2, []],
	["p := count(array.concat(input.list, input.stages))", 5, []],
	["p := array.reverse(input.list)[1]", "a", []],
	["p := array.slice(input.list, 0, 1)", ["a"], []],
	["p := object.keys(input.stages[1])", ["tag"], []],
	['p := object.get(input.nested, "none", 1)', 1, []],
	["p := type_name(input.nested)", "object", []],
	["p if is_array(input.list)", true, []],
	["p if not is_string(input.nested)", true, []],
	['p := count({s | some s in input.stages} | {"x"})', UNDEFINED, ["TAG"]],
	['p := count({[i, s] | some i, s in input.stages} | {"x"})', 4, []],
	['p if { some s in {s.tag | some s in input.stages} | {"x"}; s == "x" }', true, []],
	['p if not input.list == ["b", "b"]', true, []],
	['p if not input.list == ["a"]', true, []],
	['p if input.nested != {"deep": []}', true, []],
	['p if "a" in input.list', true, []],
	['p if { x := {"none": 1}; not x in [input.nested] }', true, []],
	// One that is certain is enough, where one is enough.
	['p if { some s in input.stages; s.tag == "latest" }', true, []],
	['p if { some s in input.stages; s.tag == "1.2" }', true, []],
	['p if r\n\nr if input.tag == 1\n\nr if input.known == "latest"', true, []],
	['q contains s.tag if { some s in input.stages; s.tag == "latest" }\n\np if "latest" in q', true, []],
	['q contains s.tag if { some s in input.stages; s.tag == "latest" }\n\np if some x in q', true, []],
	['q contains s.tag if { some s in input.stages; s.tag == "latest" }\n\np := q["latest"]', "latest", []],
	['p if not q\n\nq if not { some s in input.stages; s.tag == "1.2" }', true, []],
	['p if not { some s in input.stages; s.tag == "1.2" }', UNDEFINED, []],
	['p if { every s in input.stages { s.tag == "latest" } }', UNDEFINED, []],
	['p if { every s in [{"tag": input.tag}, {"tag": "x"}] { s.tag == "latest" } }', UNDEFINED, []],
	['p if { every s in [{"tag": input.tag}, {"tag": "latest"}] { s.tag == "latest" } }', UNDEFINED, ["TAG"]],
	['p if not { every s in input.stages { s.tag == "latest" } }', true, []],
	['p if input.tag == "x" or input.known == "latest"', true, []],
	['p if input.tag == "x" or input.known == "x"', UNDEFINED, ["TAG"]],
	['default p := false\n\np if { some s in input.stages; s.tag == "1.2" }', true, []],
	['p := f(input.stages)\n\nf(l) if { some s in l; s.tag == "1.2" }', true, []],
	// What needs the whole answer has none.
	["p if not input.tag", UNDEFINED, ["TAG"]],
	['p if not input.tag == "latest"', UNDEFINED, ["TAG"]],
	['p if not startswith(input.tag, "v")', UNDEFINED, ["TAG"]],
	['p if not r\n\nr if input.tag == "latest"', UNDEFINED, ["TAG"]],
	['p if not f(input.tag)\n\nf(x) if x == "latest"', UNDEFINED, ["TAG"]],
	['p := [1 | input.tag == "latest"]', UNDEFINED, ["TAG"]],
	['p := {s.tag | some s in input.stages; s.tag == "latest"}', UNDEFINED, ["TAG"]],
	['p := {s.tag: 1 | some s in input.stages; s.tag == "latest"}', UNDEFINED, ["TAG"]],
	['p := 1 if { input.tag == "latest" } else := 2', UNDEFINED, ["TAG"]],
	['default p := 2\n\np := 1 if input.tag == "latest"', UNDEFINED, ["TAG"]],
	['q contains s.tag if { some s in input.stages; s.tag == "latest" }\n\np := count(q)', UNDEFINED, ["TAG"]],
	['q contains s.tag if { some s in input.stages; s.tag == "latest" }\n\np := q', UNDEFINED, ["TAG"]],
	['q contains s.tag if { some s in input.stages; s.tag == "latest" }\n\np if not "x" in q', UNDEFINED, ["TAG"]],
	['q contains s.tag if { some s in input.stages; s.tag == "latest" }\n\np if not q["x"]', UNDEFINED, ["TAG"]],
	['q[s.tag] := 1 if { some s in input.stages; s.tag == "latest" }\n\np := count(q)', UNDEFINED, ["TAG"]],
	// Twice the same rule: the memo knows that it isn't the whole answer.
	['r if input.tag == "latest"\n\nq if r\n\np if { not q; not r }', UNDEFINED, ["TAG"]],
	// What isn't reached isn't met.
	["p if { some s in input.none; s.x == input.opaque.y }", UNDEFINED, []],
	["p if { some x in []; x == input.tag }", UNDEFINED, []],
	// A certain no stays one.
	['p if not { input.tag == "x"; input.known == "never" }', UNDEFINED, ["TAG"]],
	['p if not { input.known == "never"; input.tag == "x" }', true, []],
	['p := 1 if { input.known == "never" } else := 2', 2, []],
];

describe("rules over unknown values", () => {
	test.each(cases)("%s", (rules, value, needs) => {
		expect(ask(rules)).toEqual({ value, needs });
	});
});

describe("policies over unknown values", () => {
	const program = load(
		[
			`package a

policy floating on dockerfile {
	title: "T"
	code: "C1"
	severity: low
	deny s because $"{s.tag} floats" if { some s in input.stages; s.tag == "latest" }
}

policy untagged on dockerfile {
	title: "T"
	code: "C2"
	severity: low
	deny s because "no tag" if { some s in input.stages; not s.tag }
}

policy counted on dockerfile {
	title: "T"
	code: "C3"
	severity: low
	deny s.tag because $"{s.tag} of {input.nested}" if { some s in input.stages }
}
`,
		],
		{ unknowns: true },
	);

	test("what is certain is found, and what is missing is said", () => {
		const evaluation = new Evaluation({ input, now: 0n });
		expect(json(program.evaluate(["a", "floating"], evaluation))).toMatchObject([{ message: "latest floats" }]);
		expect(evaluation.needs).toEqual(["TAG"]);
	});
	test("each policy has its own answer in one evaluation", () => {
		const evaluation = new Evaluation({ input: { stages: [{ tag }] }, now: 0n });
		expect(json(program.evaluate(["a", "floating"], evaluation))).toEqual([]);
		expect(evaluation.needs).toEqual(["TAG"]);
		evaluation.forget();
		expect(evaluation.needs).toEqual([]);
		expect(json(program.evaluate(["a", "untagged"], evaluation))).toEqual([]);
		expect(evaluation.needs).toEqual(["TAG"]);
	});
	test("a message prints an unknown part as it was written, and notes nothing", () => {
		const evaluation = new Evaluation({ input: { stages: [{ tag }], nested: 1 }, now: 0n });
		expect(json(program.evaluate(["a", "counted"], evaluation))).toMatchObject([
			{ message: "$TAG of 1", path: ["stages", 0, "tag"] },
		]);
		expect(evaluation.needs).toEqual([]);
	});
	test("nothing passes from one evaluation to the next", () => {
		const clean = new Evaluation({ input: { stages: [{ tag: "1" }] }, now: 0n });
		expect(json(program.evaluate(["a", "floating"], clean))).toEqual([]);
		expect(clean.needs).toEqual([]);
	});
});
