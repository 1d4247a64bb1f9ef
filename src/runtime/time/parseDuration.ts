/**
 * Durations as Go writes them (`1h30m`, `-1.5s`), and with OPA's days, weeks and years (`2d`, `1w`, `1y`) besides.
 * Takes text, gives nanoseconds in 64 bits. Go: time.ParseDuration; OPA: topdown/time.go.
 */
import { type BuiltinError, failure } from "../builtins/builtin.ts";
import { quote } from "../values/quote.ts";
import { quoteTime } from "./parseTime.ts";

const units: ReadonlyMap<string, bigint> = new Map([
	["ns", 1n],
	["us", 1000n],
	["\u00b5s", 1000n],
	["\u03bcs", 1000n],
	["ms", 1_000_000n],
	["s", 1_000_000_000n],
	["m", 60_000_000_000n],
	["h", 3_600_000_000_000n],
]);
const hoursIn: ReadonlyMap<string, number> = new Map([
	["d", 24],
	["w", 7 * 24],
	["y", 365 * 24],
]);
const limit = 1n << 63n;

/** Throws BuiltinError: `time: invalid duration "…"`, `time: unknown unit …`, `time: missing unit …`. */
export function parseDuration(text: string): bigint {
	if (!/[dwy]/.test(text)) return parseGoDuration(text);
	const rewritten = inHours(text);
	if (rewritten === undefined) throw failure(`time: invalid duration ${quote(text)}`);
	try {
		return parseGoDuration(rewritten);
	} catch (error) {
		// The mistake is told of the text as it was given.
		const message = (error as BuiltinError).message;
		throw failure(`${message.slice(0, Math.max(0, message.lastIndexOf(" ")))} ${quoteTime(text)}`);
	}
}

/** Days, weeks and years as hours. */
function inHours(text: string): string | undefined {
	const form = /^([+-]?)((?:[0-9.]+(?:ms|us|\u00b5s|ns|[a-z]))+)$/.exec(text);
	if (form === null) return undefined;
	let malformed = false;
	const rewritten = form[2]!.replace(/([0-9.]+)(ms|us|\u00b5s|ns|[a-z])/g, (segment, digits: string, unit: string) => {
		const hours = hoursIn.get(unit);
		if (hours === undefined) return segment;
		if (!/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(digits)) malformed = true;
		return `${plainDecimal(Number(digits) * hours)}h`;
	});
	return malformed ? undefined : form[1] + rewritten;
}

/** A double without an exponent. */
function plainDecimal(number: number): string {
	if (number >= 1e21) return BigInt(number).toString();
	return number !== 0 && number < 1e-6 ? number.toFixed(20) : String(number);
}

function parseGoDuration(text: string): bigint {
	let rest = text.replace(/^[+-]/, "");
	if (rest === "0") return 0n;
	if (rest === "") throw invalid(text);
	let total = 0n;
	while (rest !== "") {
		const [whole, digits = "", , fraction = ""] = /^([0-9]*)(\.([0-9]*))?/.exec(rest)!;
		if (digits === "" && fraction === "") throw invalid(text);
		rest = rest.slice(whole.length);
		const unitName = /^[^0-9.]*/.exec(rest)![0];
		if (unitName === "") throw failure(`time: missing unit in duration ${quoteTime(text)}`);
		const unit = units.get(unitName);
		if (unit === undefined) {
			throw failure(`time: unknown unit ${quoteTime(unitName)} in duration ${quoteTime(text)}`);
		}
		rest = rest.slice(unitName.length);
		const size = BigInt(digits === "" ? 0 : digits);
		if (size > limit) throw invalid(text);
		total += size * unit + fractionOf(fraction, unit);
		if (total > limit) throw invalid(text);
	}
	if (text.startsWith("-")) return -total;
	if (total === limit) throw invalid(text);
	return total;
}

/** In Go's way, by a double: digits past the 18th don't count. */
function fractionOf(fraction: string, unit: bigint): bigint {
	const digits = fraction.slice(0, 18);
	if (digits === "") return 0n;
	return BigInt(Math.trunc(Number(digits) * (Number(unit) / 10 ** digits.length)));
}

const invalid = (text: string): BuiltinError => failure(`time: invalid duration ${quoteTime(text)}`);
