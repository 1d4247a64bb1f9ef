/**
 * How a builtin is declared: once, with its name, signature, documentation, examples and implementation in one object.
 * The checker, the emitter, the docs, hover and capabilities all read this object, so an implementation never rechecks
 * how many arguments it got, nor that each is of the declared type.
 */
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Capabilities } from "../capabilities.ts";
import type { Type } from "../types.ts";
import type { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";

export interface Argument {
	readonly name: string;
	readonly type: Type;
	readonly doc?: string;
	/** What the call takes at run time, where OPA's check there is wider than the type that its checker knows. */
	readonly accepts?: Type;
	/** What the run-time error says was wanted, where OPA's word for it isn't the name of a type: `integer`. */
	readonly wanted?: string;
}

export interface BuiltinDeclaration {
	/** As it is called: `startswith`, `regex.match`. */
	readonly name: string;
	/** The group that docs and the conformance table list it under: `strings`, `regex`, … */
	readonly group: string;
	/** One sentence. */
	readonly doc: string;
	readonly args: readonly Argument[];
	/** What it gives back. A relation (`walk`) gives an array of solutions. */
	readonly returns: { readonly name: string; readonly type: Type; readonly doc?: string };
	/** True for `walk`: each element of the returned array is one solution. */
	readonly relation?: boolean;
	/** The infix spelling, where there is one: `+`, `==`. */
	readonly infix?: string;
	/** Takes any number of arguments: `print`. */
	readonly variadic?: boolean;
	/** OPA calls it deprecated: an error in Rego v1. */
	readonly deprecated?: boolean;
	/** Has to be loaded before it is called: `Program.ready` does it. */
	readonly engine?: Engine;
	/** Depends on more than its arguments (time, random, host): same arguments give the same result within one evaluation only. */
	readonly nondeterministic?: boolean;
	/**
	 * For builtins that look at parts of their operands only, such as how many elements there are: the unknown value in operands
	 * that the result depends on, if any. Absent: any unknown value in them, however deep. What is passed on may hold others.
	 */
	readonly decidedBy?: (operands: readonly Value[]) => Unknown | undefined;
	/** Tried by a test: the Rego text of a call, and the Rego text of what it gives (absent: it is undefined or fails). */
	readonly examples: readonly { readonly call: string; readonly gives?: string }[];
}

/** Code that is large and that few policies call: it is loaded only where a program calls a builtin that needs it. */
export interface Engine {
	/** Loads it, once. */
	load(): Promise<void>;
}

/** What an implementation may ask of the evaluation it runs in, and of its host. */
export interface BuiltinContext extends Capabilities {
	/** The run's fixed time, nanoseconds since the epoch. */
	readonly now: bigint;
	/** When its day began, in UTC. */
	readonly today: bigint;
	/** A store that lives as long as one evaluation, for results that must not change within it (random numbers, compiled patterns). */
	readonly memo: Map<string, unknown>;
	/** Random bytes from the host; deterministic in tests. */
	readonly random: (bytes: number) => Uint8Array;
	/** Spends from the evaluation's budget; throws when there is none left. One unit is about one element looked at. */
	readonly spend: (units: number) => void;
	/** Takes a line that a policy prints; absent where nobody listens, and then nothing is formatted. */
	readonly print?: (line: string) => void;
	/** Takes what a policy notes in its trace or says of the test case it is in; absent where nobody listens. */
	readonly note?: (kind: "trace" | "test case", value: Value) => void;
}

/** Takes the operands (never undefined, of the declared types) and gives the result, or undefined where it has none. May throw BuiltinError. */
export type BuiltinFunction = (operands: readonly Value[], context: BuiltinContext) => Value | undefined;

/** The same with the operands one by one and the context after them: for calls that know how many there are. */
export type Implementation = (...operands: readonly (Value | BuiltinContext)[]) => Value | undefined;

export interface Builtin extends BuiltinDeclaration {
	readonly run: BuiltinFunction;
	readonly implementation: Implementation;
	/** Set for those that don't come with Holystone. */
	readonly foreign?: Foreign;
}

/** Where a builtin that isn't ours is from. */
export interface Foreign {
	/** The text that declares it; absent where a host brings it along. */
	readonly declared?: { readonly source: Source; readonly span: Span };
	/** The function of the program that is called in its place: words below `data`. */
	readonly standIn?: readonly string[];
}

/** Declares a builtin. Operands come as parameters in order; the context comes last. */
export function builtin<const Operands extends readonly Value[]>(
	declaration: BuiltinDeclaration,
	implementation: (...operands: [...Operands, BuiltinContext]) => Value | undefined,
): Builtin {
	const call = implementation as Implementation;
	return { ...declaration, implementation: call, run: (operands, context) => call(...operands, context) };
}

/**
 * Why a builtin failed. `type` is for an operand of the wrong type (eval_type_error), `other` for all else
 * (eval_builtin_error). No Error on purpose: a stack trace costs a microsecond and nobody reads it.
 */
export class BuiltinError {
	readonly kind: "type" | "other";
	/** OPA's words, without the builtin's name: `operand 1 must be string but got number`. */
	readonly message: string;

	constructor(kind: "type" | "other", message: string) {
		this.kind = kind;
		this.message = message;
	}
}

/** No string that a builtin makes is longer, in UTF-16 units: what builds on such strings doubles them a few times more, and memory ends. */
export const LONGEST_TEXT = 1 << 24;

/** The failure of a builtin that would make a longer one. */
export const tooLong = (): BuiltinError => failure(`result would be longer than ${LONGEST_TEXT} characters`);

/** A failure that isn't about an operand's type. */
export const failure = (message: string): BuiltinError => new BuiltinError("other", message);
/** An operand of a wrong type or form: position counts from 1. Gives OPA's text. */
export const operandError = (position: number, message: string): BuiltinError =>
	new BuiltinError("type", `operand ${position} ${message}`);
