/**
 * What a function gives for arguments of certain types: its body is looked at once more with them. So `tag_of(image)` has the
 * type of that image's tag, though the function takes anything. What is wrong in the body is not said here.
 */

import { equalTypes } from "../../runtime/types/union.ts";
import { any, type Type } from "../../runtime/types.ts";
import type { Clause } from "../core.ts";
import { join } from "./operandType.ts";

/** So many different calls of one function are looked at; further ones get what the function gives for any arguments. */
const MOST_CALLS = 12;
/** Functions call functions: so deep the arguments' types are passed on. */
const DEEPEST = 24;

interface KnownCall {
	readonly types: readonly Type[];
	result: Type;
}

export class SpecializedCalls {
	readonly #known = new Map<string, KnownCall[]>();
	readonly #value: (clause: Clause, args: readonly Type[]) => Type;
	#depth = 0;

	/** @param value a clause's value for arguments of these types; `never` where its patterns can't match them */
	constructor(value: (clause: Clause, args: readonly Type[]) => Type) {
		this.#value = value;
	}

	/** @param general what the function gives for any arguments */
	result(key: string, clauses: readonly Clause[], types: readonly Type[], general: Type): Type {
		if (types.every((type) => type.kind === "any")) return general;
		const calls = this.#known.get(key) ?? [];
		this.#known.set(key, calls);
		const known = calls.find((call) => call.types.every((type, at) => equalTypes(type, types[at] ?? any)));
		if (known !== undefined) return known.result;
		if (calls.length === MOST_CALLS || this.#depth === DEEPEST) return general;
		// While it is worked out it stands for the general result: a function that calls itself is reported elsewhere.
		const call: KnownCall = { types, result: general };
		calls.push(call);
		this.#depth++;
		call.result = join(clauses.map((clause) => this.#value(clause, types)));
		this.#depth--;
		return call.result;
	}
}
