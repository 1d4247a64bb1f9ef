/** For tests: runs the command over a folder with files of any bytes, in this process, and gives what came of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Host, HostFiles } from "../../src/cli/host/host.ts";
import { run } from "../../src/cli/run.ts";
import { testHost } from "../scenarios/scenario.ts";

export interface Came {
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

export class Folder {
	readonly root = mkdtempSync(path.join(tmpdir(), "policy-hostile-"));

	constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
		for (const [name, content] of Object.entries(files)) this.write(name, content);
	}

	write(name: string, content: string | Uint8Array): void {
		const file = path.join(this.root, name);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, content);
	}

	at(name: string): string {
		return path.join(this.root, name);
	}

	/** Runs `policy …` in the folder; `over` changes what the files are like. */
	async run(
		argv: readonly string[],
		over: { files?: (own: HostFiles) => HostFiles; stdin?: string } = {},
	): Promise<Came> {
		const out: string[] = [];
		const err: string[] = [];
		const { stdin = "" } = over;
		const host = testHost(this.root, { stdin, stdout: (text) => out.push(text), stderr: (text) => err.push(text) });
		const given: Host = over.files === undefined ? host : { ...host, files: over.files(host.files) };
		const status = await run(argv, given);
		return { status, stdout: out.join(""), stderr: err.join("") };
	}

	remove(): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}
