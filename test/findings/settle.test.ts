import { describe, expect, it } from "vitest";
import type { Exception } from "../../src/findings/exceptions.ts";
import type { LedgerEntry } from "../../src/findings/finding.ts";
import { type Settled, settle, type Unsettled } from "../../src/findings/settle.ts";
import type { Source } from "../../src/text/source.ts";
import { dockerfile, isExcused, policy, raisedAt, unsettled, yaml } from "./sample.ts";

const run = (source: Source, marked: string, over: Partial<Unsettled> = {}): Settled =>
	settle(unsettled(source, { raised: [raisedAt(source, marked)], ...over }));

const codes = (settled: Settled): string[] => settled.diagnostics.map((diagnostic) => diagnostic.kind.code);
const underlined = (settled: Settled): (string | undefined)[] =>
	settled.diagnostics.map(({ source, span }) => span && source?.slice(span));

const equivalent = policy({
	equivalents: [
		"DL3006",
		"DS-0001",
		"CKV_DOCKER_7",
		"kube-linter:latest-tag",
		"polaris:tagNotSpecified",
		"kics:f45ea400",
		"UndefinedVar",
	],
});

describe("an ignore comment excuses", () => {
	it.each<[string, Source, string]>([
		["the line below", dockerfile("# policy: ignore ACME001 -- mirror\nFROM ubuntu\n"), "ubuntu"],
		["its own line", yaml("image: ubuntu # policy: ignore ACME001 -- mirror\n"), "ubuntu"],
		[
			"the instruction below, wherever in it",
			dockerfile("# policy: ignore ACME001 -- mirror\nRUN a \\\n  && b\n"),
			"b",
		],
		[
			"what is below several comments",
			dockerfile("# policy: ignore ACME001 -- mirror\n# more\nFROM ubuntu\n"),
			"ubuntu",
		],
		["by the policy's name", dockerfile("# policy: ignore trusted_base -- mirror\nFROM ubuntu\n"), "ubuntu"],
		["by the policy's id", dockerfile("# policy: ignore acme.images.trusted_base -- mirror\nFROM ubuntu\n"), "ubuntu"],
		["whatever the letter case", dockerfile("# policy: ignore acme001 -- mirror\nFROM ubuntu\n"), "ubuntu"],
		[
			"until its last day, and on it",
			dockerfile("# policy: ignore ACME001 -- mirror until 2026-06-15\nFROM ubuntu\n"),
			"ubuntu",
		],
		["the whole file", dockerfile("FROM ubuntu\n# policy: ignore-file ACME001 -- mirror\n"), "ubuntu"],
		[
			"the block of YAML below",
			yaml(
				"containers:\n  # policy: ignore ACME001 -- mirror\n  - name: a\n\n    # more\n    image: ubuntu\n  - name: b\n",
			),
			"ubuntu",
		],
		["the list under a key", yaml("# policy: ignore ACME001 -- mirror\nimages:\n- debian\n- ubuntu\nx: 1\n"), "ubuntu"],
		["for hadolint", dockerfile("# hadolint ignore=DL3000,DL3006 # mirror\nFROM ubuntu\n"), "ubuntu"],
		["for hadolint, globally", dockerfile("# hadolint global ignore=DL3006\n\nFROM ubuntu\n"), "ubuntu"],
		["for trivy", dockerfile("#trivy:ignore:AVD-DS-0001\nFROM ubuntu\n"), "ubuntu"],
		[
			"for trivy, with an end",
			dockerfile("# trivy:ignore:DS-0002 trivy:ignore:DS-0001:exp:2026-12-31\nFROM ubuntu\n"),
			"ubuntu",
		],
		["for all of trivy's checks", dockerfile("#trivy:ignore:*\nFROM ubuntu\n"), "ubuntu"],
		[
			"for docker, in the whole file",
			dockerfile("# syntax=docker/dockerfile:1\n# check=skip=UndefinedVar;error=true\nFROM ubuntu\n"),
			"ubuntu",
		],
		["for all of docker's checks", dockerfile("# check=error=true; skip=all\nFROM ubuntu\n"), "ubuntu"],
		[
			"for kics, by its id in the file",
			dockerfile("# kics-scan disable=0123,f45ea400\nFROM x\nFROM ubuntu\n"),
			"ubuntu",
		],
		["for kics, on the line below", dockerfile("# kics-scan ignore-line\nFROM ubuntu\n"), "ubuntu"],
		["for kics, in the block below", yaml("# kics-scan ignore-block\nimages:\n- ubuntu\n"), "ubuntu"],
		["for kics, in the whole file", yaml("# kics-scan ignore\na: 1\nimage: ubuntu\n"), "ubuntu"],
		[
			"as a polaris annotation of the object",
			yaml(
				"metadata:\n  annotations:\n    polaris.fairwinds.com/tagNotSpecified-exempt: 'true'\nspec:\n  image: ubuntu\n",
			),
			"ubuntu",
		],
		[
			"as a polaris annotation for all checks",
			yaml('metadata:\n  annotations:\n    "polaris.fairwinds.com/exempt": "true"\nspec:\n  image: ubuntu\n'),
			"ubuntu",
		],
		[
			"as a kube-linter annotation for all checks",
			yaml("metadata:\n  annotations:\n    kube-linter.io/ignore-all: legacy\nspec:\n  image: ubuntu\n"),
			"ubuntu",
		],
		["for checkov, in the whole file", dockerfile("FROM ubuntu\n#checkov:skip=CKV_DOCKER_7:mirror\n"), "ubuntu"],
		[
			"as a kube-linter annotation of the object",
			yaml(
				"kind: Pod\n---\nmetadata:\n  annotations:\n    ignore-check.kube-linter.io/latest-tag: mirror\nspec:\n  image: ubuntu\n---\nkind: Pod\n",
			),
			"ubuntu",
		],
		[
			"as a checkov annotation",
			yaml("metadata:\n  annotations:\n    checkov.io/skip1: CKV_DOCKER_7=mirror\nspec:\n  image: ubuntu\n"),
			"ubuntu",
		],
	])("%s", (_, source, marked) => {
		const scope = { start: Math.max(0, source.text.search(/^(FROM|RUN)/m)), end: source.text.length };
		const raised = [raisedAt(source, marked, { policy: equivalent, scope })];
		const settled = settle(unsettled(source, { raised, policies: [equivalent] }));
		expect(isExcused(settled.findings[0])).toBe(true);
		expect(settled.diagnostics.filter(({ kind }) => kind.severity !== "info")).toEqual([]);
	});
});

