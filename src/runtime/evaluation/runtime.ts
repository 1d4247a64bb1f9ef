/** What emitted code is given: one object, whose names it takes apart at its top. Emitted code imports nothing. */
import type { Builtin } from "../builtins/builtin.ts";
import { isMember } from "../builtins/membership.ts";
import { get } from "../values/access.ts";
import { numberFromText } from "../values/exactNumber.ts";
import { compare } from "../values/order.ts";
import { ObjectBuilder } from "../values/regoObject.ts";
import { RegoSet, SetBuilder } from "../values/regoSet.ts";
import { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";
import { atKey } from "./atKey.ts";
import { builtinCall } from "./calls.ts";
import { Clauses } from "./clauses.ts";
import { agree, agreeCalls, completeConflict, functionConflict, insert } from "./conflicts.ts";
import { type Context, type Mock, NONE } from "./context.ts";
import { documentNode, documentRows, fullDocument, nodeAt } from "./documents.ts";
import { baseStep, differ, hasKeys, isArrayOf, item, member, missing } from "./fields.ts";
import { matcher } from "./matcher.ts";
import { matching } from "./matching.ts";
import { PartialDocument } from "./partialDocument.ts";
import { inputPlace, valuePlace, withFix } from "./place.ts";
import { Profiler } from "./profiler.ts";
import { anyKeys, anyValues, domain, keys, known, values } from "./rows.ts";
import {
	answerKnown,
	compareKnown,
	equalsKnown,
	getKnown,
	memberKnown,
	missingKnown,
	tainted,
	unknown,
} from "./taint.ts";
import { oneText, partText, partValue } from "./text.ts";

/** Makes the runtime that a program with these builtins needs; `onUse` hears of each that it calls. */
export function makeRuntime(
	builtins: ReadonlyMap<string, Builtin>,
	onUse: (builtin: Builtin) => void = () => undefined,
	clock: () => number = () => 0,
) {
	const named = (name: string): Builtin => {
		const builtin = builtins.get(name);
		if (builtin === undefined) throw new Error(`this program needs the builtin ${name}, which is not there`);
		onUse(builtin);
		return builtin;
	};
	return {
		NONE,
		get,
		differ,
		compare,
		number: numberFromText,
		set: (...items: Value[]): RegoSet => RegoSet.of(items),
		object: (...entries: readonly (readonly [Value, Value])[]): Value => {
			const object = new ObjectBuilder();
			for (const [key, value] of entries) object.set(key, value);
			return object.finish();
		},
		SetBuilder,
		ObjectBuilder,
		PartialDocument,
		/** A builtin, called through its operand checks. */
		builtin: (name: string) => builtinCall(named(name), false),
		/** The same where operands may be unknown. */
		knownBuiltin: (name: string) => builtinCall(named(name), true),
		agree,
		agreeCalls,
		answerKnown,
		atKey,
		Clauses,
		completeConflict,
		functionConflict,
		insert,
		documentNode,
		documentRows,
		fullDocument,
		nodeAt,
		baseStep,
		hasKeys,
		isArrayOf,
		item,
		matcher,
		matching,
		member,
		missing,
		inputPlace,
		isMember,
		isUnknown: (value: Value): boolean => value instanceof Unknown,
		withFix,
		oneText,
		valuePlace,
		values,
		anyValues,
		keys,
		anyKeys,
		domain,
		known,
		compareKnown,
		equalsKnown,
		getKnown,
		memberKnown,
		missingKnown,
		tainted,
		unknown,
		partText,
		partValue,
		/** What a program measures itself with that was compiled for a profile. */
		profiler: () => new Profiler(clock),
		/** Calls what a mock put in place of a function; inside it no mock holds. */
		mocked: (cx: Context, mock: Mock, site: string, ...args: Value[]): Value | undefined => {
			if ("value" in mock) return mock.value;
			const inside = cx.derive([]);
			inside.mocks = undefined;
			return mock.call(inside, site, ...args);
		},
		/** What a policy's parameter is worth in this evaluation. */
		param: (cx: Context, policy: string, name: string, otherwise: Value): Value => {
			const { params } = cx.run;
			const own = Object.hasOwn(params, policy) ? params[policy] : undefined;
			return own !== undefined && Object.hasOwn(own, name) ? (own[name] as Value) : otherwise;
		},
	};
}

export type Runtime = ReturnType<typeof makeRuntime>;
