/**
 * Where the nodes of one YAML document stand: a tree of spans, made from the parser's events when somebody asks for a place.
 * Offsets are those of the text that was parsed. Must not say what a node means: buildValue.ts does.
 */
import {
	type AliasEvent,
	COLLECTION_STYLE,
	EVENT_ID,
	type Event,
	getScalarValue,
	type MappingEvent,
	SCALAR_STYLE,
	type ScalarEvent,
	type SequenceEvent,
} from "js-yaml";
import { ExactNumber } from "../../runtime/values/exactNumber.ts";
import type { Span } from "../../text/span.ts";
import { type Dialect, plainScalar } from "./plainScalar.ts";

export type PositionNode = ScalarNode | MapNode | ListNode | AliasNode;

export interface ScalarNode {
	readonly kind: "scalar";
	/** Quotes and block headers included. Empty, and after the colon or dash, where nothing is written. */
	readonly span: Span;
	/** What is between the quotes; the same as `span` for plain scalars. */
	readonly content: Span;
	readonly style: "plain" | "single" | "double" | "block";
	/** Whether the content is the value, letter for letter: then a part of the value has a place of its own. */
	readonly verbatim: boolean;
}
export interface MapNode {
	readonly kind: "map";
	/** From the first key (or the brace) to the end of the last value (or the brace). */
	span: Span;
	readonly flow: boolean;
	/** Whether it goes on over several lines, or over much of one. */
	long: boolean;
	readonly entries: Entry[];
}
export interface ListNode {
	readonly kind: "list";
	span: Span;
	readonly flow: boolean;
	/** Whether it goes on over several lines, or over much of one. */
	long: boolean;
	readonly items: PositionNode[];
}
export interface AliasNode {
	readonly kind: "alias";
	readonly span: Span;
	readonly target: PositionNode | undefined;
}
export interface Entry {
	readonly key: string;
	readonly keySpan: Span;
	readonly isMerge: boolean;
	readonly value: PositionNode;
}

interface Frame {
	readonly node: MapNode | ListNode;
	readonly anchor: string | undefined;
	key: { readonly text: string; readonly span: Span; readonly isMerge: boolean } | undefined;
}

