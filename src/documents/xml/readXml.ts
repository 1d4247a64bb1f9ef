/** An XML text (XML 1.0, with namespaces) as a tree with places. Document types are refused, so no entity but XML's own five is ever expanded. */
import { SaxesParser } from "saxes";
import { xmlDoctype, xmlSyntax } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

export interface XmlElement {
	/** Without its prefix. */
	readonly name: string;
	readonly namespace: string;
	/** Those without a prefix. */
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: readonly XmlElement[];
	/** What stands directly in it, trimmed. */
	readonly text: string;
	/** `<name …>` */
	readonly tag: Span;
	/** All of it. */
	readonly span: Span;
}

export interface ReadXml {
	readonly root?: XmlElement;
	readonly diagnostics: readonly Diagnostic[];
}

/** Levels that elements may be nested. */
const DEEPEST = 250;

class Refused {
	readonly message: Message;
	readonly span: Span;

	constructor(message: Message, span: Span) {
		this.message = message;
		this.span = span;
	}
}

type Growing = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { children: XmlElement[] };

/** Reads a text. What is no well-formed XML gives a diagnostic and no tree. Never throws. */
export function readXml(source: Source): ReadXml {
	const { text } = source;
	const parser = new SaxesParser({ xmlns: true });
	const open: Growing[] = [];
	let root: XmlElement | undefined;
	const here = (): Span => {
		// At the end the parser is a step ahead.
		const end = Math.min(parser.position, text.length);
		return { start: Math.max(0, end - 1), end };
	};
	parser.on("error", (error) => {
		// Its words begin with line and column, which the place tells.
		throw new Refused(xmlSyntax({ reason: error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "") }), here());
	});
	parser.on("doctype", () => {
		const start = text.lastIndexOf("<!DOCTYPE", parser.position);
		throw new Refused(xmlDoctype(), { start, end: start + "<!DOCTYPE".length });
	});
	parser.on("opentag", ({ local, uri, attributes }) => {
		const tag = { start: text.lastIndexOf("<", parser.position - 1), end: parser.position };
		if (open.length >= DEEPEST)
			throw new Refused(xmlSyntax({ reason: `elements are nested more than ${DEEPEST} levels deep` }), tag);
		const plain = Object.values(attributes).filter(({ prefix }) => prefix === "");
		open.push({
			name: local,
			namespace: uri,
			attributes: new Map(plain.map(({ local: name, value }) => [name, value])),
			children: [],
			text: "",
			tag,
			span: tag,
		});
	});
	const write = (written: string): void => {
		const element = open.at(-1);
		if (element !== undefined) element.text += written;
	};
	parser.on("text", write);
	parser.on("cdata", write);
	parser.on("closetag", () => {
		const element = open.pop();
		if (element === undefined) return;
		element.text = element.text.trim();
		element.span = { start: element.tag.start, end: parser.position };
		const parent = open.at(-1);
		if (parent === undefined) root = element;
		else parent.children.push(element);
	});
	try {
		parser.write(text).close();
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		return { diagnostics: [at(source, error.span, error.message)] };
	}
	return { ...(root && { root }), diagnostics: [] };
}
