/**
 * `# METADATA` comment blocks to annotations, and each to what stands below it (OPA docs, annotations; ast/annotations.go).
 * Fields are given in the shape that OPA prints: people and resources as objects, the scope always there.
 */
import { load, YAMLException } from "js-yaml";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Annotation, Comment, Module } from "../tree.ts";
import { goYamlSchema } from "./goYamlSchema.ts";

type Report = (span: Span, message: Message) => void;
type Fields = Record<string, unknown>;

/** The module with its annotations in their places. Where other mistakes were found, none is reported as misplaced. */
export function attachAnnotations(module: Module, report: Report, isComplete: boolean): Module {
	const { source } = module;
	const blocks = findBlocks(source, module.comments);
	if (blocks.length === 0) return module;
	const ofPackage: Annotation[] = [];
	const ofItems = new Map<object, Annotation[]>();
	const targets = [module.package, ...module.imports, ...module.items].sort((a, b) => a.span.start - b.span.start);
	let next = 0;
	for (const block of blocks) {
		const fields = readBlock(block, report);
		if (fields === undefined) continue;
		while (targets[next] !== undefined && (targets[next] as { span: Span }).span.start < block.span.end) next++;
		const target = targets[next];
		const isPackage = target === module.package;
		const isItem = !isPackage && target !== undefined && "kind" in target;
		const scope = scopeOf(fields, isPackage, isItem);
		const wrong = checkScope(fields, scope, isPackage, isItem);
		if (wrong !== undefined) {
			if (isComplete) report(block.span, wrong);
			continue;
		}
		const annotation = { fields: { ...fields, scope }, span: block.span };
		if (isPackage) ofPackage.push(annotation);
		else ofItems.set(target as object, [...(ofItems.get(target as object) ?? []), annotation]);
	}
	return {
		...module,
		package: { ...module.package, annotations: ofPackage },
		items: module.items.map((item) => ({ ...item, annotations: ofItems.get(item) ?? [] })),
	};
}

/** Levels that a block may be nested. */
const DEEPEST = 100;
/** Values that a block may hold; aliases count each time they are used. */
const MOST_NODES = 10_000;

/** Whether it holds a number that JSON has no form for: `.inf`. */
function holdsInfinity(value: unknown): boolean {
	if (typeof value === "number") return !Number.isFinite(value);
	return typeof value === "object" && value !== null && Object.values(value).some(holdsInfinity);
}

function countNodes(value: unknown, limit: number): number {
	if (typeof value !== "object" || value === null) return 1;
	let count = 1;
	for (const item of Object.values(value)) {
		count += countNodes(item, limit - count);
		if (count > limit) break;
	}
	return count;
}

interface Block {
	/** From the `#` of METADATA to the end of its last line. */
	readonly span: Span;
	readonly lines: readonly Comment[];
}

/** A block begins with METADATA in the first column; adjacent lines that begin there, too, are its text. */
function findBlocks(source: Source, comments: readonly Comment[]): Block[] {
	const blocks: Block[] = [];
	for (let index = 0; index < comments.length; index++) {
		const head = comments[index] as Comment;
		if (!isHead(source, head)) continue;
		const lines: Comment[] = [];
		let last = head;
		for (let next = comments[index + 1]; next !== undefined; next = comments[index + 1]) {
			const isBelow = source.text.slice(last.span.end, next.span.start).replace(/\r/g, "") === "\n";
			if (!isBelow || isHead(source, next)) break;
			lines.push(next);
			last = next;
			index++;
		}
		blocks.push({ lines, span: { start: head.span.start, end: last.span.end } });
	}
	return blocks;
}

function isHead(source: Source, { text, span: { start } }: Comment): boolean {
	return (start === 0 || source.text[start - 1] === "\n") && text.trimStart().startsWith("METADATA");
}

/** The block's YAML, checked and put into OPA's shape; undefined (and reported) where it doesn't fit. */
function readBlock({ lines, span }: Block, report: Report): Fields | undefined {
	const text = lines.map((line) => `${line.text.replace(/^ /, "")}\n`).join("");
	if (text.trim() === "") {
		report(span, m.annotationUnreadable({ reason: "it is empty" }));
		return undefined;
	}
	const unreadable = (reason: string, line?: Comment): undefined => {
		report(line?.span ?? span, m.annotationUnreadable({ reason }));
		return undefined;
	};
	let value: unknown;
	try {
		value = load(text, { schema: goYamlSchema, maxDepth: DEEPEST });
	} catch (thrown) {
		if (!(thrown instanceof YAMLException)) throw thrown;
		return unreadable(thrown.reason, lines[Math.min(thrown.mark?.line ?? 0, lines.length - 1)]);
	}
	if (countNodes(value, MOST_NODES) > MOST_NODES) return unreadable("it is too large");
	if (holdsInfinity(value)) return unreadable("it holds a number that JSON can't say");
	if (value === null || value === undefined) return {};
	if (!isMapping(value)) return unreadable("it has to be a mapping of field names to values");
	const fields: Fields = {};
	for (const [name, given] of Object.entries(value)) {
		const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
		// OPA passes over fields that it doesn't know.
		if (read === undefined || given === null) continue;
		const result = read(given);
		if (result === undefined) {
			const line = lines.find((candidate) => candidate.text.trimStart().startsWith(`${name}:`));
			return unreadable(`\`${name}\` has to be ${shapes[name]}`, line);
		}
		fields[name] = result;
	}
	if (fields.entrypoint === false) delete fields.entrypoint;
	return fields;
}

