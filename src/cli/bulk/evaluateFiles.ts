/**
 * Evaluates all files of a run. The command's own thread begins alone; where files are left after a while, other threads help, and it
 * goes on itself. All take the next files that nobody has taken. What comes of a file is the same whoever evaluates it, and results are
 * put in the order of the files: the report doesn't tell how many threads there were. Between files the thread gives way, so that
 * Ctrl-C ends the run.
 */
import { finishRun } from "../../engine/evaluate.ts";
import { evaluateFile, type FileResult } from "../../engine/evaluateFile.ts";
import type { EngineOptions, InputFile } from "../../engine/options.ts";
import { type Run, startRun } from "../../engine/run.ts";
import type { Report } from "../../findings/finding.ts";
import type { EvalOptions } from "../evalOptions.ts";
import { forLongRun } from "../host/forLongRun.ts";
import type { Host } from "../host/host.ts";
import { progressOn } from "../host/progress.ts";
import { fileReader, type Inputs } from "../readInputs.ts";
import type { Session } from "../session.ts";
import { evaluateWithUses } from "./evaluateWithUses.ts";
import { helpers } from "./helpers.ts";
import type { ResultCache } from "./resultCache.ts";
import { Shared } from "./shared.ts";

export interface FilesOfRun {
	readonly host: Host;
	/** As they were given, without standard input. */
	readonly paths: readonly string[];
	readonly session: Session;
	readonly options: EvalOptions;
	readonly found: Inputs;
	readonly stdin: InputFile | undefined;
}

/** Runs over fewer files are done before anything here could help. */
const MANY = 100;
/** Bytes: files may be few and long. */
const LONG = 4_000_000;
/** Milliseconds: how long the thread works alone, how long between two looks at what else there is to do, and what the rest has to take for other threads to be worth starting. */
const ALONE = 300;
const TURN = 50;
const WORTH = 1_000;

export async function evaluateFiles(of: FilesOfRun, engine: EngineOptions): Promise<Report> {
	const { host, session, found, stdin, options } = of;
	const run = startRun(engine);
	const results: (FileResult | undefined)[] = [];
	const progress = progressOn(host, options.quiet);
	const first = stdin === undefined ? 0 : 1;
	const total = found.found.length + first;
	const isMany = found.found.length >= MANY;
	const isLong = isMany || found.found.reduce((sum, { size }) => sum + size, 0) >= LONG;
	// In a shape each document has policies of its own, and what the shape brings is code: neither is plain data.
	const isPlain = session.shape === undefined;
	const cache = isMany && isPlain ? await cacheOf(of, run) : undefined;
	let done = 0;
	const note = (index: number, result: FileResult): void => {
		results[index] = result;
		progress.show(++done, total, result.entry.source);
	};
	if (stdin !== undefined) note(0, evaluateFile(stdin, run));
	if (isLong) forLongRun();
	try {
		const read = fileReader(host.cwd, host.files, options.kind, {
			claimants: found.kinds,
			siblingsOf: cache?.recorder.siblingsOf,
			mounted: found.mounted,
		});
		const waiting: number[] = [];
		for (const [index, file] of found.found.entries()) {
			const known = cache?.find(file, read);
			if (known === undefined) waiting.push(index);
			else note(index + first, known);
		}
		const shared = new Shared(waiting.length);
		const began = host.elapsed();
		let turned = began;
		let helping: Promise<void> | undefined;
		for (let batch = shared.take(); batch !== undefined; batch = shared.take()) {
			for (const place of batch) {
				const index = waiting[place] as number;
				const file = found.found[index] as Inputs["found"][number];
				const { result, uses } = evaluateWithUses(read(file), run, cache?.recorder);
				cache?.add(file, result, uses);
				note(index + first, result);
			}
			const now = host.elapsed();
			if (
				helping === undefined &&
				stdin === undefined &&
				isPlain &&
				now - began > ALONE &&
				restTakes(shared, now - began) > WORTH
			) {
				const files = waiting.map((index) => found.found[index] as Inputs["found"][number]);
				helping = helpers(of, run, shared, files, cache !== undefined, (place, result, uses) => {
					const index = waiting[place] as number;
					cache?.add(files[place] as Inputs["found"][number], result, uses);
					note(index + first, result);
				});
			}
			if (now - turned < TURN) continue;
			await new Promise(setImmediate);
			turned = host.elapsed();
		}
		await helping;
	} finally {
		progress.end();
	}
	cache?.keep();
	return finishRun(results as readonly FileResult[], run);
}

/** Milliseconds that what nobody has taken would take this thread. */
function restTakes({ taken, total }: Shared, took: number): number {
	return (took / Math.max(1, taken)) * Math.max(0, total - taken);
}

async function cacheOf(of: FilesOfRun, run: Run): Promise<ResultCache | undefined> {
	const { openResultCache } = await import("./resultCache.ts");
	return openResultCache(of, run);
}
