/**
 * Exports to CEL. Their meaning is compared with Kubernetes' own evaluator by `npm run cel-check`, which needs Go and notes what it
 * compared; in every run this asks whether what is exported now is still that, and shows some of it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import {
	digestOf,
	exportedFrom,
	keyOf,
	type Loaded,
	loaded,
	packNames,
	root,
} from "../../scripts/cel-check/exported.ts";
import { admissionPolicy } from "../../src/cel/admissionPolicy.ts";
import type { SaidPolicy, UnsaidPolicy } from "../../src/cel/exportPolicies.ts";
import { loadPack } from "../../src/packs/loadPack.ts";
import { Source } from "../../src/text/source.ts";
import { expectGolden } from "../golden/expectGolden.ts";

const folders: readonly (readonly [string, string])[] = [
	...packNames.map((name) => [name, `policies/${name}`] as const),
	["cases", "test/cel/cases"],
];
const exports = new Map(folders.map(([name, folder]) => [name, exportedFrom(loaded(name, folder))]));
const saidBy = (name: string): readonly SaidPolicy[] =>
	(exports.get(name) ?? []).filter((each): each is SaidPolicy => !("reason" in each));
const unsaidBy = (name: string): readonly UnsaidPolicy[] =>
	(exports.get(name) ?? []).filter((each): each is UnsaidPolicy => "reason" in each);

describe("every export is one that was compared with Kubernetes' evaluator", () => {
	const checked = JSON.parse(readFileSync(join(root, "test/cel/checked.json"), "utf8")) as Record<string, string>;

	test.each(folders.map(([name]) => name))("of %s", (name) => {
		const changed = saidBy(name).filter((said) => checked[keyOf(said)] !== digestOf(said));
		expect(changed.map(keyOf), "these are new or not what was compared: run `npm run cel-check`").toEqual([]);
	});
});

describe("what can't be said has its reason", () => {
	test.each(folders.map(([name]) => name))("in %s", (name) => {
		const reasons = unsaidBy(name).map(({ info, reason }) => `${info.name}: ${reason}\n`);
		expectGolden(new URL(`../golden/cel/${name}.reasons.txt`, import.meta.url), reasons.join(""));
	});
});

describe("exported policies are as their goldens say", () => {
	const options = { failOn: "medium", auditOnly: false, failurePolicy: "Fail", exempt: ["kube-system"] } as const;
	test.each([
		["pod-security", "non_root_restricted"],
		["pod-security", "apparmor_profile"],
		["hygiene", "node_port_service"],
		["kubernetes", "restart_policy"],
	])("%s %s", (pack, name) => {
		const said = saidBy(pack).filter(({ info }) => info.name === name);
		const objects = said.flatMap((each) => admissionPolicy(each, each.info.severity, options));
		const text = objects.map((object) => `---\n${stringify(object, { lineWidth: 0 })}`).join("");
		expectGolden(new URL(`../golden/cel/${name}.yaml`, import.meta.url), text);
	});
});

/** A policy on manifests with this body. */
function exportOf(body: string, more = ""): SaidPolicy | UnsaidPolicy | undefined {
	const text = `package own\n\npolicy own on manifest {\n\ttitle: "t"\n\tcode: "O1"\n\tseverity: low\n\t${more}\n\tdeny input because "found" if {\n\t\tinput.kind == "ConfigMap"\n\t\t${body}\n\t}\n}\n`;
	const sources = [new Source("own.policy", text)];
	const { pack } = loadPack("own", sources);
	if (pack === undefined) throw new Error("it doesn't compile");
	const given: Loaded = { sources, pack };
	return exportedFrom(given)[0];
}

describe("expressions", () => {
	test.each([
		[
			"what is known is worked out",
			'startswith("abc", "a")\n\t\tinput.data.a == "x"',
			'object.?data.?a == optional.of("x")',
		],
		["what isn't there isn't false", "not input.immutable == true", "object.?immutable != optional.of(true)"],
		[
			"a text is an escaped literal",
			'input.data.a == "\\"]) || true || ([\\""',
			'object.?data.?a == optional.of("\\"]) || true || ([\\"")',
		],
		["a key that CEL keeps for itself is quoted", "input.data.in == 1", 'object.?data[?"in"] == optional.of(1)'],
	])("%s", (_, body, expression) => {
		const said = exportOf(body);
		const [validation] = said !== undefined && "validations" in said ? said.validations : [];
		expect(validation?.expression).toContain(expression);
	});

	test("names of a policy don't meet those of CEL", () => {
		const said = exportOf("some size in input.data\n\t\tsome object in input.data\n\t\tsize == object");
		const [validation] = said !== undefined && "validations" in said ? said.validations : [];
		expect(validation?.expression).toContain("size2");
		expect(validation?.expression).toContain("object2");
	});

	test.each([
		["a builtin that CEL hasn't", "json.is_valid(input.data.a)", "it calls `json.is_valid`"],
		["another document", 'x := {"kind": "a"}\n\t\tinput.data with input as x', "it replaces a document by `with`"],
		[
			"the order of keys",
			'found := [v | some v in input.data]\n\t\tfound[0] == "x"',
			"it depends on the order of an object's keys, which CEL doesn't keep",
		],
		["values of unknown types, ordered", "input.data.a < input.data.b", "it orders values whose types aren't known"],
	])("%s can't be said", (_, body, reason) => {
		expect(exportOf(body)).toMatchObject({ reason });
	});

	test("a policy that finds nothing under its parameters isn't exported", () => {
		expect(exportOf("wanted", "param wanted: boolean = false\n")).toMatchObject({
			reason: "with these parameters it finds nothing in any kind that Kubernetes has",
		});
	});
});
