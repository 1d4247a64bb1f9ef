/** Prepares a run over paths: a function from files to a report, which `--fix` calls again with changed files. */
import { fileUnclaimed, unknownKind } from "../diagnostics/catalogue/configuration.ts";
import { at } from "../diagnostics/diagnostic.ts";
import { kinds } from "../documents/kinds.ts";
import { evaluate } from "../engine/evaluate.ts";
import type { InputFile } from "../engine/options.ts";
import type { Baseline } from "../findings/baseline.ts";
import type { Report } from "../findings/finding.ts";
import { makeReport } from "../findings/makeReport.ts";
import { fromHost } from "../runtime/values/fromHost.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";
import { Source } from "../text/source.ts";
import { preparePacks } from "./access.ts";
import type { EvalOptions } from "./evalOptions.ts";
import { evaluationBase } from "./evaluationBase.ts";
import type { Host, HostFiles } from "./host/host.ts";
import { progressOn } from "./host/progress.ts";
import { findInputs, standardInput } from "./readInputs.ts";
import { Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";

/** Evaluates the files of a run as they are in `files`: all of them, or those of some names. */
export type Evaluate = (files: HostFiles, only?: ReadonlySet<string>) => Report;

export async function runOver(
	given: Host,
	paths: readonly string[],
	session: Session,
	options: EvalOptions,
	baseline?: Baseline,
): Promise<Evaluate> {
	const host = await preparePacks(given, session.packs);
	const { kind } = options;
	if (kind !== undefined && !kinds.some(({ id }) => id === kind))
		throw new Refusal([unknownKind({ name: kind, known: kinds.map(({ id }) => id) })]);
	const data = await readData(host, session, options.data);
	const stdin = paths.includes("-") ? standardInput(await host.stdin(), options.stdinName, kind) : undefined;
	const progress = progressOn(host);
	const found = findInputs(
		host.cwd,
		host.files,
		paths.filter((path) => path !== "-"),
		kind,
		session.configuration.paths,
	);
	return (files, only) => {
		const read = found.read(files, only);
		const inputs: Iterable<InputFile> = stdin === undefined || only !== undefined ? read : chain(stdin, read);
		const report = evaluate(inputs, {
			kinds,
			packs: session.packs,
			evidence: stdin === undefined ? found.evidence(files) : chain(stdin, found.evidence(files)),
			settings: session.settings,
			...(data === undefined ? {} : { data }),
			buildArgs: { ...session.configuration.buildArgs, ...Object.fromEntries(options.buildArg) },
			platform: options.platform ?? session.configuration.platform,
			exceptions: session.configuration.exceptions,
			baseline,
			inlineIgnores: session.configuration.inlineIgnores,
			...evaluationBase(host),
			onFile: (name, index) => progress.show(`checking ${index + 1} of ${found.count}: ${name}`),
		});
		progress.end();
		const unclaimed = report.files.flatMap(({ source, skipped }) =>
			skipped !== undefined && found.named.has(source)
				? [at(new Source(source, ""), undefined, fileUnclaimed({ reason: skipped }))]
				: [],
		);
		return makeReport({
			...report,
			diagnostics: [...session.diagnostics, ...found.diagnostics, ...unclaimed, ...report.diagnostics],
		});
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
