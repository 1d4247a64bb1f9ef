/** References below a rule that no clause can answer: undefined, and what they would have bound is no obstacle to the rest. */
import { expect, test } from "vitest";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../../src/runtime/evaluation/program.ts";
import { toJson } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";

const bodies: readonly string[] = [
	`x := q.k.w; x == {"z": 1}`,
	"x := q.k.w; y := x; count(y) > 0",
	`q.k.w = {"z": x}; x > 0`,
	"x := q.k.w[i]; i > x",
	"some i, x in q.k.w; i > x",
	"not q.k.v.z; x := q.k.w; x",
];

test.each(bodies)("p if { %s } is undefined", (body) => {
	const text = `package a\n\nq[k].v := {"z": 1} if some k in ["k"]\n\np if { ${body} }\n\nr := 1\n`;
	const { module } = parseModule(new Source("a.rego", text), { dialect: "rego" });
	const { program, diagnostics } = compile(module === undefined ? [] : [module]);
	expect(diagnostics).toEqual([]);
	const value = loadProgram(instantiate(program?.code ?? "")).evaluate(["a"], new Evaluation({ now: 0n }));
	expect(value && toJson(value)).toBe('{"q":{"k":{"v":{"z":1}}},"r":1}');
});
