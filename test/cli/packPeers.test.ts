/** Packs in a real registry, read by oras and crane, their signatures verified and made by cosign. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DebianRegistry, registryProgram, startDebianRegistry } from "../registry/debianRegistry.ts";
import { archiveOf } from "../sharing/packFiles.ts";
import { keyPair, PacksWorld } from "./packsWorld.ts";
import { missing, program, runProgram } from "./peerPrograms.ts";

const registryOf = { name: "docker-registry", ...(registryProgram === undefined ? {} : { path: registryProgram }) };
const oras = program("oras", "version");
const crane = program("crane", "version");
const cosign = program("cosign", "version");

let registry: DebianRegistry;
let world: PacksWorld;
let place: string;
let count = 0;
const keys = keyPair();

const lacking = missing(registryOf);
describe.skipIf(lacking !== "")(`a real registry${lacking}`, () => {
	beforeAll(async () => {
		registry = await startDebianRegistry();
	});
	afterAll(() => registry.close());
	beforeEach(() => {
		world = new PacksWorld();
		place = `${registry.host}/acme/pack${++count}`;
		world.write("policy.yaml", "packs: [registry]\n");
		world.write("Dockerfile", "FROM quay.io/acme/web:1\n");
		world.write("acme.pem", keys.privateKey);
		world.write("acme.pub", keys.publicKey);
	});
	afterEach(() => world.remove());

	const push = (...more: readonly string[]) =>
		world.run("pack", "push", world.pack({ version: "1.2.0" }), `oci://${place}`, "--no-check", ...more);

	test("pushed, signed, added, run, tampered with and refused", async () => {
		expect((await push("--sign-key", "acme.pem", "--tag", "latest")).err).toBe("");
		const added = await world.run("pack", "add", `oci://${place}`, "--key", "acme.pub");
		expect(added).toMatchObject({ status: 0, err: "" });
		expect((await world.run("eval", "Dockerfile")).out).toContain("not ours");
		const digest = /digest: sha256:(\S+)/.exec(world.read("policy.lock"))?.[1] as string;
		const file = path.join(world.cache, "sha256", digest);
		const bytes = fs.readFileSync(file);
		bytes[20] = (bytes[20] as number) ^ 1;
		fs.writeFileSync(file, bytes);
		const ran = await world.run("eval", "Dockerfile");
		expect(ran.status).toBe(2);
		expect(ran.out + ran.err).toContain("isn't what policy.lock pins");
		expect((await world.run("pack", "pull")).status).toBe(0);
	});

	test.skipIf(oras.path === undefined)(`oras pulls the archive and finds the signature${missing(oras)}`, async () => {
		await push("--sign-key", "acme.pem");
		const target = path.join(world.root, "pulled");
		expect(runProgram(oras, ["pull", "--plain-http", `${place}:1.2.0`, "-o", target], world.root).status).toBe(0);
		expect(fs.readFileSync(path.join(target, "acme-1.2.0.tgz"))).toEqual(Buffer.from(archiveOf({ version: "1.2.0" })));
		const found = runProgram(oras, ["discover", "--plain-http", "--format", "json", `${place}:1.2.0`], world.root);
		expect(found.out).toContain("application/vnd.dev.sigstore.bundle.v0.3+json");
	});

	test.skipIf(crane.path === undefined)(`crane reads the manifest and copies it${missing(crane)}`, async () => {
		await push();
		const { out, status } = runProgram(crane, ["manifest", "--insecure", `${place}:1.2.0`], world.root);
		expect(status).toBe(0);
		expect(JSON.parse(out)).toMatchObject({
			artifactType: "application/vnd.holystone.pack.v1+json",
			layers: [{ mediaType: "application/vnd.holystone.pack.content.v1.tar+gzip" }],
			annotations: {
				"org.opencontainers.image.title": "acme",
				"org.opencontainers.image.version": "1.2.0",
				"org.opencontainers.image.licenses": "Apache-2.0",
			},
		});
		expect(runProgram(crane, ["copy", "--insecure", `${place}:1.2.0`, `${place}-copy:1.2.0`], world.root).status).toBe(
			0,
		);
		expect((await world.run("pack", "add", `oci://${place}-copy`)).err).toBe("");
	});

	const alone = ["--insecure-ignore-tlog=true", "--allow-http-registry", "--allow-insecure-registry"];
	const noLogs =
		'{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[],"certificateAuthorities":[],"ctlogs":[],"timestampAuthorities":[]}';

	describe.skipIf(cosign.path === undefined)(`cosign${missing(cosign)}`, () => {
		test("verifies what we signed, and not with another key", async () => {
			world.write("root.json", noLogs);
			world.write("other.pub", keyPair().publicKey);
			await push("--sign-key", "acme.pem");
			const verify = (key: string) =>
				runProgram(
					cosign,
					["verify", "--key", key, "--trusted-root", "root.json", ...alone, `${place}:1.2.0`],
					world.repository,
				);
			expect(verify("acme.pub")).toMatchObject({ status: 0 });
			expect(verify("other.pub").status).not.toBe(0);
		});

		test("signs an archive, and the bundle goes with the pack", async () => {
			const password = { COSIGN_PASSWORD: "" };
			expect(
				runProgram(
					cosign,
					["import-key-pair", "--key", "acme.pem", "--output-key-prefix", "imported"],
					world.repository,
					password,
				).status,
			).toBe(0);
			const folder = world.pack({ version: "1.2.0" });
			expect((await world.run("pack", "build", folder, "--no-check", "-o", "acme.tgz")).status).toBe(0);
			const made = runProgram(
				cosign,
				[
					"sign-blob",
					"--key",
					"imported.key",
					"--bundle",
					"bundle.json",
					"--tlog-upload=false",
					"--use-signing-config=false",
					"--yes",
					"acme.tgz",
				],
				world.repository,
				password,
			);
			expect(made.err + made.status).toContain("Wrote bundle");
			expect((await world.run("pack", "push", "acme.tgz", `oci://${place}`, "--bundle", "bundle.json")).err).toBe("");
			expect((await world.run("pack", "add", `oci://${place}`, "--key", "acme.pub")).err).toBe("");
			expect((await world.run("eval", "Dockerfile")).out).toContain("not ours");
			// The same bundle on a pack with other content.
			const other = await world.run(
				"pack",
				"push",
				world.pack({ version: "1.3.0" }),
				`oci://${place}`,
				"--no-check",
				"--bundle",
				"bundle.json",
			);
			expect(other.err).toBe("");
			expect((await world.run("pack", "update")).err).toContain("the signature of `acme` is refused");
			expect((await world.run("pack", "list")).out).toContain("1.2.0");
		});

		test("signs in the registry, and we verify it", async () => {
			const password = { COSIGN_PASSWORD: "" };
			runProgram(
				cosign,
				["import-key-pair", "--key", "acme.pem", "--output-key-prefix", "imported"],
				world.repository,
				password,
			);
			await push();
			const digest = runProgram(crane, ["digest", "--insecure", `${place}:1.2.0`], world.root).out.trim();
			const made = runProgram(
				cosign,
				[
					"sign",
					"--key",
					"imported.key",
					"--tlog-upload=false",
					"--use-signing-config=false",
					"--allow-http-registry",
					"--allow-insecure-registry",
					"--yes",
					`${place}@${digest}`,
				],
				world.repository,
				password,
			);
			expect(made.err).not.toMatch(/error/i);
			const added = await world.run("pack", "add", `oci://${place}`, "--key", "acme.pub");
			expect(added).toMatchObject({ status: 0, err: "" });
		});
	});
});
