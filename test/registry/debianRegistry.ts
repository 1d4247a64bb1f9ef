/** Debian's docker-registry as a process of its own, where it is installed. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export interface DebianRegistry {
	/** `127.0.0.1:PORT` */
	readonly host: string;
	close(): Promise<void>;
}

const program = process.env.DOCKER_REGISTRY ?? "docker-registry";
/** Its program; undefined where there is none on PATH. */
export const registryProgram: string | undefined =
	spawnSync(program, ["--version"]).error === undefined ? program : undefined;

/** @param htpasswd lines of a password file: the registry asks for a name then */
export async function startDebianRegistry(htpasswd?: string): Promise<DebianRegistry> {
	const folder = mkdtempSync(path.join(tmpdir(), "registry-"));
	const port = await freePort();
	if (htpasswd !== undefined) writeFileSync(path.join(folder, "htpasswd"), htpasswd);
	const config = {
		version: 0.1,
		log: { level: "error", accesslog: { disabled: true } },
		storage: { filesystem: { rootdirectory: path.join(folder, "data") }, delete: { enabled: true } },
		http: { addr: `127.0.0.1:${port}`, secret: "for tests" },
		...(htpasswd === undefined ? {} : { auth: { htpasswd: { realm: "test", path: path.join(folder, "htpasswd") } } }),
	};
	const file = path.join(folder, "config.yml");
	// JSON is YAML.
	writeFileSync(file, JSON.stringify(config));
	const child = spawn(registryProgram ?? "docker-registry", ["serve", file], { stdio: "ignore" });
	const host = `127.0.0.1:${port}`;
	await answering(`http://${host}/v2/`, child);
	return {
		host,
		close: () =>
			new Promise((resolve) => {
				child.once("exit", () => {
					rmSync(folder, { recursive: true, force: true });
					resolve();
				});
				child.kill();
			}),
	};
}

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, "127.0.0.1", () => {
			const address = server.address();
			server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
		});
	});
}

async function answering(url: string, child: ChildProcess): Promise<void> {
	for (let left = 200; left > 0 && child.exitCode === null; left--) {
		try {
			const { status } = await fetch(url);
			if (status === 200 || status === 401) return;
		} catch {
			// Not yet.
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error("docker-registry doesn't start");
}
