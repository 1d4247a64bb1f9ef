/** Moments in nanoseconds since 1970, their dates, and Go's layouts. OPA: topdown/time.go. */
import { daysFromDate, daysInMonth, secondsPerDay, weekday } from "../time/calendar.ts";
import { formatTime } from "../time/formatTime.ts";
import { layoutNamed, weekdays } from "../time/layout.ts";
import { type Moment, momentFromNanoseconds, nanosecondsOf, type WallClock, wallClock } from "../time/moment.ts";
import { parseDuration } from "../time/parseDuration.ts";
import { parseTime } from "../time/parseTime.ts";
import { utc, type Zone, zoneNamed } from "../time/zones.ts";
import { number, string, tuple, union } from "../types.ts";
import { isNumber } from "../values/access.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import { numberOfInteger, toInteger } from "../values/numbers.ts";
import { typeName } from "../values/typeName.ts";
import type { Value } from "../values/value.ts";
import { type Argument, type Builtin, builtin, failure, operandError } from "./builtin.ts";
import { integerOperand, late, lateNumber } from "./operands.ts";

const wanted = "either number (ns) or [number (ns), string (tz)]";
const moment: Argument = {
	name: "x",
	type: union(number, tuple(number, string)),
	wanted,
	doc: "Nanoseconds since 1970 in UTC, or an array of those and the name of a time zone.",
};
const momentWithLayout: Argument = {
	...moment,
	type: union(number, tuple(number, string), tuple(number, string, string)),
	doc: "Nanoseconds since 1970 in UTC, or an array of those, the name of a time zone and, if wanted, a layout.",
};
const nanoseconds = { name: "ns", type: number, doc: "Nanoseconds since 1970 in UTC." };
const threeNumbers = tuple(number, number, number);

export const time: readonly Builtin[] = [
	builtin<[]>(
		{
			name: "time.now_ns",
			group: "time",
			doc: "The time of the run in nanoseconds since 1970; the same throughout.",
			args: [],
			returns: { ...nanoseconds, name: "now" },
			nondeterministic: true,
			examples: [{ call: "time.now_ns() == time.now_ns()", gives: "true" }],
		},
		(context) => numberOfInteger(context.now),
	),
	builtin<[]>(
		{
			name: "time.today_ns",
			group: "time",
			doc: "When the day of the run began, in UTC and nanoseconds since 1970. What asks for no more than the day is worked out once a day.",
			args: [],
			returns: { ...nanoseconds, name: "today" },
			nondeterministic: true,
			examples: [
				{ call: "time.today_ns() % 86400000000000", gives: "0" },
				{ call: "time.today_ns() <= time.now_ns()", gives: "true" },
			],
		},
		(context) => numberOfInteger(context.today),
	),
	builtin<[string, string]>(
		{
			name: "time.parse_ns",
			group: "time",
			doc: "Reads a time by a layout in Go's manner, or by the name of a known layout.",
			args: [
				{
					name: "layout",
					type: string,
					doc: "The moment `Mon Jan 2 15:04:05 MST 2006` in the wanted form, or e.g. `RFC822`.",
				},
				{ name: "value", type: string },
			],
			returns: nanoseconds,
			examples: [{ call: 'time.parse_ns("2006-01-02", "2017-06-03")', gives: "1496448000000000000" }],
		},
		(layout, text) => nanosecondsNumber(parseTime(layoutNamed(layout), text)),
	),
	builtin<[string]>(
		{
			name: "time.parse_rfc3339_ns",
			group: "time",
			doc: "Reads a time such as `2017-06-02T19:00:00-07:00`.",
			args: [{ name: "value", type: string }],
			returns: nanoseconds,
			examples: [{ call: 'time.parse_rfc3339_ns("2017-06-02T19:00:00-07:00")', gives: "1496455200000000000" }],
		},
		(text) => nanosecondsNumber(parseTime(layoutNamed("RFC3339"), text)),
	),
	builtin<[string]>(
		{
			name: "time.parse_duration_ns",
			group: "time",
			doc: "Reads a duration such as `1h30m` or `2d`: units are ns, us, ms, s, m, h, and d, w, y of 24 hours, 7 and 365 days.",
			args: [{ name: "duration", type: string }],
			returns: { name: "ns", type: number, doc: "Nanoseconds." },
			examples: [
				{ call: 'time.parse_duration_ns("1m30s")', gives: "90000000000" },
				{ call: 'time.parse_duration_ns("1.5")' },
			],
		},
		(text) => numberOfInteger(parseDuration(text)),
	),
	builtin<[Value]>(
		{
			name: "time.format",
			group: "time",
			doc: "The time as text, by RFC 3339 if no layout is given.",
			args: [momentWithLayout],
			returns: { name: "formatted timestamp", type: string },
			examples: [
				{ call: "time.format(1670006453141828752)", gives: '"2022-12-02T18:40:53.141828752Z"' },
				{
					call: 'time.format([1670006453141828752, "Asia/Kolkata", "RFC1123Z"])',
					gives: '"Sat, 03 Dec 2022 00:10:53 +0530"',
				},
			],
		},
		(operand) => {
			const { at, zone, layout } = momentOperand(operand);
			return formatTime(at, zone, layoutNamed(layout === "" ? "RFC3339Nano" : layout));
		},
	),
	builtin<[Value]>(
		{
			name: "time.date",
			group: "time",
			doc: "Year, month and day of a time.",
			args: [moment],
			returns: { name: "date", type: threeNumbers },
			examples: [{ call: "time.date(1582977600000000000)", gives: "[2020, 2, 29]" }],
		},
		(operand) => {
			const { year, month, day } = clockOf(momentOperand(operand));
			return [year, month, day];
		},
	),
	builtin<[Value]>(
		{
			name: "time.clock",
			group: "time",
			doc: "Hour, minute and second of a time.",
			args: [moment],
			returns: { name: "output", type: threeNumbers },
			examples: [{ call: 'time.clock([1517832000000000000, "America/New_York"])', gives: "[7, 0, 0]" }],
		},
		(operand) => {
			const { hour, minute, second } = clockOf(momentOperand(operand));
			return [hour, minute, second];
		},
	),
	builtin<[Value]>(
		{
			name: "time.weekday",
			group: "time",
			doc: "The English name of a time's day of the week.",
			args: [moment],
			returns: { name: "day", type: string },
			examples: [{ call: "time.weekday(1517832000000000000)", gives: '"Monday"' }],
		},
		(operand) => weekdays[weekday(clockOf(momentOperand(operand)).days)]!,
	),
	builtin<[Value, Value, Value, Value]>(
		{
			name: "time.add_date",
			group: "time",
			doc: "The time with years, months and days added; a day that the month doesn't have runs over into the next.",
			args: [
				{ ...moment, name: "ns", type: number, accepts: moment.type },
				{ name: "years", type: number, ...late },
				{ name: "months", type: number, ...late },
				{ name: "days", type: number, ...late },
			],
			returns: { ...nanoseconds, name: "output" },
			examples: [{ call: "time.add_date(1585852421593912000, 3, 9, 12)", gives: "1705257221593912000" }],
		},
		(ns, years, months, days) => {
			const { at } = momentOperand(ns);
			const clock = wallClock(at, 0);
			const [moreYears, moreMonths, moreDays] = [years, months, days].map((count, index) =>
				integerOperand(lateNumber(count, index + 2), index + 2),
			) as [number, number, number];
			const date = daysFromDate(clock.year + moreYears, clock.month + moreMonths, clock.day + moreDays);
			return nanosecondsNumber({ ...at, seconds: at.seconds + (date - clock.days) * secondsPerDay });
		},
	),
	builtin<[Value, Value]>(
		{
			name: "time.diff",
			group: "time",
			doc: "How far two times are apart: years, months, days, hours, minutes, seconds, by the calendar of the first one's zone.",
			args: [
				{ ...moment, name: "ns1" },
				{ ...moment, name: "ns2", ...late },
			],
			returns: { name: "output", type: tuple(number, number, number, number, number, number) },
			examples: [{ call: "time.diff(1580601600000000000, 1583020800000000000)", gives: "[0, 0, 28, 0, 0, 0]" }],
		},
		(left, right) => {
			const a = momentOperand(left);
			const b = momentOperand(right);
			const isAfter = a.at.seconds - b.at.seconds || a.at.nanoseconds - b.at.nanoseconds;
			const clocks = [clockOf(a), clockOf({ at: b.at, zone: a.zone })] as const;
			return isAfter > 0 ? difference(clocks[1], clocks[0]) : difference(clocks[0], clocks[1]);
		},
	),
];

