/** The catalogue as a whole: ids, wording, explanations; and for policies, that the wrong example is wrong and the right one right. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as builtins from "../../src/diagnostics/catalogue/builtins.ts";
import * as compiling from "../../src/diagnostics/catalogue/compiling.ts";
import * as compose from "../../src/diagnostics/catalogue/compose.ts";
import * as configuration from "../../src/diagnostics/catalogue/configuration.ts";
import * as dockerfile from "../../src/diagnostics/catalogue/dockerfile.ts";
import * as documents from "../../src/diagnostics/catalogue/documents.ts";
import * as evidence from "../../src/diagnostics/catalogue/evidence.ts";
import * as files from "../../src/diagnostics/catalogue/files.ts";
import * as linting from "../../src/diagnostics/catalogue/linting.ts";
import * as packs from "../../src/diagnostics/catalogue/packs.ts";
import * as parsing from "../../src/diagnostics/catalogue/parsing.ts";
import * as registry from "../../src/diagnostics/catalogue/registry.ts";
import * as serving from "../../src/diagnostics/catalogue/serving.ts";
import * as signatures from "../../src/diagnostics/catalogue/signatures.ts";
import * as typing from "../../src/diagnostics/catalogue/typing.ts";
import { catalogue } from "../../src/diagnostics/catalogue.ts";
import type { MessageMaker } from "../../src/diagnostics/diagnostic.ts";

const subjects = {
	builtins,
	compiling,
	compose,
	configuration,
	dockerfile,
	documents,
	evidence,
	files,
	linting,
	packs,
	parsing,
	registry,
	serving,
	signatures,
	typing,
};
const entries = Object.entries(subjects).flatMap(([subject, all]) =>
	Object.values(all).map((entry) => ({ subject, entry: entry as unknown as MessageMaker<unknown> })),
);
const named = entries.map(({ entry }) => [entry.kind.code, entry] as const);

describe("the list", () => {
	test("every file of the catalogue is in it", () => {
		const folder = join(import.meta.dirname, "../../src/diagnostics/catalogue");
		expect(readdirSync(folder).sort()).toEqual(Object.keys(subjects).map((name) => `${name}.ts`));
		expect(catalogue.size).toBe(entries.length);
	});

	test("codes are unique", () => {
		const codes = entries.map(({ entry }) => entry.kind.code);
		expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
	});
});

describe.each(named)("%s", (_, entry) => {
	const { kind } = entry;

	test("has an id of kebab-case words", () => expect(kind.code).toMatch(/^[a-z]+(-[a-z0-9]+)+$/));

	test("has a title of one line without a full stop", () => {
		expect(kind.title).toMatch(/^[^\n]*[^\n.\s]$/);
		expect(kind.title).toMatch(/^[A-Z`0-9]/);
	});

	test("explains the cause in whole sentences", () => expect(kind.cause).toMatch(/^[A-Z`][^\n]*[.?]$/));

	test("shows a wrong and a right text", () => {
		expect(kind.wrong.trim()).not.toBe("");
		expect(kind.right.trim()).not.toBe("");
		expect(kind.wrong).not.toBe(kind.right);
	});

	test("says it in one line, lowercase, without a full stop", () => {
		for (const { text, hint } of messages(entry)) {
			expect(text).toMatch(/^[^\n]+$/);
			expect(text).not.toMatch(/[.!]$/);
			// A name may begin it: ONBUILD, YAML, Docker. A sentence may not.
			expect(text).not.toMatch(/^(?!Docker\b|Kubernetes\b)[A-Z][a-z]/);
			if (hint === undefined) continue;
			expect(hint).toMatch(/^[^\n]+$/);
			expect(hint).not.toMatch(/[^.]\.$/);
			expect(hint).not.toMatch(/^(?!Docker\b|Kubernetes\b)[A-Z][a-z]/);
		}
	});
});

/** The messages that an entry makes of any parameters: every property that it asks for is a word, a list of words, or a number. */
function messages(entry: MessageMaker<unknown>): readonly { readonly text: string; readonly hint?: string }[] {
	const made: { text: string; hint?: string }[] = [];
	const values: readonly unknown[] = ["word", ["word", "other"], 2];
	let lastFault: unknown;
	for (const value of values) {
		for (const lists of [false, true]) {
			const parameters = new Proxy(
				{},
				{ get: (_, name) => (lists && /^(known|cycle|names|needs)$/.test(String(name)) ? ["word"] : value) },
			);
			try {
				const { text, hint } = entry(parameters);
				// A parameter that is passed on as it is shows what was put in for it, be it a list.
				if (typeof text === "string") made.push({ text, ...(typeof hint === "string" ? { hint } : {}) });
			} catch (fault) {
				lastFault = fault;
			}
		}
	}
	if (made.length === 0) throw lastFault ?? new Error("no parameters give a text");
	return made;
}
