/** `pack.yaml`: what a pack says of itself. Takes the text, gives what it says and everything that is wrong with it, each at its place. */

import { configurationInvalid } from "../diagnostics/catalogue/configuration.ts";
import { packEngine, packRangeInvalid, packSourceInvalid } from "../diagnostics/catalogue/packs.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { readSettings } from "../settings/readSettings.ts";
import { type Places, valueSpan } from "../settings/yamlPlaces.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { readLocation } from "./packLocation.ts";
import { packSchema } from "./packSchema.ts";
import { anyVersion, isRange, isVersion, suits } from "./versions.ts";

export const MANIFEST = "pack.yaml";

export interface PackManifest {
	readonly name: string;
	readonly version?: string;
	readonly license?: string;
	readonly about?: string;
	readonly source?: string;
	readonly kinds: readonly string[];
	/** The range of versions of Holystone. */
	readonly engine?: string;
	readonly dependencies: readonly Dependency[];
	readonly libraries: readonly Library[];
	/** Globs. */
	readonly files: readonly string[];
}

export interface Dependency {
	readonly name: string;
	readonly from: string;
	readonly range: string;
}

/** A folder of modules, and where the manifest names it. */
export interface Library {
	readonly name: string;
	readonly span: Span;
}

export interface ReadManifest {
	/** Absent where it has no name or isn't for this Holystone. */
	readonly manifest?: PackManifest;
	readonly places: Places;
	readonly diagnostics: readonly Diagnostic[];
}

interface Content {
	readonly name: string;
	readonly version?: string;
	readonly license?: string;
	readonly about?: string;
	readonly source?: string;
	readonly kinds?: readonly string[];
	readonly engine?: string;
	readonly dependencies?: Readonly<Record<string, { readonly from: string; readonly version?: string }>>;
	readonly libraries?: readonly string[];
	readonly files?: readonly string[];
}

/** Characters of a pack's name. */
const LONGEST_NAME = 64;
/** How many packs one may depend on directly. */
const MOST_DEPENDENCIES = 32;

export function isPackName(name: string): boolean {
	return name.length <= LONGEST_NAME && /^[a-z0-9]+([._-][a-z0-9]+)*$/.test(name);
}

/** @param engine the version of this Holystone: where the pack isn't for it, nothing else is said */
export function readManifest(source: Source, engine: string): ReadManifest {
	const { content, places, diagnostics } = readSettings<Content>(source, packSchema);
	const wrongEngine = engineFault(content.engine, places, engine);
	if (wrongEngine?.kind === packEngine.kind) return { places, diagnostics: [wrongEngine] };
	const faults = [...(wrongEngine === undefined ? [] : [wrongEngine]), ...valueFaults(content, places)];
	const all = [...diagnostics, ...faults];
	const { name, kinds = [], dependencies = {}, libraries = [], files = [], ...rest } = content;
	if (name === undefined || faults.length > 0) return { places, diagnostics: all };
	const manifest: PackManifest = {
		...rest,
		name,
		kinds,
		files,
		dependencies: Object.entries(dependencies).map(([each, { from, version = anyVersion }]) => ({
			name: each,
			from,
			range: version,
		})),
		libraries: libraries.map((each, index) => ({ name: each, span: valueSpan(places, ["libraries", index]) })),
	};
	return { manifest, places, diagnostics: all };
}

function engineFault(range: string | undefined, places: Places, version: string): Diagnostic | undefined {
	if (range === undefined) return undefined;
	const span = valueSpan(places, ["engine"]);
	if (!isRange(range)) return at(places.source, span, packRangeInvalid({ range }));
	return suits(version, range) ? undefined : at(places.source, span, packEngine({ range, version }));
}

function valueFaults({ name, version, dependencies = {} }: Partial<Content>, places: Places): readonly Diagnostic[] {
	const faults: Diagnostic[] = [];
	const wrong = (path: readonly string[], text: string): void => {
		faults.push(at(places.source, valueSpan(places, path), configurationInvalid({ text })));
	};
	if (name !== undefined && !isPackName(name))
		wrong(
			["name"],
			"`name` must be lowercase letters and digits, with `-`, `_` or `.` between them, at most 64 characters",
		);
	if (version !== undefined && !isVersion(version))
		wrong(["version"], "`version` must be a semantic version such as 1.2.3");
	const entries = Object.entries(dependencies);
	if (entries.length > MOST_DEPENDENCIES)
		wrong(["dependencies"], `\`dependencies\` must be at most ${MOST_DEPENDENCIES}`);
	for (const [each, { from, version: range = anyVersion }] of entries) {
		const path = ["dependencies", each];
		if (!isPackName(each)) wrong(path, `\`${each}\` is no name of a pack`);
		if (!isRange(range))
			faults.push(at(places.source, valueSpan(places, [...path, "version"]), packRangeInvalid({ range })));
		const location = readLocation(from);
		const reason =
			"fault" in location
				? location.fault
				: location.kind === "folder"
					? "a folder doesn't travel with the pack"
					: undefined;
		if (reason !== undefined)
			faults.push(at(places.source, valueSpan(places, [...path, "from"]), packSourceInvalid({ text: from, reason })));
	}
	return faults;
}
