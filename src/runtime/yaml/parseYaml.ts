/**
 * Takes the text of a YAML stream, gives the value of its first document; all others still have to be well-formed. Anchors
 * are shared, not copied, and a document that would grow beyond measure through them is refused.
 */
import {
	type Alias,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	Lexer,
	type ParsedNode,
	parseAllDocuments,
	type YAMLMap,
} from "yaml";
import { type BuiltinError, failure } from "../builtins/builtin.ts";
import { fromBase64, standardAlphabet } from "../bytes/base64.ts";
import { fromUtf8 } from "../bytes/utf8.ts";
import { MAX_DEPTH } from "../values/json.ts";
import { setOwn } from "../values/regoObject.ts";
import { typeName } from "../values/typeName.ts";
import type { Value } from "../values/value.ts";
import { numberOfDouble, type PlainScalar, plainScalar } from "./plainScalar.ts";

/** Throws BuiltinError (`yaml: line 1: …`). An empty text is null. */
export function parseYaml(text: string): Value {
	const documents = compose(text);
	const root = documents[0]?.contents;
	return root === undefined || root === null ? null : new Reader().read(root as Node).value;
}

/** Every scalar as its text: what it means is plainScalar's to say. */
function compose(text: string) {
	checkCharacters(text);
	checkDirective(text);
	checkDepth(text);
	let documents: ReturnType<typeof parseAllDocuments>;
	try {
		documents = parseAllDocuments(text, {
			schema: "failsafe",
			uniqueKeys: false,
			resolveKnownTags: false,
			// Only the first of what may be many is told, and its place is found here.
			prettyErrors: false,
			logLevel: "silent",
		});
	} catch (error) {
		if (error instanceof RangeError) throw failure("yaml: exceeded max depth");
		throw error;
	}
	for (const { errors } of documents) {
		const [first] = errors;
		if (first === undefined) continue;
		if (/call stack/.test(first.message)) throw failure("yaml: exceeded max depth");
		throw failure(`yaml: line ${lineAt(text, first.pos[0])}: ${inGoWords(first)}`);
	}
	return documents;
}

/**
 * Refuses nesting that the parser would need all stack or memory for: brackets in brackets, and marks after marks on one line (`- - - a`).
 * Deeper lines are indented further, so that they can't be many.
 */
