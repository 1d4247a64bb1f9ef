/** Images in registries, named on the command line like files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { namedInputs } from "../../src/cli/registry/namedInputs.ts";
import { run } from "../../src/cli/run.ts";
import { layout, tar } from "../documents/image/archive.ts";
import { ociIndex, ociManifest, type Put, putArtifact, putImage, putManifest } from "../registry/images.ts";
import { startTestRegistry, type TestRegistry, type TestRegistryOptions } from "../registry/testRegistry.ts";
import { testHost } from "../scenarios/scenario.ts";

let folder: string;
const open: TestRegistry[] = [];
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "remote-"));
});
afterEach(async () => {
	rmSync(folder, { recursive: true, force: true });
	for (const registry of open.splice(0)) await registry.close();
});

async function start(options: TestRegistryOptions = {}): Promise<TestRegistry> {
	const registry = await startTestRegistry(options);
	open.push(registry);
	return registry;
}

async function policy(...argv: readonly string[]) {
	const out: string[] = [];
	const err: string[] = [];
	const host = testHost(folder, {
		stdout: (text) => out.push(text),
		stderr: (text) => err.push(text),
		env: { HOME: folder },
	});
	const status = await run(argv, host);
	return { status, stdout: out.join(""), stderr: err.join("") };
}

interface Seen {
	readonly file: string;
	readonly kind: string;
	readonly name: string;
	readonly value: Record<string, unknown>;
}

/** What policies see, without what evidence says of itself. */
async function documents(...argv: readonly string[]): Promise<readonly Seen[]> {
	const { stdout, stderr } = await policy("parse", ...argv);
	expect(stderr).toBe("");
	return JSON.parse(stdout) as Seen[];
}

/** A policy that looks at files. All of the bundled ones would take a while to compile. */
const setuid = path.resolve(import.meta.dirname, "../../policies/hygiene/image_setuid_files.policy");
const layer = { tar: tar([{ name: "bin/tool", content: "tool", mode: 0o4755 }]) };
const platform = (architecture: string) => ({ os: "linux", architecture });
const sbom = (name: string) => ({
	bomFormat: "CycloneDX",
	specVersion: "1.5",
	components: [{ type: "library", name, version: "1.0" }],
});

/** `app:1.0`: an index of two platforms. */
function putApp(registry: TestRegistry): { readonly index: Put; readonly images: readonly Put[] } {
	const images = ["amd64", "arm64"].map((architecture) => ({
		...putImage(registry, "app", { layers: [layer], platform: platform(architecture) }),
		platform: platform(architecture),
	}));
	const index = putManifest(registry, "app", { schemaVersion: 2, mediaType: ociIndex, manifests: images }, "1.0");
	return { index, images };
}

const requestsFor = (registry: TestRegistry, pattern: RegExp) =>
	registry.requests.filter(({ line }) => pattern.test(line));

describe("an image", () => {
	test("is seen for all its platforms, under the name that was written", async () => {
		const registry = await start();
		const { index, images } = putApp(registry);
		const seen = await documents(`${registry.host}/app:1.0`);
		expect(seen.map(({ file, kind, name }) => [file, kind, name])).toEqual([
			[`${registry.host}/app:1.0`, "image", `${registry.host}/app:1.0 linux/amd64`],
			[`${registry.host}/app:1.0`, "image", `${registry.host}/app:1.0 linux/arm64`],
		]);
		expect(seen[0]?.value).toMatchObject({
			architecture: "amd64",
			tags: [{ ref: `${registry.host}/app:1.0` }],
			contents: { complete: true, files: [{ path: "/bin/tool", mode: "4755" }] },
		});
		expect(images).toHaveLength(2);
		const again = await documents(`docker://${registry.host}/app@${index.digest}`);
		expect(again).toHaveLength(2);
	});

	test("is fetched for one platform only, where one is named", async () => {
		const registry = await start();
		putApp(registry);
		const seen = await documents("--platform", "linux/arm64", `${registry.host}/app:1.0`);
		expect(seen.map(({ value }) => value.architecture)).toEqual(["arm64"]);
		const { status, stderr } = await policy("parse", "--platform", "linux/s390x", `${registry.host}/app:1.0`);
		expect(status).toBe(2);
		expect(stderr).toContain("nothing here is for linux/s390x, only for linux/amd64, linux/arm64");
	});

	test("without its layers has contents that aren't known, and the run says what would have to be given", async () => {
		const registry = await start();
		putImage(registry, "app", { layers: [layer] }, "1.0");
		const [seen] = await documents("--no-layers", `${registry.host}/app:1.0`);
		expect(seen?.value.contents).toEqual({ unknown: ["--layers"], text: "contents" });
		const { stdout } = await policy("eval", "--no-layers", "--policy", setuid, `${registry.host}/app:1.0`);
		expect(stdout).toMatch(/unknown\n.*app:1\.0: needs --layers to decide .*HS4025/);
		expect(requestsFor(registry, /blobs/)).toHaveLength(2);
	});

	test("has its layers fetched only where a policy may look inside", async () => {
		const registry = await start();
		putImage(registry, "app", { layers: [layer] }, "1.0");
		const outside =
			'package a\npolicy p on image {\n\ttitle: "t"\n\tcode: "A1"\n\tseverity: low\n\tdeny because "no" if input.config.user == "1000"\n\tbad `{"architecture": "amd64", "os": "linux", "config": {"User": "1000"}, "rootfs": {"type": "layers", "diff_ids": []}}`\n\tgood `{"architecture": "amd64", "os": "linux", "config": {"User": "1"}, "rootfs": {"type": "layers", "diff_ids": []}}`\n}\n';
		writeFileSync(path.join(folder, "outside.policy"), outside);
		const { stdout, status } = await policy("eval", "--policy", "outside.policy", `${registry.host}/app:1.0`);
		expect([status, stdout]).toEqual([1, expect.stringContaining("A1")]);
		expect(requestsFor(registry, /blobs/)).toHaveLength(1);
		await policy("eval", "--policy", setuid, `${registry.host}/app:1.0`);
		expect(requestsFor(registry, /blobs/).length).toBeGreaterThan(1);
	});
});

