/** Images that have to be signed: what `policy eval` says of one, of a manifest that names it, and what the gate says is the same. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeHost } from "../../src/cli/host/nodeHost.ts";
import { imageHost } from "../../src/cli/serve/imageHost.ts";
import { tar } from "../documents/image/archive.ts";
import { ociIndex, type Put, putImage, putManifest } from "../registry/images.ts";
import { startTestRegistry, type TestRegistry } from "../registry/testRegistry.ts";
import { attachBundle, attachByTag, newKey, simpleSignature } from "./signatures.ts";
import { admission, ThreeWays, type Ways } from "./threeWays.ts";

const ours = newKey();
const theirs = newKey();
const settings = `
images:
  requireSignature: true
  signatures:
    - key: cosign.pub
`;

let registry: TestRegistry;
let ways: ThreeWays;
beforeAll(async () => {
	registry = await startTestRegistry();
	ways = new ThreeWays({ "policy.yaml": settings, "cosign.pub": ours.pub });
});
afterAll(async () => {
	await ways.close();
	await registry.close();
});

let count = 0;
/** An image of its own, and the name that it has. */
function image(name: string, tag = "1.0"): Put {
	return putImage(registry, name, { layers: [{ tar: tar([{ name: "app", content: `${name} ${count++}` }]) }] }, tag);
}

function index(name: string): { readonly all: Put; readonly images: readonly Put[] } {
	const images = ["amd64", "arm64"].map((architecture) => ({
		...putImage(registry, name, {
			layers: [{ tar: tar([{ name: "app", content: `${name} ${architecture}` }]) }],
			platform: { os: "linux", architecture },
		}),
		platform: { os: "linux", architecture },
	}));
	return {
		images,
		all: putManifest(registry, name, { schemaVersion: 2, mediaType: ociIndex, manifests: images }, "1.0"),
	};
}

const sign = (name: string, put: Put, key = ours): void =>
	attachByTag(registry, name, put, simpleSignature(put.digest, key));

interface Case {
	readonly make: (name: string) => unknown;
	/** Why it is refused; absent where it is accepted. */
	readonly refused?: RegExp;
}

const cases: Readonly<Record<string, Case>> = {
	"signed by us": { make: (name) => sign(name, image(name)) },
	"signed by us, in a bundle": { make: (name) => attachBundle(registry, name, image(name), ours) },
	"an index that we signed": { make: (name) => sign(name, index(name).all) },
	"signed by nobody": { make: (name) => image(name), refused: /has no signature/ },
	"signed by others": { make: (name) => sign(name, image(name), theirs), refused: /no signature that counts.*key/ },
	"signed by others, in a bundle": {
		make: (name) => attachBundle(registry, name, image(name), theirs),
		refused: /no signature that counts.*key/,
	},
	"with a signature that was changed": {
		make: (name) => {
			const put = image(name);
			const { payload, signature } = simpleSignature(put.digest, ours);
			attachByTag(registry, name, put, {
				payload: Buffer.from(payload.toString().replace("optional", "Optional")),
				signature,
			});
		},
		refused: /no signature that counts/,
	},
	"with our signature of another image": {
		make: (name) => {
			const signed = image(name, "other");
			attachByTag(registry, name, image(name), simpleSignature(signed.digest, ours));
		},
		refused: /no signature that counts.*not of the image that it lies with/,
	},
	"with our bundle of another image": {
		make: (name) => {
			const { digest } = image(name, "other");
			attachBundle(registry, name, image(name), ours, { about: digest });
		},
		refused: /no signature that counts/,
	},
	"only attested by us": {
		make: (name) =>
			attachBundle(registry, name, image(name), ours, { predicateType: "https://slsa.dev/provenance/v1" }),
		refused: /has no signature/,
	},
	"with a tag that was moved since": {
		make: (name) => {
			sign(name, image(name));
			image(name);
		},
		refused: /has no signature/,
	},
	"an index of which only one image is signed": {
		make: (name) => sign(name, index(name).images[0] as Put),
		refused: /has no signature/,
	},
};

describe.each(Object.entries(cases))("an image %s", (title, { make, refused }) => {
	const name = title.replace(/[^a-z]+/g, "-");
	let found: Ways;
	beforeAll(async () => {
		make(name);
		found = await ways.judge(`${registry.host}/${name}:1.0`);
	});
	test.each(["named", "inManifest", "admitted"] as const)(`is ${refused ? "refused" : "accepted"}: %s`, (way) => {
		const { passes, text } = found[way];
		if (refused === undefined) expect(text).not.toMatch(/has no signature|error:/);
		else expect(text).toMatch(refused);
		expect(passes).toBe(refused === undefined);
	});
});

