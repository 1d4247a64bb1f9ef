/** Regular expressions in RE2's syntax, in linear time. OPA: topdown/regex.go, regex_template.go. */

import { BoundedCache } from "../boundedCache.ts";
import { compilePattern } from "../regex/compilePattern.ts";
import { findAll, replaceAll, splitText } from "../regex/findAll.ts";
import { globsIntersect } from "../regex/globsIntersect.ts";
import { any, arrayOf, boolean, number, string } from "../types.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import { quote } from "../values/quote.ts";
import type { Value } from "../values/value.ts";
import { type Argument, type Builtin, type BuiltinContext, BuiltinError, builtin, failure } from "./builtin.ts";
import { integerOperand } from "./operands.ts";

const pattern: Argument = { name: "pattern", type: string, doc: "A regular expression in RE2's syntax." };
const value: Argument = { name: "value", type: string, doc: "The text to look at." };
const count: Argument = { name: "number", type: number, doc: "How many matches to give at most; -1 for all." };

/** Matching is linear: a unit of the budget pays for some characters. */
export const matchingCost = (text: string): number => 1 + (text.length >> 5);

const charge = (text: string, context: BuiltinContext): void => context.spend(matchingCost(text));

/** A match costs about as much as so many units elsewhere. */
const payForMatches = (context: BuiltinContext) => (): void => context.spend(8);

const match = (name: string, deprecated: boolean): Builtin =>
	builtin<[string, string]>(
		{
			name,
			group: "regex",
			doc: "Whether a pattern matches anywhere in a text.",
			args: [pattern, value],
			returns: { name: "result", type: boolean },
			deprecated,
			examples: [
				{ call: `${name}("^v[0-9]+$", "v12")`, gives: "true" },
				{ call: `${name}("[0-9]", "none")`, gives: "false" },
			],
		},
		(regex, text, context) => {
			charge(text, context);
			return compilePattern(regex).test(text);
		},
	);

