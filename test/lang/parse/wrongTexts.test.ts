/** What is said of wrong texts: each mistake once, at the place of its cause. */
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";
import { wrongModules, wrongPolicies } from "./wrongTexts.ts";

function outline({ kind, source, span }: Diagnostic): string {
	if (source === undefined || span === undefined) return kind.code;
	const { line, column } = source.position(span.start);
	return `${kind.code} ${line}:${column} ${source.slice(span)}`;
}

function diagnose(text: string, dialect: "rego" | "policy"): readonly Diagnostic[] {
	return parseModule(new Source("wrong.rego", text), { dialect }).diagnostics;
}

describe("wrong modules", () => {
	test.each(wrongModules)("%j", (text, ...expected) => {
		expect(diagnose(text, "rego").map(outline)).toEqual(expected);
	});
});

describe("wrong policies", () => {
	test.each(wrongPolicies)("%j", (text, ...expected) => {
		expect(diagnose(text, "policy").map(outline)).toEqual(expected);
	});
});

describe("hints", () => {
	const cases: readonly [text: string, hint: string][] = [
		["p if { a && b }", "all of them have to hold"],
		["p if { a || b }", "one rule for each case"],
		["p if !x", "`not x`"],
		["p := 'x'", "double quotes"],
		["p := 0644", '"0644"'],
		["deny[msg] { msg := 1 }", "`deny contains msg if { … }`"],
		["allow { x }", "`if {`"],
		["p if { a and b }", "`import rego.v2`"],
		["import lib.x", "`import data.lib`"],
		["p := x ? 1 : 2", "`else`"],
		["p if { return x }", "stands in its head"],
		["p := count (x)", "remove the space"],
		["p if {\n\tx\n\nq := 1", "add `}` before `q`"],
		["x: 1", "behind `:=`"],
	];
	test.each(cases)("%j: %s", (text, hint) => {
		const [first] = diagnose(`package a\n${text}`, "rego");
		expect(first?.hint).toContain(hint);
	});

	test("a misspelt field of a policy is told which one was meant", () => {
		const [first] = diagnose("package a\npolicy p on d { severty: high }", "policy");
		expect(first?.hint).toBe("did you mean `severity`?");
	});
});

describe("reading goes on", () => {
	test("behind a wrong rule", () => {
		const { module, diagnostics } = parseModule(
			new Source("x.rego", "package a\np := 1 )\nq := 2 2\nr if {\n\tx ==\n}\ns := )\nt := 3\n"),
			{ dialect: "rego" },
		);
		expect(diagnostics).toHaveLength(4);
		expect(module?.items.map((item) => (item.kind === "rule" ? item.head.name.name : item.kind))).toContain("t");
	});

	test("behind a wrong member of a policy", () => {
		const text = 'package a\npolicy p on d {\n\ttitle: \n\tdeny x because\n\tgood 1\n\tcode: "C"\n}\nq := 1\n';
		const { module } = parseModule(new Source("x.policy", text), { dialect: "policy" });
		const [policy, rule] = module?.items ?? [];
		expect(policy?.kind === "policy" && policy.members.map(({ kind }) => kind)).toContain("field");
		expect(rule?.kind).toBe("rule");
	});

	test("and after a hundred mistakes it ends, and says so", () => {
		const diagnostics = diagnose(`package a\n${"p q\n".repeat(1_000)}`, "rego");
		expect(diagnostics).toHaveLength(101);
		expect(diagnostics.at(-1)?.kind.code).toBe("too-many-mistakes");
	});
});

test("every diagnostic is of class rego_parse_error, on one line, lowercase, without a full stop", () => {
	for (const [text] of [...wrongModules, ...wrongPolicies]) {
		for (const { kind, text: message, hint } of diagnose(text, "policy")) {
			expect(kind.opaCode).toBe("rego_parse_error");
			for (const line of [message, ...(hint === undefined ? [] : [hint])]) {
				expect(line).not.toMatch(/\n|\.$|^[A-Z]/);
			}
		}
	}
});
