/** A pack that is a folder of this machine, as it is when it is pinned. */
import type { PackFiles } from "../archive/readPackArchive.ts";
import type { PackSource } from "./packSource.ts";
import { packOfTree } from "./tree.ts";

/** @param read gives the files below the folder; throws PackFault */
export function folderSource(text: string, read: () => PackFiles): PackSource {
	const fetch = async () => packOfTree(text, read());
	return { versions: async () => undefined, fetch, fetchPinned: fetch };
}
