/** Images that are verified before they are admitted: signed ones, others, and registries that don't answer. */
import { createSign } from "node:crypto";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeHost } from "../../src/cli/host/nodeHost.ts";
import { imageHost } from "../../src/cli/serve/imageHost.ts";
import type { ImageHost } from "../../src/serve/images/imageHost.ts";
import { TimedCache } from "../../src/serve/images/timedCache.ts";
import { type Put, putArtifact, putImage } from "../registry/images.ts";
import { startTestRegistry, type TestRegistry } from "../registry/testRegistry.ts";
import { newKeyPair } from "../signatures/trusts.ts";
import { endAll, pod, review, send, startGate } from "./startGate.ts";

const policies = path.resolve(import.meta.dirname, "../../policies/hygiene/signature_missing.policy");
const keys = newKeyPair();
const others = newKeyPair();
const files = {
	"policy.yaml": `packs: []\npolicies: [${policies}]\nimages:\n  requireSignature: true\n  signatures:\n    - key: cosign.pub\n`,
	"cosign.pub": keys.publicKey,
};
const served = { paths: [], config: "policy.yaml" } as const;

let registry: TestRegistry;
let host: ImageHost;
beforeAll(() => {
	host = imageHost(nodeHost(), { imageRegistry: [] });
});
beforeEach(async () => {
	registry = await startTestRegistry();
});
afterEach(async () => {
	await endAll();
	await registry.close();
});

/** As cosign signs with a key: a payload that names the digest, under a tag made of the image's digest. */
function sign(name: string, image: Put, key: string, about = image.digest): void {
	const payload = JSON.stringify({
		critical: {
			identity: { "docker-reference": `${registry.host}/${name}` },
			image: { "docker-manifest-digest": about },
			type: "cosign container image signature",
		},
		optional: null,
	});
	const signature = createSign("sha256").update(payload).sign(key).toString("base64");
	const annotations = { "dev.cosignproject.cosign/signature": signature };
	const part = {
		value: Buffer.from(payload),
		mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
		annotations,
	};
	putArtifact(registry, name, part, {}, `${image.digest.replace(":", "-")}.sig`);
}

const image = (name: string): Put => putImage(registry, name, { layers: [] }, "1.0");

interface Response {
	readonly allowed: boolean;
	readonly status?: { readonly code: number; readonly message: string };
	readonly warnings?: readonly string[];
	readonly auditAnnotations: Readonly<Record<string, string>>;
}

async function admit(url: string, ...images: readonly string[]): Promise<Response> {
	const containers = images.map((each, index) => ({ name: `c${index}`, image: each }));
	const answer = await send(`${url}/v1/admit`, { body: review(pod({ containers })) });
	expect(answer.status, answer.body).toBe(200);
	return JSON.parse(answer.body).response;
}

describe("a signature that policy.yaml asks for", () => {
	it("lets in what was signed with the key, by tag and by digest", async () => {
		const put = image("app");
		sign("app", put, keys.privateKey);
		const gate = await startGate({ files, served, host });
		expect(await admit(gate.url, `${registry.host}/app:1.0`)).toMatchObject({ allowed: true });
		expect(await admit(gate.url, `${registry.host}/app@${put.digest}`)).toMatchObject({ allowed: true });
	});

	it.each([
		["nobody has signed", () => undefined, "has no signature"],
		["another key has signed", (put: Put) => sign("app", put, others.privateKey), "has no signature that counts"],
		[
			"a signature of another image lies beside",
			(put: Put) => sign("app", put, keys.privateKey, `sha256:${"0".repeat(64)}`),
			"has no signature that counts",
		],
	])("keeps out what %s", async (_, prepare, message) => {
		prepare(image("app"));
		const gate = await startGate({ files, served, host });
		const answer = await admit(gate.url, `${registry.host}/app:1.0`);
		expect(answer).toMatchObject({ allowed: false, status: { code: 403 } });
		expect(answer.status?.message).toContain(message);
	});

	it("one image of several that isn't signed is one too many", async () => {
		sign("app", image("app"), keys.privateKey);
		image("other");
		const gate = await startGate({ files, served, host });
		const answer = await admit(gate.url, `${registry.host}/app:1.0`, `${registry.host}/other:1.0`);
		expect(answer.allowed).toBe(false);
		expect(answer.status?.message).toContain("/other:1.0 has no signature");
		expect(answer.status?.message).not.toContain("/app:1.0");
	});

	it("is asked for once: what is known of a digest is kept", async () => {
		sign("app", image("app"), keys.privateKey);
		const gate = await startGate({ files, served, host });
		await admit(gate.url, `${registry.host}/app:1.0`);
		const asked = registry.requests.length;
		await admit(gate.url, `${registry.host}/app:1.0`);
		expect(registry.requests.length).toBe(asked);
		expect((await send(`${gate.url}/metrics`)).body).toContain(
			'holystone_image_lookups_total{what="evidence",result="hit"} 1',
		);
	});
});

