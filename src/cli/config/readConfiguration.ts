/** Reads `policy.yaml`. Takes its text, gives the configuration and everything that is wrong with it, each at its place. */
import { type Document, parseDocument } from "yaml";
import {
	configurationInvalid,
	configurationNotYaml,
	configurationUnknownKey,
} from "../../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Exception } from "../../findings/exceptions.ts";
import type { Severity } from "../../findings/finding.ts";
import type { Source } from "../../text/source.ts";
import { checkShape, type Path, type ShapeFault } from "./checkShape.ts";
import { type Configuration, type Named, noConfiguration } from "./configuration.ts";
import { configurationSchema } from "./schema.ts";
import { describeShape, errorSpan, keySpan, type Places, valueSpan } from "./yamlPlaces.ts";

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
		const reason = `this is no valid YAML: ${error.message.replace(/\s+/g, " ").replace(/\.$/, "")}`;
		return {
			configuration: empty,
			diagnostics: [at(source, errorSpan({ source, document }, error.pos), configurationNotYaml({ reason }))],
		};
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
	if (fault.fault === "unknown-key")
		return at(places.source, keySpan(places, fault.path), configurationUnknownKey(fault));
	const { span, text, hint } = describeShape(fault, places);
	return at(places.source, span, configurationInvalid({ text, hint }));
}
