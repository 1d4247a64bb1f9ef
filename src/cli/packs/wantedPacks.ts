/** The packs from elsewhere that a configuration asks for: those that it names, and what its own folders of policies depend on. */
import path from "node:path";
import { fileNotText } from "../../diagnostics/catalogue/files.ts";
import { packEngine } from "../../diagnostics/catalogue/packs.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { WantedPack } from "../../sharing/checkLock.ts";
import { MANIFEST, type PackManifest, readManifest } from "../../sharing/packManifest.ts";
import { anyVersion } from "../../sharing/versions.ts";
import { decode } from "../../text/decode.ts";
import { Source } from "../../text/source.ts";
import type { Configuration, PackChoice } from "../config/configuration.ts";
import type { Host } from "../host/host.ts";
import { nameOf } from "../sourceName.ts";
import { version } from "../version.ts";

export interface WantedPacks {
	readonly wanted: readonly WantedPack[];
	/** What folders of the repository depend on, by the folder. */
	readonly byFolder: ReadonlyMap<string, readonly WantedPack[]>;
	/** Folders of packs that are for another Holystone. */
	readonly unfit: readonly string[];
	readonly diagnostics: readonly Diagnostic[];
}

/** @param others folders of packs that the command line names, absolute */
export function wantedPacks(host: Host, configuration: Configuration, others: readonly string[] = []): WantedPacks {
	const choices = configuration.packs ?? [];
	const named = choices.flatMap(wantedPack);
	const folders = choices
		.filter(({ name, from }) => from === undefined && name.includes("/"))
		.map(({ name }) => path.resolve(configuration.folder, name));
	const byFolder = new Map<string, readonly WantedPack[]>();
	const unfit: string[] = [];
	const diagnostics: Diagnostic[] = [];
	for (const folder of new Set([...folders, ...others])) {
		const read = manifestIn(host, folder);
		diagnostics.push(...(read?.diagnostics ?? []));
		if (read?.diagnostics.some(({ kind }) => kind === packEngine.kind)) unfit.push(folder);
		const { dependencies = [] } = read?.manifest ?? {};
		if (dependencies.length > 0) byFolder.set(folder, dependencies);
	}
	return { wanted: [...named, ...[...byFolder.values()].flat()], byFolder, unfit, diagnostics };
}

function wantedPack({ name, from, version: range = anyVersion, signedBy }: PackChoice): readonly WantedPack[] {
	return from === undefined ? [] : [{ name, from, range, ...(signedBy === undefined ? {} : { signedBy }) }];
}

/** The manifest of a folder; undefined where it has none. Throws HostError. */
export function manifestIn(
	host: Pick<Host, "cwd" | "files">,
	folder: string,
):
	| { readonly manifest?: PackManifest; readonly source: Source; readonly diagnostics: readonly Diagnostic[] }
	| undefined {
	const file = path.join(folder, MANIFEST);
	if (host.files.stat(file)?.kind !== "file") return undefined;
	const name = nameOf(host.cwd, file);
	const decoded = decode(host.files.read(file));
	if ("fault" in decoded) {
		const source = new Source(name, "");
		return { source, diagnostics: [at(source, undefined, fileNotText(decoded))] };
	}
	const source = new Source(name, decoded.text);
	return { ...readManifest(source, version()), source };
}
