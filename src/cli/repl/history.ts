/** The lines of earlier sessions, in a file: one a line, the oldest first. */
import path from "node:path";
import { type Host, HostError } from "../host/host.ts";

/** `$XDG_STATE_HOME/holystone/repl_history`, or `~/.policy_history`; undefined where there is no home. */
export function historyFile({ env }: Host): string | undefined {
	if (env.XDG_STATE_HOME) return path.join(env.XDG_STATE_HOME, "holystone", "repl_history");
	const home = env.HOME ?? env.USERPROFILE;
	return home ? path.join(home, ".policy_history") : undefined;
}

/** The newest first; none where the file can't be read. */
export function readHistory({ files }: Host, file: string): readonly string[] {
	try {
		if (files.stat(file)?.kind !== "file") return [];
		const lines = new TextDecoder().decode(files.read(file)).split("\n");
		return lines.filter((line) => line !== "").reverse();
	} catch (error) {
		if (error instanceof HostError) return [];
		throw error;
	}
}

/** Keeps the lines for the next session. That it can't be done is no reason to fail: the session is over. */
export function writeHistory({ files }: Host, file: string, newestFirst: readonly string[]): void {
	try {
		files.write(file, `${[...newestFirst].reverse().join("\n")}\n`);
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
	}
}
