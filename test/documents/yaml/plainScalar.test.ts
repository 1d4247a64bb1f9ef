import { describe, expect, test } from "vitest";
import { plainScalar } from "../../../src/documents/yaml/plainScalar.ts";
import { ExactNumber } from "../../../src/runtime/values/exactNumber.ts";

describe("both dialects read the same", () => {
	test.each([
		["", null],
		["~", null],
		["null", null],
		["Null", null],
		["NULL", null],
		["nULL", "nULL"],
		["true", true],
		["True", true],
		["TRUE", true],
		["tRUE", "tRUE"],
		["False", false],
		["0", 0],
		["-0", 0],
		["+12", 12],
		["010", 8],
		["0777", 511],
		["-010", -8],
		["0o17", 15],
		["0x1F", 31],
		["-0xff", -255],
		["0b101", 5],
		["08", 8],
		["1_000", 1000],
		["1_", 1],
		["_1", "_1"],
		["9007199254740991", 9007199254740991],
		["1.0", 1],
		["1.50", 1.5],
		["5.", 5],
		[".5", 0.5],
		["1e3", 1000],
		["-1.5E-3", -0.0015],
		["1e999", "1e999"],
		["99999999999999999999", 1e20],
		["1.2.3", "1.2.3"],
		["1:30", "1:30"],
		["190:20:30", "190:20:30"],
		["2001-01-01", "2001-01-01"],
		["2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z"],
		["0x", "0x"],
		["0b2", "0b2"],
		["+", "+"],
		["-", "-"],
		["--1", "--1"],
		["1a", "1a"],
		["<<", "<<"],
		["truey", "truey"],
		["500m", "500m"],
		["1Gi", "1Gi"],
		[".", "."],
		["..", ".."],
	])("%j is %j", (text, value) => {
		expect(plainScalar(text, "yaml-1.1")).toBe(value);
		expect(plainScalar(text, "yaml-1.2")).toBe(value);
	});

	test.each([
		["9007199254740993", "9007199254740993"],
		["-9223372036854775808", "-9223372036854775808"],
		["18446744073709551615", "18446744073709551615"],
		["0xffffffffffffffff", "18446744073709551615"],
	])("%s keeps all its digits", (text, digits) => {
		const value = plainScalar(text, "yaml-1.1");
		expect(value).toBeInstanceOf(ExactNumber);
		expect((value as ExactNumber).text).toBe(digits);
	});
});

describe("the words that are booleans in YAML 1.1 only", () => {
	const yes = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"];
	const no = ["n", "N", "no", "No", "NO", "off", "Off", "OFF"];
	test.each([...yes.map((word) => [word, true] as const), ...no.map((word) => [word, false] as const)])(
		"%s",
		(word, value) => {
			expect(plainScalar(word, "yaml-1.1")).toBe(value);
			expect(plainScalar(word, "yaml-1.2")).toBe(word);
		},
	);
	test.each(["yEs", "oN", "nO", "OFf", "yess"])("%s is text in both", (word) => {
		expect(plainScalar(word, "yaml-1.1")).toBe(word);
		expect(plainScalar(word, "yaml-1.2")).toBe(word);
	});
});
