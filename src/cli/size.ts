/** Sizes on a command line, in bytes or with a unit: `1048576`, `8MiB`, `64MB`. */
import { usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import { Refusal } from "./refusal.ts";

const units: Readonly<Record<string, number>> = {
	"": 1,
	B: 1,
	KB: 1e3,
	MB: 1e6,
	GB: 1e9,
	KiB: 1024,
	MiB: 1024 ** 2,
	GiB: 1024 ** 3,
};

/** A parser for an option that wants a size within bounds; gives bytes. */
export function size(option: string, least: number, most: number): (value: string) => number {
	return (value) => {
		const [, amount, unit = ""] = /^(\d{1,12})(B|[KMG]B|[KMG]iB)?$/.exec(value) ?? [];
		const bytes = amount === undefined ? Number.NaN : Number(amount) * (units[unit] as number);
		if (bytes >= least && bytes <= most) return bytes;
		const hint = `write bytes from ${least} to ${most}, or with a unit: 8MiB`;
		throw new Refusal([usageInvalid({ text: `${option} can't be \`${value}\``, hint })]);
	};
}