describe("what is attached to an image", () => {
	test.each([
		["by referrers", { referrers: true }],
		["by the tag that stands in for them", { referrers: false }],
	])("is evidence about it, found %s and by cosign's tags", async (_, options) => {
		const registry = await start(options);
		const { index, images } = putApp(registry);
		const [amd64] = images as [Put];
		const bom = { value: sbom("referred"), mediaType: "application/vnd.cyclonedx+json" };
		const referrer = putArtifact(registry, "app", bom, { artifactType: bom.mediaType, subject: index });
		if (!options.referrers)
			putManifest(
				registry,
				"app",
				{ schemaVersion: 2, mediaType: ociIndex, manifests: [referrer] },
				index.digest.replace(":", "-"),
			);
		const tagged = { value: sbom("tagged"), mediaType: "application/vnd.cyclonedx+json" };
		putArtifact(registry, "app", tagged, {}, `${amd64.digest.replace(":", "-")}.sbom`);
		const seen = await documents(`${registry.host}/app:1.0`);
		const boms = seen
			.filter(({ kind }) => kind === "sbom")
			.map(({ value }) => (value.components as { name: string }[])[0]?.name);
		expect(boms.sort()).toEqual(["referred", "tagged"]);
		writeFileSync(
			path.join(folder, "boms.rego"),
			'package a\nimport rego.v1\n# METADATA\n# custom:\n#   on: image\ndeny contains sprintf("%s has %s", [input.architecture, concat(" ", sort({c.name | some s in input.sboms; some c in s.components}))]) if true\n',
		);
		const { stdout } = await policy("eval", "--policy", "boms.rego", "--format", "json", `${registry.host}/app:1.0`);
		const messages = (JSON.parse(stdout) as { findings: { message: string }[] }).findings.map(({ message }) => message);
		expect(messages.sort()).toEqual(["amd64 has referred tagged", "arm64 has referred"]);
	});

	test("a signature in cosign's way is a document of its kind", async () => {
		const registry = await start();
		const image = putImage(registry, "app", { layers: [layer] }, "1.0");
		const payload = {
			critical: {
				identity: { "docker-reference": "" },
				image: { "docker-manifest-digest": image.digest },
				type: "cosign container image signature",
			},
		};
		putArtifact(
			registry,
			"app",
			{
				value: payload,
				mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
				annotations: { "dev.cosignproject.cosign/signature": "AAAA" },
			},
			{},
			`${image.digest.replace(":", "-")}.sig`,
		);
		const seen = await documents(`${registry.host}/app:1.0`);
		expect(seen.map(({ kind }) => kind).sort()).toEqual(["image", "signature"]);
		expect(seen.find(({ kind }) => kind === "signature")?.value).toMatchObject({ verified: false });
	});

	test("BuildKit's attestations in the index come along", async () => {
		const registry = await start();
		const image = {
			...putImage(registry, "app", { layers: [layer], platform: platform("amd64") }),
			platform: platform("amd64"),
		};
		const statement = {
			_type: "https://in-toto.io/Statement/v0.1",
			predicateType: "https://cyclonedx.org/bom",
			subject: [{ name: "app", digest: { sha256: image.digest.slice(7) } }],
			predicate: sbom("built"),
		};
		const attestation = {
			...putArtifact(registry, "app", { value: statement, mediaType: "application/vnd.in-toto+json" }, {}),
			platform: { os: "unknown", architecture: "unknown" },
			annotations: { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest },
		};
		putManifest(registry, "app", { schemaVersion: 2, mediaType: ociIndex, manifests: [image, attestation] }, "1.0");
		const seen = await documents("--platform", "linux/amd64", `${registry.host}/app:1.0`);
		expect(seen.map(({ kind }) => kind).sort()).toEqual(["image", "sbom", "signature"]);
	});
});

