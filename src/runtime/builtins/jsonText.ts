/** Values to JSON text and back. OPA: topdown/encoding.go. */
import { any, boolean, type Field, string, type Type } from "../types.ts";
import { keysAndValues } from "../values/access.ts";
import { htmlSafe, isJson, JsonError, parseJson, toJson } from "../values/json.ts";
import { quote } from "../values/quote.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { toRegoText } from "../values/regoText.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, builtin, failure, operandError } from "./builtin.ts";

/** JSON as Go writes it. */
export function marshal(value: Value, indent = ""): string {
	return htmlSafe(toJson(value, indent));
}

/** JSON text to a value. Throws BuiltinError in the words of Go's stream decoder. */
export function unmarshal(text: string): Value {
	try {
		return parseJson(text);
	} catch (error) {
		if (error instanceof JsonError) throw failure(goMessage(error, text));
		throw error;
	}
}

/** Go's stream decoder, which OPA uses here, words some errors otherwise than Go's plain one. */
function goMessage({ kind, message, offset }: JsonError, text: string): string {
	if (kind === "end") return /^[ \t\r\n]*$/.test(text) ? "EOF" : "unexpected EOF";
	if (kind !== "trailing") return message;
	const token = /^(?:[[{]|"[^"\\]*"|true|false|null|-?[0-9.eE+-]+)/.exec(text.slice(offset))?.[0];
	if (token === undefined) return message.replace(/after top-level value$/, "looking for beginning of value");
	return `error: invalid character '${token.replaceAll('"', "")}' after top-level value`;
}

interface Layout {
	readonly pretty: boolean;
	readonly prefix: string;
	readonly indent: string;
}

function layoutOf(options: PlainObject | RegoObject): Layout {
	let prefix = "";
	let indent = "\t";
	let pretty: boolean | undefined;
	const { keys, values } = keysAndValues(options);
	keys.forEach((key, i) => {
		const value = values[i] as Value;
		if (typeof key !== "string") {
			const reason = `operand ${i} must be string but got ${typeName(key)}`;
			throw operandError(2, `failed to stringify key ${toRegoText(key)} at index ${i}: ${reason}`);
		}
		switch (key) {
			case "prefix":
			case "indent":
				if (typeof value !== "string") {
					const reason = `operand ${i} must be string but got ${typeName(value)}`;
					throw operandError(2, `key ${quote(key)} failed cast to string: ${reason}`);
				}
				if (key === "prefix") prefix = value;
				else indent = value;
				break;
			case "pretty":
				if (typeof value !== "boolean") throw operandError(2, `key ${quote(key)} failed cast to bool`);
				pretty = value;
				break;
			default:
				throw operandError(2, `object contained unknown key ${quote(key)}`);
		}
	});
	const chosen = keys.includes("prefix") || keys.includes("indent");
	return { pretty: pretty ?? chosen, prefix, indent };
}

function marshalWith(value: Value, { pretty, prefix, indent }: Layout): string {
	if (!pretty) return marshal(value);
	// A line break can't stand in a JSON string as it is, so those there are all come from the layout.
	const text = indent === "" ? linesWithoutIndent(value) : marshal(value, indent);
	return prefix + text.replaceAll("\n", `\n${prefix}`);
}

/** One member a line, all at the margin. */
function linesWithoutIndent(value: Value): string {
	return marshal(value, "\t").replace(/\n\t+/g, "\n");
}

const option = (type: Type, doc: string): Field => ({ type, optional: true, doc });
const options: Type = {
	kind: "object",
	fields: new Map([
		["indent", option(string, "What each level is indented by: a tab unless given.")],
		["prefix", option(string, "What every line starts with.")],
		["pretty", option(boolean, "Whether to write one member a line: true where one of the others is given.")],
	]),
	rest: { key: string, value: any },
};

export const jsonText: readonly Builtin[] = [
	builtin<[Value]>(
		{
			name: "json.marshal",
			group: "encoding",
			doc: "A value as JSON text: keys sorted, sets as arrays.",
			args: [{ name: "x", type: any }],
			returns: { name: "y", type: string },
			examples: [
				{ call: 'json.marshal({"b": {2, 1}, "a": null})', gives: '`{"a":null,"b":[1,2]}`' },
				{ call: 'json.marshal("<")', gives: '`"\\u003c"`' },
			],
		},
		(x, context) => {
			const text = marshal(x);
			context.spend(text.length / 16);
			return text;
		},
	),
	builtin<[Value, PlainObject | RegoObject]>(
		{
			name: "json.marshal_with_options",
			group: "encoding",
			doc: "A value as JSON text in a chosen layout.",
			args: [
				{ name: "x", type: any },
				{ name: "opts", type: options },
			],
			returns: { name: "y", type: string },
			examples: [
				{ call: 'json.marshal_with_options([1], {"indent": "  "})', gives: '"[\\n  1\\n]"' },
				{ call: 'json.marshal_with_options([1], {"pretty": false})', gives: '"[1]"' },
				{ call: 'json.marshal_with_options([1], {"colour": true})' },
			],
		},
		(x, opts, context) => {
			const text = marshalWith(x, layoutOf(opts));
			context.spend(text.length / 16);
			return text;
		},
	),
	builtin<[string]>(
		{
			name: "json.unmarshal",
			group: "encoding",
			doc: "The value that a JSON text says.",
			args: [{ name: "x", type: string }],
			returns: { name: "y", type: any },
			examples: [
				{ call: 'json.unmarshal(`{"a": [1.0, null]}`)', gives: '{"a": [1.0, null]}' },
				{ call: 'json.unmarshal("{")' },
			],
		},
		(x, context) => {
			context.spend(x.length / 16);
			return unmarshal(x);
		},
	),
	builtin<[Value]>(
		{
			name: "json.is_valid",
			group: "encoding",
			doc: "Whether a string is JSON.",
			args: [{ name: "x", type: string, accepts: any }],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'json.is_valid("[1, 2]")', gives: "true" },
				{ call: 'json.is_valid("[1, 2")', gives: "false" },
			],
		},
		(x, context) => {
			if (typeof x !== "string") return false;
			context.spend(x.length / 16);
			return isJson(x);
		},
	),
];
