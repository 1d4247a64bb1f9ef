/** What is installed, by the databases of distributions and the manifests of languages that the final tree has. */

import { isArray } from "../../../runtime/values/access.ts";
import { parseJson } from "../../../runtime/values/json.ts";
import type { Value } from "../../../runtime/values/value.ts";
import { asObject, listOf, textOf, textsOf } from "../../fields.ts";
import type { PlacedEntry } from "./layerTree.ts";
import { limits } from "./limits.ts";
import type { PackageFacts } from "./packageFacts.ts";
import { isRpmJournal } from "./wantedText.ts";

export interface Package extends PackageFacts {
	/** Where that is written, and in which layer. */
	readonly path: string;
	readonly layer: number;
}

export interface Packages {
	readonly installed: readonly Package[];
	/** Databases that are there and couldn't be read. */
	readonly unread: readonly { readonly path: string; readonly format: string; readonly layer: number }[];
}

export function readPackages(entries: readonly PlacedEntry[]): Packages {
	const installed: Package[] = [];
	const unread: { path: string; format: string; layer: number }[] = [];
	for (const { entry, layer, hiddenIn } of entries) {
		if (hiddenIn !== undefined || entry.type !== "file") continue;
		const { path } = entry;
		const format = entry.unread ?? (isRpmJournal(path) && entry.size > 0 ? "SQLite journal" : undefined);
		if (format !== undefined) unread.push({ path, format, layer });
		const packages = packagesIn(entry);
		if (installed.length + packages.length > limits.packages) unread.push({ path, format: "text", layer });
		else for (const facts of packages) installed.push({ ...facts, path, layer });
	}
	return { installed, unread };
}

function packagesIn({ path, text, packages }: PlacedEntry["entry"]): readonly PackageFacts[] {
	if (packages !== undefined) return packages;
	switch (text?.use) {
		case "dpkg":
			return dpkg(text.value);
		case "apk":
			return apk(text.value);
		case "npm":
			return npm(text.value);
		case "python":
			return python(text.value);
		case "composer":
			return composer(text.value);
		case undefined:
			return byName(path);
		default:
			return [];
	}
}

/** Paragraphs of `Field: value` lines (deb-control(5)); lines that begin with a blank go on with the one before. */
function dpkg(text: string): PackageFacts[] {
	return text.split(/\n\s*\n/).flatMap((paragraph) => {
		const field = (name: string): string | undefined =>
			new RegExp(`^${name}:[ \\t]*(.*)$`, "m").exec(paragraph)?.[1]?.trim();
		const [name, version] = [field("Package"), field("Version")];
		// Distroless has no Status; elsewhere what was removed keeps its paragraph.
		const status = field("Status");
		if (name === undefined || version === undefined || (status !== undefined && !/ installed$/.test(status))) return [];
		const source = field("Source")?.replace(/ .*/, "");
		return [
			{ type: "deb", name, version, ...optional("architecture", field("Architecture")), ...optional("source", source) },
		];
	});
}

/** Paragraphs of lines with one letter: P name, V version, A architecture, o origin, L license. */
function apk(text: string): PackageFacts[] {
	return text.split("\n\n").flatMap((paragraph) => {
		const field = (letter: string): string | undefined =>
			new RegExp(`^${letter}:(.*)$`, "m").exec(paragraph)?.[1]?.trim();
		const [name, version] = [field("P"), field("V")];
		if (name === undefined || version === undefined) return [];
		return [
			{
				type: "apk",
				name,
				version,
				...optional("architecture", field("A")),
				...optional("source", field("o")),
				...optional("license", field("L")),
			},
		];
	});
}

/** Undefined for what is no JSON: packages have broken manifests in their tests. */
function jsonOf(text: string): Value | undefined {
	try {
		return parseJson(text);
	} catch {
		return undefined;
	}
}

function npm(text: string): PackageFacts[] {
	const manifest = asObject(jsonOf(text));
	const [name, version] = [textOf(manifest, "name"), textOf(manifest, "version")];
	if (name === undefined || version === undefined) return [];
	return [{ type: "npm", name, version, ...optional("license", textOf(manifest, "license")) }];
}

/** Composer's installed.json: a list of packages, since version 2 in an object. */
function composer(text: string): PackageFacts[] {
	const written = jsonOf(text) ?? null;
	const list = isArray(written) ? written : listOf(asObject(written), "packages");
	return list.flatMap((item) => {
		const entry = asObject(item);
		const [name, version] = [textOf(entry, "name"), textOf(entry, "version")];
		if (name === undefined || version === undefined) return [];
		return [{ type: "composer", name, version, ...optional("license", textsOf(entry, "license").join(" OR ")) }];
	});
}

/** The headers of core metadata: as in mail, up to the first empty line. */
function python(text: string): PackageFacts[] {
	const head = text.split(/\r?\n\r?\n/, 1)[0] ?? "";
	const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*)$`, "mi").exec(head)?.[1]?.trim();
	const [name, version] = [field("Name"), field("Version")];
	if (name === undefined || version === undefined) return [];
	const license = field("License-Expression") ?? field("License");
	return [{ type: "pypi", name, version, ...optional("license", license) }];
}

/** Longer than any file system has them; expressions on names take quadratic time. */
const LONGEST_NAME = 255;

/** Gems and jars say in their file's name what they are. */
function byName(path: string): PackageFacts[] {
	if (path.length - path.lastIndexOf("/") > LONGEST_NAME) return [];
	const gem = /\/specifications\/(?:default\/)?([\w.-]+?)-(\d[\w.]*)(?:-[a-z][\w-]*)?\.gemspec$/.exec(path);
	if (gem !== null) return [{ type: "gem", name: gem[1] as string, version: gem[2] as string }];
	const jar = /\/([\w.-]+?)-(\d[\w.+-]*)\.(?:jar|war|ear)$/.exec(path);
	return jar === null ? [] : [{ type: "maven", name: jar[1] as string, version: jar[2] as string }];
}

const optional = <Name extends string>(name: Name, value: string | undefined): { [name in Name]?: string } =>
	value === undefined || value === "" ? {} : ({ [name]: value } as { [name in Name]: string });
