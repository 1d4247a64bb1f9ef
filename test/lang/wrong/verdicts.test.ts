/**
 * Small programs, right and wrong, and the verdict of `opa check` on each: `CLASS: rules` or `accepts: rules`, with `(here CLASS)` where it
 * is another one here. `\n` stands for a new line, `%%` for the next module; the first is `package a`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ourVerdict } from "../../hostile/fuzz/verdicts.ts";

const lines = readFileSync(join(import.meta.dirname, "verdicts.txt"), "utf8")
	.trimEnd()
	.split("\n");

test.each(lines)("%s", (line) => {
	const [, theirs, here, rules = ""] = /^(\w+)(?: \(here (\w+)\))?: (.*)$/.exec(line) ?? [];
	const modules = rules.split("%%").map((text, at) => {
		const module = text.startsWith("package ") ? text : `package a\\n${text}`;
		return [`${"abc"[at]}.rego`, `${module.replaceAll("\\n", "\n")}\n`] as const;
	});
	const classes = ourVerdict(modules).map((said) => said.slice(0, said.indexOf(":")));
	expect(classes.length === 0 ? ["accepts"] : classes).toContain(here ?? theirs);
});

test("nearly all verdicts are OPA's", () => {
	expect(lines.filter((line) => line.includes(" (here ")).length).toBeLessThan(lines.length / 15);
});
