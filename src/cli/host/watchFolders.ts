/** Tells of changes in folders, as the system reports them; nothing is looked at again and again. */
import { type FSWatcher, fstatSync, statSync, watch } from "node:fs";

export interface FolderWatch {
	/** Folders that couldn't be watched. */
	readonly failed: readonly string[];
	close(): void;
}

/** What happened to a name in a folder: it came, went or was replaced, or what it holds was written. No name where the system doesn't tell. */
export interface FolderChange {
	readonly folder: string;
	readonly name: string | undefined;
	readonly what: "name" | "content";
}

/** Subfolders aren't watched. */
export function watchFolders(folders: readonly string[], onChange: (change: FolderChange) => void): FolderWatch {
	const failed: string[] = [];
	const watchers: FSWatcher[] = [];
	for (const folder of folders) {
		try {
			const watcher = watch(folder, { persistent: true }, (event, name) =>
				onChange({ folder, name: name ?? undefined, what: event === "rename" ? "name" : "content" }),
			);
			// A folder that is removed while it is watched; its parent tells of that.
			watcher.on("error", () => watcher.close());
			watchers.push(watcher);
		} catch {
			failed.push(folder);
		}
	}
	return {
		failed,
		close: () => {
			for (const watcher of watchers) watcher.close();
		},
	};
}

/** Coarsest step of the clock that files are stamped with, in milliseconds. */
const CLOCK_STEP = 10;

/** Whether a file was written since a time (milliseconds since the epoch), or is so near to it that nobody can tell. */
export function writtenSince(file: string, time: number): boolean {
	const stat = statSync(file, { throwIfNoEntry: false });
	return stat?.isFile() === true && stat.mtimeMs > time - CLOCK_STEP;
}

/** Whether what this process prints goes into a file. A run that waited for its own output to change would never rest. */
export function isOwnOutput(file: string): boolean {
	const there = statSync(file, { throwIfNoEntry: false });
	if (there?.isFile() !== true) return false;
	return [process.stdout.fd, process.stderr.fd].some((descriptor) => {
		const { dev, ino } = fstatSync(descriptor);
		return dev === there.dev && ino === there.ino;
	});
}

/** Makes Ctrl-C the ordinary end of the process. */
export function endOnInterrupt(status: () => number): void {
	// Before any other handler, to which an interrupted run is one that went wrong.
	process.prependListener("SIGINT", () => process.exit(status()));
}
