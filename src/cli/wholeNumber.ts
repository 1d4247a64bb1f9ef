/** Options that count something. */
import { usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import { Refusal } from "./refusal.ts";

/** A parser for an option whose value is a whole number within bounds. */
export function wholeNumber(option: string, least: number, most: number): (value: string) => number {
	return (value) => {
		const count = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
		if (count >= least && count <= most) return count;
		throw new Refusal([
			usageInvalid({ text: `${option} can't be \`${value}\``, hint: `it is a whole number from ${least} to ${most}` }),
		]);
	};
}
