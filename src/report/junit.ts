/**
 * JUnit XML as Jenkins, GitLab and Azure read it (Jenkins' junit-10.xsd): a suite for each file, a test case for each policy
 * on each document. Denials are failures; excepted, unknown and skipped ones are skipped; warnings stand in the output of their case.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { placeText } from "../diagnostics/render.ts";
import type { Report } from "../findings/finding.ts";
import { compareText } from "../findings/order.ts";
import { reportFormat } from "./format.ts";
import { xmlText } from "./safeText.ts";
import { findingLine, type LedgerVerdict, titleOf, verdictsOf, whyUndecided } from "./verdicts.ts";

export const junit = reportFormat({
	id: "junit",
	title: "JUnit XML, for test reports of CI",
	extension: "junit.xml",
	mediaType: "application/xml",
	*pieces(report) {
		yield '<?xml version="1.0" encoding="UTF-8"?>\n';
		yield `<testsuites name="policy"${wholeCounts(report)}>\n`;
		for (const { name, cases } of suitesOf(report)) {
			const xml = cases.map((each) => `${each.xml}\n`).join("");
			yield `  <testsuite name="${xmlText(name)}"${counts(cases)}>\n${xml}  </testsuite>\n`;
		}
		yield "</testsuites>\n";
	},
});

type Result = "passed" | "failure" | "error" | "skipped";
interface Case {
	readonly result: Result;
	readonly xml: string;
}
interface Suite {
	readonly name: string;
	readonly cases: readonly Case[];
}

/** By file. What couldn't be read is a case of its own, so that it isn't lost: errors of a file, and those that have none. */
function* suitesOf(report: Report): Generator<Suite> {
	const errors = new Map<string, Case[]>();
	for (const diagnostic of report.diagnostics) {
		if (diagnostic.kind.severity !== "error") continue;
		const name = fileOf(diagnostic);
		errors.set(name, [...(errors.get(name) ?? []), errorCase(diagnostic)]);
	}
	/** Files without a verdict, in order: each comes before the first with a greater name. */
	const waiting = [...errors.keys()].sort(compareText);
	function* errorsBefore(name?: string): Generator<Suite> {
		while (waiting[0] !== undefined && (name === undefined || compareText(waiting[0], name) < 0)) {
			const file = waiting.shift() as string;
			yield { name: file, cases: errors.get(file) ?? [] };
		}
	}
	let suite: { readonly name: string; readonly cases: Case[] } | undefined;
	function* finished(): Generator<Suite> {
		if (suite === undefined) return;
		if (waiting[0] === suite.name) waiting.shift();
		yield { ...suite, cases: [...suite.cases, ...(errors.get(suite.name) ?? [])] };
	}
	for (const verdict of verdictsOf(report)) {
		const { source } = verdict.entry;
		if (suite?.name !== source) {
			yield* finished();
			yield* errorsBefore(source);
			suite = { name: source, cases: [] };
		}
		suite.cases.push(caseOf(verdict));
	}
	yield* finished();
	yield* errorsBefore();
}

const fileOf = ({ source }: Diagnostic): string => source?.name ?? "policy";

function wholeCounts({ ledger, diagnostics }: Report): string {
	const { pass, fail, error, ...skipped } = ledger.counts();
	const errors = error + diagnostics.filter(({ kind }) => kind.severity === "error").length;
	const tests = pass + fail + errors + Object.values(skipped).reduce((sum, count) => sum + count, 0);
	return ` tests="${tests}" failures="${fail}" errors="${errors}"`;
}

function caseOf(verdict: LedgerVerdict): Case {
	const { entry, findings } = verdict;
	const standing = findings.filter(({ suppressed }) => suppressed === undefined);
	const denied = standing.filter(({ action }) => action === "deny");
	const warned = standing.filter(({ action }) => action === "warn").map(findingLine);
	const result = resultOf(verdict);
	const parts: string[] = [];
	if (result === "failure")
		parts.push(
			`<failure message="${xmlText(denied[0]?.message ?? "")}" type="${denied[0]?.severity ?? ""}">${xmlText(denied.map(findingLine).join("\n"))}</failure>`,
		);
	if (result === "error") parts.push(`<error message="${xmlText(whyUndecided(verdict))}" type="error"/>`);
	if (result === "skipped") parts.push(`<skipped message="${xmlText(`${entry.outcome}: ${whyUndecided(verdict)}`)}"/>`);
	if (warned.length > 0) parts.push(`<system-out>${xmlText(warned.join("\n"))}</system-out>`);
	const where = entry.document === "" ? entry.source : `${entry.source} ${entry.document}`;
	return { result, xml: testCase(`${where} (${entry.kind})`, titleOf(verdict), parts) };
}

function resultOf({ entry }: LedgerVerdict): Result {
	if (entry.outcome === "pass") return "passed";
	if (entry.outcome === "fail") return "failure";
	return entry.outcome === "error" ? "error" : "skipped";
}

function errorCase({ kind, text, hint, source, span }: Diagnostic): Case {
	const body = [placeText(source, span), text, hint ?? ""].filter((part) => part !== "").join("\n");
	const error = `<error message="${xmlText(text)}" type="${xmlText(kind.code)}">${xmlText(body)}</error>`;
	return { result: "error", xml: testCase(source?.name ?? "policy", kind.title, [error]) };
}

function testCase(classname: string, name: string, parts: readonly string[]): string {
	const head = `    <testcase classname="${xmlText(classname)}" name="${xmlText(name)}"`;
	if (parts.length === 0) return `${head}/>`;
	return [`${head}>`, ...parts.map((part) => `      ${part}`), "    </testcase>"].join("\n");
}

/** The schema knows `skipped` for a suite only. */
function counts(cases: readonly Case[]): string {
	const count = (result: Result): number => cases.filter((one) => one.result === result).length;
	const found = ` tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}"`;
	return `${found} skipped="${count("skipped")}"`;
}
