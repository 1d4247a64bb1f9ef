/** What type a value has, and the old casts, which only let their own type through. OPA: topdown/type.go, type_name.go, casts.go. */
import { any, arrayOf, boolean, nothing, number, objectOf, setOf, string, type Type } from "../types.ts";
import { ExactNumber, numberFromText } from "../values/exactNumber.ts";
import { isTooBig } from "../values/json.ts";
import { quote } from "../values/quote.ts";
import { RegoSet } from "../values/regoSet.ts";
import { type TypeName, typeName } from "../values/typeName.ts";
import type { Value } from "../values/value.ts";
import { type Argument, type Builtin, builtin, failure, operandError } from "./builtin.ts";
import { itself } from "./decidedBy.ts";
import { oneOf } from "./operands.ts";

function typeTest(type: TypeName, yes: string, no: string): Builtin {
	return builtin<[Value]>(
		{
			name: `is_${type}`,
			group: "types",
			doc: `Whether a value is ${/^[ao]/.test(type) ? "an" : "a"} ${type}.`.replace("a null", "null"),
			args: [{ name: "x", type: any }],
			returns: { name: "result", type: boolean },
			decidedBy: itself,
			examples: [
				{ call: `is_${type}(${yes})`, gives: "true" },
				{ call: `is_${type}(${no})`, gives: "false" },
			],
		},
		(x) => typeName(x) === type,
	);
}

function cast(
	type: TypeName,
	takes: Pick<Argument, "type" | "wanted">,
	returns: Type,
	example: string,
	convert: (x: Value) => Value,
): Builtin {
	return builtin<[Value]>(
		{
			name: `cast_${type}`,
			group: "types",
			doc: `Gives back ${/^[ao]/.test(type) ? "an" : "a"} ${type}; anything that can't be one is an error.`,
			args: [{ name: "x", type: any, accepts: takes.type, wanted: takes.wanted }],
			returns: { name: "y", type: returns },
			deprecated: true,
			examples: [{ call: `cast_${type}(${example})`, gives: example }],
		},
		convert,
	);
}

const same = (x: Value): Value => x;
const arrayOrSet = oneOf(arrayOf(any), setOf(any));

const word = /^[+-]*(?:inf|infinity|nan)$/i;
const decimal = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** The number that a string says, in decimal only. */
function numberOfText(text: string): Value {
	if (word.test(text)) throw operandError(1, "must be valid number string but got string");
	// OPA's reader also takes hexadecimal floats and underscores, which make numbers that nothing else can read.
	if (!decimal.test(text)) throw failure(`strconv.ParseFloat: parsing ${quote(text)}: invalid syntax`);
	if (!Number.isFinite(Number(text))) throw failure(`strconv.ParseFloat: parsing ${quote(text)}: value out of range`);
	// OPA keeps a plus, leading zeros and a bare point in the number's text, which no JSON reader takes afterwards.
	const value = numberFromText(
		text
			.replace(/^\+/, "")
			.replace(/^(-?)0+(?=[0-9])/, "$1")
			.replace(/\.(?![0-9])/, ""),
	);
	if (value instanceof ExactNumber && isTooBig(value)) throw failure("invalid number: number too big");
	return value;
}

export const typeTests: readonly Builtin[] = [
	typeTest("array", "[1]", "{1}"),
	typeTest("boolean", "false", "0"),
	typeTest("null", "null", "false"),
	typeTest("number", "1.5", '"1.5"'),
	typeTest("object", '{"a": 1}', "[1]"),
	typeTest("set", "{1}", "[1]"),
	typeTest("string", '"1"', "1"),
	builtin<[Value]>(
		{
			name: "type_name",
			group: "types",
			doc: "The name of a value's type.",
			args: [{ name: "x", type: any }],
			returns: {
				name: "type",
				type: { kind: "string", values: ["null", "boolean", "number", "string", "array", "object", "set"] },
			},
			decidedBy: itself,
			examples: [
				{ call: "type_name({1})", gives: '"set"' },
				{ call: "type_name(null)", gives: '"null"' },
			],
		},
		(x) => typeName(x),
	),
	builtin<[Value]>(
		{
			name: "to_number",
			group: "conversions",
			doc: "The number that a string says; null and false are 0, true is 1, numbers stay as they are.",
			args: [{ name: "value", ...oneOf(nothing, boolean, number, string) }],
			returns: { name: "num", type: number },
			examples: [
				{ call: 'to_number("12.50")', gives: "12.50" },
				{ call: "to_number(true)", gives: "1" },
				{ call: 'to_number("twelve")' },
			],
		},
		(value) => {
			if (typeof value === "string") return numberOfText(value);
			if (typeof value === "boolean") return value ? 1 : 0;
			return value === null ? 0 : value;
		},
	),
	cast("array", arrayOrSet, arrayOf(any), "[1]", (x) => (x instanceof RegoSet ? x.sorted() : x)),
	cast("set", arrayOrSet, setOf(any), "{1}", (x) => (x instanceof RegoSet ? x : RegoSet.of(x as readonly Value[]))),
	cast("string", { type: string }, string, '"a"', same),
	cast("boolean", { type: boolean }, boolean, "true", same),
	cast("null", { type: nothing }, nothing, "null", same),
	cast("object", { type: objectOf(any, any) }, objectOf(any, any), '{"a": 1}', same),
];
