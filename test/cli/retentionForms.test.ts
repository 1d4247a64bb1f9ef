/** Rules that prune, written for other registries and read back: what is written means the same, and what can't be said isn't. */
import { expect, test } from "vitest";
import { type RetentionForm, retentionForms } from "../../src/cli/audit/retentionForms.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { registryKind } from "../../src/documents/registry/registryKind.ts";
import type { PlainObject } from "../../src/runtime/values/value.ts";
import { Source } from "../../src/text/source.ts";

const rule = (fields: PlainObject): PlainObject => ({
	text: "rule",
	priority: 1,
	action: "expire",
	tagged: "any",
	patterns: [],
	match: "any",
	excludes: [],
	since: "pushed",
	...fields,
});

/** Reads a text as the `registry` kind does. */
function readBack(text: string): PlainObject {
	const { documents } = registryKind.parse(new Source("rules.json", text), { buildArgs: {} });
	return (documents as unknown as [{ value: PlainObject }])[0].value.retention as PlainObject;
}

const sayable: readonly (readonly [RetentionForm, "keep" | "expire", PlainObject])[] = [
	["ecr", "keep", { older_than_days: 30, tagged: "untagged" }],
	["ecr", "keep", { keep_newest: 5 }],
	["ecr", "keep", { older_than_days: 90, since: "pulled" }],
	["ecr", "keep", { older_than_days: 30, tagged: "tagged", patterns: ["^v1.*$"] }],
	["artifact-registry", "keep", { older_than_days: 30, tagged: "untagged" }],
	["artifact-registry", "keep", { older_than_days: 30, tagged: "tagged", patterns: ["^v1", "^rc"] }],
	["artifact-registry", "keep", { action: "keep", keep_newest: 5 }],
	["artifact-registry", "keep", { action: "keep", newer_than_days: 7 }],
	["harbor", "expire", { action: "keep", keep_newest: 5, patterns: ["^v.*$"] }],
	["harbor", "expire", { action: "keep", newer_than_days: 7, since: "pulled", patterns: ["^.*$"] }],
];

test.each(sayable)("%s, the rest %s: %j", (form, fallback, fields) => {
	const written = retentionForms[form]({ default: fallback, rules: [rule(fields)] }, []);
	const back = readBack(written);
	expect(back.default).toBe(fallback);
	expect((back.rules as PlainObject[])[0]).toMatchObject(fields);
	expect(back.rules).toHaveLength(1);
});

const unsayable: readonly (readonly [RetentionForm, "keep" | "expire", PlainObject, string])[] = [
	["ecr", "expire", {}, "what no rule names is kept"],
	["ecr", "keep", { action: "keep", keep_newest: 1 }, "its rules only expire"],
	["ecr", "keep", { older_than_days: 1, excludes: ["^a$"] }, "no exceptions"],
	["ecr", "keep", { older_than_days: 1, keep_newest: 1 }, "either an age or a number"],
	["ecr", "keep", {}, "either an age or a number"],
	["ecr", "keep", { older_than_days: 1, since: "created" }, "when an image was made"],
	["ecr", "keep", { keep_newest: 1, since: "pulled" }, "when it was pushed"],
	["ecr", "keep", { older_than_days: 1, tagged: "tagged", patterns: ["^v[0-9]+$"] }, "`*` only"],
	["ecr", "keep", { older_than_days: 1, tagged: "tagged", patterns: ["^a", "^b"] }, "all patterns have to match"],
	["ecr", "keep", { older_than_days: 1, tagged: "tagged" }, "has patterns"],
	["artifact-registry", "keep", { older_than_days: 1, patterns: ["^v.*rc$"] }, "prefixes of tags only"],
	["artifact-registry", "keep", { keep_newest: 1 }, "for rules that keep"],
	["artifact-registry", "keep", { older_than_days: 1, since: "pulled" }, "when an image was pulled"],
	["harbor", "keep", {}, "only what a rule names is kept"],
	["harbor", "expire", { keep_newest: 1 }, "its rules only keep"],
	["harbor", "expire", { action: "keep", keep_newest: 1, patterns: ["^(a|b)$"] }, "`**` only"],
];

test.each(unsayable)("%s, the rest %s, has no words for %j: %s", (form, fallback, fields, reason) => {
	const write = (): string => retentionForms[form]({ default: fallback, rules: [rule(fields)] }, []);
	expect(write).toThrow(Refusal);
	expect(write).toThrow(reason);
});

test("distribution has no rules: a script removes what they would", () => {
	const digest = `sha256:${"0".repeat(64)}`;
	const script = retentionForms.distribution({ default: "keep", rules: [] }, [
		{ repository: "registry.example/a", digests: [digest] },
	]);
	expect(script).toContain(`\ncrane delete registry.example/a@${digest}\n`);
});
