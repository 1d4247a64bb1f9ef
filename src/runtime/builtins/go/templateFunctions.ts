/** The functions that every Go template has. They throw Misuse; the run says where. Go docs: text/template, Functions. */
import { get, isArray, isNumber, isObject, sizeOf } from "../../values/access.ts";
import { numberText } from "../../values/exactNumber.ts";
import { goType } from "./formatArgument.ts";
import {
	argumentOf,
	format,
	GoNumber,
	type Item,
	int,
	isTrue,
	Misuse,
	printed,
	type TemplateFunction,
} from "./runTemplate.ts";
import { runCompare } from "./templateCompare.ts";

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/** Looks at how many arguments there are. */
function counted(
	name: string,
	least: number,
	most: number,
	run: TemplateFunction,
): readonly [string, TemplateFunction] {
	return [
		name,
		(args, context) => {
			if (args.length < least || args.length > most) {
				const want = most === Number.POSITIVE_INFINITY ? `at least ${least}` : String(least);
				throw new Misuse(`wrong number of args for ${name}: want ${want} got ${args.length}`, true);
			}
			return run(args, context);
		},
	];
}

/** The text of a data item that Go sees as one: strings, and numbers of the data. */
function textOf(item: Item): string | undefined {
	if (typeof item === "string") return item;
	if (item === undefined || item === null || item instanceof GoNumber) return undefined;
	return isNumber(item) ? numberText(item) : undefined;
}

/** As fmt.Sprint: a space between two arguments where neither is a string. */
function print(args: readonly Item[]): string {
	let text = "";
	args.forEach((arg, i) => {
		if (i > 0 && textOf(args[i - 1]) === undefined && textOf(arg) === undefined) text += " ";
		text += arg === undefined || arg === null ? "<nil>" : printed(arg);
	});
	return text;
}

const line = (args: readonly Item[]): string =>
	`${args.map((arg) => (arg === undefined || arg === null ? "<nil>" : printed(arg))).join(" ")}\n`;

function length(item: Item): Item {
	const text = textOf(item);
	if (text !== undefined) return int(utf8.encode(text).length);
	const size = item === undefined || item === null || item instanceof GoNumber ? undefined : sizeOf(item);
	if (item === undefined || item === null) throw new Misuse("len of nil pointer");
	if (size === undefined) throw new Misuse(`len of type ${goType(argumentOf(item))}`);
	return int(size);
}

function position(item: Item, limit: number): number {
	if (!(item instanceof GoNumber) || item.kind !== "int") {
		throw new Misuse(`cannot index slice/array with type ${goType(argumentOf(item))}`.replace("type <nil>", "nil"));
	}
	if (item.value < 0 || item.value > limit) throw new Misuse(`index out of range: ${item.value}`);
	return item.value;
}

function index(args: readonly Item[]): Item {
	let value = args[0];
	if (value === undefined || value === null) throw new Misuse("index of untyped nil");
	for (const key of args.slice(1)) {
		if (value === undefined || value === null) throw new Misuse("index of nil pointer");
		const text = textOf(value);
		if (text !== undefined) {
			const bytes = utf8.encode(text);
			value = int(bytes[position(key, bytes.length - 1)] as number);
		} else if (!(value instanceof GoNumber) && isArray(value)) value = value[position(key, value.length - 1)];
		else if (!(value instanceof GoNumber) && isObject(value)) {
			if (typeof key !== "string") {
				throw new Misuse(`value has type ${goType(argumentOf(key))}; should be string`);
			}
			value = get(value, key);
		} else throw new Misuse(`can't index item of type ${goType(argumentOf(value))}`);
	}
	return value;
}

function slice(args: readonly Item[]): Item {
	const [value] = args;
	const text = textOf(value);
	if (text !== undefined) {
		if (args.length > 3) throw new Misuse("cannot 3-index slice a string");
		const bytes = utf8.encode(text);
		const [from, to] = bounds(args, bytes.length);
		return fromUtf8.decode(bytes.subarray(from, to));
	}
	if (value === undefined || value === null) throw new Misuse("slice of untyped nil");
	if (value instanceof GoNumber || !isArray(value))
		throw new Misuse(`can't slice item of type ${goType(argumentOf(value))}`);
	const [from, to] = bounds(args, value.length);
	return value.slice(from, to);
}

function bounds(args: readonly Item[], limit: number): readonly [number, number] {
	const from = args.length > 1 ? position(args[1], limit) : 0;
	const to = args.length > 2 ? position(args[2], limit) : limit;
	if (from > to) throw new Misuse(`invalid slice index: ${from} > ${to}`);
	return [from, to];
}

const html: Readonly<Record<string, string>> = {
	"\0": "\ufffd",
	'"': "&#34;",
	"'": "&#39;",
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
};

function scriptEscape(character: string): string {
	if (character === "\\" || character === "'" || character === '"') return `\\${character}`;
	const code = character.charCodeAt(0);
	return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Go's url.QueryEscape, which lets fewer characters be than encodeURIComponent does. */
const queryEscape = (text: string): string =>
	encodeURIComponent(text)
		.replaceAll("%20", "+")
		.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const many = Number.POSITIVE_INFINITY;

export const templateFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
	// The run looks at the arguments of these two itself, one by one.
	["and", ([first]: readonly Item[]) => first] as const,
	["or", ([first]: readonly Item[]) => first] as const,
	counted("not", 1, 1, ([value]) => !isTrue(value)),
	counted("len", 1, 1, ([value]) => length(value)),
	counted("index", 1, many, index),
	counted("slice", 1, 4, slice),
	["print", print] as const,
	["println", line] as const,
	counted("printf", 1, many, ([text, ...args], context) => {
		const pattern = textOf(text);
		if (pattern === undefined) throw new Misuse(`expected string; found ${printed(text)}`, true);
		return format(pattern, args, context);
	}),
	["html", (args: readonly Item[]) => print(args).replace(/[\0"'&<>]/g, (c) => html[c] as string)] as const,
	[
		"js",
		// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped
		(args: readonly Item[]) => print(args).replace(/[\\'"<>&=\u0000-\u001f\u007f-\u00a0\u2028\u2029]/g, scriptEscape),
	] as const,
	["urlquery", (args: readonly Item[]) => queryEscape(print(args))] as const,
	counted("eq", 1, many, (args) => runCompare("eq", args)),
	counted("ne", 2, 2, (args) => runCompare("ne", args)),
	counted("lt", 2, 2, (args) => runCompare("lt", args)),
	counted("le", 2, 2, (args) => runCompare("le", args)),
	counted("gt", 2, 2, (args) => runCompare("gt", args)),
	counted("ge", 2, 2, (args) => runCompare("ge", args)),
]);
