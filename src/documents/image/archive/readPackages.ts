/** What is installed, by the databases of distributions and the manifests of languages that the final tree has. */

import { parseJson } from "../../../runtime/values/json.ts";
import { asObject, textOf } from "../../fields.ts";
import type { PlacedEntry } from "./layerTree.ts";
import { unreadDatabase } from "./wantedText.ts";

export interface Package {
	/** As package URLs name the sort: `deb`, `apk`, `npm`, `pypi`, `gem`, `maven`. */
	readonly type: string;
	readonly name: string;
	readonly version: string;
	readonly architecture?: string;
	/** The source package that it was made from. */
	readonly source?: string;
	readonly license?: string;
	/** Where that is written, and in which layer. */
	readonly path: string;
	readonly layer: number;
}

export interface Packages {
	readonly installed: readonly Package[];
	/** Databases that are there and couldn't be read. */
	readonly unread: readonly { readonly path: string; readonly format: string; readonly layer: number }[];
}

type Facts = Omit<Package, "path" | "layer">;

export function readPackages(entries: readonly PlacedEntry[]): Packages {
	const installed: Package[] = [];
	const unread: { path: string; format: string; layer: number }[] = [];
	for (const { entry, layer, hiddenIn } of entries) {
		if (hiddenIn !== undefined || entry.type !== "file") continue;
		const { path } = entry;
		const format = unreadDatabase(path) ?? (entry.unread ? "text" : undefined);
		if (format !== undefined) unread.push({ path, format, layer });
		for (const facts of packagesIn(entry)) installed.push({ ...facts, path, layer });
	}
	return { installed, unread };
}

function packagesIn({ path, text }: PlacedEntry["entry"]): readonly Facts[] {
	switch (text?.use) {
		case "dpkg":
			return dpkg(text.value);
		case "apk":
			return apk(text.value);
		case "npm":
			return npm(text.value);
		case "python":
			return python(text.value);
		case undefined:
			return byName(path);
		default:
			return [];
	}
}

/** Paragraphs of `Field: value` lines (deb-control(5)); lines that begin with a blank go on with the one before. */
function dpkg(text: string): Facts[] {
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
function apk(text: string): Facts[] {
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

function npm(text: string): Facts[] {
	let manifest: ReturnType<typeof asObject>;
	try {
		manifest = asObject(parseJson(text));
	} catch {
		// Packages have broken manifests in their tests.
		return [];
	}
	const [name, version] = [textOf(manifest, "name"), textOf(manifest, "version")];
	if (name === undefined || version === undefined) return [];
	return [{ type: "npm", name, version, ...optional("license", textOf(manifest, "license")) }];
}

/** The headers of core metadata: as in mail, up to the first empty line. */
function python(text: string): Facts[] {
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
function byName(path: string): Facts[] {
	if (path.length - path.lastIndexOf("/") > LONGEST_NAME) return [];
	const gem = /\/specifications\/(?:default\/)?([\w.-]+?)-(\d[\w.]*)(?:-[a-z][\w-]*)?\.gemspec$/.exec(path);
	if (gem !== null) return [{ type: "gem", name: gem[1] as string, version: gem[2] as string }];
	const jar = /\/([\w.-]+?)-(\d[\w.+-]*)\.(?:jar|war|ear)$/.exec(path);
	return jar === null ? [] : [{ type: "maven", name: jar[1] as string, version: jar[2] as string }];
}

const optional = <Name extends string>(name: Name, value: string | undefined): { [name in Name]?: string } =>
	value === undefined || value === "" ? {} : ({ [name]: value } as { [name in Name]: string });