describe("the gate", () => {
	test("judges by digest as by tag", async () => {
		const put = image("pinned");
		const gate = await ways.gate();
		expect(await admission(gate, `${registry.host}/pinned@${put.digest}`)).toMatchObject({ passes: false });
		sign("digest", image("digest"));
		const signed = image("digest");
		sign("digest", signed);
		expect(await admission(gate, `${registry.host}/digest@${signed.digest}`)).toMatchObject({ passes: true, text: "" });
	});

	test("judges each image of a pod by what is attached to itself", async () => {
		sign("both", image("both"));
		image("neither");
		const { text } = await admission(await ways.gate(), `${registry.host}/both:1.0`, `${registry.host}/neither:1.0`);
		expect(text).toContain(`container c1: ${registry.host}/neither:1.0 has no signature`);
		expect(text).not.toContain("container c0");
		// And nothing stays for the next who asks.
		const { text: later } = await admission(await ways.gate(), `${registry.host}/neither:1.0`);
		expect(later).toContain("has no signature");
	});

	test("does so in other threads, too, and asks once for all of them", async () => {
		sign("threads", image("threads"));
		const gate = await ways.startGate({ threads: 2 });
		const before = registry.requests.length;
		const reference = `${registry.host}/threads:1.0`;
		const answers = await Promise.all(Array.from({ length: 6 }, () => admission(gate, reference)));
		expect(answers.map(({ passes }) => passes)).toEqual(answers.map(() => true));
		const asked = registry.requests.slice(before).filter(({ line }) => line.includes("/manifests/1.0"));
		expect(asked).toHaveLength(1);
	});

	test("refuses what no registry tells of, and says what and why", async () => {
		const gate = await ways.gate();
		const missing = await admission(gate, `${registry.host}/missing:1.0`);
		expect(missing.passes).toBe(false);
		expect(missing.text).toMatch(/^not verified: 127\.0\.0\.1:\d+\/missing:1\.0: /);
		const silent = await admission(gate, "127.0.0.1:9/app:1.0");
		expect(silent.text).toMatch(/^not verified: 127\.0\.0\.1:9\/app:1\.0: .*doesn't answer/);
	});

	test("tells of what it couldn't find out beside what it could", async () => {
		image("found");
		const gate = await ways.gate();
		const { text } = await admission(gate, `${registry.host}/found:1.0`, `${registry.host}/missing:1.0`);
		expect(text).toMatch(/found:1\.0 has no signature.*not verified: .*missing:1\.0/s);
	});

	test("asks only the registries that it may", async () => {
		image("elsewhere");
		const before = registry.requests.length;
		const gate = await ways.startGate({ host: imageHost(nodeHost(), { imageRegistry: ["registry.example"] }) });
		const { passes, text } = await admission(gate, `${registry.host}/elsewhere:1.0`);
		expect(passes).toBe(false);
		expect(text).toMatch(/^not verified: .*`127\.0\.0\.1:\d+` is none of the registries that are asked/);
		expect(registry.requests).toHaveLength(before);
	});

	test("lets it pass where it is told to, with a warning", async () => {
		const gate = await ways.startGate({ answers: { onUnavailable: "allow" } });
		const { passes, warnings, annotations } = await admission(gate, `${registry.host}/missing:1.0`);
		expect(passes).toBe(true);
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toMatch(/^allowed although not verified: .*missing:1\.0/);
		expect(annotations["failed-open"]).toContain("missing:1.0");
		// What it could find out counts nevertheless.
		image("known");
		const both = await admission(gate, `${registry.host}/missing:1.0`, `${registry.host}/known:1.0`);
		expect(both.passes).toBe(false);
		expect(both.text).toContain("known:1.0 has no signature");
		expect(both.text).not.toContain("missing:1.0 has no signature");
	});
});

test("a run over manifests tells which image couldn't be asked about, where it stands, and decides nothing about it", async () => {
	const { inManifest } = await ways.judge(`${registry.host}/missing:1.0`);
	expect(inManifest).toMatchObject({ passes: false, status: 2 });
	expect(inManifest.text).toMatch(/deploy\/pod\.yaml:\d+:\d+: error: .*missing/);
	expect(inManifest.text).toMatch(/needs what is attached to 127\.0\.0\.1:\d+\/missing:1\.0 to decide HS5042/);
	expect(inManifest.text).not.toContain("has no signature");
});
