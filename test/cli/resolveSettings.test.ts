/** Parameters by the name of a policy and by the name of a pack. */
import { expect, test } from "vitest";
import { readConfiguration } from "../../src/cli/config/readConfiguration.ts";
import { resolveSettings } from "../../src/cli/config/resolveSettings.ts";
import { loadPack } from "../../src/packs/loadPack.ts";
import { Source } from "../../src/text/source.ts";

const policy = (name: string, params: string) => `
policy ${name} on dockerfile {
	title: "T"
	code: "ACME-${name}"
	severity: low
	about: "Why."
	${params}
	deny because $"{version}" if version != ""
}
`;
const { pack } = loadPack("acme-images", [
	new Source(
		"a.policy",
		`package acme\n${policy("one", 'param version: string = "1"\n\tparam level: string = "high"')}${policy("two", 'param version: string = "1"')}`,
	),
]);

function resolved(params: string) {
	if (pack === undefined) throw new Error("the pack doesn't compile");
	const { configuration, diagnostics } = readConfiguration(new Source("policy.yaml", `params:\n${params}`), "/", "");
	expect(diagnostics).toEqual([]);
	const { settings, diagnostics: faults } = resolveSettings(configuration, [pack], true);
	return { params: settings.params, faults: faults.map(({ text }) => text) };
}

test.each([
	["one policy's", '  one: {version: "2"}', { "acme.one": { version: "2" } }],
	[
		"a pack's, for each policy that has it",
		'  acme-images: {version: "2", level: low}',
		{ "acme.one": { version: "2", level: "low" }, "acme.two": { version: "2" } },
	],
	[
		"a policy's own wins, wherever it stands",
		'  two: {version: "3"}\n  acme-images: {version: "2"}',
		{ "acme.one": { version: "2" }, "acme.two": { version: "3" } },
	],
	[
		"what the policy leaves out is the pack's",
		'  acme-images: {version: "2"}\n  one: {level: low}',
		{ "acme.one": { version: "2", level: "low" }, "acme.two": { version: "2" } },
	],
])("%s", (_, params, expected) => {
	expect(resolved(params)).toEqual({ params: expected, faults: [] });
});

test("a parameter that no policy of the pack has", () => {
	expect(resolved('  acme-images: {versoin: "2"}').faults).toEqual([
		"no policy of the pack `acme-images` has a parameter `versoin`",
	]);
});
