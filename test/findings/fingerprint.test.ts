import { describe, expect, it } from "vitest";
import { fingerprints, fnv1a64 } from "../../src/findings/fingerprint.ts";
import { Source } from "../../src/text/source.ts";
import { raisedAt } from "./sample.ts";

describe("FNV-1a, 64 bits", () => {
	it.each([
		["", "cbf29ce484222325"],
		["a", "af63dc4c8601ec8c"],
		["foobar", "85944171f73967e8"],
	])("%j is %s, as the published test vectors say", (text, hash) => {
		expect(fnv1a64(text)).toBe(hash);
	});
	it("agrees with arithmetic on big integers", () => {
		const text = "überlänge ".repeat(40);
		let hash = 0xcbf29ce484222325n;
		for (const byte of new TextEncoder().encode(text))
			hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
		expect(fnv1a64(text)).toBe(hash.toString(16).padStart(16, "0"));
	});
});

describe("fingerprint", () => {
	const of = (
		text: string,
		marked: string,
		pointer: readonly (string | number)[] = [],
		name = "Dockerfile",
	): string => {
		const finding = raisedAt(new Source(name, text), marked);
		return fingerprints([{ ...finding, place: { ...finding.place, pointer } }])[0] as string;
	};
	const original = of("FROM ubuntu\n", "ubuntu", ["stages", 0, "from"]);

	it.each([
		["lines are put above it", of("# hello\n\nFROM ubuntu\n", "ubuntu", ["stages", 0, "from"])],
		["another stage is put before it", of("FROM a AS b\nFROM ubuntu\n", "ubuntu", ["stages", 1, "from"])],
		["the file gets Windows line ends", of("FROM ubuntu\r\n", "ubuntu", ["stages", 0, "from"])],
	])("stays when %s", (_, changed) => {
		expect(changed).toBe(original);
	});
	it.each([
		["the element's text changes", of("FROM debian\n", "debian", ["stages", 0, "from"])],
		["it is another element", of("FROM ubuntu\n", "ubuntu", ["stages", 0, "base"])],
		["it is another file", of("FROM ubuntu\n", "ubuntu", ["stages", 0, "from"], "a/Dockerfile")],
	])("changes when %s", (_, changed) => {
		expect(changed).not.toBe(original);
	});
	it("tells equal findings apart by their order", () => {
		const finding = raisedAt(new Source("Dockerfile", "FROM ubuntu\n"), "ubuntu");
		const [first, second, third] = fingerprints([finding, finding, finding]);
		expect(new Set([first, second, third]).size).toBe(3);
		expect(fingerprints([finding])[0]).toBe(first);
	});
	it("can't be made to collide by names that hold separators", () => {
		expect(of("FROM ubuntu\n", "ubuntu", ["a/b"])).not.toBe(of("FROM ubuntu\n", "ubuntu", ["a", "b"]));
	});
});
