/** What a run writes besides what it prints: reports, a job's summary, a baseline, drafted exceptions. */
import path from "node:path";
import { configurationInvalid, usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import { plainPainter } from "../diagnostics/render.ts";
import { type Baseline, draftBaseline } from "../findings/baseline.ts";
import { draftExceptions } from "../findings/draftExceptions.ts";
import type { Report } from "../findings/finding.ts";
import { formats } from "../report/formats.ts";
import { baselinePath } from "./baselineFile.ts";
import type { Configuration } from "./config/configuration.ts";
import type { EvalOptions, Output } from "./evalOptions.ts";
import type { Host } from "./host/host.ts";
import { writeJobSummary } from "./jobSummary.ts";
import { Refusal } from "./refusal.ts";
import { nameOf } from "./sourceName.ts";
import { version } from "./version.ts";

interface Results {
	readonly report: Report;
	readonly configuration: Configuration;
	/** The one that the run went by. */
	readonly baseline: Baseline | undefined;
}

/** Writes all of it, and gives a line for people on each file that they asked for by a `--write-…`. */
export function writeResults(host: Host, results: Results, options: EvalOptions): readonly string[] {
	const { report, configuration } = results;
	const outputs = options.output.length > 0 ? options.output : configuredOutputs(host, configuration);
	for (const { format, file } of outputs)
		host.files.write(file, format.pieces(report, { painter: plainPainter, version: version() }));
	if ([options.format, ...outputs.map(({ format }) => format)].some(({ id }) => id === "github"))
		writeJobSummary(host, report);
	return [
		...(options.writeBaseline === undefined ? [] : [writeBaseline(host, results, options)]),
		...(options.writeExceptions === undefined ? [] : [writeExceptions(host, report, options.writeExceptions)]),
	];
}

/** Whether this run accepts what it finds: it writes a baseline, and there was none. */
export function drawsLine(baseline: Baseline | undefined, { writeBaseline }: EvalOptions): boolean {
	return writeBaseline !== undefined && baseline === undefined;
}

function configuredOutputs(host: Host, { folder, outputs }: Configuration): readonly Output[] {
	return Object.entries(outputs).flatMap(([id, name]) => {
		const format = formats.find((each) => each.id === id);
		return format === undefined ? [] : [{ format, file: within(host, folder, path.resolve(folder, name)) }];
	});
}

/** A file that the configuration names, once it is certain that no link leads out of the configuration's folder. */
function within(host: Host, folder: string, file: string): string {
	const realOf = (name: string): string => {
		const entry = host.files.stat(name);
		return entry === undefined ? path.join(realOf(path.dirname(name)), path.basename(name)) : entry.real;
	};
	const way = path.relative(realOf(folder), realOf(file));
	if (way === ".." || way.startsWith(`..${path.sep}`) || path.isAbsolute(way))
		throw new Refusal([
			configurationInvalid({ text: `\`${nameOf(host.cwd, file)}\` leads out of the folder of the configuration` }),
		]);
	return file;
}

function writeBaseline(host: Host, { report, configuration, baseline }: Results, options: EvalOptions): string {
	const inUse = baselinePath(host, configuration, options);
	const file = options.writeBaseline || inUse || "policy.baseline.json";
	const exists = (name: string): boolean => host.files.stat(name) !== undefined;
	const target = file === inUse && options.baseline === undefined ? within(host, configuration.folder, file) : file;
	const text = draftBaseline(report, baseline, exists);
	host.files.write(target, text);
	const count = (JSON.parse(text) as { readonly findings: readonly unknown[] }).findings.length;
	return `wrote ${nameOf(host.cwd, target)}: ${count} ${count === 1 ? "finding" : "findings"}`;
}

function writeExceptions(host: Host, report: Report, given: string): string {
	const file = path.resolve(host.cwd, given || "policy.exceptions.yaml");
	const name = nameOf(host.cwd, file);
	if (host.files.stat(file) !== undefined)
		throw new Refusal([
			usageInvalid({
				text: `\`${name}\` is there already, perhaps with reasons that people gave`,
				hint: "name another file: --write-exceptions=FILE",
			}),
		]);
	const toFile = (source: string): string =>
		path.relative(path.dirname(file), path.resolve(host.cwd, source)).split(path.sep).join("/");
	host.files.write(file, draftExceptions(report.findings, toFile));
	return `wrote ${name}: give each exception its reason, and name the file under \`exceptionFiles\` in policy.yaml`;
}
