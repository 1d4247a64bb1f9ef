import { describe, expect, it } from "vitest";
import { fixAll } from "../../src/cli/fix/fixAll.ts";
import { HostError, type HostFiles } from "../../src/cli/host/host.ts";
import { internalError } from "../../src/diagnostics/catalogue/configuration.ts";
import { at } from "../../src/diagnostics/diagnostic.ts";
import type { Finding, Report } from "../../src/findings/finding.ts";
import { makeReport } from "../../src/findings/makeReport.ts";
import { settle } from "../../src/findings/settle.ts";
import { Source } from "../../src/text/source.ts";
import { policy, raisedAt } from "../findings/sample.ts";

/** Files in memory. */
function memory(texts: Record<string, string | Uint8Array>): HostFiles {
	const read = (name: string): Uint8Array => {
		const content = texts[name.replace(/^\/repo\//, "")];
		if (content === undefined) throw new HostError(name, "there is no such file or folder");
		return typeof content === "string" ? new TextEncoder().encode(content) : content;
	};
	const refuse = (): never => {
		throw new Error("nothing may be written here");
	};
	return { read, readAt: read, stat: () => undefined, list: () => [], write: refuse };
}

/** Finds `word` in every file and wants `replacement` there. */
function finder(
	names: readonly string[],
	rules: readonly (readonly [word: string, replacement: string | undefined])[],
) {
	return (files: HostFiles, only?: ReadonlySet<string>): Report => {
		const sources = names
			.filter((name) => only?.has(name) ?? true)
			.map((name) => new Source(name, new TextDecoder().decode(files.read(name))));
		const raised = sources.flatMap((source) =>
			rules.flatMap(([word, replacement]) =>
				[...source.text.matchAll(new RegExp(word, "g"))].map(({ index }) => {
					const span = { start: index, end: index + word.length };
					const place = { source, span, pointer: [], document: "" };
					const fix = replacement === undefined ? undefined : [{ span, text: replacement }];
					return { ...raisedAt(source, word), message: word, place, ...(fix === undefined ? {} : { fix }) };
				}),
			),
		);
		const settled = settle({ raised, ledger: [], policies: [policy()], today: "2026-06-15", sources: [] });
		const diagnostics = sources
			.filter(({ text }) => text.includes("broken"))
			.map((source) => at(source, undefined, internalError({ text: "x" })));
		return makeReport({
			files: names.map((source) => ({ source, documents: [] })),
			policies: [policy()],
			findings: settled.findings,
			ledger: [],
			diagnostics,
		});
	};
}

const fix = (texts: Record<string, string | Uint8Array>, rules: readonly (readonly [string, string | undefined])[]) => {
	const files = memory(texts);
	const evaluate = finder(Object.keys(texts), rules);
	const result = fixAll("/repo", files, evaluate(files), evaluate);
	return {
		texts: Object.fromEntries(result.files.map(({ name, after }) => [name, after])),
		fixed: result.fixed.map(({ message }: Finding) => message),
		unfixed: result.unfixed.map(({ finding, why }) => [finding.message, why]),
		left: result.report.findings.length,
	};
};

describe("fixing", () => {
	it("puts right what can be, in every file", () => {
		expect(
			fix({ a: "bad worse bad", "b/c": "bad" }, [
				["bad", "good"],
				["worse", undefined],
			]),
		).toEqual({
			texts: { a: "good worse good", "b/c": "good" },
			fixed: ["bad", "bad", "bad"],
			unfixed: [],
			left: 1,
		});
	});
	it("goes on where a fix uncovers the next", () => {
		expect(
			fix({ a: "one" }, [
				["one", "two"],
				["two", "three"],
			]),
		).toMatchObject({ texts: { a: "three" }, fixed: ["one", "two"], left: 0 });
	});
	it("leaves overlapping fixes to the next round", () => {
		expect(
			fix({ a: "abc" }, [
				["ab", "x"],
				["bc", "y"],
			]),
		).toMatchObject({ texts: { a: "xc" }, left: 0 });
	});
	it("says what is still found after its fix", () => {
		expect(fix({ a: "bad" }, [["bad", "bad"]])).toMatchObject({
			texts: {},
			fixed: [],
			unfixed: [["bad", "it is still found after its fix"]],
		});
	});
	it("ends where fixes undo each other", () => {
		expect(
			fix({ a: "ping" }, [
				["ping", "pong"],
				["pong", "ping"],
			]).unfixed,
		).toEqual([["ping", "it comes back with every fix"]]);
	});
	it("takes back what breaks the file", () => {
		expect(fix({ a: "bad" }, [["bad", "broken"]])).toMatchObject({
			texts: {},
			unfixed: [["bad", "the result would have an error"]],
			left: 1,
		});
	});
	it("takes back no more than what breaks the file", () => {
		expect(
			fix({ a: "bad worse" }, [
				["bad", "broken"],
				["worse", "fine"],
			]),
		).toMatchObject({ texts: { a: "bad fine" }, unfixed: [["bad", "the result would have an error"]], left: 1 });
	});
	it("blames no fix for a finding of the same words that another makes", () => {
		expect(
			fix({ a: "one bad" }, [
				["one", "bad"],
				["bad", "good"],
			]),
		).toMatchObject({ texts: { a: "good good" }, fixed: ["one", "bad", "bad"], unfixed: [], left: 0 });
	});
	it("doesn't rewrite a file that isn't plain UTF-8", () => {
		const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode("bad")]);
		expect(fix({ a: marked }, [["bad", "good"]])).toMatchObject({
			texts: {},
			unfixed: [["bad", "it is no file that can be written"]],
		});
	});
});
