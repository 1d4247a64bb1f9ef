/** A pack is put into policy.yaml: what was there stays as it was, and what it says afterwards is what it should. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { addEntry } from "../../src/cli/packs/addEntry.ts";

const entry = { name: "acme", from: "oci://registry.example/acme", version: ">=1 <3" };
const added = '- name: acme\n    from: oci://registry.example/acme\n    version: ">=1 <3"\n';

const cases: Readonly<Record<string, readonly [string, string]>> = {
	"no file": ["", `packs:\n  - hygiene\n  ${added}`],
	"a file without packs": ["# ours\nfailOn: high", `# ours\nfailOn: high\npacks:\n  - hygiene\n  ${added}`],
	"a list with comments": [
		"packs:   # what we use\n  - hygiene # bundled\n  # the end\nfailOn: high # more\n",
		`packs:   # what we use\n  - hygiene # bundled\n  ${added}  # the end\nfailOn: high # more\n`,
	],
	"a list without a line's end": ["packs:\n  - hygiene", `packs:\n  - hygiene\n  ${added}`],
	"a list that isn't indented": [
		"packs:\n- hygiene\n- image\n",
		`packs:\n- hygiene\n- image\n${added.replace(/^ {4}/gm, "  ")}`,
	],
	"mappings in it": [
		"packs:\n  - name: image\n    severities:\n      A1: low # never\n\nfailOn: high\n",
		`packs:\n  - name: image\n    severities:\n      A1: low # never\n  ${added}\nfailOn: high\n`,
	],
	"one line": [
		"packs: [hygiene]   # bundled\n",
		'packs: [hygiene, {name: acme, from: oci://registry.example/acme, version: ">=1 <3"}]   # bundled\n',
	],
	"an empty list": ["packs: []\n", 'packs: [{name: acme, from: oci://registry.example/acme, version: ">=1 <3"}]\n'],
	"several lines in brackets": [
		"packs: [\n  hygiene, # bundled\n  image,\n]\n",
		'packs: [\n  hygiene, # bundled\n  image, {name: acme, from: oci://registry.example/acme, version: ">=1 <3"}\n]\n',
	],
};
test.each(Object.entries(cases))("%s", (_, [before, after]) => {
	expect(addEntry(before, entry, ["hygiene"])).toBe(after);
	const packs = (parse(before) as { packs?: unknown[] } | null)?.packs ?? ["hygiene"];
	expect((parse(after) as { packs: unknown[] }).packs).toEqual([...packs, entry]);
});

test("whatever the others are, they stay, and the new one is the last", () => {
	const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
	const pack = fc.oneof(name, fc.record({ name, severities: fc.dictionary(name, fc.constantFrom("low", "off")) }));
	const content = fc.record({
		failOn: fc.constantFrom("high", "low"),
		packs: fc.array(pack, { minLength: 1, maxLength: 4 }),
		data: fc.dictionary(name, fc.string()),
	});
	fc.assert(
		fc.property(content, fc.constantFrom("block", "flow"), (before, collectionStyle) => {
			const text = addEntry(stringify(before, { collectionStyle }), entry, []);
			expect(parse(text)).toEqual({ ...before, packs: [...before.packs, entry] });
		}),
		{ numRuns: 60 },
	);
});
