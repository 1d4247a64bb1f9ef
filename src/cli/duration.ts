/** Durations on a command line, written as Go writes them: `500ms`, `5s`, `1m30s`. */
import { usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import { Refusal } from "./refusal.ts";

const units: Readonly<Record<string, number>> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3,
	ms: 1,
	s: 1_000,
	m: 60_000,
	h: 3_600_000,
};
const part = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/gy;

/** A parser for an option that wants a duration; gives milliseconds. */
export function duration(option: string): (value: string) => number {
	return (value) => {
		let milliseconds = 0;
		let end = 0;
		for (const [text, amount, unit] of value.matchAll(part)) {
			milliseconds += Number(amount) * (units[unit as string] as number);
			end += text.length;
		}
		if (end > 0 && end === value.length && Number.isFinite(milliseconds)) return milliseconds;
		throw new Refusal([
			usageInvalid({ text: `${option} can't be \`${value}\``, hint: "write a duration such as 500ms, 5s or 1m30s" }),
		]);
	};
}

/** Milliseconds for eyes, in the unit that leaves one to three digits before the point. */
export function durationText(milliseconds: number): string {
	if (milliseconds === 0) return "0s";
	if (milliseconds >= 1_000) return `${digits(milliseconds / 1_000)}s`;
	if (milliseconds >= 1) return `${digits(milliseconds)}ms`;
	if (milliseconds >= 1e-3) return `${digits(milliseconds * 1e3)}µs`;
	return `${digits(milliseconds * 1e6)}ns`;
}

const digits = (value: number): string => String(Number(value.toPrecision(3)));
