/** Fills in Go templates from values. Numbers of the data are texts to Go (`json.Number`), literals are ints and floats. */
import { get, isArray, isNumber, isObject, sortedKeys } from "../../values/access.ts";
import { numberText } from "../../values/exactNumber.ts";
import type { Value } from "../../values/value.ts";
import { type BuiltinContext, type BuiltinError, failure } from "../builtin.ts";
import { type GoArgument, goType } from "./formatArgument.ts";
import { formatFloat, SHORTEST } from "./formatFloat.ts";
import { sprintf } from "./sprintf.ts";
import type { Command, Part, Pipe, Template, Word } from "./templateTree.ts";

/** A number that the template made, not the data. */
export class GoNumber {
	readonly kind: "int" | "float";
	readonly value: number;

	constructor(kind: "int" | "float", value: number) {
		this.kind = kind;
		this.value = value;
	}
}

/** What a template computes with; undefined is Go's missing value, null its nil. */
export type Item = Value | GoNumber | undefined;

/** What was wrong with a call: thrown by a function, which doesn't know where in the template it was called. */
export class Misuse {
	readonly message: string;
	/** True where the call itself was wrong, not what the function made of it. */
	readonly byCaller: boolean;

	constructor(message: string, byCaller = false) {
		this.message = message;
		this.byCaller = byCaller;
	}
}

/** A function that templates may call. @throws Misuse */
export type TemplateFunction = (args: readonly Item[], context: BuiltinContext) => Item;

/** Templates calling templates: no deeper than this. */
const DEEPEST = 100;

class Stop {
	readonly kind: "break" | "continue";

	constructor(kind: "break" | "continue") {
		this.kind = kind;
	}
}

/** The text that a template makes of data. */
export function runTemplate(
	template: Template,
	data: Value,
	functions: ReadonlyMap<string, TemplateFunction>,
	context: BuiltinContext,
): string {
	const run = new Run(template, functions, context);
	run.parts(template.parts, data);
	return run.output;
}

class Run {
	output = "";
	readonly #template: Template;
	readonly #functions: ReadonlyMap<string, TemplateFunction>;
	readonly #context: BuiltinContext;
	#variables: { readonly name: string; value: Item }[] = [];
	#depth = 0;

	constructor(template: Template, functions: ReadonlyMap<string, TemplateFunction>, context: BuiltinContext) {
		this.#template = template;
		this.#functions = functions;
		this.#context = context;
	}

	parts(parts: readonly Part[], data: Item): void {
		this.#variables.push({ name: "$", value: data });
		this.#all(parts, data);
	}

