import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { dependabotKind } from "../../../src/documents/dependabot/dependabotKind.ts";
import { json5AsYaml } from "../../../src/documents/dependabot/json5.ts";
import type { Pointer } from "../../../src/documents/document.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";

const parse = (name: string, text: string) => dependabotKind.parse(new Source(name, text), { buildArgs: {} });

function read(name: string, text: string) {
	const source = new Source(name, text);
	const { documents, diagnostics } = dependabotKind.parse(source, { buildArgs: {} });
	expect(diagnostics).toEqual([]);
	const [document] = documents;
	if (document === undefined) throw new Error("nothing was read");
	const at = (...pointer: Pointer) => {
		const span = document.locate(pointer);
		return span === undefined ? undefined : source.slice(span).replace(/\s+/g, " ");
	};
	// biome-ignore lint/suspicious/noExplicitAny: the tests look into it.
	return { value: toPlain(document.value) as any, at };
}

describe("which files configure a bot", () => {
	test.each<[string, string, boolean]>([
		[".github/dependabot.yml", "", true],
		[".github/dependabot.yaml", "version: 2\n", true],
		[".dependabot/config.yml", "version: 1\n", true],
		["config.yml", "version: 1\n", false],
		["a.json", '{"version": 2, "updates": [{"package-ecosystem": "npm"}]}', true],
		["a.json", '{"version": 1, "update_configs": []}', true],
		["a.yaml", "version: 2\nupdates: []\n", false],
		["renovate.json", "{", true],
		[".github/renovate.json5", "", true],
		[".renovaterc", "", true],
		["package.json", '{"name": "a", "renovate": {}}', true],
		["package.json", '{"name": "a"}', false],
		["docs/renovate.md", "", false],
	])("%s: %j", (path, head, isBot) => expect(dependabotKind.detect({ path, head })).toBe(isBot));
});

const config = `version: 2
registries:
  hub:
    type: docker-registry
    url: registry.acme.example
    username: bot
    password: \${{secrets.HUB}}
updates:
  - package-ecosystem: docker
    directory: app/
    schedule:
      interval: weekly
    open-pull-requests-limit: 0
    registries: "*"
    cooldown:
      default-days: 5
    ignore:
      - dependency-name: "node"
        versions: ["23.x"]
  - package-ecosystem: gomod
    directories: [/, /tools/*]
    schedule: {interval: daily}
    exclude-paths: [vendor/**]
    groups:
      all:
        patterns: ["*"]
        update-types: [minor]
`;

describe("Dependabot", () => {
	const { value, at } = read("dependabot.yml", config);
	test("what policies see", () => {
		const { object: _, ...rest } = value;
		expect(rest).toEqual({
			tool: "dependabot",
			version: 2,
			enabled: true,
			registries: [{ name: "hub", type: "docker-registry", url: "registry.acme.example" }],
			presets: [],
			updates: [
				{
					ecosystem: "docker",
					directories: ["/app"],
					recursive: false,
					ignore_paths: [],
					interval: "weekly",
					open_pull_requests_limit: 0,
					cooldown_days: 5,
					ignores: [{ dependency: "node", versions: ["23.x"], update_types: [] }],
					groups: [],
					registries: ["*"],
				},
				{
					ecosystem: "gomod",
					directories: ["/", "/tools/*"],
					recursive: false,
					ignore_paths: ["vendor/**"],
					interval: "daily",
					ignores: [],
					groups: [{ name: "all", patterns: ["*"], exclude_patterns: [], update_types: ["minor"] }],
					registries: [],
				},
			],
		});
	});
	test.each<[Pointer, string]>([
		[["updates", 0, "ecosystem"], "docker"],
		[["updates", 0, "directories", 0], "app/"],
		[["updates", 1, "directories", 1], "/tools/*"],
		[["updates", 0, "interval"], "weekly"],
		[["updates", 0, "open_pull_requests_limit"], "0"],
		[["updates", 0, "cooldown_days"], "5"],
		[["updates", 0, "ignores", 0, "dependency"], '"node"'],
		[["updates", 1, "groups", 0, "update_types", 0], "minor"],
		[["registries", 0, "url"], "registry.acme.example"],
		[["object", "updates", 1, "schedule", "interval"], "daily"],
	])("%j stands at its words", (pointer, text) => expect(at(...pointer)).toBe(text));

	test("version 1 in the words of version 2", () => {
		const old = read(
			"config.yml",
			"version: 1\nupdate_configs:\n  - package_manager: 'ruby:bundler'\n    directory: /\n    update_schedule: live\n    ignored_updates:\n      - match: {dependency_name: 'aws*', version_requirement: 4.x}\n",
		);
		expect(old.value.updates).toEqual([
			{
				ecosystem: "bundler",
				directories: ["/"],
				recursive: false,
				ignore_paths: [],
				interval: "live",
				ignores: [{ dependency: "aws*", versions: ["4.x"], update_types: [] }],
				groups: [],
				registries: [],
			},
		]);
		expect(old.at("updates", 0, "ignores", 0, "dependency")).toBe("'aws*'");
	});

	test("a schedule may be that of a group over several ecosystems", () => {
		const { value } = read(
			"dependabot.yml",
			"version: 2\nmulti-ecosystem-groups:\n  infra: {schedule: {interval: monthly}}\nupdates:\n  - package-ecosystem: docker\n    directory: /\n    multi-ecosystem-group: infra\n",
		);
		expect(value.updates[0].interval).toBe("monthly");
	});

	test.each([
		["no list", "version: 2\n"],
		["no list but a word", "version: 2\nupdates: all\n"],
		["a text", "hello\n"],
	])("%s is said", (_, text) => {
		const { documents, diagnostics } = parse("dependabot.yml", text);
		expect(documents).toEqual([]);
		expect(diagnostics.map(({ kind }) => kind.code)).toEqual(["updates-missing"]);
	});
});

