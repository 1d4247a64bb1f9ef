/** What coverage says of small modules: which lines are covered, and what was seen of each condition. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FileCoverage, gatherCoverage } from "../../src/cli/coverage/coverage.ts";
import { coverageFormats, coverageText } from "../../src/cli/coverage/formats.ts";
import { testRulesIn } from "../../src/cli/testing/testRules.ts";
import { plainPainter } from "../../src/diagnostics/render.ts";
import { compile } from "../../src/lang/compile.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import { Evaluation } from "../../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../src/runtime/evaluation/program.ts";
import { Source } from "../../src/text/source.ts";

/** Coverage of a module (`a.rego`) by tests (`a_test.rego`). */
function coverageOf(module: string, tests: string, unknowns: boolean): readonly FileCoverage[] {
	const sources = [
		new Source("a.rego", `package a\n${module}`),
		new Source("a_test.rego", `package a_test\nimport data.a\n${tests}`),
	];
	const modules = sources.map((source) => {
		const parsed = parseModule(source, { dialect: "rego" });
		if (parsed.module === undefined) throw new Error(`${source.name} can't be read`);
		return parsed.module;
	});
	const found = testRulesIn(modules);
	const compiled = compile(found.modules, { instrument: "coverage", keepPrint: true, unknowns });
	if (compiled.program === undefined) throw new Error(compiled.diagnostics.map(({ text }) => text).join("\n"));
	const program = loadProgram(instantiate(compiled.program.code));
	for (const { path } of found.tests) program.evaluate(path, new Evaluation({ now: 0n }));
	return gatherCoverage([program.coverage], sources);
}

/** `1+ 2-`, and each condition with what was seen of it: `✓` held, `✗` failed, `·` neither was seen though it should. */
function shown({ lines, conditions, source }: FileCoverage): string {
	const marks = [...lines].map(([line, count]) => `${line}${count > 0 ? "+" : "-"}`).join(" ");
	const texts = conditions.map(({ span, reached, held, failed, outcomes }) => {
		const seen = `${held > 0 ? "✓" : "·"}${outcomes < 2 ? "" : failed > 0 ? "✗" : "·"}`;
		return `${reached > 0 ? seen : "never"} ${source.slice(span).replace(/\s+/g, " ")}`;
	});
	return [marks, ...texts].join("\n");
}

interface Case {
	readonly name: string;
	/** From line 2 on: line 1 is `package a`. */
	readonly module: string;
	readonly tests: string;
	readonly covered: string;
}