	#all(parts: readonly Part[], dot: Item): void {
		for (const part of parts) {
			this.#context.spend(1);
			this.#part(part, dot);
		}
	}

	#write(text: string): void {
		this.#context.spend(text.length / 16);
		this.output += text;
	}

	#part(part: Part, dot: Item): void {
		switch (part.kind) {
			case "text":
				this.#write(part.text);
				return;
			case "output": {
				const value = this.#pipe(part.pipe, dot);
				if (part.pipe.variables.length === 0) this.#write(printed(value));
				return;
			}
			case "if":
			case "with":
				this.#scoped(() => {
					const value = this.#pipe(part.pipe, dot);
					if (isTrue(value)) this.#all(part.body, part.kind === "with" ? value : dot);
					else this.#all(part.otherwise, dot);
				});
				return;
			case "range":
				this.#scoped(() => this.#range(part.pipe, part.body, part.otherwise, dot));
				return;
			case "template":
				this.#call(part, dot);
				return;
			default:
				throw new Stop(part.kind);
		}
	}

	#scoped(run: () => void): void {
		const known = this.#variables.length;
		run();
		this.#variables.length = known;
	}

	#range(pipe: Pipe, body: readonly Part[], otherwise: readonly Part[], dot: Item): void {
		const over = this.#pipe({ ...pipe, variables: [] }, dot);
		const members = this.#members(over, pipe);
		if (members.length === 0) {
			this.#all(otherwise, dot);
			return;
		}
		for (const [key, value] of members) {
			const known = this.#variables.length;
			this.#bind(pipe, key, value);
			try {
				this.#all(body, value);
			} catch (stop) {
				if (!(stop instanceof Stop)) throw stop;
				if (stop.kind === "break") return;
			} finally {
				this.#variables.length = known;
			}
		}
	}

	#members(over: Item, pipe: Pipe): readonly (readonly [Item, Item])[] {
		if (over === undefined || over === null) return [];
		if (over instanceof GoNumber && over.kind === "int") {
			this.#context.spend(over.value);
			return Array.from({ length: Math.max(0, over.value) }, (_, i) => [int(i), int(i)] as const);
		}
		if (!(over instanceof GoNumber) && isArray(over)) return over.map((item, i) => [int(i), item] as const);
		if (!(over instanceof GoNumber) && isObject(over)) {
			return sortedKeys(over).map((key) => [key, get(over, key)] as const);
		}
		const [command] = pipe.commands;
		throw this.#error(pipe.at, command?.text ?? "", `range can't iterate over ${printed(over)}`);
	}

	/** Gives the variables of a range what it has come to: the value alone, or key and value. */
	#bind({ variables, assigns }: Pipe, key: Item, value: Item): void {
		const values = variables.length === 2 ? [key, value] : [value];
		variables.forEach((name, i) => {
			if (assigns) this.#assign(name, values[i]);
			else this.#variables.push({ name, value: values[i] });
		});
	}

	#assign(name: string, value: Item): void {
		const known = this.#variables.findLast((variable) => variable.name === name);
		if (known !== undefined) known.value = value;
	}

	#call({ name, pipe, at }: Part & { readonly kind: "template" }, dot: Item): void {
		const parts = this.#template.named.get(name);
		const shown = `{{template ${JSON.stringify(name)}${pipe === undefined ? "" : ` ${pipe.commands[0]?.text}`}}}`;
		if (parts === undefined) throw this.#error(at, shown, `template ${JSON.stringify(name)} not defined`);
		if (++this.#depth > DEEPEST) throw this.#error(at, shown, `exceeded maximum template depth (${DEEPEST})`);
		const data = pipe === undefined ? undefined : this.#pipe(pipe, dot);
		const variables = this.#variables;
		this.#variables = [{ name: "$", value: data }];
		this.#all(parts, data);
		this.#variables = variables;
		this.#depth--;
	}

	#pipe(pipe: Pipe, dot: Item): Item {
		let value: Item;
		pipe.commands.forEach((command, i) => {
			value = this.#command(command, dot, i === 0 ? [] : [value]);
		});
		for (const name of pipe.variables) {
			if (pipe.assigns) this.#assign(name, value);
			else this.#variables.push({ name, value });
		}
		return value;
	}

	#command(command: Command, dot: Item, last: readonly Item[]): Item {
		const [first, ...others] = command.words as [Word, ...Word[]];
		if (first.kind === "function") return this.#function(first.name, command, others, dot, last);
		if (others.length > 0 || last.length > 0) {
			const shown = this.#shown(first);
			if (first.kind === "field" || first.kind === "variable" || first.kind === "chain") {
				const name = (first.fields.at(-1) ?? shown).toString();
				throw this.#error(first.at, shown, `${name} is not a method but has arguments`);
			}
			throw this.#error(command.at, command.text, `can't give argument to non-function ${shown}`);
		}
		if (first.kind === "nil") throw this.#error(command.at, command.text, "nil is not a command");
		return this.#word(first, dot);
	}

	#function(name: string, command: Command, words: readonly Word[], dot: Item, last: readonly Item[]): Item {
		// These two look at no more of their arguments than they need.
		if (name === "and" || name === "or") return this.#shortCut(name, command, words, dot, last);
		const args = [...words.map((word) => this.#word(word, dot)), ...last];
		this.#context.spend(1 + args.length);
		try {
			return (this.#functions.get(name) as TemplateFunction)(args, this.#context);
		} catch (problem) {
			if (!(problem instanceof Misuse)) throw problem;
			const { message, byCaller } = problem;
			throw this.#error(command.at, command.text, byCaller ? message : `error calling ${name}: ${message}`);
		}
	}

	#shortCut(name: "and" | "or", command: Command, words: readonly Word[], dot: Item, last: readonly Item[]): Item {
		if (words.length + last.length === 0) {
			const problem = `wrong number of args for ${name}: want at least 1 got 0`;
			throw this.#error(command.at, command.text, problem);
		}
		let value: Item;
		for (const word of words) {
			value = this.#word(word, dot);
			if (isTrue(value) === (name === "or")) return value;
		}
		return last.length > 0 ? last[0] : value;
	}

	#word(word: Word, dot: Item): Item {
		switch (word.kind) {
			case "dot":
				return dot;
			case "nil":
				return null;
			case "field":
				return this.#fields(dot, word.fields, word);
			case "variable": {
				const known = this.#variables.findLast(({ name }) => name === word.name);
				return this.#fields(known?.value, word.fields, word);
			}
			case "chain":
				return this.#fields(this.#pipe(word.pipe, dot), word.fields, word);
			case "string":
			case "boolean":
				return word.value;
			case "integer":
				return int(Number(word.value));
			case "float":
				return new GoNumber("float", word.value);
			case "function":
				return this.#function(word.name, { at: word.at, words: [word], text: word.name }, [], dot, []);
		}
	}

	#fields(from: Item, fields: readonly string[], word: Word): Item {
		let value = from;
		for (const field of fields) {
			if (value === undefined) return undefined;
			if (value === null) {
				throw this.#error(word.at, this.#shown(word), `nil pointer evaluating interface {}.${field}`);
			}
			if (value instanceof GoNumber || !isObject(value)) {
				const type = value instanceof GoNumber ? goType(argumentOf(value)) : "interface {}";
				throw this.#error(word.at, this.#shown(word), `can't evaluate field ${field} in type ${type}`);
			}
			value = get(value, field);
		}
		return value;
	}

	#shown(word: Word): string {
		switch (word.kind) {
			case "field":
				return word.fields.map((field) => `.${field}`).join("");
			case "variable":
				return word.name + word.fields.map((field) => `.${field}`).join("");
			case "chain":
				return `(${word.pipe.commands.map(({ text }) => text).join(" | ")})${word.fields.map((field) => `.${field}`).join("")}`;
			case "string":
				return JSON.stringify(word.value);
			case "dot":
				return ".";
			case "nil":
				return "nil";
			case "function":
				return word.name;
			default:
				return String(word.value);
		}
	}

	#error(at: number, shown: string, message: string): BuiltinError {
		const before = this.#template.text.slice(0, at);
		const line = before.split("\n").length;
		const column = utf8.encode(before.slice(before.lastIndexOf("\n") + 1)).length;
		const context = shown.length > 20 ? `${shown.slice(0, 20)}...` : shown;
		return failure(`template: template:${line}:${column}: executing "template" at <${context}>: ${message}`);
	}
}

