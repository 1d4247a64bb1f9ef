import { describe, expect, it } from "vitest";
import { type Baseline, draftBaseline, readBaseline } from "../../src/findings/baseline.ts";
import type { Report } from "../../src/findings/finding.ts";
import { makeReport } from "../../src/findings/makeReport.ts";
import { type Settled, settle } from "../../src/findings/settle.ts";
import { Source } from "../../src/text/source.ts";
import { dockerfile, policy, raisedAt, unsettled } from "./sample.ts";

const entry = {
	source: "Dockerfile",
	kind: "dockerfile",
	document: "",
	policy: "acme.images.trusted_base",
	outcome: "fail",
} as const;

const run = (
	text: string,
	marked: readonly string[],
	baseline?: Baseline,
	outcome: "fail" | "unknown" = "fail",
): Settled => {
	const source = dockerfile(text);
	return settle(
		unsettled(source, {
			raised: marked.map((each) => raisedAt(source, each)),
			ledger: [{ ...entry, outcome }],
			baseline,
		}),
	);
};

const reportOf = (settled: Settled): Report =>
	makeReport({
		...settled,
		files: [{ source: "Dockerfile", documents: [{ kind: "dockerfile", name: "" }] }],
		policies: [policy()],
	});

function baselineOf(text: string): Baseline {
	const read = readBaseline(new Source("b.json", text));
	if (!("entries" in read)) throw new Error(read.text);
	return read;
}

const drawn = baselineOf(draftBaseline(reportOf(run("FROM ubuntu\nFROM debian\n", ["ubuntu", "debian"]))));
const standing = ({ findings }: Settled): string[] =>
	findings.filter(({ suppressed }) => suppressed === undefined).map(({ message }) => message);

describe("a baseline", () => {
	it("accepts what it knows, on other lines too", () => {
		const settled = run("# one\n# two\nFROM debian\nARG X\nFROM ubuntu\n", ["ubuntu", "debian"], drawn);
		expect(standing(settled)).toEqual([]);
		expect(settled.findings.map(({ suppressed }) => suppressed?.by)).toEqual(["baseline", "baseline"]);
		expect([...settled.ledger].map(({ outcome }) => outcome)).toEqual(["excepted"]);
		expect(settled.diagnostics).toEqual([]);
	});
	it("lets what is new count", () => {
		const settled = run("FROM ubuntu\nFROM debian\nFROM centos\n", ["ubuntu", "debian", "centos"], drawn);
		expect(standing(settled)).toEqual(["`centos` isn't ours"]);
		expect([...settled.ledger].map(({ outcome }) => outcome)).toEqual(["fail"]);
	});
	it("lets a second one like a known one count", () => {
		const source = dockerfile("FROM ubuntu\nFROM debian\nFROM ubuntu\n");
		const again = raisedAt(source, "ubuntu", {
			place: { source, span: { start: 29, end: 35 }, pointer: [], document: "" },
		});
		const raised = [raisedAt(source, "ubuntu"), raisedAt(source, "debian"), again];
		expect(standing(settle(unsettled(source, { raised, ledger: [entry], baseline: drawn })))).toEqual([
			"`ubuntu` isn't ours",
		]);
	});
	it("says what is gone, where it is written", () => {
		const { diagnostics } = run("FROM debian\n", ["debian"], drawn);
		expect(diagnostics.map(({ kind, source }) => [kind.code, source?.name])).toEqual([["baseline-stale", "b.json"]]);
		const { span } = diagnostics[0] ?? {};
		expect(span && drawn.source.slice(span)).toBe(
			`"${drawn.entries.find(({ message }) => /ubuntu/.test(message))?.fingerprint}"`,
		);
	});
	it("doesn't say so where nobody could know", () => {
		expect(run("FROM debian\n", [], drawn, "unknown").diagnostics).toEqual([]);
		const elsewhere = new Source("other/Dockerfile", "FROM debian\n");
		expect(settle(unsettled(elsewhere, { baseline: drawn })).diagnostics).toEqual([]);
		const others = { policies: [policy({ id: "acme.other" })], baseline: drawn };
		expect(settle(unsettled(dockerfile("FROM debian\n"), others)).diagnostics).toEqual([]);
	});
	it("only shrinks when it is written anew", () => {
		const report = reportOf(run("FROM debian\nFROM centos\n", ["debian", "centos"], drawn));
		const entries = baselineOf(draftBaseline(report, drawn)).entries.map(({ message }) => message);
		expect(entries).toEqual(["`debian` isn't ours"]);
	});
	it("keeps entries of files that weren't looked at, unless they are deleted", () => {
		const nothing = makeReport({ files: [], policies: [policy()], findings: [], ledger: [], diagnostics: [] });
		expect(draftBaseline(nothing, drawn)).toBe(drawn.source.text);
		expect(baselineOf(draftBaseline(nothing, drawn, () => false)).entries).toEqual([]);
	});
});

describe("what is no baseline is refused", () => {
	it.each([
		["no JSON", "findings: []"],
		["a list", "[]"],
		["null", "null"],
		["another version", '{"version": 2, "findings": []}'],
		["no findings", '{"version": 1}'],
		["an entry without fingerprint", '{"version": 1, "findings": [{"policy": "p", "file": "f", "message": "m"}]}'],
		["an entry that is nothing", '{"version": 1, "findings": [null]}'],
	])("%s", (_, text) => {
		expect(readBaseline(new Source("b.json", text))).toMatchObject({ kind: { code: "baseline-invalid" } });
	});
});
