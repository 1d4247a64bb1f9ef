/** Results of tests as text for eyes, or as JSON in the shape of `opa test --format json` with what failed in words. */
import { type Painter, placeText, visible } from "../../diagnostics/render.ts";
import { durationText } from "../duration.ts";
import { fullName, type TestCase, type TestResult } from "./result.ts";

type Outcome = TestResult["outcome"];

export function testsAsText(results: readonly TestResult[], verbose: boolean, painter: Painter): string {
	const shown = results.filter(({ outcome }) => verbose || outcome !== "pass");
	const lines = shown.flatMap((result) => [
		headline(result, verbose, painter),
		...caseLines(result.cases, verbose, painter, 0),
		...result.details.map((detail) => `       ${visible(detail)}`),
		...(verbose || failed(result.outcome)
			? result.printed.map((line) => `       ${painter.dim("printed")} ${visible(line)}`)
			: []),
	]);
	return [...lines, totals(results, painter), ""].join("\n");
}

function headline(result: TestResult, verbose: boolean, painter: Painter): string {
	const { outcome, source, span, duration } = result;
	const time = verbose && outcome !== "skip" ? `  ${durationText(duration)}` : "";
	return `${paintOf(outcome, painter)(outcome.padEnd(5))}  ${visible(fullName(result))}  ${painter.dim(`${placeText(source, span)}${time}`)}`;
}

/** Cases below their test, those that pass only when all is to be seen. */
function caseLines(cases: readonly TestCase[], verbose: boolean, painter: Painter, depth: number): string[] {
	return cases
		.filter(({ passed }) => verbose || !passed)
		.flatMap(({ name, passed, cases: inner }) => {
			const outcome = passed ? "pass" : "fail";
			const line = `${" ".repeat(7 + 2 * depth)}${paintOf(outcome, painter)(outcome)}  ${visible(name)}`;
			return [line, ...caseLines(inner, verbose, painter, depth + 1)];
		});
}

function totals(results: readonly TestResult[], painter: Painter): string {
	const count = (wanted: Outcome): number => results.filter(({ outcome }) => outcome === wanted).length;
	const fails = count("fail") === 0 ? "0 failed" : painter.error(`${count("fail")} failed`);
	const errors = count("error") === 0 ? "" : `, ${painter.error(`${count("error")} broke off`)}`;
	const skips = count("skip") === 0 ? "" : `, ${count("skip")} skipped`;
	const all = results.length === 1 ? "1 test" : `${results.length} tests`;
	return `${all}: ${count("pass")} passed, ${fails}${errors}${skips}`;
}

function paintOf(outcome: Outcome, painter: Painter): (text: string) => string {
	if (failed(outcome)) return painter.error;
	return outcome === "skip" ? painter.warning : painter.info;
}

const failed = (outcome: Outcome): boolean => outcome === "fail" || outcome === "error";

export function testsAsJson(results: readonly TestResult[]): string {
	return `${JSON.stringify(results.map(plainResult), null, 2)}\n`;
}

/** Durations are nanoseconds, and what was printed is in base64, as OPA has both. */
function plainResult({ source, span, package: path, name, outcome, details, printed, duration, cases }: TestResult) {
	const { line, column } = source.position(span.start);
	return {
		location: { file: source.name, row: line, col: column },
		package: path,
		name,
		...(outcome === "fail" ? { fail: true } : {}),
		...(outcome === "skip" ? { skip: true } : {}),
		...(outcome === "error" ? { error: { message: details.join("\n") } } : {}),
		duration: Math.round(duration * 1e6),
		...(printed.length === 0 ? {} : { output: base64(printed.map((text) => `${text}\n`).join("")) }),
		...(details.length === 0 || outcome === "error" ? {} : { details }),
		...(cases.length === 0 ? {} : { sub_results: plainCases(cases) }),
	};
}

interface PlainCase {
	readonly name: string;
	readonly fail?: true;
	readonly sub_results?: Readonly<Record<string, PlainCase>>;
}

function plainCases(cases: readonly TestCase[]): Readonly<Record<string, PlainCase>> {
	return Object.fromEntries(
		cases.map(({ name, passed, cases: inner }) => [
			name,
			{ name, ...(passed ? {} : { fail: true }), ...(inner.length === 0 ? {} : { sub_results: plainCases(inner) }) },
		]),
	);
}

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
