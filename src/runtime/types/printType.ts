/** Types as people read them: `array[string]`, `object{name: string, tag?: string}`, `set[number]`, `"a" | "b"`. */
import type { ArrayType, ObjectType, Type } from "../types.ts";
import { expand } from "./expand.ts";

/** How much is shown. */
export interface PrintOptions {
	/** Objects below this depth are `object{…}`; 0 hides all fields. Default: everything, names standing for themselves. */
	readonly depth?: number;
	/** So many fields or strings are shown, then `…`. Default: all. */
	readonly most?: number;
}

/** What messages print: one level, a few names. */
export const brief: PrintOptions = { depth: 0, most: 6 };

/** One line. Two types print the same only if they are the same, unless `options` leave something out. */
export function printType(type: Type, options: PrintOptions = {}): string {
	switch (type.kind) {
		case "any":
		case "null":
		case "boolean":
		case "number":
			return type.kind;
		case "string":
			if (type.values === undefined || type.values.length > (options.most ?? type.values.length)) return "string";
			return type.values.map((value) => JSON.stringify(value)).join(" | ");
		case "named":
			return options.depth === undefined ? type.name : printType(expand(type), options);
		case "union":
			return type.of.length === 0 ? "never" : type.of.map((member) => printType(member, options)).join(" | ");
		case "array":
			return printArray(type, options);
		case "set":
			return `set[${isNever(type.of) ? "" : printType(type.of, options)}]`;
		case "object":
			return printObject(type, options);
	}
}

function printArray({ items, rest }: ArrayType, options: PrintOptions): string {
	if (items.length === 0) return rest === undefined ? "array[]" : `array[${printType(rest, options)}]`;
	const parts = items.map((item) => printType(item, options));
	if (rest !== undefined) parts.push(`…${printType(rest, options)}`);
	return `[${shorten(parts, options).join(", ")}]`;
}

function printObject({ fields, rest }: ObjectType, options: PrintOptions): string {
	if (fields.size === 0 && rest !== undefined)
		return `object[${printType(rest.key, options)}, ${printType(rest.value, options)}]`;
	if (fields.size === 0) return "object{}";
	if (options.depth !== undefined && options.depth <= 0) return "object{…}";
	const inner = options.depth === undefined ? options : { ...options, depth: options.depth - 1 };
	const parts = [...fields].map(
		([name, field]) => `${printName(name)}${field.optional ? "?" : ""}: ${printType(field.type, inner)}`,
	);
	if (rest !== undefined) parts.push(`[${printType(rest.key, inner)}]: ${printType(rest.value, inner)}`);
	return `object{${shorten(parts, options).join(", ")}}`;
}

function shorten(parts: readonly string[], { most }: PrintOptions): readonly string[] {
	return most === undefined || parts.length <= most ? parts : [...parts.slice(0, most), "…"];
}

const printName = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name));

const isNever = (type: Type): boolean => type.kind === "union" && type.of.length === 0;
