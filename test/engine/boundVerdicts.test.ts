/** More findings of one policy in one document than anybody reads. */
import { expect, test } from "vitest";
import { MOST_FINDINGS } from "../../src/engine/boundVerdicts.ts";
import { compile, evaluate, type Texts } from "../../src/index.ts";

const { pack } = compile({
	"p.policy": `package p

policy small on manifest {
	title: "t"
	code: "T1"
	severity: high
	deny input.items[i] because $"{item} is small" if some i, item in input.items
}

policy mixed on manifest {
	title: "t"
	code: "T2"
	severity: high
	warn input.items[i] because $"a {item}" if some i, item in input.items
	deny because "z" if input.items[0]
}
`,
});
const manifest = (count: number): Texts => ({
	"a.yaml": `apiVersion: v1\nkind: Numbers\nitems:\n${Array.from({ length: count }, (_, index) => `  - ${index}\n`).join("")}`,
});
const evaluated = (count: number, code: string) => {
	const { findings, ledger } = evaluate(manifest(count), pack === undefined ? [] : [pack]);
	return { found: findings.filter(({ policy }) => policy.code === code), ledger: [...ledger] };
};

test("as many as are listed are as they were", () => {
	const { found } = evaluated(MOST_FINDINGS, "T1");
	expect(found).toHaveLength(MOST_FINDINGS);
	expect(found.every(({ message }) => message.endsWith("is small"))).toBe(true);
});

test("the rest is one finding that says how many", () => {
	const { found, ledger } = evaluated(MOST_FINDINGS + 234, "T1");
	expect(found).toHaveLength(MOST_FINDINGS + 1);
	const rest = found.filter(({ message }) => !message.endsWith("is small"));
	expect(rest.map(({ message, action }) => [message, action])).toEqual([
		["234 more in this document aren't listed: put these right first", "deny"],
	]);
	expect(ledger.map(({ outcome }) => outcome)).toEqual(["fail", "fail"]);
});

test("one that fails the run does so where only the rest has such", () => {
	const { found } = evaluated(MOST_FINDINGS + 1, "T2");
	expect(found.filter(({ action }) => action === "deny")).toHaveLength(1);
});

test("a baseline takes no further ones for known: the finding is another one", () => {
	const marks = [1234, 1235].map((count) => {
		const [rest] = evaluated(count, "T1").found.filter(({ message }) => message.includes("more in this document"));
		return rest?.fingerprint;
	});
	expect(marks[0]).toMatch(/^[0-9a-f]+$/);
	expect(marks[0]).not.toBe(marks[1]);
});
