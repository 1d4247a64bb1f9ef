/** Exports in the shapes that the registries' own documentation shows; the samples are ours, for there is no public collection of them. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Pointer } from "../../../src/documents/document.ts";
import { registryKind } from "../../../src/documents/registry/registryKind.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";

const d = (letter: string): string => `sha256:${letter.repeat(64)}`;
const isValid = new Ajv2020({ strict: false }).compile(registryKind.schema as object);

function read(text: string, name = "export.json") {
	const source = new Source(name, text);
	expect(registryKind.detect({ path: name, head: text })).toBe(true);
	const { documents, diagnostics } = registryKind.parse(source, { buildArgs: {} });
	expect(diagnostics).toEqual([]);
	// biome-ignore lint/suspicious/noExplicitAny: the tests look into it.
	const values = documents.map(({ value }) => toPlain(value) as any);
	for (const value of values) expect([isValid(value), isValid.errors]).toEqual([true, null]);
	const at = (...pointer: Pointer) => {
		const span = documents[0]?.locate(pointer);
		return span === undefined ? undefined : source.slice(span);
	};
	return { values, at };
}

const json = (value: unknown): string => JSON.stringify(value, null, 1);

test("names only: the distribution protocol, and Skopeo", () => {
	const oci = read(json({ name: "shop/web", tags: ["1.0.0", `sha256-${"a".repeat(64)}.sig`] }));
	expect(oci.values).toMatchObject([
		{
			format: "oci-tags",
			repository: "shop/web",
			complete: true,
			manifests: [],
			tags: [
				{ name: "1.0.0", type: "image", signed: false },
				{ type: "signature", subject: d("a") },
			],
		},
	]);
	expect(oci.at("tags", 0, "name")).toBe('"1.0.0"');
	const skopeo = read(json({ Repository: "registry.acme.example/shop/web", Tags: ["1.0.0"] }));
	expect(skopeo.values).toMatchObject([{ registry: "registry.acme.example", repository: "shop/web" }]);
	const inspected = read(
		json({
			Name: "docker.io/library/alpine",
			Digest: d("a"),
			RepoTags: ["3.20"],
			Created: "2026-01-01T00:00:00Z",
			Architecture: "amd64",
			Os: "linux",
		}),
	);
	expect(inspected.values).toMatchObject([
		{
			registry: "docker.io",
			repository: "library/alpine",
			complete: false,
			manifests: [{ digest: d("a"), platforms: ["linux/amd64"], created: "2026-01-01T00:00:00.000Z" }],
		},
	]);
});

describe("Amazon ECR", () => {
	test("images", () => {
		const { values, at } = read(
			json({
				imageDetails: [
					{
						registryId: "012345678910",
						repositoryName: "shop/web",
						imageDigest: d("a"),
						imageTags: ["1.0.0", "stable"],
						imageSizeInBytes: 5000,
						imagePushedAt: "2026-03-01T10:00:00+01:00",
						lastRecordedPullTime: 1772359200.5,
						imageManifestMediaType: "application/vnd.oci.image.index.v1+json",
					},
					{ repositoryName: "shop/web", imageDigest: d("b"), imagePushedAt: "2026-02-01T10:00:00Z" },
					{ repositoryName: "shop/web", imageDigest: d("c"), imageTags: [`sha256-${"a".repeat(64)}.sig`] },
				],
			}),
		);
		expect(values).toHaveLength(1);
		expect(values[0]).toMatchObject({
			repository: "shop/web",
			tags: [
				{ name: "1.0.0", digest: d("a"), signed: true, size: 5000, pushed: "2026-03-01T09:00:00.000Z" },
				{ name: "stable", digest: d("a"), signed: true },
				{ type: "signature" },
			],
			manifests: [
				{ digest: d("a"), tags: ["1.0.0", "stable"], type: "index", pulled: "2026-03-01T10:00:00.500Z" },
				{ digest: d("b"), tags: [], type: "image" },
				{ digest: d("c"), type: "signature", subject: d("a") },
			],
		});
		expect(at("tags", 1)).toBe('"stable"');
		expect(at("manifests", 1, "digest")).toBe(`"${d("b")}"`);
		expect(at("manifests", 1, "pushed")).toBe('"2026-02-01T10:00:00Z"');
		expect(at("repository")).toBe('"shop/web"');
	});
	test("a line for every tag is one manifest", () => {
		const { values } = read(
			json({
				imageIds: [
					{ imageDigest: d("a"), imageTag: "1" },
					{ imageDigest: d("a"), imageTag: "2" },
				],
				nextToken: "x",
			}),
		);
		expect(values[0]).toMatchObject({ complete: false, manifests: [{ digest: d("a"), tags: ["1", "2"] }] });
	});
	test("repositories: a document each", () => {
		const repository = (name: string, more: object) => ({
			repositoryArn: `arn:aws:ecr:eu-west-1:012345678910:repository/${name}`,
			repositoryName: name,
			repositoryUri: `012345678910.dkr.ecr.eu-west-1.amazonaws.com/${name}`,
			...more,
		});
		const { values, at } = read(
			json({
				repositories: [
					repository("web", {
						imageTagMutability: "MUTABLE",
						imageScanningConfiguration: { scanOnPush: false },
						encryptionConfiguration: { encryptionType: "AES256" },
					}),
					repository("db", {
						imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
						encryptionConfiguration: { encryptionType: "KMS" },
					}),
				],
			}),
		);
		expect(values).toMatchObject([
			{
				registry: "012345678910.dkr.ecr.eu-west-1.amazonaws.com",
				repository: "web",
				immutable_tags: false,
				scan_on_push: false,
				encryption: "default",
			},
			{ repository: "db", immutable_tags: true, encryption: "managed-key" },
		]);
		expect(at("immutable_tags")).toBe('"MUTABLE"');
		expect(at("scan_on_push")).toBe("false");
	});
	const policy = {
		rules: [
			{
				rulePriority: 2,
				selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 10 },
				action: { type: "expire" },
			},
			{
				rulePriority: 1,
				description: "old",
				selection: {
					tagStatus: "tagged",
					tagPatternList: ["v*"],
					countType: "sinceImagePushed",
					countUnit: "days",
					countNumber: 30,
				},
				action: { type: "expire" },
			},
		],
	};
	const rules = {
		default: "keep",
		rules: [
			{
				priority: 1,
				text: "old",
				action: "expire",
				tagged: "tagged",
				patterns: ["^v.*$"],
				match: "all",
				older_than_days: 30,
				since: "pushed",
			},
			{ priority: 2, tagged: "any", keep_newest: 10 },
		],
	};
	test("a lifecycle policy, as a file and as the text in an answer", () => {
		const file = read(json(policy));
		expect(file.values).toMatchObject([{ repository: "", retention: rules }]);
		expect(file.at("retention", "rules", 1, "keep_newest")).toBe("10");
		const answer = read(json({ registryId: "0", repositoryName: "web", lifecyclePolicyText: JSON.stringify(policy) }));
		expect(answer.values).toMatchObject([{ repository: "web", retention: rules }]);
	});
});

test("Google: list-tags, images of several packages, cleanup policies", () => {
	const tags = read(
		json([
			{ digest: d("a"), tags: ["1"], timestamp: { datetime: "2026-03-01 10:00:00-08:00", year: 2026 } },
			{ digest: d("b"), tags: [], timestamp: {} },
		]),
	);
	expect(tags.values).toMatchObject([
		{
			manifests: [
				{ digest: d("a"), pushed: "2026-03-01T18:00:00.000Z" },
				{ digest: d("b"), tags: [] },
			],
		},
	]);
	expect(tags.at("manifests", 0, "pushed")).toBe('"2026-03-01 10:00:00-08:00"');
	const image = (name: string, more: object) => ({
		package: `europe-docker.pkg.dev/acme/shop/${name}`,
		version: d("a"),
		createTime: "2026-03-01T10:00:00Z",
		...more,
	});
	const images = read(
		json([
			image("web", { tags: "1.0.0, latest", metadata: { imageSizeBytes: "77", mediaType: "m" } }),
			image("db", { tags: ["2"] }),
		]),
	);
	expect(images.values).toMatchObject([
		{
			registry: "europe-docker.pkg.dev",
			repository: "acme/shop/web",
			tags: [{ name: "1.0.0", size: 77 }, { name: "latest" }],
		},
		{ repository: "acme/shop/db", tags: [{ name: "2" }] },
	]);
	const cleanup = read(
		json([
			{
				name: "old",
				action: { type: "Delete" },
				condition: { tagState: "tagged", tagPrefixes: ["a.b"], olderThan: "30d" },
			},
			{ name: "new", action: { type: "Keep" }, mostRecentVersions: { keepCount: 5 } },
		]),
	);
	expect(cleanup.values[0].retention).toMatchObject({
		default: "keep",
		rules: [
			{ text: "old", action: "expire", tagged: "tagged", patterns: ["^a\\.b"], older_than_days: 30 },
			{ text: "new", action: "keep", keep_newest: 5 },
		],
	});
	expect(cleanup.at("retention", "rules", 0, "older_than_days")).toBe('"30d"');
});

test("Harbor: artifacts with what belongs to them, retention", () => {
	const { values, at } = read(
		json([
			{
				digest: d("a"),
				repository_id: 1,
				repository_name: "shop/web",
				push_time: "2026-03-01T10:00:00.000Z",
				pull_time: "0001-01-01T00:00:00.000Z",
				size: 9,
				tags: [{ name: "1.0.0", immutable: true, push_time: "2026-03-02T10:00:00.000Z" }],
				accessories: [{ digest: d("b"), type: "signature.cosign" }],
				references: [{ child_digest: d("c"), platform: { os: "linux", architecture: "arm64", variant: "v8" } }],
			},
			{ digest: d("e"), repository_id: 1, tags: null, push_time: "2026-03-01T10:00:00.000Z" },
		]),
	);
	expect(values[0]).toMatchObject({
		repository: "shop/web",
		tags: [{ name: "1.0.0", immutable: true, signed: true, pushed: "2026-03-02T10:00:00.000Z" }],
		manifests: [
			{ digest: d("a"), platforms: ["linux/arm64/v8"], children: [d("c")] },
			{ digest: d("b"), type: "signature", subject: d("a") },
			{ digest: d("e"), tags: [] },
		],
	});
	expect(values[0].manifests[0].pulled).toBeUndefined();
	expect(at("tags", 0)).toBe('"1.0.0"');
	const rule = (template: string, params: object, more: object = {}) => ({
		template,
		params,
		action: "retain",
		tag_selectors: [{ kind: "doublestar", decoration: "matches", pattern: "{v*,latest}" }],
		...more,
	});
	const retention = read(
		json({
			algorithm: "or",
			rules: [
				rule("latestPushedK", { latestPushedK: 7 }),
				rule("nDaysSinceLastPull", { nDaysSinceLastPull: 3 }),
				rule("always", {}, { disabled: true }),
			],
		}),
	);
	expect(retention.values[0].retention).toMatchObject({
		default: "expire",
		rules: [
			{ action: "keep", keep_newest: 7, since: "pushed", match: "any" },
			{ action: "keep", newer_than_days: 3, since: "pulled" },
		],
	});
});

test("Docker Hub, GitHub, GitLab", () => {
	const hub = read(
		json({
			count: 200,
			next: "https://hub.docker.com/v2/repositories/acme/web/tags?page=2",
			previous: null,
			results: [
				{
					name: "1",
					digest: d("a"),
					full_size: 5,
					tag_last_pushed: "2026-01-01T00:00:00.1Z",
					images: [{ os: "linux", architecture: "amd64", digest: d("b") }],
				},
			],
		}),
	);
	expect(hub.values).toMatchObject([
		{
			registry: "docker.io",
			repository: "acme/web",
			complete: false,
			tags: [{ name: "1", digest: d("a") }],
			manifests: [{ platforms: ["linux/amd64"] }],
		},
	]);
	const github = read(
		json([
			{
				id: 1,
				name: d("a"),
				url: "https://api.github.com/orgs/Acme/packages/container/shop%2Fweb/versions/1",
				created_at: "2026-01-01T00:00:00Z",
				metadata: { package_type: "container", container: { tags: ["1"] } },
			},
		]),
	);
	expect(github.values).toMatchObject([
		{ registry: "ghcr.io", repository: "acme/shop/web", tags: [{ name: "1", digest: d("a") }] },
	]);
	const gitlab = read(json([{ name: "1", path: "acme/web:1", location: "registry.gitlab.example/acme/web:1" }]));
	expect(gitlab.values).toMatchObject([
		{ registry: "registry.gitlab.example", repository: "acme/web", tags: [{ name: "1" }], manifests: [] },
	]);
	const project = read(
		json({
			visibility: "public",
			container_registry_image_prefix: "registry.gitlab.example/acme/web",
			container_expiration_policy: {
				enabled: true,
				keep_n: 10,
				older_than: "90d",
				name_regex: ".*",
				name_regex_keep: "v.+",
			},
		}),
	);
	expect(project.values).toMatchObject([
		{
			visibility: "public",
			retention: {
				default: "keep",
				rules: [
					{
						patterns: ["^(?:.*)$"],
						excludes: ["^latest$", "^(?:v.+)$"],
						keep_newest: 10,
						older_than_days: 90,
						since: "created",
					},
				],
			},
		},
	]);
});

test("a YAML file of one's own", () => {
	const { values, at } = read(
		`registry: registry.acme.example\nrepository: shop/web\nvisibility: private\ntags:\n  - 1.0.0\n  - {name: 1.1.0, digest: "${d("a")}", immutable: true}\nretention:\n  rules:\n    - {action: expire, older_than_days: 90}\n`,
		"registry.yaml",
	);
	expect(values).toMatchObject([
		{
			registry: "registry.acme.example",
			visibility: "private",
			tags: [{ name: "1.0.0" }, { name: "1.1.0", digest: d("a"), immutable: true }],
			retention: { default: "keep", rules: [{ action: "expire", tagged: "any", older_than_days: 90 }] },
		},
	]);
	expect(at("tags", 1)).toBe("1.1.0");
	expect(at("visibility")).toBe("private");
	expect(at("retention", "rules", 0, "older_than_days")).toBe("90");
});

test("times as whole and as broken seconds, as older tools print them", () => {
	const images = ["1614592800.0", "1614592800.25", "1614592800"].map(
		(time) => `{"imageDigest": "${d("a")}${time}", "imagePushedAt": ${time}}`,
	);
	const { values } = read(`{"imageDetails": [${images.join(", ")}]}`);
	expect(values[0].manifests.map(({ pushed }: { pushed: string }) => pushed)).toEqual([
		"2021-03-01T10:00:00.000Z",
		"2021-03-01T10:00:00.250Z",
		"2021-03-01T10:00:00.000Z",
	]);
});

test.each<[string, string]>([
	["package.json", '{"name": "a", "version": "1", "tags": []}'],
	["values.yaml", "image:\n  registry: a\n  repository: b\n  tags: []\n"],
	["a.json", '{"rules": []}'],
	["a.json", '{"repositories": []}'],
	["a.json", '{"results": [], "count": 0}'],
	["a.json", '[{"name": "a", "path": "b"}]'],
	["pod.yaml", "apiVersion: v1\nkind: Pod\n"],
	["Dockerfile", "FROM a\n"],
])("%s is none: %j", (path, head) => expect(registryKind.detect({ path, head })).toBe(false));

test("what can't be read is said", () => {
	const parse = (text: string) => registryKind.parse(new Source("a.json", text), { buildArgs: {} });
	for (const text of ["{}", "[]", '{"repositoryName": "web", "lifecyclePolicyText": "{"}'])
		expect(parse(text).diagnostics.map(({ kind }) => kind.code)).toEqual(["registry-unreadable"]);
});
