/** Packs from npm, git, tarballs and folders: the same steps for each, and what each refuses. Servers are the tests' own. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { create } from "tar";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { archiveOf } from "../sharing/packFiles.ts";
import { keyPair, PacksWorld } from "./packsWorld.ts";

/** What the server has, by path; a number is a status to answer with. */
const files = new Map<string, Uint8Array | string | number>();
/** Redirects by path. */
const moved = new Map<string, string>();
let server: Server;
let base: string;
let world: PacksWorld;
beforeAll(async () => {
	server = createServer((request, response) => {
		const url = request.url ?? "";
		const location = moved.get(url);
		if (location !== undefined) return void response.writeHead(302, { location }).end();
		const content = files.get(url) ?? 404;
		if (typeof content === "number") return void response.writeHead(content).end();
		response.end(content);
	});
	await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});
beforeEach(() => {
	files.clear();
	moved.clear();
	world = new PacksWorld();
	world.write("policy.yaml", "packs: [registry]\n");
	world.write("Dockerfile", "FROM quay.io/acme/web:1\n");
});
afterEach(() => world.remove());

/** The pack is used: run from what was kept, whatever the source has become. */
async function expectInUse(from: string, version: string, message = "not ours"): Promise<void> {
	expect(world.read("policy.lock")).toContain(`version: ${version}\n    from: ${from}\n`);
	const ran = await world.run("eval", "Dockerfile");
	expect(ran.out).toContain(message);
	expect((await world.run("pack", "verify")).status).toBe(0);
}

async function expectRefused(reason: RegExp | string, ...argv: readonly string[]): Promise<void> {
	const before = world.state();
	const ran = await world.run("pack", ...argv);
	expect(ran.err).toMatch(reason);
	expect(ran).toMatchObject({ status: 2, out: "" });
	expect(world.state()).toEqual(before);
}

describe("npm", () => {
	beforeEach(() => {
		world.env.npm_config_registry = `${base}/npm/`;
	});

	function publish(
		versions: Readonly<
			Record<string, { readonly archive: Uint8Array; readonly integrity?: string; readonly tarball?: string }>
		>,
	): void {
		const all = Object.entries(versions).map(([version, { archive, integrity, tarball }]) => {
			const url = `/npm/@acme/policies/-/policies-${version}.tgz`;
			files.set(url, archive);
			const dist = {
				tarball: tarball ?? `${base}${url}`,
				integrity: integrity ?? `sha512-${createHash("sha512").update(archive).digest("base64")}`,
			};
			return [version, { name: "@acme/policies", version, dist }];
		});
		files.set("/npm/@acme%2fpolicies", JSON.stringify({ name: "@acme/policies", versions: Object.fromEntries(all) }));
	}

	test("a package whose tarball npm made", async () => {
		const folder = world.pack({ version: "1.1.0" });
		fs.writeFileSync(path.join(folder, "package.json"), '{"name":"@acme/policies","version":"1.1.0"}');
		const tarball = path.join(world.root, "package.tgz");
		await create({ cwd: folder, file: tarball, gzip: true, prefix: "package/" }, fs.readdirSync(folder));
		publish({ "1.0.0": { archive: archiveOf({ version: "1.0.0" }) }, "1.1.0": { archive: fs.readFileSync(tarball) } });
		expect((await world.run("pack", "add", "npm:@acme/policies@^1")).err).toBe("");
		files.clear();
		await expectInUse("npm:@acme/policies", "1.1.0");
	});

	test("what is refused", async () => {
		const archive = archiveOf();
		const add = ["add", "npm:@acme/policies"] as const;
		await expectRefused(/there is no such package/, ...add);
		files.set("/npm/@acme%2fpolicies", "no JSON");
		await expectRefused(/no JSON object/, ...add);
		publish({ "1.0.0": { archive, integrity: `sha512-${createHash("sha512").update("x").digest("base64")}` } });
		await expectRefused(/isn't what the registry's integrity says/, ...add);
		publish({ "1.0.0": { archive, integrity: `sha1-${createHash("sha1").update(archive).digest("base64")}` } });
		await expectRefused(/isn't what the registry's integrity says/, ...add);
		publish({ "1.0.0": { archive, tarball: "http://files.example/a.tgz" } });
		await expectRefused(/no address for its tarball/, ...add);
		publish({ "2.0.0": { archive } });
		await expectRefused(/2\.0\.0 was asked for, and its pack\.yaml says 1\.0\.0/, ...add);
		publish({});
		await expectRefused(/none is offered/, ...add);
		publish({ "1.0.0": { archive } });
		await expectRefused(/`other` was asked for, and this pack is called `acme`/, ...add, "--name", "other");
	});
});

