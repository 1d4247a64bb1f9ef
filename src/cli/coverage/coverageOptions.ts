/** The options of `policy test` about coverage: whether it is wanted, how it is told, and how much of it is enough. */
import type { Command } from "commander";
import { coverageTooLow, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import { choice } from "../choice.ts";
import { Refusal } from "../refusal.ts";
import { type FileCoverage, linesShare, percent } from "./coverage.ts";
import { type CoverageFormat, coverageFormats } from "./formats.ts";

export interface CoverageOptions {
	readonly coverage: boolean;
	readonly coverageFormat?: CoverageFormat;
	readonly coverageOutput?: string;
	/** Percent of the lines. */
	readonly threshold?: number;
}

export function addCoverageOptions(command: Command): Command {
	return command
		.option("-c, --coverage", "say which lines and conditions the tests and examples evaluated", false)
		.option(
			"--coverage-format <format>",
			"the same as text, json or lcov (default: text)",
			choice("--coverage-format", coverageFormats),
		)
		.option("--coverage-output <file>", "write the coverage to a file instead of printing it")
		.option("--threshold <percent>", "fail if a smaller part of the lines is covered", percentage);
}

function percentage(text: string): number {
	const percent = /^\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
	if (percent <= 100) return percent;
	throw new Refusal([usageInvalid({ text: `--threshold can't be \`${text}\``, hint: "it is a number from 0 to 100" })]);
}

/**
 * Whether any of the options asks for coverage. `format` is that of the results.
 * @throws {Refusal} where both would have to be printed as something that programs read
 */
export function wantsCoverage(options: CoverageOptions & { readonly format: string }): boolean {
	const { coverage, coverageFormat, coverageOutput, threshold, format } = options;
	const isForPrograms = coverageFormat !== undefined && coverageFormat !== "text";
	if (format === "json" && isForPrograms && coverageOutput === undefined) {
		const text = `results as json and coverage as ${coverageFormat} can't both be printed`;
		throw new Refusal([usageInvalid({ text, hint: "write the coverage to a file: `--coverage-output FILE`" })]);
	}
	return coverage || coverageFormat !== undefined || coverageOutput !== undefined || threshold !== undefined;
}

/** What to say where less is covered than `--threshold` asks for. */
export function tooLittle(coverage: readonly FileCoverage[], { threshold = 0 }: CoverageOptions): Message | undefined {
	const covered = percent(linesShare(coverage));
	if (covered >= threshold) return undefined;
	// Cut off, so that it is below what is asked for in the message, too.
	return coverageTooLow({ covered: (Math.floor(covered * 100) / 100).toFixed(2), threshold: String(threshold) });
}
