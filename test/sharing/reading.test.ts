/** What `pack.yaml`, `policy.lock` and places of packs say, and what is wrong with them, each at its place. */
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { type Lock, type LockedPack, printLock, readLock } from "../../src/sharing/lockFile.ts";
import { readLocation, splitRange } from "../../src/sharing/packLocation.ts";
import { readManifest } from "../../src/sharing/packManifest.ts";
import { versionOfTag } from "../../src/sharing/versions.ts";
import { Source } from "../../src/text/source.ts";

const ENGINE = "1.4.0";
const said = (diagnostics: readonly Diagnostic[]): readonly string[] =>
	diagnostics.map(({ kind, text, source, span }) => {
		const at = span === undefined || source === undefined ? "" : `${source.slice(span).split("\n")[0]}: `;
		return `${kind.code}: ${at}${text}`;
	});

describe("pack.yaml", () => {
	const faultsOf = (text: string) => said(readManifest(new Source("pack.yaml", text), ENGINE).diagnostics);

	test("all that it can say", () => {
		const text = `name: acme-images
version: 1.2.3
license: MIT OR Apache-2.0
about: Base images.
source: https://git.example/acme/policies
kinds: [dockerfile]
engine: ">=1.3 <2"
libraries: [lib]
files: ["data/**"]
dependencies:
  base: {from: "oci://registry.example/acme/base", version: "^1.1"}
  other: {from: "npm:@acme/other"}
`;
		const { manifest, diagnostics } = readManifest(new Source("pack.yaml", text), ENGINE);
		expect(said(diagnostics)).toEqual([]);
		expect(manifest).toMatchObject({
			name: "acme-images",
			version: "1.2.3",
			dependencies: [
				{ name: "base", from: "oci://registry.example/acme/base", range: "^1.1" },
				{ name: "other", from: "npm:@acme/other", range: "*" },
			],
		});
	});

	test.each([
		["an unknown key", "name: a\nlicence: MIT", ["configuration-unknown-key: licence: unknown key `licence`"]],
		["no name", "version: 1.0.0", ["configuration-invalid: version: 1.0.0: `name` is missing here"]],
		["a name that can't be", "name: Acme Images", [/`name` must be lowercase/]],
		["a name that leads elsewhere", 'name: "../acme"', [/`name` must be lowercase/]],
		["a version that is none", "name: a\nversion: 1.2", [/`version` must be text/]],
		["a version that is none, as text", 'name: a\nversion: "1.2"', [/"1.2": `version` must be a semantic version/]],
		[
			"a range that is none",
			"name: a\nengine: newest",
			["pack-range-invalid: newest: `newest` is no range of versions"],
		],
		[
			"a dependency from a folder",
			"name: a\ndependencies:\n  b: {from: ../b}",
			[/pack-source-invalid: .*a folder doesn't travel/],
		],
		["a dependency from nowhere", "name: a\ndependencies:\n  b: {from: registry.example/b}", [/pack-source-invalid/]],
		[
			"a dependency with a bad range",
			"name: a\ndependencies:\n  b: {from: npm:b, version: x.y.z.q}",
			[/pack-range-invalid/],
		],
		["a dependency with a bad name", "name: a\ndependencies:\n  B b: {from: npm:b}", [/is no name of a pack/]],
		["no YAML", "name: [a", [/configuration-not-yaml/]],
	])("%s", (_, text, expected) => {
		const faults = faultsOf(text);
		expect(faults).toHaveLength(expected.length);
		for (const [index, each] of expected.entries())
			typeof each === "string" ? expect(faults[index]).toBe(each) : expect(faults[index]).toMatch(each);
	});

	test("where it is for another Holystone, only that is said: what else there is may be new", () => {
		const text = 'name: Acme!\nengine: ">=2"\nnewKey: true\nversion: {of: the future}\n';
		const { manifest, diagnostics } = readManifest(new Source("pack.yaml", text), ENGINE);
		expect(manifest).toBeUndefined();
		expect(said(diagnostics)).toEqual(['pack-engine: ">=2": this pack is for Holystone `>=2`, and this is 1.4.0']);
	});

	test.each([
		[">=1.4", "1.4.0", true],
		[">=1.4", "1.4.0-beta.1", true],
		["^1.3", "1.4.0", true],
		["~1.3", "1.4.0", false],
		[">=2", "2.0.0-rc.1", true],
		["<1", "1.4.0", false],
	])("engine %s with %s: %s", (range, engine, fits) => {
		const { manifest } = readManifest(new Source("pack.yaml", `name: a\nengine: "${range}"`), engine);
		expect(manifest !== undefined).toBe(fits);
	});
});

describe("where a pack comes from", () => {
	test.each([
		["oci://registry.example/acme/images", "oci"],
		["oci://localhost:5000/images", "oci"],
		["npm:policies", "npm"],
		["npm:@acme/policies", "npm"],
		["git+https://git.example/acme/policies.git", "git"],
		["git+https://git.example/acme/policies.git#v1.2", "git"],
		["git+ssh://git@git.example/acme/policies.git", "git"],
		["git+file:///srv/policies.git", "git"],
		["https://files.example/acme-1.0.0.tgz", "https"],
		["http://127.0.0.1:8000/acme.tgz", "https"],
		["./packs/acme", "folder"],
		["../acme", "folder"],
		["/srv/acme", "folder"],
	])("%s is %s", (text, kind) => expect(readLocation(text)).toMatchObject({ kind, text }));

	test.each([
		["registry.example/acme/images", /no scheme/],
		["oci://acme/images", /a registry and the name/],
		["oci://registry.example/acme/images:1.0", /not by a tag/],
		[`oci://registry.example/acme/images@sha256:${"0".repeat(64)}`, /not by a tag/],
		["oci://registry.example/Acme", /a registry and the name/],
		["npm:../x", /no name of an npm package/],
		["git+ext::sh -c evil", /blank/],
		["git+ext://sh", /address with https/],
		["git+https://git.example/a.git#--upload-pack=evil", /no tag, branch or commit/],
		["git+https://user:secret@git.example/a.git", /password or token/],
		["https://token@files.example/a.tgz", /password or token/],
		["https://files.example/a.zip", /ends in \.tgz/],
		["http://files.example/a.tgz", /use https/],
		["ftp://files.example/a.tgz", /`ftp:` is no way/],
		["file:///srv/a.tgz", /`file:` is no way/],
		["acme", /no scheme/],
		["", /no scheme/],
		[`./${"a".repeat(2000)}`, /longer than/],
	])("%s is refused", (text, reason) => {
		const location = readLocation(text);
		expect("fault" in location && location.fault).toMatch(reason);
	});

	test.each([
		["oci://registry.example/acme/images@^1.2", "oci://registry.example/acme/images", "^1.2"],
		["oci://registry.example/acme/images", "oci://registry.example/acme/images", undefined],
		["npm:@acme/policies", "npm:@acme/policies", undefined],
		["npm:@acme/policies@>=1 <3", "npm:@acme/policies", ">=1 <3"],
		["npm:@policies", "npm:@policies", undefined],
		["git+ssh://git@git.example/acme.git", "git+ssh://git@git.example/acme.git", undefined],
		["git+ssh://git@git.example/acme.git@1.x", "git+ssh://git@git.example/acme.git", "1.x"],
		["./packs@home/acme", "./packs@home/acme", undefined],
	])("%s is %s in %s", (text, from, range) => expect(splitRange(text)).toEqual({ from, ...(range && { range }) }));

	test.each([
		["1.2.3", "1.2.3"],
		["v1.2.3", "1.2.3"],
		["v1.2.3-rc.1", "1.2.3-rc.1"],
		["1.2.3_build.5", "1.2.3+build.5"],
		["latest", undefined],
		["1.2", undefined],
		["sha256-0000", undefined],
		["version1.2.3", undefined],
	])("the tag %s is version %s", (tag, version) => expect(versionOfTag(tag)).toBe(version));
});

describe("policy.lock", () => {
	const digest = `sha256:${"ab".repeat(32)}`;
	const lock: Lock = {
		vendor: "policy_packs",
		packs: new Map<string, LockedPack>([
			[
				"web",
				{
					name: "web",
					version: "2.0.0-rc.1",
					from: "npm:@acme/web",
					digest,
					size: 12,
					dependencies: { base: "^1.1", aaa: ">=1 <3" },
				},
			],
			[
				"base",
				{
					name: "base",
					version: "1.1.0",
					from: "oci://registry.example/base",
					digest,
					size: 12,
					manifest: digest,
					dependencies: {},
					signatures: [{ signer: "key sha256:00", bundle: digest }],
				},
			],
		]),
	};

	test("is sorted, and reads back as it was written", () => {
		const text = printLock(lock);
		expect(text.indexOf("base:")).toBeLessThan(text.indexOf("web:"));
		expect(text).toMatchInlineSnapshot(`
			"# Which packs policy.yaml uses, each pinned to its content. Written by \`policy pack\`; commit it, and don't edit it.
			lock: 1
			vendor: policy_packs
			packs:
			  base:
			    version: 1.1.0
			    from: oci://registry.example/base
			    digest: sha256:abababababababababababababababababababababababababababababababab
			    size: 12
			    manifest: sha256:abababababababababababababababababababababababababababababababab
			    signatures:
			      - signer: key sha256:00
			        bundle: sha256:abababababababababababababababababababababababababababababababab
			  web:
			    version: 2.0.0-rc.1
			    from: npm:@acme/web
			    digest: sha256:abababababababababababababababababababababababababababababababab
			    size: 12
			    dependencies:
			      aaa: ">=1 <3"
			      base: ^1.1
			"
		`);
		const { lock: read, diagnostics } = readLock(new Source("policy.lock", text));
		expect(said(diagnostics)).toEqual([]);
		expect(read?.vendor).toBe("policy_packs");
		expect(Object.fromEntries(read?.packs ?? [])).toEqual(Object.fromEntries(lock.packs));
	});

	const whole = printLock(lock);
	test.each([
		["another format", whole.replace("lock: 1", "lock: 2"), /has the format 2/],
		["a folder outside", whole.replace("policy_packs", "../elsewhere"), /`vendor` must be below/],
		["an absolute folder", whole.replace("policy_packs", "/srv/packs"), /`vendor` must be below/],
		["a digest that is none", whole.replace(digest, "sha256:abc"), /no SHA-256 digest/],
		["another algorithm", whole.replace(digest, `md5:${"0".repeat(32)}`), /no SHA-256 digest/],
		["a version that is none", whole.replace("version: 1.1.0", "version: newest"), /`newest` is no version/],
		["a name that is none", whole.replace("  base:\n", '  "../base":\n'), /is no name of a pack/],
		["a range that is none", whole.replace("^1.1", "some"), /no range of versions/],
		["a key that means nothing", whole.replace("vendor:", "vendr:"), /unknown key `vendr`/],
		["no YAML", "lock: [", /no valid YAML/],
		["a prototype as a pack", whole.replace("  base:\n", "  __proto__:\n"), /is no name of a pack/],
	])("%s: nothing of it is used", (_, text, reason) => {
		const { lock: read, diagnostics } = readLock(new Source("policy.lock", text));
		expect(read).toBeUndefined();
		expect(diagnostics[0]?.text).toMatch(reason);
	});
});
