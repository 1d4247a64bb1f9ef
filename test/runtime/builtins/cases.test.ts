import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { outcome } from "./evaluateTerm.ts";

/** Tables of two lines a case: an expression, and after a tab what comes of it (line breaks as `\n`). OPA gives the same. */
const folder = new URL("cases/", import.meta.url);

for (const file of readdirSync(folder)) {
	describe(file.replace(".cases", ""), () => {
		const lines = readFileSync(new URL(file, folder), "utf8").trimEnd().split("\n");
		for (let i = 0; i < lines.length; i += 2) {
			const [expression = "", wanted = ""] = lines.slice(i, i + 2);
			test(expression, () => {
				expect(wanted.startsWith("\t")).toBe(true);
				expect(outcome(expression).replaceAll("\n", "\\n")).toBe(wanted.slice(1));
			});
		}
	});
}

describe("where we differ from OPA on purpose", () => {
	test.each([
		["a number's text is one that JSON readers take", 'to_number(".5")', "0.5"],
		["so leading zeros and pluses go", 'to_number("+007.50")', "7.50"],
		["underscores are no digits", 'to_number("1_000")', 'error: strconv.ParseFloat: parsing "1_000": invalid syntax'],
		["a set in a template is a list", 'strings.render_template("{{.c}}", {"c": {2, 1}})', '"[1 2]"'],
		["removing a whole document leaves none", 'json.patch({"a": 1}, [{"op": "remove", "path": ""}])', "undefined"],
		["an empty text is found between characters, not bytes", 'strings.replace_n({"": "-"}, "é😀")', '"-é-😀-"'],
		["a shift that would fill the memory is refused", "bits.lsh(1, 1000000000000)", "error: number too big"],
	])("%s: %s", (_, expression, wanted) => {
		expect(outcome(expression)).toBe(wanted);
	});
});