const shapes: Readonly<Record<string, string>> = {
	scope: "a text",
	title: "a text",
	description: "a text",
	entrypoint: "`true` or `false`",
	organizations: "a list of texts",
	related_resources: "a list of addresses, or of mappings with an address as `ref`",
	authors: "a list of names, or of mappings with `name` or `email`",
	schemas: "a list of mappings from a path below `input` or `data` to a schema",
	compile: "a mapping",
	custom: "a mapping",
	labels: "a mapping",
};

/** What each field holds; undefined where the value doesn't fit. */
const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
	scope: readText,
	title: readText,
	description: readText,
	entrypoint: (value) => (typeof value === "boolean" ? value : undefined),
	organizations: (value) => readList(value, readText),
	related_resources: (value) => readList(value, readResource),
	authors: (value) => readList(value, readAuthor),
	schemas: (value) => readList(value, readSchema),
	compile: (value) => (isMapping(value) ? value : undefined),
	custom: (value) => (isMapping(value) ? value : undefined),
	labels: (value) => (isMapping(value) ? value : undefined),
};

function readText(value: unknown): string | undefined {
	if (typeof value === "string") return value;
	return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function readList(value: unknown, read: (item: unknown) => unknown): unknown[] | undefined {
	if (!Array.isArray(value)) return undefined;
	const items = value.map(read);
	return items.includes(undefined) ? undefined : items;
}

function readResource(value: unknown): unknown {
	if (typeof value === "string") return isAddress(value) ? { ref: value } : undefined;
	if (!isMapping(value)) return undefined;
	const ref = ownText(value, "ref");
	const description = ownText(value, "description");
	return !isAddress(ref) ? undefined : { ...(description === "" ? {} : { description }), ref };
}

/** What OPA takes for an address of a resource (RFC 3986): a path or with a scheme, escapes whole, no blanks in the host. */
function isAddress(text: string): boolean {
	if (text === "" || /\p{Cc}|%(?![0-9A-Fa-f]{2})/u.test(text)) return false;
	if (/^([A-Za-z][A-Za-z0-9+.-]*:)?\/\/[^/?#]*\s/.test(text)) return false;
	const [first = ""] = text.split(/[/?#]/, 1);
	return !first.includes(":") || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(first);
}

/** `Jane Doe <jane@example.com>`: the last word is the address if it stands in angle brackets. */
function readAuthor(value: unknown): unknown {
	if (isMapping(value)) {
		const name = ownText(value, "name");
		const email = ownText(value, "email");
		return name === "" && email === "" ? undefined : { name, ...(email === "" ? {} : { email }) };
	}
	if (typeof value !== "string") return undefined;
	const words = value.split(/\s+/).filter((word) => word !== "");
	const last = words.at(-1);
	if (last === undefined) return undefined;
	const email = /^<(.*)>$/.exec(last)?.[1];
	return email === undefined ? { name: words.join(" ") } : { name: words.slice(0, -1).join(" "), email };
}

/** `{input.user: schema.user}`: a path and a schema's path, or a schema on the spot. */
function readSchema(value: unknown): unknown {
	if (!isMapping(value)) return undefined;
	const [pair] = Object.entries(value);
	if (pair === undefined) return undefined;
	const path = readPath(pair[0]);
	if (path?.[0] !== "input" && path?.[0] !== "data") return undefined;
	if (isMapping(pair[1])) return { path, definition: pair[1] };
	const schema = typeof pair[1] === "string" ? readPath(pair[1]) : undefined;
	return schema?.[0] === "schema" ? { path, schema } : undefined;
}

/** `a.b["c-d"]` in its parts. */
function readPath(text: string): (string | number)[] | undefined {
	const parts: (string | number)[] = [];
	const part = /(?:^|\.)([A-Za-z_]\w*)|\["([^"\\]*)"\]|\[(\d+)\]/y;
	while (part.lastIndex < text.length) {
		const found = part.exec(text);
		if (found === null || (parts.length === 0 && found[1] === undefined)) return undefined;
		parts.push(found[1] ?? found[2] ?? Number(found[3]));
	}
	return parts.length === 0 ? undefined : parts;
}

function isMapping(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ownText(value: Record<string, unknown>, name: string): string {
	const field = Object.hasOwn(value, name) ? value[name] : undefined;
	return typeof field === "string" ? field.trim() : "";
}

function scopeOf(fields: Fields, isPackage: boolean, isItem: boolean): string {
	const { scope, entrypoint } = fields;
	if (typeof scope === "string" && scope !== "") return scope;
	if (isPackage) return "package";
	if (isItem) return entrypoint === true ? "document" : "rule";
	return "";
}

function checkScope(fields: Fields, scope: string, isPackage: boolean, isItem: boolean): Message | undefined {
	if (scope === "rule" || scope === "document") {
		if (!isItem) return m.annotationScope({ scope, expected: "a rule" });
	} else if (scope === "package" || scope === "subpackages") {
		if (!isPackage) return m.annotationScope({ scope, expected: "the package" });
	} else if (scope === "") return m.annotationUnreadable({ reason: "nothing that it could describe stands below it" });
	else {
		const reason = `\`${scope}\` is no scope: there are \`rule\`, \`document\`, \`package\` and \`subpackages\``;
		return m.annotationUnreadable({ reason });
	}
	if (fields.entrypoint === true && scope !== "document" && scope !== "package")
		return m.annotationUnreadable({ reason: "an entrypoint has scope `document` or `package`" });
	return undefined;
}
