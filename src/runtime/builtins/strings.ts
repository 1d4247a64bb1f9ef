/** Strings, by code point throughout. OPA: topdown/strings.go. */
import { arrayOf, boolean, number, objectOf, setOf, string, type Type } from "../types.ts";
import { keysAndValues } from "../values/access.ts";
import { floatOf, truncate } from "../values/bigFloat.ts";
import { numberText, type RegoNumber } from "../values/exactNumber.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { runeIndex, runeSlice, runes } from "../values/runes.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Argument, type Builtin, type BuiltinContext, builtin, failure, operandError } from "./builtin.ts";
import { lower, upper } from "./letterCase.ts";
import { elementError, integerOperand, items, late, lateNumber, oneOf } from "./operands.ts";
import { join, replaceAll, replaceMany, trim, trimSpace } from "./textEdits.ts";
import { anyAffix, countOf, everyIndex, type Strings, split } from "./textSearch.ts";

type Example = { readonly call: string; readonly gives?: string };

interface Shape {
	readonly name: string;
	readonly doc: string;
	readonly args: readonly (readonly [name: string, type: Type | Omit<Argument, "name">, doc?: string])[];
	readonly returns: readonly [name: string, type: Type];
	readonly examples: readonly Example[];
}

function onStrings<const Operands extends readonly Value[]>(
	{ name, doc, args, returns, examples }: Shape,
	compute: (...operands: [...Operands, BuiltinContext]) => Value | undefined,
): Builtin {
	return builtin<Operands>(
		{
			name,
			group: "strings",
			doc,
			args: args.map(([argument, type, about]) => ({
				name: argument,
				...("kind" in type ? { type } : type),
				...(about === undefined ? {} : { doc: about }),
			})),
			returns: { name: returns[0], type: returns[1] },
			examples,
		},
		compute,
	);
}

function formatInteger(value: RegoNumber, base: RegoNumber): string {
	const radix = numberText(base);
	if (radix !== "2" && radix !== "8" && radix !== "10" && radix !== "16") {
		throw operandError(2, "must be one of {2, 8, 10, 16}");
	}
	const text = numberText(value);
	const integer = /^[+-]?[0-9]+$/.test(text) ? BigInt(text) : truncate(floatOf(value));
	return integer.toString(Number(radix));
}

const stringArray = arrayOf(string);
const stringOrMany = oneOf(string, setOf(string), arrayOf(string));
const twoStrings = (first: string, second: string): Shape["args"] => [
	[first, string],
	[second, string],
];

