/** `policy registry audit`: what it finds in a repository, and what it says of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { movesBetween } from "../../src/cli/audit/tagState.ts";
import { versionGaps } from "../../src/cli/audit/versionGaps.ts";
import { run } from "../../src/cli/run.ts";
import { tar } from "../documents/image/archive.ts";
import { ociIndex, putArtifact, putImage, putManifest } from "../registry/images.ts";
import { startTestRegistry, type TestRegistry } from "../registry/testRegistry.ts";
import { testHost } from "../scenarios/scenario.ts";

let folder: string;
let registry: TestRegistry;
let name: string;
beforeEach(async () => {
	folder = mkdtempSync(path.join(tmpdir(), "audit-"));
	registry = await startTestRegistry({ page: 3 });
	name = `${registry.host}/shop/web`;
});
afterEach(async () => {
	rmSync(folder, { recursive: true, force: true });
	await registry.close();
});

const write = (file: string, value: unknown): void =>
	writeFileSync(path.join(folder, file), typeof value === "string" ? value : JSON.stringify(value));

/** Policies of our own: the bundled ones would take a while to compile. */
const own = `package a
import rego.v1
# METADATA
# custom:
#   on: registry
deny contains sprintf("%s is unsigned", [tag.name]) if {
	some tag in input.tags
	tag.type in {"image", "index"}
	not tag.signed
}
`;

async function audit(...argv: readonly string[]) {
	write("own.rego", own);
	const out: string[] = [];
	const err: string[] = [];
	const host = testHost(folder, {
		stdout: (text) => out.push(text),
		stderr: (text) => err.push(text),
		env: { HOME: folder },
	});
	const status = await run(["registry", "audit", "--policy", "own.rego", ...argv], host);
	const plain = (parts: readonly string[]): string => parts.join("").replaceAll(registry.host, "HOST");
	return { status, stdout: plain(out), stderr: plain(err) };
}

/** An image that differs from others by its content, made on a day of 2026. */
const image = (content: string, created: string) => ({
	layers: [{ tar: tar([{ name: "a", content }]) }],
	config: { created: `${created}T00:00:00Z` },
});
const put = (tag: string | undefined, content: string, created = "2026-06-01") =>
	putImage(registry, "shop/web", image(content, created), tag);

test("tags are listed with age, size and signature, whatever way signatures are kept", async () => {
	const one = put("1.0.0", "one", "2026-01-01");
	const two = put("1.1.0", "two");
	put("1.3.0", "three");
	put("latest", "three");
	putArtifact(
		registry,
		"shop/web",
		{ value: {}, mediaType: "application/vnd.dev.cosign.simplesigning.v1+json" },
		{},
		`${one.digest.replace(":", "-")}.sig`,
	);
	putArtifact(
		registry,
		"shop/web",
		{ value: {}, mediaType: "application/jose+json" },
		{ artifactType: "application/vnd.cncf.notary.signature", subject: two },
	);
	const { status, stdout } = await audit(name);
	const [table = "", rest = ""] = stdout.split("\n\n");
	expect(
		table
			.replace(/sha256:\w+/g, "DIGEST")
			.split("\n")
			.map((line) => line.split(/\s{2,}/)),
	).toEqual([
		["TAG", "DIGEST", "AGE", "SIZE", "SIGNED"],
		["1.0.0", "DIGEST", "165 d", "3 kB", "yes"],
		["1.1.0", "DIGEST", "14 d", "3 kB", "yes"],
		["1.3.0", "DIGEST", "14 d", "3 kB", "no"],
		["latest", "DIGEST", "14 d", "3 kB", "no"],
	]);
	expect(rest).toMatch(
		/^HOST\/shop\/web: 4 tags, 3 images, 1 unsigned, \d+\.?\d* [kM]B\nversions that are missing: 1\.2$/,
	);
	expect(stdout).toContain("1.3.0 is unsigned");
	expect(stdout).not.toContain("1.1.0 is unsigned");
	expect(status).toBe(1);
});

