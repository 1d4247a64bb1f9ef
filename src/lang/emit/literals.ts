/**
 * What of a policy's text may reach emitted code: values as escaped literals, names as words of [A-Za-z0-9_$]. Nothing else of a
 * policy is ever put into code; comments hold only sanitized names and numbers.
 */
import { inheritedNames } from "../../runtime/evaluation/fields.ts";
import { ExactNumber } from "../../runtime/values/exactNumber.ts";
import { RegoObject } from "../../runtime/values/regoObject.ts";
import { RegoSet } from "../../runtime/values/regoSet.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";

/** Characters that stand for themselves in any string literal. */
const plainText = /^[\w .,:;/@%$#()[\]{}*+=!?|&~^-]*$/;

/** A string literal that is safe in a script, a module and inside HTML. */
export function stringLiteral(text: string): string {
	if (plainText.test(text)) return `"${text}"`;
	return JSON.stringify(text)
		.replace(/\u2028/g, "\\u2028")
		.replace(/\u2029/g, "\\u2029")
		.replace(/</g, "\\u003c");
}

/** An expression that makes a constant; `number`, `set` and `object` are names of the runtime. */
export function valueLiteral(value: Value): string {
	switch (typeof value) {
		case "string":
			return stringLiteral(value);
		case "number":
			return Object.is(value, -0) ? "-0" : String(value);
		case "boolean":
			return String(value);
	}
	if (value === null) return "null";
	if (Array.isArray(value)) return `[${(value as readonly Value[]).map(valueLiteral).join(", ")}]`;
	if (value instanceof ExactNumber) return `number(${stringLiteral(value.text)})`;
	if (value instanceof RegoSet) return `set(${value.unsorted().map(valueLiteral).join(", ")})`;
	if (value instanceof Unknown) throw new Error("an unknown value is no constant");
	if (value instanceof RegoObject) {
		const entries: string[] = [];
		value.forEach((key, member) => {
			entries.push(`[${valueLiteral(key)}, ${valueLiteral(member)}]`);
		});
		return `object(${entries.join(", ")})`;
	}
	const entries = Object.entries(value).map(([key, member]) => `${propertyName(key)}: ${valueLiteral(member)}`);
	return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A key in an object literal. A plain `__proto__` there would set the prototype. */
export function propertyName(key: string): string {
	return key === "__proto__" ? '["__proto__"]' : stringLiteral(key);
}

/** Whether `value?.[name]` finds own members only: no name that a prototype has, and no index of an array or string. */
export function isPlainName(name: string): boolean {
	return !inheritedNames.has(name) && !/^[0-9]/.test(name);
}

/** What follows `value?.`: a name, or a key in brackets. */
export function dotted(key: string): string {
	return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : `[${stringLiteral(key)}]`;
}

/** Words that can't be names, and the names that every emitted function sees. */
const taken = new Set(
	(
		"abstract arguments await boolean break byte case catch char class const continue debugger default delete do double else enum eval " +
		"export extends false final finally float for function goto if implements import in instanceof int interface let long native new null " +
		"package private protected public return short static super switch synchronized this throw throws transient true try typeof undefined var " +
		"void volatile while with yield async of get set Array Object Number String Boolean Symbol Math JSON NaN Infinity globalThis cx tree runtime " +
		"NONE get differ compare number object program isMember isUnknown withFix oneText agree agreeCalls answerKnown atKey Clauses completeConflict functionConflict insert documentNode documentRows " +
		"fullDocument nodeAt baseStep hasKeys isArrayOf item matcher matching member missing same inputPlace valuePlace values anyValues keys anyKeys domain known " +
		"compareKnown equalsKnown getKnown memberKnown missingKnown tainted unknown partText partValue mocked param builtin knownBuiltin found solve query$solutions"
	).split(" "),
);

/** A word that is a name as it is. */
const isShortName = /^[A-Za-z_]\w{0,59}$/;

/**
 * Gives names that are free in one function (or in the module): the word itself, or with a number. What the module names while
 * functions are being written has a `$` in it, and no name inside a function has one: so neither hides the other.
 */
export class Names {
	readonly #used = new Map<string, number>();
	readonly #odd: RegExp;

	constructor(of: "function" | "module") {
		this.#odd = of === "module" ? /[^A-Za-z0-9_$]/g : /[^A-Za-z0-9_]/g;
	}

	/** A free name like the word. */
	take(word: string): string {
		const base = isShortName.test(word) ? word : this.#base(word);
		let name = base;
		const last = this.#used.get(base);
		if (last !== undefined || taken.has(base)) {
			let count = last ?? 1;
			do name = `${base}${++count}`;
			while (taken.has(name) || this.#used.has(name));
			this.#used.set(base, count);
		}
		this.#used.set(name, 1);
		return name;
	}

	#base(word: string): string {
		const base = word.replace(this.#odd, "_");
		return (base === "" || /^[0-9]/.test(base) ? `_${base}` : base).slice(0, 60);
	}
}
