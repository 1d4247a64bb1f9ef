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

/** The check of one clause. */
export class Checking {
	readonly source: Source;
	/** Whether mistakes are reported that OPA lets pass: in `.policy` modules. */
	readonly strict: boolean;
	/** The types of all locals that are bound by now. Locals are objects, so that one map does for the whole program. */
	readonly locals: Map<Local, Type>;
	readonly rules: { readonly data: RuleTypes; readonly private: RuleTypes };
	/** Functions that a `with` replaces somewhere in the program, by `calleeKey`: they may give anything. */
	readonly mocked: ReadonlySet<string>;
	readonly paramType: (param: CoreParam) => Type;
	readonly #diagnostics: Diagnostic[];

	constructor(parts: {
		source: Source;
		strict: boolean;
		locals: Map<Local, Type>;
		rules: { readonly data: RuleTypes; readonly private: RuleTypes };
		mocked: ReadonlySet<string>;
		paramType: (param: CoreParam) => Type;
		diagnostics: Diagnostic[];
	}) {
		this.source = parts.source;
		this.strict = parts.strict;
		this.locals = parts.locals;
		this.rules = parts.rules;
		this.mocked = parts.mocked;
		this.paramType = parts.paramType;
		this.#diagnostics = parts.diagnostics;
	}

	report(span: Span, message: Message): void {
		this.#diagnostics.push(at(this.source, span, message));
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

/** A function's name as one key, for what `with` replaces. */
export const calleeKey = (callee: Callee): string =>
	callee.kind === "builtin" ? `builtin ${callee.builtin.name}` : `${callee.root} ${JSON.stringify(callee.path)}`;
