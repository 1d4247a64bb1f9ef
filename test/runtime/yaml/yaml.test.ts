import fc from "fast-check";
import { expect, test } from "vitest";
import { equals } from "../../../src/runtime/values/equality.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { compareKeys } from "../../../src/runtime/yaml/compareKeys.ts";
import { parseYaml } from "../../../src/runtime/yaml/parseYaml.ts";
import { printYaml } from "../../../src/runtime/yaml/printYaml.ts";

const awkward = fc.constantFrom(
	"",
	" ",
	"a: b",
	"- a",
	"#",
	"'",
	'"',
	"\\",
	"\n",
	"\n\n",
	" a\nb",
	"a \nb",
	"yes",
	"1e3",
	"~",
	"---",
	"😀",
	"\t",
	"\r",
	"\u2028",
	"\u0000",
	"<<",
	"? x",
	":",
	"{",
	"|",
	"__proto__",
);
const texts = fc.oneof(
	awkward,
	fc.string(),
	fc.array(awkward, { maxLength: 3 }).map((parts) => parts.join("")),
);
const { value: values } = fc.letrec<{ value: Value }>((tie) => ({
	value: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		texts,
		fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom(0.1, 1.5e-7, 1e21, 123456.789)),
		fc.array(tie("value"), { maxLength: 4 }),
		fc.array(fc.tuple(texts, tie("value")), { maxLength: 4 }).map((members) => {
			const object: { [key: string]: Value } = {};
			for (const [key, value] of members) if (key !== "__proto__" && key !== "<<") object[key] = value;
			return object;
		}),
	),
}));

test("what is written is read back as it was", () => {
	fc.assert(
		fc.property(values, (value) => {
			expect(equals(parseYaml(printYaml(value)), value), printYaml(value)).toBe(true);
		}),
		{ numRuns: 2000 },
	);
});

test("keys have one order, whatever order they come in", () => {
	const keys = ["", "-", "_", "9", "10", "a", "a1", "a2", "a10", "B", "é"];
	for (const a of keys) {
		expect(compareKeys(a, a)).toBe(0);
		for (const b of keys) expect(Math.sign(compareKeys(a, b))).toBe(-Math.sign(compareKeys(b, a)) + 0);
	}
});

test("aliases that would grow beyond measure are refused, quickly", () => {
	const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
	for (let at = 1; at < 12; at++)
		lines.push(
			`a${at}: &a${at} [${Array(10)
				.fill(`*a${at - 1}`)
				.join(", ")}]`,
		);
	const start = performance.now();
	expect(() => parseYaml(lines.join("\n"))).toThrow();
	expect(performance.now() - start).toBeLessThan(1000);
});

test.each(["[".repeat(50_000), "- ".repeat(50_000), "a: ".repeat(10_000), "{a: ".repeat(20_000)])(
	"deep nesting is an error at most: %#",
	(text) => {
		let thrown: unknown;
		try {
			parseYaml(text);
		} catch (error) {
			thrown = error;
		}
		expect(thrown).not.toBeInstanceOf(Error);
	},
);
