/** The libraries that folders of policies name in their `pack.yaml`, so that a pack is whole wherever it is looked at alone. */
import path from "node:path";
import { configurationInvalid } from "../diagnostics/catalogue/configuration.ts";
import { fileNotText, fileUnreadable } from "../diagnostics/catalogue/files.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { importsLibrary, withLibraries } from "../packs/withLibraries.ts";
import { decode } from "../text/decode.ts";
import { Source } from "../text/source.ts";
import { type Host, HostError } from "./host/host.ts";
import type { PackTexts } from "./packTexts.ts";
import { readPolicyFiles } from "./policyFiles.ts";
import { nameOf } from "./sourceName.ts";
import { version } from "./version.ts";

const MANIFEST = "pack.yaml";

/**
 * @param roots policy files and folders of them, absolute
 * @param sources what is in them
 * @returns the sources with the modules of libraries that they import
 */
export async function withPackLibraries(
	host: Host,
	roots: readonly string[],
	sources: readonly Source[],
): Promise<PackTexts> {
	if (!sources.some(importsLibrary)) return { sources, diagnostics: [] };
	const diagnostics: Diagnostic[] = [];
	const libraries = new Map<string, Source>();
	const folders = roots.map((root) => (host.files.stat(root)?.kind === "folder" ? root : path.dirname(root)));
	for (const folder of new Set(folders)) {
		const read = await librariesOf(host, folder);
		diagnostics.push(...read.diagnostics);
		for (const source of read.sources) libraries.set(source.name, source);
	}
	const own = new Set(sources.map(({ name }) => name));
	const others = [...libraries.values()].filter(({ name }) => !own.has(name));
	return { sources: withLibraries(sources, others), diagnostics };
}

async function librariesOf(host: Host, folder: string): Promise<PackTexts> {
	const file = path.join(folder, MANIFEST);
	if (host.files.stat(file)?.kind !== "file") return { sources: [], diagnostics: [] };
	const name = nameOf(host.cwd, file);
	const failed = (message: Parameters<typeof at>[2]): PackTexts => ({
		sources: [],
		diagnostics: [at(new Source(name, ""), undefined, message)],
	});
	try {
		const decoded = decode(host.files.read(file));
		if ("fault" in decoded) return failed(fileNotText(decoded));
		const manifest = new Source(name, decoded.text);
		const { readManifest } = await import("../sharing/packManifest.ts");
		const { manifest: said, diagnostics } = readManifest(manifest, version());
		const read = (said?.libraries ?? []).map(({ name: library, span }): PackTexts => {
			const there = path.resolve(folder, library);
			const isNear = !path.isAbsolute(library) && isBelow(path.dirname(folder), there);
			const found = isNear ? readPolicyFiles(host.cwd, host.files, there, false) : undefined;
			if (found !== undefined) return found;
			const text = isNear ? `there is no folder \`${library}\`` : `\`${library}\` must be in the pack or beside it`;
			return { sources: [], diagnostics: [at(manifest, span, configurationInvalid({ text }))] };
		});
		return {
			sources: read.flatMap((each) => each.sources),
			diagnostics: [...diagnostics, ...read.flatMap((each) => each.diagnostics)],
		};
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		return failed(fileUnreadable({ reason: error.reason }));
	}
}

function isBelow(folder: string, file: string): boolean {
	const way = path.relative(folder, file);
	return way !== "" && !way.startsWith("..") && !path.isAbsolute(way);
}
