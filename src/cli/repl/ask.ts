/** A question to a workspace: a query's solutions, or what is wrong with it. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CapturedExpression } from "../../lang/captureValues.ts";
import { Evaluation, type EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";
import type { Solution } from "../../runtime/evaluation/program.ts";
import type { Source } from "../../text/source.ts";
import { withinTime } from "../host/timeLimit.ts";
import { compileQuery } from "../query/compileQuery.ts";
import type { Workspace } from "./workspace.ts";

export interface AskOptions {
	/** What every evaluation is given of the host. */
	readonly base: EvaluationOptions;
	/** Milliseconds. */
	readonly limit: number;
	readonly interruptible: boolean;
	readonly print: (text: string) => void;
}

export type Asked =
	| { readonly diagnostics: readonly Diagnostic[] }
	| {
			readonly solutions: readonly Solution[];
			readonly expressions: readonly CapturedExpression[];
			/** Builtin errors, one line each. */
			readonly refused: readonly string[];
	  };

/**
 * @throws {EvaluationError} on conflicts and a spent budget
 * @throws {Stopped} where it took too long, or somebody pressed Ctrl-C
 */
export async function ask(workspace: Workspace, query: Source, options: AskOptions): Promise<Asked> {
	const { program, expressions, diagnostics } = await compileQuery(
		workspace.modules(),
		query,
		workspace.within(),
		workspace.declarations,
		() => 0,
	);
	if (program === undefined) return { diagnostics };
	const { input, data } = workspace;
	const evaluation = new Evaluation({
		...options.base,
		data,
		...(input === undefined ? {} : { input: input.value }),
		print: options.print,
	});
	const solutions = withinTime(options.limit, () => program.query(evaluation), options.interruptible);
	return { solutions, expressions, refused: [...new Set(evaluation.errors.map(({ message }) => message))] };
}
