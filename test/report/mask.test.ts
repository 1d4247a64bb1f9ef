import { describe, expect, it } from "vitest";
import { shownSource } from "../../src/report/mask.ts";
import { Source } from "../../src/text/source.ts";
import { policy, raisedAt } from "../findings/sample.ts";

const shown = (text: string, marked: string, tags = ["secrets"]): string =>
	shownSource({ ...raisedAt(new Source("f", text), marked, { policy: policy({ tags }) }), fingerprint: "" }).text;

describe("what is shown with a secret", () => {
	it.each([
		["the marked value", "ENV A=s3cret\n", "s3cret", "ENV A=******\n"],
		["name and value", "ENV A=s3cret\n", "A=s3cret", "ENV A=******\n"],
		["the name alone", "ENV A=s3cret\n", "A", "ENV A=******\n"],
		["the whole instruction", "ENV A=s3cret B=two\n", "ENV A=s3cret B=two", "ENV A=****** *****\n"],
		["a value without a sign", "RUN login -p s3cret\n", "s3cret", "RUN login -p ******\n"],
		["YAML", "  password: s3cret # x\n", "password", "  password: ****** * *\n"],
		["a value over several lines", "RUN a=one \\\n  two\nUSER x\n", "a=one \\\n  two", "RUN a=*** *\n  ***\nUSER x\n"],
		["other lines as they are", "ENV B=b\nENV A=s\n", "A=s", "ENV B=b\nENV A=*\n"],
	])("masks %s", (_, text, marked, expected) => {
		expect(shown(text, marked)).toBe(expected);
	});
	it("is everything where no policy says that it is secret", () => {
		expect(shown("ENV A=s3cret\n", "A=s3cret", [])).toBe("ENV A=s3cret\n");
	});
});
