/**
 * `--watch`: runs a command, waits until a file changes that it looked at, and runs it again, until somebody presses Ctrl-C.
 * Waits for the system to tell; changes that come close together make one run.
 */
import path from "node:path";
import { type Painter, renderDiagnostic } from "../../diagnostics/render.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { endOnInterrupt, isOwnOutput, watchFolders, writtenSince } from "../host/watchFolders.ts";
import { Refusal } from "../refusal.ts";
import { nameOf } from "../sourceName.ts";
import { concerns, type FilesRecord, foldersOf, recordFiles } from "./recordFiles.ts";

/** Milliseconds of quiet before a run: editors and version control change several files at once. */
const QUIET = 120;
/** Milliseconds after which a run begins though changes go on. */
const LONGEST = 2_000;

/** Runs for ever; Ctrl-C ends the process with the status of the last run. `run` is given the host to use. */
export async function watchRuns(host: Host, run: (host: Host) => Promise<number>, color: boolean): Promise<number> {
	const painter = painterFor(host.stderr, host.env, color);
	let status = 0;
	endOnInterrupt(() => status);
	for (;;) {
		const record = recordFiles(host.cwd, host.files);
		const began = Date.now();
		status = await attempt({ ...host, files: record.files }, run, painter);
		const changed = await nextChange(host, record, began, painter);
		host.stderr.write(`\n${painter.dim(`── ${timeOf(host)} ${describe(host, changed)} ${"─".repeat(20)}`)}\n\n`);
	}
}

/** One run; what is wrong with the command line or the configuration now may be put right by the next change. */
async function attempt(host: Host, run: (host: Host) => Promise<number>, painter: Painter): Promise<number> {
	try {
		return await run(host);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		for (const message of error.messages) host.stderr.write(`${renderDiagnostic(message, painter)}\n`);
		return error.status;
	}
}

/** Waits for changes of what was looked at, and gives the paths that changed. */
function nextChange(host: Host, record: FilesRecord, began: number, painter: Painter): Promise<ReadonlySet<string>> {
	return new Promise((resolve) => {
		const changed = new Set<string>();
		let timer: NodeJS.Timeout | undefined;
		let latest = 0;
		const folders = foldersOf(record).filter((folder) => host.files.stat(folder)?.kind === "folder");
		const watch = watchFolders(folders, (change) => {
			const file = path.join(change.folder, change.name ?? "");
			if (concerns(record, change) && !isOwnOutput(file)) note(file);
		});
		const note = (file: string): void => {
			changed.add(file);
			const now = Date.now();
			if (changed.size === 1) latest = now + LONGEST;
			clearTimeout(timer);
			timer = setTimeout(
				() => {
					watch.close();
					resolve(changed);
				},
				Math.max(0, Math.min(QUIET, latest - now)),
			);
		};
		for (const file of changedSince(record, began)) note(file);
		const unwatched = watch.failed.length === 0 ? "" : `; ${watch.failed.length} folders can't be watched`;
		host.stderr.write(`${painter.dim(`watching ${folders.length} folders${unwatched}; Ctrl-C ends`)}\n`);
	});
}

/** Files that changed while the run read them, before anybody watched. */
function changedSince({ seen, written }: FilesRecord, began: number): readonly string[] {
	return [...seen].filter((file) => !written.has(file) && writtenSince(file, began) && !isOwnOutput(file));
}

function describe(host: Host, changed: ReadonlySet<string>): string {
	const [first = "", ...others] = [...changed].map((file) => nameOf(host.cwd, file)).sort();
	return others.length === 0 ? `${first} changed` : `${first} and ${others.length} more changed`;
}

const timeOf = (host: Host): string => new Date(Number(host.now() / 1_000_000n)).toTimeString().slice(0, 8);
