/**
 * Edits of YAML and JSON as minimal changes of the text: comments, quotes, order and layout of all else stay as they are.
 * Every edit is tried: one whose result doesn't read back as the value that was wanted is not made.
 */
import { equals } from "../../runtime/values/equality.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Edit, Pointer, TextEdit } from "../document.ts";
import { buildValue } from "./buildValue.ts";
import { editedValue } from "./editedValue.ts";
import { type Found, findNode } from "./locateNode.ts";
import type { Dialect } from "./plainScalar.ts";
import type { ListNode, MapNode, PositionNode, ScalarNode } from "./positionTree.ts";
import { type Style, write, writeBlock, writeItem, writeMembers, writeText } from "./writeYaml.ts";
import { yamlEvents } from "./yamlEvents.ts";

/** The text edit of one document's text that an edit stands for; undefined where it can't be made safely. */
export function editYaml(text: string, tree: PositionNode, edit: Edit, dialect: Dialect): TextEdit | undefined {
	const style = { json: /^\s*[{[]/.test(text), dialect };
	const made = makeEdit(new Layout(text, tree, style), tree, edit);
	if (made === undefined) return undefined;
	const before = read(text, dialect);
	const after = read(text.slice(0, made.span.start) + made.text + text.slice(made.span.end), dialect);
	if (before === undefined || after === undefined) return undefined;
	const wanted = editedValue(before, edit, (inserted) => read(inserted, dialect));
	return wanted !== undefined && equals(wanted, after) ? made : undefined;
}

function read(text: string, dialect: Dialect): Value | undefined {
	const events = yamlEvents(text);
	if (!Array.isArray(events)) return undefined;
	const { value, faults } = buildValue(text, events, dialect);
	return faults.length > 0 ? undefined : value;
}

function makeEdit(layout: Layout, tree: PositionNode, edit: Edit): TextEdit | undefined {
	// What is set needn't be there yet; everything else must be.
	if (edit.op === "set") return setValue(layout, tree, [...edit.node, ...edit.path], edit.value);
	const found = findNode(tree, edit.node);
	// Text behind an alias or a merge speaks for other nodes as well.
	if (found.depth < edit.node.length || found.shared || found.node.kind === "alias") return undefined;
	if (edit.op === "replace") return layout.replace(found.node, edit.text);
	if (edit.op === "remove") return layout.remove(found);
	return layout.insert(found, edit.text, edit.op === "insert_before");
}

function setValue(layout: Layout, tree: PositionNode, pointer: Pointer, value: Value): TextEdit | undefined {
	const found = findNode(tree, pointer);
	if (found.shared || found.node.kind === "alias") return undefined;
	const missing = pointer.slice(found.depth);
	const [first, ...rest] = missing;
	if (first === undefined) return layout.overwrite(found, value);
	const nested = rest.reduceRight<Value>((inner, key) => (typeof key === "number" ? [inner] : { [key]: inner }), value);
	if (found.node.kind === "list") {
		return first === found.node.items.length ? layout.append(found, undefined, nested) : undefined;
	}
	if (typeof first === "number") return undefined;
	if (found.node.kind === "map") return layout.append(found, first, nested);
	const isNothing = found.node.span.start === found.node.span.end;
	return isNothing ? layout.overwrite(found, { [first]: nested }) : undefined;
}

/** Knows how the text is laid out around a node. */
class Layout {
	readonly #text: string;
	readonly #tree: PositionNode;
	readonly #style: Style;

	constructor(text: string, tree: PositionNode, style: Style) {
		this.#text = text;
		this.#tree = tree;
		this.#style = style;
	}

	/** A scalar's text, in the quotes that it has; anything else is replaced as it is written. */
	replace(node: PositionNode, text: string): TextEdit | undefined {
		if (node.kind !== "scalar") return { span: node.span, text };
		return { span: node.span, text: this.#spaced(node, this.#quoted(node, text)) };
	}

	#quoted(node: ScalarNode, text: string): string {
		if (this.#style.json && node.style === "plain") return text;
		if (node.style === "double") return JSON.stringify(text);
		if (node.style === "single" && !/[\n\r]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
		const current = this.#text.slice(node.span.start, node.span.end);
		const wasText = node.style !== "plain" || writeText(current, this.#style) === current;
		return wasText ? writeText(text, this.#style) : text;
	}

	/** Where nothing is written, the colon or dash stands right before. */
	#spaced(node: PositionNode, text: string): string {
		const before = this.#text.charAt(node.span.start - 1);
		return node.span.start === node.span.end && /[:-]/.test(before) && !/^\s/.test(text) ? ` ${text}` : text;
	}

	overwrite({ node, entry, parent }: Found, value: Value): TextEdit | undefined {
		if (node.kind === "scalar" && (value === null || typeof value !== "object")) {
			// In JSON a plain scalar was no text: a string in its place needs quotes of its own.
			const keepsQuotes = typeof value === "string" && !(this.#style.json && node.style === "plain");
			const text = keepsQuotes ? this.#quoted(node, value) : write(value, this.#style);
			return { span: node.span, text: this.#spaced(node, text) };
		}
		const isFlow =
			this.#style.json || parent === undefined || (parent.kind !== "scalar" && "flow" in parent && parent.flow);
		if (isFlow || (node.kind !== "scalar" && node.kind !== "alias" && node.flow))
			return { span: node.span, text: this.#spaced(node, write(value, this.#style)) };
		if (entry === undefined) return undefined;
		const indent = this.#indentAt(entry.keySpan.start);
		if (indent === undefined) return undefined;
		const step = this.#step();
		// A block begins behind the colon: white space between the two goes with it.
		const colon = this.#text.indexOf(":", entry.keySpan.end);
		return {
			span: { start: colon + 1, end: node.span.end },
			text: writeBlock(value, indent + step, step, this.#style),
		};
	}

	/** A new entry (or item, where there is no key) behind the last. */
	append({ node }: Found, key: string | undefined, value: Value): TextEdit | undefined {
		if (node.kind !== "map" && node.kind !== "list") return undefined;
		const last = node.kind === "map" ? node.entries.at(-1)?.value : node.items.at(-1);
		if (node.flow) return this.#appendFlow(node, last, key, value);
		const indent = this.#indentAt(node.span.start);
		if (indent === undefined || last === undefined) return undefined;
		const step = this.#step();
		const written =
			key === undefined
				? `${indent}-${writeItem(value, indent, step, this.#style)}`
				: writeMembers({ [key]: value } as PlainObject, indent, step, this.#style);
		return this.#linesAt(this.#pastComments(this.#lineEnd(node.span.end), indent), written);
	}

	/** Comments right below an entry, indented as entries are or more, are about what stands above: items that were taken out. */
	#pastComments(at: number, indent: string): number {
		const comments = new RegExp(`(?:${indent} *#[^\\n]*(?:\\n|$))*`, "y");
		comments.lastIndex = at;
		return at + (comments.exec(this.#text)?.[0].length ?? 0);
	}

	#appendFlow(
		node: MapNode | ListNode,
		last: PositionNode | undefined,
		key: string | undefined,
		value: Value,
	): TextEdit {
		const inner = this.#style;
		const written = key === undefined ? write(value, inner) : `${writeText(key, inner)}: ${write(value, inner)}`;
		if (last === undefined) {
			const isMap = node.kind === "map" && !this.#style.json;
			return {
				span: node.span,
				text: node.kind === "list" ? `[${written}]` : isMap ? `{ ${written} }` : `{${written}}`,
			};
		}
		const at = Math.max(last.span.end, node.kind === "map" ? (node.entries.at(-1)?.keySpan.end ?? 0) : 0);
		const firstStart = node.kind === "map" ? node.entries.at(-1)?.keySpan.start : last.span.start;
		const indent = this.#lineIndent(firstStart ?? at);
		// Members that stand on lines of their own get a line for the new one.
		return { span: { start: at, end: at }, text: indent === undefined ? `, ${written}` : `,\n${indent}${written}` };
	}

	/** Lines, with their comment behind; in brackets, the member and one comma. What would leave nothing leaves `{}` or `[]`. */
	remove({ node, entry, parent }: Found): TextEdit | undefined {
		if (parent === undefined || (parent.kind !== "map" && parent.kind !== "list")) return undefined;
		const start = entry === undefined ? node.span.start : entry.keySpan.start;
		const end = Math.max(node.span.end, entry?.keySpan.end ?? 0);
		const siblings = parent.kind === "map" ? parent.entries.length : parent.items.length;
		if (siblings === 1)
			return {
				span: this.#whole(parent),
				text: parent.kind === "map" ? this.#empty(parent, "{}") : this.#empty(parent, "[]"),
			};
		return parent.flow ? this.#removeFlow(parent, start, end) : this.#removeLines(parent, node, start, end);
	}

	#empty(parent: MapNode | ListNode, text: string): string {
		return parent.flow || parent === this.#tree ? text : ` ${text}`;
	}

	/** A block with the white space before it, back to its colon or dash. */
	#whole(node: MapNode | ListNode): { start: number; end: number } {
		if (node.flow || node === this.#tree) return node.span;
		let start = node.span.start;
		if (node.kind === "list") while (start > 0 && this.#text.charAt(start) !== "-") start--;
		while (start > 0 && /\s/.test(this.#text.charAt(start - 1))) start--;
		return { start, end: node.span.end };
	}

	#removeFlow(parent: MapNode | ListNode, start: number, end: number): TextEdit {
		const after = /^\s*,[ \t]*/.exec(this.#text.slice(end));
		if (after !== null) {
			const lineBreak = /^\s*\n[ \t]*/.exec(this.#text.slice(end + after[0].length));
			const isOwnLine = this.#lineIndent(start) !== undefined;
			return {
				span: { start, end: end + after[0].length + (isOwnLine && lineBreak !== null ? lineBreak[0].length : 0) },
				text: "",
			};
		}
		const before = /,\s*$/.exec(this.#text.slice(parent.span.start, start));
		return { span: { start: start - (before?.[0].length ?? 0), end }, text: "" };
	}

	#removeLines(parent: MapNode | ListNode, node: PositionNode, start: number, end: number): TextEdit | undefined {
		let from = start;
		if (parent.kind === "list") {
			from = this.#dashBefore(node);
			if (from === -1) return undefined;
		}
		const lineStart = this.#text.lastIndexOf("\n", from - 1) + 1;
		const lineEnd = this.#lineEnd(end);
		if (this.#text.slice(lineStart, from).trim() === "") return { span: { start: lineStart, end: lineEnd }, text: "" };
		// The first entry behind a dash: the next one moves up to its place.
		const next = this.#text.slice(lineEnd).search(/\S/);
		return next === -1 ? undefined : { span: { start: from, end: lineEnd + next }, text: "" };
	}

	#dashBefore(node: PositionNode): number {
		let at = node.span.start - 1;
		while (at >= 0 && /\s/.test(this.#text.charAt(at))) at--;
		return this.#text.charAt(at) === "-" ? at : -1;
	}

	/** A new item or entry, as it is written, before or behind a node. */
	insert({ node, entry, parent }: Found, text: string, before: boolean): TextEdit | undefined {
		if (parent === undefined || (parent.kind !== "map" && parent.kind !== "list")) return undefined;
		const start = entry === undefined ? node.span.start : entry.keySpan.start;
		const end = Math.max(node.span.end, entry?.keySpan.end ?? 0);
		if (parent.flow) {
			return before
				? { span: { start, end: start }, text: `${text}, ` }
				: { span: { start: end, end }, text: `, ${text}` };
		}
		const anchor = parent.kind === "list" ? this.#dashBefore(node) : start;
		const indent = anchor === -1 ? undefined : this.#indentAt(anchor);
		if (indent === undefined) return undefined;
		const [head = "", ...tail] = text.split("\n");
		const lines =
			parent.kind === "list"
				? [`${indent}- ${head}`, ...tail.map((line) => `${indent}  ${line}`)]
				: [head, ...tail].map((line) => indent + line);
		if (!before) return this.#linesAt(this.#lineEnd(end), lines.join("\n"));
		const lineStart = this.#text.lastIndexOf("\n", anchor - 1) + 1;
		// Before the first entry behind a dash there is no line to put another on.
		return this.#text.slice(lineStart, anchor).trim() === ""
			? { span: { start: lineStart, end: lineStart }, text: `${lines.join("\n")}\n` }
			: undefined;
	}

	#linesAt(at: number, lines: string): TextEdit {
		const needsBreak = at > 0 && this.#text.charAt(at - 1) !== "\n";
		return { span: { start: at, end: at }, text: needsBreak ? `\n${lines}` : `${lines}\n` };
	}

	/** Behind the line break of the line that an offset lies in, comment included. */
	#lineEnd(offset: number): number {
		const end = this.#text.indexOf("\n", offset);
		return end === -1 ? this.#text.length : end + 1;
	}

	/** Spaces up to an offset's column: what stands before on the line may only be dashes and spaces. */
	#indentAt(offset: number): string | undefined {
		const before = this.#text.slice(this.#text.lastIndexOf("\n", offset - 1) + 1, offset);
		return /^[ -]*$/.test(before) ? " ".repeat(before.length) : undefined;
	}

	/** The white space before an offset, where nothing else stands before it on the line and it isn't the first. */
	#lineIndent(offset: number): string | undefined {
		const lineStart = this.#text.lastIndexOf("\n", offset - 1) + 1;
		const before = this.#text.slice(lineStart, offset);
		return lineStart > 0 && before.trim() === "" ? before : undefined;
	}

	/** What a level is indented by here: the least indent there is, two spaces where there is none. */
	#step(): string {
		let least = 0;
		for (const [spaces] of this.#text.matchAll(/^ +(?=[^\s#-])/gm))
			if (least === 0 || spaces.length < least) least = spaces.length;
		return " ".repeat(least === 0 || least > 8 ? 2 : least);
	}
}
