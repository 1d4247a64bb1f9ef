// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text that looks like code is what is tried
/**
 * No text of a policy, an input or a file's name becomes code. The same program is emitted with harmless texts and with hostile ones,
 * and the code is taken apart into tokens: strings may differ, and nothing else.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/lang/compile.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import { Evaluation } from "../../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../src/runtime/evaluation/program.ts";
import { any } from "../../src/runtime/types.ts";
import { toJson } from "../../src/runtime/values/json.ts";
import { Source } from "../../src/text/source.ts";
import { expectGolden } from "../golden/expectGolden.ts";
import { hostileTexts } from "./fuzz/mutateText.ts";

const attacks: readonly string[] = [
	// Names and numbers are read in ways of their own; test/hostile/keys.test.ts has them.
	...hostileTexts.filter((text) => !/^[\w$]*$|^-?\d/.test(text)),
	'"); throw new Error("out"); ("',
	"'); process.exit(1); ('",
	"`); globalThis.out = 1; (`",
	"*/ globalThis.out = 1 /*",
	"\n globalThis.out = 1 //",
	"\r globalThis.out = 1 //",
	"\u2028 globalThis.out = 1 //",
	"\u2029 globalThis.out = 1 //",
	"\0 globalThis.out = 1 //",
	"\ud800 globalThis.out = 1 //",
	"\udc00\ud800",
	"</script><script>globalThis.out = 1</script>",
	"<!-- globalThis.out = 1",
	"--> globalThis.out = 1",
	"\\",
	'\\"',
	"\\\\",
	"\\u0022); globalThis.out = 1; (",
	"${globalThis.out = 1}",
	"{globalThis.out = 1}",
	"]]>",
	"#!/bin/sh",
	"import('fs')",
	"a b".repeat(20_000),
];

type Make = (literal: string) => string;

/** Programs with a text in every place that takes one. */
const programs: readonly [place: string, make: Make][] = [
	["a value", (text) => `package a\n\np := ${text}`],
	["a value in a body", (text) => `package a\n\np if input.x == ${text}`],
	["a key of input", (text) => `package a\n\np := input[${text}].y`],
	["a key of data", (text) => `package a\n\np := data.z[${text}].y`],
	["a key of an object", (text) => `package a\n\np := {${text}: input.x}`],
	["a member of a set", (text) => `package a\n\np := {${text}, input.x}`],
	["a key of a rule", (text) => `package a\n\np[${text}] := 1 if input.x`],
	["a member of a rule", (text) => `package a\n\np contains ${text} if input.x`],
	["a package", (text) => `package a[${text}]\n\np := 1`],
	["a pattern of a function", (text) => `package a\n\nf(${text}) := 1\n\np := f(input.x)`],
	["a pattern to unify with", (text) => `package a\n\np := x if [${text}, x] = input.x`],
	["a text in with", (text) => `package a\n\np if input.x with input[${text}] as 1`],
	["an operand", (text) => `package a\n\np := concat(${text}, input.x)`],
	["a regular expression", (text) => `package a\n\np if regex.match(${text}, input.x)`],
	["a comparison in every", (text) => `package a\n\np if every x in input.x { x != ${text} }`],
	["a default", (text) => `package a\n\ndefault p := ${text}`],
	["an else", (text) => `package a\n\np if input.x else := ${text}`],
];

const policy: Make = (text) => `package a

policy p on dockerfile {
	title: ${text}
	code: "C1"
	severity: low
	about: ${text}
	see: [${text}]
	tags: [${text}]
	param x: string = ${text}
	deny input[${text}] because ${text} fix replace(input.stages, ${text}) if x != ${text}
}
`;

function emitted(text: string, name = "a.rego"): string {
	const dialect = /^policy /m.test(text) ? "policy" : "rego";
	const { module, diagnostics } = parseModule(new Source(name, text), { dialect });
	if (module === undefined || diagnostics.length > 0) throw new Error(diagnostics[0]?.text);
	const { program, diagnostics: faults } = compile([module]);
	if (program === undefined) throw new Error(faults[0]?.text);
	return program.code;
}

/** The code's tokens, with every string the same and every name that the emitter chose the same. Comments are none. */
function tokens(code: string): string[] {
	const found =
		code.match(/"(?:\\.|[^"\\\n\r\u2028\u2029])*"|\/\/[^\n\r\u2028\u2029]*|[A-Za-z_$][\w$]*|[\s]+|./gs) ?? [];
	return found
		.filter((token) => !/^(?:\s|\/\/)/.test(token))
		.map((token) => (token.startsWith('"') ? '""' : /^[A-Za-z_$]\w*[_$]|^[_$]/.test(token) ? "name" : token));
}

const harmless = '"a b"';

interface Channel {
	readonly place: string;
	/** A module with a text as it stands, without quotes. */
	readonly make: (text: string) => string;
	/** The text stands in quotes: nothing else of the program may change with it. */
	readonly isQuoted?: boolean;
	/** Kinds that policies may be on: none are checked where it is absent. */
	readonly kinds?: readonly string[];
}

