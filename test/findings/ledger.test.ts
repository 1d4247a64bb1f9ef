import { describe, expect, it } from "vitest";
import type { LedgerEntry, Outcome } from "../../src/findings/finding.ts";
import { type DocumentLedger, Ledger } from "../../src/findings/ledger.ts";

const policies = ["a.one", "a.three", "a.two"];
const document = (
	source: string,
	name: string,
	outcomes: string,
	notes: DocumentLedger["notes"] = [],
): DocumentLedger => ({
	...{ source, document: name, kind: "manifest", policies, outcomes, notes },
});
const lines = (entries: Iterable<LedgerEntry>): string[] =>
	[...entries].map(({ source, document: name, policy, outcome }) => `${source} ${name} ${policy} ${outcome}`);

describe("the ledger", () => {
	it("has an entry for each policy and document, by file, document and policy", () => {
		expect(
			lines(new Ledger([document("b", "x", "pfu"), document("a", "y", "ppp"), document("a", "x", "sxe")])),
		).toEqual([
			"a x a.one skipped",
			"a x a.three excepted",
			"a x a.two error",
			"a y a.one pass",
			"a y a.three pass",
			"a y a.two pass",
			"b x a.one pass",
			"b x a.three fail",
			"b x a.two unknown",
		]);
	});
	it("puts entries of documents that have one name together, policy by policy", () => {
		expect(lines(new Ledger([document("a", "x", "pfp"), document("a", "x", "fpp")]))).toEqual([
			"a x a.one pass",
			"a x a.one fail",
			"a x a.three fail",
			"a x a.three pass",
			"a x a.two pass",
			"a x a.two pass",
		]);
	});
	it("keeps what is said of an entry", () => {
		const notes = [
			{ policy: 2, needs: ["V"] },
			{ policy: 0, reason: "off" },
		];
		expect([...new Ledger([document("a", "x", "spu", notes)])]).toMatchObject([
			{ outcome: "skipped", reason: "off" },
			{ outcome: "pass" },
			{ outcome: "unknown", needs: ["V"] },
		]);
	});
	it.each<[readonly Outcome[], number]>([
		[["fail"], 2],
		[["unknown", "error"], 1],
		[["skipped"], 0],
		[[], 6],
	])("gives those of some outcomes: %j", (outcomes, count) => {
		const ledger = new Ledger([document("a", "x", "pfu"), document("a", "y", "fpp")]);
		expect([...ledger.where(...outcomes)]).toHaveLength(count);
	});
	it("is counted without being written out, and the same made of entries", () => {
		const ledger = new Ledger([document("a", "x", "pfu"), document("b", "y", "fpe")]);
		const counts = { pass: 2, fail: 2, excepted: 0, unknown: 1, skipped: 0, error: 1 };
		expect(ledger.counts()).toEqual(counts);
		expect(Ledger.of([...ledger]).counts()).toEqual(counts);
		expect([...Ledger.of([...ledger])]).toEqual([...ledger]);
		expect(ledger.asked()).toEqual(new Set(policies));
	});
	it("excepts failures, and nothing else", () => {
		const ledger = new Ledger([document("a", "x", "pfu"), document("b", "x", "fff")]);
		expect(lines(ledger.excepting(({ source, policy }) => source === "b" && policy !== "a.two")).slice(1)).toEqual([
			"a x a.three fail",
			"a x a.two unknown",
			"b x a.one excepted",
			"b x a.three excepted",
			"b x a.two fail",
		]);
	});
});
