import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { compilePattern } from "../../../src/runtime/regex/compilePattern.ts";
import { findAll } from "../../../src/runtime/regex/findAll.ts";
import { Re2Pattern } from "../../../src/runtime/regex/re2.ts";

/** Patterns as they stand in policies. */
const typical: readonly (readonly [pattern: string, matching: string, other: string])[] = [
	["(?i)(password|secret|token|api_?key)[^=]*=.+", "ENV DB_PASSWORD=hunter2", "RUN apt-get update"],
	["@sha256:[0-9a-f]{64}$", `ubuntu@sha256:${"0f".repeat(32)}`, "ubuntu:22.04"],
	["\\s*(&&|;|\\|\\|)\\s*", "a && b", "a & b"],
	["^[a-z0-9]+(-[a-z0-9]+)*$", "my-nice-name", "my--name"],
	["^(latest|stable|edge)$", "edge", "edges"],
	["^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?(-[0-9A-Za-z.-]+)?$", "v1.22.3-rc.1", "1"],
	["(^|/)\\.git(/|$)", "src/.git/config", "src/.gitignore"],
	["AKIA[0-9A-Z]{16}", "key AKIAABCDEFGHIJKLMNOP", "AKIA"],
	["-----BEGIN (RSA |EC |DSA )?PRIVATE KEY-----", "-----BEGIN EC PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----"],
	["\\bcurl\\b", "RUN curl x", "RUN libcurl4"],
];

describe("patterns typical of policies", () => {
	test.each(typical)("%s", (pattern, matching, other) => {
		const compiled = compilePattern(pattern);
		expect(compiled.test(matching)).toBe(true);
		expect(compiled.test(other)).toBe(false);
		expect(compiled.longestNativeText, "runs natively").toBeGreaterThan(100);
	});
});

test.each([
	["(a+)+$", "a repetition within a repetition"],
	["(x+x+)+y", "two ways to share characters"],
	["(a|b|ab)*c", "options that begin alike, repeated"],
	["(\\w*)*=", "a repetition of what may be empty"],
	["\\pL+", "a class that only RE2 has"],
	["(?U)a+", "a flag that only RE2 has"],
	["a{,2}", "braces that stand for themselves"],
	["(?i)straße", "case folding outside ASCII"],
])("%s never runs natively: %s", (pattern) => {
	expect(compilePattern(pattern).longestNativeText).toBe(-1);
});

test("a pattern whose work grows with the square of the length runs natively on short texts only", () => {
	const compiled = compilePattern("token[^=]*=");
	expect(compiled.longestNativeText).toBeGreaterThan(100);
	expect(compiled.longestNativeText).toBeLessThan(5000);
});

test.each([
	["(a+)+$", `${"a".repeat(50_000)}!`],
	["token[^=]*=x", "token".repeat(20_000)],
	["^(([a-z])+.)+[A-Z]([a-z])+$", "a".repeat(20_000)],
	["\\s*(&&|;)\\s*", " ".repeat(100_000)],
	["(.*)(.*)(.*)(.*)x", "y".repeat(2000)],
])("%s takes no more than linear time on a hostile text", (pattern, text) => {
	const start = performance.now();
	expect(compilePattern(pattern).test(text)).toBe(false);
	expect(performance.now() - start).toBeLessThan(2000);
});

test.each([
	["[", "error parsing regexp: missing closing ]: `[`"],
	["++", "error parsing regexp: missing argument to repetition operator: `+`"],
	["a**", "error parsing regexp: invalid nested repetition operator: `**`"],
	["(?=a)", "error parsing regexp: invalid or unsupported Perl syntax: `(?=`"],
	["a{1001}", "error parsing regexp: invalid repeat count: `{1001}`"],
	["\\", "error parsing regexp: trailing backslash at end of expression: ``"],
	["\\8", "error parsing regexp: invalid escape sequence: `\\8`"],
])("%s is refused in Go's words", (pattern, message) => {
	const compile = () => compilePattern(pattern);
	expect(compile).toThrow(BuiltinError as unknown as new () => Error);
	try {
		compile();
	} catch (error) {
		expect(error).toEqual(new BuiltinError("other", message));
	}
});

const characters = fc.constantFrom(
	"a",
	"b",
	"k",
	"K",
	"s",
	"0",
	"_",
	"-",
	" ",
	"\n",
	".",
	"é",
	"\u212a",
	"\u017f",
	"😀",
);
const literal = fc.constantFrom("a", "b", "k", "S", "0", "_", "-", " ", "\\n", "\\.", "é", "😀", "\\x{1F600}");
const single = fc.oneof(
	{ weight: 4, arbitrary: literal },
	fc.constantFrom(
		".",
		"\\d",
		"\\w",
		"\\W",
		"\\s",
		"\\S",
		"[ab]",
		"[^a]",
		"[a-k]",
		"[^\\s0-9]",
		"[[:alpha:]_]",
		"[é-ü]",
	),
	fc.constantFrom("^", "$", "\\b", "\\B", "\\A", "\\z"),
);
/** Patterns with everything in them that the native way takes, and some that it doesn't. */
const { pattern: patterns } = fc.letrec<{ pattern: string; part: string; atom: string }>((tie) => ({
	pattern: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
		fc.tuple(tie("pattern"), tie("pattern")).map((options) => options.join("|")),
	),
	part: fc.oneof(
		tie("atom"),
		fc
			.tuple(tie("atom"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{2,}"), fc.constantFrom("", "?"))
			.map((texts) => texts.join("")),
	),
	atom: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		{ weight: 3, arbitrary: single },
		fc
			.tuple(fc.constantFrom("(", "(?:", "(?i:", "(?s:", "(?m:", "(?i)("), tie("pattern"))
			.map(([open, inner]) => `${open}${inner})`),
	),
}));

describe("the native matcher and RE2 agree on any pattern that the native one takes", () => {
	test("about matches, their places and their groups", () => {
		let native = 0;
		fc.assert(
			fc.property(
				patterns,
				fc.array(fc.array(characters, { maxLength: 8 }), { minLength: 1, maxLength: 6 }),
				(pattern, texts) => {
					let re2: Re2Pattern;
					try {
						re2 = new Re2Pattern(pattern);
					} catch (error) {
						// What RE2 refuses, all of compiling refuses.
						expect(error).toBeInstanceOf(BuiltinError);
						expect(() => compilePattern(pattern)).toThrow(BuiltinError as unknown as new () => Error);
						return;
					}
					const compiled = compilePattern(pattern);
					if (compiled.longestNativeText === -1) return;
					native++;
					for (const text of texts.map((letters) => letters.join(""))) {
						expect(compiled.test(text)).toBe(re2.test(text));
						const wholes = findAll(compiled, text, -1);
						const reference = { groupNames: re2.groupNames, finder: (of: string) => re2.finder(of) };
						const expected = findAll(reference as unknown as typeof compiled, text, -1, { needsGroups: true });
						expect(wholes.map(({ start, end }) => [start, end])).toEqual(
							expected.map(({ start, end }) => [start, end]),
						);
						expect(findAll(compiled, text, -1, { needsGroups: true })).toEqual(expected);
					}
				},
			),
			{ numRuns: 3000 },
		);
		expect(native).toBeGreaterThan(1000);
	});
});