describe("Renovate", () => {
	const ecosystems = (text: string): string[] =>
		read("renovate.json5", text).value.updates.map(({ ecosystem }: { ecosystem: string }) => ecosystem);

	test("looks at everything in all folders", () => {
		const { value } = read("renovate.json", "{}");
		expect(value.updates[0]).toEqual({
			ecosystem: "docker",
			directories: ["/"],
			recursive: true,
			ignore_paths: [],
			interval: "",
			ignores: [],
			groups: [],
			registries: [],
		});
	});

	test.each<[string, string, readonly string[]]>([
		["named managers only", "{enabledManagers: ['dockerfile', 'gomod']}", ["docker", "gomod"]],
		["a manager's own switch", "{enabledManagers: ['dockerfile', 'gomod'], dockerfile: {enabled: false}}", ["gomod"]],
		[
			"a rule",
			"{enabledManagers: ['npm', 'cargo'], packageRules: [{matchManagers: ['npm'], enabled: false}]}",
			["cargo"],
		],
		[
			"a rule about one package switches nothing off",
			"{enabledManagers: ['npm'], packageRules: [{matchManagers: ['npm'], matchPackageNames: ['x'], enabled: false}]}",
			["npm"],
		],
		["the whole bot", "{enabled: false}", []],
		["a preset", "{extends: ['docker:disable'], enabledManagers: ['dockerfile', 'npm']}", ["npm"]],
	])("%s", (_, text, expected) => expect(ecosystems(text)).toEqual(expected));

	test("JSON5 keeps its places", () => {
		const { value, at } = read(
			".renovaterc.json5",
			"{\n\t// where from\n\textends: ['config:recommended', /* all */ ':pinDigests',],\n\tschedule: ['before 5am'],\n\tignoreDeps: ['node'],\n\tdescription: 'see http://a.example // no comment',\n}\n",
		);
		expect(value.presets).toEqual(["config:recommended", ":pinDigests"]);
		expect(value.updates[0]).toMatchObject({ interval: "before 5am", pin_digests: true });
		expect(value.updates[0].ignore_paths).toContain("**/test/**");
		expect(value.object.description).toBe("see http://a.example // no comment");
		expect(at("presets", 1)).toBe("':pinDigests'");
		expect(at("updates", 0, "ignores", 0, "dependency")).toBe("'node'");
	});

	test("a part of package.json", () => {
		const { value, at } = read("package.json", '{"name": "a", "renovate": {"enabled": true, "schedule": ["nightly"]}}');
		expect(value.tool).toBe("renovate");
		expect(at("updates", 0, "interval", 0)).toBe('"nightly"');
	});

	test("a colon that YAML reads otherwise is said", () => {
		const { documents, diagnostics } = parse("renovate.json5", "{enabled:false}");
		expect(documents).toEqual([]);
		expect(diagnostics.map(({ text }) => text)).toEqual(["cannot read this as YAML: write a space after the colon"]);
	});
});

test.each([
	["a // b\nc", "a     \nc"],
	["'//' /* x\ny */ z", "'//'     \n     z"],
	['"a\\"//" //', '"a\\"//"   '],
	["/* open", "       "],
	["'open // ", "'open // "],
])("json5AsYaml(%j)", (text, blanked) => expect(json5AsYaml(text).text).toBe(blanked));

describe.skipIf(!hasCorpus)(`real configs ${missingNote}`, () => {
	const isValid = new Ajv2020({ strict: false }).compile(dependabotKind.schema as object);
	const files = hasCorpus ? corpusFiles("dependabot") : [];
	test("are claimed, read, and have the schema's shape", () => {
		const odd: unknown[] = [];
		const unclaimed: string[] = [];
		let updates = 0;
		for (const { name, text } of files) {
			if (!dependabotKind.detect({ path: name, head: text.slice(0, 8192) })) {
				unclaimed.push(name.replace(/^.*__/, ""));
				continue;
			}
			for (const { value } of parse(name, text).documents) {
				updates += (value as { updates: unknown[] }).updates.length;
				if (!isValid(toPlain(value))) odd.push([name, isValid.errors]);
			}
		}
		expect(odd.map(String)).toEqual([]);
		// JSON of another name, without the list that would tell what it is.
		expect(unclaimed).toEqual(["updates-missing.json", "updates-wrong-type.json"]);
		expect(updates).toBeGreaterThan(100);
	});
});
