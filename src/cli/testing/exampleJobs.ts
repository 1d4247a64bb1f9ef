/**
 * The `bad` and `good` examples of policies as jobs: a policy is evaluated on an example's files, and the outcome held against what
 * it promises. An example that its policy never looked at fails: it would prove nothing.
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
import { examplesIn } from "../examples.ts";
import type { Host } from "../host/host.ts";
import type { OpenSignerTrust } from "../signerTrust.ts";
import { memoryFolder } from "./memoryFolder.ts";
import { fullName, type TestResult } from "./result.ts";
import type { PlainExample, TestJob, Verdict } from "./testJob.ts";

/** The examples in the sources whose names are wanted. `packs` are those that their policies are looked for in. */
export function exampleJobs(
	sources: readonly Source[],
	packs: readonly Pack[],
	host: Host,
	wanted: (name: string) => boolean,
	openTrust?: OpenSignerTrust,
): readonly TestJob[] {
	return examplesIn(sources)
		.map(({ source, ...example }) => ({ source, example, name: exampleName(example) }))
		.filter(({ name }) => wanted(fullName(name)))
		.map(({ source, example, name }) => ({
			about: { ...name, source, span: example.span },
			task: { kind: "example", example },
			evaluate: (printed) => {
				const verdict = runExample(example, packs, host, printed, openTrust);
				return () => verdict;
			},
		}));
}

/** @param openTrust needed where an example's policy.yaml trusts signers: see `trustsSigners` */
export function runExample(
	example: PlainExample,
	packs: readonly Pack[],
	host: Host,
	printed: string[],
	openTrust?: OpenSignerTrust,
): Verdict {
	const alone = packs.flatMap((pack) => {
		const policies = pack.policies.filter(({ info }) => info.id === example.policy);
		return policies.length === 0 ? [] : [{ ...pack, policies }];
	});
	const begin = host.elapsed();
	const { settings, faults, trust } = settingsOf(example, alone, host, openTrust);
	const inputs = inputsOf(example);
	const report = evaluate(inputs, {
		kinds,
		evidence: inputs,
		packs: alone,
		settings,
		...(trust?.verifySignature && { verifySignature: trust.verifySignature }),
		...evaluationBase(host),
		print: (text) => printed.push(text),
	});
	const details = [...faults, ...judge(example, report)];
	const outcome = details.length === 0 ? "pass" : "fail";
	return { outcome, details, printed, duration: host.elapsed() - begin, cases: [] };
}

/** `acme.images` and `trusted_base: bad "a public base"`. */
export function exampleName({ policy, verdict, title }: PlainExample): Pick<TestResult, "package" | "name"> {
	const dot = policy.lastIndexOf(".");
	const shown = title === undefined ? "" : ` "${title}"`;
	return { package: policy.slice(0, dot), name: `${policy.slice(dot + 1)}: ${verdict}${shown}` };
}

/** A single text is a file of the policy's kind; several files are told by name and content, as in any run. */
function inputsOf({ files, on }: PlainExample): InputFile[] {
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

/** Whether examples bring settings of their own that say whose signatures are trusted. */
export const trustsSigners = (examples: readonly Pick<PlainExample, "files">[]): boolean =>
	examples.some(
		({ files }) => Object.hasOwn(files, "policy.yaml") && /^\s*signatures:/m.test(files["policy.yaml"] ?? ""),
	);

/** An example may bring a policy.yaml of its own: for parameters, and for signers, whose keys lie among its files. */
function settingsOf({ files }: PlainExample, packs: readonly Pack[], host: Host, openTrust?: OpenSignerTrust) {
	const text = Object.hasOwn(files, "policy.yaml") ? files["policy.yaml"] : undefined;
	if (text === undefined) return { settings: noSettings, faults: [] };
	const read = readConfiguration(new Source("policy.yaml", text), "/", "");
	const resolved = resolveSettings(read.configuration, packs, true);
	const trust = openTrust?.({ ...host, now: () => host.now(), files: exampleFiles(files) }, read.configuration);
	return {
		settings: resolved.settings,
		...(trust && { trust }),
		faults: [...read.diagnostics, ...resolved.diagnostics, ...(trust?.diagnostics ?? [])].map(
			(diagnostic) => `${diagnostic.text} (policy.yaml)`,
		),
	};
}

/** The files of an example as those of a host, below `/`. */
function exampleFiles(files: Readonly<Record<string, string>>): Parameters<OpenSignerTrust>[0]["files"] {
	const bytesOf = (name: string): Uint8Array | undefined => {
		const key = name.replace(/^\//, "");
		return Object.hasOwn(files, key) ? new TextEncoder().encode(files[key]) : undefined;
	};
	return {
		stat: (name) => {
			const bytes = bytesOf(name);
			return bytes && { kind: "file", real: name, size: bytes.length };
		},
		read: (name) => bytesOf(name) ?? new Uint8Array(0),
		list: () => [],
	};
}

function judge({ verdict, on }: PlainExample, report: Report): string[] {
	const errors = report.diagnostics
		.filter(({ kind }) => kind.severity === "error")
		.map((diagnostic) => `the example itself: ${renderDiagnostic(diagnostic).split("\n")[0]}`);
	if (report.ledger.asked().size === 0)
		return [...errors, `no document of kind \`${on}\` was found in it, so the policy never looked at it`];
	const stopped = [...report.ledger.where("error")].map(({ reason }) => `the policy stopped: ${reason}`);
	if (stopped.length > 0) return stopped;
	const standing = report.findings.filter(({ suppressed }) => suppressed === undefined);
	if (verdict === "bad") {
		if (standing.length > 0) return [];
		const needs = [...report.ledger.where("unknown")].flatMap(({ needs: wanted = [] }) => wanted);
		if (needs.length > 0) return [`undecided: it depends on ${[...new Set(needs)].join(", ")}`];
		return [...errors, "nothing is found in it"];
	}
	return standing.map(({ place, message }) => `found at ${placeText(place.source, place.span)}: ${message}`);
}
