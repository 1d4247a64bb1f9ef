/**
 * A source's YAML documents as plain values, with the way back to the text. Fast without places: those are worked out by
 * parsing again when somebody asks. One source is read once, however many kinds of document it holds.
 */
import { yamlTemplate } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { parseJson } from "../../runtime/values/json.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Edit, Pointer, TextEdit } from "../document.ts";
import { buildValue, type Fault } from "./buildValue.ts";
import { editYaml } from "./editYaml.ts";
import { type BlockLines, extentOfNode, linesOfNode, partOfNode, placeOfNode } from "./locateNode.ts";
import type { Dialect } from "./plainScalar.ts";
import { type PositionNode, positionTree } from "./positionTree.ts";
import { splitStream } from "./splitStream.ts";
import { yamlEvents } from "./yamlEvents.ts";

/** One document of a stream. */
export class YamlDocument {
	readonly source: Source;
	/** Where it stands in the source. */
	readonly span: Span;
	readonly dialect: Dialect;
	readonly value: Value;
	#tree: PositionNode | undefined;

	constructor(source: Source, span: Span, dialect: Dialect, value: Value) {
		this.source = source;
		this.span = span;
		this.dialect = dialect;
		this.value = value;
	}

	/** The document's own text. */
	get text(): string {
		return this.source.text.slice(this.span.start, this.span.end);
	}

	/** Where the nodes stand; made at the first call. Undefined for an empty document. Offsets count from the document's start. */
	get tree(): PositionNode | undefined {
		if (this.#tree === undefined) {
			const { text } = this;
			const events = yamlEvents(text);
			if (Array.isArray(events)) this.#tree = positionTree(text, events, this.dialect);
		}
		return this.#tree;
	}

	/** The place to show for a node, in the source; that of the nearest one around it where it isn't there. */
	place(pointer: Pointer): Span {
		return this.#inSource((tree) => placeOfNode(tree, pointer));
	}

	/** The whole of a node with its key, in the source. */
	extent(pointer: Pointer): Span {
		return this.#inSource((tree) => extentOfNode(tree, pointer));
	}

	/** The part of a scalar's text between two offsets of its value; the whole scalar where they aren't written letter for letter. */
	part(pointer: Pointer, from: number, to: number): Span {
		return this.#inSource((tree) => partOfNode(tree, pointer, from, to));
	}

	/** Where the lines of a block of text stand in the source; undefined where they aren't written as its value has them. */
	lines(pointer: Pointer, value: string): BlockLines | undefined {
		const { text, tree } = this;
		const found = tree === undefined ? undefined : linesOfNode(tree, pointer, text, value);
		return (
			found && {
				...found,
				lines: found.lines.map(({ start, end }) => ({ start: this.span.start + start, end: this.span.start + end })),
			}
		);
	}

	/** The text edit that an edit stands for, or undefined where it can't be made safely. */
	edit(edit: Edit): TextEdit | undefined {
		const { text, tree } = this;
		const made = tree === undefined ? undefined : editYaml(text, tree, edit, this.dialect);
		return made === undefined
			? undefined
			: { span: { start: this.span.start + made.span.start, end: this.span.start + made.span.end }, text: made.text };
	}

	#inSource(find: (tree: PositionNode) => Span): Span {
		const { tree } = this;
		if (tree === undefined) return { start: this.span.start, end: this.span.start };
		const { start, end } = find(tree);
		return { start: this.span.start + start, end: this.span.start + end };
	}
}

export interface Loaded {
	readonly documents: readonly YamlDocument[];
	readonly diagnostics: readonly Diagnostic[];
}

const loaded = new WeakMap<Source, Map<Dialect, Loaded>>();

/** Reads all documents of a source, JSON included. What is broken is a diagnostic; the rest is still read. Never throws. */
export function loadYaml(source: Source, dialect: Dialect): Loaded {
	let known = loaded.get(source);
	if (known === undefined) {
		known = new Map();
		loaded.set(source, known);
	}
	let result = known.get(dialect);
	if (result === undefined) {
		result = load(source, dialect);
		known.set(dialect, result);
	}
	return result;
}

function load(source: Source, dialect: Dialect): Loaded {
	const json = loadJson(source, dialect);
	if (json !== undefined) return { documents: [json], diagnostics: [] };
	return loadStream(source, splitStream(source.text, source.part), dialect);
}

/** Reads the documents in stretches of a source. */
export function loadStream(source: Source, spans: readonly Span[], dialect: Dialect): Loaded {
	const documents: YamlDocument[] = [];
	const diagnostics: Diagnostic[] = [];
	let template: Span | undefined;
	for (const span of spans) {
		const text = source.text.slice(span.start, span.end);
		const { value, faults } = readOne(text, dialect);
		if (faults.some(({ fatal }) => fatal) && templateExpression(text) !== undefined) {
			const found = templateExpression(text) as Span;
			template ??= { start: span.start + found.start, end: span.start + found.end };
			continue;
		}
		for (const { message, span: where } of faults)
			diagnostics.push(at(source, { start: span.start + where.start, end: span.start + where.end }, message));
		if (value !== undefined) documents.push(new YamlDocument(source, span, dialect, value));
	}
	// A template breaks in many places; that it is one need be said only once.
	if (template !== undefined)
		diagnostics.push(at(source, template, yamlTemplate({ text: source.slice(template).replace(/\s+/g, " ") })));
	return { documents, diagnostics };
}

/** JSON has a parser of its own, ten times as fast; what that doesn't take is read as YAML, which says what is wrong where. */
function loadJson(source: Source, dialect: Dialect): YamlDocument | undefined {
	if (!/^\s*[{[]/.test(source.text)) return undefined;
	try {
		return new YamlDocument(source, { start: 0, end: source.text.length }, dialect, parseJson(source.text));
	} catch {
		return undefined;
	}
}

function readOne(
	text: string,
	dialect: Dialect,
): { readonly value: Value | undefined; readonly faults: readonly Fault[] } {
	const events = yamlEvents(text);
	return Array.isArray(events) ? buildValue(text, events, dialect) : { value: undefined, faults: [events] };
}

/** The first `{{ … }}` that no comment holds. */
function templateExpression(text: string): Span | undefined {
	for (const found of text.matchAll(/\{\{[^\n]*?\}\}/g)) {
		const line = text.slice(text.lastIndexOf("\n", found.index) + 1, found.index);
		if (!/(?:^|\s)#/.test(line)) return { start: found.index, end: found.index + found[0].length };
	}
	return undefined;
}