describe("what is written for another tool excuses nothing that it wouldn't excuse there", () => {
	it.each<[string, Source, string]>([
		[
			"in a directive of docker's that isn't at the start",
			dockerfile("# a word\n# check=skip=UndefinedVar\nFROM ubuntu\n"),
			"ubuntu",
		],
		[
			"as a polaris annotation that isn't true",
			yaml('metadata:\n  annotations:\n    polaris.fairwinds.com/exempt: "false"\nspec:\n  image: ubuntu\n'),
			"ubuntu",
		],
		["for kics, on another line", dockerfile("# kics-scan ignore-line\nFROM x\nFROM ubuntu\n"), "ubuntu"],
	])("%s", (_, source, marked) => {
		const settled = settle(
			unsettled(source, { raised: [raisedAt(source, marked, { policy: equivalent })], policies: [equivalent] }),
		);
		expect(isExcused(settled.findings[0])).toBe(false);
	});
});

describe("an ignore comment excuses nothing", () => {
	it.each<[string, Source, string, string[], (string | undefined)[]]>([
		[
			"two lines above",
			dockerfile("# policy: ignore ACME001 -- x\n\nFROM ubuntu\n"),
			"ubuntu",
			["suppression-unused"],
			["ACME001"],
		],
		[
			"without a reason",
			dockerfile("# policy: ignore ACME001\nFROM ubuntu\n"),
			"ubuntu",
			["suppression-without-reason"],
			["# policy: ignore ACME001"],
		],
		[
			"with an empty reason",
			dockerfile("# policy: ignore ACME001 -- until 2027-01-01\nFROM ubuntu\n"),
			"ubuntu",
			["suppression-without-reason"],
			["# policy: ignore ACME001 -- until 2027-01-01"],
		],
		[
			"for an unknown policy",
			dockerfile("# policy: ignore ACME0O1 -- x\nFROM ubuntu\n"),
			"ubuntu",
			["unknown-policy"],
			["ACME0O1"],
		],
		[
			"that has run out",
			dockerfile("# policy: ignore ACME001 -- x until 2026-06-14\nFROM ubuntu\n"),
			"ubuntu",
			["suppression-expired"],
			["ACME001"],
		],
		[
			"that ends on no date",
			dockerfile("# policy: ignore ACME001 -- x until 2026-02-30\nFROM ubuntu\n"),
			"ubuntu",
			["suppression-date-invalid"],
			["# policy: ignore ACME001 -- x until 2026-02-30"],
		],
		[
			"that is misspelt",
			dockerfile("# policy: ignore-next ACME001 -- x\nFROM ubuntu\n"),
			"ubuntu",
			["ignore-malformed"],
			["# policy: ignore-next ACME001 -- x"],
		],
		[
			"that names nothing",
			dockerfile("# policy: ignore -- x\nFROM ubuntu\n"),
			"ubuntu",
			["ignore-malformed"],
			["# policy: ignore -- x"],
		],
		[
			"after an instruction",
			dockerfile("FROM ubuntu # policy: ignore ACME001 -- x\n"),
			"ubuntu",
			["ignore-misplaced"],
			["# policy: ignore ACME001 -- x"],
		],
		[
			"for another tool that ran out",
			dockerfile("# trivy:ignore:ACME001:exp:2020-01-01\nFROM ubuntu\n"),
			"ubuntu",
			["suppression-expired"],
			["# trivy:ignore:ACME001:exp:2020-01-01"],
		],
		["for another tool's other check", dockerfile("# hadolint ignore=DL9999\nFROM ubuntu\n"), "ubuntu", [], []],
		[
			"as an annotation of the pod template",
			yaml(
				"spec:\n  template:\n    metadata:\n      annotations:\n        ignore-check.kube-linter.io/ACME001: x\n    image: ubuntu\n",
			),
			"ubuntu",
			[],
			[],
		],
	])("%s", (_, source, marked, expected, marks) => {
		const settled = run(source, marked);
		expect(isExcused(settled.findings[0])).toBe(false);
		expect(codes(settled)).toEqual(expected);
		expect(underlined(settled)).toEqual(marks);
	});

	it("suggests the code that was meant", () => {
		const settled = run(dockerfile("# policy: ignore ACME0O1 -- x\nFROM ubuntu\n"), "ubuntu");
		expect(settled.diagnostics[0]?.hint).toBe("did you mean `ACME001`?");
	});
	it("where the configuration forbids it", () => {
		const settled = run(dockerfile("# policy: ignore ACME001 -- x\nFROM ubuntu\n"), "ubuntu", {
			inlineIgnores: "forbid",
		});
		expect(isExcused(settled.findings[0])).toBe(false);
		expect(codes(settled)).toEqual(["suppression-forbidden"]);
	});
});