const raw = (text: string): string => `\`${text}\``;
const quoted = (text: string): string => JSON.stringify(text);

/** A policy with one of its words or fields as given. */
const withField = (field: string, at = "dockerfile", name = "p"): string =>
	`package a\n\npolicy ${name} on ${at} {\n\ttitle: "T"\n\tcode: "C1"\n\tseverity: low\n\tabout: "A"\n\t${field}\n\tdeny because "m"\n}\n`;

/** Every way by which a text comes into a program, as it stands: what can't be said there is refused by the parser. */
const channels: readonly Channel[] = [
	{ place: "a string", isQuoted: true, make: (text) => `package a\n\np := ${quoted(text)}` },
	{ place: "a raw string", make: (text) => `package a\n\np := ${raw(text)}` },
	{ place: "a raw string as a key", make: (text) => `package a\n\np := input[${raw(text)}]` },
	{ place: "the text of a template string", make: (text) => `package a\n\np := $${quoted(text)}` },
	{ place: "the text of a raw template string", make: (text) => `package a\n\np := $${raw(text)}` },
	{ place: "a string in a template string", make: (text) => `package a\n\np := $"{input[${raw(text)}]}"` },
	{ place: "a comment", make: (text) => `package a\n\n# ${text}\np := 1` },
	{ place: "a comment behind a rule", make: (text) => `package a\n\np := 1 # ${text}` },
	{ place: "the name of a rule", make: (text) => `package a\n\n${text} := 1` },
	{ place: "the path of a rule", isQuoted: true, make: (text) => `package a\n\np[${quoted(text)}].q := 1` },
	{ place: "the name of a function", make: (text) => `package a\n\n${text}(x) := x` },
	{ place: "the name of a variable", make: (text) => `package a\n\np if { ${text} := input; ${text} }` },
	{ place: "the name of an argument", make: (text) => `package a\n\nf(${text}) := 1` },
	{ place: "the name of a package", make: (text) => `package a.${text}\n\np := 1` },
	{ place: "the path of a package", isQuoted: true, make: (text) => `package a[${quoted(text)}].b\n\np := 1` },
	{ place: "the name of an import", make: (text) => `package a\n\nimport data.b as ${text}\n\np := 1` },
	{
		place: "the path of an import",
		isQuoted: true,
		make: (text) => `package a\n\nimport data.b[${quoted(text)}] as c\n\np := c.d`,
	},
	{ place: "a key of an object", isQuoted: true, make: (text) => `package a\n\np := {${quoted(text)}: 1}` },
	{ place: "a number", make: (text) => `package a\n\np := 1${text}` },
	{
		place: "what `with` replaces",
		isQuoted: true,
		make: (text) => `package a\n\np if input.x with data[${quoted(text)}] as 1`,
	},
	{ place: "a builtin in place of another", make: (text) => `package a\n\np if count(input) with count as ${text}` },
	{ place: "the name of a builtin", make: (text) => `package a\n\np if ${text}.count(input)` },
	{
		place: "METADATA's title",
		isQuoted: true,
		make: (text) => `package a\n\n# METADATA\n# title: ${quoted(text)}\np := 1`,
	},
	{
		place: "METADATA's custom fields",
		isQuoted: true,
		make: (text) => `package a\n\n# METADATA\n# custom: {${quoted(text)}: ${quoted(text)}}\np := rego.metadata.rule()`,
	},
	{
		place: "METADATA that isn't quoted",
		make: (text) => `package a\n\n# METADATA\n# title: ${text}\np := rego.metadata.rule()`,
	},
	{ place: "a message of print", isQuoted: true, make: (text) => `package a\n\np if print(${quoted(text)})` },
	{ place: "the name of a policy", make: (text) => withField("", "dockerfile", text) },
	{ place: "the kind of a policy", make: (text) => withField("", text) },
	{ place: "the kind of a policy, among others", make: (text) => withField("", text), kinds: ["dockerfile"] },
	{ place: "the code of a policy", isQuoted: true, make: (text) => withField("").replace('"C1"', () => quoted(text)) },
	{
		place: "a tag, a link, an equivalent",
		isQuoted: true,
		make: (text) => withField(`tags: [${quoted(text)}]\n\tsee: ${quoted(text)}\n\tequivalents: [${quoted(text)}]`),
	},
	{ place: "the name of a parameter", make: (text) => withField(`param ${text}: string = "x"`) },
	{
		place: "the default of a parameter",
		isQuoted: true,
		make: (text) => withField(`param x: string = ${quoted(text)}`),
	},
	{ place: "the type of a parameter", make: (text) => withField(`param x: ${text} = "x"`) },
	{ place: "an example", make: (text) => withField(`bad ${quoted(text)} ${raw("FROM a")}\n\tgood ${quoted(text)}`) },
	{
		place: "a message, a node and a fix",
		make: (text) => withField(`warn input[${quoted(text)}] because ${raw(text)} fix replace(input, ${quoted(text)})`),
	},
];

