/** Files as they were when they were first looked at: whoever has a snapshot reads the same, whatever happens to the files. Plain data but for its host. */
import path from "node:path";
import type { Entry, Listed } from "../../documents/find/fileSystem.ts";
import { HostError, type HostFiles } from "../host/host.ts";

type Read = { readonly bytes: Uint8Array } | { readonly reason: string };
type List = { readonly names: readonly Listed[] } | { readonly reason: string };

export interface FileSnapshot {
	readonly entries: Map<string, Entry | undefined>;
	readonly lists: Map<string, List>;
	readonly texts: Map<string, Read>;
}

export const emptySnapshot = (): FileSnapshot => ({ entries: new Map(), lists: new Map(), texts: new Map() });

/** The files through a snapshot, which takes what isn't in it from `files`. */
export function snapshotFiles(cwd: string, files: HostFiles, { entries, lists, texts }: FileSnapshot): HostFiles {
	const read = (name: string): Uint8Array => {
		const known = remember(texts, path.resolve(cwd, name), () => attempt(() => ({ bytes: files.read(name) })));
		if ("reason" in known) throw new HostError(name, known.reason);
		return known.bytes;
	};
	return {
		stat: (name) => remember(entries, path.resolve(cwd, name), () => files.stat(name)),
		list: (name) => {
			const known = remember(lists, path.resolve(cwd, name), () => attempt(() => ({ names: files.list(name) })));
			if ("reason" in known) throw new HostError(name, known.reason);
			return known.names;
		},
		read,
		readAt: (name, offset, most) => read(name).subarray(offset, offset + most),
		write: (name) => {
			throw new HostError(name, "nothing is written here");
		},
	};
}

function remember<Value>(known: Map<string, Value>, key: string, find: () => Value): Value {
	if (known.has(key)) return known.get(key) as Value;
	const value = find();
	known.set(key, value);
	return value;
}

function attempt<Value>(action: () => Value): Value | { readonly reason: string } {
	try {
		return action();
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		return { reason: error.reason };
	}
}
