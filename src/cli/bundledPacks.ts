/**
 * The packs that come with Holystone. The built command has them compiled ahead, as parts of itself; run from the sources,
 * and where their texts are wanted (`explain`, `test`), they are folders of `policies/`.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compareText } from "../findings/order.ts";
import { builtPack } from "../packs/builtPack.ts";
import type { Pack } from "../packs/pack.ts";
import { builtPacks } from "./builtPacks.ts";

const folder = fileURLToPath(new URL("../../policies/", import.meta.url));

/** Those in use where nobody says which. */
export const defaultPackNames: readonly string[] = ["hygiene"];

/** What the packs share. */
export const bundledLibraries = "lib";

export function bundledPackNames(): readonly string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && entry.name !== bundledLibraries)
		.map((entry) => entry.name)
		.sort(compareText);
}

/** The folder of a bundled pack's texts. */
export function bundledPackFolder(name: string): string {
	return `${folder}${name}`;
}

/** A bundled pack as it was compiled ahead, or undefined where it wasn't. */
export async function importBundledPack(name: string): Promise<Pack | undefined> {
	const load = builtPacks.get(name);
	return load === undefined ? undefined : builtPack(name, await load());
}