/**
 * What becomes of a text in a channel: refused with a diagnostic; data, which leaves the code as it is but for its strings; or, where it
 * isn't quoted, Rego of its own, such as the rest of a line after `#`, or a rule. It is code if a word of it is a word of the code.
 */
function fate({ place, make, kinds, isQuoted = false }: Channel, text: string): "refused" | "data" | "Rego" | "code" {
	const compiled = (content: string): string | undefined => {
		const dialect = /^policy /m.test(content) ? "policy" : "rego";
		const { module, diagnostics } = parseModule(new Source("a.rego", content), { dialect });
		if (module === undefined || diagnostics.some(({ kind }) => kind.severity === "error")) return undefined;
		const inputTypes = kinds === undefined ? new Map() : new Map(kinds.map((kind) => [kind, any]));
		const { program } = compile([module], { inputTypes, keepPrint: true });
		if (program !== undefined) expect(JSON.parse(JSON.stringify(program.manifest))).toEqual(program.manifest);
		return program?.code;
	};
	const code = compiled(make(text));
	if (code === undefined) return "refused";
	// As a word it may be a member's name, as any other text a key in quotes.
	const expected = ["a_word", "a b"]
		.flatMap((other) => compiled(make(other)) ?? [])
		.map((other) => tokens(other).join(" "));
	const isSame = expected.includes(tokens(code).join(" "));
	if (tokens(code).some((token) => /^(?:globalThis|process|import|require)$/.test(token))) return "code";
	if (isQuoted) expect(isSame, `${place}: ${JSON.stringify(text.slice(0, 100))}`).toBe(true);
	expect(code).not.toMatch(/[\u2028\u2029]|<\/script|<!--/);
	// Code that is well-formed does what it says when it is run, and nothing ran when it was made.
	const program = loadProgram(instantiate(code));
	for (const input of [{}, { [text]: text }])
		expect(() => program.evaluate(["a"], new Evaluation({ input, now: 0n }))).not.toThrow(SyntaxError);
	expect(Object.hasOwn(globalThis, "out")).toBe(false);
	return isSame ? "data" : "Rego";
}

test("attempts by channel: refused, or data", () => {
	const fates = ["refused", "data", "Rego", "code"] as const;
	const rows = channels.map((channel) => {
		const became = attacks.map((attack) => fate(channel, attack));
		const counts = fates.map((wanted) => `${became.filter((one) => one === wanted).length}`.padStart(8));
		expect(became, channel.place).not.toContain("code");
		return `${channel.place.padEnd(40)}${`${became.length}`.padStart(9)}${counts.join("")}`;
	});
	const head = `${"channel".padEnd(40)} attempts${fates.map((one) => one.padStart(8)).join("")}`;
	expectGolden(new URL("goldens/codeChannels.txt", import.meta.url), `${[head, ...rows].join("\n")}\n`);
});

describe.each(programs)("%s", (_, make) => {
	test("changes nothing but strings", () => {
		const expected = tokens(emitted(make(harmless)));
		for (const attack of attacks) {
			const code = emitted(make(JSON.stringify(attack)));
			expect(tokens(code), attack.slice(0, 100)).toEqual(expected);
			expect(code).not.toMatch(/[\u2028\u2029]|<\/script|<!--/);
			expect(() => instantiate(code)).not.toThrow();
		}
	});
});

test("no text of a policy's fields, messages, nodes and fixes changes anything but strings", () => {
	const expected = tokens(emitted(policy(harmless)));
	for (const attack of attacks) {
		// A message is a template: what is in braces there is an expression, and meant to be.
		expect(tokens(emitted(policy(JSON.stringify(`say ${attack}`)))), attack.slice(0, 100)).toEqual(expected);
	}
});

test("a file's name changes nothing", () => {
	const text = "package a\n\np if input.x == 1 / input.y\n\np := 1 if input.x";
	const expected = tokens(emitted(text, "a b.rego"));
	for (const attack of attacks.filter((each) => each.length < 1000))
		expect(tokens(emitted(text, attack)), attack).toEqual(expected);
});

test("any text in any place comes back as it was, and does nothing else", () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...attacks.filter((each) => each.length < 1000)),
			fc.string({ unit: "binary" }),
			(attack, more) => {
				const text = `${attack}${more}`.replace(/\p{Surrogate}/gu, "\ufffd");
				const literal = JSON.stringify(text);
				const program = loadProgram(
					instantiate(emitted(`package a\n\np := {${literal}: [${literal}, input[${literal}]]}`)),
				);
				const value = program.evaluate(["a", "p"], new Evaluation({ input: { [text]: text }, now: 0n }));
				expect(JSON.parse(toJson(value ?? null))).toEqual({ [text]: [text, text] });
				expect(Object.hasOwn(globalThis, "out")).toBe(false);
			},
		),
		{ numRuns: 60 },
	);
});
