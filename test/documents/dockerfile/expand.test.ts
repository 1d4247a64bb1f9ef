// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words under test
import { expect, test } from "vitest";
import { expand, hole, NotGiven } from "../../../src/documents/dockerfile/expand.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";

const variables = new Map<string, string | Unknown | NotGiven>([
	["A", "x"],
	["EMPTY", ""],
	["PATHS", "/usr/local/lib/libx.so.1"],
	["DOTS", "a.b.c"],
	["STAR", "a*b"],
	["HOME", new Unknown("$HOME", ["HOME of node"])],
	["VERSION", new NotGiven("VERSION")],
]);
const of = (word: string, escapeCharacter = "\\") => expand(word, escapeCharacter, (name) => variables.get(name));

test.each([
	["plain", "plain"],
	["$A", "x"],
	["${A}", "x"],
	["$A$A", "xx"],
	["$A-1", "x-1"],
	["$AB", ""],
	["${A}B", "xB"],
	["$UNSET", ""],
	["a$", "a$"],
	["$.", "$."],
	["\\$A", "$A"],
	["\\a", "a"],
	["'$A'", "$A"],
	['"$A"', "x"],
	['"a b"', "a b"],
	["\"'$A'\"", "'x'"],
	['"\\$A"', "$A"],
	['"\\a"', "\\a"],
	['"\\""', '"'],
	["'a'\"b\"c", "abc"],
	["${A:-d}", "x"],
	["${UNSET:-d}", "d"],
	["${EMPTY:-d}", "d"],
	["${EMPTY-d}", ""],
	["${UNSET-d}", "d"],
	["${UNSET:-$A}", "x"],
	["${UNSET:-${A}y}", "xy"],
	["${UNSET:-'}'}", "}"],
	['${UNSET:-"a b"}', "a b"],
	["${A:+d}", "d"],
	["${EMPTY:+d}", ""],
	["${EMPTY+d}", "d"],
	["${UNSET+d}", ""],
	["${A:?no}", "x"],
	["${A?no}", "x"],
	["${EMPTY?no}", ""],
	["${PATHS#/*/}", "local/lib/libx.so.1"],
	["${PATHS##*/}", "libx.so.1"],
	["${PATHS%.*}", "/usr/local/lib/libx.so"],
	["${PATHS%%.*}", "/usr/local/lib/libx"],
	["${PATHS%/*}", "/usr/local/lib"],
	["${PATHS#nothing}", "/usr/local/lib/libx.so.1"],
	["${DOTS#?.}", "b.c"],
	["${DOTS/./-}", "a-b.c"],
	["${DOTS//./-}", "a-b-c"],
	["${DOTS//./}", "abc"],
	["${DOTS/*/y}", "y"],
	["${DOTS//?/y}", "yyyyy"],
	["${STAR/\\*/-}", "a-b"],
	["${PATHS//\\//:}", ":usr:local:lib:libx.so.1"],
	["${UNSET/a/b}", ""],
])("%s is %s", (word, expected) => {
	expect(of(word)).toEqual({ text: expected, needs: [] });
});

test.each([
	["C:\\dir\\$A", "C:\\dir\\x"],
	["`$A", "$A"],
	['"C:\\`"x`""', 'C:\\"x"'],
])("with a backtick as escape, %s is %s", (word, expected) => {
	expect(of(word, "`").text).toBe(expected);
});

test.each([
	["$VERSION", ["VERSION"], hole],
	["a-$VERSION-b", ["VERSION"], `a-${hole}-b`],
	["$HOME/$VERSION", ["HOME of node", "VERSION"], `${hole}/${hole}`],
	["${HOME:-x}", ["HOME of node"], hole],
	["${HOME#/}", ["HOME of node"], hole],
	["${VERSION%.*}", ["VERSION"], hole],
	["${VERSION//./-}", ["VERSION"], hole],
	["${VERSION:?needed}", ["VERSION"], hole],
	["${UNSET:-$VERSION}", ["VERSION"], hole],
])("%s can't be known without %j", (word, needs, text) => {
	expect(of(word)).toEqual({ text, needs });
});

test.each([
	["${VERSION:-1.2}", "1.2"],
	["${VERSION-1.2}", "1.2"],
	["${VERSION:+yes}", ""],
	["${A:-$VERSION}", "x"],
	["${EMPTY:+$VERSION}", ""],
])("%s is %s: an argument that isn't given counts as unset where the word provides for it", (word, expected) => {
	expect(of(word)).toEqual({ text: expected, needs: [] });
});

test.each([
	["${A", "`}` is missing"],
	["${", "`}` is missing"],
	["${}", "bad substitution"],
	["${:x}", "bad substitution"],
	["${A:x}", "`:x` is no modifier that the builder knows"],
	["${A:0:1}", "`:0` is no modifier that the builder knows"],
	["${A^}", "`^` is no modifier that the builder knows"],
	["${A/x}", "`/` is missing"],
	["${A/x/y", "`}` is missing"],
	["${A#\\q}", "`\\q` is no pattern that the builder knows"],
	["${UNSET:?give it}", "UNSET: give it"],
	["${EMPTY:?}", "EMPTY: must be set"],
	["'a", "a single quote isn't closed"],
	['"a', "a double quote isn't closed"],
])("%s is refused: %s", (word, fault) => {
	expect(of(word)).toEqual({ text: word, needs: [], fault });
});

test("a pattern of many stars takes no longer than pattern times text", () => {
	const before = performance.now();
	expand(`\${A##${"*a".repeat(500)}b}`, "\\", () => "a".repeat(5000));
	expect(performance.now() - before).toBeLessThan(2000);
});

test("nesting without end is refused, not followed", () => {
	expect(of(`${"${X:-".repeat(5000)}`).fault).toBeDefined();
});
