/** Rules and comprehensions that give two different values for one thing: always an error (OPA: topdown/errors.go). */
import { equals } from "../values/equality.ts";
import type { ObjectBuilder } from "../values/regoObject.ts";
import type { Value } from "../values/value.ts";
import { EvaluationError } from "./evaluationError.ts";

export function completeConflict(site: string): never {
	throw new EvaluationError("eval_conflict_error", site, "complete rules must not produce multiple outputs");
}

export function functionConflict(site: string): never {
	throw new EvaluationError("eval_conflict_error", site, "functions must not produce multiple outputs for same inputs");
}

/** Sets a key of an object once; a second time only to the same value. */
export function insert(object: ObjectBuilder, key: Value, value: Value, site: string): void {
	const before = object.get(key);
	if (before === undefined) object.set(key, value);
	else if (!equals(before, value)) {
		throw new EvaluationError("eval_conflict_error", site, "object keys must be unique");
	}
}

/** One value of several that must be the same: the first, where there is one. */
export function agree(before: Value | undefined, next: Value | undefined, site: string): Value | undefined {
	if (before === undefined) return next;
	if (next !== undefined && !equals(before, next)) completeConflict(site);
	return before;
}

/** The same for functions, whose message differs. */
export function agreeCalls(before: Value | undefined, next: Value | undefined, site: string): Value | undefined {
	if (before === undefined) return next;
	if (next !== undefined && !equals(before, next)) functionConflict(site);
	return before;
}
