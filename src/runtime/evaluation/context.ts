/**
 * What emitted functions get as their first argument: the documents as they see them, and the memo of rules. `with` derives
 * a new context; a context that is in use never changes but for its memo.
 */

import { get, isObject, sortedKeys } from "../values/access.ts";
import { ObjectBuilder } from "../values/regoObject.ts";
import type { Value } from "../values/value.ts";
import type { Evaluation } from "./evaluation.ts";
import { baseStep } from "./fields.ts";

/** Stands in the memo for a rule that is undefined. */
export const NONE: unique symbol = Symbol("undefined");
export type Memo = Value | typeof NONE | undefined;

/** What `with data.a.b as value` puts in place. No path here begins another. */
export interface Replacement {
	readonly path: readonly Value[];
	readonly value: Value;
}

/** What `with f as …` puts in place of a function. */
export type Mock =
	| { readonly value: Value }
	| { readonly call: (cx: Context, site: string, ...args: readonly Value[]) => Value | undefined };

export class Context {
	readonly run: Evaluation;
	input: Value | undefined;
	readonly data: Value;
	/** One slot a rule. */
	readonly memo: Memo[];
	/** Slots whose rule met something unknown, and what would have to be given; undefined while there are none. */
	tainted: Map<number, ReadonlySet<string>> | undefined = undefined;
	replacements: readonly Replacement[] | undefined = undefined;
	/** By the function's number. */
	mocks: (Mock | undefined)[] | undefined = undefined;

	constructor(run: Evaluation, input: Value | undefined, data: Value, slots: number) {
		this.run = run;
		this.input = input;
		this.data = data;
		this.memo = new Array<Memo>(slots).fill(undefined);
	}

	/** Computes a rule and keeps what it gave. */
	once(slot: number, compute: (cx: Context) => Value | undefined): Value | undefined {
		const value = compute(this);
		this.memo[slot] = value === undefined ? NONE : value;
		return value;
	}

	/** The same where values may be unknown: the slot remembers that something was. */
	onceKnown(slot: number, compute: (cx: Context) => Value | undefined): Value | undefined {
		const { run } = this;
		const { quiet, taint } = run;
		run.quiet = 0;
		const value = compute(this);
		run.quiet = quiet;
		this.memo[slot] = value === undefined ? NONE : value;
		const needs = run.metSince(taint);
		if (needs !== undefined) {
			this.tainted ??= new Map();
			this.tainted.set(slot, needs);
			if (quiet > 0) run.recede(taint);
		}
		return value;
	}

	/** What a slot holds, where something unknown may have been met in finding it. */
	recall(slot: number): Value | undefined {
		const needs = this.tainted?.get(slot);
		if (needs !== undefined) this.run.meetAgain(needs);
		const value = this.memo[slot];
		return value === NONE ? undefined : value;
	}

	/** A context to change before use. `keep` are the memo slots that the change can't reach. */
	derive(keep: readonly number[]): Context {
		const made = new Context(this.run, this.input, this.data, this.memo.length);
		for (const slot of keep) made.memo[slot] = this.memo[slot];
		if (this.tainted !== undefined) made.tainted = new Map([...this.tainted].filter(([slot]) => keep.includes(slot)));
		made.replacements = this.replacements;
		made.mocks = this.mocks?.slice();
		return made;
	}

	setInput(path: readonly Value[], value: Value): void {
		this.input = patched(this.input, path, 0, value);
	}

	setData(path: readonly Value[], value: Value): void {
		const kept: Replacement[] = [];
		for (const old of this.replacements ?? []) {
			if (startsWith(path, old.path)) {
				const inside = patched(old.value, path.slice(old.path.length), 0, value);
				this.replacements = (this.replacements ?? []).map((other) =>
					other === old ? { path: old.path, value: inside } : other,
				);
				return;
			}
			if (!startsWith(old.path, path)) kept.push(old);
		}
		kept.push({ path, value });
		this.replacements = kept;
	}

	setMock(number: number, mock: Mock): void {
		this.mocks ??= [];
		this.mocks[number] = mock;
	}

	/** What stands in place of the document at a path: `found` says whether anything does. */
	replaced(path: readonly Value[]): { readonly value: Value | undefined } | undefined {
		for (const { path: at, value } of this.replacements ?? []) {
			if (!startsWith(path, at)) continue;
			let found: Value | undefined = value;
			for (let i = at.length; i < path.length && found !== undefined; i++) found = get(found, path[i] as Value);
			return { value: found };
		}
		return undefined;
	}

	/** A document with what is replaced below its path put in. */
	withReplaced(path: readonly Value[], document: Value | undefined): Value | undefined {
		let result = document;
		for (const { path: at, value } of this.replacements ?? []) {
			if (at.length > path.length && startsWith(at, path)) result = patched(result, at.slice(path.length), 0, value);
		}
		return result;
	}

	/** The base document at a path. */
	base(path: readonly Value[]): Value | undefined {
		if (this.replacements !== undefined) {
			const instead = this.replaced(path);
			if (instead !== undefined) return instead.value;
		}
		let found: Value | undefined = this.data;
		for (let i = 0; i < path.length && found !== undefined; i++) found = baseStep(found, path[i] as Value);
		return this.replacements === undefined ? found : this.withReplaced(path, found);
	}
}

function startsWith(path: readonly Value[], prefix: readonly Value[]): boolean {
	if (prefix.length > path.length) return false;
	for (let i = 0; i < prefix.length; i++) if (path[i] !== prefix[i]) return false;
	return true;
}

/** A copy with a value put in at a path; what is no object on the way becomes one. */
function patched(document: Value | undefined, path: readonly Value[], from: number, value: Value): Value {
	if (from === path.length) return value;
	const key = path[from] as Value;
	const result = new ObjectBuilder();
	const before = document !== undefined && typeof document === "object" && isObject(document) ? document : undefined;
	if (before !== undefined) for (const name of sortedKeys(before)) result.set(name, get(before, name) as Value);
	result.set(key, patched(before === undefined ? undefined : get(before, key), path, from + 1, value));
	return result.finish();
}
