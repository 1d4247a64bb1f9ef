/** Calling builtins from emitted code: operands are checked, failures noted, undefined given back. */
import { type Builtin, BuiltinError, LONGEST_TEXT, tooLong } from "../builtins/builtin.ts";
import { operandCheck } from "../builtins/operands.ts";
import type { Value } from "../values/value.ts";
import type { Context } from "./context.ts";
import { tainted } from "./taint.ts";

/** A builtin as emitted code calls it: context, place (`file:row`), operands. Gives undefined where it has no result. */
export type BuiltinCall = (cx: Context, site: string, ...operands: Value[]) => Value | undefined;

/** `knows`: operands may hold unknown values, which make the call undefined. */
export function builtinCall(builtin: Builtin, knows: boolean): BuiltinCall {
	const { name, run, args, decidedBy } = builtin;
	const check = operandCheck(builtin);
	const call = (cx: Context, site: string, operands: readonly Value[]): Value | undefined => {
		cx.run.spend(1);
		const problem = check?.(operands);
		if (problem !== undefined) return cx.run.fail(site, name, new BuiltinError("type", problem));
		try {
			const result = run(operands, cx.run.builtins);
			return typeof result === "string" && result.length > LONGEST_TEXT ? cx.run.fail(site, name, tooLong()) : result;
		} catch (error) {
			if (error instanceof BuiltinError) return cx.run.fail(site, name, error);
			throw error;
		}
	};
	if (knows) return decidedBy === undefined ? knowingCall(call, args.length) : decidedCall(call, decidedBy);
	switch (args.length) {
		case 1:
			return (cx, site, a) => call(cx, site, [a as Value]);
		case 2:
			return (cx, site, a, b) => call(cx, site, [a as Value, b as Value]);
		case 3:
			return (cx, site, a, b, c) => call(cx, site, [a as Value, b as Value, c as Value]);
		default:
			return (cx, site, ...operands) => call(cx, site, operands);
	}
}

type CheckedCall = (cx: Context, site: string, operands: readonly Value[]) => Value | undefined;

/** A call whose operands may be unknown, or hold something that is. */
function knowingCall(call: CheckedCall, count: number): BuiltinCall {
	switch (count) {
		case 1:
			return (cx, site, a) => {
				const first = a as Value;
				return cx.run.hasUnknowns && tainted(cx, first) ? undefined : call(cx, site, [first]);
			};
		case 2:
			return (cx, site, a, b) => {
				const first = a as Value;
				const second = b as Value;
				if (cx.run.hasUnknowns && (tainted(cx, first) || tainted(cx, second))) return undefined;
				return call(cx, site, [first, second]);
			};
		default:
			return (cx, site, ...operands) => {
				if (cx.run.hasUnknowns) for (const operand of operands) if (tainted(cx, operand)) return undefined;
				return call(cx, site, operands);
			};
	}
}

/** A call whose result depends on parts of its operands. */
function decidedCall(call: CheckedCall, decidedBy: NonNullable<Builtin["decidedBy"]>): BuiltinCall {
	return (cx, site, ...operands) => {
		const decisive = cx.run.hasUnknowns ? decidedBy(operands) : undefined;
		if (decisive === undefined) return call(cx, site, operands);
		cx.run.meet(decisive);
		return undefined;
	};
}
