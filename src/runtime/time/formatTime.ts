/** Writes a moment by one of Go's layouts. */
import { dayOfYear, weekday } from "./calendar.ts";
import { layoutPieces, months, weekdays } from "./layout.ts";
import { type Moment, wallClock } from "./moment.ts";
import type { Zone } from "./zones.ts";

export function formatTime(moment: Moment, zone: Zone, layout: string): string {
	const offset = zone.offsetAt(moment.seconds);
	const clock = wallClock(moment, offset);
	const padded = (number: number, size = 2) => String(number).padStart(size, "0");
	const hour12 = clock.hour % 12 || 12;

	const written = (element: string): string => {
		switch (element) {
			case "":
				return "";
			case "January":
				return months[clock.month - 1]!;
			case "Jan":
				return months[clock.month - 1]!.slice(0, 3);
			case "1":
				return String(clock.month);
			case "01":
				return padded(clock.month);
			case "Monday":
				return weekdays[weekday(clock.days)]!;
			case "Mon":
				return weekdays[weekday(clock.days)]!.slice(0, 3);
			case "2":
				return String(clock.day);
			case "_2":
				return String(clock.day).padStart(2);
			case "02":
				return padded(clock.day);
			case "002":
				return padded(dayOfYear(clock), 3);
			case "__2":
				return String(dayOfYear(clock)).padStart(3);
			case "15":
				return padded(clock.hour);
			case "3":
				return String(hour12);
			case "03":
				return padded(hour12);
			case "4":
				return String(clock.minute);
			case "04":
				return padded(clock.minute);
			case "5":
				return String(clock.second);
			case "05":
				return padded(clock.second);
			case "2006":
				return padded(clock.year, 4);
			case "06":
				return padded(clock.year % 100);
			case "PM":
				return clock.hour >= 12 ? "PM" : "AM";
			case "pm":
				return clock.hour >= 12 ? "pm" : "am";
			case "MST":
				return zone.abbreviationAt(moment.seconds);
			default:
				return /^[-Z]/.test(element) ? formatOffset(element, offset) : formatFraction(element, moment.nanoseconds);
		}
	};
	return layoutPieces(layout)
		.map(({ before, element }) => before + written(element))
		.join("");
}

/** `-07:00` and its like; those with `Z` write UTC as that. */
function formatOffset(element: string, offset: number): string {
	if (element.startsWith("Z") && offset === 0) return "Z";
	const size = Math.abs(offset);
	const fields = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
	const count = element.replace(/[^0]/g, "").length === 1 ? 1 : element.replaceAll(":", "").length === 5 ? 2 : 3;
	const digits = fields.slice(0, count).map((field) => String(field).padStart(2, "0"));
	return (offset < 0 ? "-" : "+") + digits.join(element.includes(":") ? ":" : "");
}

/** `.000` keeps as many digits, `.999` drops zeros at the end, and the point with them. */
function formatFraction(element: string, nanoseconds: number): string {
	const digits = String(nanoseconds)
		.padStart(9, "0")
		.slice(0, element.length - 1);
	const kept = element.charAt(1) === "9" ? digits.replace(/0+$/, "") : digits;
	return kept === "" ? "" : element.charAt(0) + kept;
}
