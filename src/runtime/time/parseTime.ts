/** Reads a moment by one of Go's layouts, with Go's leniency and errors. Go: package time, Parse. */
import { type BuiltinError, failure } from "../builtins/builtin.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { daysFromDate, daysInMonth, isLeapYear, secondsPerDay } from "./calendar.ts";
import { layoutPieces, months, weekdays } from "./layout.ts";
import type { Moment } from "./moment.ts";

/** A zone that is only named, even `GMT+3`, says nothing of its offset: UTC is taken. Throws BuiltinError. */
export function parseTime(layout: string, text: string): Moment {
	return new TimeParser(layout, text).parse();
}

/** Thrown where an element can't be read: the message is made where it is known which one. */
const unreadable = Symbol("unreadable");

class TimeParser {
	private readonly layout: string;
	private readonly text: string;
	private rest: string;
	private year = 0;
	private month: number | undefined;
	private day: number | undefined;
	private dayOfYear: number | undefined;
	private hour = 0;
	private minute = 0;
	private second = 0;
	private nanoseconds = 0;
	private half: "am" | "pm" | undefined;
	private offset = 0;

	constructor(layout: string, text: string) {
		this.layout = layout;
		this.text = text;
		this.rest = text;
	}

	parse(): Moment {
		const pieces = layoutPieces(this.layout);
		for (const [at, { before, element }] of pieces.entries()) {
			this.skip(before);
			if (element === "") {
				if (this.rest !== "") throw this.invalid(`: extra text: ${quoteTime(this.rest)}`);
				break;
			}
			const held = this.rest;
			try {
				this.read(element);
				// Seconds may have a fraction even where the layout has none.
				if (/^0?5$/.test(element) && !/^[.,]/.test(pieces[at + 1]!.element)) this.anyFraction();
			} catch (reason) {
				if (reason === unreadable) throw this.cannotRead(held, element);
				throw reason;
			}
		}
		return this.moment();
	}

	private read(element: string): void {
		switch (element) {
			case "06": {
				const year = this.digits(2);
				this.year = year + (year >= 69 ? 1900 : 2000);
				break;
			}
			case "2006":
				this.year = this.digits(4);
				break;
			case "Jan":
				this.month = this.name(months.map((name) => name.slice(0, 3))) + 1;
				break;
			case "January":
				this.month = this.name(months) + 1;
				break;
			case "1":
			case "01":
				this.month = this.numberWithin(element, 1, 12, "month");
				break;
			case "Mon":
				this.name(weekdays.map((name) => name.slice(0, 3)));
				break;
			case "Monday":
				this.name(weekdays);
				break;
			case "_2":
			case "2":
			case "02":
				if (element === "_2") this.take(/^ ?/);
				this.day = this.number(element === "02");
				break;
			case "__2":
			case "002":
				if (element === "__2") this.take(/^ {0,2}/);
				this.dayOfYear = Number(this.take(element === "002" ? /^[0-9]{3}/ : /^[0-9]{1,3}/));
				break;
			case "15":
				this.hour = this.numberWithin(element, 0, 23, "hour", false);
				break;
			case "3":
			case "03":
				this.hour = this.numberWithin(element, 0, 12, "hour");
				break;
			case "4":
			case "04":
				this.minute = this.numberWithin(element, 0, 59, "minute");
				break;
			case "5":
			case "05":
				this.second = this.numberWithin(element, 0, 59, "second");
				break;
			case "PM":
				this.half = this.take(/^[AP]M/).toLowerCase() as "am" | "pm";
				break;
			case "pm":
				this.half = this.take(/^[ap]m/) as "am" | "pm";
				break;
			case "MST":
				this.zoneName();
				break;
			default:
				if (/^[-Z]/.test(element)) this.zoneOffset(element);
				else this.fraction(element);
		}
	}

	/** Takes what matches at the beginning of the rest. */
	private take(form: RegExp): string {
		const found = form.exec(this.rest);
		if (found === null) throw unreadable;
		this.rest = this.rest.slice(found[0].length);
		return found[0];
	}

	private digits(count: 2 | 4): number {
		return Number(this.take(count === 2 ? /^[0-9]{2}/ : /^[0-9]{4}/));
	}

	/** One digit or two; just two where the layout has a leading zero. */
	private number(fixed: boolean): number {
		return Number(this.take(fixed ? /^[0-9]{2}/ : /^[0-9]{1,2}/));
	}

	private numberWithin(
		element: string,
		low: number,
		high: number,
		what: string,
		fixed = element.startsWith("0"),
	): number {
		const number = this.number(fixed);
		if (number < low || number > high) throw this.outOfRange(what);
		return number;
	}

	/** The position of the name that the rest begins with, in any case. */
	private name(names: readonly string[]): number {
		const start = this.rest.toLowerCase();
		const found = names.findIndex((name) => start.startsWith(name.toLowerCase()));
		if (found === -1) throw unreadable;
		this.rest = this.rest.slice(names[found]!.length);
		return found;
	}

	private fraction(element: string): void {
		if (element.charAt(1) === "9") {
			this.anyFraction();
		} else this.setFraction(this.take(new RegExp(`^[.,][0-9]{${element.length - 1}}`)));
	}