interface MomentOperand {
	readonly at: Moment;
	readonly zone: Zone;
	readonly layout: string;
}

function momentOperand(operand: Value): MomentOperand {
	if (!Array.isArray(operand) && !isNumber(operand))
		throw operandError(1, `must be ${wanted} but got ${typeName(operand)}`);
	if (!Array.isArray(operand)) return { at: momentOf(operand), zone: utc, layout: "" };
	const [ns, zone, layout] = operand as readonly Value[];
	if (ns === undefined) throw operandError(1, `must be ${wanted} but got array`);
	if (!isNumber(ns)) throw wrongElement("number", ns);
	if (zone !== undefined && typeof zone !== "string") throw wrongElement("string", zone);
	const found = zone === undefined ? utc : zoneNamed(zone);
	if (layout !== undefined && typeof layout !== "string") throw wrongElement("string", layout);
	return { at: momentOf(ns), zone: found, layout: layout ?? "" };
}

const wrongElement = (type: string, got: Value) => operandError(1, `must be ${type} but got ${typeName(got)}`);

function momentOf(ns: Value): Moment {
	const total = toInteger(ns as RegoNumber);
	if (total === undefined || BigInt.asIntN(64, total) !== total) throw failure("timestamp too big");
	return momentFromNanoseconds(total);
}

function nanosecondsNumber(at: Moment): RegoNumber {
	const total = nanosecondsOf(at);
	if (total === undefined) throw failure("time outside of valid range");
	return numberOfInteger(total);
}

const clockOf = ({ at, zone }: Pick<MomentOperand, "at" | "zone">): WallClock =>
	wallClock(at, zone.offsetAt(at.seconds));

/** By the calendar, from the earlier to the later: what is negative is borrowed from the next larger unit. */
function difference(from: WallClock, to: WallClock): readonly number[] {
	const apart = [
		to.year - from.year,
		to.month - from.month,
		to.day - from.day,
		to.hour - from.hour,
		to.minute - from.minute,
		to.second - from.second,
	] as [number, number, number, number, number, number];
	const sizes = [Number.NaN, 12, daysInMonth(from.year, from.month), 24, 60, 60] as const;
	for (const unit of [5, 4, 3, 2, 1] as const) {
		if (apart[unit] < 0) {
			apart[unit] += sizes[unit];
			apart[unit - 1]!--;
		}
	}
	return apart;
}