describe("an ignore comment", () => {
	it("for a policy that isn't in force is no mistake", () => {
		const source = dockerfile("# policy: ignore OFF001 -- x\nFROM ubuntu\n");
		expect(codes(run(source, "ubuntu", { dormant: [policy({ code: "OFF001" })] }))).toEqual([]);
	});
	it("isn't called unused where its policy couldn't be decided", () => {
		const source = dockerfile("# policy: ignore ACME001 -- x\nFROM $BASE\n");
		const ledger: LedgerEntry[] = [
			{
				source: "Dockerfile",
				document: "",
				kind: "dockerfile",
				policy: policy().id,
				outcome: "unknown",
				needs: ["BASE"],
			},
		];
		expect(codes(settle(unsettled(source, { ledger })))).toEqual([]);
	});
	it("is announced two weeks before its end", () => {
		const ends = (day: string) =>
			codes(run(dockerfile(`# policy: ignore ACME001 -- x until ${day}\nFROM ubuntu\n`), "ubuntu"));
		expect(ends("2026-06-29")).toEqual(["suppression-ends-soon"]);
		expect(ends("2026-06-30")).toEqual([]);
	});
	it("in a string is text like any other", () => {
		expect(codes(run(yaml("a: '# policy: ignore X -- y'\nimage: ubuntu\n"), "ubuntu"))).toEqual([]);
	});
});

