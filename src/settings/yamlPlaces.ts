/** Where things stand in a YAML text that was read, and what is wrong with its shape in words. */
import { type Document, isMap, isScalar, type Range } from "yaml";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { suggest } from "../text/suggest.ts";
import type { Path, ShapeFault } from "./checkShape.ts";

export interface Places {
	readonly source: Source;
	readonly document: Document;
}

/** A fault of shape other than an unknown key: its place, what to say and what to do. */
export function describeShape(
	fault: Exclude<ShapeFault, { readonly fault: "unknown-key" }>,
	places: Places,
): { readonly span: Span; readonly text: string; readonly hint?: string | undefined } {
	const span = valueSpan(places, fault.path);
	if (fault.fault === "missing") {
		const text = `\`${fault.key}\` is missing here`;
		return { span: firstLine(places.source, span), text, hint: `add \`${fault.key}: …\`` };
	}
	const where = fault.path.length === 0 ? "this file" : `\`${fault.path.join(".")}\``;
	const meant = fault.allowed === undefined ? undefined : suggest(places.source.slice(span), fault.allowed);
	const hint = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
	return { span: firstLine(places.source, span), text: `${where} must be ${fault.expected}`, hint };
}

/** What a parser's error points at, which often is a single character of a word. */
export function errorSpan({ source }: Places, [start, stop]: readonly [number, number]): Span {
	const word = /^[\w.-]*/.exec(source.text.slice(start, start + 80))?.[0].length ?? 0;
	return { start, end: Math.max(stop, start + word) };
}

export function valueSpan({ source, document }: Places, path: Path): Span {
	const node = path.length === 0 ? document.contents : document.getIn(path, true);
	return spanOf(node) ?? { start: 0, end: source.text.length };
}

export function keySpan(places: Places, path: Path): Span {
	const parent = path.length === 1 ? places.document.contents : places.document.getIn(path.slice(0, -1), true);
	const key = path.at(-1);
	const pair = isMap(parent)
		? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
		: undefined;
	return spanOf(pair?.key) ?? valueSpan(places, path);
}

function spanOf(node: unknown): Span | undefined {
	if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
	const range = node.range as Range | null | undefined;
	return range === null || range === undefined ? undefined : { start: range[0], end: range[1] };
}

function firstLine(source: Source, span: Span): Span {
	const end = source.text.indexOf("\n", span.start);
	return { start: span.start, end: end === -1 ? span.end : Math.min(span.end, end) };
}
