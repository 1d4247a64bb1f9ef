/** Loads the folder's code when a program needs it, and hands it to builtins, which are synchronous. */
import type { Engine } from "../builtins/builtin.ts";
import { EvaluationError } from "../evaluation/evaluationError.ts";

type Graphql = typeof import("./graphql.ts");

let loaded: Graphql | undefined;

export const graphqlEngine: Engine = {
	load: async () => {
		loaded ??= await import("./graphql.ts");
	},
};

/** The code, which must have been loaded. */
export function graphqlFor(builtin: string): Graphql {
	if (loaded !== undefined) return loaded;
	throw new EvaluationError(
		"eval_builtin_error",
		"",
		`${builtin}: this part is loaded on demand: await \`ready\` of the program before evaluating it`,
	);
}
