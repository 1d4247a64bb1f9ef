/** Reads `policy.yaml`. Takes its text, gives the configuration and everything that is wrong with it, each at its place. */
import { type Document, isMap, isScalar, parseDocument, type Range } from "yaml";
import {
	configurationInvalid,
	configurationNotYaml,
	configurationUnknownKey,
} from "../../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Exception } from "../../findings/exceptions.ts";
import type { Severity } from "../../findings/finding.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import { checkShape, type Path, type ShapeFault } from "./checkShape.ts";
import { type Configuration, type Named, noConfiguration } from "./configuration.ts";
import { configurationSchema } from "./schema.ts";

export interface ReadConfiguration {
	/** What could be made out: keys below which something is wrong are left out. */
	readonly configuration: Configuration;
	readonly diagnostics: readonly Diagnostic[];
}

/** The file's content, once it is known to fit the schema. */
interface Content {
	readonly packs?: readonly string[];
	readonly policies?: readonly string[];
	readonly params?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly severities?: Readonly<Record<string, Severity | "off">>;
	readonly failOn?: Severity | "never";
	readonly data?: Readonly<Record<string, unknown>>;
	readonly buildArgs?: Readonly<Record<string, string | number | boolean>>;
	readonly platform?: string;
	readonly exceptions?: readonly (Omit<Exception, "source" | "span" | "files"> & {
		readonly files?: string | readonly string[];
	})[];
	readonly inlineIgnores?: "allow" | "forbid";
}

/** `folder` is the file's own, absolute; `base` the way from there to the folder that names of sources are relative to. */
export function readConfiguration(source: Source, folder: string, base: string): ReadConfiguration {
	const empty = noConfiguration(folder);
	const document = parseDocument(source.text, { prettyErrors: false, stringKeys: true });
	const [error] = document.errors;
	if (error !== undefined) {
		const [start, stop] = error.pos;
		// The parser often points at a single character of a word.
		const end = Math.max(stop, start + (/^[\w.-]*/.exec(source.text.slice(start, start + 80))?.[0].length ?? 0));
		const reason = `this is no valid YAML: ${error.message.replace(/\s+/g, " ").replace(/\.$/, "")}`;
		return { configuration: empty, diagnostics: [at(source, { start, end }, configurationNotYaml({ reason }))] };
	}
	const value = plainValue(document);
	if (value === null || value === undefined) return { configuration: empty, diagnostics: [] };
	const faults = checkShape(configurationSchema, value);
	const places: Places = { source, document };
	return {
		configuration: { ...empty, ...take(soundPart(value, faults), places, base) },
		diagnostics: faults.map((fault) => describe(fault, places)),
	};
}

function plainValue(document: Document): unknown {
	try {
		return document.toJS({ maxAliasCount: 100 });
	} catch {
		// Too many aliases: nobody configures anything with that.
		return "";
	}
}

/** The content without the top-level keys that something is wrong below: one mistake doesn't switch off all the rest. */
function soundPart(value: unknown, faults: readonly ShapeFault[]): Content {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
	const faulty = new Set(faults.map(({ path }) => path[0]));
	return Object.fromEntries(Object.entries(value).filter(([key]) => !faulty.has(key))) as Content;
}

function take(content: Content, places: Places, base: string): Partial<Configuration> {
	const { params = {}, severities = {}, exceptions = [], buildArgs = {}, ...rest } = content;
	const named = <Value>(path: Path, record: Readonly<Record<string, Value>>): Named<Value>[] =>
		Object.entries(record).map(([name, value]) => ({
			name,
			value,
			source: places.source,
			span: keySpan(places, [...path, name]),
		}));
	return {
		...rest,
		severities: named(["severities"], severities),
		params: named(["params"], params).map((one) => ({ ...one, value: named(["params", one.name], one.value) })),
		buildArgs: Object.fromEntries(Object.entries(buildArgs).map(([name, value]) => [name, String(value)])),
		exceptions: exceptions.map(({ files, ...exception }, index) => ({
			...exception,
			...(files === undefined ? {} : { files: typeof files === "string" ? [files] : files }),
			base,
			source: places.source,
			span: valueSpan(places, ["exceptions", index, "policy"]),
		})),
	};
}

function describe(fault: ShapeFault, places: Places): Diagnostic {
	switch (fault.fault) {
		case "unknown-key":
			return at(places.source, keySpan(places, fault.path), configurationUnknownKey(fault));
		case "missing":
			return at(
				places.source,
				firstLine(places.source, valueSpan(places, fault.path)),
				configurationInvalid({ text: `\`${fault.key}\` is missing here`, hint: `add \`${fault.key}: …\`` }),
			);
		case "wrong": {
			const where = fault.path.length === 0 ? "this file" : `\`${fault.path.join(".")}\``;
			const span = valueSpan(places, fault.path);
			const meant = fault.allowed === undefined ? undefined : suggest(places.source.slice(span), fault.allowed);
			const hint = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
			return at(
				places.source,
				firstLine(places.source, span),
				configurationInvalid({ text: `${where} must be ${fault.expected}`, hint }),
			);
		}
	}
}

// ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface Places {
	readonly source: Source;
	readonly document: Document;
}

function valueSpan({ source, document }: Places, path: Path): Span {
	const node = path.length === 0 ? document.contents : document.getIn(path, true);
	return spanOf(node) ?? { start: 0, end: source.text.length };
}

function keySpan(places: Places, path: Path): Span {
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