	/** A fraction with any number of digits, if there is one. */
	private anyFraction(): void {
		const fraction = /^[.,][0-9]+/.exec(this.rest)?.[0];
		if (fraction === undefined) return;
		this.rest = this.rest.slice(fraction.length);
		this.setFraction(fraction);
	}

	private setFraction(fraction: string): void {
		this.nanoseconds = Number(fraction.slice(1, 10).padEnd(9, "0"));
	}

	private zoneOffset(element: string): void {
		if (element.startsWith("Z") && this.rest.startsWith("Z")) {
			this.rest = this.rest.slice(1);
			return;
		}
		const fields = element.slice(1).replaceAll("07", "(..)").replaceAll("00", "(..)");
		const found = new RegExp(`^(.)${fields}`, "s").exec(this.rest);
		if (found === null) throw unreadable;
		this.rest = this.rest.slice(found[0].length);
		const [hour = 0, minute = 0, second = 0] = found.slice(2).map((field) => {
			if (!/^[0-9]{2}$/.test(field)) throw unreadable;
			return Number(field);
		});
		// Some do write 24 hours, or 60 minutes.
		if (hour > 24) throw this.outOfRange("time zone offset hour");
		if (minute > 60) throw this.outOfRange("time zone offset minute");
		if (second > 60) throw this.outOfRange("time zone offset second");
		if (!"+-".includes(found[1]!)) throw unreadable;
		this.offset = (found[1] === "-" ? -1 : 1) * ((hour * 60 + minute) * 60 + second);
	}

	private zoneName(): void {
		const name =
			/^(?:UTC|ChST|MeST|GMT(?:[+-](?:[01]?[0-9]|2[0-3])(?![0-9]))?)/.exec(this.rest)?.[0] ??
			/^[+-]0*(?:[01]?[0-9]|2[0-3])(?![0-9])/.exec(this.rest)?.[0] ??
			/^(?:[A-Z]{4}T|WITA|[A-Z]{3}T|[A-Z]{3}(?![A-Z]))(?![A-Z])/.exec(this.rest)?.[0];
		if (name === undefined) throw unreadable;
		this.rest = this.rest.slice(name.length);
	}

	/** Skips the layout's plain text; any number of spaces stands for any other. */
	private skip(prefix: string): void {
		let left = prefix;
		while (left !== "") {
			if (left.startsWith(" ")) {
				if (this.rest !== "" && !this.rest.startsWith(" ")) throw this.cannotRead(this.rest, prefix);
				left = left.replace(/^ +/, "");
				this.rest = this.rest.replace(/^ +/, "");
			} else {
				if (this.rest.charAt(0) !== left.charAt(0)) throw this.cannotRead(this.rest, prefix);
				left = left.slice(1);
				this.rest = this.rest.slice(1);
			}
		}
	}

	private moment(): Moment {
		let hour = this.hour;
		if (this.half === "pm" && hour < 12) hour += 12;
		if (this.half === "am" && hour === 12) hour = 0;
		if (this.dayOfYear !== undefined) this.applyDayOfYear(this.dayOfYear);
		const [month, day] = [this.month ?? 1, this.day ?? 1];
		if (day < 1 || day > daysInMonth(this.year, month)) throw this.invalid(": day out of range");
		const days = daysFromDate(this.year, month, day);
		const seconds = days * secondsPerDay + hour * 3600 + this.minute * 60 + this.second - this.offset;
		return { seconds, nanoseconds: this.nanoseconds };
	}

	private applyDayOfYear(ordinal: number): void {
		if (ordinal < 1 || ordinal > (isLeapYear(this.year) ? 366 : 365)) {
			throw this.invalid(": day-of-year out of range");
		}
		let month = 1;
		let day = ordinal;
		for (; day > daysInMonth(this.year, month); month++) day -= daysInMonth(this.year, month);
		if (this.month !== undefined && this.month !== month) throw this.invalid(": day-of-year does not match month");
		if (this.day !== undefined && this.day !== day) throw this.invalid(": day-of-year does not match day");
		this.month = month;
		this.day = day;
	}

	private outOfRange(what: string): BuiltinError {
		return this.invalid(`: ${what} out of range`);
	}

	private invalid(message: string): BuiltinError {
		return failure(`parsing time ${quoteTime(this.text)}${message}`);
	}

	private cannotRead(text: string, element: string): BuiltinError {
		const whole = `parsing time ${quoteTime(this.text)} as ${quoteTime(this.layout)}`;
		return failure(`${whole}: cannot parse ${quoteTime(text)} as ${quoteTime(element)}`);
	}
}

/** Go's package time quotes in its own way: bytes outside ASCII as `\xe9`. */
export function quoteTime(text: string): string {
	let quoted = "";
	for (const byte of toUtf8(text)) {
		if (byte >= 0x80 || byte < 0x20) quoted += `\\x${byte.toString(16).padStart(2, "0")}`;
		else quoted += byte === 0x22 || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : String.fromCharCode(byte);
	}
	return `"${quoted}"`;
}
