/**
 * A loaded program: emitted code with the runtime it needs. Evaluates paths under `data`, or its query, for one evaluation
 * at a time; holds nothing of any of them, but for the counts of a program that was compiled to keep account.
 */
import type { Builtin } from "../builtins/builtin.ts";
import { builtins as allBuiltins } from "../builtins/index.ts";
import { get } from "../values/access.ts";
import { TooMuchToVisit, visitingAtMost } from "../values/meter.ts";
import type { Value } from "../values/value.ts";
import { Context } from "./context.ts";
import { child, type DocumentNode, fullDocument } from "./documents.ts";
import type { Evaluation } from "./evaluation.ts";
import { EvaluationError } from "./evaluationError.ts";
import type { Profiler } from "./profiler.ts";
import { makeRuntime, type Runtime } from "./runtime.ts";

/** What emitted code gives back. */
export interface Emitted {
	/** How many rules are memoised. */
	readonly slots: number;
	readonly tree: DocumentNode;
	/** The query's solutions: for each, the values of `variables`. */
	readonly query?: (cx: Context) => readonly (readonly Value[])[];
	readonly variables?: readonly string[];
	/** Only of a program that was compiled for coverage. */
	readonly coverage?: Coverage;
	/** Only of a program that was compiled for a profile. */
	readonly profiler?: Profiler;
}

/** What was evaluated of a program since it was loaded. */
export interface Coverage {
	/**
	 * A head or a literal: its file's name, its span, in how many ways it can be meant to end (a head 0; a literal 1: it holds,
	 * 2: it fails, too), and its rule within the package.
	 */
	readonly points: readonly (readonly [file: string, start: number, end: number, outcomes: number, rule: string])[];
	/** Three for each point: how often it was reached, held and failed. Of a head, the first is how often it had a solution. */
	readonly counts: Float64Array;
}

export type Factory = (runtime: Runtime) => Emitted;

/** One solution of a query: a value for each of its variables. */
export type Solution = Readonly<Record<string, Value>>;

export class Program {
	readonly #emitted: Emitted;
	readonly #builtins: ReadonlySet<Builtin>;
	/** The nodes of paths that were asked for: each policy's is, on each document. */
	readonly #nodes = new WeakMap<readonly string[], DocumentNode>();

	constructor(emitted: Emitted, builtins: ReadonlySet<Builtin> = new Set()) {
		this.#emitted = emitted;
		this.#builtins = builtins;
	}

	get coverage(): Coverage | undefined {
		return this.#emitted.coverage;
	}

	get profiler(): Profiler | undefined {
		return this.#emitted.profiler;
	}

	/** Whether it may call a builtin. */
	calls(name: string): boolean {
		for (const builtin of this.#builtins) if (builtin.name === name) return true;
		return false;
	}

	/** Loads what its builtins need before the first evaluation. Nearly all programs need nothing. */
	async ready(): Promise<void> {
		for (const { engine } of this.#builtins) await engine?.load();
	}

	/**
	 * The document at a path under `data`, or undefined. Several paths may be asked of one evaluation: rules are computed once.
	 * @throws {EvaluationError} on conflicts, a spent budget, and (strict) builtin errors
	 */
	evaluate(path: readonly string[], evaluation: Evaluation): Value | undefined {
		return this.#guarded(evaluation, (cx) => {
			const known = this.#nodes.get(path);
			if (known !== undefined) return fullDocument(cx, known, path);
			let node: DocumentNode = this.#emitted.tree;
			for (let i = 0; i < path.length; i++) {
				const key = path[i] as string;
				const next = node.read === undefined ? child(node, key) : undefined;
				if (next !== undefined) {
					node = next;
					continue;
				}
				let value = node.read === undefined ? cx.base(path.slice(0, i)) : node.read(cx);
				for (let rest = i; rest < path.length && value !== undefined; rest++) value = get(value, path[rest] as string);
				return value;
			}
			this.#nodes.set(path, node);
			return fullDocument(cx, node, path);
		});
	}

	/**
	 * The solutions of the query that the program was compiled with, each once.
	 * @throws {EvaluationError} as `evaluate` does
	 */
	query(evaluation: Evaluation): readonly Solution[] {
		const { query, variables = [] } = this.#emitted;
		if (query === undefined) return [];
		return this.#guarded(evaluation, (cx) =>
			query(cx).map((row) => Object.fromEntries(variables.map((name, index) => [name, row[index] as Value]))),
		);
	}

	#guarded<T>(evaluation: Evaluation, run: (cx: Context) => T): T {
		let cx = evaluation.contexts.get(this);
		if (cx === undefined) {
			cx = new Context(evaluation, evaluation.input, evaluation.data, this.#emitted.slots);
			evaluation.contexts.set(this, cx);
		}
		let result: T;
		try {
			result = visitingAtMost(evaluation.steps, () => run(cx));
		} catch (error) {
			if (error instanceof EvaluationError) throw error;
			if (error instanceof TooMuchToVisit) throw evaluation.exhausted();
			if (error instanceof RangeError) {
				const isDeep = /call stack/i.test(error.message);
				const why = isDeep ? "rules or values are nested too deep" : "a value is larger than can be held";
				throw new EvaluationError("eval_cancel_error", "", why);
			}
			const said = error instanceof Error ? error.message : String(error);
			throw new EvaluationError("eval_internal_error", "", said);
		}
		const [first] = evaluation.errors;
		if (evaluation.strict && first !== undefined) throw first;
		return result;
	}
}

/** Makes a program of emitted code. `clock` (milliseconds) is only needed by one that was compiled for a profile. */
export function loadProgram(
	factory: Factory,
	builtins: ReadonlyMap<string, Builtin> = allBuiltins,
	clock?: () => number,
): Program {
	const called = new Set<Builtin>();
	const runtime = makeRuntime(builtins, (builtin) => called.add(builtin), clock);
	return new Program(factory(runtime), called);
}
