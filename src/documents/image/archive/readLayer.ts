/** The tar of one layer (OCI image-spec, layer.md) as it is unpacked: its entries, its whiteouts, and the few texts that are wanted. */

import { GoBuildInfoReader } from "./goBuildInfo.ts";
import { type LayerPath, layerPath } from "./layerPath.ts";
import type { Budget } from "./limits.ts";
import type { PackageFacts } from "./packageFacts.ts";
import { packagesOfRpmDatabase } from "./rpm/rpmDatabase.ts";
import { type FoundToken, secretTokens } from "./secretTokens.ts";
import { type EntrySink, type TarEntry, TarReader } from "./tarReader.ts";
import { isDatabase, type TextUse, wantedText } from "./wantedText.ts";

export interface LayerEntry extends Omit<TarEntry, "name" | "isWhole">, LayerPath {
	/** What was wanted of its text. */
	readonly text?: { readonly use: TextUse; readonly value: string };
	readonly tokens?: readonly FoundToken[];
	/** What it lists, where that isn't read from a text. */
	readonly packages?: readonly PackageFacts[];
	/** What it would have been read as, where it is too large or malformed. */
	readonly unread?: "text" | "RPM database" | "Go build info";
}

export interface LayerContents {
	readonly entries: readonly LayerEntry[];
	/** Paths that this layer takes away from those below. */
	readonly removed: readonly string[];
	/** Folders of which nothing from below shows any more. */
	readonly emptied: readonly string[];
	/** Those entries that are package databases and couldn't be read. */
	readonly unread: readonly LayerEntry[];
}

const whiteout = ".wh.";
const opaque = ".wh..wh..opq";
/** Names that AUFS kept for itself. */
const reserved = ".wh..wh.";
const strict = new TextDecoder("utf-8", { fatal: true });

/** Takes a layer's tar in parts. Entries stay there where the tar turns out to be broken. */
export class LayerReader implements LayerContents {
	readonly entries: LayerEntry[] = [];
	readonly removed: string[] = [];
	readonly emptied: string[] = [];
	readonly #budget: Budget;
	readonly #tar: TarReader;

	constructor(budget: Budget) {
		this.#budget = budget;
		this.#tar = new TarReader((entry) => this.#add(entry), budget.limits);
	}

	get unread(): readonly LayerEntry[] {
		return this.entries.filter(({ path, unread }) => unread !== undefined && isDatabase(wantedText(path)));
	}

	/** @throws ArchiveFault */
	push(bytes: Uint8Array): void {
		this.#tar.push(bytes);
	}

	/** @throws ArchiveFault */
	finish(): void {
		this.#tar.finish();
	}

	#add({ name, isWhole, ...entry }: TarEntry): EntrySink | undefined {
		if (entry.type === "other") return undefined;
		this.#budget.addEntry(name.length + entry.link.length);
		const place = layerPath(name);
		const { path } = place;
		const slash = path.lastIndexOf("/");
		const base = path.slice(slash + 1);
		const folder = path.slice(0, slash) || "/";
		if (base === opaque) {
			this.emptied.push(folder);
			return undefined;
		}
		if (base.startsWith(reserved)) return undefined;
		if (base.startsWith(whiteout)) {
			this.removed.push(`${folder === "/" ? "" : folder}/${base.slice(whiteout.length)}`);
			return undefined;
		}
		const found: LayerEntry = { ...entry, ...place };
		const index = this.entries.push(found) - 1;
		const use = entry.type === "file" && isWhole && entry.size > 0 ? wantedText(path) : undefined;
		if (use === undefined) return undefined;
		const { limits } = this.#budget;
		const most = use === "rpm" ? limits.binary : isDatabase(use) ? limits.database : limits.text;
		if (entry.size <= most && this.#budget.takeText(entry.size))
			return use === "rpm" ? this.#rpmSink(index, found) : this.#textSink(index, found, use);
		if (use !== "secrets") this.entries[index] = { ...found, unread: use === "rpm" ? "RPM database" : "text" };
		// Programs are far larger than texts that hold tokens.
		else if ((entry.mode & 0o111) !== 0)
			return new GoBuildInfoReader((packages) => this.#list(index, found, packages, "Go build info"));
		return undefined;
	}

	#rpmSink(index: number, entry: LayerEntry): EntrySink {
		const bytes = new Uint8Array(entry.size);
		let length = 0;
		return {
			write(part) {
				bytes.set(part, length);
				length += part.length;
			},
			end: () => this.#list(index, entry, packagesOfRpmDatabase(bytes), "RPM database"),
		};
	}

	#list(
		index: number,
		entry: LayerEntry,
		packages: readonly PackageFacts[] | undefined,
		what: LayerEntry["unread"],
	): void {
		const isListed = packages !== undefined && this.#budget.takePackages(packages.length);
		this.entries[index] = { ...entry, ...(isListed ? { packages } : { unread: what }) };
	}

	#textSink(index: number, entry: LayerEntry, use: TextUse): EntrySink {
		let bytes: Uint8Array | undefined = new Uint8Array(entry.size);
		let length = 0;
		return {
			write(part) {
				// What begins like a program is none of the texts that anybody looks for.
				if (length === 0 && part.subarray(0, 1024).includes(0)) bytes = undefined;
				bytes?.set(part, length);
				length += part.length;
			},
			end: () => {
				const value = bytes === undefined ? undefined : textOf(bytes);
				if (value === undefined) {
					if (use !== "secrets") this.entries[index] = { ...entry, unread: "text" };
					return;
				}
				const tokens = secretTokens(value);
				if (use !== "secrets") this.entries[index] = { ...entry, text: { use, value } };
				else if (tokens.length > 0) this.entries[index] = { ...entry, tokens };
			},
		};
	}
}

function textOf(bytes: Uint8Array): string | undefined {
	try {
		return strict.decode(bytes);
	} catch {
		return undefined;
	}
}