const cases: readonly Case[] = [
	{
		name: "a clause that never holds, and one that isn't tried since the value is there already",
		module: "p if {\n\tinput.a == 1\n}\np if {\n\tinput.a == 2\n\tinput.b\n}",
		tests: "test_p if a.p with input.a as 1",
		covered: "2+ 3+ 5- 6- 7-\n✓· input.a == 1\nnever input.a == 2\nnever input.b",
	},
	{
		name: "a second clause whose first condition fails",
		module: "p if {\n\tinput.a == 1\n}\np if {\n\tinput.a == 2\n\tinput.b\n}",
		tests: "test_p if not a.p with input.a as 3",
		covered: "2- 3+ 5- 6+ 7-\n·✗ input.a == 1\n·✗ input.a == 2\nnever input.b",
	},
	{
		name: "a default is covered where it is given",
		module: "default p := false\np if {\n\tinput.a\n}",
		tests: "test_p if a.p == false",
		covered: "2+ 3- 4+\n·✗ input.a",
	},
	{
		name: "a default isn't covered where it isn't needed",
		module: "default p := false\np if {\n\tinput.a\n}",
		tests: "test_p if a.p with input.a as 1",
		covered: "2- 3+ 4+\n✓· input.a",
	},
	{
		name: "a constant rule counts when it is read",
		module: "x := 7\ny := 8",
		tests: "test_x if a.x == 7",
		covered: "2+ 3-",
	},
	{
		name: "each else has a line of its own",
		module: "f(x) := 1 if {\n\tx == 1\n} else := 2 if {\n\tx == 2\n}\nelse := 3",
		tests: "test_f if a.f(2) == 2",
		covered: "2- 3+ 4+ 5+ 7-\n·✗ x == 1\n✓· x == 2",
	},
	{
		name: "many clauses that ask for constants: no table skips them",
		module: Array.from({ length: 9 }, (_, index) => `f("k${index}") := ${index}`).join("\n"),
		tests: 'test_f if a.f("k3") == 3',
		covered: "2- 3- 4- 5+ 6- 7- 8- 9- 10-",
	},
	{
		name: "a loop fails as a whole, not for each element",
		module: "p if {\n\tinput.xs[_] == 3\n}",
		tests: "test_p if a.p with input.xs as [1, 3]",
		covered: "2+ 3+\n✓· input.xs[_] == 3",
	},
	{
		name: "a loop without a solution failed",
		module: "p if {\n\tinput.xs[_] == 3\n}",
		tests: "test_p if not a.p with input.xs as [1, 2]",
		covered: "2- 3+\n·✗ input.xs[_] == 3",
	},
	{
		name: "conditions after a loop are held against each element",
		module: "p if {\n\tsome x in input.xs\n\tx > 2\n}",
		tests: "test_p if a.p with input.xs as [1, 3]",
		covered: "2+ 3+ 4+\n✓ some x in input.xs\n✓✗ x > 2",
	},
	{
		name: "an empty loop reaches nothing behind it",
		module: "p if {\n\tsome x in input.xs\n\tx > 2\n}",
		tests: "test_p if not a.p with input.xs as []",
		covered: "2- 3+ 4-\n· some x in input.xs\nnever x > 2",
	},
	{
		name: "loops that are joined: every pair is held against the condition",
		module: "p contains x.id if {\n\tsome x in input.xs\n\tsome y in input.ys\n\tx.id == y.id\n}",
		tests: 'test_p if a.p == {2} with input as {"xs": [{"id": 1}, {"id": 2}], "ys": [{"id": 2}]}',
		covered: "2+ 3+ 4+ 5+\n✓ some x in input.xs\n✓ some y in input.ys\n✓✗ x.id == y.id",
	},
	{
		name: "a read that needn't wait for its turn isn't reached before",
		module: "p if {\n\tsome x in input.xs\n\tx > 2\n\tinput.user == x\n}",
		tests: 'test_p if not a.p with input as {"xs": [1], "user": 1}',
		covered: "2- 3+ 4+ 5-\n✓ some x in input.xs\n·✗ x > 2\nnever input.user == x",
	},
	{
		name: "`not` holds where what it negates fails",
		module: 'p if {\n\tnot input.a\n\tnot startswith(input.b, "x")\n}',
		tests: 'test_p if not a.p with input.b as "xy"',
		covered: '2- 3+ 4+\n✓· not input.a\n·✗ not startswith(input.b, "x")',
	},
	{
		name: "the body of `every` is covered by what it went through",
		module: "p if {\n\tevery x in input.xs {\n\t\tx > 0\n\t\tx < 9\n\t}\n}",
		tests: "test_p if not a.p with input.xs as [1, 10]",
		covered: "2- 3+ 4+ 5+ 6+\n·✗ every x in input.xs { x > 0 x < 9 }\n✓· x > 0\n✓✗ x < 9",
	},
	{
		name: "`every` of nothing holds, and its body isn't reached",
		module: "p if {\n\tevery x in input.xs {\n\t\tx > 0\n\t}\n}",
		tests: "test_p if a.p with input.xs as []",
		covered: "2+ 3+ 4- 5+\n✓· every x in input.xs { x > 0 }\nnever x > 0",
	},
	{
		name: "comprehensions have bodies, and what their heads lack doesn't fail the literal around",
		module: "p := n if {\n\txs := [f(x) |\n\t\tsome x in input.xs\n\t\tx > 1\n\t]\n\tn := count(xs)\n}\nf(3) := 1",
		tests: "test_p if a.p == 1 with input.xs as [1, 2, 3]",
		covered:
			"2+ 3+ 4+ 5+ 6+ 7+ 9+\n✓ xs := [f(x) | some x in input.xs x > 1 ]\n✓ some x in input.xs\n✓✗ x > 1\n✓ n := count(xs)",
	},
	{
		name: "literals that wait for a later one are covered in their order of evaluation",
		module: "p if {\n\tcount(input.xs) == n\n\tn = input.n\n}",
		tests: 'test_p if not a.p with input as {"xs": [1], "n": 2}',
		covered: "2- 3+ 4+\n·✗ count(input.xs) == n\n✓· n = input.n",
	},
	{
		name: "a further body is covered on its own",
		module: "p if {\n\tinput.a\n} {\n\tinput.b\n}",
		tests: "test_p if a.p with input.a as 1",
		covered: "2+ 3+ 4- 5- 6-\n✓· input.a\nnever input.b",
	},
	{
		name: "of an object rule only those clauses are tried that can have the key",
		module: 'o["x"] := 1 if input.a\no[k] := 2 if {\n\tk := input.k\n\tk != "z"\n}',
		tests: 'test_o if a.o.y == 2 with input.k as "y"',
		covered: '2- 3+ 4+ 5+\nnever input.a\n✓ k := input.k\n✓· k != "z"',
	},
	{
		name: "`print` and `true` are lines; declarations are nothing",
		module: 'p if {\n\tsome x\n\tprint("here")\n\ttrue\n\tinput.xs[x]\n}',
		tests: "test_p if a.p with input.xs as [1]",
		covered: "2+ 4+ 5+ 6+\n✓ true\n✓· input.xs[x]",
	},
	{
		name: "an expression over several lines is on all of them",
		module: "p if {\n\tinput.a in [\n\t\t1,\n\t\t2,\n\t]\n}",
		tests: "test_p if a.p with input.a as 1",
		covered: "2+ 3+ 4+ 5+ 6+\n✓· input.a in [ 1, 2, ]",
	},
	{
		name: "nobody asks for the rule",
		module: "p if {\n\tinput.a\n}\nq := 1",
		tests: "test_q if a.q == 1",
		covered: "2- 3- 5+\nnever input.a",
	},
];

