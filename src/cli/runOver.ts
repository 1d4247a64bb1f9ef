/** Prepares a run over paths: its options, its files, and functions from those to a report. `--fix` calls one again with changed files. */
import { fileUnclaimed, usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import { scannerUnused } from "../diagnostics/catalogue/evidence.ts";
import { at } from "../diagnostics/diagnostic.ts";
import { kinds } from "../documents/kinds.ts";
import { evaluate } from "../engine/evaluate.ts";
import type { EngineOptions, InputFile } from "../engine/options.ts";
import type { Baseline } from "../findings/baseline.ts";
import type { Report } from "../findings/finding.ts";
import { makeReport } from "../findings/makeReport.ts";
import { policiesInForce } from "../packs/policiesInForce.ts";
import { fromHost } from "../runtime/values/fromHost.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";
import { Source } from "../text/source.ts";
import { preparePacks } from "./access.ts";
import { evaluateFiles } from "./bulk/evaluateFiles.ts";
import type { EvalOptions } from "./evalOptions.ts";
import { evaluationBase } from "./evaluationBase.ts";
import type { Host, HostFiles } from "./host/host.ts";
import { findInputs, type Inputs, standardInput } from "./readInputs.ts";
import { Refusal } from "./refusal.ts";
import type { AttachedImages } from "./registry/attachedImages.ts";
import type { FetchedImages } from "./registry/fetchImages.ts";
import { layoutImage } from "./registry/layoutImage.ts";
import { type Mounted, mountedToo } from "./registry/mount.ts";
import type { NamedInputs } from "./registry/namedInputs.ts";
import type { Session } from "./session.ts";
import { refuseUnknownKind } from "./unknownKind.ts";

/** Evaluates the files of a run as they are in `files`: all of them, or those of some names. */
export type Evaluate = (files: HostFiles, only?: ReadonlySet<string>) => Report;

export interface RunOver {
	/** Evaluates all files as they are, with whatever helps where they are many. */
	all(): Promise<Report>;
	/** Evaluates here and now. */
	readonly evaluate: Evaluate;
}

/** What says how files are evaluated. Plain data: another thread is told the same. */
export type EvaluationSettings = Pick<EvalOptions, "kind" | "data" | "buildArg" | "platform">;

export async function runOver(
	given: Host,
	{ paths, images, layouts = [], faults, texts = [] }: NamedInputs,
	session: Session,
	options: EvalOptions,
	baseline?: Baseline,
): Promise<RunOver> {
	const host = await preparePacks(given, session.packs);
	const { kind, combine } = options;
	const { shape } = session;
	refuseUnknownKind(kind, shape);
	if (combine && shape?.combine === undefined)
		throw new Refusal([usageInvalid({ text: "--combine is for the shape of Conftest", hint: "say --shape conftest" })]);
	const common = await evaluationOptions(host, session, options);
	const stdin = paths.includes("-") ? standardInput(await host.stdin(), options.stdinName, kind) : undefined;
	const named = paths.filter((path) => path !== "-");
	const fetched = images.length === 0 ? undefined : await imagesOf(host, session, images, options, common);
	const findWith = (mounted: Mounted | undefined): Inputs =>
		findInputs(host.cwd, host.files, named, kind, session.configuration.paths, shape, mounted);
	const first = findWith(mountedToo(fetched, [...texts, ...layouts.map((each) => layoutImage(host.files, each))]));
	const withStdin = (rest: Iterable<InputFile>): Iterable<InputFile> =>
		stdin === undefined ? rest : chain(stdin, rest);
	const attached = options.fetchImages
		? await attachedTo(host, first, withStdin(first.read(host.files)), images, options, common)
		: undefined;
	const second =
		attached === undefined ? first : findWith(mountedToo({ ...first.mounted, blobs: attached.blobs }, attached.mounts));
	const found =
		options.scan === undefined ? second : findWith(await withScans(host, second, options.scan, options, common));
	const isScanless = options.scan !== undefined && found.mounted.mounts.size === second.mounted.mounts.size;
	const optionsFor = (files: HostFiles): EngineOptions => ({
		...common,
		...(shape && { shape, combine }),
		now: host.now(),
		evidence: withStdin(found.evidence(files)),
		...(attached && { unavailable: attached.unavailable }),
		again: (names) => {
			const again = found.read(files, names);
			return stdin !== undefined && names.has(stdin.source.name) ? chain(stdin, again) : again;
		},
		exceptions: session.configuration.exceptions,
		baseline,
		inlineIgnores: session.configuration.inlineIgnores,
	});
	const complete = (report: Report): Report => {
		const unclaimed = report.files.flatMap(({ source, skipped }) =>
			skipped !== undefined && found.named.has(source)
				? [at(new Source(source, ""), undefined, fileUnclaimed({ reason: skipped }))]
				: [],
		);
		const named = faults.map(([written, fault]) => at(new Source(written, ""), undefined, fault));
		const left = [...(fetched?.diagnostics ?? []), ...(attached?.diagnostics ?? [])];
		return makeReport({
			...report,
			diagnostics: [
				...session.diagnostics,
				...named,
				...found.diagnostics,
				...left,
				...(isScanless ? [scannerUnused()] : []),
				...unclaimed,
				...report.diagnostics,
			],
		});
	};
	return {
		all: async () =>
			complete(await evaluateFiles({ host, paths: named, session, options, found, stdin }, optionsFor(host.files))),
		evaluate: (files, only) => {
			const read = found.read(files, only);
			return complete(evaluate(only === undefined ? withStdin(read) : read, optionsFor(files)));
		},
	};
}

/** Asks what is attached to the images that the inputs mention. */
async function attachedTo(
	host: Host,
	found: Inputs,
	inputs: Iterable<InputFile>,
	named: NamedInputs["images"],
	options: EvalOptions,
	engine: EngineOptions,
): Promise<AttachedImages> {
	const { attachedImages } = await import("./registry/attachedImages.ts");
	const { imagesIn } = await import("../engine/imagesIn.ts");
	const mentioned = imagesIn(inputs, { ...engine, evidence: found.evidence(host.files) });
	const { platform } = engine;
	return attachedImages(host, mentioned, named, { ...options, ...(platform !== undefined && { platform }) });
}

/** What is mounted, with what a scanner says of the images. */
async function withScans(
	host: Host,
	{ mounted, found }: Inputs,
	scan: NonNullable<EvalOptions["scan"]>,
	options: EvalOptions,
	{ platform }: EngineOptions,
): Promise<Mounted> {
	const { scanImages, scanTargets } = await import("./scan/scanImages.ts");
	const targets = scanTargets(host, mounted.mounts.values(), found);
	const reports = await scanImages(host, targets, { ...options, scan, platform });
	return mountedToo(mounted, reports);
}

/** Fetches the images that were named, as far as the policies in force want to look at them. */
async function imagesOf(
	host: Host,
	{ packs, settings }: Session,
	images: NamedInputs["images"],
	options: EvalOptions,
	{ platform }: EngineOptions,
): Promise<FetchedImages> {
	const { fetchImages } = await import("./registry/fetchImages.ts");
	const inForce = new Set(policiesInForce(packs, settings).map(({ pack }) => pack));
	const looksInside = [...inForce].some((pack) => pack.looksInside);
	return fetchImages(host, images, { ...options, ...(platform === undefined ? {} : { platform }) }, looksInside);
}

/** What evaluations of a run have in common, whichever thread does them. */
export async function evaluationOptions(
	host: Host,
	session: Session,
	{ data: names, buildArg, platform }: EvaluationSettings,
): Promise<EngineOptions> {
	const data = await readData(host, session, names);
	return {
		kinds,
		packs: session.packs,
		settings: session.settings,
		...(data === undefined ? {} : { data }),
		buildArgs: { ...session.configuration.buildArgs, ...Object.fromEntries(buildArg) },
		platform: platform ?? session.configuration.platform,
		...(session.verifySignature && { verifySignature: session.verifySignature }),
		...evaluationBase(host),
	};
}

function* chain(first: InputFile, rest: Iterable<InputFile>): Generator<InputFile> {
	yield first;
	yield* rest;
}

/** What policies read as `data`: that of policy.yaml, then each file's top-level keys on top. */
export async function readData(host: Host, session: Session, names: readonly string[]): Promise<Value | undefined> {
	const { data } = session.configuration;
	if (data === undefined && names.length === 0) return undefined;
	const own = data === undefined ? {} : (fromHost(data) as PlainObject);
	if (names.length === 0) return own;
	const { readDataFile } = await import("./query/readBase.ts");
	const all: PlainObject[] = [own, ...names.map((name) => readDataFile(host.cwd, host.files, name))];
	return Object.fromEntries(all.flatMap((each) => Object.entries(each)));
}
