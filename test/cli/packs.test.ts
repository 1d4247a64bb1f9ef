/** Packs from a registry: added, pinned, run, changed, refused. The registry is the tests' own, in this process. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestRegistry, type TestRegistry } from "../registry/testRegistry.ts";
import { newInstance } from "../signatures/sigstoreInstance.ts";
import { keyPair, PacksWorld } from "./packsWorld.ts";

let registry: TestRegistry;
let world: PacksWorld;
let count = 0;
/** A repository of its own for each test. */
let place: string;
beforeAll(async () => {
	registry = await startTestRegistry();
});
afterAll(() => registry.close());
beforeEach(() => {
	world = new PacksWorld();
	place = `oci://${registry.host}/acme/pack${++count}`;
	world.write("Dockerfile", "FROM quay.io/acme/web:1\n");
	// A small one: run from the sources, bundled packs are compiled anew each time.
	world.write("policy.yaml", "packs: [registry]\n");
});
afterEach(() => world.remove());

const signing = keyPair();
const other = keyPair();

async function publish(options: Parameters<PacksWorld["pack"]>[0] = {}, ...more: readonly string[]): Promise<void> {
	const { status, err } = await world.run("pack", "push", world.pack(options), place, "--no-check", ...more);
	expect(err).toBe("");
	expect(status).toBe(0);
}
const configured = (range: string, more = ""): void =>
	world.write("policy.yaml", `packs:\n  - name: acme\n    from: ${place}\n    version: "${range}"\n${more}`);