function checkDepth(text: string): void {
	let marks = 0;
	for (const _ of text.matchAll(/[[{]|[-?:](?=[ \t])/g)) marks++;
	if (marks <= MAX_DEPTH) return;
	let brackets = 0;
	marks = 0;
	for (const token of new Lexer().lex(text)) {
		if (token === "[" || token === "{") brackets++;
		else if (token === "]" || token === "}") brackets--;
		else if (token === "-" || token === "?" || token === ":") marks++;
		else if (/^\r?\n/.test(token)) marks = 0;
		if (brackets + marks > MAX_DEPTH) throw failure(`yaml: exceeded max depth of ${MAX_DEPTH}`);
	}
}

/** What YAML 1.1 calls printable. */
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function checkCharacters(text: string): void {
	if (unprintable.test(text)) throw failure("yaml: control characters are not allowed");
}

/** Go's parser takes version 1.1 and tags, and nothing else that begins with a percent sign. */
function checkDirective(text: string): void {
	if (/^\.\.\.(?:\s|$)/.test(text)) throw failure("yaml: did not find expected node content");
	const directive = /^\ufeff?(?:[ \t]*(?:#[^\n]*)?\n)*%(\w*)[ \t]*(\S*)/.exec(text);
	if (directive === null) return;
	const [, name = "", version] = directive;
	if (name === "") throw failure("yaml: could not find expected directive name");
	if (name === "YAML" && version !== "1.1") throw failure("yaml: found incompatible YAML document");
	if (name !== "YAML" && name !== "TAG") throw failure("yaml: found unknown directive name");
}

/** The line, from 1, that an offset lies in. */
function lineAt(text: string, offset: number): number {
	let line = 1;
	for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
	return line;
}

/** What Go's parser says of the usual mistakes; of others, the words of ours. */
function inGoWords({ code, message }: { readonly code: string; readonly message: string }): string {
	const [words = ""] = message.split(/ at line |\n/, 1);
	switch (code) {
		case "TAB_AS_INDENT":
			return "found a tab character that violates indentation";
		case "BLOCK_AS_IMPLICIT_KEY":
			return "mapping values are not allowed in this context";
		case "BAD_SCALAR_START":
			return "found character that cannot start any token";
		case "MISSING_CHAR":
		case "BAD_INDENT":
			if (words.endsWith("]")) return "did not find expected ',' or ']'";
			if (words.endsWith("}")) return "did not find expected ',' or '}'";
			return words;
		default:
			return words;
	}
}

type Node = ParsedNode | Alias;

/** A value, and how many nodes it has when every alias is written out. */
interface Read {
	readonly value: Value;
	readonly size: number;
	/** How many of them came by aliases. */
	readonly aliased: number;
}

class Reader {
	private readonly anchors = new Map<string, Read | "open">();

	read(node: Node | null): Read {
		if (node === null) return { value: null, size: 1, aliased: 0 };
		if (isAlias(node)) return this.alias(node.source);
		const { anchor } = node as { anchor?: string };
		if (anchor !== undefined) this.anchors.set(anchor, "open");
		const read = isMap(node) ? this.map(node) : isSeq(node) ? this.sequence(node) : scalar(node);
		if (anchor !== undefined) this.anchors.set(anchor, read);
		checkSize(read);
		return read;
	}

	private alias(anchor: string): Read {
		const read = this.anchors.get(anchor);
		if (read === undefined) throw failure(`yaml: unknown anchor '${anchor}' referenced`);
		if (read === "open") throw failure(`yaml: anchor '${anchor}' value contains itself`);
		return { value: read.value, size: read.size + 1, aliased: read.size };
	}

	private sequence({ items }: { readonly items: readonly unknown[] }): Read {
		const reads = items.map((item) => this.read(item as Node | null));
		return { value: reads.map(({ value }) => value), ...totals(reads) };
	}

	/** Of equal keys the last one counts, but a key of its own always before merged ones. */
	private map(map: YAMLMap): Read {
		const object: { [key: string]: Value } = {};
		const reads: Read[] = [];
		const merged: Value[] = [];
		for (const { key, value } of map.items) {
			const keyNode = key as Node | null;
			const isMerge = isPlain(keyNode) && plainScalar(textOf(keyNode)).tag === "merge";
			const keyRead = isMerge ? undefined : this.read(keyNode);
			const read = this.read(value as Node | null);
			reads.push(read);
			if (keyRead === undefined) merged.push(...mergedMaps(read.value));
			else setOwn(object, keyText(keyRead.value), read.value);
		}
		for (const source of merged) {
			for (const [key, value] of Object.entries(source as object)) {
				if (!Object.hasOwn(object, key)) setOwn(object, key, value);
			}
		}
		return { value: object, ...totals(reads) };
	}
}

const totals = (reads: readonly Read[]): Pick<Read, "size" | "aliased"> => ({
	size: reads.reduce((sum, { size }) => sum + size, 1),
	aliased: reads.reduce((sum, { aliased }) => sum + aliased, 0),
});

/** The rule of yaml.v3: the larger a document is, the less of it may come from aliases. */
function checkSize({ size, aliased }: Read): void {
	if (aliased <= 100 || size <= 1000) return;
	const share = size <= 400_000 ? 0.99 : size >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (size - 400_000)) / 3_600_000;
	if (aliased / size > share) throw failure("yaml: document contains excessive aliasing");
}

const isPlain = (node: Node | null): boolean => node !== null && isScalar(node) && node.type === "PLAIN" && !node.tag;
const textOf = (node: Node | null): string => String((node as { value?: unknown } | null)?.value ?? "");

function mergedMaps(value: Value): readonly Value[] {
	const sources: readonly Value[] = Array.isArray(value) ? value : [value];
	if (sources.some((source) => typeName(source) !== "object")) {
		throw failure("yaml: map merge requires map or sequence of maps as the value");
	}
	return sources;
}

function keyText(key: Value): string {
	if (typeof key === "string") return key;
	if (key === null) throw failure("unsupported map key of type null");
	if (typeof key === "boolean" || typeof key === "number") return String(key);
	if (typeName(key) === "number") return (key as { text: string }).text;
	throw failure(`yaml: invalid map key of type ${typeName(key)}`);
}

function scalar(node: Node): Read {
	return { value: scalarValue(node), size: 1, aliased: 0 };
}

function scalarValue(node: Node): Value {
	const text = textOf(node);
	const { tag, type } = node as { tag?: string; type?: string };
	const name = tag?.replace(/^tag:yaml\.org,2002:/, "!!");
	switch (name) {
		case undefined:
		case "!":
			return type === "PLAIN" && name === undefined ? jsonOf(plainScalar(text)) : text;
		case "!!binary":
			return fromUtf8(fromBase64(text.replaceAll(/\s/g, ""), standardAlphabet));
		case "!!null":
		case "!!bool":
		case "!!int":
		case "!!float": {
			const plain = plainScalar(text);
			if (`!!${plain.tag}` !== name && !(name === "!!float" && plain.tag === "int")) throw cannotDecode(text, name);
			return jsonOf(plain);
		}
		default:
			return text;
	}
}

const cannotDecode = (text: string, tag: string): BuiltinError =>
	failure(`yaml: cannot decode !!str \`${text}\` as a ${tag}`);

function jsonOf({ tag, value }: PlainScalar): Value {
	if (tag !== "float") return value;
	if (Number.isFinite(value)) return numberOfDouble(value);
	const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
	throw failure(`json: unsupported value: ${name}`);
}