export const regex: readonly Builtin[] = [
	match("regex.match", false),
	match("re_match", true),
	builtin<[Value]>(
		{
			name: "regex.is_valid",
			group: "regex",
			doc: "Whether a text is a valid pattern; false for anything that is no text.",
			args: [{ ...pattern, accepts: any }],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'regex.is_valid("a+")', gives: "true" },
				{ call: 'regex.is_valid("a[")', gives: "false" },
			],
		},
		(regex) => typeof regex === "string" && isValid(regex),
	),
	builtin<[string, string, RegoNumber]>(
		{
			name: "regex.find_n",
			group: "regex",
			doc: "The parts of a text that a pattern matches, from left to right.",
			args: [pattern, value, count],
			returns: { name: "output", type: arrayOf(string) },
			examples: [{ call: 'regex.find_n("[0-9]+", "1.22.333", 2)', gives: '["1", "22"]' }],
		},
		(regex, text, limit, context) => {
			const most = integerOperand(limit, 3);
			const matches = findAll(compilePattern(regex), text, most, { onMatch: payForMatches(context) });
			charge(text, context);
			context.spend(matches.length);
			return matches.map(({ start, end }) => text.slice(start, end));
		},
	),
	builtin<[string, string, RegoNumber]>(
		{
			name: "regex.find_all_string_submatch_n",
			group: "regex",
			doc: "For each match, an array of the text it matched and then of what each group matched.",
			args: [pattern, value, count],
			returns: { name: "output", type: arrayOf(arrayOf(string)) },
			examples: [
				{
					call: 'regex.find_all_string_submatch_n("([a-z])=([0-9])?", "a=1,b=", -1)',
					gives: '[["a=1", "a", "1"], ["b=", "b", ""]]',
				},
			],
		},
		(regex, text, limit, context) => {
			const most = integerOperand(limit, 3);
			const matches = findAll(compilePattern(regex), text, most, {
				needsGroups: true,
				onMatch: payForMatches(context),
			});
			charge(text, context);
			context.spend(matches.length);
			return matches.map(({ groups }) => groups);
		},
	),
	builtin<[string, string]>(
		{
			name: "regex.split",
			group: "regex",
			doc: "The parts of a text between the matches of a pattern.",
			args: [pattern, value],
			returns: { name: "output", type: arrayOf(string) },
			examples: [{ call: 'regex.split(" *, *", "a , b,c")', gives: '["a", "b", "c"]' }],
		},
		(regex, text, context) => {
			charge(text, context);
			const parts = splitText(compilePattern(regex), text, regex === "", payForMatches(context));
			context.spend(parts.length);
			return parts;
		},
	),
	builtin<[string, string, string]>(
		{
			name: "regex.replace",
			group: "regex",
			doc: "The text with every match of a pattern replaced; `$1` or `$name` in the replacement stand for groups.",
			args: [
				{ name: "s", type: string, doc: "The text to change." },
				pattern,
				{ name: "value", type: string, doc: "What to put in the place of each match." },
			],
			returns: { name: "output", type: string },
			examples: [{ call: 'regex.replace("a-b", "([a-z])-([a-z])", "$2-$1")', gives: '"b-a"' }],
		},
		(text, regex, replacement, context) => {
			charge(text, context);
			const replaced = replaceAll(compilePattern(regex), text, replacement, payForMatches(context));
			charge(replaced, context);
			return replaced;
		},
	),
	builtin<[string, string, string, string]>(
		{
			name: "regex.template_match",
			group: "regex",
			doc: "Whether a text matches a template, in which the parts between two delimiters are patterns.",
			args: [
				{ name: "template", type: string },
				value,
				{ name: "delimiter_start", type: string, doc: "The one character that begins a pattern." },
				{ name: "delimiter_end", type: string, doc: "The one character that ends a pattern." },
			],
			returns: { name: "result", type: boolean },
			examples: [{ call: 'regex.template_match("urn:{[a-z]+}:x", "urn:foo:x", "{", "}")', gives: "true" }],
		},
		(template, text, start, end, context) => {
			charge(text, context);
			const startSize = sizeInBytes(start);
			if (startSize !== 1) {
				throw failure(`start delimiter has to be exactly one character long but is ${startSize} long`);
			}
			// OPA gives the length of the other delimiter here.
			if (sizeInBytes(end) !== 1) {
				throw failure(`end delimiter has to be exactly one character long but is ${startSize} long`);
			}
			return templateMatcher(template, start, end).test(text);
		},
	),
	builtin<[string, string]>(
		{
			name: "regex.globs_match",
			group: "regex",
			doc: "Whether some text matches both of two simple patterns, of characters, `.`, `[a-z]`, `*` and `+`.",
			args: [
				{ name: "glob1", type: string },
				{ name: "glob2", type: string },
			],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'regex.globs_match("a.*", ".*b")', gives: "true" },
				{ call: 'regex.globs_match("[a-c]+", "x+")', gives: "false" },
			],
		},
		(left, right, context) => {
			context.spend(1 + left.length * right.length);
			return globsIntersect(left, right);
		},
	),
];

function isValid(regex: string): boolean {
	try {
		compilePattern(regex);
		return true;
	} catch (error) {
		if (error instanceof BuiltinError) return false;
		throw error;
	}
}

const sizeInBytes = (text: string): number => new TextEncoder().encode(text).length;

const templates = new BoundedCache<string, ReturnType<typeof compilePattern>>(200);

function templateMatcher(template: string, start: string, end: string): ReturnType<typeof compilePattern> {
	const key = `${start}${end}${template}`;
	return templates.get(key) ?? templates.set(key, compilePattern(templatePattern(template, start, end)));
}

/** Takes a template apart at its outermost delimiters. Each pattern must be valid on its own. */
function templatePattern(template: string, start: string, end: string): string {
	const unbalanced = () => failure(`unbalanced braces in ${quote(template)}`);
	let result = "^";
	let depth = 0;
	let copied = 0;
	for (let at = 0; at < template.length; at++) {
		const character = template.charAt(at);
		if (character === start) {
			if (++depth === 1) {
				result += quoteMeta(template.slice(copied, at));
				copied = at + 1;
			}
		} else if (character === end) {
			depth--;
			if (depth < 0) throw unbalanced();
			if (depth === 0) {
				const inner = template.slice(copied, at);
				compilePattern(`^${inner}$`);
				result += `(${inner})`;
				copied = at + 1;
			}
		}
	}
	if (depth > 0) throw unbalanced();
	return `${result}${quoteMeta(template.slice(copied))}$`;
}

const quoteMeta = (text: string): string => text.replaceAll(/[\\.+*?()|[\]{}^$]/g, "\\$&");
