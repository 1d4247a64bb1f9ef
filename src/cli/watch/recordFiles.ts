/** A host's files that take note of what a command looked at: what the outcome of its run depends on. */
import path from "node:path";
import type { HostFiles } from "../host/host.ts";
import type { FolderChange } from "../host/watchFolders.ts";

export interface FilesRecord {
	readonly files: HostFiles;
	/** Absolute paths that were read or asked after, also those where there was nothing. */
	readonly seen: ReadonlySet<string>;
	/** Folders whose names were listed: whatever comes or goes there matters. */
	readonly listed: ReadonlySet<string>;
	/** What the command itself wrote. */
	readonly written: ReadonlySet<string>;
}

export function recordFiles(cwd: string, files: HostFiles): FilesRecord {
	const seen = new Set<string>();
	const listed = new Set<string>();
	const written = new Set<string>();
	const note = (set: Set<string>, name: string): string => {
		set.add(path.resolve(cwd, name));
		return name;
	};
	return {
		seen,
		listed,
		written,
		files: {
			stat: (name) => files.stat(note(seen, name)),
			list: (name) => files.list(note(listed, name)),
			read: (name) => files.read(note(seen, name)),
			readAt: (name, offset, most) => files.readAt(note(seen, name), offset, most),
			write: (name, text) => files.write(note(written, name), text),
		},
	};
}

/** The folders to watch so that no change of what was recorded is missed. Those of packages that were installed don't change. */
export function foldersOf({ seen, listed }: FilesRecord): readonly string[] {
	const folders = new Set(listed);
	for (const file of seen) folders.add(path.dirname(file));
	return [...folders].filter((folder) => !folder.split(path.sep).includes("node_modules")).sort();
}

/** Whether a change concerns what was recorded: a file that was looked at, or a name in a folder that was listed. */
export function concerns({ seen, listed }: FilesRecord, { folder, name, what }: FolderChange): boolean {
	if (name === undefined || seen.has(path.join(folder, name))) return true;
	// Editors write beside a file and rename; what is hidden isn't looked at anyway.
	return what === "name" && listed.has(folder) && !name.startsWith(".") && !/~$|\.tmp$/.test(name);
}
