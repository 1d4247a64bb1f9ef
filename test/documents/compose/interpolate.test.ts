/** Variables in a compose file's texts, and the `.env` file beside it. */
import { describe, expect, test } from "vitest";
import { interpolate } from "../../../src/documents/compose/interpolate.ts";
import { readEnvFile } from "../../../src/documents/compose/readEnvFile.ts";

const given: Readonly<Record<string, string>> = { SET: "yes", EMPTY: "", OTHER: "other" };
const lookup = (name: string): string | undefined => given[name];
const hole = "\0";

describe("interpolation", () => {
	test.each<[string, string, readonly string[]]>([
		["plain", "plain", []],
		["$SET and ${SET}", "yes and yes", []],
		["$$SET $${SET}", "$SET ${SET}", []],
		["$MISSING:1", `${hole}:1`, ["MISSING"]],
		["a${MISSING}b${ALSO}", `a${hole}b${hole}`, ["ALSO", "MISSING"]],
		["${MISSING:-x} ${MISSING-x}", "x x", []],
		["${EMPTY:-x} ${EMPTY-x}", "x ", []],
		["${SET:-x}", "yes", []],
		["${SET:+on} ${EMPTY:+on} ${EMPTY+on} ${MISSING+on}", "on  on ", []],
		["${MISSING:?say it}", hole, ["MISSING"]],
		["${SET:?say it} ${EMPTY?say it}", "yes ", []],
		["${MISSING:-${OTHER}}", "other", []],
		["${MISSING:-a ${ALSO:-b} c}", "a b c", []],
		["${MISSING:-$ALSO}", hole, ["ALSO"]],
		["${SET:-$ALSO}", "yes", []],
		["$1 $(seq 10) 100$", "$1 $(seq 10) 100$", []],
		["${MISSING:-{}}", "{}", []],
	])("%j is %j and needs %j", (text, value, needs) => {
		expect(interpolate(text, lookup)).toMatchObject({ text: value, needs, malformed: false });
	});

	test.each(["${", "${}", "${1}", "${SET", "${SET:}", "${SET!x}", "${MISSING:-${"])("%j is refused", (text) => {
		expect(interpolate(text, lookup)).toEqual({ text, needs: [], uses: [], malformed: true });
	});

	test("every use has its form and place", () => {
		const text = "$A ${B:-${C?x}} ${D:+y}";
		expect(
			interpolate(text, lookup).uses.map(({ name, form, start, end }) => [name, form, text.slice(start, end)]),
		).toEqual([
			["A", "plain", "$A"],
			["B", "default", "${B:-${C?x}}"],
			["C", "required", "${C?x}"],
			["D", "alternative", "${D:+y}"],
		]);
	});
});

test.each<[string, Readonly<Record<string, string>>]>([
	["A=1\n# B=2\n\nC = 3\r\n", { A: "1", C: "3" }],
	["export A='a # $B'\nB=\"x\\ny\" # z\n", { A: "a # $B", B: "x\ny" }],
	["A=1 # one\nB=${A}2\nC=a#b\n", { A: "1", B: "12", C: "a#b" }],
	["A=\nnonsense\n=x\n", { A: "" }],
])("the env file %j", (text, values) => expect(Object.fromEntries(readEnvFile(text))).toEqual(values));
