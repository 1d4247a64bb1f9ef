/** Each bundled policy proves itself: by its examples, and by what becomes of them when its rules or its fixes are at work. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { PolicyExample } from "../../src/cli/examples.ts";
import { applyEdits } from "../../src/cli/fix/applyEdits.ts";
import { loadSignerTrust } from "../../src/cli/signerTrust.ts";
import { exampleName, runExample } from "../../src/cli/testing/exampleJobs.ts";
import type { Pack } from "../../src/packs/pack.ts";
import { testHost } from "../scenarios/scenario.ts";
import {
	alone,
	compiled,
	filesIn,
	findingsIn,
	type PolicyFile,
	policyFiles,
	reportOn,
	root,
	verdictsOf,
} from "./bundledPolicies.ts";

const host = testHost(root);
const whole = compiled(policyFiles);
const silent = compiled(policyFiles, (verdicts) => verdicts);
const openTrust = await loadSignerTrust();

/** Policies of several verdicts without the first of each, without the second, and so on. */
const composed = policyFiles.filter((file) => verdictsOf(file).length > 1);
const lacking = Array.from({ length: Math.max(...composed.map((file) => verdictsOf(file).length)) }, (_, i) =>
	compiled(composed, (verdicts) => verdicts.slice(i, i + 1)),
);
const bad = (file: PolicyFile) => file.examples.filter(({ verdict }) => verdict === "bad");
const withoutSettings = ({ files }: PolicyExample): boolean => !Object.hasOwn(files, "policy.yaml");
const fixable = policyFiles.filter((file) => verdictsOf(file).some(({ fix }) => fix !== undefined));

test("there are policies", () => expect(policyFiles.length).toBeGreaterThan(100));

describe.each(policyFiles.map((file) => [file.name, file] as const))("%s", (_, file) => {
	const pack = alone(whole, file);

	test("its examples hold", () => {
		const failed = file.examples
			.map((example) => ({ ...exampleName(example), ...runExample(example, [pack], host, [], openTrust) }))
			.filter(({ outcome }) => outcome !== "pass")
			.map(({ name, details }) => [name, ...details].join("\n  "));
		expect(failed).toEqual([]);
	});

	test("it has two bad and two good examples", () => {
		expect(bad(file).length).toBeGreaterThanOrEqual(2);
		expect(file.examples.length - bad(file).length).toBeGreaterThanOrEqual(2);
	});

	test("its bad examples need its rules", () => {
		const verdicts = verdictsOf(file);
		for (const example of bad(file))
			expect(runExample(example, [alone(silent, file)], host, [], openTrust).outcome).toBe("fail");
		const found = (from: Pack): number =>
			bad(file)
				.filter(withoutSettings)
				.reduce((sum, example) => sum + findingsIn(example, alone(from, file)).length, 0);
		if (verdicts.length < 2) return;
		const all = found(whole);
		const idle = verdicts.filter((_verdict, i) => found(lacking[i] ?? whole) >= all);
		expect(
			idle.map(({ span }) => `line ${file.source.position(span.start).line} finds nothing in any bad example`),
		).toEqual([]);
	});
});

describe.each(fixable.map((file) => [file.name, file] as const))("the fix of %s", (_, file) => {
	test("puts right what it is offered for, once and for all", () => {
		const pack = alone(whole, file);
		let offered = 0;
		for (const example of bad(file).filter(withoutSettings)) {
			const files = filesIn(example);
			const fixes = findingsIn(example, pack).filter(({ fix }) => fix !== undefined);
			offered += fixes.length;
			const fixed = applyAll(files, example.on, pack);
			const left = reportOn(fixed, example.on, pack);
			expect(left.diagnostics.filter(({ kind }) => kind.severity === "error")).toEqual([]);
			expect(left.findings.filter(({ fix }) => fix !== undefined).map(({ message }) => message)).toEqual([]);
			expect(applyAll(fixed, example.on, pack)).toEqual(fixed);
			if (fixes.length > 0) expect(fixed).not.toEqual(files);
		}
		expect(offered).toBeGreaterThan(0);
	});
});

/** All fixes applied, round by round where they overlap. */
function applyAll(files: Readonly<Record<string, string>>, on: string, pack: Pack): Readonly<Record<string, string>> {
	let now = files;
	for (let round = 0; round < 4; round++) {
		const findings = reportOn(now, on, pack).findings.filter(({ fix }) => fix !== undefined);
		if (findings.length === 0) break;
		now = Object.fromEntries(
			Object.entries(now).map(([name, text]) => [
				name,
				applyEdits(
					text,
					findings.filter(({ place }) => place.source.name === name),
				).text,
			]),
		);
	}
	return now;
}

describe("the packs as a whole", () => {
	const field = ({ policy }: PolicyFile, name: string): unknown => {
		const found = policy.members.find((member) => member.kind === "field" && member.name.name === name);
		return found?.kind === "field" && found.value.kind === "string" ? found.value.value : undefined;
	};
	const duplicates = (values: readonly unknown[]): unknown[] =>
		values.filter((value, i) => values.indexOf(value) !== i);

	test("every code is unique", () => {
		expect(duplicates(policyFiles.map((file) => field(file, "code")))).toEqual([]);
	});

	test("codes have the catalogue's form, and the block of numbers says the kind, or that it is about the supply chain", () => {
		const blocks: Readonly<Record<string, string>> = {
			dockerfile: "1",
			context: "2",
			compose: "2",
			workload: "3",
			manifest: "3",
			image: "4",
			registry: "6",
			// Where documents of several kinds meet.
			project: "[1-6]",
		};
		const odd = policyFiles.filter(({ policy, name }) => {
			const code = field({ policy } as PolicyFile, "code");
			return (
				name.startsWith("hygiene/") && !new RegExp(`^HS(?:${blocks[policy.on.name] ?? 5}|5)\\d{3}$`).test(String(code))
			);
		});
		expect(odd.map(({ name }) => name)).toEqual([]);
	});

	test("a policy is named as its file is, and says what it is about and where to read more", () => {
		const odd = policyFiles.filter(
			(file) =>
				path.posix.basename(file.name) !== file.policy.name.name ||
				["title", "severity", "about", "see"].some(
					(name) => !file.policy.members.some((member) => member.kind === "field" && member.name.name === name),
				),
		);
		expect(odd.map(({ name }) => name)).toEqual([]);
	});

	test("libraries are used", () => {
		const texts = policyFiles.map(({ source }) => source.text).join("\n");
		const libraries = [...new Set(policyFiles.flatMap(({ libraries: each }) => each.map(({ name }) => name)))];
		for (const name of libraries) {
			const imported = /^package (\S+)/m.exec(readFileSync(path.join(root, name), "utf8"))?.[1];
			expect(texts).toContain(`import data.${imported}`);
		}
	});
});
