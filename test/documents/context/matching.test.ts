import { describe, expect, test } from "vitest";
import { decide, isUndone } from "../../../src/documents/context/decide.ts";
import { compilePattern } from "../../../src/documents/context/pathPattern.ts";
import { readIgnoreFile } from "../../../src/documents/context/readIgnoreFile.ts";

describe("one pattern, one path (the folders above aren't asked here)", () => {
	test.each([
		["file", "file", true],
		["file", "a/file", false],
		["file", "files", false],
		["a/b", "a/b", true],
		["*", "file", true],
		["*", "a/file", false],
		["*.pem", "key.pem", true],
		["*.pem", "a/key.pem", false],
		["*/*.pem", "a/key.pem", true],
		["fi?e", "file", true],
		["fi?e", "fi/e", false],
		["fi?e", "fie", false],
		["**", "", true],
		["**", "a/b/c", true],
		["**/file", "file", true],
		["**/file", "a/b/file", true],
		["**/file", "a/b/xfile", false],
		["**file", "a/b/xfile", true],
		["**/*.pem", "key.pem", true],
		["**/*.pem", "a/b/key.pem", true],
		["a/**", "a/b/c", true],
		["a/**", "a", false],
		["a/**/z", "a/z", true],
		["a/**/z", "a/b/c/z", true],
		["a/**/z", "a/bz", false],
		["a**z", "az", true],
		["a**z", "ab/z", true],
		["a**z", "abz", false],
		["a**", "abc/d", true],
		["**/a/**/b", "x/a/y/z/b", true],
		["[ab].txt", "a.txt", true],
		["[ab].txt", "c.txt", false],
		["[a-c].txt", "b.txt", true],
		["[^a-c].txt", "b.txt", false],
		["[^a-c].txt", "z.txt", true],
		["[\\]]", "]", true],
		["\\*", "*", true],
		["\\*", "a", false],
		["a.b", "aXb", false],
		["a+(b)|{c}$^", "a+(b)|{c}$^", true],
		["*.é", "x.é", true],
		["?", "\u{1f600}", true],
	])("%j and %j: %j", (pattern, path, matches) => expect(compilePattern(pattern)?.(path)).toBe(matches));

	test.each(["[", "[]", "[a", "[a-]", "[-a]", "[^]", "a\\", "[a\\"])("%j is malformed", (pattern) =>
		expect(compilePattern(pattern)).toBeUndefined(),
	);

	test("no pattern takes long", () => {
		const slow = compilePattern(`${"**/*a".repeat(30)}b`);
		const start = performance.now();
		expect(slow?.("a/".repeat(2000))).toBe(false);
		expect(performance.now() - start).toBeLessThan(2000);
	});
});

describe("an ignore file's lines", () => {
	test.each([
		["a", [["a", false, ""]]],
		["  a  ", [["a", false, ""]]],
		["# comment\n #not\n\n", [["#not", false, ""]]],
		["!a", [["a", true, ""]]],
		["! a", [["a", true, ""]]],
		["/a", [["a", false, ""]]],
		["!/a/", [["a", true, ""]]],
		["./a//b/../c/", [["a/c", false, ""]]],
		[
			"a\r\nb\r\n",
			[
				["a", false, ""],
				["b", false, ""],
			],
		],
		["!", [["", true, "malformed"]]],
		["[a", [["[a", false, "malformed"]]],
		["../secret", [["../secret", false, "outside"]]],
		["a # why", [["a # why", false, "comment"]]],
	])("%j", (text, wanted) => {
		expect(readIgnoreFile(text).map(({ pattern, negated, problem }) => [pattern, negated, problem])).toEqual(wanted);
	});

	test("each has its line and its place", () => {
		const text = "# head\n\n  *.pem \n!a.pem";
		expect(readIgnoreFile(text).map(({ line, span }) => [line, text.slice(span.start, span.end)])).toEqual([
			[3, "*.pem"],
			[4, "!a.pem"],
		]);
	});
});

describe("what decides about a path", () => {
	test.each<[string, string, boolean, number | undefined]>([
		["", "a", false, undefined],
		["a", "a", true, 0],
		["a", "a/b/c", true, 0],
		["a/b", "a/c", false, undefined],
		["node_modules", "x/node_modules/y", false, undefined],
		["**/node_modules", "x/node_modules/y", true, 0],
		["*\n!src", "src/main.ts", false, 1],
		["*\n!src", "other", true, 0],
		["*\n!src\nsrc/secret", "src/secret/key", true, 2],
		["*\n!src\nsrc/secret", "src/main", false, 1],
		["!a\na", "a", true, 1],
		["a\n!a/b", "a/b", false, 1],
		["a\n!a/b", "a/c", true, 0],
		["*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true, 2],
		["*.md\nREADME-secret.md\n!README*.md", "README-secret.md", false, 2],
		["[a\nb", "b", true, 1],
		["a\na", "a", true, 0],
	])("%j: %j", (text, path, ignored, by) => expect(decide(readIgnoreFile(text), path)).toEqual({ ignored, by }));

	test.each<[string, readonly boolean[]]>([
		["a\n!a", [true, false]],
		["!a\n*", [true, false]],
		["a\n!a/b", [false, false]],
		["!src/key\nsrc", [true, false]],
		["*.pem\n!*.pem", [true, false]],
		["*.pem\n!a.pem", [false, false]],
		["*\n!src\n**", [false, true, false]],
	])("what a later pattern takes back in %j", (text, wanted) => {
		const rules = readIgnoreFile(text);
		expect(rules.map((_, index) => isUndone(rules, index))).toEqual(wanted);
	});
});