describe("a module and its tests", () => {
	for (const unknowns of [false, true]) {
		describe(unknowns ? "where values may be unknown" : "where all values are known", () => {
			test.each(cases)("$name", ({ module, tests, covered }) => {
				const [file] = coverageOf(module, tests, unknowns);
				expect(shown(file as FileCoverage)).toBe(covered);
			});
		});
	}
});

test("what a test asks for isn't meant to fail, and the test counts as a line", () => {
	const [, tests] = coverageOf("p if input.a", "test_p if {\n\ta.p with input.a as 1\n}", true);
	expect(shown(tests as FileCoverage)).toBe("3+ 4+\n✓ a.p with input.a as 1");
});

test("the plain program has no trace of it", () => {
	const { module } = parseModule(new Source("a.rego", "package a\np if { some x in input; x > 1 }"), {
		dialect: "rego",
	});
	if (module === undefined) throw new Error("can't be read");
	const plain = compile([module]).program?.code ?? "";
	expect(plain).not.toMatch(/counts\$|profiler\$|coverage/);
	expect(compile([module], { instrument: "coverage" }).program?.code).toMatch(/counts\$/);
});

const GOLDENS = join(import.meta.dirname, "goldens");
const sample = coverageOf(
	'default allow := false\n\nallow if {\n\tinput.user == "ann"\n\tsome role in input.roles\n\trole in {"admin",\n\t\t"root"}\n}\n\nallow if {\n\tinput.guest\n\tinput.public\n}',
	'test_ann if a.allow with input as {"user": "ann", "roles": ["x", "root"]}\ntest_guest if not a.allow with input.guest as true',
	true,
);

describe("formats", () => {
	test.each(coverageFormats)("%s", (format) => {
		const golden = join(GOLDENS, `coverage.${format === "lcov" ? "info" : format === "json" ? "json" : "txt"}`);
		const text = coverageText(sample, format, true, plainPainter);
		if (process.env.UPDATE_GOLDENS === "1") writeFileSync(golden, text);
		expect(text).toBe(readFileSync(golden, "utf8"));
	});
});