const utf8 = new TextEncoder();

export const int = (value: number): GoNumber => new GoNumber("int", value);

/** What `if` takes for true: anything there is that isn't empty or zero. The number 0 of the data is a text, so true. */
export function isTrue(value: Item): boolean {
	if (value === undefined || value === null) return false;
	if (value instanceof GoNumber) return value.value !== 0;
	if (typeof value === "string") return value !== "";
	if (typeof value === "boolean") return value;
	if (isArray(value)) return value.length > 0;
	return isObject(value) ? sortedKeys(value).length > 0 : true;
}

/** The text that an item prints as. */
export function printed(value: Item): string {
	return value === undefined || value === null ? "<no value>" : inner(value);
}

function inner(value: Exclude<Item, undefined>): string {
	if (value === null) return "<nil>";
	if (typeof value === "string") return value;
	if (typeof value === "boolean") return String(value);
	if (value instanceof GoNumber) {
		return value.kind === "int" ? String(value.value) : formatFloat(value.value, "g", SHORTEST);
	}
	if (isNumber(value)) return numberText(value);
	if (isArray(value)) return `[${value.map(inner).join(" ")}]`;
	if (!isObject(value)) return "";
	return `map[${sortedKeys(value)
		.map((key) => `${key as string}:${inner(get(value, key) as Value)}`)
		.join(" ")}]`;
}

/** An item as an argument of Go's fmt. */
export function argumentOf(value: Item): GoArgument {
	if (value === undefined || value === null) return { kind: "nil" };
	if (typeof value === "string") return { kind: "string", value };
	if (typeof value === "boolean") return { kind: "bool", value };
	if (value instanceof GoNumber) {
		return value.kind === "int"
			? { kind: "int", value: BigInt(value.value), type: "int" }
			: { kind: "float", value: value.value };
	}
	if (isNumber(value)) return { kind: "string", value: numberText(value), type: "json.Number" };
	const type = isArray(value) ? "[]interface {}" : "map[string]interface {}";
	return { kind: "string", value: inner(value), type };
}

/** Formats items with Go's fmt. */
export function format(text: string, args: readonly Item[], context: BuiltinContext): string {
	return sprintf(text, args.map(argumentOf), context.spend);
}
