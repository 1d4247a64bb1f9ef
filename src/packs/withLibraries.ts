/** What several packs share: modules of packages `lib.NAME`, each compiled into the packs that import it. */
import type { Source } from "../text/source.ts";

const imported = /^import data\.lib\.(\w+)$/gm;

/** Whether a module imports any. */
export function importsLibrary({ text }: Source): boolean {
	return text.search(imported) >= 0;
}

/** The sources with those of `libraries` that they import, directly or through one another. */
export function withLibraries(sources: readonly Source[], libraries: readonly Source[]): readonly Source[] {
	const byName = new Map(libraries.map((library) => [/^package lib\.(\w+)$/m.exec(library.text)?.[1], library]));
	const all = [...sources];
	const taken = new Set<string>();
	for (let next = 0; next < all.length; next++) {
		for (const [, name = ""] of (all[next] as Source).text.matchAll(imported)) {
			const library = byName.get(name);
			if (library === undefined || taken.has(name)) continue;
			taken.add(name);
			all.push(library);
		}
	}
	return all;
}
