/**
 * JUnit XML as Jenkins, GitLab and Azure read it (Jenkins' junit-10.xsd): a suite for each file, a test case for each policy
 * on each document that it doesn't simply pass, and one for all policies that it passes. Denials are failures; excepted, unknown and skipped ones are skipped; warnings stand in the output of their case.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { placeText } from "../diagnostics/render.ts";
import type { Report } from "../findings/finding.ts";
import { compareText } from "../findings/order.ts";
import { reportFormat } from "./format.ts";
import { xmlText } from "./safeText.ts";
import {
	findingLine,
	type LedgerVerdict,
	type Passed,
	passedText,
	passedTitle,
	testsOf,
	titleOf,
	whyUndecided,
} from "./verdicts.ts";

export const junit = reportFormat({
	id: "junit",
	title: "JUnit XML, for test reports of CI",
	extension: "junit.xml",
	mediaType: "application/xml",
	*pieces(report) {
		yield '<?xml version="1.0" encoding="UTF-8"?>\n';
		yield `<testsuites name="policy"${counts(resultsOf(report), false)}>\n`;
		for (const { name, cases } of suitesOf(report)) {
			const results = cases.map(({ result }) => result);
			const xml = cases.map((each) => `${each.xml}\n`).join("");
			yield `  <testsuite name="${xmlText(name)}"${counts(results, true)}>\n${xml}  </testsuite>\n`;
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
	for (const test of testsOf(report)) {
		const { source } = "codes" in test ? test : test.entry;
		if (suite?.name !== source) {
			yield* finished();
			yield* errorsBefore(source);
			suite = { name: source, cases: [] };
		}
		suite.cases.push("codes" in test ? passedCase(test) : caseOf(test));
	}
	yield* finished();
	yield* errorsBefore();
}

const fileOf = ({ source }: Diagnostic): string => source?.name ?? "policy";

function resultsOf(report: Report): Result[] {
	const errors = report.diagnostics.filter(({ kind }) => kind.severity === "error");
	const tests = [...testsOf(report)].map((test) => ("codes" in test ? "passed" : resultOf(test)));
	return [...tests, ...errors.map(() => "error" as const)];
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
	return { result, xml: testCase(classNameOf(entry), titleOf(verdict), parts) };
}

function passedCase(passed: Passed): Case {
	const output = `<system-out>${xmlText(passedText(passed))}</system-out>`;
	return { result: "passed", xml: testCase(classNameOf(passed), passedTitle, [output]) };
}

function classNameOf({ source, document, kind }: Pick<Passed, "source" | "document" | "kind">): string {
	return `${document === "" ? source : `${source} ${document}`} (${kind})`;
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
function counts(results: readonly Result[], ofSuite: boolean): string {
	const count = (result: Result): number => results.filter((one) => one === result).length;
	const found = ` tests="${results.length}" failures="${count("failure")}" errors="${count("error")}"`;
	return ofSuite ? `${found} skipped="${count("skipped")}"` : found;
}
