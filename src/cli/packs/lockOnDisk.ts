/** `policy.lock` in the folder of `policy.yaml`. */
import path from "node:path";
import { fileNotText, fileUnreadable } from "../../diagnostics/catalogue/files.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { LOCK, type Lock, printLock, readLock } from "../../sharing/lockFile.ts";
import { decode } from "../../text/decode.ts";
import { Source } from "../../text/source.ts";
import { type Host, HostError } from "../host/host.ts";
import { nameOf } from "../sourceName.ts";

/** Neither lock nor diagnostics where there is no such file. */
export function lockIn(
	{ cwd, files }: Pick<Host, "cwd" | "files">,
	folder: string,
): { readonly lock?: Lock; readonly diagnostics: readonly Diagnostic[] } {
	const file = path.join(folder, LOCK);
	if (files.stat(file) === undefined) return { diagnostics: [] };
	const name = nameOf(cwd, file);
	const failed = (message: Parameters<typeof at>[2]) => ({
		diagnostics: [at(new Source(name, ""), undefined, message)],
	});
	try {
		const decoded = decode(files.read(file));
		return "fault" in decoded ? failed(fileNotText(decoded)) : readLock(new Source(name, decoded.text));
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		return failed(fileUnreadable({ reason: error.reason }));
	}
}

/** Replaces the lock at once, or not at all. */
export function writeLock({ files }: Pick<Host, "files">, folder: string, lock: Lock): void {
	files.write(path.join(folder, LOCK), printLock(lock));
}
