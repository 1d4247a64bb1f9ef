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
import type { Span } from "../../text/span.ts";
import { checkShape, type Path, type ShapeFault } from "./checkShape.ts";
import { type Configuration, type Named, noConfiguration, type Paths } from "./configuration.ts";
import { type ImagesContent, readImageSettings } from "./readImageSettings.ts";
import { configurationSchema, exceptionsSchema, packSchema, type Schema } from "./schema.ts";
import { describeShape, errorSpan, keySpan, type Places, valueSpan } from "./yamlPlaces.ts";

export interface ReadConfiguration {
	/** What could be made out: keys below which something is wrong are left out. */
	readonly configuration: Configuration;
	readonly diagnostics: readonly Diagnostic[];
}

/** Settings that name policies: at the top, or with a pack. */
interface ByPolicy {
	readonly params?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly severities?: Readonly<Record<string, Severity | "off">>;
}

interface PackEntry extends ByPolicy {
	readonly name: string;
}

/** The file's content, once it is known to fit the schema. */
interface Content {
	readonly packs?: readonly (string | PackEntry)[];
	readonly policies?: readonly string[];
	readonly shape?: string;
	readonly namespaces?: readonly string[];
	readonly params?: ByPolicy["params"];
	readonly severities?: ByPolicy["severities"];
	readonly failOn?: Severity | "never";
	readonly data?: Readonly<Record<string, unknown>>;
	readonly buildArgs?: Readonly<Record<string, string | number | boolean>>;
	readonly platform?: string;
	readonly exceptions?: readonly (Omit<Exception, "source" | "span" | "files"> & {
		readonly files?: string | readonly string[];
	})[];
	readonly inlineIgnores?: "allow" | "forbid";
	readonly exceptionFiles?: readonly string[];
	readonly baseline?: string;
	readonly paths?: Omit<Paths, "base">;
	readonly outputs?: Readonly<Record<string, string>>;
	readonly images?: ImagesContent;
	readonly policy?: { readonly images?: ImagesContent };
	/** Of a pack. */
	readonly libraries?: readonly string[];
}

/** `folder` is the file's own, absolute; `base` the way from there to the folder that names of sources are relative to. */
export function readConfiguration(source: Source, folder: string, base: string): ReadConfiguration {
	const { content, places, diagnostics } = readSound(source, configurationSchema);
	const outside = writtenOutside(content, places);
	const { baseline, outputs, images, policy, ...rest } = content;
	const written = outside.length > 0 ? {} : { baseline, outputs };
	const asked = readImageSettings({ images, policy }, places);
	return {
		configuration: {
			...noConfiguration(folder),
			...take({ ...rest, ...written }, places, base),
			images: asked.settings,
		},
		diagnostics: [...diagnostics, ...outside, ...asked.diagnostics],
	};
}

/** A file of `exceptionFiles`; `base` as for the configuration. */
export function readExceptionFile(
	source: Source,
	base: string,
): { readonly exceptions: readonly Exception[]; readonly diagnostics: readonly Diagnostic[] } {
	const { content, places, diagnostics } = readSound(source, exceptionsSchema);
	return { exceptions: exceptionsOf(content, places, base), diagnostics };
}

/** The folders that a `pack.yaml` names as libraries, each with the place where it does. */
export function readPackLibraries(source: Source): {
	readonly libraries: readonly { readonly name: string; readonly span: Span }[];
	readonly diagnostics: readonly Diagnostic[];
} {
	const { content, places, diagnostics } = readSound(source, packSchema);
	const libraries = (content.libraries ?? []).map((name, index) => ({
		name,
		span: valueSpan(places, ["libraries", index]),
	}));
	return { libraries, diagnostics };
}

interface Sound {
	/** What fits the schema. */
	readonly content: Content;
	readonly places: Places;
	readonly diagnostics: readonly Diagnostic[];
}

