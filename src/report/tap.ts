/**
 * TAP version 14: a test point for each policy on each document that it doesn't simply pass, and one for all policies that it passes. Excepted, unknown and skipped ones are skipped with the reason;
 * findings stand in the YAML block below their point, written as JSON, which YAML contains.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { placeText } from "../diagnostics/render.ts";
import type { Finding } from "../findings/finding.ts";
import { reportFormat } from "./format.ts";
import { regionOf } from "./region.ts";
import { plainLine } from "./safeText.ts";
import { type LedgerVerdict, type Passed, passedTitle, testsOf, titleOf, whyUndecided } from "./verdicts.ts";

export const tap = reportFormat({
	id: "tap",
	title: "TAP 14, for test harnesses",
	extension: "tap",
	mediaType: "text/plain",
	*pieces(report) {
		const errors = report.diagnostics.filter(({ kind }) => kind.severity === "error");
		let total = errors.length;
		for (const _ of testsOf(report)) total++;
		yield `TAP version 14\n${total === 0 ? "1..0 # SKIP nothing was checked" : `1..${total}`}\n`;
		let number = 0;
		for (const test of testsOf(report)) {
			const lines = "codes" in test ? passedPoint(test, ++number) : point(test, ++number);
			yield `${lines.join("\n")}\n`;
		}
		for (const error of errors) yield `${errorPoint(error, ++number).join("\n")}\n`;
	},
});

function point(verdict: LedgerVerdict, number: number): readonly string[] {
	const { entry, findings } = verdict;
	const { outcome, source, document } = entry;
	const failed = outcome === "fail" || outcome === "error";
	const name = description(`${titleOf(verdict)} - ${document === "" ? source : `${source} ${document}`}`);
	const skip = failed || outcome === "pass" ? "" : ` # SKIP ${description(`${outcome}: ${whyUndecided(verdict)}`)}`;
	const standing = findings.filter(({ suppressed }) => suppressed === undefined).map(plain);
	const block =
		outcome === "error"
			? { error: plainLine(whyUndecided(verdict)) }
			: standing.length > 0
				? { findings: standing }
				: {};
	return [`${failed ? "not ok" : "ok"} ${number} - ${name}${skip}`, ...yamlBlock(block)];
}

function passedPoint(passed: Passed, number: number): readonly string[] {
	const { source, document, codes } = passed;
	const name = description(`${passedTitle} - ${document === "" ? source : `${source} ${document}`}`);
	return [`ok ${number} - ${name}`, ...yamlBlock({ passed: plainLine(codes.join(", ")) })];
}

function errorPoint({ kind, text, hint, source, span }: Diagnostic, number: number): readonly string[] {
	const place = placeText(source, span);
	return [
		`not ok ${number} - ${description(place === "" ? kind.title : `${kind.title} - ${place}`)}`,
		...yamlBlock({ error: plainLine(text), code: kind.code, ...(hint === undefined ? {} : { hint: plainLine(hint) }) }),
	];
}

function plain({ severity, action, message, place: { source, span } }: Finding): object {
	const { startLine, startColumn } = span === undefined ? {} : regionOf(source, span);
	return {
		severity,
		action,
		message: plainLine(message),
		file: plainLine(source.name),
		line: startLine,
		column: startColumn,
	};
}

/** In a description `#` begins a directive, and `\` escapes. */
function description(text: string): string {
	return plainLine(text).replace(/[\\#]/g, "\\$&");
}

function yamlBlock(content: object): readonly string[] {
	const entries = Object.entries(content);
	if (entries.length === 0) return [];
	const lines = entries.flatMap(([key, value]) =>
		Array.isArray(value)
			? [`  ${key}:`, ...value.map((item) => `    - ${JSON.stringify(item)}`)]
			: [`  ${key}: ${JSON.stringify(value)}`],
	);
	return ["  ---", ...lines, "  ..."];
}