describe("a tarball", () => {
	test("is fetched, signed by a bundle beside it", async () => {
		const { publicKey, privateKey } = keyPair("ed25519");
		world.write("acme.pub", publicKey);
		world.write("acme.pem", privateKey);
		world.write("acme.tgz", archiveOf({ version: "1.3.0" }));
		expect((await world.run("pack", "sign", "acme.tgz", "--sign-key", "acme.pem")).status).toBe(0);
		files.set("/acme-1.3.0.tgz", archiveOf({ version: "1.3.0" }));
		await expectRefused(/it isn't signed/, "add", `${base}/acme-1.3.0.tgz`, "--key", "acme.pub");
		files.set("/acme-1.3.0.tgz.sigstore.json", world.read("acme.tgz.sigstore.json"));
		expect((await world.run("pack", "add", `${base}/acme-1.3.0.tgz`, "--key", "acme.pub")).err).toBe("");
		files.clear();
		await expectInUse(`${base}/acme-1.3.0.tgz`, "1.3.0");
	});

	test("is followed where the server leads, but not anywhere", async () => {
		files.set("/elsewhere.tgz", archiveOf());
		moved.set("/acme.tgz", "/elsewhere.tgz");
		expect((await world.run("pack", "add", `${base}/acme.tgz`)).status).toBe(0);
		moved.set("/round.tgz", "/round.tgz");
		await expectRefused(/from one place to the next/, "add", `${base}/round.tgz`);
		moved.set("/file.tgz", "file:///etc/passwd");
		await expectRefused(/leads to `file:`/, "add", `${base}/file.tgz`);
	});

	test("what is refused leaves nothing", async () => {
		await expectRefused(/there is nothing there/, "add", `${base}/none.tgz`);
		files.set("/busy.tgz", 503);
		await expectRefused(/status 503/, "add", `${base}/busy.tgz`);
		files.set("/broken.tgz", archiveOf().subarray(0, 200));
		await expectRefused(/is refused/, "add", `${base}/broken.tgz`);
		files.set("/large.tgz", new Uint8Array(17 * 2 ** 20));
		await expectRefused(/larger than/, "add", `${base}/large.tgz`);
		files.set("/engine.tgz", archiveOf({ engine: ">=99" }));
		await expectRefused(/this pack is for Holystone `>=99`/, "add", `${base}/engine.tgz`);
		files.set("/range.tgz", archiveOf({ version: "1.0.0" }));
		await expectRefused(/is in `\^2`|no version/, "add", `${base}/range.tgz@^2`);
		await expectRefused(/doesn't belong in a file/, "add", `${base.replace("//", "//ada:secret@")}/a.tgz`);
	});

	test("that has changed since is not taken for the one that was pinned", async () => {
		files.set("/acme.tgz", archiveOf());
		expect((await world.run("pack", "add", `${base}/acme.tgz`)).status).toBe(0);
		files.set("/acme.tgz", archiveOf({ message: "changed" }));
		await expectRefused(/isn't what policy\.lock pins/, "update");
		fs.rmSync(world.cache, { recursive: true });
		await expectRefused(/isn't what policy\.lock pins/, "pull");
		files.set("/acme.tgz", archiveOf());
		expect((await world.run("pack", "pull")).status).toBe(0);
	});
});

const hasGit = spawnSync("git", ["--version"]).status === 0;
describe.skipIf(!hasGit)(`git${hasGit ? "" : " (not on this machine)"}`, () => {
	let repository: string;
	const git = (...args: readonly string[]): string => {
		const ran = spawnSync(
			"git",
			["-c", "user.name=ada", "-c", "user.email=ada@acme.example", "-c", "init.defaultBranch=main", ...args],
			{ cwd: repository, encoding: "utf8" },
		);
		if (ran.status !== 0) throw new Error(ran.stderr);
		return ran.stdout.trim();
	};
	beforeEach(() => {
		world.env.PATH = process.env.PATH ?? "";
		repository = path.join(world.root, "upstream");
		fs.mkdirSync(repository);
		git("init", "--quiet");
	});

	function commit(options: Parameters<PacksWorld["pack"]>[0], tag?: string): void {
		fs.cpSync(world.pack(options), repository, { recursive: true });
		git("add", "-A");
		git("commit", "--quiet", "--allow-empty", "-m", "a version");
		if (tag !== undefined) git("tag", tag);
	}
	const address = () => `git+file://${repository}`;

	test("tags are versions; the commit is pinned", async () => {
		commit({ version: "1.0.0" }, "v1.0.0");
		commit({ version: "1.1.0", message: "by git" }, "v1.1.0");
		commit({ version: "2.0.0" }, "v2.0.0");
		git("tag", "nightly");
		expect((await world.run("pack", "add", `${address()}@^1`)).err).toBe("");
		expect(world.read("policy.lock")).toContain(`commit: ${git("rev-parse", "v1.1.0^{commit}")}`);
		await expectInUse(address(), "1.1.0", "by git");
		expect((await world.run("pack", "outdated")).out).toContain("acme  1.1.0    1.1.0   2.0.0");
		// Whoever moves a tag doesn't move what is pinned.
		git("tag", "--force", "v1.1.0", "v2.0.0");
		fs.rmSync(world.cache, { recursive: true });
		expect((await world.run("pack", "pull")).err).toBe("");
		await expectInUse(address(), "1.1.0", "by git");
	});

	test("a branch can be followed, with a signature in the tree", async () => {
		const { publicKey, privateKey } = keyPair();
		world.write("acme.pem", privateKey);
		world.write("acme.pub", publicKey);
		commit({ version: "1.0.0" });
		await expectRefused(/it isn't signed/, "add", `${address()}#main`, "--key", "acme.pub");
		expect((await world.run("pack", "sign", repository, "--sign-key", "acme.pem")).status).toBe(0);
		git("add", "-A");
		git("commit", "--quiet", "-m", "signed");
		expect((await world.run("pack", "add", `${address()}#main`, "--key", "acme.pub")).err).toBe("");
		await expectInUse(`${address()}#main`, "1.0.0");
		commit({ version: "1.0.1", message: "unsigned" });
		await expectRefused(/the signature of `acme` is refused/, "update");
	});

	test("what is refused", async () => {
		commit({ version: "1.0.0" }, "v1.0.0");
		fs.symlinkSync("/etc/passwd", path.join(repository, "secret.policy"));
		git("add", "-A");
		git("commit", "--quiet", "-m", "a link");
		git("tag", "v1.1.0");
		await expectRefused(/"secret\.policy" in it is a symbolic link/, "add", address());
		await expectRefused(/v9/, "add", `${address()}#v9`);
		await expectRefused(/does not (exist|appear to be a git repository)/, "add", `git+file://${world.root}/nowhere`);
		await expectRefused(/address with https/, "add", "git+ext://sh -c evil".replace(/ .*/, ""));
	});
});

describe("a folder", () => {
	test("is pinned as it is now", async () => {
		const folder = world.pack({ version: "1.0.0" });
		fs.writeFileSync(path.join(folder, ".secret"), "hidden");
		const from = path.relative(world.repository, folder);
		expect((await world.run("pack", "add", from)).err).toBe("");
		await expectInUse(from, "1.0.0");
		fs.appendFileSync(path.join(folder, "README.md"), "more\n");
		await expectInUse(from, "1.0.0");
		expect((await world.run("pack", "update")).out).toBe("acme 1.0.0 has other content now\n");
		fs.symlinkSync("/etc/passwd", path.join(folder, "link"));
		await expectRefused(/"link" in it is no plain file/, "update");
	});

	test("of the repository itself is used as it is, with the packs it depends on pinned", async () => {
		files.set(
			"/base.tgz",
			archiveOf({ name: "base", files: { "lib/names.rego": 'package lib.names\n\nours := "registry.example"\n' } }),
		);
		world.write("packs/own/pack.yaml", `name: own\ndependencies:\n  base: {from: "${base}/base.tgz", version: "^1"}\n`);
		world.write(
			"packs/own/a.policy",
			'package own.a\n\nimport data.lib.names\n\npolicy p on dockerfile {\n\ttitle: "t"\n\tcode: "OWN1"\n\tseverity: high\n\tdeny because $"only {names.ours}" if input.stages\n}\n',
		);
		world.write("policy.yaml", "packs: [./packs/own]\n");
		const unpinned = await world.run("eval", "Dockerfile");
		expect(unpinned.out + unpinned.err).toContain("there is no policy.lock for `base`");
		expect((await world.run("pack", "update")).out).toBe(`base 1.0.0 from ${base}/base.tgz\n`);
		const ran = await world.run("eval", "Dockerfile");
		expect(ran.out).toContain("only registry.example");
		expect((await world.run("eval", "Dockerfile", "--pack", "./packs/own")).out).toContain("only registry.example");
	});
});
