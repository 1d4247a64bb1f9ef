/** A package may excuse its own rules by name (conftest.dev, "Exceptions"). */
import { asObject } from "../documents/fields.ts";
import type { Suppression } from "../findings/finding.ts";
import type { PolicyInForce } from "../packs/policiesInForce.ts";
import type { Evaluation } from "../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../runtime/evaluation/evaluationError.ts";
import { isArray } from "../runtime/values/access.ts";
import { RegoObject } from "../runtime/values/regoObject.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import type { Value } from "../runtime/values/value.ts";

/** What a rule of the policy's own package excuses it with; undefined where none does. */
export function excuseOf(policy: PolicyInForce, evaluation: Evaluation): Suppression | undefined {
	const { style, info, pack } = policy;
	if (style.kind !== "rule" || style.exception === undefined) return undefined;
	// The rule `deny` itself goes by the empty name.
	const name = info.name.replace(/^(?:violation|deny|warn)(?:_|$)/, "");
	try {
		const given = pack.program.evaluate(style.exception, evaluation);
		if (!itemsOf(given).some((names) => itemsOf(names).includes(name))) return undefined;
		return { by: "exception", reason: `a rule ${style.exception.join(".")} names it` };
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return undefined;
	}
}

function itemsOf(value: Value | undefined): readonly Value[] {
	if (value instanceof RegoSet) return value.sorted();
	if (value instanceof RegoObject) return value.sortedKeys().map((key) => value.get(key) as Value);
	if (value === undefined || value === null || typeof value !== "object") return [];
	return isArray(value) ? value : Object.values(asObject(value) ?? {});
}
