/**
 * One evaluation: a document, its data and parameters, the clock and the budget; it collects errors and what is unknown.
 * Cheap to make, one per document; nothing passes from one to the next.
 */
import type { BuiltinContext, BuiltinError } from "../builtins/builtin.ts";
import { type Capabilities, capabilitiesOf } from "../capabilities.ts";
import { startOfDay } from "../time/startOfDay.ts";
import { holdsUnknown } from "../values/findUnknown.ts";
import type { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";
import type { Context } from "./context.ts";
import { EvaluationError } from "./evaluationError.ts";

/** A way into the input: keys and indexes. */
export type Pointer = readonly (string | number)[];

export interface EvaluationOptions extends Capabilities {
	/** Absent: `input` is undefined. */
	readonly input?: Value;
	/** The base documents; an object. */
	readonly data?: Value;
	/** By policy id (`acme.images.trusted_base`), then by parameter name. Absent ones have their defaults. */
	readonly params?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
	/** The run's fixed time, nanoseconds since the epoch. */
	readonly now: bigint;
	/** When its day began, in UTC; for who wants to know whether anybody asks. Absent: worked out from the time. */
	readonly today?: bigint;
	/** Random bytes; without it builtins that need them fail. */
	readonly random?: (bytes: number) => Uint8Array;
	/** Steps that may be spent, a step being about one element looked at. */
	readonly budget?: number;
	/** Takes what `print` prints; `site` is `file:row`. */
	readonly print?: (text: string, site: string) => void;
	/** Where in the input an object or array stands. */
	readonly pathOf?: (value: object) => Pointer | undefined;
	/** Whether the input holds an unknown value; for who makes several evaluations of one input, and knows. Absent: it is looked through. */
	readonly hasUnknowns?: () => boolean;
	/** Builtin errors fail the evaluation instead of making an expression undefined. */
	readonly strict?: boolean;
}

export const DEFAULT_BUDGET = 500_000_000;

const nothing: readonly string[] = [];

/** How many meetings with unknown values are kept apart. */
const LOG = 100_000;

/** What builtins may ask. A class: a literal with a getter is slow to make, and there is one for each evaluation. */
class EvaluationBuiltins implements BuiltinContext {
	readonly memo = new Map<string, unknown>();
	readonly random: BuiltinContext["random"];
	readonly spend: BuiltinContext["spend"];
	readonly #options: EvaluationOptions;

	constructor(options: EvaluationOptions, spend: BuiltinContext["spend"]) {
		this.random = options.random ?? noRandom;
		this.spend = spend;
		this.#options = options;
		Object.assign(this, capabilitiesOf(options));
	}

	/** Asked only by those who want to know: who hands it in may take note. */
	get now(): bigint {
		return this.#options.now;
	}

	get today(): bigint {
		return this.#options.today ?? startOfDay(this.#options.now);
	}
}

export class Evaluation {
	readonly input: Value | undefined;
	readonly data: Value;
	readonly params: Readonly<Record<string, Readonly<Record<string, Value>>>>;
	readonly strict: boolean;
	readonly print: ((text: string, site: string) => void) | undefined;
	readonly pathOf: ((value: object) => Pointer | undefined) | undefined;
	readonly budget: number;
	/** What builtins may ask. */
	readonly builtins: BuiltinContext;
	/** Steps left. */
	steps: number;
	/** Builtin errors in the order they came. */
	readonly errors: EvaluationError[] = [];
	/**
	 * How often something unknown was met: constructs that need all of the answer compare it before and after, and go back to what
	 * it was where the answer is certain all the same.
	 */
	taint = 0;
	/** Above zero, unknown values are met without taking note: in messages. */
	quiet = 0;
	/** The root contexts of the programs evaluated in this evaluation. */
	readonly contexts = new Map<object, Context>();
	/** What was met, one entry for each count of `taint`, up to `LOG` of them. */
	readonly #log: Iterable<string>[] = [];
	/** What was met after that: it can't be gone back on. */
	readonly #kept = new Set<string>();
	#hasUnknowns: (() => boolean) | boolean | undefined;

	constructor(options: EvaluationOptions) {
		this.input = options.input;
		this.data = options.data ?? {};
		this.params = options.params ?? {};
		this.strict = options.strict ?? false;
		this.print = options.print;
		this.pathOf = options.pathOf;
		this.budget = options.budget ?? DEFAULT_BUDGET;
		this.steps = this.budget;
		this.#hasUnknowns = options.hasUnknowns;
		this.builtins = new EvaluationBuiltins(options, (units) => this.spend(units));
	}

	/** Names of what would have to be given for the answer to be whole, sorted. */
	get needs(): readonly string[] {
		if (this.taint === 0) return nothing;
		const needs = new Set(this.#kept);
		for (const met of this.#log) for (const need of met) needs.add(need);
		return [...needs].sort();
	}

	/** Whether input or parameters hold an unknown value at all; where not, nothing has to be looked through for one. */
	get hasUnknowns(): boolean {
		const known = this.#hasUnknowns;
		if (typeof known === "boolean") return known;
		const holds = known?.() ?? (this.input !== undefined && holdsUnknown(this.input));
		this.#hasUnknowns = holds;
		return holds;
	}

	/** Takes note that something unknown was met. */
	meet(unknown: Unknown): void {
		this.meetAgain(unknown.needs);
	}

	/** Takes note of what a memoised rule met when it was computed. */
	meetAgain(needs: Iterable<string>): void {
		if (this.quiet > 0) return;
		this.taint++;
		if (this.#log.length < LOG) this.#log.push(needs);
		else for (const need of needs) this.#kept.add(need);
	}

	/** Goes back to an earlier `taint`: what was met since then doesn't matter to the answer. */
	recede(taint: number): void {
		// What is past the log stays, and then so does its count.
		if (this.taint > LOG) return;
		this.taint = taint;
		this.#log.length = taint;
	}

	/** What was met since an earlier `taint`; undefined where that is nothing. */
	metSince(taint: number): ReadonlySet<string> | undefined {
		if (this.taint === taint) return undefined;
		const needs = new Set(this.taint > LOG ? this.#kept : []);
		for (let i = taint; i < this.#log.length; i++) for (const need of this.#log[i] as Iterable<string>) needs.add(need);
		return needs;
	}

	/** Forgets what was met so far, so that the next policy's answer is its own. Rules that were computed remember theirs. */
	forget(): void {
		this.quiet = 0;
		if (this.taint === 0) return;
		this.taint = 0;
		this.#log.length = 0;
		this.#kept.clear();
	}

	spend(units: number): void {
		this.steps -= units;
		if (this.steps < 0) throw this.exhausted();
	}

	/** That no step is left. */
	exhausted(): EvaluationError {
		return new EvaluationError("eval_cancel_error", "", `the budget of ${this.budget} steps is spent`);
	}

	/** A builtin failed: the expression is undefined, and evaluation goes on (also when strict: the first error is given at the end). */
	fail(site: string, name: string, error: BuiltinError): undefined {
		// A builtin that fails in a loop fails for each element; the first ones say what is wrong.
		if (this.errors.length < 100) {
			const code = error.kind === "type" ? "eval_type_error" : "eval_builtin_error";
			this.errors.push(new EvaluationError(code, site, `${name}: ${error.message}`));
		}
		return undefined;
	}
}

function noRandom(): Uint8Array {
	throw new EvaluationError("eval_builtin_error", "", "this host gives no random numbers");
}
