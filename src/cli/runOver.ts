/** Prepares a run over paths: a function from files to a report, which `--fix` calls again with changed files. */
import { parseDocument } from "yaml";
import { dataInvalid, unknownKind } from "../diagnostics/catalogue/configuration.ts";
import type { Message } from "../diagnostics/diagnostic.ts";
import { kinds } from "../documents/kinds.ts";
import { evaluate } from "../engine/evaluate.ts";
import type { InputFile } from "../engine/options.ts";
import type { Report } from "../findings/finding.ts";
import { makeReport } from "../findings/ledger.ts";
import { isObject } from "../runtime/values/access.ts";
import { fromHost } from "../runtime/values/fromHost.ts";
import { parseJson } from "../runtime/values/json.ts";
import type { Value } from "../runtime/values/value.ts";
import { decode } from "../text/decode.ts";
import type { EvalOptions } from "./evalOptions.ts";
import { type Host, HostError, type HostFiles } from "./host/host.ts";
import { progressOn } from "./host/progress.ts";
import { readInputs, standardInput } from "./readInputs.ts";
import { Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";

export async function runOver(
	host: Host,
	paths: readonly string[],
	session: Session,
	options: EvalOptions,
): Promise<(files: HostFiles) => Report> {
	const { kind } = options;
	if (kind !== undefined && !kinds.some(({ id }) => id === kind))
		throw new Refusal([unknownKind({ name: kind, known: kinds.map(({ id }) => id) })]);
	const data = readData(host, session, options.data);
	const stdin = paths.includes("-") ? standardInput(await host.stdin(), options.stdinName, kind) : undefined;
	const progress = progressOn(host);
	return (files) => {
		const found = readInputs(
			host.cwd,
			files,
			paths.filter((path) => path !== "-"),
			kind,
		);
		const inputs: Iterable<InputFile> = stdin === undefined ? found.inputs : chain(stdin, found.inputs);
		const report = evaluate(inputs, {
			kinds,
			packs: session.packs,
			settings: session.settings,
			...(data === undefined ? {} : { data }),
			buildArgs: { ...session.configuration.buildArgs, ...Object.fromEntries(options.buildArg) },
			platform: options.platform ?? session.configuration.platform,
			exceptions: session.configuration.exceptions,
			inlineIgnores: session.configuration.inlineIgnores,
			now: host.now(),
			random: (bytes) => host.random(bytes),
			onFile: (name, index) => progress.show(`checking ${index + 1} of ${found.count}: ${name}`),
		});
		progress.end();
		return makeReport({
			...report,
			diagnostics: [...session.diagnostics, ...found.diagnostics, ...report.diagnostics],
		});
	};
}

function* chain(first: InputFile, rest: Iterable<InputFile>): Generator<InputFile> {
	yield first;
	yield* rest;
}

/** What policies read as `data`: that of policy.yaml, then each file's top-level keys on top. */
function readData(host: Host, session: Session, names: readonly string[]): Value | undefined {
	const { data } = session.configuration;
	if (data === undefined && names.length === 0) return undefined;
	let merged: Readonly<Record<string, Value>> =
		data === undefined ? {} : (fromHost(data) as Readonly<Record<string, Value>>);
	for (const name of names) merged = { ...merged, ...dataFile(host.files, name) };
	return merged;
}

export function dataFile(files: HostFiles, name: string): Readonly<Record<string, Value>> {
	const refuse = (reason: string): never => {
		throw new Refusal([dataInvalid({ name, reason }) satisfies Message]);
	};
	try {
		const decoded = decode(files.read(name));
		if ("fault" in decoded) return refuse("it is not UTF-8 text");
		const value = name.endsWith(".json")
			? parseJson(decoded.text)
			: fromHost(parseDocument(decoded.text).toJS({ maxAliasCount: 100 }));
		return isObject(value) ? (value as Readonly<Record<string, Value>>) : refuse("it holds no mapping");
	} catch (error) {
		if (error instanceof Refusal) throw error;
		return refuse(error instanceof HostError ? error.reason : error instanceof Error ? error.message : String(error));
	}
}
