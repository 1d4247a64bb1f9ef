/** What the checks of one clause share: what is known by now, where it stands, and where mistakes are reported. */
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import { brief, printType } from "../../runtime/types/printType.ts";
import type { Type } from "../../runtime/types.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Callee, CoreParam, Local, Operand } from "../core.ts";
import { widen } from "./operandType.ts";
import type { RuleTypes } from "./ruleTypes.ts";

/** What holds for a stretch of steps; `with` changes it for its own. */
export interface Surroundings {
	/** The type of `input` here. */
	readonly input: Type;
	/** Paths below `data` (or `input`) that a `with` around replaces, and functions by `calleeKey`. */
	readonly replaced: ReadonlySet<string>;
}

/** What a check of a clause stands on. */
export interface Ground {
	readonly rules: { readonly data: RuleTypes; readonly private: RuleTypes };
	readonly paramType: (param: CoreParam) => Type;
	/** Functions that a `with` replaces somewhere in the program, by `calleeKey`: they may give anything. */
	readonly replaced: ReadonlySet<string>;
	/** What a function of the program gives for arguments of these types. */
	readonly resultOf: (callee: FunctionCallee, types: readonly Type[]) => Type;
}
export type FunctionCallee = Extract<Callee, { readonly kind: "function" }>;

/** One way through a clause. */
export interface Pass {
	readonly source: Source;
	/** Whether mistakes are reported that OPA lets pass: in `.policy` modules. */
	readonly strict: boolean;
	/** Whether calls of the program's functions have the type that the function gives for their very arguments; OPA's checker knows only one. */
	readonly precise: boolean;
	/** The types of all locals that are bound by now. Locals are objects, so that one map does for many clauses. */
	readonly locals: Map<Local, Type>;
	/** Where mistakes go; absent while only types are wanted. */
	readonly diagnostics?: Diagnostic[];
	/** Told of every call of a function of the program. */
	readonly onCall?: (callee: FunctionCallee, types: readonly Type[]) => void;
}

/** A pass and what it stands on: what every check is handed. */
export class Checking {
	readonly ground: Ground;
	readonly pass: Pass;
	readonly locals: Map<Local, Type>;
	/** Types of locals before a test in a nested body made them narrower, to be put back after it. */
	readonly #narrowed: [Local, Type][] = [];
	#muted = 0;

	constructor(ground: Ground, pass: Pass) {
		this.ground = ground;
		this.pass = pass;
		this.locals = pass.locals;
	}

	get source(): Source {
		return this.pass.source;
	}

	/** Whether mistakes are reported that OPA lets pass. */
	get strict(): boolean {
		return this.pass.strict;
	}

	/** A local has turned out to be of this type, as far as the rest of the body goes. */
	narrow(local: Local, type: Type): void {
		const before = this.locals.get(local);
		if (before === undefined) return;
		this.#narrowed.push([local, before]);
		this.locals.set(local, type);
	}

	/** Runs the check of a nested body; what is found out about locals in it holds only there. */
	nested<T>(run: () => T): T {
		const mark = this.#narrowed.length;
		const result = run();
		for (let last = this.#narrowed.length; last > mark; last--) {
			const [local, before] = this.#narrowed.pop() as [Local, Type];
			this.locals.set(local, before);
		}
		return result;
	}

	/** Runs a check for its types alone: what is wrong is not reported. */
	muted(run: () => void): void {
		this.#muted++;
		run();
		this.#muted--;
	}

	report(span: Span, message: Message): void {
		if (this.#muted === 0) this.pass.diagnostics?.push(at(this.source, span, message));
	}

	/** The text of a span as a message cites it: on one line, not too long, and without backticks, which stand around it. */
	cite(span: Span): string {
		const text = this.source
			.slice(span)
			.replace(/`([^`]*)`/g, (_, raw: string) => JSON.stringify(raw))
			.replace(/\s+/g, " ");
		return text.length <= LONGEST_CITATION ? text : `${text.slice(0, LONGEST_CITATION - 1)}…`;
	}

	/** An operand as a message cites it. */
	citeOperand(operand: Operand): string {
		return this.cite(operand.span);
	}
}

const LONGEST_CITATION = 48;

/** A type as a message shows it. */
export const show = (type: Type): string => printType(type, brief);

/** A type as a message shows it, where the very strings don't matter. */
export const showKind = (type: Type): string => show(widen(type));