describe("a registry that doesn't answer", () => {
	const silent: ImageHost = {
		resolveDigest: async () => {
			throw new Error("the registry isn't there");
		},
		imageEvidence: async () => [],
	};

	it("keeps the image out", async () => {
		const gate = await startGate({ files, served, host: silent });
		const answer = await admit(gate.url, "registry.example/app:1.0");
		expect(answer).toMatchObject({
			allowed: false,
			status: { code: 500, message: "not verified: registry.example/app:1.0: the registry isn't there" },
		});
	});

	it("lets it in where the person said so, and it is told everywhere", async () => {
		const lines: string[] = [];
		const decisions = { write: async (line: string) => void lines.push(line), close: async () => undefined };
		const answers = { onUnavailable: "allow" } as const;
		const gate = await startGate({ files, served, answers, host: { ...silent, decisions } });
		const answer = await admit(gate.url, "registry.example/app:1.0");
		const told = "allowed although not verified: registry.example/app:1.0: the registry isn't there";
		expect(answer).toMatchObject({ allowed: true, warnings: [told], auditAnnotations: { "failed-open": told } });
		expect(JSON.parse(lines[0] as string).result.unavailable).toEqual([
			"registry.example/app:1.0: the registry isn't there",
		]);
	});

	it("holds nobody longer than the API server waits", async () => {
		const hanging: ImageHost = { ...silent, resolveDigest: () => new Promise(() => undefined) };
		const gate = await startGate({ files, served, host: hanging });
		const containers = [{ name: "a", image: "registry.example/app:1.0" }];
		const { body } = await send(`${gate.url}/v1/admit?timeout=500ms`, { body: review(pod({ containers })) });
		expect(JSON.parse(body).response.status.message).toBe(
			"not verified: registry.example/app:1.0: there was no answer in time",
		);
	});
});

it("where no policy asks for signatures, registries aren't asked, unless the person says so", async () => {
	image("app");
	const rule = { "p.rego": 'package p\n\ndeny contains "no" if input.never\n' };
	const quiet = await startGate({ files: rule, host });
	await admit(quiet.url, `${registry.host}/app:1.0`);
	expect(registry.requests).toEqual([]);
	const asking = await startGate({ files: rule, host, options: { verifyImages: true } });
	await admit(asking.url, `${registry.host}/app:1.0`);
	expect(registry.requests.length).toBeGreaterThan(0);
});

describe("a cache with bounds", () => {
	const cache = (now: () => number) =>
		new TimedCache<string>({
			entries: 2,
			size: 10,
			sizeOf: (text) => text.length,
			keep: () => 100,
			keepFailure: 10,
			now,
		});

	it("forgets what is old, what is too much, and failures soon", async () => {
		let time = 0;
		const made: string[] = [];
		const values = cache(() => time);
		const ask = (key: string, value = key) =>
			values.get(key, async () => {
				made.push(key);
				if (value === "fails") throw new Error("no");
				return value;
			}).value;
		await ask("a");
		await ask("a");
		expect(made).toEqual(["a"]);
		await ask("b");
		await ask("c");
		await ask("a");
		expect(made).toEqual(["a", "b", "c", "a"]);
		time = 101;
		await ask("a");
		expect(made).toEqual(["a", "b", "c", "a", "a"]);
		await ask("long", "x".repeat(11));
		await ask("long");
		expect(made.filter((key) => key === "long")).toHaveLength(2);
		await expect(ask("f", "fails")).rejects.toThrow("no");
		await expect(ask("f", "fails")).rejects.toThrow("no");
		time += 11;
		await expect(ask("f", "fails")).rejects.toThrow("no");
		expect(made.filter((key) => key === "f")).toHaveLength(2);
	});

	it("asks once for those who ask at the same time", async () => {
		let asked = 0;
		const values = cache(() => 0);
		const find = async () => {
			asked++;
			return "v";
		};
		await Promise.all([values.get("k", find).value, values.get("k", find).value]);
		expect(asked).toBe(1);
	});
});
