/** Base64, hexadecimal and URL queries. OPA: topdown/encoding.go. */
import { fromBase64, fromBase64Url, standardAlphabet, toBase64, urlAlphabet } from "../bytes/base64.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { escapePercent, unescapePercent } from "../bytes/percentEscapes.ts";
import { fromUtf8, toUtf8 } from "../bytes/utf8.ts";
import { any, arrayOf, boolean, objectOf, setOf, string, union } from "../types.ts";
import { isArray, keysAndValues } from "../values/access.ts";
import { ObjectBuilder, type RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, BuiltinError, builtin, failure, operandError } from "./builtin.ts";

/** Go gives up on more. */
const mostParameters = 10_000;

/** One text to another, at a cost that grows with its length. */
function conversion(
	name: string,
	doc: string,
	example: readonly [from: string, to: string],
	convert: (text: string) => string,
): Builtin {
	return builtin<[string]>(
		{
			name,
			group: "encoding",
			doc,
			args: [{ name: "x", type: string }],
			returns: { name: "y", type: string },
			examples: [{ call: `${name}(${JSON.stringify(example[0])})`, gives: JSON.stringify(example[1]) }],
		},
		(text, context) => {
			charge(text, context);
			return convert(text);
		},
	);
}

const charge = (text: string, context: BuiltinContext): void => context.spend(1 + (text.length >> 5));

export const encoding: readonly Builtin[] = [
	conversion("base64.encode", "The text in base64.", ["subjects?_d", "c3ViamVjdHM/X2Q="], (text) =>
		toBase64(toUtf8(text), standardAlphabet, true),
	),
	conversion("base64.decode", "The text that a base64 text stands for.", ["aGVsbG8=", "hello"], (text) =>
		fromUtf8(fromBase64(text, standardAlphabet)),
	),
	builtin<[Value]>(
		{
			name: "base64.is_valid",
			group: "encoding",
			doc: "Whether a text is valid base64; false for anything that is no text.",
			args: [{ name: "x", type: string, accepts: any }],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'base64.is_valid("aGVsbG8=")', gives: "true" },
				{ call: 'base64.is_valid("aGVsbG8")', gives: "false" },
			],
		},
		(text, context) => {
			if (typeof text !== "string") return false;
			charge(text, context);
			try {
				fromBase64(text, standardAlphabet);
				return true;
			} catch (error) {
				if (error instanceof BuiltinError) return false;
				throw error;
			}
		},
	),
	conversion("base64url.encode", "The text in base64 for URLs.", ["subjects?_d", "c3ViamVjdHM_X2Q="], (text) =>
		toBase64(toUtf8(text), urlAlphabet, true),
	),
	conversion("base64url.encode_no_pad", "The text in base64 for URLs, without padding.", ["hello", "aGVsbG8"], (text) =>
		toBase64(toUtf8(text), urlAlphabet, false),
	),
	conversion(
		"base64url.decode",
		"The text that a base64 text for URLs stands for, with or without padding.",
		["aGVsbG8", "hello"],
		(text) => fromUtf8(fromBase64Url(text)),
	),
	conversion("hex.encode", "The bytes of a text as hexadecimal digits.", ["lorem", "6c6f72656d"], (text) =>
		toHex(toUtf8(text)),
	),
	conversion("hex.decode", "The text whose bytes are given as hexadecimal digits.", ["6c6f72656d", "lorem"], (text) =>
		fromUtf8(fromHex(text)),
	),
	conversion("urlquery.encode", "The text as part of a URL's query.", ["a=b+1 c", "a%3Db%2B1+c"], escapeQuery),
	conversion("urlquery.decode", "The text that part of a URL's query stands for.", ["a%3Db%2B1+c", "a=b+1 c"], (text) =>
		unescapePercent(text, true),
	),
	builtin<[PlainObject | RegoObject]>(
		{
			name: "urlquery.encode_object",
			group: "encoding",
			doc: "An object as a URL's query: a parameter for each value, in the order of keys.",
			args: [
				{
					name: "object",
					type: objectOf(string, union(string, arrayOf(string), setOf(string))),
				},
			],
			returns: { name: "y", type: string },
			examples: [{ call: 'urlquery.encode_object({"b": ["1", "2"], "a": "x y"})', gives: '"a=x+y&b=1&b=2"' }],
		},
		(object, context) => {
			const { keys, values } = keysAndValues(object);
			const parameters = keys.flatMap((key, at) =>
				parameterTexts(values[at]!).map((text) => `${escapeQuery(String(key))}=${escapeQuery(text)}`),
			);
			context.spend(parameters.length);
			return parameters.join("&");
		},
	),
	builtin<[string]>(
		{
			name: "urlquery.decode_object",
			group: "encoding",
			doc: "A URL's query as an object of parameter to all its values.",
			args: [{ name: "x", type: string }],
			returns: { name: "object", type: objectOf(string, arrayOf(string)) },
			examples: [{ call: 'urlquery.decode_object("a=1&b&a=2")', gives: '{"a": ["1", "2"], "b": [""]}' }],
		},
		(query, context) => {
			charge(query, context);
			const found = new Map<string, string[]>();
			for (const [name, text] of parameters(query)) {
				const texts = found.get(name);
				if (texts === undefined) found.set(name, [text]);
				else texts.push(text);
			}
			const object = new ObjectBuilder();
			for (const [name, texts] of found) object.set(name, texts);
			return object.finish();
		},
	),
];

function escapeQuery(text: string): string {
	return escapePercent(text, "-_.~", true);
}

function parameterTexts(value: Value): readonly string[] {
	if (typeof value === "string") return [value];
	const items = value instanceof RegoSet ? value.sorted() : isArray(value) ? value : undefined;
	if (!items?.every((item) => typeof item === "string")) {
		throw operandError(1, "values must be string, array[string], or set[string]");
	}
	return items;
}

/** The parameters of a query in order. The first mistake fails the call. */
function parameters(query: string): [name: string, text: string][] {
	const parts = query.split("&");
	if (parts.length > mostParameters) throw failure("number of URL query parameters exceeded limit");
	return parts
		.filter((part) => part !== "")
		.map((part) => {
			if (part.includes(";")) throw failure("invalid semicolon separator in query");
			const at = part.indexOf("=");
			const name = at === -1 ? part : part.slice(0, at);
			return [unescapePercent(name, true), at === -1 ? "" : unescapePercent(part.slice(at + 1), true)];
		});
}