function readSound(source: Source, schema: Schema): Sound {
	const document = parseDocument(source.text, { prettyErrors: false, stringKeys: true });
	const places: Places = { source, document };
	const [error] = document.errors;
	if (error !== undefined) {
		const reason = `this is no valid YAML: ${error.message.replace(/\s+/g, " ").replace(/\.$/, "")}`;
		const diagnostics = [at(source, errorSpan(places, error.pos), configurationNotYaml({ reason }))];
		return { content: {}, places, diagnostics };
	}
	const value = plainValue(document);
	if (value === null || value === undefined) return { content: {}, places, diagnostics: [] };
	const faults = checkShape(schema, value);
	return {
		content: soundPart(value, faults),
		places,
		diagnostics: faults.map((fault) => describe(fault, places)),
	};
}

/** A configuration comes with the files that it is for: it says what a run writes, but not anywhere on the machine. */
function writtenOutside({ baseline, outputs = {} }: Content, places: Places): readonly Diagnostic[] {
	const written: (readonly [Path, string])[] = [
		...(baseline === undefined ? [] : [[["baseline"], baseline] as const]),
		...Object.entries(outputs).map(([format, file]) => [["outputs", format], file] as const),
	];
	return written
		.filter(([, file]) => /^([a-z]:|[\\/])|(^|[\\/])\.\.([\\/]|$)/i.test(file))
		.map(([path]) => {
			const text = `\`${path.join(".")}\` must be in or below the folder of this file`;
			return at(places.source, valueSpan(places, path), configurationInvalid({ text }));
		});
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
	const { packs, params, severities, exceptions: _, exceptionFiles = [], buildArgs = {}, paths, ...rest } = content;
	const named = <Value>(path: Path, record: Readonly<Record<string, Value>>): Named<Value>[] =>
		Object.entries(record).map(([name, value]) => ({
			name,
			value,
			source: places.source,
			span: keySpan(places, [...path, name]),
		}));
	/** Codes are unique in a run, so what is said with a pack and what is said at the top are the same. */
	const settings: readonly (readonly [Path, ByPolicy])[] = [
		...(packs ?? []).flatMap((pack, index) => (typeof pack === "string" ? [] : [[["packs", index], pack] as const])),
		[[], { ...(params === undefined ? {} : { params }), ...(severities === undefined ? {} : { severities }) }],
	];
	return {
		...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
		...(packs === undefined ? {} : { packs: packs.map((pack) => (typeof pack === "string" ? pack : pack.name)) }),
		severities: settings.flatMap(([path, each]) => named([...path, "severities"], each.severities ?? {})),
		params: settings.flatMap(([path, each]) =>
			named([...path, "params"], each.params ?? {}).map((one) => ({
				...one,
				value: named([...path, "params", one.name], one.value),
			})),
		),
		buildArgs: Object.fromEntries(Object.entries(buildArgs).map(([name, value]) => [name, String(value)])),
		exceptions: exceptionsOf(content, places, base),
		exceptionFiles: exceptionFiles.map((name, index) => ({
			name,
			value: undefined,
			source: places.source,
			span: valueSpan(places, ["exceptionFiles", index]),
		})),
		...(paths === undefined ? {} : { paths: { ...paths, base } }),
	};
}

function exceptionsOf({ exceptions = [] }: Content, places: Places, base: string): readonly Exception[] {
	return exceptions.map(({ files, ...exception }, index) => ({
		...exception,
		...(files === undefined ? {} : { files: typeof files === "string" ? [files] : files }),
		base,
		source: places.source,
		span: valueSpan(places, ["exceptions", index, "policy"]),
	}));
}

function describe(fault: ShapeFault, places: Places): Diagnostic {
	if (fault.fault === "unknown-key")
		return at(places.source, keySpan(places, fault.path), configurationUnknownKey(fault));
	const { span, text, hint } = describeShape(fault, places);
	return at(places.source, span, configurationInvalid({ text, hint }));
}
