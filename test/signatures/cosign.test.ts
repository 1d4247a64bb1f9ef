/**
 * Images that cosign has signed in a real registry: what is accepted, and what isn't any more once somebody has meddled with it. Needs docker-registry and
 * cosign on PATH; COSIGN and COSIGN2 name other programs of version 3 and 2.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { type DebianRegistry, registryProgram, startDebianRegistry } from "../registry/debianRegistry.ts";
import { testHost } from "../scenarios/scenario.ts";
import { pushArtifact, pushImage, pushManifest, readBlob, readManifest } from "./pushing.ts";
import { newInstance } from "./sigstoreInstance.ts";

const isThere = (program: string): boolean => spawnSync(program, ["version"]).error === undefined;
const cosign3 = process.env.COSIGN ?? "cosign";
const cosign2 = process.env.COSIGN2 ?? "cosign2";
const offline = ["--tlog-upload=false", "--yes", "--allow-insecure-registry"];

/** Programs with what they have to be told to write a format. */
const makers = [
	{ name: "cosign v2, tags and annotations", program: cosign2, more: [] },
	{ name: "cosign v3, bundles as referrers", program: cosign3, more: ["--use-signing-config=false"] },
	{
		name: "cosign v3, tags and annotations",
		program: cosign3,
		more: ["--use-signing-config=false", "--new-bundle-format=false"],
	},
];

const unsigned = path.resolve(import.meta.dirname, "../../policies/hygiene/image_unsigned.policy");
let folder: string;
let registry: DebianRegistry;

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), "cosign-"));
	if (registryProgram !== undefined) registry = await startDebianRegistry();
});
afterAll(async () => {
	rmSync(folder, { recursive: true, force: true });
	await registry?.close();
});

function command(program: string, ...argv: readonly string[]): void {
	execFileSync(program, argv, {
		cwd: folder,
		stdio: "pipe",
		env: { PATH: process.env.PATH, HOME: folder, COSIGN_PASSWORD: "" },
	});
}

async function policy(...argv: readonly string[]) {
	const out: string[] = [];
	const host = testHost(folder, { stdout: (text) => out.push(text), env: { HOME: folder } });
	return { status: await run(argv, host), stdout: out.join("") };
}

/** Form and outcome of each signature of an image, as the key in `cosign.pub` has it, and whether the image passes. */
async function seen(image: string) {
	const { stdout } = await policy("parse", "--kind", "signature", image);
	const documents = JSON.parse(stdout) as readonly { readonly value: Record<string, unknown> }[];
	const outcomes = documents.map(({ value }) => {
		const { form, verified, reason } = value as { form: string; verified: boolean; reason?: { code: string } };
		return `${form} ${verified ? "accepted" : reason?.code}`;
	});
	const { status } = await policy("eval", "--policy", unsigned, image);
	return { outcomes: outcomes.sort(), passes: status === 0 };
}

const lacking = [
	...(registryProgram === undefined ? ["docker-registry"] : []),
	...[cosign2, cosign3].filter((program) => !isThere(program)),
];

