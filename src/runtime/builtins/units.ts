/** Quantities as Kubernetes and people write them: `10Mi`, `1.5k`, `200m`. OPA: topdown/parse_units.go, parse_bytes.go. */
import { number, string } from "../types.ts";
import { floatOf, multiplyFloats, powerOfTen, truncate } from "../values/bigFloat.ts";
import { numberFromText, type RegoNumber } from "../values/exactNumber.ts";
import { numberOfInteger } from "../values/numbers.ts";
import { type Builtin, type BuiltinContext, builtin, failure } from "./builtin.ts";

const decimalPowers = ["", "k", "m", "g", "t", "p", "e"];

/** Multiples by letter: 1000 to a power, or 1024 with an `i`. */
const multiples: ReadonlyMap<string, bigint> = new Map(
	decimalPowers.flatMap((letter, power): [string, bigint][] => {
		const step = BigInt(power);
		return letter === ""
			? [["", 1n]]
			: [
					[letter, 1000n ** step],
					[`${letter}i`, 1024n ** step],
				];
	}),
);

interface Quantity {
	readonly amount: string;
	readonly unit: string;
}

const leading = /^(?:[eE](?=[0-9+-])[+-]?[0-9]*|[0-9.+-])*/;
const longExponent = /[eE][+-]?[0-9]{7}/;

/** Takes a text apart where the first character comes that can't belong to a number. Its exponent may have six digits. */
function split(text: string, name: string): Quantity {
	if (text.includes(" ")) throw failure(`${name}: spaces not allowed in resource strings`);
	const amount = (leading.exec(text) as RegExpExecArray)[0];
	if (longExponent.test(amount)) throw failure(`${name}: exponent too large`);
	return { amount, unit: text.slice(amount.length) };
}

interface Fraction {
	readonly over: bigint;
	readonly under: bigint;
}

/** Digits that an exponent may add: none means more, and six digits of exponent would take seconds. */
const MOST_DIGITS = 100_000;

const decimal = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/;

/** A decimal number, exact; undefined for any other text. */
function readDecimal(
	text: string,
	name: string,
	context: BuiltinContext,
): (Fraction & { readonly text: string }) | undefined {
	const parts = decimal.exec(text);
	if (parts === null) return undefined;
	const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
	if (whole + fraction === "") return undefined;
	const scale = Number(exponent) - fraction.length;
	if (Math.abs(scale) > MOST_DIGITS) throw failure(`${name}: exponent too large`);
	context.spend(Math.abs(scale) / 8 + text.length);
	const digits = BigInt(whole + fraction);
	const over = sign === "-" ? -digits : digits;
	const written = `${sign === "-" ? "-" : ""}${whole || "0"}.${fraction || "0"}e${Number(exponent)}`;
	return scale >= 0
		? { over: over * powerOfTen(scale), under: 1n, text: written }
		: { over, under: powerOfTen(-scale), text: written };
}

/** One thousandth as OPA has it: the double nearest to it, which is a little more. */
const thousandth: Fraction = { over: 1152921504606847n, under: 1n << 60n };

function multipleOf(unit: string): Fraction {
	if (unit === "m") return thousandth;
	// Only the first letter may be a capital that means something: `m` is a thousandth, `M` a million.
	const normal = unit.slice(0, 1) + unit.slice(1).toLowerCase();
	const known = multiples.get(normal.toLowerCase());
	if (known === undefined) throw failure(`units.parse: unit ${normal} not recognized`);
	return { over: known, under: 1n };
}

/** Digits after the point of what is no integer. */
const PLACES = 10;

function parseUnits(text: string, context: BuiltinContext): RegoNumber {
	const { amount, unit } = split(text.replaceAll('"', ""), "units.parse");
	if (amount === "") throw failure("units.parse: no amount provided");
	const multiple = multipleOf(unit);
	const value = readDecimal(amount, "units.parse", context);
	if (value === undefined) throw failure("units.parse: could not parse amount to a number");
	const over = value.over * multiple.over;
	const under = value.under * multiple.under;
	if (over % under === 0n) return numberOfInteger(over / under);
	const size = over < 0n ? -over : over;
	const shifted = (size * powerOfTen(PLACES) * 2n + under) / (under * 2n);
	const digits = String(shifted).padStart(PLACES + 1, "0");
	const sign = over < 0n ? "-" : "";
	return numberFromText(`${sign}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`);
}

function parseBytes(text: string, context: BuiltinContext): RegoNumber {
	const { amount, unit } = split(text.toLowerCase().replaceAll('"', ""), "units.parse_bytes");
	if (amount === "") throw failure("units.parse_bytes: no byte amount provided");
	const multiple = multiples.get(unit.replace(/^([kmgtpe]i?)b$/, "$1"));
	if (multiple === undefined) throw failure(`units.parse_bytes: byte unit ${unit} not recognized`);
	const value = readDecimal(amount, "units.parse_bytes", context);
	if (value === undefined) throw failure("units.parse_bytes: could not parse byte amount to a number");
	const bytes = multiplyFloats(floatOf(numberFromText(value.text)), floatOf(numberOfInteger(multiple)));
	return numberOfInteger(truncate(bytes));
}

export const units: readonly Builtin[] = [
	builtin<[string]>(
		{
			name: "units.parse",
			group: "units",
			doc: "The number that a quantity with a unit says: `k`, `M`, `G`, … are powers of 1000, `Ki`, `Mi`, … of 1024, `m` a thousandth.",
			args: [{ name: "x", type: string }],
			returns: { name: "y", type: number },
			examples: [
				{ call: 'units.parse("10Ki")', gives: "10240" },
				{ call: 'units.parse("1.5M")', gives: "1500000" },
				{ call: 'units.parse("200m")', gives: "0.2000000000" },
				{ call: 'units.parse("10 K")' },
			],
		},
		parseUnits,
	),
	builtin<[string]>(
		{
			name: "units.parse_bytes",
			group: "units",
			doc: "The bytes that a size says, whatever its case: `k` and `kb` are 1000, `ki` and `kib` 1024, and so on.",
			args: [{ name: "x", type: string }],
			returns: { name: "y", type: number },
			examples: [
				{ call: 'units.parse_bytes("10MiB")', gives: "10485760" },
				{ call: 'units.parse_bytes("1.5kb")', gives: "1500" },
				{ call: 'units.parse_bytes("kb")' },
			],
		},
		parseBytes,
	),
];
