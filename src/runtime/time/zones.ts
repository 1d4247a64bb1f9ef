/** Time zones by their IANA names, from Intl. Takes a name, gives what is said of a moment there. */
import { BoundedCache } from "../boundedCache.ts";
import { failure } from "../builtins/builtin.ts";
import { daysFromDate, secondsPerDay } from "./calendar.ts";
import { zoneAbbreviation } from "./zoneAbbreviations.ts";

export interface Zone {
	readonly name: string;
	/** Seconds east of Greenwich at a time given in seconds since 1970. */
	offsetAt(seconds: number): number;
	/** `CET`, `CEST`, or as digits (`+03`) where the zone has no letters. */
	abbreviationAt(seconds: number): string;
}

export const utc: Zone = { name: "UTC", offsetAt: () => 0, abbreviationAt: () => "UTC" };

const zones = new BoundedCache<string, Zone>(100);

/** Throws BuiltinError (`unknown time zone …`). The empty name and `Local` are UTC: policies don't see the machine's zone. */
export function zoneNamed(name: string): Zone {
	if (name === "" || name === "UTC" || name === "Local") return utc;
	return zones.get(name) ?? zones.set(name, intlZone(name));
}

function intlZone(name: string): Zone {
	if (/\.\.|^[/\\]/.test(name)) throw failure("time: invalid location name");
	const fields = formatIn(name, {
		hourCycle: "h23",
		era: "short",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	/** Offsets don't change within a quarter of an hour that begins on one. */
	const known = new Map<number, number>();
	const offsetAt = (seconds: number): number => {
		const quarter = Math.floor(seconds / 900);
		let offset = known.get(quarter);
		if (offset === undefined) {
			if (known.size > 10_000) known.clear();
			offset = offsetFrom(fields, quarter * 900);
			known.set(quarter, offset);
		}
		return offset;
	};
	return { name, offsetAt, abbreviationAt: (seconds) => zoneAbbreviation(name, seconds, offsetAt) };
}

function formatIn(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	// Intl takes any case, and offsets; the names of the database begin with a capital in every part.
	if (name.split("/").every((part) => /^[A-Z]/.test(part))) {
		try {
			return new Intl.DateTimeFormat("en-US", { ...options, timeZone: name });
		} catch {
			// A name that Intl doesn't know.
		}
	}
	throw failure(`unknown time zone ${name}`);
}

function offsetFrom(fields: Intl.DateTimeFormat, seconds: number): number {
	const parts = new Map(fields.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
	const field = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
	const year = parts.get("era") === "BC" ? 1 - field("year") : field("year");
	const days = daysFromDate(year, field("month"), field("day"));
	return days * secondsPerDay + field("hour") * 3600 + field("minute") * 60 + field("second") - seconds;
}
