/**
 * Coverage as JSON in the shape of `opa test --coverage --format json` (ranges of rows, numbers of lines, percents), with the
 * conditions besides.
 */
import { type Condition, conditionsShare, type FileCoverage, lineRanges, linesShare, percent } from "./coverage.ts";

export function coverageAsJson(files: readonly FileCoverage[]): string {
	const plain = {
		files: Object.fromEntries(files.map((file) => [file.source.name, plainFile(file)])),
		...totals(files),
	};
	return `${JSON.stringify(plain, null, 2)}\n`;
}

function plainFile(file: FileCoverage) {
	return {
		covered: ranges(file, (count) => count > 0),
		not_covered: ranges(file, (count) => count === 0),
		...totals([file]),
		conditions: file.conditions.map((condition) => plainCondition(condition, file)),
	};
}

function totals(files: readonly FileCoverage[]) {
	const lines = linesShare(files);
	const conditions = conditionsShare(files);
	return {
		covered_lines: lines.covered,
		not_covered_lines: lines.all - lines.covered,
		coverage: percent(lines),
		covered_outcomes: conditions.covered,
		not_covered_outcomes: conditions.all - conditions.covered,
		condition_coverage: percent(conditions),
	};
}

/** Whole lines: from the first character of the first to the end of the last. */
function ranges(file: FileCoverage, wanted: (count: number) => boolean) {
	const { source } = file;
	return lineRanges(file, wanted).map(([first, last]) => {
		const end = source.lineStarts[last] === undefined ? source.text.length : (source.lineStarts[last] as number) - 1;
		return { start: { row: first, col: 1 }, end: { row: last, col: source.position(end).column } };
	});
}

function plainCondition({ span, reached, held, failed, outcomes }: Condition, { source }: FileCoverage) {
	const place = (offset: number) => {
		const { line, column } = source.position(offset);
		return { row: line, col: column };
	};
	return { start: place(span.start), end: place(span.end), reached, held, failed, outcomes };
}
