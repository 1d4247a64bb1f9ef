/** What the client does at each endpoint: one table of cases, against the registry of the tests and against Debian's. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RegistryClient } from "../../src/registry/registryClient.ts";
import type { Repository } from "../../src/registry/repository.ts";
import { bytesOf, faultOf, type TestClientOptions, testClient } from "./client.ts";
import { registryProgram, startDebianRegistry } from "./debianRegistry.ts";
import { account, sha256, startTestRegistry } from "./testRegistry.ts";

const ociManifest = "application/vnd.oci.image.manifest.v1+json";
const ociIndex = "application/vnd.oci.image.index.v1+json";
const empty = Buffer.from("{}");
const layer = Buffer.alloc(300_000, "layer ");

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const descriptor = (bytes: Buffer, mediaType: string) => ({ mediaType, digest: sha256(bytes), size: bytes.length });

/** A manifest of one layer; `note` makes it another. */
function manifestOf(note: string, more: object = {}): Buffer {
	return json({
		schemaVersion: 2,
		mediaType: ociManifest,
		config: descriptor(empty, "application/vnd.oci.empty.v1+json"),
		layers: [descriptor(layer, "application/vnd.oci.image.layer.v1.tar")],
		annotations: { note },
		...more,
	});
}

async function pushImage(
	client: RegistryClient,
	repository: Repository,
	tag: string,
	bytes = manifestOf(tag),
): Promise<string> {
	for (const blob of [empty, layer]) await client.pushBlob(repository, sha256(blob), blob);
	return client.pushManifest(repository, { bytes, mediaType: ociManifest, tag });
}

