import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../src/cli/config/readConfiguration.ts";
import { configurationSchema } from "../../src/cli/config/schema.ts";
import { checkShape } from "../../src/settings/checkShape.ts";
import { Source } from "../../src/text/source.ts";

const read = (text: string) => readConfiguration(new Source("policy.yaml", text), "/repo", "");

describe("policy.yaml", () => {
	it("says what is in force", () => {
		const { configuration, diagnostics } = read(
			`packs: [hygiene, ./ours]
policies: [policies/]
params:
  trusted_base:
    registries: [registry.acme.example]
severities: { DF020: low, ACME001: off }
failOn: high
data: { teams: [a] }
buildArgs: { VERSION: 1 }
platform: linux/arm64
exceptions:
  - policy: DF020
    files: vendor/**
    element: Deployment/*/web
    reason: third party
    until: 2027-01-01
    owner: platform
inlineIgnores: forbid
`,
		);
		expect(diagnostics).toEqual([]);
		expect(configuration).toMatchObject({
			folder: "/repo",
			packs: [{ name: "hygiene" }, { name: "./ours" }],
			policies: ["policies/"],
			failOn: "high",
			data: { teams: ["a"] },
			buildArgs: { VERSION: "1" },
			platform: "linux/arm64",
			inlineIgnores: "forbid",
		});
		expect(configuration.severities.map(({ name, value }) => [name, value])).toEqual([
			["DF020", "low"],
			["ACME001", "off"],
		]);
		expect(configuration.params[0]).toMatchObject({ name: "trusted_base", value: [{ name: "registries" }] });
		expect(configuration.exceptions[0]).toMatchObject({ policy: "DF020", files: ["vendor/**"], until: "2027-01-01" });
	});

	it.each<[string, string]>([
		["nothing", ""],
		["only a comment", "# later\n"],
	])("may hold %s", (_, text) => {
		expect(read(text).diagnostics).toEqual([]);
	});

	it.each<[string, string, string, string, string | undefined]>([
		[
			"an unknown key",
			"severitys:\n  DF020: low\n",
			"configuration-unknown-key",
			"severitys",
			"did you mean `severities`?",
		],
		[
			"an unknown key inside",
			"exceptions:\n  - policy: A\n    reason: b\n    file: c\n",
			"configuration-unknown-key",
			"file",
			"did you mean `files`?",
		],
		["a misspelt word", "failOn: hihg\n", "configuration-invalid", "hihg", "did you mean `high`?"],
		["a severity that is none", "severities:\n  DF020: hi\n", "configuration-invalid", "hi", undefined],
		["a wrong type", "packs: hygiene\n", "configuration-invalid", "hygiene", undefined],
		["a list of the wrong things", "policies: [1]\n", "configuration-invalid", "1", undefined],
		[
			"an exception without a reason",
			"exceptions:\n  - policy: A\n",
			"configuration-invalid",
			"policy: A",
			"add `reason: …`",
		],
		[
			"an exception with a blank reason",
			"exceptions:\n  - policy: A\n    reason: ' '\n",
			"configuration-invalid",
			"' '",
			undefined,
		],
		["no mapping", "- a\n", "configuration-invalid", "- a", undefined],
		["broken YAML", "packs: [a\n", "configuration-not-yaml", "", undefined],
		["a key twice", "failOn: high\nfailOn: low\n", "configuration-not-yaml", "failOn", undefined],
		["a prototype key", "__proto__: {}\n", "configuration-unknown-key", "__proto__", undefined],
		[
			"too many aliases",
			`a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${"*a,".repeat(10)}]\nc: &c [${"*b,".repeat(10)}]\nd: [${"*c,".repeat(10)}]\n`,
			"configuration-invalid",
			"a: &a [x,x,x,x,x,x,x,x,x,x]",
			undefined,
		],
	])("must not hold %s", (_, text, code, underlined, hint) => {
		const { diagnostics } = read(text);
		expect(diagnostics.map(({ kind }) => kind.code)).toEqual([code]);
		const [first] = diagnostics;
		expect(first?.span && first.source?.slice(first.span)).toBe(underlined);
		if (hint !== undefined) expect(first?.hint).toBe(hint);
	});
});

describe("the configuration's schema", () => {
	const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(configurationSchema);
	it.each<[unknown]>([
		[{}],
		[[]],
		["x"],
		[null],
		[{ packs: ["a"] }],
		[{ packs: [""] }],
		[{ packs: "a" }],
		[{ severities: { a: "off" } }],
		[{ severities: { a: "never" } }],
		[{ failOn: "never" }],
		[{ exceptions: [{ policy: "a", reason: "b", files: "c" }] }],
		[{ exceptions: [{ policy: "a", reason: "b", files: ["c"] }] }],
		[{ exceptions: [{ policy: "a", reason: "b", files: [1] }] }],
		[{ exceptions: [{ policy: "a" }] }],
		[{ params: { a: { b: null } } }],
		[{ params: { a: 1 } }],
		[{ buildArgs: { a: 1, b: true, c: "x" } }],
		[{ buildArgs: { a: [] } }],
		[{ constructor: 1 }],
		[{ data: { toString: 1 } }],
	])("is understood as a whole validator understands it: %j", (value) => {
		expect(checkShape(configurationSchema, value).length === 0).toBe(validate(value));
	});
});
