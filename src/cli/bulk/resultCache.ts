/**
 * Results of earlier runs, kept with those of packs in the user's cache folder. An entry of the cache holds the results of many files; its
 * name says all that they have in common: program, policies, parameters, data, build arguments, evidence, the folder that names are
 * relative to. Each result says what else it depends on, and that is asked again: the text of the file, what was read around it. What
 * depends on the time of the run (but for its day), on chance or on what isn't text isn't kept, nor is anything of a run that may use the network. So a result that is found is
 * the one that evaluating would give. It is data, checked as it is put together; what anything is wrong with is evaluated.
 */
import type { FoundFile } from "../../documents/find/findFiles.ts";
import type { FileResult } from "../../engine/evaluateFile.ts";
import type { InputFile } from "../../engine/options.ts";
import type { Run } from "../../engine/run.ts";
import { toJson } from "../../runtime/values/json.ts";
import type { HostCache } from "../host/host.ts";
import type { FilesOfRun } from "./evaluateFiles.ts";
import { partsOf } from "./parts.ts";
import { fromPlain, type Parts, type PlainResult, toPlain } from "./plainResult.ts";
import { isText, recordUses, type UseRecorder, type Uses } from "./recordUses.ts";

/** Results beyond this aren't kept, in UTF-16 units of their JSON; of those of this run first come first. */
const MOST = 32_000_000;

export interface ResultCache {
	readonly recorder: UseRecorder;
	/** What evaluating the file would give; undefined where that isn't known. */
	find(file: FoundFile, read: (file: FoundFile) => InputFile): FileResult | undefined;
	/** Takes what evaluating it gave. */
	add(file: FoundFile, result: FileResult, uses: Uses | undefined): void;
	/** Keeps what was added and what was found. */
	keep(): void;
}

/** One line of an entry. */
type Kept = readonly [file: string, uses: Uses, result: PlainResult];

/** The cache for a run; undefined where nothing of it can be kept. */
export async function openResultCache(of: FilesOfRun, run: Run): Promise<ResultCache | undefined> {
	const { host, options } = of;
	const { cache } = host;
	const name = cache === undefined || options.cache === false ? undefined : cache.nameOf(commonParts(of, run));
	if (cache === undefined || name === undefined || !isRepeatable(of, run)) return undefined;
	const parts = await partsOf(run);
	return new KeptResults(cache, name, parts, recordUses(host.files, cache.digestOf, run.options.now));
}

/** Whether another run with the same files says the same. What a host declares is code that has no text here. */
function isRepeatable({ session, options }: FilesOfRun, { gathered, options: engine }: Run): boolean {
	return (
		options.builtins.length === 0 &&
		options.schema === undefined &&
		options.allowNet.length === 0 &&
		!options.allowEnv &&
		Object.keys(engine.unavailable ?? {}).length === 0 &&
		session.diagnostics.every(({ kind }) => kind.severity !== "error") &&
		// What holds today may have expired tomorrow.
		!(session.verifySignature !== undefined && gathered.evidence.fields.has("signatures")) &&
		[...gathered.read.values()].every(({ file }) => isText(file))
	);
}

function* commonParts({ host, session, options }: FilesOfRun, run: Run): Generator<string> {
	const { settings, data, buildArgs = {}, platform } = run.options;
	yield* ["results", host.cwd, options.kind ?? "", platform ?? "", data === undefined ? "" : toJson(data)];
	yield JSON.stringify([Object.entries(buildArgs).sort(), options.v0Compatible === true]);
	yield toJson(settings.params);
	yield JSON.stringify(session.packs.map((pack) => pack.name));
	yield JSON.stringify(run.policies.map(({ info }) => info.id));
	for (const { name, text } of session.sources) yield* [name, text];
	for (const [name, { file }] of run.gathered.read) yield* [name, file.source.text];
}

class KeptResults implements ResultCache {
	readonly recorder: UseRecorder;
	readonly #cache: HostCache;
	readonly #name: string;
	readonly #parts: Parts;
	/** Lines by file, as they were kept. */
	readonly #known: ReadonlyMap<string, string>;
	/** Lines to keep. */
	readonly #lines: string[] = [];
	#size = 0;
	#isNew = false;

	constructor(cache: HostCache, name: string, parts: Parts, recorder: UseRecorder) {
		this.#cache = cache;
		this.#name = name;
		this.#parts = parts;
		this.#known = linesOf(cache.read(name));
		this.recorder = recorder;
	}

	find(file: FoundFile, read: (file: FoundFile) => InputFile): FileResult | undefined {
		const line = this.#known.get(keyOf(file));
		if (line === undefined) return undefined;
		try {
			const [, uses, plain] = JSON.parse(line) as Kept;
			const input = read(file);
			if (!this.recorder.stillHold(uses, input)) return undefined;
			const { name, text } = input.source;
			const result = fromPlain({ ...plain, sources: [[name, text]] }, this.#parts);
			this.#keepLine(line);
			return result;
		} catch {
			// Whatever it is, it wasn't made here.
			return undefined;
		}
	}

	add(file: FoundFile, result: FileResult, uses: Uses | undefined): void {
		if (uses === undefined || result.entry.skipped !== undefined || this.#size > MOST) return;
		const plain = toPlain(result);
		// What stands in another file changes with that.
		if (plain.sources.length > 1) return;
		const kept: Kept = [keyOf(file), uses, { ...plain, sources: [] }];
		this.#isNew = true;
		this.#keepLine(JSON.stringify(kept));
	}

	keep(): void {
		if (!this.#isNew) return;
		const lines = this.#lines;
		this.#cache.keep(this.#name, () => Buffer.from(lines.join("\n")));
	}

	#keepLine(line: string): void {
		this.#size += line.length;
		if (this.#size <= MOST) this.#lines.push(line);
	}
}

const keyOf = ({ path, named }: FoundFile): string => `${named ? "!" : ""}${path}`;

/** Lines by the file that each begins with: most of them needn't be taken apart. */
function linesOf(entry: Uint8Array | undefined): ReadonlyMap<string, string> {
	const lines = new Map<string, string>();
	if (entry === undefined) return lines;
	for (const line of Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString().split("\n")) {
		const [, file] = /^\[("(?:[^"\\]|\\.)*"),/.exec(line) ?? [];
		if (file !== undefined) lines.set(JSON.parse(file) as string, line);
	}
	return lines;
}
