/**
 * The packs that come with Holystone. The built command has them compiled ahead, as modules beside it; run from the sources,
 * and where their texts are wanted (`explain`, `test`), they are folders of `policies/`.
 */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compareText } from "../findings/order.ts";
import { type BuiltPackModule, builtPack } from "../packs/builtPack.ts";
import type { Pack } from "../packs/pack.ts";

const folder = fileURLToPath(new URL("../../policies/", import.meta.url));

export function bundledPackNames(): readonly string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => entry.name)
		.sort(compareText);
}

/** The folder of a bundled pack's texts. */
export function bundledPackFolder(name: string): string {
	return `${folder}${name}`;
}

/** A bundled pack as it was compiled ahead, or undefined where it wasn't. */
export async function importBundledPack(name: string): Promise<Pack | undefined> {
	const module = new URL(`../policies/${name}.js`, import.meta.url);
	if (!existsSync(module)) return undefined;
	return builtPack(name, (await import(module.href)) as BuiltPackModule);
}
