/**
 * Builtins that a file declares for a host that isn't here: the checker knows them, and a function of the program may stand in
 * for them. One without a stand-in can't be called.
 */
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { EvaluationError } from "../evaluation/evaluationError.ts";
import { type Builtin, builtin } from "./builtin.ts";
import type { HostBuiltinDeclaration } from "./hostBuiltin.ts";

export function declaredBuiltin(
	declaration: HostBuiltinDeclaration,
	declared: { readonly source: Source; readonly span: Span },
	standIn: readonly string[] | undefined,
): Builtin {
	const { name, returns } = declaration;
	const { source, span } = declared;
	const complete = { group: "host", doc: "", examples: [], ...declaration, returns: { name: "result", ...returns } };
	const made = builtin(complete, () => {
		// No failure of the call: that would make it undefined, and `not` of it true, on the strength of nothing.
		throw new EvaluationError(
			"eval_builtin_error",
			"",
			`${name}: it is only declared, at ${source.name}:${source.lineAt(span.start)}, and nothing stands in for it`,
		);
	});
	return { ...made, foreign: { declared, ...(standIn === undefined ? {} : { standIn }) } };
}