const cases: Readonly<Record<string, (client: RegistryClient, at: (name: string) => Repository) => Promise<void>>> = {
	"a manifest that was pushed is resolved by tag and by digest, byte for byte": async (client, at) => {
		const bytes = manifestOf("1.0");
		const digest = await pushImage(client, at("app"), "1.0", bytes);
		expect(digest).toBe(sha256(bytes));
		for (const reference of ["1.0", digest]) {
			const found = await client.manifest(at("app"), reference);
			expect(found).toMatchObject({ digest, mediaType: ociManifest });
			expect(Buffer.from(found.bytes)).toEqual(bytes);
		}
		expect(await client.head(at("app"), "1.0")).toMatchObject({ digest, mediaType: ociManifest, size: bytes.length });
	},
	"what isn't there isn't found, and says what was asked for": async (client, at) => {
		await pushImage(client, at("app"), "1.0");
		expect(await faultOf(client.manifest(at("app"), "1.9"))).toMatchObject({
			code: "registry-not-found",
			text: `\`${at("app").registry}\` has no \`${at("app").registry}/app:1.9\``,
		});
		expect((await faultOf(client.manifest(at("none"), "1.0"))).code).toBe("registry-not-found");
		expect((await faultOf(client.tags(at("none")))).code).toBe("registry-not-found");
		expect(await client.head(at("app"), "1.9")).toBeUndefined();
	},
	"a blob comes whole, and from an offset on": async (client, at) => {
		await pushImage(client, at("app"), "1.0");
		const blob = { digest: sha256(layer), size: layer.length };
		expect((await bytesOf(client.blob(at("app"), blob))).equals(layer)).toBe(true);
		expect((await bytesOf(client.blob(at("app"), blob, 123_456))).equals(layer.subarray(123_456))).toBe(true);
	},
	"a blob that is there isn't sent again": async (client, at) => {
		const repository = at("once");
		expect(await client.pushBlob(repository, sha256(layer), layer)).toBe(true);
		expect(await client.pushBlob(repository, sha256(layer), layer)).toBe(false);
	},
	"a blob of another repository is taken from there": async (client, at) => {
		await pushImage(client, at("app"), "1.0");
		expect(await client.pushBlob(at("other"), sha256(layer), layer, at("app"))).toBe(false);
		expect((await bytesOf(client.blob(at("other"), { digest: sha256(layer), size: layer.length }))).equals(layer)).toBe(
			true,
		);
	},
	"an empty blob is a blob": async (client, at) => {
		const nothing = Buffer.alloc(0);
		await client.pushBlob(at("app"), sha256(nothing), nothing);
		expect((await bytesOf(client.blob(at("app"), { digest: sha256(nothing), size: 0 }))).length).toBe(0);
	},
	"all tags are listed, however many pages they fill": async (client, at) => {
		const names = Array.from({ length: 23 }, (_, index) => `1.${index}`);
		for (const name of names) await pushImage(client, at("many"), name, manifestOf("same"));
		expect([...(await client.tags(at("many")))].sort()).toEqual([...names].sort());
	},
	"what refers to a manifest is found from it, by type if wanted": async (client, at) => {
		const repository = at("signed");
		const image = manifestOf("1.0");
		const subject = { ...descriptor(image, ociManifest), digest: await pushImage(client, repository, "1.0", image) };
		const types = [
			"application/vnd.example.sbom",
			"application/vnd.example.signature",
			"application/vnd.example.signature",
		];
		const pushed: string[] = [];
		for (const [index, artifactType] of types.entries()) {
			const bytes = manifestOf(`about ${index}`, { artifactType, subject });
			pushed.push(await client.pushManifest(repository, { bytes, mediaType: ociManifest }));
		}
		const found = await client.referrers(repository, subject.digest);
		expect(found.map(({ digest }) => digest).sort()).toEqual([...pushed].sort());
		const signatures = await client.referrers(repository, subject.digest, "application/vnd.example.signature");
		expect(signatures.map(({ digest, artifactType }) => [digest, artifactType]).sort()).toEqual(
			pushed
				.slice(1)
				.map((digest) => [digest, "application/vnd.example.signature"])
				.sort(),
		);
		expect(await client.referrers(repository, sha256(empty))).toEqual([]);
	},
	"an index is a manifest like others": async (client, at) => {
		const digest = await pushImage(client, at("app"), "1.0");
		const entry = {
			...descriptor(manifestOf("1.0"), ociManifest),
			digest,
			platform: { os: "linux", architecture: "arm64" },
		};
		const bytes = json({ schemaVersion: 2, mediaType: ociIndex, manifests: [entry] });
		await client.pushManifest(at("app"), { bytes, mediaType: ociIndex, tag: "all" });
		expect(await client.manifest(at("app"), "all")).toMatchObject({ mediaType: ociIndex, digest: sha256(bytes) });
	},
	"a manifest can be removed": async (client, at) => {
		const digest = await pushImage(client, at("gone"), "1.0");
		await client.deleteManifest(at("gone"), digest);
		expect((await faultOf(client.manifest(at("gone"), digest))).code).toBe("registry-not-found");
	},
	"a manifest whose blobs aren't there is refused, and the reason told": async (client, at) => {
		const bytes = json({
			schemaVersion: 2,
			mediaType: ociManifest,
			config: descriptor(Buffer.from("never pushed"), "application/vnd.oci.image.config.v1+json"),
			layers: [],
		});
		const { code } = await faultOf(client.pushManifest(at("app"), { bytes, mediaType: ociManifest, tag: "broken" }));
		expect(["registry-refused", "registry-not-found"]).toContain(code);
	},
};

interface Started {
	readonly host: string;
	close(): Promise<void>;
}

type Row = readonly [name: string, start: (() => Promise<Started>) | undefined, options?: TestClientOptions];
const registries: readonly Row[] = [
	["the registry of the tests", () => startTestRegistry({ page: 5 })],
	["one without an endpoint for referrers", () => startTestRegistry({ referrers: false })],
	[
		"one that asks for a name and password",
		() => startTestRegistry({ auth: "basic" }),
		{ credential: { kind: "basic", ...account } },
	],
	[
		"one that asks for a token",
		() => startTestRegistry({ auth: "bearer" }),
		{ credential: { kind: "basic", ...account } },
	],
	[
		"one that keeps blobs elsewhere and knows no ranges",
		() => startTestRegistry({ blobsElsewhere: true, ranges: false }),
	],
	["one that cuts connections after 100 kB", () => startTestRegistry({ mostAtOnce: 100_000, referrers: false })],
	["Debian's docker-registry", registryProgram === undefined ? undefined : () => startDebianRegistry()],
];

describe.each(registries.map(([name, start, options]) => ({ name, start, options })))(
	"$name",
	({ name, start, options }) => {
		if (start === undefined) {
			test.skip(`${name} isn't installed`, () => undefined);
			return;
		}
		let registry: Started;
		beforeAll(async () => {
			registry = await start();
		});
		afterAll(() => registry.close());

		test.each(Object.entries(cases))("%s", async (_, check) => {
			await check(testClient(options), (repository) => ({ registry: registry.host, repository }));
		});
	},
);
