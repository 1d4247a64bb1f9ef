/** The files of a folder that is, or becomes, a pack. Links are refused: what they lead to isn't in the folder. */
import path from "node:path";
import { packArchiveRefused } from "../../diagnostics/catalogue/packs.ts";
import { packLimits } from "../../sharing/archive/packLimits.ts";
import type { PackFiles } from "../../sharing/archive/readPackArchive.ts";
import { PackFault } from "../../sharing/sources/packSource.ts";
import { isShown } from "../../sharing/sources/tree.ts";
import type { HostFiles } from "../host/host.ts";

/** @param isWanted says by its name, with `/`, whether a file is one of the pack; hidden files never are. @throws PackFault, HostError */
export function readPackFolder(
	files: HostFiles,
	root: string,
	isWanted: (name: string) => boolean = () => true,
): PackFiles {
	const found = new Map<string, Uint8Array>();
	let left = packLimits.unpacked;
	const refuse = (reason: string): PackFault => new PackFault([packArchiveRefused({ what: `\`${root}\``, reason })]);
	const visit = (folder: string, depth: number): void => {
		if (depth > packLimits.depth) throw refuse(`it is more than ${packLimits.depth} folders deep`);
		for (const { name, kind } of files.list(path.join(root, folder))) {
			const inside = folder === "" ? name : `${folder}/${name}`;
			if (!isShown(inside)) continue;
			if (kind === "folder") visit(inside, depth + 1);
			else if (isWanted(inside)) {
				if (kind !== "file") throw refuse(`"${inside}" in it is no plain file`);
				const content = files.read(path.join(root, inside));
				left -= content.length;
				if (left < 0) throw refuse(`its files are larger than ${packLimits.unpacked} bytes together`);
				found.set(inside, content);
				if (found.size > packLimits.files) throw refuse(`it has more than ${packLimits.files} files`);
			}
		}
	};
	visit("", 1);
	return found;
}
