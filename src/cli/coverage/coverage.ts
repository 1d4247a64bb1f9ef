/**
 * What tests exercised of policies: the counts of instrumented programs, brought together by file. The same text may be in several
 * programs (that of its examples, that of the tests); what one of them reached is reached.
 */
import { compareText } from "../../findings/order.ts";
import type { Coverage } from "../../runtime/evaluation/program.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { isTestName } from "../testing/testRules.ts";

export interface FileCoverage {
	readonly source: Source;
	/** How often each line that can be covered was, in the order of the text: a head when it had a solution, a literal when it was reached. */
	readonly lines: ReadonlyMap<number, number>;
	/** The literals of bodies, in the order of the text. */
	readonly conditions: readonly Condition[];
}

export interface Condition {
	readonly span: Span;
	readonly line: number;
	/** How often it was reached, held and failed. */
	readonly reached: number;
	readonly held: number;
	readonly failed: number;
	/** What tests should see of it: that it holds (1), and that it fails (2). What gives names (`:=`, `some … in`) and what stands in a test isn't meant to. */
	readonly outcomes: number;
}

/** How much of something there is, and was covered. */
export interface Share {
	readonly covered: number;
	readonly all: number;
}

/** The files by name. */
export function gatherCoverage(
	coverages: readonly (Coverage | undefined)[],
	sources: readonly Source[],
): readonly FileCoverage[] {
	const files = new Map<string, Map<string, Point>>();
	for (const coverage of coverages) {
		coverage?.points.forEach(([file, start, end, ways, rule], index) => {
			// What a test asks for isn't meant to fail.
			const outcomes = isTestName(rule) ? Math.min(ways, 1) : ways;
			const points = files.get(file) ?? new Map<string, Point>();
			files.set(file, points);
			const key = `${start} ${end}`;
			const point = points.get(key) ?? { span: { start, end }, outcomes, counts: [0, 0, 0] };
			points.set(key, point);
			for (let at = 0; at < 3; at++) (point.counts[at] as number) += coverage.counts[3 * index + at] as number;
		});
	}
	return [...files]
		.sort(([a], [b]) => compareText(a, b))
		.flatMap(([file, points]) => {
			const source = sources.find(({ name }) => name === file);
			return source === undefined ? [] : [fileCoverage(source, [...points.values()])];
		});
}

interface Point {
	readonly span: Span;
	readonly outcomes: number;
	readonly counts: number[];
}

function fileCoverage(source: Source, unsorted: readonly Point[]): FileCoverage {
	const points = [...unsorted].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
	const lines = new Map<number, number>();
	points.forEach(({ span, counts: [count = 0] }, index) => {
		for (const line of ownLines(source, span, points.slice(index + 1))) {
			lines.set(line, Math.max(lines.get(line) ?? 0, count));
		}
	});
	const conditions = points
		.filter(({ outcomes }) => outcomes > 0)
		.map(({ span, outcomes, counts: [reached = 0, held = 0, failed = 0] }) => ({
			span,
			line: source.lineAt(span.start),
			reached,
			held,
			failed,
			outcomes,
		}));
	return { source, lines: new Map([...lines].sort(([a], [b]) => a - b)), conditions };
}

/** The lines of a point: that where it begins, and those further ones that aren't lines of a point inside it. */
function ownLines(source: Source, span: Span, after: readonly Point[]): readonly number[] {
	const [first, ...further] = linesOf(source, span);
	if (further.length === 0) return [first as number];
	const taken = new Set<number>();
	for (const inner of after) {
		if (inner.span.start >= span.end) break;
		for (const line of linesOf(source, inner.span)) taken.add(line);
	}
	return [first as number, ...further.filter((line) => !taken.has(line))];
}

function linesOf(source: Source, { start, end }: Span): readonly number[] {
	const first = source.lineAt(start);
	const last = source.lineAt(Math.max(start, end - 1));
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

// ── What it comes to ─────────────────────────────────────────────────────────────────────────────────────────────

export function linesShare(files: readonly FileCoverage[]): Share {
	const counts = files.flatMap(({ lines }) => [...lines.values()]);
	return { covered: counts.filter((count) => count > 0).length, all: counts.length };
}

/** By outcomes: a condition that held and never failed is half covered. */
export function conditionsShare(files: readonly FileCoverage[]): Share {
	const conditions = files.flatMap((file) => file.conditions);
	const sum = (of: (condition: Condition) => number): number =>
		conditions.reduce((total, condition) => total + of(condition), 0);
	return { covered: sum(outcomesSeen), all: sum(({ outcomes }) => outcomes) };
}

function outcomesSeen({ held, failed, outcomes }: Condition): number {
	return Number(held > 0) + Number(outcomes > 1 && failed > 0);
}

/** All of nothing is covered. */
export function percent({ covered, all }: Share): number {
	return all === 0 ? 100 : (100 * covered) / all;
}

/** The lines of a file that are covered, or that aren't, as ranges. */
export function lineRanges(
	{ lines }: FileCoverage,
	wanted: (count: number) => boolean,
): readonly (readonly [first: number, last: number])[] {
	const ranges: [number, number][] = [];
	let open = false;
	for (const [line, count] of lines) {
		const last = ranges.at(-1);
		if (!wanted(count)) open = false;
		else if (open && last !== undefined && line === last[1] + 1) last[1] = line;
		else {
			ranges.push([line, line]);
			open = true;
		}
	}
	return ranges;
}
