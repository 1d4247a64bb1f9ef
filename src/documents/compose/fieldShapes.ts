/**
 * The shapes that fields of a compose file can have: for each, how what is written becomes the one shape that policies see, and the
 * JSON Schema of that. What doesn't fit a shape is left out: compose refuses it. Knows no field by name.
 */
import type { Value } from "../../runtime/values/value.ts";
import type { JsonSchema } from "../document.ts";
import {
	anything,
	closed,
	flag as flagSchema,
	listOf,
	mapOf,
	open,
	text as textSchema,
	integer as wholeNumber,
} from "../jsonSchema.ts";
import { implied, listNode, type MapNode, mapNode, type Node, partOf, type ScalarNode, textOf } from "./composeNode.ts";
import { splitWords } from "./splitWords.ts";

/** A field: what is written, as policies see it; undefined where it doesn't fit. */
export interface Shape {
	readonly schema: JsonSchema;
	read(node: Node): Node | undefined;
}

export type Shapes = Readonly<Record<string, Shape>>;

/** A text; numbers and switches are taken as text, as compose does. */
export const text = (description: string): Shape => ({ schema: textSchema(description), read: asText });

export function asText(node: Node): ScalarNode | undefined {
	const value = textOf(node);
	return node.kind !== "scalar" || value === undefined ? undefined : { ...node, value };
}

const switches: Readonly<Record<string, boolean>> = {
	true: true,
	yes: true,
	y: true,
	on: true,
	false: false,
	no: false,
	n: false,
	off: false,
};

/** `yes` and `on` too: older files have them. */
export const flag = (description: string): Shape => ({
	schema: flagSchema(description),
	read(node) {
		const value = textOf(node)?.toLowerCase();
		if (node.kind !== "scalar" || value === undefined) return undefined;
		if (node.needs.length > 0) return node;
		return Object.hasOwn(switches, value) ? { ...node, value: switches[value] as boolean } : undefined;
	},
});

export const integer = (description: string): Shape => ({ schema: wholeNumber(description), read: asInteger });

export function asInteger(node: Node): ScalarNode | undefined {
	const value = textOf(node);
	if (node.kind !== "scalar" || value === undefined) return undefined;
	if (node.needs.length > 0) return node;
	return /^[-+]?\d{1,15}$/.test(value) ? { ...node, value: Number(value) } : undefined;
}

/** Anything, as written. */
export const raw = (description: string): Shape => ({ schema: anything(description), read: (node) => node });

/** A list of texts; one alone is a list of one. */
export const texts = (description: string): Shape => ({ schema: listOf(textSchema(), description), read: asTexts });

function asTexts(node: Node): Node | undefined {
	if (node.kind === "map") return undefined;
	if (node.kind === "list") return { ...node, items: node.items.flatMap((item) => asText(item) ?? []) };
	const one = asText(node);
	return one === undefined ? undefined : listNode([one], node.origin);
}

/** A command: a list of words, or a text that compose cuts into words. */
export const words = (description: string): Shape => ({
	schema: closed(
		{ text: textSchema("As written; words of a list with blanks between."), words: listOf(textSchema(), "The words.") },
		description,
	),
	read(node) {
		if (node.kind === "map") return undefined;
		const list: readonly ScalarNode[] =
			node.kind === "list" ? node.items.flatMap((item) => asText(item) ?? []) : splitWords(node);
		if (node.kind === "scalar" && textOf(node) === undefined) return undefined;
		const written = node.kind === "list" ? list.map((word) => word.written).join(" ") : node.written;
		const entries = [
			["text", implied(written, node.origin)],
			["words", { ...listNode(list, node.origin), merge: "replace" }],
		] as const;
		return { ...mapNode(entries, node.origin), whole: true, ...(node.tag === undefined ? {} : { tag: node.tag }) };
	},
});

/** `NAME: value` or a list of `NAME=value`. */
function readPairs(
	node: Node,
	value: (given: ScalarNode | undefined, entry: Node) => Node | undefined,
): Node | undefined {
	if (node.kind === "scalar") return undefined;
	const tag = node.tag === undefined ? {} : { tag: node.tag };
	const entries =
		node.kind === "map"
			? [...node.entries].map(([name, item]) => [name, value(asText(item), item)] as const)
			: node.items.flatMap((item) => {
					const written = textOf(item);
					if (item.kind !== "scalar" || written === undefined) return [];
					const mark = written.indexOf("=");
					const name = mark === -1 ? written : written.slice(0, mark);
					return [[name, value(mark === -1 ? undefined : valueBehind(item, mark), item)] as const];
				});
	return { ...mapNode(entries, node.origin), ...tag };
}

