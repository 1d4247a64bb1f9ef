/** Reading one key of an object rule: contradictions under other keys are no business of it (OPA: evalVirtualPartial). */
import { equals } from "../values/equality.ts";
import { ObjectBuilder } from "../values/regoObject.ts";
import type { Value } from "../values/value.ts";
import type { Context } from "./context.ts";
import { EvaluationError } from "./evaluationError.ts";
import { PartialDocument } from "./partialDocument.ts";

/** Takes what `ObjectBuilder` and `PartialDocument` take, and keeps what is under one key. */
class OneKey extends ObjectBuilder {
	readonly #key: Value;
	readonly #document = new PartialDocument();

	constructor(key: Value) {
		super();
		this.#key = key;
	}

	override set(key: Value, value: Value): void {
		if (equals(key, this.#key)) super.set(key, value);
	}

	put(path: readonly Value[], value: Value, site: string): void {
		if (equals(path[0] as Value, this.#key)) this.#document.put(path, value, site);
	}

	add(path: readonly Value[], element: Value, site: string): void {
		if (equals(path[0] as Value, this.#key)) this.#document.add(path, element, site);
	}

	override finish(): ReturnType<ObjectBuilder["finish"]> {
		return this.size > 0 ? super.finish() : (this.#document.finish() as ReturnType<ObjectBuilder["finish"]>);
	}
}

/**
 * The object of a rule for a look at one of its keys. The whole object is built first, since it serves all keys; only where
 * it contradicts itself the key is built alone.
 */
export function atKey(
	cx: Context,
	read: (cx: Context) => Value | undefined,
	build: (cx: Context, out: OneKey) => void,
	key: Value,
): Value | undefined {
	try {
		return read(cx);
	} catch (error) {
		if (!(error instanceof EvaluationError) || error.code !== "eval_conflict_error") throw error;
		const out = new OneKey(key);
		build(cx, out);
		return out.finish();
	}
}
