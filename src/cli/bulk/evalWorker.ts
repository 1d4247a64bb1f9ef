/** Evaluates files in another thread: opens the same session over the same paths, and takes files until none is left. */
import type { FoundFile } from "../../documents/find/findFiles.ts";
import type { InputFile } from "../../engine/options.ts";
import { startRun } from "../../engine/run.ts";
import { preparePacks, withAccess } from "../access.ts";
import type { EvalOptions } from "../evalOptions.ts";
import type { Host } from "../host/host.ts";
import { fileReader } from "../readInputs.ts";
import { type Mount, mountedAgain, nothingMounted } from "../registry/mount.ts";
import { evaluationOptions } from "../runOver.ts";
import { openSession } from "../session.ts";
import { evaluateWithUses } from "./evaluateWithUses.ts";
import { type PlainResult, toPlain } from "./plainResult.ts";
import { recordUses, type Uses } from "./recordUses.ts";
import { Shared } from "./shared.ts";

/** Plain data. */
export interface EvalWork {
	readonly task: "eval";
	readonly paths: readonly string[];
	/** Without what says how a report is written. */
	readonly options: Omit<EvalOptions, "format" | "output">;
	readonly files: readonly FoundFile[];
	/** Those that hold evidence: found once, for that takes a look at many files. */
	readonly evidence: readonly FoundFile[];
	/** Those that were asked about in vain. */
	readonly unavailable: Readonly<Record<string, string>>;
	/** Images that are read like files, and where their blobs are. */
	readonly mounts?: readonly Mount[];
	readonly place?: string;
	/** The run's one time. */
	readonly now: bigint;
	readonly memory: Shared["memory"];
	/** The thread's number. */
	readonly number: number;
	/** Somebody keeps results, and wants to know what they depend on. */
	readonly withUses: boolean;
}

/** What came of some files, by their numbers among those of the work. */
export type EvalDone = readonly {
	readonly file: number;
	readonly plain: PlainResult;
	readonly uses: Uses | undefined;
}[];

export async function doEvalWork(work: EvalWork, given: Host, give: (done: EvalDone) => void): Promise<void> {
	const { options, files } = work;
	const session = await openSession(withAccess(given, options), work.paths, options);
	const host = await preparePacks(withAccess(given, options), session.packs);
	const recorder =
		work.withUses && host.cache !== undefined ? recordUses(host.files, host.cache.digestOf, work.now) : undefined;
	const mounted = work.mounts === undefined ? nothingMounted : await mountedAgain(host, work.mounts, work.place);
	const read = fileReader(host.cwd, host.files, options.kind, { siblingsOf: recorder?.siblingsOf, mounted });
	const run = startRun({
		...(await evaluationOptions(host, session, options)),
		now: work.now,
		evidence: readEach(work.evidence, read),
		unavailable: work.unavailable,
	});
	const shared = new Shared(files.length, work.memory);
	for (let batch = shared.take(); batch !== undefined; batch = shared.take()) {
		give(
			batch.map((file) => {
				shared.begin(work.number, file);
				const { result, uses } = evaluateWithUses(read(files[file] as FoundFile), run, recorder);
				return { file, plain: toPlain(result), uses };
			}),
		);
	}
}

function* readEach(files: readonly FoundFile[], read: (file: FoundFile) => InputFile): Generator<InputFile> {
	for (const file of files) yield read(file);
}