describe.skipIf(lacking.length > 0)(lacking.length > 0 ? `cosign: ${lacking.join(", ")} isn't there` : "cosign", () => {
	beforeAll(() => {
		command(cosign2, "generate-key-pair", "--output-key-prefix", "other");
		command(cosign2, "generate-key-pair");
		writeFileSync(
			path.join(folder, "policy.yaml"),
			"policy:\n  images:\n    requireSignature: true\n    signatures:\n      - key: cosign.pub\n",
		);
		writeFileSync(
			path.join(folder, "slsa.json"),
			JSON.stringify({
				buildDefinition: { buildType: "https://acme.example/build", externalParameters: {}, resolvedDependencies: [] },
				runDetails: { builder: { id: "https://ci.acme.example/release" } },
			}),
		);
		writeFileSync(
			path.join(folder, "bom.json"),
			JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.5", version: 1 }),
		);
	});

	describe.each(makers.map((maker, index) => [maker.name, { ...maker, repository: `app${index}` }] as const))(
		"%s",
		(_, { program, more, repository }) => {
			const at = (tag: string): string => `${registry.host}/${repository}:${tag}`;
			const by = (digest: string): string => `${registry.host}/${repository}@${digest}`;
			const sign = (digest: string, key = "cosign.key"): void =>
				command(program, "sign", "--key", key, ...offline, ...more, by(digest));

			test("what it signed is accepted; what nobody signed isn't", async () => {
				sign(await pushImage(registry.host, repository, "signed"));
				await pushImage(registry.host, repository, "plain");
				expect(await seen(at("signed"))).toEqual({ outcomes: ["signature accepted"], passes: true });
				expect(await seen(at("plain"))).toEqual({ outcomes: [], passes: false });
			}, 60_000);

			test("another key's signature isn't accepted, and doesn't spoil one that is", async () => {
				const digest = await pushImage(registry.host, repository, "keys");
				sign(digest, "other.key");
				expect(await seen(at("keys"))).toEqual({ outcomes: ["signature untrusted_key"], passes: false });
				sign(digest);
				expect(await seen(at("keys"))).toEqual({
					outcomes: ["signature accepted", "signature untrusted_key"],
					passes: true,
				});
			}, 60_000);

			test("a signature that was moved to another image is refused there", async () => {
				const from = await pushImage(registry.host, repository, "from");
				const to = await pushImage(registry.host, repository, "to");
				sign(from);
				await move(repository, from, to);
				expect(await seen(at("to"))).toEqual({ outcomes: ["signature other_subject"], passes: false });
				expect((await seen(at("from"))).passes).toBe(true);
			}, 60_000);

			test("a signature whose content was changed to fit another image is refused", async () => {
				const from = await pushImage(registry.host, repository, "honest");
				const to = await pushImage(registry.host, repository, "forged");
				sign(from);
				await move(repository, from, to, (bytes) => forged(bytes, from, to));
				expect(await seen(at("forged"))).toEqual({ outcomes: ["signature untrusted_key"], passes: false });
			}, 60_000);

			test("attestations are accepted, and don't stand for a signature", async () => {
				const digest = await pushImage(registry.host, repository, "attested");
				for (const [type, file] of [
					["slsaprovenance1", "slsa.json"],
					["cyclonedx", "bom.json"],
				] as const)
					command(
						program,
						"attest",
						"--key",
						"cosign.key",
						"--type",
						type,
						"--predicate",
						file,
						...offline,
						...more,
						by(digest),
					);
				expect(await seen(at("attested"))).toEqual({
					outcomes: ["attestation accepted", "attestation accepted"],
					passes: false,
				});
				const { stdout } = await policy("parse", "--kind", "signature", at("attested"));
				expect(stdout).toContain('"builder": "https://ci.acme.example/release"');
				const bill = await policy("parse", "--kind", "sbom", at("attested"));
				expect(bill.stdout).toContain('"attested": "verified"');
			}, 60_000);
		},
	);

	test("a layout that cosign saved gives the same", async () => {
		const digest = await pushImage(registry.host, "saved", "1");
		command(cosign2, "sign", "--key", "cosign.key", ...offline, `${registry.host}/saved@${digest}`);
		command(cosign2, "save", "--allow-insecure-registry", "--dir", "layout", `${registry.host}/saved@${digest}`);
		expect(await seen("layout/oci-layout")).toEqual({ outcomes: ["signature accepted"], passes: true });
	}, 60_000);

	test("a trust root asks for the log that these signatures aren't in", async () => {
		const digest = await pushImage(registry.host, "unlogged", "1");
		command(cosign2, "sign", "--key", "cosign.key", ...offline, `${registry.host}/unlogged@${digest}`);
		const before = readFileSync(path.join(folder, "policy.yaml"), "utf8");
		writeFileSync(path.join(folder, "trusted_root.json"), JSON.stringify(newInstance().trustedRoot()));
		writeFileSync(path.join(folder, "policy.yaml"), `${before}        trustRoot: trusted_root.json\n`);
		const found = await seen(`${registry.host}/unlogged:1`);
		writeFileSync(path.join(folder, "policy.yaml"), before);
		expect(found).toEqual({ outcomes: ["signature log_missing"], passes: false });
	}, 60_000);

	/** Copies what is attached to one image to another one, its content perhaps changed. */
	async function move(repository: string, from: string, to: string, change = (bytes: Buffer): Buffer => bytes) {
		const tag = from.replace(":", "-");
		const index = await readManifest(registry.host, repository, tag);
		const [reference] = (index?.manifests as { readonly digest: string }[] | undefined) ?? [];
		const manifest = await readManifest(registry.host, repository, reference?.digest ?? `${tag}.sig`);
		const layers = (manifest?.layers ?? []) as {
			readonly digest: string;
			readonly mediaType: string;
			readonly annotations?: object;
		}[];
		const [layer] = layers;
		if (manifest === undefined || layer === undefined) throw new Error("nothing is attached");
		const bytes = change(await readBlob(registry.host, repository, layer.digest));
		const moved = await pushArtifact(registry.host, repository, bytes, layer, manifest);
		if (reference === undefined) await pushManifest(registry.host, repository, moved, `${to.replace(":", "-")}.sig`);
		else {
			const subject = { ...(manifest.subject as object), digest: to };
			const descriptor = await pushManifest(registry.host, repository, { ...moved, subject });
			const listed = { ...descriptor, artifactType: layer.mediaType };
			const mediaType = "application/vnd.oci.image.index.v1+json";
			await pushManifest(
				registry.host,
				repository,
				{ schemaVersion: 2, mediaType, manifests: [listed] },
				to.replace(":", "-"),
			);
		}
	}
});

/** A payload, or the envelope in a bundle, with one digest for another. */
function forged(bytes: Buffer, from: string, to: string): Buffer {
	const text = bytes.toString();
	const [old, other] = [from, to].map((digest) => digest.slice("sha256:".length)) as [string, string];
	if (text.includes(old)) return Buffer.from(text.replaceAll(old, other));
	const bundle = JSON.parse(text) as { dsseEnvelope: { payload: string } };
	const payload = Buffer.from(bundle.dsseEnvelope.payload, "base64").toString().replaceAll(old, other);
	bundle.dsseEnvelope.payload = Buffer.from(payload).toString("base64");
	return Buffer.from(JSON.stringify(bundle));
}
