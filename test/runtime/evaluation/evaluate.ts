/** For tests: a module's text in, a document of it out. */
import { renderDiagnostic } from "../../../src/diagnostics/render.ts";
import { type CompileOptions, compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Evaluation, type EvaluationOptions } from "../../../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../../../src/runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../../../src/runtime/evaluation/program.ts";
import { parseJson, toJson } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";

/** Compiles modules; a text that has a `policy` block is a .policy file. */
export function load(texts: readonly string[], options: CompileOptions = {}): Program {
	const modules = texts.map((text, index) => {
		const dialect = /^policy /m.test(text) ? "policy" : "rego";
		const { module, diagnostics } = parseModule(new Source(`m${index}.${dialect}`, text), { dialect });
		if (module === undefined || diagnostics.length > 0)
			throw new Error(diagnostics.map((d) => renderDiagnostic(d)).join("\n"));
		return module;
	});
	const { program, diagnostics } = compile(modules, options);
	if (program === undefined) throw new Error(diagnostics.map((d) => renderDiagnostic(d)).join("\n"));
	return loadProgram(instantiate(program.code));
}

/** A document (`a.p` under `data`) as JSON data; undefined where it is undefined. */
export function evaluate(text: string, path: string, options: Partial<EvaluationOptions> = {}): unknown {
	return json(load([text]).evaluate(path.split("."), new Evaluation({ now: 0n, ...options })));
}

/** A value as JSON data, the sets in it as sorted arrays. */
export function json(value: Parameters<typeof toJson>[0] | undefined): unknown {
	return value === undefined ? undefined : JSON.parse(toJson(value));
}

export { parseJson };