describe("an exception", () => {
	const source = yaml("image: ubuntu\n");
	const configuration = yaml("exceptions: []\n");
	const exception = (over: Partial<Exception>): Exception => ({
		policy: "ACME001",
		reason: "third party",
		source: configuration,
		span: { start: 0, end: 10 },
		...over,
	});
	const place = {
		source,
		span: { start: 7, end: 13 },
		pointer: ["spec", "containers", 0, "image"],
		document: "Deployment/shop/web",
	};
	const excused = (over: Partial<Exception>): boolean => {
		const raised = [raisedAt(source, "ubuntu", { place })];
		return isExcused(settle(unsettled(source, { raised, exceptions: [exception(over)] })).findings[0]);
	};
	it.each<[string, Partial<Exception>, boolean]>([
		["every file", {}, true],
		["a file glob", { files: ["*.yaml"] }, true],
		["another file glob", { files: ["vendor/**"] }, false],
		["one of several globs", { files: ["vendor/**", "app.{yml,yaml}"] }, true],
		["the document by name", { element: "Deployment/*/web" }, true],
		["another document", { element: "Deployment/*/api" }, false],
		["the element by pointer", { element: "/spec/containers/0/image" }, true],
		["all that is in an element", { element: "/spec/containers/*" }, true],
		["another element", { element: "/spec/containers/1" }, false],
		["an end to come", { until: "2027-01-01" }, true],
		["an end gone by", { until: "2026-01-01" }, false],
		["a blank reason", { reason: " " }, false],
	])("with %s", (_, over, expected) => {
		expect(excused(over)).toBe(expected);
	});
	it("keeps its owner with its reason", () => {
		const raised = [raisedAt(source, "ubuntu", { place })];
		const settled = settle(unsettled(source, { raised, exceptions: [exception({ owner: "platform" })] }));
		expect(settled.findings[0]?.suppressed).toMatchObject({ by: "exception", reason: "third party (platform)" });
	});
	it("for every file isn't called unused by a run in which its policy had nothing to look at", () => {
		const run = (ledger: readonly LedgerEntry[]) =>
			codes(settle(unsettled(source, { exceptions: [exception({})], ledger })));
		const entry = { source: "app.yaml", document: "", kind: "manifest", policy: policy().id, outcome: "pass" } as const;
		expect(run([])).toEqual([]);
		expect(run([entry])).toEqual(["suppression-unused"]);
	});
});

describe("the ledger", () => {
	const source = dockerfile("# policy: ignore ACME001 -- x\nFROM a\nFROM b\n");
	const ledger: LedgerEntry[] = [
		{ source: "Dockerfile", document: "", kind: "dockerfile", policy: policy().id, outcome: "fail" },
	];
	it("says excepted where everything is excused", () => {
		const settled = settle(unsettled(source, { raised: [raisedAt(source, "a\n")], ledger }));
		expect([...settled.ledger].map(({ outcome }) => outcome)).toEqual(["excepted"]);
	});
	it("says fail where something still stands", () => {
		const raised = [raisedAt(source, "a\n"), raisedAt(source, "b\n")];
		expect([...settle(unsettled(source, { raised, ledger })).ledger].map(({ outcome }) => outcome)).toEqual(["fail"]);
	});
});

describe("findings are in order", () => {
	it("by file, place, code, message; code points decide", () => {
		const text = dockerfile("FROM a\nFROM b\n");
		const raised = [
			raisedAt(text, "b"),
			raisedAt(text, "a", { message: "\u{1f600}" }),
			raisedAt(text, "a", { message: "\uff5e" }),
			raisedAt(text, "a", { policy: policy({ code: "AAA" }) }),
		];
		const { findings } = settle(unsettled(text, { raised }));
		expect(findings.map(({ policy: { code }, message }) => [code, message])).toEqual([
			["AAA", "`a` isn't ours"],
			["ACME001", "\uff5e"],
			["ACME001", "\u{1f600}"],
			["ACME001", "`b` isn't ours"],
		]);
	});
});
