/** The host's files as finding files wants them. */
import type { FileSystem } from "../../documents/find/fileSystem.ts";
import { HostError, type HostFiles } from "./host.ts";

/** Paths are relative to the working directory, or absolute. */
export function fileSystemOf(files: HostFiles): FileSystem {
	return {
		stat: (name) => files.stat(name),
		list: (name) => reasoned(() => files.list(name)),
		read: (name) => {
			if (files.stat(name)?.kind !== "file") return undefined;
			return reasoned(() => new TextDecoder().decode(files.read(name)));
		},
	};
}

function reasoned<Result>(action: () => Result): Result {
	try {
		return action();
	} catch (error) {
		throw error instanceof HostError ? new Error(error.reason) : error;
	}
}
