/** UTCTime and GeneralizedTime (RFC 5280, 4.1.2.5). Takes a reader, gives the moment and its text as Go prints it. */
import { failure } from "../builtins/builtin.ts";
import { toCharacters } from "../bytes/utf8.ts";
import { daysFromDate, daysInMonth, secondsPerDay } from "../time/calendar.ts";
import { type DerReader, tags } from "./derReader.ts";

export interface DerTime {
	/** Since the epoch. */
	readonly seconds: number;
	/** `2020-10-08T16:00:30Z`. */
	readonly text: string;
}

const shape = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})$/;

export function readTime(reader: DerReader): DerTime {
	if (reader.nextIs(tags.utcTime)) {
		const fault = "x509: malformed UTCTime";
		return timeOf(toCharacters(reader.content(tags.utcTime, fault)), 2, fault);
	}
	if (reader.nextIs(tags.generalizedTime)) {
		const fault = "x509: malformed GeneralizedTime";
		return timeOf(toCharacters(reader.content(tags.generalizedTime, fault)), 4, fault);
	}
	throw failure("x509: unsupported time format");
}

function timeOf(text: string, yearDigits: 2 | 4, fault: string): DerTime {
	// The first group would take four digits of a short year's date for the year.
	const match = shape.exec(yearDigits === 2 ? `${Number(text.slice(0, 2)) >= 50 ? "19" : "20"}${text}` : text);
	if (match === null || match[1]!.length !== 4) throw failure(fault);
	const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0)) as [
		number,
		number,
		number,
		number,
		number,
		number,
	];
	const zone = match[7]!;
	const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
	const isComplete = match[6] !== undefined || yearDigits === 2;
	const isTime = hour < 24 && minute < 60 && second < 60;
	const offset = zone === "Z" ? 0 : Number(zone.slice(0, 3)) * 3600 + Number(zone[0] + zone.slice(3)) * 60;
	// No offset is written `Z` and nothing else.
	const isZone = zone === "Z" || (offset !== 0 && Math.abs(offset) < secondsPerDay && Number(zone.slice(3)) < 60);
	if (!isDate || !isTime || !isZone || !isComplete) throw failure(fault);
	const two = (part: number): string => String(part).padStart(2, "0");
	const date = `${match[1]}-${two(month)}-${two(day)}`;
	const shownZone = zone === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3)}`;
	return {
		seconds: daysFromDate(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second - offset,
		text: `${date}T${two(hour)}:${two(minute)}:${two(second)}${shownZone}`,
	};
}
