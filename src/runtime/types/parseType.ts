/**
 * A type as people write it: `string`, `set[string]`, `object[string, any]`, `array[string | number]`. What `printType` prints of
 * such types reads back. A collection without brackets holds anything.
 */
import { any, arrayOf, boolean, nothing, number, objectOf, setOf, string, type Type } from "../types.ts";
import { union } from "./union.ts";

const simple: Readonly<Record<string, Type>> = { any, boolean, null: nothing, number, string };

/** The words that a type may begin with. */
export const typeWords: readonly string[] = [...Object.keys(simple), "array", "set", "object"];

/** Brackets in brackets. */
const DEEPEST = 50;

/** The type, or what is wrong with the text: a part of it that is no type. */
export function parseType(text: string): { readonly type: Type } | { readonly fault: string } {
	const words = text.match(/\w+|[^\s\w]/g) ?? [];
	const reader = new TypeReader(words);
	const type = reader.union(0);
	return type !== undefined && reader.isAtEnd ? { type } : { fault: reader.present ?? text };
}

class TypeReader {
	readonly #words: readonly string[];
	#at = 0;

	constructor(words: readonly string[]) {
		this.#words = words;
	}

	get present(): string | undefined {
		return this.#words[this.#at];
	}

	get isAtEnd(): boolean {
		return this.#at === this.#words.length;
	}

	union(depth: number): Type | undefined {
		const members: Type[] = [];
		do {
			const member = depth > DEEPEST ? undefined : this.#member(depth);
			if (member === undefined) return undefined;
			members.push(member);
		} while (this.#take("|"));
		return union(...members);
	}

	#member(depth: number): Type | undefined {
		const word = this.present ?? "";
		if (Object.hasOwn(simple, word)) {
			this.#at++;
			return simple[word];
		}
		if (word !== "array" && word !== "set" && word !== "object") return undefined;
		this.#at++;
		const wanted = word === "object" ? 2 : 1;
		const of: Type[] = [];
		if (this.#take("[")) {
			do {
				const inner = this.union(depth + 1);
				if (inner === undefined) return undefined;
				of.push(inner);
			} while (of.length < wanted && this.#take(","));
			if (of.length < wanted || !this.#take("]")) return undefined;
		}
		const [first = any, second = any] = of;
		return word === "array" ? arrayOf(first) : word === "set" ? setOf(first) : objectOf(first, second);
	}

	#take(word: string): boolean {
		if (this.present !== word) return false;
		this.#at++;
		return true;
	}
}
