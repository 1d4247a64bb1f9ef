/** Small values as YAML or JSON text, for edits: `write` on one line, `writeBlock` over several. Quotes only where they are needed. */
import { isArray, sortedKeys } from "../../runtime/values/access.ts";
import { toJson } from "../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { asObject } from "../fields.ts";
import type { Dialect } from "./plainScalar.ts";
import { plainScalar } from "./plainScalar.ts";

export interface Style {
	/** JSON has its keys and texts in double quotes. */
	readonly json: boolean;
	readonly dialect: Dialect;
}

// Starts that mean something in YAML, and the two marks that end a plain scalar or mean something within one.
const special = /^[\s\-?:,[\]{}#&*!|>'"%@`]|:(?:\s|$)|\s#|\s$|[\n\r\t,[\]{}]/;
const safeAfterDash = /^-[^\s-]/;

/** A text as a scalar: plain where it reads back as the same text. */
export function writeText(text: string, { json, dialect }: Style): string {
	const plain = !json && (!special.test(text) || (safeAfterDash.test(text) && !special.test(text.slice(1))));
	return plain && plainScalar(text, dialect) === text && isPrintable(text) ? text : toJson(text);
}

function isPrintable(text: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
	return !/[\u0000-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/.test(text);
}

/** A value on one line. */
export function write(value: Value, style: Style): string {
	if (typeof value === "string") return writeText(value, style);
	if (isArray(value)) return `[${value.map((item) => write(item, style)).join(", ")}]`;
	const object = asObject(value);
	if (object === undefined) return toJson(value);
	const members = keysOf(object).map((key) => `${writeText(key, style)}: ${write(object[key] as Value, style)}`);
	if (members.length === 0) return "{}";
	return style.json ? `{${members.join(", ")}}` : `{ ${members.join(", ")} }`;
}

/** A value behind a key or dash: on the same line for scalars and what is empty, on lines of its own for the rest. */
export function writeBlock(value: Value, indent: string, step: string, style: Style): string {
	if (isArray(value) && value.length > 0)
		return `\n${value.map((item) => `${indent}-${writeItem(item, indent, step, style)}`).join("\n")}`;
	const object = asObject(value);
	if (object === undefined || keysOf(object).length === 0) return ` ${write(value, style)}`;
	return `\n${writeMembers(object, indent, step, style)}`;
}

/** The members of a mapping, each on lines of its own, all with the same indent. */
export function writeMembers(object: PlainObject, indent: string, step: string, style: Style): string {
	return keysOf(object)
		.map((key) => `${indent}${writeText(key, style)}:${writeBlock(object[key] as Value, indent + step, step, style)}`)
		.join("\n");
}

/** What stands behind an item's dash. */
export function writeItem(item: Value, indent: string, step: string, style: Style): string {
	const object = asObject(item);
	if (object === undefined || keysOf(object).length === 0) return writeBlock(item, `${indent}  `, step, style);
	return ` ${writeMembers(object, `${indent}  `, step, style).trimStart()}`;
}

function keysOf(object: PlainObject): string[] {
	return sortedKeys(object) as string[];
}
