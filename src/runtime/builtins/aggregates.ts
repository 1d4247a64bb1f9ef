/** One value of many: counts, sums, extremes, and sorting. OPA: topdown/aggregates.go. */
import { any, arrayOf, boolean, number, objectOf, setOf, string, type Type } from "../types.ts";
import { isNumber, sizeOf } from "../values/access.ts";
import { addFloats, bitLength, floatOf, floatOfInteger, multiplyFloats, numberOfFloat } from "../values/bigFloat.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import { multiplyIntegers, numberOfInteger, toInteger } from "../values/numbers.ts";
import { compare, sortValues } from "../values/order.ts";
import { RegoSet } from "../values/regoSet.ts";
import { runeCount } from "../values/runes.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin } from "./builtin.ts";
import { itsSize } from "./decidedBy.ts";
import { elementError, items, oneOf } from "./operands.ts";

type Collection = readonly Value[] | RegoSet;
type Example = { readonly call: string; readonly gives?: string };

function aggregate(
	name: string,
	doc: string,
	of: Type,
	returns: Type,
	examples: readonly Example[],
	compute: (collection: Collection, context: BuiltinContext) => Value | undefined,
): Builtin {
	return builtin<[Collection]>(
		{
			name,
			group: "aggregates",
			doc,
			args: [{ name: "collection", ...oneOf(setOf(of), arrayOf(of)) }],
			returns: { name: "n", type: returns },
			examples,
		},
		compute,
	);
}

/** The numbers of a collection; anything else in it is an error. */
function numbersOf(collection: Collection): readonly RegoNumber[] {
	const members = items(collection);
	for (let i = 0; i < members.length; i++) {
		if (!isNumber(members[i] as Value)) throw elementError(1, collection, members[i] as Value, "number");
	}
	return members as readonly RegoNumber[];
}

/** All as integers, or undefined where one is a fraction. */
function integersOf(numbers: readonly RegoNumber[]): readonly bigint[] | undefined {
	const integers: bigint[] = [];
	for (const member of numbers) {
		const integer = toInteger(member);
		if (integer === undefined) return undefined;
		integers.push(integer);
	}
	return integers;
}

function sum(collection: Collection): RegoNumber {
	const numbers = numbersOf(collection);
	let total = 0;
	let i = 0;
	while (i < numbers.length) {
		const member = numbers[i];
		if (typeof member !== "number" || !Number.isSafeInteger(member)) break;
		const next = total + member;
		if (!Number.isSafeInteger(next)) break;
		total = next;
		i++;
	}
	if (i === numbers.length) return total;
	const integers = integersOf(numbers);
	if (integers !== undefined) return numberOfInteger(integers.reduce((a, b) => a + b, 0n));
	return numberOfFloat(numbers.map((member) => floatOf(member)).reduce(addFloats, floatOfInteger(0n)));
}

/** Bits of the mantissa that OPA multiplies fractions with here, unlike anywhere else. */
const PRODUCT_PRECISION = 53;

function product(collection: Collection, context: BuiltinContext): RegoNumber {
	const numbers = numbersOf(collection);
	const integers = integersOf(numbers);
	if (integers === undefined) {
		const one = floatOf(1, PRODUCT_PRECISION);
		return numberOfFloat(
			numbers.map((member) => floatOf(member)).reduce((a, b) => multiplyFloats(a, b, PRODUCT_PRECISION), one),
		);
	}
	let result = 1n;
	let bits = 0;
	for (const integer of integers) {
		const more = bitLength(integer < 0n ? -integer : integer);
		// Long multiplication: each word of one meets each word of the other.
		context.spend(1 + ((bits / 64) * (more / 64)) / 16);
		bits += more;
		result = multiplyIntegers(result, integer);
	}
	return numberOfInteger(result);
}

/** The last of the members that none comes after (or, with -1, before). */
function extreme(collection: Collection, direction: 1 | -1): Value | undefined {
	if (collection instanceof RegoSet) return collection.sorted().at(direction === 1 ? -1 : 0);
	let found = collection[0];
	for (let i = 1; i < collection.length; i++) {
		const member = collection[i] as Value;
		if (compare(member, found as Value) * direction >= 0) found = member;
	}
	return found;
}

const anyCollection = oneOf(arrayOf(any), setOf(any));

export const aggregates: readonly Builtin[] = [
	builtin<[Value]>(
		{
			name: "count",
			group: "aggregates",
			doc: "How many members a collection has, or how many characters a string.",
			args: [
				{
					name: "collection",
					...oneOf(arrayOf(any), objectOf(any, any), setOf(any), string),
				},
			],
			returns: { name: "n", type: number },
			decidedBy: itsSize,
			examples: [
				{ call: "count([1, 2, 2])", gives: "3" },
				{ call: "count({1, 2, 2})", gives: "2" },
				{ call: 'count("naïve")', gives: "5" },
				{ call: "count(7)" },
			],
		},
		(collection) => (typeof collection === "string" ? runeCount(collection) : sizeOf(collection)),
	),
	aggregate(
		"sum",
		"All numbers of a collection added up.",
		number,
		number,
		[{ call: "sum([1, 2, 3])", gives: "6" }, { call: "sum(set())", gives: "0" }, { call: 'sum(["1"])' }],
		sum,
	),
	aggregate(
		"product",
		"All numbers of a collection multiplied.",
		number,
		number,
		[
			{ call: "product([2, 3, 4])", gives: "24" },
			{ call: "product([])", gives: "1" },
		],
		product,
	),
	aggregate(
		"max",
		"The member that comes last in the order of values; undefined for none.",
		any,
		any,
		[{ call: "max([2, 3, 1])", gives: "3" }, { call: 'max({1, "a"})', gives: '"a"' }, { call: "max([])" }],
		(collection) => extreme(collection, 1),
	),
	aggregate(
		"min",
		"The member that comes first in the order of values; undefined for none.",
		any,
		any,
		[{ call: "min([2, 3, 1])", gives: "1" }, { call: "min(set())" }],
		(collection) => extreme(collection, -1),
	),
	aggregate(
		"sort",
		"The members in the order of values, as an array.",
		any,
		arrayOf(any),
		[
			{ call: 'sort([3, "a", 1, null])', gives: '[null, 1, 3, "a"]' },
			{ call: "sort({2, 1})", gives: "[1, 2]" },
		],
		(collection, context) => {
			if (collection instanceof RegoSet) return collection.sorted();
			context.spend(collection.length);
			return sortValues(collection);
		},
	),
	builtin<[Collection]>(
		{
			name: "all",
			group: "aggregates",
			doc: "Whether every member is true: `every` says the same.",
			args: [{ name: "collection", ...anyCollection }],
			returns: { name: "result", type: boolean },
			deprecated: true,
			examples: [
				{ call: "all([true, true])", gives: "true" },
				{ call: "all([true, 1])", gives: "false" },
			],
		},
		(collection) => items(collection).every((member) => member === true),
	),
	builtin<[Collection]>(
		{
			name: "any",
			group: "aggregates",
			doc: "Whether a member is true: `true in …` says the same.",
			args: [{ name: "collection", ...anyCollection }],
			returns: { name: "result", type: boolean },
			deprecated: true,
			examples: [
				{ call: "any([false, true])", gives: "true" },
				{ call: "any([])", gives: "false" },
			],
		},
		(collection) => items(collection).includes(true),
	),
];