describe("a pack of somebody else", () => {
	test("is added, pinned and run; the network is not asked again", async () => {
		await publish({ version: "1.0.0" });
		await publish({ version: "1.2.0" });
		await publish({ version: "2.0.0" });
		world.write("policy.yaml", "# what we check\npacks:\n  - registry # bundled\n\n# and no less\nfailOn: high\n");
		const added = await world.run("pack", "add", `${place}@^1`);
		expect(added).toMatchObject({ status: 0, err: "", out: `acme 1.2.0 from ${place}\npolicy.yaml: acme ^1\n` });
		expect(world.read("policy.yaml")).toBe(
			`# what we check\npacks:\n  - registry # bundled\n  - name: acme\n    from: ${place}\n    version: ^1\n\n# and no less\nfailOn: high\n`,
		);
		world.requests.length = 0;
		const ran = await world.run("eval", "Dockerfile");
		expect(ran.status).toBe(1);
		expect(ran.out).toContain("ACME1  not ours");
		expect(world.requests).toEqual([]);
		// Anew from the same lock, on a machine that has nothing.
		fs.rmSync(world.cache, { recursive: true });
		const without = await world.run("eval", "Dockerfile");
		expect(without.status).toBe(2);
		expect(without.err + without.out).toContain("policy pack pull");
		expect(await world.run("pack", "pull")).toMatchObject({ status: 0, out: "acme 1.2.0\n" });
		expect((await world.run("eval", "Dockerfile")).status).toBe(1);
	});

	test("is set as bundled ones are", async () => {
		await publish();
		configured("^1");
		expect((await world.run("pack", "update")).status).toBe(0);
		const settings = {
			params: "    params: {acme.images.base: {registry: quay.io}}\n",
			severities: "    severities: {ACME1: off}\n",
		};
		for (const setting of Object.values(settings)) {
			configured("^1", setting);
			const ran = await world.run("eval", "Dockerfile");
			expect(ran.out).not.toContain("not ours");
			expect(ran.status).toBe(setting === settings.params ? 0 : 3);
		}
		configured("^1", "    params: {acme.images.base: {registries: [quay.io]}}\n");
		expect((await world.run("eval", "Dockerfile")).status).toBe(2);
	});

	test("is tested and listed as others are", async () => {
		await publish();
		configured("^1");
		await world.run("pack", "update");
		const tested = await world.run("test", "--pack", "acme");
		expect(tested.status).toBe(0);
		expect(tested.out).toMatch(/4 .*pass/i);
		expect((await world.run("list", "--pack", "acme")).out).toContain("ACME1");
		expect((await world.run("pack", "list")).out).toMatch(/acme +1\.0\.0 +oci:.* policy\.yaml +here +not asked for/);
	});

	test("gives way to a folder while somebody works on it, and the run says so", async () => {
		await publish();
		configured("^1");
		await world.run("pack", "update");
		const folder = world.pack({ version: "1.1.0", message: "in work" });
		const ran = await world.run("eval", "Dockerfile", "--pack-override", `acme=${folder}`);
		expect(ran.out + ran.err).toContain("stands in for the pack `acme`");
		expect(ran.out).toContain("in work");
		const unknown = await world.run("eval", "Dockerfile", "--pack-override", `acmee=${folder}`);
		expect(unknown.status).toBe(2);
		expect(unknown.out + unknown.err).toContain("did you mean `acme`?");
	});

	test("has its own modules, and those of the packs it depends on", async () => {
		const base = `oci://${registry.host}/acme/base${count}`;
		const library = { "lib/names.rego": 'package lib.names\n\nours := "registry.example"\n' };
		expect(
			(
				await world.run(
					"pack",
					"push",
					world.pack({ name: "base", version: "1.1.0", files: library }),
					base,
					"--no-check",
				)
			).status,
		).toBe(0);
		const policy = `package acme.more\n\nimport data.lib.names\n\npolicy base2 on dockerfile {\n\ttitle: "t"\n\tcode: "ACME2"\n\tseverity: high\n\tdeny stage.from because "by a library" if {\n\t\tsome stage in input.stages\n\t\tstage.from.registry != names.ours\n\t}\n}\n`;
		await publish({ dependencies: { base: { from: base, version: "^1" } }, files: { "more.policy": policy } });
		const added = await world.run("pack", "add", place);
		expect(added.err).toBe("");
		expect(added.out).toContain(`base 1.1.0 from ${base}`);
		const ran = await world.run("eval", "Dockerfile");
		expect(ran.out).toContain("by a library");
		// Its policies are not in force: nobody asked for them.
		expect(ran.out).not.toContain("BASE1");
		expect((await world.run("pack", "list")).out).toMatch(/base +1\.1\.0 .* a pack +here/);
		// Somebody leads the dependency elsewhere, where few people look.
		const honest = world.read("policy.lock");
		const led: Readonly<Record<string, string>> = {
			"is pinned from `npm:base`": honest.replace(base, "npm:base"),
			"isn't in it": honest.replace(/ {4}dependencies:\n {6}base: .*\n/, "").replace(/ {2}base:\n( {4}.*\n)+/, ""),
		};
		for (const [reason, lock] of Object.entries(led)) {
			world.write("policy.lock", lock);
			const refused = await world.run("eval", "Dockerfile");
			expect(refused.out + refused.err).toContain(reason);
			expect(refused.status).toBe(2);
			expect((await world.run("pack", "verify")).status).toBe(1);
		}
	});
});

test("a pack for another Holystone is not looked at, wherever it is", async () => {
	await publish();
	configured("^1");
	await world.run("pack", "update");
	const folder = world.pack({
		name: "acme",
		version: "1.0.0",
		engine: ">=99",
		files: { "broken.policy": "no policy" },
	});
	fs.cpSync(folder, path.join(world.repository, "own"), { recursive: true });
	const overridden = await world.run("eval", "Dockerfile", "--pack-override", "acme=own");
	world.write("policy.yaml", "packs: [./own]\n");
	const own = await world.run("eval", "Dockerfile");
	for (const ran of [overridden, own]) {
		expect(ran.out).toContain("this pack is for Holystone `>=99`");
		expect(ran.out).not.toContain("broken.policy");
		expect(ran.out).not.toContain("not ours");
		expect(ran.status).toBe(2);
	}
});