/** The tree of one document's events; undefined for an empty document. */
export function positionTree(text: string, events: readonly Event[], dialect: Dialect): PositionNode | undefined {
	const frames: Frame[] = [];
	const anchors = new Map<string, PositionNode>();
	let root: PositionNode | undefined;
	let cursor = 0;

	const anchorOf = (event: ScalarEvent | MappingEvent | SequenceEvent): string | undefined =>
		event.anchorStart === -1 ? undefined : text.slice(event.anchorStart, event.anchorEnd);

	const add = (node: PositionNode, keyText: string | undefined): void => {
		cursor = Math.max(cursor, node.span.end);
		const frame = frames[frames.length - 1];
		if (frame === undefined) root ??= node;
		else if (frame.node.kind === "list") frame.node.items.push(node);
		else if (frame.key === undefined)
			frame.key = {
				text: keyText ?? "",
				span: node.span,
				isMerge: keyText === "<<" && node.kind === "scalar" && node.style === "plain",
			};
		else {
			const { text: key, span: keySpan, isMerge } = frame.key;
			frame.node.entries.push({ key, keySpan, isMerge, value: node });
			frame.key = undefined;
		}
	};

	const scalar = (event: ScalarEvent): void => {
		const properties = Math.max(event.tagEnd, event.anchorEnd);
		const node = scalarNode(text, event, Math.max(cursor, properties));
		const anchor = anchorOf(event);
		if (anchor !== undefined) anchors.set(anchor, node);
		const frame = frames[frames.length - 1];
		const isKey = frame?.node.kind === "map" && frame.key === undefined;
		add(node, isKey ? keyText(getScalarValue(text, event), node, dialect) : undefined);
	};

	const alias = (event: AliasEvent): void => {
		const target = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
		const named =
			target?.kind === "scalar" && target.verbatim ? text.slice(target.content.start, target.content.end) : "";
		add({ kind: "alias", span: { start: event.anchorStart - 1, end: event.anchorEnd }, target }, named);
	};

	for (const event of events) {
		if (event.type === EVENT_ID.SCALAR) scalar(event);
		else if (event.type === EVENT_ID.ALIAS) alias(event);
		else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
			const span = { start: event.start, end: event.start };
			const flow = event.style === COLLECTION_STYLE.FLOW;
			const node: MapNode | ListNode =
				event.type === EVENT_ID.MAPPING
					? { kind: "map", span, flow, long: !flow, entries: [] }
					: { kind: "list", span, flow, long: !flow, items: [] };
			const anchor = anchorOf(event);
			if (anchor !== undefined) anchors.set(anchor, node);
			frames.push({ node, anchor, key: undefined });
			cursor = Math.max(cursor, event.start + (flow ? 1 : 0));
		} else if (event.type === EVENT_ID.POP) {
			const frame = frames.pop();
			if (frame === undefined) continue;
			const { node } = frame;
			// A pair in a flow sequence (`[a: b]`) is a flow mapping without braces.
			const closes = node.flow && /[{[]/.test(text.charAt(node.span.start));
			node.span = { start: node.span.start, end: closes ? afterBracket(text, cursor) : cursor };
			node.long ||= isLong(text, node.span);
			add(node, undefined);
		}
	}
	return root;
}

/** Characters of a line that are still seen at a glance. */
const GLANCE = 120;

function isLong(text: string, { start, end }: Span): boolean {
	return end - start > GLANCE || text.lastIndexOf("\n", end - 1) >= start;
}

function keyText(raw: string, node: ScalarNode, dialect: Dialect): string {
	if (node.style !== "plain") return raw;
	const value = plainScalar(raw, dialect);
	return value instanceof ExactNumber
		? value.text
		: typeof value === "string"
			? value
			: value === null
				? ""
				: String(value);
}

function scalarNode(text: string, event: ScalarEvent, cursor: number): ScalarNode {
	const { valueStart: start, valueEnd: end } = event;
	if (start === -1) {
		const at = afterIndicator(text, cursor);
		const span = { start: at, end: at };
		return { kind: "scalar", span, content: span, style: "plain", verbatim: false };
	}
	const content = { start, end };
	if (event.style === SCALAR_STYLE.PLAIN)
		return { kind: "scalar", span: content, content, style: "plain", verbatim: event.fast };
	if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) {
		const style = event.style === SCALAR_STYLE.SINGLE_QUOTED ? "single" : "double";
		return { kind: "scalar", span: { start: start - 1, end: end + 1 }, content, style, verbatim: event.fast };
	}
	let last = end;
	while (last > start && /[\r\n]/.test(text.charAt(last - 1))) last--;
	return {
		kind: "scalar",
		span: { start: blockHeader(text, cursor, start), end: Math.max(last, start) },
		content,
		style: "block",
		verbatim: false,
	};
}

/** The `|` or `>` before a block scalar's first line; comments and indicators may stand before it. */
function blockHeader(text: string, from: number, to: number): number {
	for (let at = skipBlank(text, from); at < to; at = skipBlank(text, at + 1)) {
		const code = text.charAt(at);
		if (code === "|" || code === ">") return at;
	}
	return to;
}

/** Where a value that isn't there would begin: behind the colon of its key, or the dash of its item. */
function afterIndicator(text: string, from: number): number {
	let at = from;
	while (text.charAt(at) === " " || text.charAt(at) === "\t") at++;
	if (text.charAt(at) === ":") return at + 1;
	at = skipBlank(text, from);
	return text.charAt(at) === "-" ? at + 1 : from;
}

function afterBracket(text: string, from: number): number {
	for (let at = skipBlank(text, from); at < text.length; at = skipBlank(text, at + 1)) {
		const code = text.charAt(at);
		if (code === "}" || code === "]") return at + 1;
	}
	return text.length;
}

/** Behind white space and comments. */
function skipBlank(text: string, from: number): number {
	let at = from;
	while (at < text.length) {
		const code = text.charCodeAt(at);
		if (code === 35 && (at === 0 || /\s/.test(text.charAt(at - 1)))) {
			const end = text.indexOf("\n", at);
			at = end === -1 ? text.length : end + 1;
		} else if (code === 32 || code === 9 || code === 10 || code === 13) at++;
		else break;
	}
	return at;
}
