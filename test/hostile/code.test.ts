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
import { toJson } from "../../src/runtime/values/json.ts";
import { Source } from "../../src/text/source.ts";
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
	"</script><script>globalThis.out = 1</script>",
	"<!-- globalThis.out = 1",
	"--> globalThis.out = 1",
	"\\",
	'\\"',
	"\\\\",
	"\\u0022); globalThis.out = 1; (",
	"${globalThis.out = 1}",
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
