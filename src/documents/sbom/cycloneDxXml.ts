/**
 * CycloneDX as XML (cyclonedx.org/schema/bom/1.0 to 1.7) as the shape that its JSON has. The two are one model: what is a list in JSON is an
 * element that holds others here, and what are fields there are attributes or elements here.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Content } from "../attestation/readContents.ts";
import type { Pointer } from "../document.ts";
import { readXml, type XmlElement } from "../xml/readXml.ts";

const namespaceStart = "http://cyclonedx.org/schema/bom/";

/** Whether a text's start is that of a bill as XML. */
export function isCycloneDxXml(head: string): boolean {
	return /^\ufeff?\s*</.test(head) && /<(?:\w+:)?bom[\s>]/.test(head) && head.includes(namespaceStart);
}

interface Read {
	readonly contents: readonly Content[];
	readonly diagnostics: readonly Diagnostic[];
}

const known = new WeakMap<Source, Read>();

/** Reads a source, once, however many kinds ask. */
export function readCycloneDxXml(source: Source): Read {
	let result = known.get(source);
	if (result === undefined) {
		const { root, diagnostics } = readXml(source);
		result = { contents: root === undefined ? [] : [new Translation(source, root)], diagnostics };
		known.set(source, result);
	}
	return result;
}

/** Elements that are lists, and what their items are called; in lists of other things they are left out. */
const lists: ReadonlyMap<string, readonly string[]> = new Map([
	["advisories", ["advisory"]],
	["affects", ["target"]],
	["assemblies", ["assembly"]],
	["authors", ["author"]],
	["components", ["component"]],
	["compositions", ["composition"]],
	["cwes", ["cwe"]],
	["dependencies", ["dependency"]],
	["externalReferences", ["reference"]],
	["hashes", ["hash"]],
	["licenses", ["license", "expression"]],
	["properties", ["property"]],
	["ratings", ["rating"]],
	["references", ["reference"]],
	["responses", ["response"]],
	["services", ["service"]],
	["tools", ["tool"]],
	["versions", ["version"]],
	["vulnerabilities", ["vulnerability"]],
]);

/** Lists that have another name in JSON. */
const renamed: ReadonlyMap<string, string> = new Map([["responses", "response"]]);

/** What the text of an element is called in JSON, where it has attributes too. */
const textNames: ReadonlyMap<string, string> = new Map([
	["hash", "content"],
	["property", "value"],
	["expression", "expression"],
]);

class Translation implements Content {
	readonly source: Source;
	readonly value: PlainObject;
	/** The elements that objects, lists and their entries were read from. */
	readonly #elements = new WeakMap<object, Map<string | number, XmlElement>>();
	readonly #root: XmlElement;
	readonly #namespace: string;

	constructor(source: Source, root: XmlElement) {
		this.source = source;
		this.#root = root;
		this.#namespace = root.namespace;
		this.value = {
			bomFormat: "CycloneDX",
			specVersion: root.namespace.slice(namespaceStart.length),
			...(this.#object(root) as PlainObject),
		};
		this.#elements.set(this.value, this.#entriesOf(root));
	}

	place(pointer: Pointer): Span {
		const { tag, span, children } = this.#find(pointer);
		if (children.length > 0 || span.end === tag.end) return tag;
		// A text without what it is wrapped in.
		const written = this.source.slice({ start: tag.end, end: this.source.text.lastIndexOf("<", span.end - 1) });
		const start = tag.end + written.length - written.trimStart().length;
		const text = written.trim();
		return text === "" || text.includes("\n") ? tag : { start, end: start + text.length };
	}

	extent(pointer: Pointer): Span {
		return this.#find(pointer).span;
	}

	/** The element of a node, or of the nearest one around it. */
	#find(pointer: Pointer): XmlElement {
		let found = this.#root;
		let node: unknown = this.value;
		for (const key of pointer) {
			if (typeof node !== "object" || node === null) break;
			found = this.#elements.get(node)?.get(key) ?? found;
			node = Object.hasOwn(node, key) ? (node as Record<string | number, unknown>)[key] : undefined;
		}
		return found;
	}

	#childrenOf({ children }: XmlElement): readonly XmlElement[] {
		// Signatures and what vendors add have namespaces of their own.
		return children.filter(({ namespace }) => namespace === this.#namespace);
	}

	#entriesOf(element: XmlElement): Map<string | number, XmlElement> {
		return new Map(this.#childrenOf(element).map((child) => [renamed.get(child.name) ?? child.name, child]));
	}

	#value(element: XmlElement): Value {
		const items = lists.get(element.name);
		const children = this.#childrenOf(element);
		// Tools are a list of tools until 1.4, components and services from 1.5 on.
		const isList = items !== undefined && !(element.name === "tools" && children.some(({ name }) => lists.has(name)));
		if (isList)
			return this.#list(
				element.name,
				children.filter(({ name }) => items.includes(name)),
			);
		if (children.length === 0 && element.attributes.size === 0) return element.text;
		return this.#object(element);
	}

	#list(name: string, items: readonly XmlElement[]): Value {
		const list = items.map((item) => this.#item(name, item));
		this.#elements.set(list, new Map(items.entries()));
		return list;
	}

	#item(list: string, item: XmlElement): Value {
		if (list === "assemblies") return item.attributes.get("ref") ?? "";
		if (list === "dependencies") return this.#dependency(item);
		if (item.name === "license") return this.#noted({ license: this.#object(item) }, item, "license");
		if (item.name === "expression") return this.#object(item);
		return this.#value(item);
	}

	/** `<dependency ref="a"><dependency ref="b"/></dependency>`; in a composition just the reference. */
	#dependency(item: XmlElement): Value {
		const others = this.#childrenOf(item).filter(({ name }) => name === "dependency");
		const dependsOn = others.map(({ attributes }) => attributes.get("ref") ?? "");
		this.#elements.set(dependsOn, new Map(others.entries()));
		return this.#noted({ ref: item.attributes.get("ref") ?? "", dependsOn }, item, "ref");
	}

	#noted(object: PlainObject, element: XmlElement, key: string): PlainObject {
		this.#elements.set(object, new Map([[key, element]]));
		return object;
	}

	#object(element: XmlElement): PlainObject {
		const fields: [string, Value][] = [...element.attributes];
		for (const child of this.#childrenOf(element))
			fields.push([renamed.get(child.name) ?? child.name, this.#value(child)]);
		const textName = textNames.get(element.name);
		if (textName !== undefined && element.text !== "") fields.push([textName, element.text]);
		const object = Object.fromEntries(fields);
		const entries = this.#entriesOf(element);
		for (const name of [...element.attributes.keys(), ...(textName === undefined ? [] : [textName])])
			if (!entries.has(name)) entries.set(name, element);
		this.#elements.set(object, entries);
		return object;
	}
}
