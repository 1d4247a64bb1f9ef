/**
 * The `context` kind: what a build sends. Its sources are ignore files, and Dockerfiles for which there is none: a Dockerfile
 * is thus claimed by two kinds, neither of which knows of the other.
 */
import { contextPatternMalformed } from "../../diagnostics/catalogue/documents.ts";
import { at } from "../../diagnostics/diagnostic.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { detectDockerfile } from "../dockerfile/detectDockerfile.ts";
import type { Document, DocumentKind, Edit, Parsed, Pointer, Siblings, TextEdit } from "../document.ts";
import { contextUse } from "./contextUse.ts";
import { type ContextFacts, readContext } from "./readContext.ts";
import { type IgnoreRule, readIgnoreFile } from "./readIgnoreFile.ts";
import { contextSchema } from "./schema.ts";

/** Ignore files that all Dockerfiles of a folder share; Podman asks for its own first. */
const shared = [".containerignore", ".dockerignore"] as const;
const own = ".dockerignore";

export const contextKind: DocumentKind = {
	id: "context",
	title: "Build context",
	get schema() {
		return contextSchema;
	},
	detect: (file) => isIgnoreFile(file.path) || detectDockerfile(file),
	parse: (source, { siblings }) =>
		isIgnoreFile(source.name) ? ofIgnoreFile(source, siblings) : ofDockerfile(source, siblings),
};

function isIgnoreFile(path: string): boolean {
	return path.endsWith(own) || /(?:^|\/)\.containerignore$/.test(path);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function ofIgnoreFile(source: Source, siblings: Siblings | undefined): Parsed {
	const rules = readIgnoreFile(source.text);
	const ignoreFile = baseName(source.name);
	const isOwn = ignoreFile !== own && ignoreFile.endsWith(own);
	const shadows = isOwn ? shared.find((name) => siblings?.read(name) !== undefined) : undefined;
	const facts: ContextFacts = {
		rules,
		ignoreFile,
		dockerfile: isOwn ? ignoreFile.slice(0, -own.length) : undefined,
		shadows,
		siblings,
		dockerfileText: undefined,
	};
	const malformed = rules.filter(({ problem }) => problem === "malformed");
	return {
		documents: [new ContextDocument(source, facts)],
		diagnostics: malformed.map(({ span, text }) => at(source, span, contextPatternMalformed({ pattern: text }))),
	};
}

/** A Dockerfile gives a context only where nothing keeps anything out of it; else the ignore file does. */
function ofDockerfile(source: Source, siblings: Siblings | undefined): Parsed {
	// Without a view of the folder nobody can say that there is no ignore file.
	if (siblings === undefined) return { documents: [], diagnostics: [] };
	const dockerfile = baseName(source.name);
	const above = source.name
		.split("/")
		.slice(1)
		.map((_, index) => "../".repeat(index + 1));
	// A Dockerfile in a folder of its own is mostly built from a folder above.
	const candidates = [dockerfile + own, ...["", ...above].flatMap((way) => shared.map((name) => way + name))];
	if (candidates.some((path) => siblings.read(path) !== undefined)) return { documents: [], diagnostics: [] };
	const facts = {
		rules: [],
		ignoreFile: undefined,
		dockerfile,
		shadows: undefined,
		siblings,
		dockerfileText: source.text,
	};
	return { documents: [new ContextDocument(source, facts)], diagnostics: [] };
}

class ContextDocument implements Document {
	readonly kind = "context";
	readonly name = "";
	readonly source: Source;
	readonly #facts: ContextFacts;
	#value: Value | undefined;

	constructor(source: Source, facts: ContextFacts) {
		this.source = source;
		this.#facts = facts;
	}

	/** Made when somebody looks, for it may mean going through a large tree. */
	get value(): Value {
		this.#value ??= readContext(this.#facts);
		return this.#value;
	}

	/** A pattern's line; for what a pattern decided, that pattern's; the instruction that copies everything; the first line for all else. */
	locate(pointer: Pointer): Span {
		return this.#exact(pointer) ?? { start: 0, end: this.source.line(1).length };
	}

	scope(pointer: Pointer): Span {
		return this.#exact(pointer) ?? { start: 0, end: this.source.text.length };
	}

	#exact(pointer: Pointer): Span | undefined {
		const { dockerfileText } = this.#facts;
		if (pointer[0] === "copies_all" && dockerfileText !== undefined) return contextUse(dockerfileText).copyOfAll;
		return this.#ruleOf(pointer)?.span;
	}

	#ruleOf([field, index]: Pointer): IgnoreRule | undefined {
		const { rules } = this.#facts;
		if (typeof index !== "number") return undefined;
		if (field === "patterns") return rules[index];
		if (field !== "covers" && field !== "files") return undefined;
		const item = (this.value as Record<string, readonly { readonly by?: number }[]>)[field]?.[index];
		return item?.by === undefined ? undefined : rules[item.by];
	}

	/** Lines of the ignore file. Inserting behind the whole document adds a line at its end. */
	edit(edit: Edit): TextEdit | undefined {
		const { text } = this.source;
		if (this.#facts.ignoreFile === undefined || edit.op === "set") return undefined;
		if (edit.op === "insert_after" && edit.node.length === 0) {
			const needsBreak = text !== "" && !text.endsWith("\n");
			return { span: { start: text.length, end: text.length }, text: `${needsBreak ? "\n" : ""}${edit.text}\n` };
		}
		const rule = edit.node[0] === "patterns" ? this.#ruleOf(edit.node) : undefined;
		if (rule === undefined) return undefined;
		const start = text.lastIndexOf("\n", rule.span.start - 1) + 1;
		const next = text.indexOf("\n", rule.span.end);
		const end = next === -1 ? text.length : next + 1;
		if (edit.op === "remove") return { span: { start, end }, text: "" };
		if (edit.op === "replace") return { span: rule.span, text: edit.text };
		if (edit.op === "insert_before") return { span: { start, end: start }, text: `${edit.text}\n` };
		return { span: { start: end, end }, text: next === -1 ? `\n${edit.text}` : `${edit.text}\n` };
	}
}
