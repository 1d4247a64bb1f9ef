/** Every module, query and input of OPA's conformance suite reads without a diagnostic. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseModule, parseQuery, parseTerm } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";

interface Case {
	readonly note: string;
	readonly modules?: readonly string[];
	readonly query: string;
	readonly input_term?: string;
}

const folder = "../shared/conformance/opa-v1";

describe.skipIf(!existsSync(folder))(`OPA's suite in ${folder} (skipped where it is missing)`, () => {
	const cases = readdirSync(folder).flatMap((name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as Case[]);

	test("is there whole", () => expect(cases).toHaveLength(2_067));

	test("modules", () => {
		const wrong = cases.flatMap(({ note, modules = [] }) =>
			modules.flatMap((text, index) => {
				const { diagnostics } = parseModule(new Source(`test-${index}.rego`, text), { dialect: "rego" });
				return diagnostics.map(({ text: message }) => `${note}: ${message}`);
			}),
		);
		expect(wrong).toEqual([]);
	});

	test("queries", () => {
		const wrong = cases.flatMap(({ note, query }) =>
			parseQuery(new Source("query", query), { dialect: "rego" }).diagnostics.map(({ text }) => `${note}: ${text}`),
		);
		expect(wrong).toEqual([]);
	});

	test("inputs written as terms", () => {
		const terms = cases.flatMap(({ input_term }) => (input_term === undefined ? [] : [input_term]));
		expect(terms).toHaveLength(86);
		expect(terms.filter((text) => parseTerm(text).term === undefined)).toEqual([]);
	});
});