describe("newer versions", () => {
	test("are shown, chosen within the range, and beyond only when policy.yaml says so", async () => {
		await publish({ version: "1.0.0" });
		configured("^1");
		await world.run("pack", "update");
		expect(await world.run("pack", "outdated")).toMatchObject({
			status: 0,
			out: "all packs are the newest there are\n",
		});
		await publish({ version: "1.1.0" });
		await publish({ version: "2.0.0" });
		const outdated = await world.run("pack", "outdated");
		expect(outdated.status).toBe(1);
		expect(outdated.out).toBe("NAME  CURRENT  WANTED  LATEST\nacme  1.0.0    1.1.0   2.0.0\n");
		// Until somebody updates, the lock decides.
		expect((await world.run("pack", "list")).out).toContain("1.0.0");
		expect((await world.run("pack", "update", "acme")).out).toBe("acme 1.0.0 → 1.1.0\n");
		configured("^2");
		const unfit = await world.run("eval", "Dockerfile");
		expect(unfit.status).toBe(2);
		expect(unfit.out + unfit.err).toContain("`acme` is pinned at 1.1.0, and policy.yaml asks for ^2");
		expect((await world.run("pack", "update")).out).toBe("acme 1.1.0 → 2.0.0\n");
	});

	test("that vanish are no reason to go back, unless it is said", async () => {
		await publish({ version: "1.0.0" });
		await publish({ version: "1.1.0" });
		configured("^1");
		await world.run("pack", "update");
		registry.tags.delete(`${place.split("/").slice(3).join("/")} 1.1.0`);
		const before = world.state();
		const refused = await world.run("pack", "update");
		expect(refused).toMatchObject({ status: 2, out: "" });
		expect(refused.err).toContain("locked at 1.1.0");
		expect(refused.err).toContain("--allow-downgrade");
		expect(Object.keys(world.state()).filter((name) => !name.startsWith("cache"))).toEqual(
			Object.keys(before).filter((name) => !name.startsWith("cache")),
		);
		expect(world.read("policy.lock")).toContain("1.1.0");
		expect((await world.run("pack", "update", "--allow-downgrade")).out).toBe("acme 1.1.0 → 1.0.0\n");
	});

	test("are published once: other content needs another version", async () => {
		await publish({ version: "1.0.0" });
		const again = await world.run("pack", "push", world.pack({ version: "1.0.0" }), place, "--no-check");
		expect(again).toMatchObject({ status: 0, err: "" });
		expect(again.out).toContain("was there already");
		const changed = await world.run(
			"pack",
			"push",
			world.pack({ version: "1.0.0", message: "changed" }),
			place,
			"--no-check",
		);
		expect(changed.status).toBe(2);
		expect(changed.err).toContain("with other content");
	});
});

