/**
 * Coverage as an lcov tracefile (geninfo(1), "Tracefile format"): DA for each line, BRDA for each outcome of each condition (branch 0
 * holds, 1 fails; `-` where it was never reached). Read by genhtml and by most services and editors.
 */
import { type Condition, conditionsShare, type FileCoverage, linesShare } from "./coverage.ts";

export function coverageAsLcov(files: readonly FileCoverage[]): string {
	return files.map((file) => `${record(file).join("\n")}\n`).join("");
}

function record(file: FileCoverage): readonly string[] {
	const lines = linesShare([file]);
	const outcomes = conditionsShare([file]);
	return [
		"TN:",
		// A record is a line.
		`SF:${file.source.name.replace(/[\r\n]/g, "?")}`,
		...file.conditions.flatMap((condition, index) => branches(condition, blockOf(file, index))),
		`BRF:${outcomes.all}`,
		`BRH:${outcomes.covered}`,
		...[...file.lines].map(([line, count]) => `DA:${line},${count}`),
		`LF:${lines.all}`,
		`LH:${lines.covered}`,
		"end_of_record",
	];
}

function branches({ line, reached, held, failed, outcomes }: Condition, block: number): readonly string[] {
	const taken = (count: number): string => (reached === 0 ? "-" : String(count));
	return [held, failed].slice(0, outcomes).map((count, branch) => `BRDA:${line},${block},${branch},${taken(count)}`);
}

/** Conditions of one line are its blocks. */
function blockOf({ conditions }: FileCoverage, index: number): number {
	const { line } = conditions[index] as Condition;
	return conditions.slice(0, index).filter((other) => other.line === line).length;
}
