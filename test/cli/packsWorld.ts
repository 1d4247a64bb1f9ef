/** A folder, a cache and commands for tests of `policy pack`, all in this process. */

import { generateKeyPairSync } from "node:crypto";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Host } from "../../src/cli/host/host.ts";
import { nodeBlobs } from "../../src/cli/host/nodeBlobs.ts";
import { run } from "../../src/cli/run.ts";
import { testHost } from "../scenarios/scenario.ts";
import { type PackOptions, packFiles } from "../sharing/packFiles.ts";

export interface Ran {
	readonly status: number;
	readonly out: string;
	readonly err: string;
}

export class PacksWorld {
	readonly root = fs.mkdtempSync(path.join(tmpdir(), "packs-"));
	/** Where commands are run. */
	repository = path.join(this.root, "repository");
	readonly cache = path.join(this.root, "cache");
	readonly env: Record<string, string> = {};
	/** Told of every request; the network is as it is. */
	readonly requests: string[] = [];

	constructor() {
		fs.mkdirSync(this.repository);
	}

	/** Runs a command in the repository. */
	async run(...argv: readonly string[]): Promise<Ran> {
		const out: string[] = [];
		const err: string[] = [];
		const told = { env: this.env, stdout: (text: string) => out.push(text), stderr: (text: string) => err.push(text) };
		const plain = testHost(this.repository, told);
		const host: Host = {
			...plain,
			blobs: async () => nodeBlobs(this.cache),
			http: (options) => {
				const send = plain.http(options);
				return (request) => {
					this.requests.push(`${request.method} ${new URL(request.url).pathname}`);
					return send(request);
				};
			},
		};
		const status = await run(argv, host);
		return { status, out: out.join(""), err: err.join("") };
	}

	write(name: string, content: string | Uint8Array): void {
		const file = path.join(this.repository, name);
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, content);
	}

	read(name: string): string {
		return fs.readFileSync(path.join(this.repository, name), "utf8");
	}

	/** A pack as a folder beside the repository; gives its path. */
	pack(options: PackOptions = {}): string {
		const folder = path.join(this.root, `${options.name ?? "acme"}-${options.version ?? "1.0.0"}`);
		fs.rmSync(folder, { recursive: true, force: true });
		for (const [name, content] of packFiles(options)) {
			const file = path.join(folder, name);
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, content);
		}
		return folder;
	}

	/** Everything that a failure must leave as it was. */
	state(): Readonly<Record<string, string>> {
		const files: Record<string, string> = {};
		const visit = (folder: string): void => {
			for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
				const file = path.join(folder, entry.name);
				if (entry.isDirectory()) visit(file);
				else files[path.relative(this.root, file)] = fs.readFileSync(file, "base64");
			}
		};
		for (const folder of [this.repository, this.cache]) if (fs.existsSync(folder)) visit(folder);
		return files;
	}

	/** The files of the cache. */
	cached(): readonly string[] {
		const folder = path.join(this.cache, "sha256");
		return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
	}

	remove(): void {
		fs.rmSync(this.root, { recursive: true, force: true });
	}
}

export function keyPair(kind: "ec" | "ed25519" = "ec"): { readonly publicKey: string; readonly privateKey: string } {
	const publicKeyEncoding = { type: "spki", format: "pem" } as const;
	const privateKeyEncoding = { type: "pkcs8", format: "pem" } as const;
	return kind === "ec"
		? generateKeyPairSync("ec", { namedCurve: "P-256", publicKeyEncoding, privateKeyEncoding })
		: generateKeyPairSync("ed25519", { publicKeyEncoding, privateKeyEncoding });
}
