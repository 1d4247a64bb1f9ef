/** The folder around a file, for kinds of document that look there. Bounded, and never leaves the folder. */
import path from "node:path";
import type { Siblings } from "../../documents/document.ts";
import { compareText } from "../../findings/order.ts";
import { decode } from "../../text/decode.ts";
import { HostError, type HostFiles } from "./host.ts";
import { nodeSha256 } from "./nodeDigester.ts";

/** How many entries of a folder anyone gets to see; a build context beyond that is cut off there. */
const MOST_ENTRIES = 50_000;
/** Files larger than this aren't read, in bytes. */
const LARGEST = 4_000_000;

interface Entry {
	readonly path: string;
	readonly size: number;
}

/** A view of a folder. What it lists is read once, when it is first asked for. */
export function folderSiblings(files: HostFiles, folder: string): Siblings {
	let entries: readonly Entry[] | undefined;
	const root = files.stat(folder)?.real ?? folder;
	const fileAt = (name: string): { readonly full: string; readonly size: number } | undefined => {
		const full = path.resolve(folder, name);
		const entry = isWithin(folder, full) ? files.stat(full) : undefined;
		// A link may lead out of the folder though its name doesn't.
		return entry?.kind === "file" && isWithin(root, entry.real) ? { full, size: entry.size } : undefined;
	};
	return {
		open: (name) => {
			const file = fileAt(name);
			const read = (offset: number, most: number): Uint8Array => files.readAt(file?.full ?? "", offset, most);
			return file && { size: file.size, read, sha256: nodeSha256 };
		},
		read: (name) => {
			const file = fileAt(name);
			if (file === undefined || file.size > LARGEST) return undefined;
			try {
				const decoded = decode(files.read(file.full));
				return "text" in decoded ? decoded.text : undefined;
			} catch (error) {
				if (error instanceof HostError) return undefined;
				throw error;
			}
		},
		list: () => {
			entries ??= [...walk(files, folder, "", { left: MOST_ENTRIES })];
			return entries;
		},
	};
}

function isWithin(folder: string, full: string): boolean {
	const relative = path.relative(folder, full);
	return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
}

function* walk(files: HostFiles, folder: string, prefix: string, budget: { left: number }): Generator<Entry> {
	const entries = listOf(files, folder);
	const named = (kind: string) =>
		entries.filter((entry) => entry.kind === kind).sort((a, b) => compareText(a.name, b.name));
	for (const { name } of named("folder")) {
		if (budget.left-- <= 0) return;
		yield { path: `${prefix}${name}/`, size: 0 };
		yield* walk(files, path.join(folder, name), `${prefix}${name}/`, budget);
	}
	for (const { name } of named("file")) {
		if (budget.left-- <= 0) return;
		yield { path: prefix + name, size: files.stat(path.join(folder, name))?.size ?? 0 };
	}
}

function listOf(files: HostFiles, folder: string): ReturnType<HostFiles["list"]> {
	try {
		return files.list(folder);
	} catch (error) {
		if (error instanceof HostError) return [];
		throw error;
	}
}