describe("a run", () => {
	test("goes on past an image that can't be had, and ends with 2", async () => {
		const registry = await start();
		putImage(registry, "app", { layers: [layer] }, "1.0");
		writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\n");
		const { status, stdout } = await policy(
			"eval",
			`${registry.host}/app:1.0`,
			`${registry.host}/app:1.1`,
			"Dockerfile",
		);
		expect(status).toBe(2);
		expect(stdout).toContain(
			`${registry.host}/app:1.1: error: \`${registry.host}\` has no \`${registry.host}/app:1.1\` [registry-not-found]`,
		);
		expect(stdout).toMatch(/3 files/);
	});

	test("joins an image with the workload that runs it", async () => {
		const registry = await start();
		const image = putImage(registry, "app", { layers: [layer] }, "1.0");
		writeFileSync(
			path.join(folder, "pod.yaml"),
			`apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: "${registry.host}/app@${image.digest}"}]}\n`,
		);
		writeFileSync(
			path.join(folder, "joined.rego"),
			'package a\nimport rego.v1\n# METADATA\n# custom:\n#   on: workload\ndeny contains sprintf("runs as %s", [input.containers[0].image.configs[0].config.user]) if true\n',
		);
		const { stdout } = await policy("eval", "--policy", "joined.rego", `${registry.host}/app:1.0`, "pod.yaml");
		expect(stdout).toContain("runs as 1000");
	});

	test("fetches nothing twice that is known by its digest", async () => {
		const registry = await start();
		putApp(registry);
		const host = testHost(folder, { env: { HOME: folder } });
		await run(["eval", "--policy", setuid, `${registry.host}/app:1.0`], host);
		const first = requestsFor(registry, /blobs|manifests\/sha256:/).length;
		await run(["eval", "--policy", setuid, `${registry.host}/app:1.0`], host);
		expect(first).toBeGreaterThan(3);
		expect(requestsFor(registry, /blobs|manifests\/sha256:/)).toHaveLength(first);
	});

	test("tells nobody's secret", async () => {
		const registry = await start({ auth: "basic" });
		mkdirSync(path.join(folder, ".docker"));
		const auth = Buffer.from("ada:s3cret-of-ada").toString("base64");
		writeFileSync(path.join(folder, ".docker/config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));
		const { status, stdout, stderr } = await policy(
			"eval",
			"--policy",
			setuid,
			"--format",
			"json",
			`${registry.host}/app:1.0`,
		);
		expect(status).toBe(2);
		expect(stdout).toContain("registry-unauthorized");
		expect(stdout + stderr).not.toMatch(/s3cret|YWRh/);
	});
});

describe("what a word on the command line names", () => {
	const files = {
		stat: (name: string) =>
			["there:1.0", "lay", "lay/oci-layout", "app.tar"].includes(name)
				? ({ kind: "file", real: name, size: 1 } as const)
				: undefined,
	};
	test.each([
		["there:1.0", "path there:1.0"],
		["-", "path -"],
		["registry.example/app:1.2", "image registry.example/app:1.2"],
		["nginx:1.27", "image nginx:1.27"],
		[`app@sha256:${"0".repeat(64)}`, `image app@sha256:${"0".repeat(64)}`],
		["docker://registry.example/app", "image registry.example/app"],
		["docker://UPPER", "fault registry-reference-invalid"],
		["oci:lay", "path lay/oci-layout"],
		["oci:lay:1.0", "layout lay 1.0"],
		["docker-archive:app.tar", "path app.tar"],
		["registry.example/app", "fault image-or-file-missing"],
		["deploy/app", "path deploy/app"],
		["conf.d/app.yaml", "path conf.d/app.yaml"],
		["./app:1.2", "path ./app:1.2"],
		["C:\\app", "path C:\\app"],
	])("%s: %s", (written, expected) => {
		const { paths, images, layouts = [], faults } = namedInputs(files, [written]);
		const told = [
			...paths.map((each) => `path ${each}`),
			...images.map(({ name }) => `image ${name}`),
			...layouts.map(({ folder, tag }) => `layout ${folder} ${tag}`),
			...faults.map(([, { kind }]) => `fault ${kind.code}`),
		];
		expect(told).toEqual([expected]);
	});
});

test("one image of a layout, with what is attached to it", async () => {
	const named = (name: string, content: string) => ({ name, layers: [{ tar: tar([{ name: "a", content }]) }] });
	const files = layout([named("app:1.0", "one"), named("app:2.0", "two")]);
	for (const [file, bytes] of files) {
		mkdirSync(path.dirname(path.join(folder, "lay", file)), { recursive: true });
		writeFileSync(path.join(folder, "lay", file), bytes);
	}
	const seen = await documents("oci:lay:2.0");
	expect(seen.map(({ file, name }) => [file, name])).toEqual([["oci:lay:2.0", "app:2.0"]]);
	expect((await policy("parse", "oci:lay:3.0")).stderr).toContain("`lay` has no image `3.0`");
});

test("what is pushed as an artifact only is no image, and that is said", async () => {
	const registry = await start();
	putArtifact(
		registry,
		"chart",
		{ value: "chart", mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip" },
		{ artifactType: "x", mediaType: ociManifest },
		"1.0",
	);
	const { stderr } = await policy("parse", `${registry.host}/chart:1.0`);
	expect(stderr).toContain("no image in this archive");
});
