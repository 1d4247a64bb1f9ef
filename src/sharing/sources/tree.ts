/** A pack that is a tree of files rather than an archive: a commit of git, a folder. It is pinned as the plain tar of all that isn't hidden. */
import { packArchiveRefused } from "../../diagnostics/catalogue/packs.ts";
import type { PackFiles } from "../archive/readPackArchive.ts";
import { writePackTar } from "../archive/writePackArchive.ts";
import { type FetchedPack, PackFault } from "./packSource.ts";

/** In a tree, the signature of all the rest. */
export const TREE_SIGNATURE = "pack.sigstore.json";

export function packOfTree(from: string, files: PackFiles, commit?: string): FetchedPack {
	const own = [...files].filter(([name]) => name !== TREE_SIGNATURE && isShown(name));
	const written = writePackTar(new Map(own));
	if ("fault" in written) throw new PackFault([packArchiveRefused({ what: `\`${from}\``, reason: written.fault })]);
	const bundle = files.get(TREE_SIGNATURE);
	return {
		archive: written.tar,
		...(commit === undefined ? {} : { commit }),
		bundles: async () => (bundle === undefined ? [] : [bundle]),
	};
}

/** Whether a file belongs to the tree of a pack. */
export function isShown(name: string): boolean {
	return name.split("/").every((part) => !part.startsWith(".") && part !== "node_modules");
}
