/** Watches what a server has read, and says when it should read it again. Changes that come close together are one. */
import path from "node:path";
import type { TlsFiles } from "../../serve/tls/certificates.ts";
import { type FolderChange, type FolderWatch, watchFolders } from "../host/watchFolders.ts";
import type { FileSnapshot } from "./fileSnapshot.ts";

/** Milliseconds of quiet before anything is read again, and how long that may take at most. */
const QUIET = 200;
const LONGEST = 2_000;

export interface ServedWatch {
	/** Watches these from now on. */
	follow(files: FileSnapshot): void;
	close(): void;
}

export function watchServed(onChange: () => void): ServedWatch {
	let watch: FolderWatch | undefined;
	let timer: NodeJS.Timeout | undefined;
	let since: number | undefined;
	const note = (): void => {
		const now = performance.now();
		since ??= now;
		clearTimeout(timer);
		timer = setTimeout(
			() => {
				since = undefined;
				onChange();
			},
			Math.max(0, Math.min(QUIET, since + LONGEST - now)),
		);
	};
	return {
		follow: (files) => {
			watch?.close();
			watch = watchFolders(foldersOf(files), (change) => {
				if (concerns(files, change)) note();
			});
		},
		close: () => {
			clearTimeout(timer);
			watch?.close();
		},
	};
}

/** Those of all that was looked at; links are followed, for what they lead to may change, too. Installed packages don't. */
function foldersOf({ entries, lists, texts }: FileSnapshot): readonly string[] {
	const folders = new Set<string>();
	for (const file of [...entries.keys(), ...texts.keys()]) folders.add(path.dirname(file));
	for (const entry of entries.values())
		if (entry !== undefined) folders.add(entry.kind === "folder" ? entry.real : path.dirname(entry.real));
	for (const folder of lists.keys()) folders.add(folder);
	return [...folders].filter((folder) => !folder.split(path.sep).includes("node_modules")).sort();
}

/** Kubernetes puts a volume's new content in by turning the link `..data`. */
const VOLUME_LINK = "..data";

function concerns({ entries, lists, texts }: FileSnapshot, { folder, name, what }: FolderChange): boolean {
	if (name === undefined || name === VOLUME_LINK) return true;
	const file = path.join(folder, name);
	if (entries.has(file) || texts.has(file)) return true;
	if ([...entries.values()].some((entry) => entry?.real === file)) return true;
	return what === "name" && lists.has(folder) && !name.startsWith(".") && !/~$|\.tmp$/.test(name);
}

/** Watches the folders that certificates lie in. */
export function watchCertificates({ cert, key, ca }: TlsFiles, onChange: () => void): { readonly close: () => void } {
	const files = [cert, key, ...(ca === undefined ? [] : [ca])].map((file) => path.resolve(file));
	const names = new Set([...files.map((file) => path.basename(file)), VOLUME_LINK]);
	let timer: NodeJS.Timeout | undefined;
	const watch = watchFolders([...new Set(files.map((file) => path.dirname(file)))], ({ name }) => {
		if (name !== undefined && !names.has(name)) return;
		clearTimeout(timer);
		timer = setTimeout(onChange, QUIET);
	});
	return {
		close: () => {
			clearTimeout(timer);
			watch.close();
		},
	};
}
