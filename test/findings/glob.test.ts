import { describe, expect, it } from "vitest";
import { globMatches } from "../../src/findings/glob.ts";

describe("a file glob", () => {
	it.each<[string, string, boolean]>([
		["Dockerfile", "Dockerfile", true],
		["Dockerfile", "a/b/Dockerfile", true],
		["./Dockerfile", "Dockerfile", true],
		["/Dockerfile", "a/Dockerfile", false],
		["a/*", "a/b", true],
		["a/*", "a/b/c", false],
		["a/**", "a/b/c", true],
		["a/", "a/b/c", true],
		["**/b", "a/b", true],
		["**/b", "b", true],
		["a/**/z", "a/z", true],
		["a/**/z", "a/b/c/z", true],
		["*.y{a,}ml", "x/k.yml", true],
		["x?", "xy", true],
		["x?", "x", false],
		["a.b", "axb", false],
		["vendor/**", "my/vendor/x", false],
	])("%s against %s: %s", (glob, path, expected) => {
		expect(globMatches(glob, path)).toBe(expected);
	});
	it("takes no time that grows with the power of its stars", () => {
		const started = performance.now();
		expect(globMatches(`${"*a".repeat(50)}b`, "a".repeat(2000))).toBe(false);
		expect(globMatches(`${"**/a/".repeat(50)}b`, "a/".repeat(2000))).toBe(false);
		expect(globMatches("{a,b}".repeat(50), "x")).toBe(false);
		expect(performance.now() - started).toBeLessThan(1000);
	});
});
