/** What compiling gives: a program and a manifest, all modules' mistakes at once, and with `tolerant` what is left of the sound ones. */
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import type { Module } from "../../../src/lang/tree.ts";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../../src/runtime/evaluation/program.ts";
import { Source } from "../../../src/text/source.ts";

function read(name: string, text: string): Module {
	const { module } = parseModule(new Source(name, text), { dialect: name.endsWith(".policy") ? "policy" : "rego" });
	if (module === undefined) throw new Error(`${name} can't be read`);
	return module;
}

const sound = read("sound.rego", "package a\n\np := 1");
const wrong = read("wrong.rego", "package b\n\np := x if true\n\nq := nope(1)");
const leaning = read("leaning.rego", "package c\n\nimport data.b\n\np := b.f(1)");
const worse = read("worse.rego", "package d\n\nf(x) := y");

describe("compile", () => {
	test("reports what is wrong in all modules, module by module", () => {
		const { program, diagnostics } = compile([wrong, sound, worse]);
		expect(program).toBeUndefined();
		expect(diagnostics.map(({ source, span, kind }) => `${source?.name}:${span?.start} ${kind.code}`)).toEqual([
			"wrong.rego:16 unsafe-variable",
			"wrong.rego:32 unknown-function",
			"worse.rego:19 unsafe-variable",
		]);
	});

	test("tolerant, it gives a program of the sound modules", () => {
		const { program, diagnostics } = compile([wrong, sound, leaning], { tolerant: true });
		expect(diagnostics.map(({ source, kind }) => `${source?.name} ${kind.code}`)).toEqual([
			"wrong.rego unsafe-variable",
			"wrong.rego unknown-function",
			"leaning.rego unknown-function",
		]);
		if (program === undefined) throw new Error("no program");
		const loaded = loadProgram(instantiate(program.code));
		const evaluation = new Evaluation({ now: 0n });
		expect(loaded.evaluate(["a", "p"], evaluation)).toBe(1);
		expect(loaded.evaluate(["b", "p"], evaluation)).toBeUndefined();
	});

	test("the manifest names rules, policies, parameters and examples", () => {
		const text = `package acme.images

# METADATA
# title: Helper
helper contains 1

policy pinned on dockerfile {
	title: "Pin"
	code: "P1"
	severity: low
	about: "why"
	see: ["https://a.example"]
	tags: "supply-chain"
	equivalents: ["DL3006"]
	param limit: number = 3
	deny because "x" if limit > 1
	bad "shows" \`FROM a\`
	good {"Dockerfile": "FROM b", ".dockerignore": "x"}
}
`;
		const { program } = compile([read("images.policy", text)]);
		expect(JSON.parse(JSON.stringify(program?.manifest))).toEqual({
			rules: [
				{
					path: ["acme", "images", "helper"],
					kind: "set",
					metadata: { scope: "rule", title: "Helper" },
					source: "images.policy",
					line: 5,
				},
			],
			policies: [
				{
					id: "acme.images.pinned",
					name: "pinned",
					package: ["acme", "images"],
					on: "dockerfile",
					title: "Pin",
					code: "P1",
					severity: "low",
					about: "why",
					see: ["https://a.example"],
					tags: ["supply-chain"],
					equivalents: ["DL3006"],
					params: [{ name: "limit", type: "number", default: 3 }],
					examples: [
						{ verdict: "bad", title: "shows", files: "FROM a", line: 17 },
						{ verdict: "good", files: { Dockerfile: "FROM b", ".dockerignore": "x" }, line: 18 },
					],
					source: "images.policy",
					line: 7,
				},
			],
		});
	});

	test("loops in each other beyond what JavaScript takes are a diagnostic", () => {
		const body = Array.from({ length: 400 }, (_, i) => `\tsome x${i} in input.xs`).join("\n");
		const { program, diagnostics } = compile([read("deep.rego", `package a\n\np if {\n${body}\n}`)]);
		expect(program).toBeUndefined();
		expect(diagnostics.map(({ kind }) => kind.code)).toEqual(["body-too-deep"]);
	});

	test("a large program compiles in reasonable time, and a long body too", () => {
		const rules = Array.from({ length: 1500 }, (_, i) => `r${i} if input.x${i} == ${i}`).join("\n");
		const body = Array.from({ length: 200 }, (_, i) => `\tsome x${i} in input.xs`).join("\n");
		const start = performance.now();
		const { program, diagnostics } = compile([read("large.rego", `package a\n\n${rules}\n\np if {\n${body}\n}`)]);
		expect(diagnostics).toEqual([]);
		expect(performance.now() - start).toBeLessThan(10_000);
		const loaded = loadProgram(instantiate(program?.code ?? ""));
		expect(loaded.evaluate(["a", "p"], new Evaluation({ input: { xs: [1] }, now: 0n }))).toBe(true);
		expect(loaded.evaluate(["a", "r7"], new Evaluation({ input: { x7: 7 }, now: 0n }))).toBe(true);
	});
});
