/** Calling builtins from emitted code: operands are checked, failures noted, undefined given back. */
import { type Builtin, BuiltinError, type Implementation, LONGEST_TEXT, tooLong } from "../builtins/builtin.ts";
import { fits, type Mask, operandMasks, operandProblem } from "../builtins/operands.ts";
import type { Value } from "../values/value.ts";
import type { Context } from "./context.ts";
import { tainted } from "./taint.ts";

/** A builtin as emitted code calls it: context, place (`file:row`), operands. Gives undefined where it has no result. */
export type BuiltinCall = (cx: Context, site: string, ...operands: Value[]) => Value | undefined;

/** `knows`: operands may hold unknown values, which make the call undefined. */
export function builtinCall(builtin: Builtin, knows: boolean): BuiltinCall {
	const call = checkedCall(builtin);
	if (!knows) return call;
	const { decidedBy } = builtin;
	return decidedBy === undefined ? knowingCall(call, builtin.args.length) : decidedCall(call, decidedBy);
}

/** Calls of one and two operands are most of all: they go without a list of operands. */
function checkedCall(builtin: Builtin): BuiltinCall {
	const masks = operandMasks(builtin);
	const call = builtin.implementation as Implementation;
	const first = masks[0] as Mask;
	const second = masks[1] as Mask;
	switch (masks.length) {
		case 1:
			return (cx, site, a) => {
				const operand = a as Value;
				cx.run.spend(1);
				if (!fits(first, operand)) return refused(cx, site, builtin, [operand]);
				try {
					return bounded(cx, site, builtin, call(operand, cx.run.builtins));
				} catch (error) {
					return failed(cx, site, builtin, error);
				}
			};
		case 2:
			return (cx, site, a, b) => {
				const left = a as Value;
				const right = b as Value;
				cx.run.spend(1);
				if (!fits(first, left) || !fits(second, right)) return refused(cx, site, builtin, [left, right]);
				try {
					return bounded(cx, site, builtin, call(left, right, cx.run.builtins));
				} catch (error) {
					return failed(cx, site, builtin, error);
				}
			};
		default:
			return (cx, site, ...operands) => {
				cx.run.spend(1);
				if (operandProblem(builtin, operands) !== undefined) return refused(cx, site, builtin, operands);
				try {
					return bounded(cx, site, builtin, call(...operands, cx.run.builtins));
				} catch (error) {
					return failed(cx, site, builtin, error);
				}
			};
	}
}

/** A text that is longer than any needs to be is a failure: others would be made of it. */
function bounded(cx: Context, site: string, builtin: Builtin, result: Value | undefined): Value | undefined {
	return typeof result === "string" && result.length > LONGEST_TEXT ? failed(cx, site, builtin, tooLong()) : result;
}

function refused(cx: Context, site: string, builtin: Builtin, operands: readonly Value[]): undefined {
	return cx.run.fail(site, builtin.name, new BuiltinError("type", operandProblem(builtin, operands) as string));
}

function failed(cx: Context, site: string, { name }: Builtin, error: unknown): undefined {
	if (error instanceof BuiltinError) return cx.run.fail(site, name, error);
	throw error;
}

/** A call whose operands may be unknown, or hold something that is. */
function knowingCall(call: BuiltinCall, count: number): BuiltinCall {
	switch (count) {
		case 1:
			return (cx, site, a) => (cx.run.hasUnknowns && tainted(cx, a as Value) ? undefined : call(cx, site, a as Value));
		case 2:
			return (cx, site, a, b) => {
				const left = a as Value;
				const right = b as Value;
				if (cx.run.hasUnknowns && (tainted(cx, left) || tainted(cx, right))) return undefined;
				return call(cx, site, left, right);
			};
		default:
			return (cx, site, ...operands) => {
				if (cx.run.hasUnknowns) for (const operand of operands) if (tainted(cx, operand)) return undefined;
				return call(cx, site, ...operands);
			};
	}
}

/** A call whose result depends on parts of its operands. */
function decidedCall(call: BuiltinCall, decidedBy: NonNullable<Builtin["decidedBy"]>): BuiltinCall {
	return (cx, site, ...operands) => {
		const decisive = cx.run.hasUnknowns ? decidedBy(operands) : undefined;
		if (decisive === undefined) return call(cx, site, ...operands);
		cx.run.meet(decisive);
		return undefined;
	};
}
