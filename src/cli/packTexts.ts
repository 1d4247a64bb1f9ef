/** The texts of packs: those of the bundled ones lie beside the program, also where it has them compiled ahead. */
import path from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { parseModule } from "../lang/parse/parseModule.ts";
import type { Module } from "../lang/tree.ts";
import { withLibraries } from "../packs/withLibraries.ts";
import { Source } from "../text/source.ts";
import { bundledLibraries, bundledPackFolder } from "./bundledPacks.ts";
import type { Host } from "./host/host.ts";
import { readPolicyFiles } from "./policyFiles.ts";
import type { LoadedPack } from "./session.ts";

export interface PackTexts {
	readonly sources: readonly Source[];
	readonly diagnostics: readonly Diagnostic[];
}

/** The texts of a bundled pack, with those of what it shares with others. */
export function bundledTexts(host: Host, name: string, tests: boolean): PackTexts {
	const own = textsIn(host, name, tests);
	const libraries = textsIn(host, bundledLibraries, false);
	return {
		sources: withLibraries(own.sources, libraries.sources),
		diagnostics: [...own.diagnostics, ...libraries.diagnostics],
	};
}

function textsIn(host: Host, name: string, tests: boolean): PackTexts {
	const root = bundledPackFolder(name);
	const own = path.relative(host.cwd, root).split(path.sep).join("/");
	const { sources, diagnostics } = readPolicyFiles(host.cwd, host.files, root, tests) ?? {
		sources: [],
		diagnostics: [],
	};
	// Where Holystone is installed is nobody's business: its packs are named as they are in its repository.
	const named = sources.map((source) => new Source(source.name.replace(own, `policies/${name}`), source.text));
	return { sources: named, diagnostics };
}

/** The modules that a pack is made of: those that can be read. `version` is that of `.rego` files that aren't bundled. */
export function modulesOf(host: Host, { pack, sources }: LoadedPack, version: "v0" | "v1"): readonly Module[] {
	const isBundled = sources.length === 0;
	const texts = isBundled ? bundledTexts(host, pack.name, false).sources : sources;
	return texts.flatMap((source) => {
		const dialect = source.name.endsWith(".policy") ? "policy" : "rego";
		const { module, diagnostics } = parseModule(source, { dialect, version: isBundled ? "v1" : version });
		return module === undefined || diagnostics.some(({ kind }) => kind.severity === "error") ? [] : [module];
	});
}