export const strings: readonly Builtin[] = [
	onStrings<[string, Strings]>(
		{
			name: "concat",
			doc: "The strings of a collection joined, with a delimiter between them.",
			args: [
				["delimiter", string],
				["collection", oneOf(setOf(string), arrayOf(string))],
			],
			returns: ["output", string],
			examples: [
				{ call: 'concat(", ", ["a", "b", "c"])', gives: '"a, b, c"' },
				{ call: 'concat("", {"b", "a"})', gives: '"ab"' },
				{ call: 'concat(",", [1])' },
			],
		},
		(delimiter, collection, context) => {
			const parts = items(collection);
			for (let i = 0; i < parts.length; i++) {
				if (typeof parts[i] !== "string") throw elementError(2, collection, parts[i] as Value, "string");
			}
			return parts.length === 1 ? parts[0] : join(parts as readonly string[], delimiter, context);
		},
	),
	onStrings<[string, string]>(
		{
			name: "contains",
			doc: "Whether a string has another in it.",
			args: twoStrings("haystack", "needle"),
			returns: ["result", boolean],
			examples: [
				{ call: 'contains("haystack", "st")', gives: "true" },
				{ call: 'contains("haystack", "")', gives: "true" },
			],
		},
		(haystack, needle) => haystack.includes(needle),
	),
	onStrings<[string, string]>(
		{
			name: "startswith",
			doc: "Whether a string begins with another.",
			args: twoStrings("search", "base"),
			returns: ["result", boolean],
			examples: [{ call: 'startswith("ubuntu:24.04", "ubuntu:")', gives: "true" }],
		},
		(search, base) => search.startsWith(base),
	),
	onStrings<[string, string]>(
		{
			name: "endswith",
			doc: "Whether a string ends with another.",
			args: twoStrings("search", "base"),
			returns: ["result", boolean],
			examples: [{ call: 'endswith("ubuntu:latest", ":latest")', gives: "true" }],
		},
		(search, base) => search.endsWith(base),
	),
	onStrings<[RegoNumber, RegoNumber]>(
		{
			name: "format_int",
			doc: "The digits of a number in base 2, 8, 10 or 16, without its fraction.",
			args: [
				["number", number],
				["base", number],
			],
			returns: ["output", string],
			examples: [
				{ call: "format_int(255, 16)", gives: '"ff"' },
				{ call: "format_int(-5.9, 2)", gives: '"-101"' },
				{ call: "format_int(1, 3)" },
			],
		},
		(value, base) => formatInteger(value, base),
	),
	onStrings<[string, string]>(
		{
			name: "indexof",
			doc: "Where a string first stands in another, counted in characters from 0; -1 if it doesn't.",
			args: twoStrings("haystack", "needle"),
			returns: ["output", number],
			examples: [
				{ call: 'indexof("naïve", "ve")', gives: "3" },
				{ call: 'indexof("abc", "x")', gives: "-1" },
				{ call: 'indexof("abc", "")' },
			],
		},
		(haystack, needle) => {
			if (needle === "") throw failure("empty search character");
			const found = haystack.indexOf(needle);
			return found <= 0 ? found : runeIndex(haystack, found);
		},
	),
	onStrings<[string, string]>(
		{
			name: "indexof_n",
			doc: "Every place where a string stands in another, counted in characters from 0.",
			args: twoStrings("haystack", "needle"),
			returns: ["output", arrayOf(number)],
			examples: [{ call: 'indexof_n("aaa", "aa")', gives: "[0, 1]" }],
		},
		everyIndex,
	),
	onStrings<[string]>(
		{
			name: "lower",
			doc: "The string in small letters.",
			args: [["x", string]],
			returns: ["y", string],
			examples: [{ call: 'lower("ÄBC")', gives: '"äbc"' }],
		},
		(x) => lower(x),
	),
	onStrings<[string]>(
		{
			name: "upper",
			doc: "The string in capitals, each character for itself: `ß` stays.",
			args: [["x", string]],
			returns: ["y", string],
			examples: [{ call: 'upper("straße")', gives: '"STRAßE"' }],
		},
		(x) => upper(x),
	),
	onStrings<[string, string, string]>(
		{
			name: "replace",
			doc: "The string with every occurrence of a text replaced.",
			args: [
				["x", string],
				["old", string],
				["new", string],
			],
			returns: ["y", string],
			examples: [
				{ call: 'replace("a.b.c", ".", "/")', gives: '"a/b/c"' },
				{ call: 'replace("ab", "", "-")', gives: '"-a-b-"' },
			],
		},
		replaceAll,
	),
	onStrings<[string, string]>(
		{
			name: "split",
			doc: "The parts of a string between the places where a delimiter stands; an empty delimiter gives the characters.",
			args: twoStrings("x", "delimiter"),
			returns: ["ys", stringArray],
			examples: [
				{ call: 'split("a/b//c", "/")', gives: '["a", "b", "", "c"]' },
				{ call: 'split("ab", "")', gives: '["a", "b"]' },
			],
		},
		split,
	),
	onStrings<[string, RegoNumber, Value]>(
		{
			name: "substring",
			doc: "The characters of a string from an offset, at most so many, or all that follow for a negative length.",
			args: [
				["value", string],
				["offset", number],
				["length", { type: number, ...late }],
			],
			returns: ["output", string],
			examples: [
				{ call: 'substring("abcdef", 2, 3)', gives: '"cde"' },
				{ call: 'substring("abc", 1, -1)', gives: '"bc"' },
				{ call: 'substring("abc", -1, 1)' },
			],
		},
		(value, offset, length) => {
			const start = integerOperand(offset, 2);
			const count = integerOperand(lateNumber(length, 3), 3);
			if (start < 0) throw failure("negative offset");
			return runeSlice(value, start, count < 0 ? value.length : start + count);
		},
	),
	onStrings<[string, string]>(
		{
			name: "trim",
			doc: "The string without the characters of a set at its start and end.",
			args: twoStrings("value", "cutset"),
			returns: ["output", string],
			examples: [{ call: 'trim("..a.b..", ".")', gives: '"a.b"' }],
		},
		(value, cutset) => trim(value, cutset, true, true),
	),
	onStrings<[string, string]>(
		{
			name: "trim_left",
			doc: "The string without the characters of a set at its start.",
			args: twoStrings("value", "cutset"),
			returns: ["output", string],
			examples: [{ call: 'trim_left("xyxa", "yx")', gives: '"a"' }],
		},
		(value, cutset) => trim(value, cutset, true, false),
	),
	onStrings<[string, string]>(
		{
			name: "trim_right",
			doc: "The string without the characters of a set at its end.",
			args: twoStrings("value", "cutset"),
			returns: ["output", string],
			examples: [{ call: 'trim_right("axyx", "yx")', gives: '"a"' }],
		},
		(value, cutset) => trim(value, cutset, false, true),
	),
	onStrings<[string, string]>(
		{
			name: "trim_prefix",
			doc: "The string without a text at its start, if it is there.",
			args: twoStrings("value", "prefix"),
			returns: ["output", string],
			examples: [{ call: 'trim_prefix("v1.2", "v")', gives: '"1.2"' }],
		},
		(value, prefix) => (value.startsWith(prefix) ? value.slice(prefix.length) : value),
	),
	onStrings<[string, string]>(
		{
			name: "trim_suffix",
			doc: "The string without a text at its end, if it is there.",
			args: twoStrings("value", "suffix"),
			returns: ["output", string],
			examples: [{ call: 'trim_suffix("a.rego", ".rego")', gives: '"a"' }],
		},
		(value, suffix) => (value.endsWith(suffix) ? value.slice(0, value.length - suffix.length) : value),
	),
	onStrings<[string]>(
		{
			name: "trim_space",
			doc: "The string without white space at its start and end.",
			args: [["value", string]],
			returns: ["output", string],
			examples: [{ call: 'trim_space(" a b\\n")', gives: '"a b"' }],
		},
		(value) => trimSpace(value),
	),
	onStrings<[string | Strings, string | Strings]>(
		{
			name: "strings.any_prefix_match",
			doc: "Whether a string, or one of several, begins with a string, or with one of several.",
			args: [
				["search", stringOrMany],
				["base", stringOrMany],
			],
			returns: ["result", boolean],
			examples: [
				{ call: 'strings.any_prefix_match("/usr/bin", ["/opt", "/usr"])', gives: "true" },
				{ call: 'strings.any_prefix_match({"a", "b"}, "c")', gives: "false" },
			],
		},
		(search, base, context) => anyAffix(search, base, false, context),
	),
	onStrings<[string | Strings, string | Strings]>(
		{
			name: "strings.any_suffix_match",
			doc: "Whether a string, or one of several, ends with a string, or with one of several.",
			args: [
				["search", stringOrMany],
				["base", stringOrMany],
			],
			returns: ["result", boolean],
			examples: [{ call: 'strings.any_suffix_match(["a.key", "b.txt"], {".pem", ".key"})', gives: "true" }],
		},
		(search, base, context) => anyAffix(search, base, true, context),
	),
	onStrings<[string, string]>(
		{
			name: "strings.count",
			doc: "How often a text stands in a string, without overlaps.",
			args: twoStrings("search", "substring"),
			returns: ["output", number],
			examples: [
				{ call: 'strings.count("aaa", "aa")', gives: "1" },
				{ call: 'strings.count("abc", "")', gives: "4" },
			],
		},
		(search, substring) => countOf(search, substring),
	),
	onStrings<[PlainObject | RegoObject, string]>(
		{
			name: "strings.replace_n",
			doc: "The string with several texts replaced in one go from left to right.",
			args: [
				["patterns", objectOf(string, string), "What is replaced, by what."],
				["value", string],
			],
			returns: ["output", string],
			examples: [{ call: 'strings.replace_n({"<": "&lt;", ">": "&gt;"}, "<b>")', gives: '"&lt;b&gt;"' }],
		},
		(patterns, value, context) => {
			const { keys, values } = keysAndValues(patterns);
			const pairs = keys.map((key, i): readonly [string, string] => {
				const replacement = values[i];
				if (typeof key !== "string") throw operandError(1, "non-string key found in pattern object");
				if (typeof replacement !== "string") throw operandError(1, "non-string value found in pattern object");
				return [key, replacement];
			});
			return replaceMany(value, pairs, context);
		},
	),
	onStrings<[string]>(
		{
			name: "strings.reverse",
			doc: "The characters of a string from last to first.",
			args: [["x", string]],
			returns: ["y", string],
			examples: [{ call: 'strings.reverse("añb")', gives: '"bña"' }],
		},
		(x) => runes(x).slice().reverse().join(""),
	),
	onStrings<[string, string, RegoNumber]>(
		{
			name: "strings.split_n",
			doc: "The first parts of a string between delimiters, or the last ones for a negative number.",
			args: [
				["x", string],
				["delimiter", string],
				["n", number, "How many parts."],
			],
			returns: ["ys", stringArray],
			examples: [
				{ call: 'strings.split_n("a/b/c", "/", 2)', gives: '["a", "b"]' },
				{ call: 'strings.split_n("a/b/c", "/", -1)', gives: '["c"]' },
			],
		},
		(x, delimiter, n, context) => {
			const count = integerOperand(n, 3);
			const parts = split(x, delimiter, context);
			return count < 0 ? parts.slice(Math.max(0, parts.length + count)) : parts.slice(0, count);
		},
	),
];
