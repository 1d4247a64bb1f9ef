/** `sprintf`. OPA: topdown/strings.go; the formats are Go's. */
import { any, arrayOf, string } from "../types.ts";
import { isNumber } from "../values/access.ts";
import { numberText, type RegoNumber } from "../values/exactNumber.ts";
import { toRegoText } from "../values/regoText.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin } from "./builtin.ts";
import type { GoArgument } from "./go/formatArgument.ts";
import { sprintf } from "./go/sprintf.ts";

/** What a value is to Go: how a number is written decides, so `1.0` is a float. All but numbers and strings are their Rego text. */
function argumentOf(value: Value): GoArgument {
	if (typeof value === "string") return { kind: "string", value };
	return isNumber(value) ? numberArgument(value) : { kind: "string", value: toRegoText(value) };
}

function numberArgument(number: RegoNumber): GoArgument {
	const text = numberText(number);
	if (/[.eE]/.test(text)) {
		const double = Number(text);
		return Number.isFinite(double) ? { kind: "float", value: double } : { kind: "string", value: text };
	}
	const integer = BigInt(text);
	return { kind: integer === BigInt.asIntN(64, integer) ? "int" : "big", value: integer };
}

const plainVerbs = /%(.)/gs;

/** Formats with nothing but plain `%s`, `%d`, `%v` and fitting arguments, which nearly all are, need no printer. */
function simple(format: string, values: readonly Value[]): string | undefined {
	let next = 0;
	let fits = true;
	const text = format.replace(plainVerbs, (_, verb: string) => {
		const value = values[next++];
		if (typeof value === "string" && (verb === "s" || verb === "v")) return value;
		if (Number.isSafeInteger(value) && (verb === "d" || verb === "v")) return String(value);
		fits = false;
		return "";
	});
	return fits && next === values.length && !format.endsWith("%") ? text : undefined;
}

export const formatting: readonly Builtin[] = [
	builtin<[string, readonly Value[]]>(
		{
			name: "sprintf",
			group: "strings",
			doc: "A format with its verbs (`%s`, `%d`, `%v`, `%.2f`, …) filled in, as Go does it.",
			args: [
				{ name: "format", type: string },
				{ name: "values", type: arrayOf(any) },
			],
			returns: { name: "output", type: string },
			examples: [
				{ call: 'sprintf("%s has %d layers", ["app", 12])', gives: '"app has 12 layers"' },
				{ call: 'sprintf("%05.1f|%-4v|%x", [3.14159, {1}, "hi"])', gives: '"003.1|{1} |6869"' },
				{ call: 'sprintf("%d", ["a"])', gives: '"%!d(string=a)"' },
			],
		},
		(format, values, context) => {
			context.spend(1 + format.length / 64 + values.length);
			return simple(format, values) ?? sprintf(format, values.map(argumentOf), context.spend);
		},
	),
];
