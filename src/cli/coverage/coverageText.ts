/** Coverage for eyes: a table by file; asked for more, what wasn't covered, line by line. */
import { type Painter, visible } from "../../diagnostics/render.ts";
import {
	type Condition,
	conditionsShare,
	type FileCoverage,
	lineRanges,
	linesShare,
	percent,
	type Share,
} from "./coverage.ts";

/** Longest text of a line that is shown. */
const LONGEST = 100;

export function coverageAsText(files: readonly FileCoverage[], verbose: boolean, painter: Painter): string {
	const rows = files.map((file) => ({
		name: visible(file.source.name),
		shares: sharesOf([file]),
		rest: lineRanges(file, (count) => count === 0)
			.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
			.join(", "),
	}));
	const table = [
		{ name: "coverage", shares: ["lines", "conditions"], rest: "lines not covered" },
		...rows,
		{ name: "all", shares: sharesOf(files), rest: "" },
	];
	const width = (of: (row: (typeof table)[number]) => string): number =>
		Math.max(...table.map((row) => of(row).length));
	const widths = [
		width(({ name }) => name),
		width(({ shares }) => shares[0] as string),
		width(({ shares }) => shares[1] as string),
	];
	const lines = table.map(({ name, shares: [of = "", and = ""], rest }, index) => {
		const cells = [
			name.padEnd(widths[0] as number),
			of.padStart(widths[1] as number),
			and.padStart(widths[2] as number),
			rest,
		];
		const line = cells.join("  ").trimEnd();
		return index === 0 || index === table.length - 1 ? painter.bold(line) : line;
	});
	const missed = verbose ? files.flatMap((file) => missedLines(file, painter)) : [];
	return `${[...lines, ...missed].join("\n")}\n`;
}

function sharesOf(files: readonly FileCoverage[]): readonly string[] {
	return [shareText(linesShare(files)), shareText(conditionsShare(files))];
}

/** Cut off rather than rounded: what isn't whole must not look so. */
function shareText(share: Share): string {
	if (share.all === 0) return "-";
	return `${(Math.floor(percent(share) * 10) / 10).toFixed(1)}% (${share.covered}/${share.all})`;
}

/** The lines and conditions that lack something, in the order of the text. */
function missedLines(file: FileCoverage, painter: Painter): readonly string[] {
	const lines = [...file.lines].filter(([, count]) => count === 0).map(([line]) => ({ line, missing: "" }));
	const conditions = file.conditions
		.map((condition) => ({ line: condition.line, missing: missingOf(condition, file) }))
		.filter(({ missing }) => missing !== "");
	const all = [...lines, ...conditions].sort((a, b) => a.line - b.line);
	if (all.length === 0) return [];
	const digits = String(all.at(-1)?.line).length;
	return [
		"",
		painter.bold(visible(file.source.name)),
		...all.map(({ line, missing }) => {
			const number = painter.dim(String(line).padStart(digits));
			return missing === "" ? `  ${number}  ${painter.error(cut(lineText(file, line)))}` : `  ${number}  ${missing}`;
		}),
	];
}

/** What was never seen of a condition that stands on a covered line. */
function missingOf(
	{ span, line, reached, held, failed, outcomes }: Condition,
	{ source, lines }: FileCoverage,
): string {
	if ((lines.get(line) ?? 0) === 0) return "";
	const text = `\`${cut(source.slice(span).replace(/\s+/g, " "))}\``;
	if (reached === 0) return `${visible(text)} was never reached`;
	if (held === 0) return `${visible(text)} never held`;
	return outcomes > 1 && failed === 0 ? `${visible(text)} never failed` : "";
}

function lineText({ source }: FileCoverage, line: number): string {
	const start = source.lineStarts[line - 1] as number;
	const end = source.lineStarts[line] ?? source.text.length;
	return visible(source.text.slice(start, end).trim());
}

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`);
