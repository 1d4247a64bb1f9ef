/**
 * What is printed reads back as the same tree, and what is formatted as the normalized one, which formats the same again:
 * for every module of OPA's suite, and for random trees.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseModule, parseQuery } from "../../../src/lang/parse/parseModule.ts";
import { formatModule } from "../../../src/lang/print/formatModule.ts";
import { normalizeModule } from "../../../src/lang/print/normalizeModule.ts";
import { printModule, printQuery } from "../../../src/lang/print/printModule.ts";
import type { Module } from "../../../src/lang/tree.ts";
import { Source } from "../../../src/text/source.ts";
import { arbitraryModule } from "./arbitraryModule.ts";

function read(text: string, dialect: Module["dialect"]): Module {
	const { module, diagnostics } = parseModule(new Source("x.rego", text), { dialect });
	if (diagnostics.length > 0 || module === undefined) throw new Error(`${diagnostics[0]?.text}, in:\n${text}`);
	return module;
}

/** A tree without the places of its nodes. */
function shape(tree: unknown): unknown {
	const places = new Set(["span", "operatorSpan", "source"]);
	return JSON.parse(JSON.stringify(tree, (key, value) => (places.has(key) ? undefined : value)));
}

const folder = "../shared/conformance/opa-v1";

describe.skipIf(!existsSync(folder))(`OPA's suite in ${folder} (skipped where it is missing)`, () => {
	const cases = readdirSync(folder).flatMap(
		(name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as { modules?: string[]; query: string }[],
	);

	const texts = new Set(cases.flatMap(({ modules = [] }) => modules));

	test("modules read back, comments too; formatted ones format the same again", () => {
		for (const text of texts) {
			const module = read(text, "rego");
			const printed = printModule(module);
			expect(shape(read(printed, "rego")), printed).toEqual(shape(module));
			const formatted = formatModule(module);
			const again = read(formatted, "rego");
			expect(shape(again), formatted).toEqual(shape(normalizeModule(module)));
			expect(formatModule(again)).toBe(formatted);
		}
	});

	test("modules that were formatted stay as they are", () => {
		const isFormatted = (text: string): boolean => formatModule(read(text, "rego")) === text;
		// The other 211 are those that `opa fmt` changes as well, and 7 that docs/formatting.md speaks of.
		expect([...texts].filter(isFormatted).length).toBeGreaterThanOrEqual(1888);
	});

	test("queries read back", () => {
		for (const text of new Set(cases.map(({ query }) => query))) {
			const { query } = parseQuery(new Source("q", text), { dialect: "rego" });
			if (query === undefined) throw new Error(text);
			const again = parseQuery(new Source("q", printQuery(query)), { dialect: "rego" });
			expect(shape(again.query?.body)).toEqual(shape(query.body));
		}
	});
});

test("random modules read back", () => {
	fc.assert(
		fc.property(arbitraryModule(), (module) => {
			const printed = printModule(module);
			expect(shape(read(printed, module.dialect)), printed).toEqual(shape(module));
			const formatted = formatModule(read(printed, module.dialect));
			expect(formatModule(read(formatted, module.dialect)), formatted).toBe(formatted);
		}),
		{ numRuns: 200 },
	);
});
