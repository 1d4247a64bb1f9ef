/** The proleptic Gregorian calendar: days since 1970 to dates and back. Pure arithmetic, no zones. */

export interface CalendarDate {
	readonly year: number;
	/** 1 to 12. */
	readonly month: number;
	readonly day: number;
}

export const secondsPerDay = 86_400;

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export const daysInMonth = (year: number, month: number): number =>
	month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** Month and day may lie outside their range: they carry over. */
export function daysFromDate(year: number, month: number, day: number): number {
	const months = year * 12 + month - 1;
	const inMonth = ((months % 12) + 12) % 12;
	// Counted from March, the leap day is the last of the year.
	const fromMarch = (months - inMonth) / 12 - (inMonth < 2 ? 1 : 0);
	const dayOfYear = Math.floor((153 * ((inMonth + 10) % 12) + 2) / 5) + day - 1;
	const leaps = Math.floor(fromMarch / 4) - Math.floor(fromMarch / 100) + Math.floor(fromMarch / 400);
	return fromMarch * 365 + leaps + dayOfYear - 719_468;
}

export function dateFromDays(days: number): CalendarDate {
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
	const month = ((monthFromMarch + 2) % 12) + 1;
	return {
		year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
		month,
		day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
	};
}

export const dayOfYear = ({ year, month, day }: CalendarDate): number =>
	daysFromDate(year, month, day) - daysFromDate(year, 1, 1) + 1;

/** 0 is Sunday. */
export const weekday = (days: number): number => (((days + 4) % 7) + 7) % 7;
