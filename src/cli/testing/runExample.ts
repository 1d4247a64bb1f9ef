/**
 * Runs one `bad` or `good` example: evaluates its policy on its files and holds the outcome against what it promises.
 * An example that its policy never looked at fails: it would prove nothing.
 */
import { placeText, renderDiagnostic } from "../../diagnostics/render.ts";
import { kinds } from "../../documents/kinds.ts";
import { evaluate } from "../../engine/evaluate.ts";
import type { InputFile } from "../../engine/options.ts";
import type { Report } from "../../findings/finding.ts";
import type { Pack } from "../../packs/pack.ts";
import { noSettings } from "../../packs/policiesInForce.ts";
import { Source } from "../../text/source.ts";
import { readConfiguration } from "../config/readConfiguration.ts";
import { resolveSettings } from "../config/resolveSettings.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { PolicyExample } from "../examples.ts";
import type { Host } from "../host/host.ts";
import { memoryFolder } from "./memoryFolder.ts";
import type { TestResult } from "./result.ts";

/** `packs` are those that the policy is looked for in. */
export function runExample(example: PolicyExample, packs: readonly Pack[], host: Host): TestResult {
	const alone = packs.flatMap((pack) => {
		const policies = pack.policies.filter(({ info }) => info.id === example.policy);
		return policies.length === 0 ? [] : [{ ...pack, policies }];
	});
	const printed: string[] = [];
	const begin = host.elapsed();
	const { settings, faults } = settingsOf(example, alone);
	const inputs = inputsOf(example);
	const report = evaluate(inputs, {
		kinds,
		evidence: inputs,
		packs: alone,
		settings,
		...evaluationBase(host),
		print: (text) => printed.push(text),
	});
	const details = [...faults, ...judge(example, report)];
	return {
		...exampleName(example),
		outcome: details.length === 0 ? "pass" : "fail",
		source: example.source,
		span: example.span,
		details,
		printed,
		duration: host.elapsed() - begin,
		cases: [],
	};
}

/** `acme.images` and `trusted_base: bad "a public base"`. */
export function exampleName({ policy, verdict, title }: PolicyExample): Pick<TestResult, "package" | "name"> {
	const dot = policy.lastIndexOf(".");
	const shown = title === undefined ? "" : ` "${title}"`;
	return { package: policy.slice(0, dot), name: `${policy.slice(dot + 1)}: ${verdict}${shown}` };
}

/** A single text is a file of the policy's kind; several files are told by name and content, as in any run. */
function inputsOf({ files, on }: PolicyExample): InputFile[] {
	const single = files[""];
	if (single !== undefined) {
		const name = on === "dockerfile" || on === "context" ? "Dockerfile" : `example.${on === "image" ? "json" : "yaml"}`;
		return [{ source: new Source(name, single), kind: on, siblings: memoryFolder({ [name]: single }, "") }];
	}
	return Object.entries(files)
		.filter(([name]) => name !== "policy.yaml")
		.map(([name, text]) => ({
			source: new Source(name, text),
			siblings: memoryFolder(files, name.slice(0, name.lastIndexOf("/") + 1)),
		}));
}

/** An example may bring a policy.yaml of its own: for parameters. */
function settingsOf({ files }: PolicyExample, packs: readonly Pack[]) {
	const text = Object.hasOwn(files, "policy.yaml") ? files["policy.yaml"] : undefined;
	if (text === undefined) return { settings: noSettings, faults: [] };
	const read = readConfiguration(new Source("policy.yaml", text), "/", "");
	const resolved = resolveSettings(read.configuration, packs, true);
	return {
		settings: resolved.settings,
		faults: [...read.diagnostics, ...resolved.diagnostics].map((diagnostic) => `${diagnostic.text} (policy.yaml)`),
	};
}

function judge({ verdict, on }: PolicyExample, report: Report): string[] {
	const errors = report.diagnostics
		.filter(({ kind }) => kind.severity === "error")
		.map((diagnostic) => `the example itself: ${renderDiagnostic(diagnostic).split("\n")[0]}`);
	if (report.ledger.length === 0)
		return [...errors, `no document of kind \`${on}\` was found in it, so the policy never looked at it`];
	const stopped = report.ledger
		.filter(({ outcome }) => outcome === "error")
		.map(({ reason }) => `the policy stopped: ${reason}`);
	if (stopped.length > 0) return stopped;
	const standing = report.findings.filter(({ suppressed }) => suppressed === undefined);
	if (verdict === "bad") {
		if (standing.length > 0) return [];
		const needs = report.ledger.flatMap(({ outcome, needs: wanted }) => (outcome === "unknown" ? (wanted ?? []) : []));
		if (needs.length > 0) return [`undecided: it depends on ${[...new Set(needs)].join(", ")}`];
		return [...errors, "nothing is found in it"];
	}
	return standing.map(({ place, message }) => `found at ${placeText(place.source, place.span)}: ${message}`);
}