test.each([
	["by referrers", true],
	["by the tag that stands in for them, whose index says little", false],
])("a Sigstore bundle is told by what its manifest says it holds, found %s", async (_, hasReferrers) => {
	await registry.close();
	registry = await startTestRegistry({ referrers: hasReferrers });
	name = `${registry.host}/shop/web`;
	for (const [tag, predicateType] of [
		["1.0.0", "https://sigstore.dev/cosign/sign/v1"],
		["1.1.0", "https://slsa.dev/provenance/v1"],
	] as const) {
		const subject = put(tag, tag);
		const artifactType = "application/vnd.dev.sigstore.bundle.v0.3+json";
		const annotations = {
			"dev.sigstore.bundle.content": "dsse-envelope",
			"dev.sigstore.bundle.predicateType": predicateType,
		};
		const bundle = putArtifact(
			registry,
			"shop/web",
			{ value: {}, mediaType: artifactType },
			{ artifactType, annotations, subject },
		);
		if (hasReferrers) continue;
		const index = { schemaVersion: 2, mediaType: ociIndex, manifests: [{ ...bundle, artifactType }] };
		putManifest(registry, "shop/web", index, subject.digest.replace(":", "-"));
	}
	const { stdout } = await audit(name);
	expect(stdout.match(/^1\.\d\.0 .*(?:yes|no)/gm)?.map((line) => [line.slice(0, 5), line.split(/\s+/).at(-1)])).toEqual(
		[
			["1.0.0", "yes"],
			["1.1.0", "no"],
		],
	);
	expect(stdout).toContain("2 tags, 2 images, 1 unsigned");
});

test("an image for several platforms is one image, with all that it keeps", async () => {
	const images = ["amd64", "arm64"].map((architecture) => {
		const platform = { os: "linux", architecture };
		return { ...putImage(registry, "shop/web", { ...image(architecture, "2026-06-01"), platform }), platform };
	});
	putManifest(registry, "shop/web", { schemaVersion: 2, mediaType: ociIndex, manifests: images }, "1.0.0");
	await audit("--write-listing", "listing.json", name);
	const listing = JSON.parse(readFileSync(path.join(folder, "listing.json"), "utf8"));
	expect(listing).toMatchObject({
		registry: registry.host,
		repository: "shop/web",
		complete: true,
		manifests: [
			{ tags: ["1.0.0"], type: "index", platforms: ["linux/amd64", "linux/arm64"], created: "2026-06-01T00:00:00Z" },
		],
	});
	expect(listing.manifests[0].children).toEqual(images.map(({ digest }) => digest));
	expect(listing.manifests[0].size).toBeGreaterThan(4000);
});

test("a second audit tells which tags moved, and what is left without one", async () => {
	const first = put("1.0.0", "one");
	put("latest", "one");
	await audit("--state", "state.json", name);
	put("1.0.0", "two");
	put("latest", "two");
	const { stdout } = await audit("--state", "state.json", name);
	expect(stdout).toMatch(/1\.0\.0 .* moved from sha256:/);
	expect(stdout).toMatch(/latest .* moved from sha256:/);
	expect(stdout).toContain(`untagged since the last audit: ${first.digest.slice(0, 19)}`);
	const state = JSON.parse(readFileSync(path.join(folder, "state.json"), "utf8"));
	expect(Object.keys(state.repositories[name].tags)).toEqual(["1.0.0", "latest"]);
});

test("a state that isn't one is left alone", async () => {
	put("1.0.0", "one");
	write("policy.json", { version: 7 });
	const { status, stderr } = await audit("--state", "policy.json", name);
	expect([status, stderr]).toEqual([2, expect.stringContaining("audit-state-invalid")]);
	expect(readFileSync(path.join(folder, "policy.json"), "utf8")).toBe('{"version":7}');
});

