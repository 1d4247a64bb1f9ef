/** Dockerfiles that stand in a compose file: what policies see of them, where their words stand, and what can be edited. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document, Edit, Pointer } from "../../../src/documents/document.ts";
import { compile, evaluate } from "../../../src/index.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";
import { parseCompose, parseFiles } from "./parse.ts";

const from: Pointer = ["stages", 0, "from"];

const compose = (block: string): string => `services:\n  web:\n    build:\n      dockerfile_inline: ${block}`;
const literal = (...lines: readonly string[]): string =>
	compose(`|\n${lines.map((line) => (line === "" ? "\n" : `        ${line}\n`)).join("")}`);

const inlineOf = (text: string): Document | undefined =>
	parseCompose(text).documents.find(({ kind }) => kind === "dockerfile");

function textAt(text: string, document: Document | undefined, pointer: Pointer): string | undefined {
	const span = document?.locate(pointer);
	return span === undefined ? undefined : text.slice(span.start, span.end);
}

function valueAt(document: Document | undefined, pointer: Pointer): unknown {
	let value: unknown = document?.value;
	for (const step of pointer) value = (value as Record<string | number, unknown> | undefined)?.[step];
	return value;
}

describe("what policies see, and where it stands", () => {
	test.each<[string, string, Pointer, string, string]>([
		["a word", literal("FROM node:22 AS build", "RUN a"), [...from, "tag"], "22", "22"],
		[
			"behind an empty line",
			literal("FROM a", "", "RUN cd /x && ls -l"),
			["stages", 0, "runs", 0, "commands", 1, "args", 0],
			"-l",
			"-l",
		],
		["a dollar that is the builder's", literal("ARG V=1", "FROM node:$${V}"), [...from, "tag"], "1", "node:$${V}"],
		[
			"behind such a dollar",
			literal("FROM a AS b", "RUN echo $$A && ls /x"),
			["stages", 0, "runs", 0, "commands", 1, "args", 0],
			"/x",
			"/x",
		],
		["what compose fills in", literal("FROM node:${TAG:-22}"), [...from, "tag"], "22", "${TAG:-22}"],
		["behind what compose fills in", literal("FROM ${NAME:-node}:22"), [...from, "tag"], "22", "22"],
		[
			"folded text is shown as a whole",
			compose(">-\n        FROM\n        node:22\n"),
			[...from, "tag"],
			"22",
			">-\n        FROM\n        node:22",
		],
		["and so is text in quotes", compose('"FROM node:22\\nRUN a"\n'), [...from, "tag"], "22", '"FROM node:22\\nRUN a"'],
	])("%s", (_, text, pointer, value, place) => {
		const document = inlineOf(text);
		expect(valueAt(document, pointer)).toBe(value);
		expect(textAt(text, document, pointer)).toBe(place);
	});

	test("lines may end as on Windows", () => {
		const text = literal("FROM node:22", "RUN ls").replaceAll("\n", "\r\n");
		expect(textAt(text, inlineOf(text), [...from, "tag"])).toBe("22");
	});

	test("the build's arguments are given", () => {
		const text = literal("ARG V", "FROM node:$$V").replace("build:\n", "build:\n      args: {V: '22'}\n");
		expect(valueAt(inlineOf(text), [...from, "tag"])).toBe("22");
		expect(valueAt(inlineOf(literal("ARG V", "FROM node:$$V")), [...from, "tag"])).toBeInstanceOf(Unknown);
	});

	test("every word stands where it is written, whatever the text", () => {
		const word = fc.stringMatching(/^[a-z]{1,6}$/);
		const line = fc.oneof(
			fc.constant(""),
			fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => `RUN ${words.join("  ")}`),
		);
		fc.assert(
			fc.property(fc.array(line, { maxLength: 8 }), fc.integer({ min: 7, max: 12 }), (lines, indentation) => {
				const block = ["FROM scratch", ...lines].map((each) => (each === "" ? "" : " ".repeat(indentation) + each));
				const text = compose(`|\n${block.join("\n")}\nvolumes: {}\n`);
				const document = inlineOf(text);
				const runs = valueAt(document, ["stages", 0, "runs"]) as { commands: { args: string[] }[] }[];
				expect(runs).toHaveLength(lines.filter((each) => each !== "").length);
				for (const [index, run] of runs.entries())
					for (const [at, arg] of (run.commands[0]?.args ?? []).entries())
						expect(textAt(text, document, ["stages", 0, "runs", index, "commands", 0, "args", at])).toBe(arg);
			}),
		);
	});
});

describe("edits", () => {
	const edited = (text: string, edit: Edit): string | undefined => {
		const made = inlineOf(text)?.edit?.(edit);
		return made === undefined ? undefined : text.slice(0, made.span.start) + made.text + text.slice(made.span.end);
	};
	const user: Edit = { op: "insert_after", node: ["stages", 0, "runs", 0], text: "USER $ID" };
	test.each<[string, string, Edit, string | undefined]>([
		["a word", literal("FROM node:22"), { op: "replace", node: [...from, "tag"], text: "24" }, literal("FROM node:24")],
		[
			"a line is indented, and its dollars are doubled",
			literal("FROM a", "RUN b", "RUN c"),
			user,
			literal("FROM a", "RUN b", "USER $$ID", "RUN c"),
		],
		["behind the last line", literal("FROM a", "RUN b"), user, literal("FROM a", "RUN b", "USER $$ID")],
		["the last line", literal("FROM a", "RUN b"), { op: "remove", node: ["stages", 0, "runs", 0] }, undefined],
		[
			"a line that goes",
			literal("FROM a", "RUN b", "RUN c"),
			{ op: "remove", node: ["stages", 0, "runs", 0] },
			literal("FROM a", "RUN c"),
		],
		[
			"what compose fills in",
			literal("FROM node:${TAG:-22}"),
			{ op: "replace", node: [...from, "tag"], text: "24" },
			undefined,
		],
		["text in quotes", compose('"FROM node:22"\n'), { op: "replace", node: [...from, "tag"], text: "24" }, undefined],
		[
			"what two services share",
			`x: &x\n  dockerfile_inline: |\n    FROM node:22\nservices:\n  web:\n    build: *x\n`,
			{ op: "replace", node: [...from, "tag"], text: "24" },
			undefined,
		],
	])("%s", (_, text, edit, result) => expect(edited(text, edit)).toBe(result));
});

describe("what isn't a document", () => {
	const told = (text: string): string[] =>
		parseCompose(text).diagnostics.map(({ kind, text }) => `${kind.code}: ${text}`);
	test("a text that depends on what isn't known", () => {
		const text = literal("FROM node:$TAG");
		expect(inlineOf(text)).toBeUndefined();
		expect(told(text)).toEqual([
			"compose-inline-unknown: the Dockerfile of `web` depends on `TAG`, and was not checked",
		]);
	});
	test("no text", () => {
		for (const block of ["''\n", "\n", "[FROM a]\n"]) expect(inlineOf(compose(block))).toBeUndefined();
	});
	test("what an extended file says: it is read with that", () => {
		const files = {
			"compose.yaml": "services: {web: {extends: {file: b.yaml, service: web}}}",
			"b.yaml": literal("FROM a"),
		};
		expect(parseFiles(files, "compose.yaml").documents.map(({ kind }) => kind)).toEqual(["compose"]);
		expect(parseFiles(files, "b.yaml").documents.map(({ kind }) => kind)).toEqual(["compose", "dockerfile"]);
	});
});

test("an override file's Dockerfile stands there", () => {
	const { documents } = parseFiles(
		{ "compose.yaml": "services: {web: {build: .}}", "compose.override.yaml": literal("FROM node:22") },
		"compose.yaml",
	);
	expect(documents[1]?.source.name).toBe("compose.override.yaml");
});

test("what is wrong is told where it stands", () => {
	const text = literal("FROM a", "COPYY a b");
	const [fault] = parseCompose(text).diagnostics;
	expect(fault?.source?.name).toBe("compose.yaml");
	expect(text.slice(fault?.span?.start, fault?.span?.end)).toBe("COPYY");
});

test("comments excuse what is below them, in the Dockerfile as in the rest of the file", () => {
	const { pack } = compile({
		"p.policy": `package p
policy tag on dockerfile {
	title: "t"
	code: "T1"
	severity: low
	deny stage.from because "t" if some stage in input.stages
}
policy service on compose {
	title: "t"
	code: "T2"
	severity: low
	deny service because "t" if some service in input.services
}`,
	});
	const text = literal("# policy: ignore T1 -- why", "FROM a", "FROM b").replace(
		"web:",
		"web: # policy: ignore T2 -- why",
	);
	const { findings } = evaluate({ "compose.yaml": text }, pack === undefined ? [] : [pack]);
	expect(findings.map(({ policy, suppressed }) => [policy.code, suppressed !== undefined])).toEqual([
		["T2", true],
		["T1", true],
		["T1", false],
	]);
});
