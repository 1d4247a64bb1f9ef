/** Reads `policy.yaml`. Takes its text, gives the configuration and everything that is wrong with it, each at its place. */
import { configurationInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Exception } from "../../findings/exceptions.ts";
import type { Severity } from "../../findings/finding.ts";
import type { Path } from "../../settings/checkShape.ts";
import { readSettings } from "../../settings/readSettings.ts";
import { keySpan, type Places, valueSpan } from "../../settings/yamlPlaces.ts";
import type { Source } from "../../text/source.ts";
import { checkPackChoice } from "./checkPackChoice.ts";
import { type Configuration, type Named, noConfiguration, type PackChoice, type Paths } from "./configuration.ts";
import { type ImagesContent, readImageSettings } from "./readImageSettings.ts";
import { configurationSchema, exceptionsSchema } from "./schema.ts";

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

type PackEntry = ByPolicy & Omit<PackChoice, "source" | "span">;

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
}

/** `folder` is the file's own, absolute; `base` the way from there to the folder that names of sources are relative to. */
export function readConfiguration(source: Source, folder: string, base: string): ReadConfiguration {
	const { content, places, diagnostics } = readSettings<Content>(source, configurationSchema);
	const outside = writtenOutside(content, places);
	const { baseline, outputs, images, policy, ...rest } = content;
	const written = outside.length > 0 ? {} : { baseline, outputs };
	const configuration = { ...noConfiguration(folder), ...take({ ...rest, ...written }, places, base) };
	const { packs } = configuration;
	const faults = (packs ?? []).map((choice, index) => checkPackChoice(choice, index, places));
	const asked = readImageSettings({ images, policy }, places);
	return {
		configuration: {
			...configuration,
			...(packs && { packs: packs.filter((_, index) => faults[index]?.length === 0) }),
			images: asked.settings,
		},
		diagnostics: [...diagnostics, ...outside, ...faults.flat(), ...asked.diagnostics],
	};
}

/** A file of `exceptionFiles`; `base` as for the configuration. */
export function readExceptionFile(
	source: Source,
	base: string,
): { readonly exceptions: readonly Exception[]; readonly diagnostics: readonly Diagnostic[] } {
	const { content, places, diagnostics } = readSettings<Content>(source, exceptionsSchema);
	return { exceptions: exceptionsOf(content, places, base), diagnostics };
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
		...(packs === undefined ? {} : { packs: packs.map((pack, index) => packChoice(pack, index, places)) }),
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

function packChoice(pack: string | PackEntry, index: number, places: Places): PackChoice {
	const path = ["packs", index];
	if (typeof pack === "string") return { name: pack, source: places.source, span: valueSpan(places, path) };
	const { params: _, severities: __, ...choice } = pack;
	return { ...choice, source: places.source, span: valueSpan(places, [...path, "name"]) };
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
