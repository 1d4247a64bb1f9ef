/**
 * The pipeline, on one screen: files and packs in, a report out.
 * Takes texts that a shell has read; reads no file, asks no clock, prints nothing. The same input gives the same report, byte for byte.
 */
import { dayOf } from "../findings/day.ts";
import type { Report } from "../findings/finding.ts";
import { Ledger } from "../findings/ledger.ts";
import { makeReport } from "../findings/makeReport.ts";
import { settle } from "../findings/settle.ts";
import { evaluateCombined } from "./evaluateCombined.ts";
import { evaluateFile, type FileResult } from "./evaluateFile.ts";
import { evaluateProject } from "./evaluateProject.ts";
import type { EngineOptions, InputFile } from "./options.ts";
import { type Run, startRun } from "./run.ts";

/**
 * Evaluates every policy of the packs on every document of the files that it speaks about.
 * Never throws on any text: what is wrong with a file, a document or an evaluation is in the report's diagnostics and ledger.
 */
export function evaluate(inputs: Iterable<InputFile>, options: EngineOptions): Report {
	const held = options.again === undefined ? [...inputs] : [];
	const again = (names: ReadonlySet<string>) => held.filter(({ source }) => names.has(source.name));
	const run = startRun({ again, ...options });
	const results: FileResult[] = [];
	for (const input of options.again === undefined ? held : inputs) {
		options.onFile?.(input.source.name, results.length);
		results.push(evaluateFile(input, run));
	}
	return finishRun(results, run);
}

/** The report, once every file is evaluated, whoever did it. `results` are in the order of the files. */
export function finishRun(results: readonly FileResult[], run: Run): Report {
	const { options } = run;
	const wholes = [evaluateCombined(results, run), evaluateProject(results, run)].filter((each) => each !== undefined);
	const policies = run.policies.map(({ info }) => info);
	const settled = settle({
		raised: [...results, ...wholes].flatMap(({ raised }) => raised),
		ledger: new Ledger([...results.flatMap(({ ledger }) => ledger), ...wholes.map(({ ledger }) => ledger)]),
		sources: results,
		policies,
		dormant: run.dormant,
		exceptions: options.exceptions,
		baseline: options.baseline,
		inlineIgnores: options.inlineIgnores,
		today: dayOf(options.now),
	});
	return makeReport({
		files: results.map(({ entry }) => entry),
		policies,
		findings: settled.findings,
		ledger: settled.ledger,
		diagnostics: results.flatMap(({ diagnostics }) => diagnostics).concat(settled.diagnostics),
	});
}
