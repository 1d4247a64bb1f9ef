import { describe, expect, it } from "vitest";
import { internalError, unknownPack } from "../../src/diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { exitStatus } from "../../src/findings/exitStatus.ts";
import type { Finding, Outcome, Severity } from "../../src/findings/finding.ts";
import { makeReport } from "../../src/findings/makeReport.ts";
import { dockerfile, policy, raisedAt } from "./sample.ts";

const source = dockerfile("FROM ubuntu\n");
const finding = (over: Partial<Finding> = {}): Finding => ({
	...raisedAt(source, "ubuntu"),
	fingerprint: "00",
	...over,
});
const report = (
	outcome: Outcome | undefined,
	findings: Finding[] = [],
	diagnostics: Diagnostic[] = [],
	kind = "dockerfile",
) =>
	makeReport({
		files: [],
		policies: [policy()],
		findings,
		ledger: outcome === undefined ? [] : [{ source: "Dockerfile", document: "", kind, policy: policy().id, outcome }],
		diagnostics,
	});
const excuse = { by: "comment", reason: "x" } as const;

describe("the exit code", () => {
	it.each<[string, number, ReturnType<typeof report>, (Severity | "never")?, boolean?]>([
		["is 0 when all passed", 0, report("pass")],
		["is 1 for a denial", 1, report("fail", [finding()])],
		["is 1 at the threshold", 1, report("fail", [finding()]), "high"],
		["is 0 below the threshold", 0, report("fail", [finding()]), "critical"],
		["is 0 with --fail-on never", 0, report("fail", [finding()]), "never"],
		["is 0 for a warning", 0, report("fail", [finding({ action: "warn" })])],
		["is 0 for what is excused", 0, report("excepted", [finding({ suppressed: excuse })])],
		["is 2 when something was wrong", 2, report("pass", [], [internalError({ text: "x" })])],
		["is 2 when something was wrong, findings or not", 2, report("fail", [finding()], [internalError({ text: "x" })])],
		["is 2 when a policy stopped with an error", 2, report("error")],
		["is 3 when nothing was checked", 3, report(undefined)],
		["is 3 when nothing could be decided", 3, report("unknown")],
		["is 3 when all there is is a project without documents", 3, report("pass", [], [], "project")],
		["is 1 when a project without documents is what is wrong", 1, report("fail", [finding()], [], "project")],
		[
			"is 3 for an unknown pack, whatever else",
			3,
			report("fail", [finding()], [unknownPack({ name: "x", known: [] })]),
		],
		["is 0 when nothing was checked and that is fine", 0, report(undefined), "info", true],
	])("%s", (_, expected, made, failOn = "info", allowEmpty = false) => {
		expect(exitStatus(made, { failOn, allowEmpty })).toBe(expected);
	});
});

describe("a project that passes", () => {
	const passes = (document: string, ...kinds: readonly string[]) =>
		makeReport({
			files: [{ source: "a", documents: [{ kind: document, name: "" }] }],
			policies: kinds.map((on) => ({ ...policy(), on })),
			findings: [],
			ledger: [{ source: "", document: "", kind: "project", policy: policy().id, outcome: "pass" }],
			diagnostics: [],
		});
	it.each<[string, number, ReturnType<typeof passes>]>([
		["is checked where a policy is about its documents", 0, passes("workload", "project", "workload")],
		["isn't where none is", 3, passes("kustomization", "project", "workload")],
		["is where all policies are about projects", 0, passes("kustomization", "project")],
	])("%s", (_, expected, made) => expect(exitStatus(made, { failOn: "info", allowEmpty: false })).toBe(expected));
});
