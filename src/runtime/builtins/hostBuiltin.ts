/**
 * Builtins that a host brings. Declared as ours are, but nothing is taken on trust: operands are held to their whole types
 * before the host's function sees them, its result after, and whatever it throws is an error of that one call.
 */
import { EvaluationError } from "../evaluation/evaluationError.ts";
import { checkValue, type Mismatch } from "../types/checkValue.ts";
import { brief, printType } from "../types/printType.ts";
import type { ArrayType, ObjectType, SetType, Type } from "../types.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import { fromHost, HostValueError } from "../values/fromHost.ts";
import type { RegoObject } from "../values/regoObject.ts";
import type { RegoSet } from "../values/regoSet.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";
import {
	type Argument,
	type Builtin,
	type BuiltinContext,
	BuiltinError,
	builtin,
	failure,
	operandError,
} from "./builtin.ts";

/** As `BuiltinDeclaration`, without what only the language's own builtins can have. */
export interface HostBuiltinDeclaration<Args extends readonly Argument[] = readonly Argument[]>
	extends Partial<Pick<Builtin, "group" | "doc" | "examples" | "relation" | "nondeterministic" | "decidedBy">> {
	/** As policies call it: words with dots between them. */
	readonly name: string;
	readonly args: Args;
	/** The type of the result; of one solution, where it is a relation. */
	readonly returns: { readonly name?: string; readonly type: Type; readonly doc?: string };
}

/** What a function is handed for an operand of a type, as far as TypeScript can tell. */
export type ValueOf<T extends Type> = Type extends T
	? Value
	: T extends { readonly kind: "string" }
		? string
		: T extends { readonly kind: "boolean" }
			? boolean
			: T extends { readonly kind: "null" }
				? null
				: T extends { readonly kind: "number" }
					? RegoNumber
					: T extends ArrayType & { readonly rest: infer Rest extends Type }
						? readonly ValueOf<Rest>[]
						: T extends SetType
							? RegoSet
							: T extends ObjectType
								? PlainObject | RegoObject
								: Value;

type Operands<Args extends readonly Argument[]> = { [At in keyof Args]: ValueOf<Args[At]["type"]> };

/**
 * Declares a builtin that policies compiled with it may call.
 *
 * `implementation` takes the operands, of the declared types, and the evaluation's context; what takes long pays with
 * `context.spend`. It gives JSON-like data or values of this library, and undefined where it has no result. It has to answer at once:
 * an evaluation can't wait, so an async function is an error of each call. What has to be fetched is fetched before and given as `data`.
 * It is never called with an operand that isn't known (`decidedBy` says which parts matter). What it throws, and a result of another
 * type than is declared, make the call undefined, with an eval_builtin_error.
 * @param declaration names that policies can't write, or that another builtin has, are reported when policies are compiled with it
 */
export function hostBuiltin<const Args extends readonly Argument[]>(
	declaration: HostBuiltinDeclaration<Args>,
	implementation: (...operands: [...Operands<Args>, BuiltinContext]) => unknown,
): Builtin {
	const { args, returns, relation } = declaration;
	const call = implementation as (...operands: unknown[]) => unknown;
	const complete = { group: "host", doc: "", examples: [], ...declaration, returns: { name: "result", ...returns } };
	const made = builtin<readonly Value[]>(complete, (...operands) => {
		for (const [at, { type }] of args.entries()) checkOperand(operands[at] as Value, type, at + 1);
		const given = settled(() => call(...operands));
		if (given === undefined || relation !== true) return given === undefined ? undefined : result(given, returns.type);
		if (!Array.isArray(given)) throw failure("gave no array of solutions");
		return given.map((solution: Value) => result(solution, returns.type));
	});
	return { ...made, foreign: {} };
}

/** Its outer kind was looked at before. */
function checkOperand(operand: Value, type: Type | undefined, position: number): void {
	const mismatch = type === undefined ? undefined : checkValue(operand, type);
	if (mismatch !== undefined)
		throw operandError(position, `must be ${printType(type as Type, brief)} but ${found(mismatch)}`);
}

function result(value: Value, type: Type): Value {
	const mismatch = checkValue(value, type);
	if (mismatch === undefined) return value;
	throw failure(`gave a wrong result: ${printType(type, brief)} is declared, but ${found(mismatch)}`);
}

function found({ pointer, expected, found, value }: Mismatch): string {
	const where = pointer.length === 0 ? "it" : `the value at \`/${pointer.join("/")}\``;
	if (found === "absent") return `${where} is missing`;
	if (expected.kind === "union" && expected.of.length === 0) return `${where} is one too many`;
	return `${where} is ${value === undefined ? found : typeName(value)}`;
}

/** What the host's function gives, as a value. */
function settled(call: () => unknown): Value | undefined {
	try {
		const given = call();
		if (given === undefined) return undefined;
		if (given instanceof Promise) {
			// Nobody waits for it, and its failure is nobody's.
			given.catch(() => undefined);
			throw failure("gave a promise, and an evaluation can't wait: fetch before, and hand it in as data");
		}
		return fromHost(given);
	} catch (error) {
		// A spent budget ends the evaluation, and so does a stack that policies filled.
		if (error instanceof BuiltinError || error instanceof EvaluationError) throw error;
		if (error instanceof RangeError && /call stack/i.test(error.message)) throw error;
		if (error instanceof HostValueError) throw failure(`gave no value: ${error.message}`);
		throw failure(error instanceof Error ? error.message : String(error));
	}
}
