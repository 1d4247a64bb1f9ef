/**
 * Other threads that evaluate files of a run. One that ends before its time, as for want of memory, costs the file that it was at: that
 * has an error, and what else the thread had taken is evaluated here.
 */
import { fileBrokeOff } from "../../diagnostics/catalogue/files.ts";
import { at } from "../../diagnostics/diagnostic.ts";
import type { FoundFile } from "../../documents/find/findFiles.ts";
import { evaluateFile, type FileResult } from "../../engine/evaluateFile.ts";
import type { InputFile } from "../../engine/options.ts";
import { claimingKinds } from "../../engine/readDocuments.ts";
import type { Run } from "../../engine/run.ts";
import { letters } from "../../findings/ledger.ts";
import { fileReader } from "../readInputs.ts";
import type { FilesOfRun } from "./evaluateFiles.ts";
import type { EvalDone, EvalWork } from "./evalWorker.ts";
import { partsOf } from "./parts.ts";
import { fromPlain } from "./plainResult.ts";
import type { Uses } from "./recordUses.ts";
import { MOST_THREADS, type Shared } from "./shared.ts";

/** Takes what came of a file, by its number among `files`. */
export type Note = (file: number, result: FileResult, uses: Uses | undefined) => void;

/** Starts them. Ends when all have ended, and everything that they took is noted. */
export async function helpers(
	{ host, paths, options, found }: FilesOfRun,
	run: Run,
	shared: Shared,
	files: readonly FoundFile[],
	withUses: boolean,
	note: Note,
): Promise<void> {
	const { thread, processors = 1 } = host;
	if (thread === undefined) return;
	const most = Math.min(options.parallel ?? processors, MOST_THREADS + 1);
	const parts = await partsOf(run);
	const { format: _, output: __, ...rest } = options;
	const evidence = [...found.beside, ...found.found].filter(({ path }) => run.gathered.read.has(path));
	const { unavailable = {} } = run.options;
	const { mounted } = found;
	const mounts = mounted.mounts.size === 0 ? {} : { mounts: [...mounted.mounts.values()], place: mounted.blobs.place };
	const common = {
		task: "eval",
		paths,
		options: rest,
		files,
		evidence,
		now: run.options.now,
		unavailable,
		...mounts,
	} as const;
	const read = fileReader(host.cwd, host.files, options.kind, { mounted });
	const help = async (number: number): Promise<void> => {
		const work: EvalWork = { ...common, memory: shared.memory, number, withUses };
		const given = new Set<number>();
		try {
			await thread(work, (message) => {
				for (const { file, plain, uses } of message as EvalDone) {
					given.add(file);
					note(file, fromPlain(plain, parts), uses);
				}
			});
		} catch (error) {
			const broken = shared.at(number);
			// It ended before it took any.
			if (broken === undefined) return;
			for (const file of shared.batchOf(broken)) {
				if (given.has(file)) continue;
				const input = read(files[file] as FoundFile);
				note(file, file === broken ? brokenOff(input, run, error) : evaluateFile(input, run), undefined);
			}
		}
	};
	await Promise.all(Array.from({ length: most - 1 }, (_, index) => help(index + 1)));
}

/** What stands for the result of a file whose evaluation ended with the thread that did it: an error for every policy that it may have been about. */
function brokenOff(input: InputFile, run: Run, error: unknown): FileResult {
	const reason = error instanceof Error ? error.message : String(error);
	const { source } = input;
	const kinds = claimingKinds(input, run.options).map(({ id }) => id);
	return {
		entry: { source: source.name, documents: [] },
		source,
		kinds,
		ignores: { excuses: [], diagnostics: [] },
		raised: [],
		ledger: kinds.flatMap((kind) => {
			const { ids } = run.policiesOf(kind);
			const notes = ids.map((_, policy) => ({ policy, reason }));
			return ids.length === 0
				? []
				: [
						{
							source: source.name,
							document: "",
							kind,
							policies: ids,
							outcomes: letters.error.repeat(ids.length),
							notes,
						},
					];
		}),
		diagnostics: [at(source, undefined, fileBrokeOff({ reason }))],
	};
}
