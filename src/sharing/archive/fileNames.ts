/** The names of a pack's files: plain, the same on every system, and each of them once. */
import { packLimits } from "./packLimits.ts";

/** Names that Windows keeps for devices, with any ending. */
const device = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;

/** Why a name can't be that of a file in a pack; undefined where it can. Folders are separated by `/`. */
export function fileNameFault(name: string): string | undefined {
	const shown = JSON.stringify(name.slice(0, packLimits.name));
	if (name.length > packLimits.name) return `the name ${shown}… is longer than ${packLimits.name} characters`;
	if (name.startsWith("/") || /^[a-z]:/i.test(name)) return `the name ${shown} is absolute`;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
	if (/[\u0000-\u001f\u007f\ufffd\\:*?"<>|]/.test(name))
		return `the name ${shown} has a character that names can't have everywhere`;
	const parts = name.split("/");
	if (parts.includes("..")) return `the name ${shown} leads out of the pack`;
	if (parts.some((part) => part === "" || part === "." || /[. ]$/.test(part) || device.test(part)))
		return `the name ${shown} means something else on some systems`;
	if (parts.length > packLimits.depth) return `the name ${shown} is more than ${packLimits.depth} folders deep`;
	return undefined;
}

/** Takes names one after the other and says what is wrong with each beside those before it. */
export class FileNames {
	/** What each name and folder is as a system sees it that doesn't tell capitals from small letters. */
	readonly #known = new Map<string, { readonly name: string; readonly isFolder: boolean; readonly isEntry: boolean }>();

	/** Why this entry can't be there; undefined where it can, and then it is. */
	add(name: string, isFolder: boolean): string | undefined {
		const fault = fileNameFault(name);
		if (fault !== undefined) return fault;
		const parts = name.split("/");
		for (let length = 1; length < parts.length; length++) {
			const above = this.#put(parts.slice(0, length).join("/"), true, false);
			if (above !== undefined) return above;
		}
		return this.#put(name, isFolder, true);
	}

	#put(name: string, isFolder: boolean, isEntry: boolean): string | undefined {
		const folded = name.normalize("NFC").toLowerCase().normalize("NFC");
		const known = this.#known.get(folded);
		const [shown, other] = [JSON.stringify(name), JSON.stringify(known?.name)];
		if (known === undefined || (known.isFolder && !known.isEntry && isEntry && isFolder && known.name === name)) {
			this.#known.set(folded, { name, isFolder, isEntry });
			return undefined;
		}
		if (known.name !== name) return `the names ${other} and ${shown} are the same on some systems`;
		if (known.isFolder !== isFolder) return `${shown} is a file and a folder`;
		return isEntry ? `the name ${shown} is there twice` : undefined;
	}
}
