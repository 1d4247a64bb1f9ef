/** Why a test rule doesn't hold, as lines below the test: the expression at which its body stops, its values, and what decided it. */
import { plainPainter } from "../../diagnostics/render.ts";
import { branchesOf } from "../../explain/branches.ts";
import { Explainer } from "../../explain/explainer.ts";
import { reasonLines, valueText } from "../../explain/explanationAsText.ts";
import { Rules } from "../../explain/home.ts";
import type { Module, Rule } from "../../lang/tree.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import type { EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";

/** All that a test was compiled with. */
export interface TestedProgram {
	readonly modules: readonly Module[];
	readonly builtins: ReadonlyMap<string, Builtin>;
}

/** Empty where nothing can be said. */
export function explainFailure(
	module: Module,
	rule: Rule,
	tested: TestedProgram,
	options: EvaluationOptions,
): readonly string[] {
	const explainer = new Explainer({
		rules: new Rules(tested.modules, tested.builtins),
		options,
		placeOf: () => undefined,
	});
	const [branch, ...others] = branchesOf({ rule, home: { module } });
	if (branch === undefined || others.length > 0) return [];
	const opened = explainer.open({ home: branch.home, literals: branch.literals, outer: new Map(), withs: [] });
	if (opened === undefined) return [];
	const { reasons } = explainer.stopped(opened, 0);
	const failing = reasons.at(-1);
	if (failing?.span === undefined) return [];
	const text = { painter: plainPainter, mask: (value: string) => value };
	// What came before held; the variables that it left are all that matters of it.
	const values = [...failing.values, ...reasons.slice(0, -1).flatMap((before) => before.values)];
	return [
		`${module.source.name}:${module.source.lineAt(failing.span.start)}: ${failing.text}`,
		...values.map((value) => `  ${valueText(value, text)}`),
		...reasonLines(failing.reasons, 1, text),
	];
}