describe("a run never takes what isn't pinned", () => {
	beforeEach(async () => {
		await publish();
		configured("^1");
		expect((await world.run("pack", "update")).status).toBe(0);
	});

	test("each byte of the archive counts", async () => {
		const [size, digest] = [/size: (\d+)/, /digest: sha256:(\S+)/].map(
			(pattern) => pattern.exec(world.read("policy.lock"))?.[1],
		);
		const file = path.join(world.cache, "sha256", digest as string);
		const bytes = fs.readFileSync(file);
		expect(bytes.length).toBe(Number(size));
		for (const at of [0, 4, 9, bytes.length >> 1, bytes.length - 1]) {
			const changed = Buffer.from(bytes);
			changed[at] = (changed[at] as number) ^ 1;
			fs.writeFileSync(file, changed);
			const ran = await world.run("eval", "Dockerfile");
			expect(ran.status).toBe(2);
			expect(ran.out + ran.err).toContain("isn't what policy.lock pins");
			expect(ran.out).not.toContain("not ours");
			expect(await world.run("pack", "verify")).toMatchObject({ status: 1 });
		}
		fs.writeFileSync(file, bytes);
		expect(await world.run("pack", "verify")).toMatchObject({ status: 0 });
	});

	test.each<readonly [string, () => void, RegExp]>([
		["no lock", () => fs.rmSync(path.join(world.repository, "policy.lock")), /there is no policy\.lock for `acme`/],
		["a lock that is no YAML", () => world.write("policy.lock", "lock: ["), /no valid YAML/],
		[
			"a lock without the pack",
			() => world.write("policy.lock", "lock: 1\npacks: {}\n"),
			/isn't in it, and policy\.yaml needs it/,
		],
		[
			"a lock with another place",
			() => world.write("policy.lock", world.read("policy.lock").replace(place, "npm:acme")),
			/is pinned from `npm:acme`/,
		],
		[
			"a lock with another digest",
			() => world.write("policy.lock", world.read("policy.lock").replace(/(digest: sha256:)\S{8}/, "$100000000")),
			/isn't in the cache/,
		],
		[
			"a lock with another version",
			() => world.write("policy.lock", world.read("policy.lock").replace("1.0.0", "1.0.1")),
			/1\.0\.1 was asked for, and its pack\.yaml says 1\.0\.0/,
		],
		[
			"a signer asked for since",
			() => configured("^1", "    signedBy: {key: acme.pub}\n"),
			/pinned without a signature/,
		],
	])("%s", async (_, change, reason) => {
		change();
		const ran = await world.run("eval", "Dockerfile");
		expect(ran.out + ran.err).toMatch(reason);
		expect(ran.out).not.toContain("not ours");
		expect(ran.status).toBe(2);
		const lock = path.join(world.repository, "policy.lock");
		const before = fs.existsSync(lock) ? world.read("policy.lock") : undefined;
		await world.run("test");
		expect(fs.existsSync(lock) ? world.read("policy.lock") : undefined).toBe(before);
	});

	test("vendored packs are taken from the repository alone", async () => {
		expect((await world.run("pack", "vendor")).out).toBe("1 pack in policy_packs: commit it with policy.lock\n");
		fs.rmSync(world.cache, { recursive: true });
		expect((await world.run("eval", "Dockerfile")).out).toContain("not ours");
		const file = path.join(world.repository, "policy_packs/acme-1.0.0.tgz");
		fs.appendFileSync(file, "x");
		const ran = await world.run("eval", "Dockerfile");
		expect(ran.out + ran.err).toContain("in `policy_packs` isn't what policy.lock pins");
		expect((await world.run("pack", "pull")).status).toBe(0);
		expect((await world.run("eval", "Dockerfile")).out).toContain("not ours");
		await publish({ version: "1.1.0" });
		expect((await world.run("pack", "update")).out).toBe(
			"acme 1.0.0 → 1.1.0\npolicy_packs/acme-1.0.0.manifest.json is no longer needed: remove it\npolicy_packs/acme-1.0.0.tgz is no longer needed: remove it\n",
		);
		fs.rmSync(world.cache, { recursive: true });
		expect((await world.run("eval", "Dockerfile")).out).toContain("not ours");
		expect((await world.run("pack", "vendor", "--remove")).out).toBe("1 pack in the cache\n");
		expect(world.read("policy.lock")).not.toContain("vendor");
	});
});

test("nothing is written through a link that a repository brings along", async () => {
	await publish();
	configured("^1");
	await world.run("pack", "update");
	const outside = path.join(world.root, "outside");
	fs.mkdirSync(outside);
	fs.symlinkSync(outside, path.join(world.repository, "policy_packs"));
	expect((await world.run("pack", "vendor")).err).toContain("`policy_packs` leads elsewhere by a link");
	fs.rmSync(path.join(world.repository, "policy_packs"));
	fs.mkdirSync(path.join(world.repository, "policy_packs"));
	const secret = path.join(outside, "profile");
	fs.writeFileSync(secret, "mine");
	fs.symlinkSync(secret, path.join(world.repository, "policy_packs/acme-1.0.0.tgz"));
	expect((await world.run("pack", "vendor")).err).toContain("leads elsewhere by a link");
	expect(fs.readFileSync(secret, "utf8")).toBe("mine");
	expect(fs.readdirSync(outside)).toEqual(["profile"]);
});

