/** docs/linting.md lists the lints as they are: each with its title, and a fix exactly where its wrong example has one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as linting from "../../src/diagnostics/catalogue/linting.ts";
import { lintModule } from "../../src/lang/lint/lintModule.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import { Source } from "../../src/text/source.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/linting.md"), "utf8");

const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.*?) \| *(yes)? *\|$/gm)].map(([, code, title, fix]) => ({
	code,
	title,
	fix: fix === "yes",
}));

/** Texts that a lint has a fix for, where the wrong example of its entry leaves the answer to somebody. */
const fixed: Readonly<Record<string, string>> = {
	"always-true": "p if { true; input.x }",
};

/** Whether a text, as a module or within a policy, gives the lint with edits. */
function hasFix(code: string, text: string): boolean {
	const inPolicy = `policy p on dockerfile {\n${text}\n}`;
	const tries = [text, inPolicy].flatMap((each) =>
		(["v1", "v0"] as const).map((version) =>
			parseModule(new Source("a.rego", `package t\n\n${each}\n`), {
				dialect: each === inPolicy || text.includes("not {") ? "policy" : "rego",
				version,
			}),
		),
	);
	return tries
		.flatMap(({ module, diagnostics }) => (module === undefined || diagnostics.length > 0 ? [] : lintModule(module)))
		.some(({ kind, fix }) => kind.code === code && fix !== undefined);
}

test("every lint is listed, in the order of the codes", () => {
	const entries = Object.values(linting).map(({ kind }) => kind);
	const wanted = entries
		.map(({ code, title, wrong }) => ({ code, title, fix: hasFix(code, fixed[code] ?? wrong) }))
		.sort((a, b) => (a.code < b.code ? -1 : 1));
	expect(rows).toEqual(wanted);
});
