/**
 * What an unquoted YAML scalar means. Two dialects, both as Go's yaml packages read them, since those read Kubernetes' and
 * compose's files: sigs.k8s.io/yaml (goyaml.v2, YAML 1.1: `yes` and `on` are booleans) and yaml.v3 (`yes` is a string).
 * Both read `0777` and `0o777` as octal, `1_000` as a number, and neither has base-60 numbers or dates.
 */
import { ExactNumber } from "../../runtime/values/exactNumber.ts";

export type Dialect = "yaml-1.1" | "yaml-1.2";

/** What JSON can hold of a scalar. Infinity and NaN are numbers only on their way to a diagnostic. */
export type Scalar = null | boolean | number | string | ExactNumber;

const words = (...texts: string[]): string[] =>
	texts.flatMap((text) => [text, text[0]?.toUpperCase() + text.slice(1), text.toUpperCase()]);

const core: readonly (readonly [string, Scalar])[] = [
	["", null],
	["~", null],
	...words("null").map((word) => [word, null] as const),
	...words("true").map((word) => [word, true] as const),
	...words("false").map((word) => [word, false] as const),
	...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
	...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
	...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
];
const switches: readonly (readonly [string, Scalar])[] = [
	...words("y", "yes", "on").map((word) => [word, true] as const),
	...words("n", "no", "off").map((word) => [word, false] as const),
];

const named: Readonly<Record<Dialect, ReadonlyMap<string, Scalar>>> = {
	"yaml-1.1": new Map([...core, ...switches]),
	"yaml-1.2": new Map(core),
};

/** The longest word with a meaning of its own: longer scalars needn't be looked up. */
const longestWord = 5;

const integer = /^[-+]?(?:0|[1-9][0-9]*)$/;
const octal = /^([-+]?)0[oO]?([0-7]+)$/;
const hexadecimal = /^([-+]?)0[xX]([0-9a-fA-F]+)$/;
const binary = /^([-+]?)0[bB]([01]+)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** The value of an unquoted scalar, or of a quoted one under a tag that asks for a meaning. */
export function plainScalar(text: string, dialect: Dialect): Scalar {
	if (text.length <= longestWord) {
		const value = named[dialect].get(text);
		if (value !== undefined) return value;
	}
	const first = text.charCodeAt(0);
	// Numbers begin with a digit, a sign or a dot; everything else is done with here.
	if (!((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46)) return text;
	return numberOf(first === 46 ? text : text.replaceAll("_", "")) ?? text;
}

function numberOf(digits: string): number | ExactNumber | undefined {
	if (integer.test(digits)) return whole(digits);
	const based = radix(octal, "0o", digits) ?? radix(hexadecimal, "0x", digits) ?? radix(binary, "0b", digits);
	if (based !== undefined) return based;
	if (!float.test(digits)) return undefined;
	const near = Number(digits);
	// Beyond a double's range Go gives up, and the scalar stays text.
	return Number.isFinite(near) ? near + 0 : undefined;
}

/** Integers of up to 64 bits are exact; longer decimal ones are floating point (goyaml.v2's resolve). */
function whole(digits: string): number | ExactNumber {
	const near = Number(digits);
	if (Number.isSafeInteger(near)) return near + 0;
	const exact = BigInt(digits.replace(/^\+/, ""));
	return exact >= -(2n ** 63n) && exact < 2n ** 64n ? new ExactNumber(exact.toString()) : near;
}

function radix(pattern: RegExp, prefix: string, digits: string): number | ExactNumber | undefined {
	const found = pattern.exec(digits);
	if (found === null) return undefined;
	const exact = BigInt(prefix + found[2]) * (found[1] === "-" ? -1n : 1n);
	const near = Number(exact);
	return Number.isSafeInteger(near) ? near : new ExactNumber(exact.toString());
}
