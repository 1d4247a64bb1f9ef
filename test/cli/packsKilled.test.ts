/** `policy pack update` as a process that is killed in the middle: what was there before works as before, each time. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestRegistry, type TestRegistry } from "../registry/testRegistry.ts";
import { PacksWorld } from "./packsWorld.ts";

const root = path.resolve(import.meta.dirname, "../..");
const program = path.join(root, ".cache/packs-killed/policy.js");
const MOMENTS = 10;
/** What is sent at once, in bytes, with a pause after it. */
const PIECE = 2048;
const PAUSE = 3;

let registry: TestRegistry;
const world = new PacksWorld();
/** Told how many bytes of archives were sent since the start of a run. */
let onSent: (bytes: number) => void = () => undefined;
let sent = 0;

/** Sends blobs of a new version slowly. */
function slowly(request: IncomingMessage, response: ServerResponse): boolean {
	const [, name, digest] = /^\/v2\/(.+)\/blobs\/(sha256:[0-9a-f]+)$/.exec(request.url ?? "") ?? [];
	const bytes = request.method === "GET" ? registry.blobs.get(`${name} ${digest}`) : undefined;
	if (bytes === undefined) return false;
	response.writeHead(200, { "content-length": bytes.length });
	const send = (at: number): void => {
		if (response.destroyed) return;
		response.write(bytes.subarray(at, at + PIECE));
		sent += Math.min(PIECE, bytes.length - at);
		onSent(sent);
		if (at + PIECE < bytes.length) setTimeout(() => send(at + PIECE), PAUSE);
		else response.end();
	};
	send(0);
	return true;
}

beforeAll(async () => {
	registry = await startTestRegistry({ before: slowly });
	await build({
		entryPoints: [path.join(root, "src/cli/policy.ts")],
		outdir: path.dirname(program),
		bundle: true,
		splitting: true,
		format: "esm",
		platform: "node",
		// All in few files, since each of many processes has to read them.
		banner: {
			js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
		},
		logLevel: "error",
	});
});
afterAll(async () => {
	await registry.close();
	world.remove();
	fs.rmSync(path.dirname(program), { recursive: true, force: true });
});

/** Runs the update as a process; `onStart` gets what kills it. Gives its exit status, null where it was killed. */
function update(
	onStart: (kill: () => void) => void,
): Promise<{ readonly status: number | null; readonly err: string }> {
	sent = 0;
	const env = {
		PATH: process.env.PATH,
		HOLYSTONE_CACHE: path.join(world.root, "home"),
		XDG_STATE_HOME: path.join(world.root, "state"),
	};
	const child = spawn(process.execPath, [program, "pack", "update"], {
		cwd: world.repository,
		env,
		stdio: ["ignore", "ignore", "pipe"],
	});
	let err = "";
	child.stderr.on("data", (part) => {
		err += String(part);
	});
	onStart(() => child.kill("SIGKILL"));
	return new Promise((resolve) => child.on("close", (status) => resolve({ status, err })));
}

test(`a pull that is killed at ${MOMENTS} random moments leaves the old state whole`, async () => {
	const place = (name: string) => `oci://${registry.host}/acme/${name}`;
	const noise = (length: number) => Array.from({ length }, () => Math.random().toString(36).slice(2)).join("\n");
	const publish = async (version: string) => {
		for (const name of ["acme", "base"]) {
			const folder = world.pack({ name, version, message: `version ${version}`, files: { "README.md": noise(3000) } });
			expect((await world.run("pack", "push", folder, place(name), "--no-check")).err).toBe("");
		}
	};
	await publish("1.0.0");
	world.write("Dockerfile", "FROM quay.io/acme/web:1\n");
	world.write(
		"policy.yaml",
		`packs:\n${["acme", "base"].map((name) => `  - {name: ${name}, from: "${place(name)}", version: "^1"}\n`).join("")}`,
	);
	expect((await update(() => undefined)).status).toBe(0);
	const cache = path.join(world.root, "home");
	const lock = path.join(world.repository, "policy.lock");
	const old = fs.readFileSync(lock, "utf8");
	const keep = path.join(world.root, "kept");
	fs.cpSync(cache, keep, { recursive: true });
	await publish("1.1.0");
	const whole =
		[...registry.blobs.entries()].reduce((sum, [, bytes]) => sum + (bytes.length > 10_000 ? bytes.length : 0), 0) / 2;
	let killed = 0;
	for (let moment = 0; moment < MOMENTS; moment++) {
		// The last two are after the last byte, while what came is checked and written.
		const isLate = moment >= MOMENTS - 2;
		const at = isLate ? whole : Math.random() * whole;
		const wait = isLate ? Math.random() * 60 : 0;
		const { status } = await update((kill) => {
			onSent = (bytes) => {
				if (bytes >= at) setTimeout(kill, wait);
			};
		});
		if (status === null) killed++;
		const now = fs.readFileSync(lock, "utf8");
		const isOld = now === old;
		if (!isOld) expect(status === 0 || isLate, `changed at ${at} of ${whole}`).toBe(true);
		const ran = await evaluate(cache);
		expect(ran.out, `killed at ${at} of ${whole}`).toContain(isOld ? "version 1.0.0" : "version 1.1.0");
		expect(ran.status).toBe(1);
		fs.writeFileSync(lock, old);
		fs.rmSync(cache, { recursive: true });
		fs.cpSync(keep, cache, { recursive: true });
	}
	expect(killed).toBeGreaterThanOrEqual(MOMENTS - 2);
	onSent = () => undefined;
	expect(await update(() => undefined)).toMatchObject({ status: 0, err: "" });
	expect((await evaluate(cache)).out).toContain("version 1.1.0");
}, 180_000);

/** With what the process kept. */
function evaluate(cache: string) {
	return Object.assign(Object.create(world) as PacksWorld, { cache: path.join(cache, "blobs") }).run(
		"eval",
		"Dockerfile",
	);
}