function valueBehind(item: ScalarNode, mark: number): ScalarNode {
	const part = partOf(item, mark + 1, (textOf(item) ?? "").length);
	// What is written of the value alone, also where variables changed the length of it.
	return { ...part, written: item.written.slice(item.written.indexOf("=") + 1) };
}

/** Texts by name, written as a map or as a list. */
export const pairs = (description: string): Shape => ({
	schema: mapOf(textSchema(), description),
	read: (node) => readPairs(node, (given, entry) => given ?? implied("", entry.origin)),
});

/** Variables by name: what they are, and what is written, for a secret is a matter of what is written. */
export const variables = (description: string): Shape => ({
	schema: mapOf(
		closed({
			"value?": textSchema(
				"The value, variables filled in. Absent where whoever runs it passes it on from the environment.",
			),
			"text?": textSchema("What is written for a value, variables as they stand."),
		}),
		description,
	),
	read: (node) =>
		readPairs(node, (given, entry) => {
			const parts =
				given === undefined
					? []
					: ([
							["value", given],
							["text", implied(given.written, given.origin)],
						] as const);
			const tag = entry.tag === undefined ? {} : { tag: entry.tag };
			return { ...mapNode(parts, entry.origin), whole: true, ...tag };
		}),
});

/** What is known of an object's fields; others are kept as they are written. */
export const object = (
	description: string,
	fields: Shapes,
	short?: (scalar: ScalarNode) => MapNode | undefined,
): Shape => ({
	schema: open(optional(fields), description),
	read: (node) => (node.kind === "scalar" ? short?.(node) : node.kind === "map" ? readFields(node, fields) : undefined),
});

/** A list of objects, each of which may be written short. `key` says which of them are the same thing, `implies` what a long one needn't say. */
export const objects = (
	description: string,
	fields: Shapes,
	short: (scalar: ScalarNode) => MapNode | undefined,
	key?: (item: Node) => string,
	implies: Readonly<Record<string, Value>> = {},
): Shape => ({
	schema: listOf(open(optional(fields)), description),
	read(node) {
		const items = node.kind === "list" ? node.items : [node];
		const read = items.flatMap((item) => {
			if (item.kind === "list") return [];
			if (item.kind === "scalar") return short(item) ?? [];
			const long = readFields(item, fields);
			const unsaid = Object.entries(implies).filter(([name]) => !long.entries.has(name));
			const added = unsaid.map(([name, value]) => [name, implied(value, item.origin)] as const);
			return { ...long, entries: new Map([...long.entries, ...added]) };
		});
		const tag = node.tag === undefined ? {} : { tag: node.tag };
		return { ...listNode(read, node.origin), ...(key === undefined ? {} : { merge: key }), ...tag };
	},
});

/** Objects by name; a list of names stands for objects that say no more. */
export const named = (description: string, fields: Shapes, implies: Readonly<Record<string, string>> = {}): Shape => ({
	schema: mapOf(open(optional(fields)), description),
	read(node) {
		if (node.kind === "scalar") return undefined;
		const bare = ({ origin }: Node): MapNode =>
			mapNode(
				Object.entries(implies).map(([key, value]) => [key, implied(value, origin)]),
				origin,
			);
		const entries =
			node.kind === "map"
				? [...node.entries].map(
						([name, item]) =>
							[
								name,
								item.kind === "map" ? readFields(item, fields) : { ...bare(item), ...(item.tag && { tag: item.tag }) },
							] as const,
					)
				: node.items.map((item) => [textOf(item) ?? "", bare(item)] as const);
		return { ...mapNode(entries, node.origin), ...(node.tag === undefined ? {} : { tag: node.tag }) };
	},
});

/** A map's fields in their shapes. What is to be taken away needs no shape. */
export function readFields(node: MapNode, fields: Shapes): MapNode {
	const entries = [...node.entries].map(([key, value]) => {
		const shape = Object.hasOwn(fields, key) ? fields[key] : undefined;
		return [key, shape === undefined || value.tag === "reset" ? value : tagged(shape.read(value), value)] as const;
	});
	return { ...mapNode(entries, node.origin), ...(node.tag === undefined ? {} : { tag: node.tag }) };
}

function tagged(read: Node | undefined, { tag }: Node): Node | undefined {
	return read === undefined || tag === undefined ? read : { ...read, tag };
}

export const optional = (fields: Shapes): Readonly<Record<string, JsonSchema>> =>
	Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [`${name}?`, schema]));