describe("retention rules", () => {
	beforeEach(() => {
		put("1.0.0", "one", "2026-01-01");
		put("1.1.0", "two", "2026-05-01");
		put("1.2.0", "three", "2026-06-01");
		write("rules.json", {
			rules: [
				{
					rulePriority: 1,
					description: "old ones",
					selection: { tagStatus: "any", countType: "sinceImagePushed", countUnit: "days", countNumber: 60 },
					action: { type: "expire" },
				},
			],
		});
	});

	test("are tried: what would go, what that frees, what it would break", async () => {
		write(
			"deploy.yaml",
			`apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: "${name}:1.0.0"}, {name: b, image: "${name}:1.2.0"}]}\n`,
		);
		write(
			"other.yaml",
			`apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec: {containers: [{name: a, image: "${name}:1.1.0"}]}\n`,
		);
		const { stdout } = await audit(
			"--retention",
			"rules.json",
			"--workloads",
			"deploy.yaml",
			"--workloads",
			"other.yaml",
			name,
		);
		expect(stdout.match(/.*would be pruned/g)).toEqual([expect.stringMatching(/^1\.0\.0 /)]);
		expect(stdout).toMatch(
			/the rules would prune 1 image of 3 and free 3 kB\nthey would break deploy\.yaml: Pod\/web\n\n/,
		);
	});

	test.each([
		["ecr", '"countType": "sinceImagePushed"'],
		["artifact-registry", '"olderThan": "60d"'],
		["distribution", "crane delete HOST/shop/web@sha256:"],
	])("are written for %s", async (form, expected) => {
		const { status, stdout } = await audit("--retention", "rules.json", "--write-retention", form, name);
		expect([status, stdout]).toEqual([0, expect.stringContaining(expected)]);
		await audit("--retention", "rules.json", "--write-retention", `${form}=out`, name);
		expect(readFileSync(path.join(folder, "out"), "utf8").replaceAll(registry.host, "HOST")).toBe(stdout);
	});

	test("that another registry has no words for aren't written", async () => {
		const { status, stderr } = await audit("--retention", "rules.json", "--write-retention", "harbor", name);
		expect([status, stderr]).toEqual([
			2,
			expect.stringContaining("can't be written for harbor: there, only what a rule names is kept"),
		]);
	});

	test("that aren't there", async () => {
		write("none.json", { a: 1 });
		expect((await audit("--retention", "none.json", name)).stderr).toContain("no rules that prune in `none.json`");
		expect((await audit("--retention", "missing.json", name)).stderr).toContain("cannot read `missing.json`");
		expect((await audit("--write-retention", "ecr", name)).stderr).toContain(
			"--write-retention writes the rules of --retention",
		);
	});
});

test("a repository that isn't there is an error, and the others are audited", async () => {
	put("1.0.0", "one");
	const { status, stdout } = await audit(`${registry.host}/none`, name);
	expect(status).toBe(2);
	expect(stdout).toContain("HOST/shop/web: 1 tag, 1 image");
	expect(stdout).toContain("HOST/none: error: `HOST` has no `HOST/none` [registry-not-found]");
});

test("any report format, without the table", async () => {
	put("1.0.0", "one");
	const { stdout } = await audit("--format", "json", name);
	expect(JSON.parse(stdout).findings).toHaveLength(1);
});

test.each([
	[["1.0.0", "1.0.1", "1.0.3", "latest"], ["1.0.2"]],
	[
		["v1.0.0", "v1.3.0"],
		["1.1", "1.2"],
	],
	[
		["1.0.0", "1.0.2", "1.2.0", "2.0.0"],
		["1.0.1", "1.1"],
	],
	[["2024.1.5", "2024.1.900"], []],
	[["1.0.0-rc.1", "1.0", "main"], []],
	[[], []],
])("versions missing of %j: %j", (tags, expected) => {
	expect(versionGaps(tags)).toEqual(expected);
});

test("a tag that is new or gone hasn't moved", () => {
	expect(
		movesBetween(
			new Map([
				["a", "1"],
				["b", "1"],
			]),
			new Map([
				["b", "2"],
				["c", "1"],
			]),
		),
	).toEqual([{ tag: "b", from: "1", to: "2" }]);
});
