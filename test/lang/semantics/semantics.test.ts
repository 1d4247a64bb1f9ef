/** Small programs with what OPA gives for them, by area: every construct in many positions (LANGUAGE.md 2.7, 4, 5). */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../../src/runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../../src/runtime/evaluation/program.ts";
import { fromHost } from "../../../src/runtime/values/fromHost.ts";
import { parseJson, toJson } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";

interface Case {
	readonly name: string;
	readonly program: string;
	readonly input?: unknown;
	/** The package's document, or the code of the error. */
	readonly gives?: unknown;
	readonly error?: string;
}

const folder = import.meta.dirname;

/** The package's document as JSON, or the code of OPA's class of the first error. */
function outcome(
	{ program, input }: Case,
	unknowns: boolean,
): { readonly gives: unknown } | { readonly error: string } {
	const source = new Source("m.rego", `package t\n\n${program}`);
	const { module, diagnostics: misread } = parseModule(source, { dialect: "rego" });
	if (module === undefined || misread.length > 0) return { error: misread[0]?.kind.opaCode ?? "rego_parse_error" };
	const { program: compiled, diagnostics } = compile([module], { unknowns });
	if (compiled === undefined) return { error: diagnostics[0]?.kind.opaCode ?? "?" };
	try {
		const options = { now: 0n, strict: true, ...(input === undefined ? {} : { input: fromHost(input) }) };
		const value = loadProgram(instantiate(compiled.code)).evaluate(["t"], new Evaluation(options));
		return { gives: value === undefined ? undefined : JSON.parse(toJson(parseJson(toJson(value)))) };
	} catch (error) {
		if (error instanceof EvaluationError) return { error: error.code };
		throw error;
	}
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
	const cases = parse(readFileSync(join(folder, file), "utf8")) as readonly Case[];
	describe(basename(file, ".yaml"), () => {
		test.each(cases)("$name", (each) => {
			expect(outcome(each, false)).toEqual(each.error === undefined ? { gives: each.gives } : { error: each.error });
		});
		test("the same where values could be unknown", () => {
			const differing = cases.filter(
				(each) => JSON.stringify(outcome(each, true)) !== JSON.stringify(outcome(each, false)),
			);
			expect(differing.map(({ name }) => name)).toEqual([]);
		});
	});
}
