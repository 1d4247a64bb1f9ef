/**
 * What a YAML text without quotes means to Go's yaml.v3, which both reading and writing have to know: a text that would be
 * read as something else has to be quoted. YAML 1.2's core schema with some of 1.1: `0755` is octal, `1_000` a number.
 */
import type { RegoNumber } from "../values/exactNumber.ts";
import { numberFromText } from "../values/exactNumber.ts";
import { numberOfInteger } from "../values/numbers.ts";

export type PlainScalar =
	| { readonly tag: "null" | "bool" | "int"; readonly value: null | boolean | RegoNumber }
	/** A double: infinities and NaN have no JSON. */
	| { readonly tag: "float"; readonly value: number }
	| { readonly tag: "merge" | "timestamp" | "string"; readonly value: string };

const constants: ReadonlyMap<string, PlainScalar> = new Map<string, PlainScalar>([
	...alike(["", "~", "null", "Null", "NULL"], { tag: "null", value: null }),
	...alike(["true", "True", "TRUE"], { tag: "bool", value: true }),
	...alike(["false", "False", "FALSE"], { tag: "bool", value: false }),
	...alike([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], { tag: "float", value: Number.POSITIVE_INFINITY }),
	...alike(["-.inf", "-.Inf", "-.INF"], { tag: "float", value: Number.NEGATIVE_INFINITY }),
	...alike([".nan", ".NaN", ".NAN"], { tag: "float", value: Number.NaN }),
	...alike(["<<"], { tag: "merge", value: "<<" }),
]);

function alike(texts: readonly string[], scalar: PlainScalar): [string, PlainScalar][] {
	return texts.map((text) => [text, scalar]);
}

const floatForm = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const integerForm = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const dateForm =
	/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[tT]| )[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})?)?$/;

export function plainScalar(text: string): PlainScalar {
	const constant = constants.get(text);
	if (constant !== undefined) return constant;
	if (/^[-+.0-9]/.test(text)) {
		if (dateForm.test(text)) return { tag: "timestamp", value: text };
		const digits = text.startsWith(".") ? text : text.replaceAll("_", "");
		const integer = integerOf(digits);
		if (integer !== undefined) return { tag: "int", value: integer };
		if (floatForm.test(digits) && Number.isFinite(Number(digits))) return { tag: "float", value: Number(digits) };
	}
	return { tag: "string", value: text };
}

/** Of 64 bits, signed or not: what is larger is read as a double. */
function integerOf(text: string): RegoNumber | undefined {
	const form = integerForm.exec(text);
	if (form === null) return undefined;
	const [, sign, hex, binary, octal, decimal] = form;
	const size = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : decimal!;
	if (size.length > 66) return undefined;
	const integer = sign === "-" ? -BigInt(size) : BigInt(size);
	return integer >= -(2n ** 63n) && integer < 2n ** 64n ? numberOfInteger(integer) : undefined;
}

/** A double as JSON writes it. */
export const numberOfDouble = (double: number): RegoNumber => numberFromText(String(double));