describe("signatures", () => {
	beforeEach(() => {
		world.write("acme.pem", signing.privateKey);
		world.write("acme.pub", signing.publicKey);
		world.write("other.pem", other.privateKey);
		world.write("other.pub", other.publicKey);
	});

	test("are asked for when a pack is added, and on every run", async () => {
		await publish({}, "--sign-key", "acme.pem");
		const added = await world.run("pack", "add", place, "--key", "acme.pub");
		expect(added.err).toBe("");
		expect(added.out).toMatch(/signed by key sha256:[0-9a-f]{64}/);
		expect((await world.run("eval", "Dockerfile")).status).toBe(1);
		expect((await world.run("pack", "verify")).status).toBe(0);
		world.write("acme.pub", other.publicKey);
		const ran = await world.run("eval", "Dockerfile");
		expect(ran.status).toBe(2);
		expect(ran.out + ran.err).toContain("the signature of `acme` is refused");
		expect(ran.out).not.toContain("not ours");
		expect((await world.run("pack", "verify")).status).toBe(1);
	});

	const refusals: Readonly<Record<string, readonly [() => Promise<void>, RegExp]>> = {
		"one that isn't there": [() => publish(), /it isn't signed/],
		"one by somebody else": [() => publish({}, "--sign-key", "other.pem"), /wasn't made with the key/],
		"one of another version": [
			async () => {
				await publish({ version: "0.9.0" }, "--sign-key", "acme.pem");
				const name = place.split("/").slice(3).join("/");
				const digest = registry.tags.get(`${name} 0.9.0`) as string;
				const [bundle] = [...registry.manifests.values()]
					.filter(({ bytes }) => bytes.includes(digest))
					.flatMap(({ bytes }) => JSON.parse(bytes.toString()).layers as { digest: string }[]);
				world.write("stolen.json", registry.blobs.get(`${name} ${bundle?.digest}`) as Buffer);
				await publish({ version: "1.0.0" }, "--bundle", "stolen.json");
			},
			/is of|not of what it lies with/,
		],
	};
	test.each(Object.entries(refusals))("%s is refused, and nothing is left of the pack", async (_, [make, reason]) => {
		await make();
		const before = world.state();
		const added = await world.run("pack", "add", place, "--key", "acme.pub");
		expect(added.status).toBe(2);
		expect(added.err).toMatch(reason);
		expect(world.state()).toEqual(before);
	});

	test("bind the archive: a signed manifest doesn't vouch for other content", async () => {
		await publish({ version: "1.0.0" }, "--sign-key", "acme.pem");
		expect((await world.run("pack", "add", place, "--key", "acme.pub")).status).toBe(0);
		const evil = path.join(world.root, "evil.tgz");
		await world.run("pack", "build", world.pack({ version: "1.0.0", message: "evil" }), "--no-check", "-o", evil);
		// Somebody changes policy.lock so that it pins their archive beside the honest manifest and signature.
		expect((await world.run("pack", "vendor")).status).toBe(0);
		const bytes = fs.readFileSync(evil);
		const { sha256 } = await import("../registry/testRegistry.ts");
		world.write(
			"policy.lock",
			world
				.read("policy.lock")
				.replace(/( digest: )sha256:\S+/, `$1${sha256(bytes)}`)
				.replace(/size: \d+/, `size: ${bytes.length}`),
		);
		world.write("policy_packs/acme-1.0.0.tgz", bytes);
		const ran = await world.run("eval", "Dockerfile");
		expect(ran.status).toBe(2);
		expect(ran.out + ran.err).toContain("its manifest names another archive");
		expect(ran.out).not.toContain("evil");
	});

	test("can be made by an encrypted key, whose passphrase nobody sees", async () => {
		const { generateKeyPairSync } = await import("node:crypto");
		const encrypted = generateKeyPairSync("ed25519", {
			publicKeyEncoding: { type: "spki", format: "pem" },
			privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "pass-of-ada" },
		});
		world.write("locked.pem", encrypted.privateKey);
		world.write("locked.pub", encrypted.publicKey);
		const push = (...more: readonly string[]) =>
			world.run("pack", "push", world.pack(), place, "--no-check", "--sign-key", "locked.pem", ...more);
		expect((await push()).err).toContain("name the variable with its passphrase");
		expect((await push("--passphrase-env", "NOWHERE")).err).toContain("no environment variable NOWHERE");
		world.env.WRONG = "pass-of-eve";
		const wrong = await push("--passphrase-env", "WRONG");
		expect(wrong.err).toContain("can't be read with this passphrase");
		expect(wrong.err + wrong.out).not.toContain("pass-of");
		world.env.RIGHT = "pass-of-ada";
		expect((await push("--passphrase-env", "RIGHT")).status).toBe(0);
		expect((await world.run("pack", "add", place, "--key", "locked.pub")).status).toBe(0);
	});

	test("can be added later, and are then asked for", async () => {
		await publish();
		await world.run("pack", "add", place);
		expect((await world.run("pack", "sign", `${place}@1.0.0`, "--sign-key", "acme.pem")).status).toBe(0);
		configured("^1", "    signedBy: {key: acme.pub}\n");
		expect((await world.run("eval", "Dockerfile")).status).toBe(2);
		expect((await world.run("pack", "update")).status).toBe(0);
		expect((await world.run("eval", "Dockerfile")).status).toBe(1);
	});

	describe("without a key, by an identity", () => {
		const sigstore = newInstance();
		const identity = "https://git.acme.example/policies/release.yml@refs/tags/v1";
		const issuer = "https://git.acme.example";
		const signers: Readonly<Record<string, readonly [readonly string[], RegExp | undefined]>> = {
			"the one that is asked for": [[identity, issuer, "root.json"], undefined],
			"another identity": [
				["https://git.acme.example/other.yml", issuer, "root.json"],
				/whom the settings don't trust/,
			],
			"another issuer": [[identity, "https://git.example", "root.json"], /whom the settings don't trust/],
			"another root": [[identity, issuer, "other-root.json"], /refused/],
			"no root": [[identity, issuer, "none.json"], /can't be read/],
			"something else as root": [[identity, issuer, "acme.pub"], /no trusted root/],
		};
		test.each(Object.entries(signers))("%s", async (_, [[who = "", by = "", root = ""], reason]) => {
			const pushed = await world.run("pack", "push", world.pack(), place, "--no-check");
			const [, digest] = /sha256:([0-9a-f]{64})/.exec(pushed.out) ?? [];
			const subject = [{ digest: { sha256: digest } }];
			const predicateType = "https://sigstore.dev/cosign/sign/v1";
			const bundle = sigstore.attest({ subject, predicateType, predicate: {} }, { identity, issuer });
			world.write("bundle.json", JSON.stringify(bundle));
			world.write("root.json", JSON.stringify(sigstore.trustedRoot()));
			world.write("other-root.json", JSON.stringify(newInstance().trustedRoot()));
			expect((await world.run("pack", "sign", `${place}@1.0.0`, "--bundle", "bundle.json")).err).toBe("");
			const before = world.state();
			const asked = ["--identity", who, "--issuer", by, "--trust-root", root];
			const added = await world.run("pack", "add", place, ...asked);
			if (reason === undefined) {
				expect(added).toMatchObject({ status: 0, err: "" });
				expect(added.out).toContain(`signed by ${identity} (${issuer})`);
				expect((await world.run("pack", "verify")).status).toBe(0);
				return;
			}
			expect(added.err).toMatch(reason);
			expect(world.state()).toEqual(before);
		});
	});

	test.each([
		[
			"cosign's own form",
			"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nxx\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
			/cosign's own encrypted form/,
		],
		["a public key", signing.publicKey, /no PEM file with a PKCS #8/],
		["something else", "hello", /no PEM file with a PKCS #8/],
	])("%s can't sign", async (_, text, reason) => {
		world.write("key.pem", text);
		const signed = await world.run("pack", "push", world.pack(), place, "--no-check", "--sign-key", "key.pem");
		expect(signed.status).toBe(2);
		expect(signed.err).toMatch(reason);
	});
});
