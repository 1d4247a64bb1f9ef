import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateFromDays, dayOfYear, daysFromDate, weekday } from "../../../src/runtime/time/calendar.ts";
import { formatTime } from "../../../src/runtime/time/formatTime.ts";
import { layoutNamed, layoutPieces } from "../../../src/runtime/time/layout.ts";
import { momentFromNanoseconds, nanosecondsOf } from "../../../src/runtime/time/moment.ts";
import { parseTime } from "../../../src/runtime/time/parseTime.ts";
import { utc, zoneNamed } from "../../../src/runtime/time/zones.ts";

const nanoseconds = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe("the calendar", () => {
	test("agrees with JavaScript's", () => {
		fc.assert(
			fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (days) => {
				const date = new Date(days * 86_400_000);
				const { year, month, day } = dateFromDays(days);
				expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
				expect(daysFromDate(year, month, day)).toBe(days);
				expect(weekday(days)).toBe(date.getUTCDay());
				expect(daysFromDate(year, 1, dayOfYear({ year, month, day }))).toBe(days);
			}),
		);
	});

	test("carries months and days that are out of range", () => {
		expect(daysFromDate(2020, 14, 1)).toBe(daysFromDate(2021, 2, 1));
		expect(daysFromDate(2020, -1, 31)).toBe(daysFromDate(2019, 12, 1));
		expect(daysFromDate(2020, 1, 0)).toBe(daysFromDate(2019, 12, 31));
	});
});

test("nanoseconds come back from a moment", () => {
	fc.assert(
		fc.property(nanoseconds, (total) => {
			expect(nanosecondsOf(momentFromNanoseconds(total))).toBe(total);
		}),
	);
});

test.each(["RFC3339Nano", "2006-002T15:04:05.000000000 Z07:00:00", "_2 January 2006 3:04:05.999999999pm -07:00:00"])(
	"what %s writes, it reads",
	(layout) => {
		const zones = ["", "Europe/Berlin", "America/New_York", "Asia/Kolkata"];
		fc.assert(
			// Before the twenties some offsets have seconds, which RFC 3339 can't write.
			fc.property(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 63n - 1n }), fc.constantFrom(...zones), (total, zone) => {
				const moment = momentFromNanoseconds(total);
				const text = formatTime(moment, zoneNamed(zone), layoutNamed(layout));
				expect(nanosecondsOf(parseTime(layoutNamed(layout), text)), text).toBe(total);
			}),
		);
	},
);

test.each([
	["2006-01-02", ["2006", "01", "02", ""]],
	["20060102150405.000", ["2006", "01", "02", "15", "04", "05", ".000", ""]],
	["Januaryx Janx Jan", ["January", "Jan", ""]],
	["_2 _2006 __2", ["_2", "2006", "__2", ""]],
	["05.0005", ["05", "05", ""]],
	["Z07:00:00 Z070000 -07 -0700", ["Z07:00:00", "Z070000", "-07", "-0700", ""]],
	["", [""]],
])("the elements of %s", (layout, elements) => {
	expect(layoutPieces(layout).map(({ element }) => element)).toEqual(elements);
});

test("offsets change where the zone's clocks do", () => {
	const berlin = zoneNamed("Europe/Berlin");
	const change = Date.UTC(2024, 2, 31, 1) / 1000;
	expect([berlin.offsetAt(change - 1), berlin.offsetAt(change)]).toEqual([3600, 7200]);
	expect([berlin.abbreviationAt(change - 1), berlin.abbreviationAt(change)]).toEqual(["CET", "CEST"]);
});

test("a layout says nothing of the machine's own zone", () => {
	expect(zoneNamed("Local")).toBe(utc);
});

test.each(["europe/berlin", "+01:00", "Nowhere/At_All", "__proto__", "../UTC", "/UTC"])("%s is no zone", (name) => {
	expect(() => zoneNamed(name)).toThrow();
});
