/**
 * Every bomb ends: with a value, with a diagnostic or with an error, within a bound that a slow machine keeps. Never the stack, never the
 * memory, never without end. What became of each stands in goldens/bombs.txt.
 */
import { describe, expect, test } from "vitest";
import { writeSolutions } from "../../src/cli/query/formats.ts";
import { compile } from "../../src/lang/compile.ts";
import { parseModuleJson } from "../../src/lang/opa/parseModuleJson.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import { Evaluation } from "../../src/runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../src/runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../src/runtime/evaluation/program.ts";
import { JsonError, parseJson } from "../../src/runtime/values/json.ts";
import { Source } from "../../src/text/source.ts";
import { expectGolden } from "../golden/expectGolden.ts";
import { type Bomb, bombs } from "./bombs.ts";

/** Milliseconds, on a machine that has much else to do. */
const BOUND = 240_000;

/** Less than an evaluation has, so that the tests are done sooner. */
const BUDGET = 5_000_000;

const shown = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text).replaceAll("\n", " ");

async function outcome({ module: text, input, rule }: Bomb): Promise<string> {
	const { module, diagnostics } = parseModule(new Source("b.rego", `package b\n\n${text}\n`), { dialect: "rego" });
	const refused = diagnostics.find(({ kind }) => kind.severity === "error");
	if (module === undefined || refused !== undefined) return `refused: ${refused?.kind.code}`;
	const { program, diagnostics: mistakes } = compile([module]);
	if (program === undefined) return `refused: ${mistakes.find(({ kind }) => kind.severity === "error")?.kind.code}`;
	const loaded = loadProgram(instantiate(program.code));
	await loaded.ready();
	try {
		const given = input === undefined ? {} : { input: parseJson(input) };
		const evaluation = new Evaluation({
			now: 0n,
			strict: true,
			budget: BUDGET,
			parseModule: parseModuleJson,
			...given,
		});
		const value = loaded.evaluate(rule === undefined ? ["b"] : ["b", rule], evaluation);
		if (value === undefined) return "is undefined";
		return `gives ${shown(writeSolutions([{ value }], [], "bindings"))}`;
	} catch (error) {
		if (error instanceof JsonError) return `the input is refused: ${error.message}`;
		if (error instanceof EvaluationError) return `fails: ${shown(error.message.replace(/^b\.rego:\d+: /, ""))}`;
		throw error;
	}
}

describe("bombs", () => {
	const became: string[] = [];

	test.each(bombs)("$what", { timeout: BOUND * 2 }, async (bomb) => {
		const before = performance.now();
		became.push(`${bomb.what}: ${await outcome(bomb)}`);
		expect(performance.now() - before).toBeLessThan(BOUND);
	});

	test("what became of them", () => {
		expect(new Set(bombs.map(({ what }) => what)).size).toBe(bombs.length);
		expectGolden(new URL("goldens/bombs.txt", import.meta.url), `${became.join("\n")}\n`);
	});
});
