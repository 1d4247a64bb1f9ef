import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { get, isObject, keysAndValues, sizeOf } from "../../../src/runtime/values/access.ts";
import { equals } from "../../../src/runtime/values/equality.ts";
import { numberFromText } from "../../../src/runtime/values/exactNumber.ts";
import { hash } from "../../../src/runtime/values/hash.ts";
import { parseJson, toJson } from "../../../src/runtime/values/json.ts";
import { compare, compareStrings, sortStrings, sortValues } from "../../../src/runtime/values/order.ts";
import { RegoSet } from "../../../src/runtime/values/regoSet.ts";
import { toRegoText } from "../../../src/runtime/values/regoText.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { jsonValues, numberTexts, values } from "./arbitrary.ts";

const sameSet = (a: RegoSet, b: RegoSet): boolean => equals(a, b);

describe("order", () => {
	test("is the same both ways round", () => {
		fc.assert(fc.property(values, values, (a, b) => compare(a, b) === -compare(b, a) || compare(a, b) === 0));
	});

	test("is transitive: sorting leaves every value before all later ones", () => {
		fc.assert(
			fc.property(fc.array(values, { maxLength: 12 }), (many) => {
				const sorted = sortValues(many);
				for (let i = 0; i < sorted.length; i++) {
					for (let j = i; j < sorted.length; j++) {
						expect(compare(sorted[i] as Value, sorted[j] as Value)).toBeLessThanOrEqual(0);
					}
				}
			}),
		);
	});

	test("finds equal what equality finds equal, and nothing else", () => {
		fc.assert(fc.property(values, values, (a, b) => (compare(a, b) === 0) === equals(a, b)));
	});

	test("of strings is by code point", () => {
		const byCodePoint = (a: string, b: string): number => {
			const left = Array.from(a, (character) => character.codePointAt(0) as number);
			const right = Array.from(b, (character) => character.codePointAt(0) as number);
			for (let i = 0; i < Math.min(left.length, right.length); i++) {
				const difference = (left[i] as number) - (right[i] as number);
				if (difference !== 0) return Math.sign(difference);
			}
			return Math.sign(left.length - right.length);
		};
		const texts = fc.string({ unit: fc.constantFrom("a", "b", "é", "\ue000", "\uffff", "😀", "𐐷") });
		fc.assert(fc.property(texts, texts, (a, b) => compareStrings(a, b) === byCodePoint(a, b)));
		fc.assert(
			fc.property(fc.array(texts), (many) => {
				expect(sortStrings([...many])).toEqual([...many].sort(byCodePoint));
			}),
		);
	});
});

describe("hash", () => {
	test("is the same for equal values", () => {
		fc.assert(
			fc.property(values, values, (a, b) => !equals(a, b) || hash(a) === hash(b)),
			{ numRuns: 500 },
		);
		fc.assert(fc.property(jsonValues, (value) => hash(value) === hash(parseJson(toJson(value)))));
	});
});

describe("JSON", () => {
	test("gives back the value that it was made of", () => {
		fc.assert(fc.property(jsonValues, (value) => equals(parseJson(toJson(value)), value)));
		fc.assert(fc.property(jsonValues, (value) => equals(parseJson(toJson(value, 2)), value)));
	});

	test("keeps the text of numbers", () => {
		fc.assert(fc.property(numberTexts, (text) => toJson(parseJson(`[${text}]`)) === `[${text}]`));
	});

	test("is what JSON.parse takes, and says the same to it", () => {
		fc.assert(
			fc.property(fc.json(), (text) => {
				// JSON.parse reads -0, which has no text of its own to come back from.
				const lossy = /-0(?![0-9.])/.test(text);
				if (!lossy) expect(JSON.parse(toJson(parseJson(text)))).toEqual(JSON.parse(text));
			}),
		);
	});

	test("text at random is read or refused as JSON.parse does", () => {
		const pieces = fc.constantFrom(
			"{",
			"}",
			"[",
			"]",
			":",
			",",
			'"',
			"\\",
			"1",
			"-",
			".",
			"e",
			"0",
			" ",
			"\n",
			"true",
			"null",
			'"a"',
			"\\u00e9",
			"x",
		);
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
				const text = parts.join("");
				const reads = (read: () => unknown): boolean => {
					try {
						read();
						return true;
					} catch {
						return false;
					}
				};
				return reads(() => parseJson(text)) === reads(() => JSON.parse(text));
			}),
			{ numRuns: 2000 },
		);
	});
});

describe("sets", () => {
	test("hold what was put in, once, whatever the order", () => {
		fc.assert(
			fc.property(fc.array(values, { maxLength: 20 }), (members) => {
				const set = RegoSet.of(members);
				expect(members.every((member) => set.has(member))).toBe(true);
				expect(sameSet(set, RegoSet.of([...members].reverse()))).toBe(true);
				const distinct = members.filter((member, i) => members.findIndex((other) => equals(other, member)) === i);
				expect(set.size).toBe(distinct.length);
				expect(set.unsorted()).toEqual(distinct);
			}),
		);
	});

	test("have nothing that wasn't put in", () => {
		fc.assert(
			fc.property(fc.array(values, { maxLength: 20 }), values, (members, other) => {
				return RegoSet.of(members).has(other) === members.some((member) => equals(member, other));
			}),
		);
	});

	test("are sorted strictly", () => {
		fc.assert(
			fc.property(fc.array(values, { maxLength: 20 }), (members) => {
				const sorted = RegoSet.of(members).sorted();
				for (let i = 1; i < sorted.length; i++) expect(compare(sorted[i - 1] as Value, sorted[i] as Value)).toBe(-1);
			}),
		);
	});
});

describe("access", () => {
	test("finds every member under its key", () => {
		fc.assert(
			fc.property(values, (value) => {
				const { keys, values: members } = keysAndValues(value);
				expect(keys.length).toBe(sizeOf(value) ?? 0);
				keys.forEach((key, i) => {
					expect(equals(get(value, key) as Value, members[i] as Value)).toBe(true);
				});
			}),
		);
	});

	test("finds nothing that isn't there", () => {
		fc.assert(
			fc.property(values, values, (value, key) => {
				if (!isObject(value)) return;
				expect(get(value, key) !== undefined).toBe(keysAndValues(value).keys.some((known) => equals(known, key)));
			}),
		);
	});
});

test("Rego text is the same for equal values but for the spelling of numbers", () => {
	const plain = values.filter((value) => !/[.e]/i.test(toRegoText(value)));
	fc.assert(fc.property(plain, plain, (a, b) => equals(a, b) === (toRegoText(a) === toRegoText(b))));
});

test("a number is a JavaScript number exactly where that prints the same", () => {
	fc.assert(
		fc.property(numberTexts, (text) => {
			const number = numberFromText(text);
			return typeof number === "number" ? String(number) === text : number.text === text;
		}),
	);
});
