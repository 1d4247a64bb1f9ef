/** OPA as a server on a socket, to ask it many small questions: it has to be on PATH as `opa`. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const opaIsThere = (): boolean => spawnSync("opa", ["version"]).status === 0;

export interface Answer {
	readonly status: number;
	readonly text: string;
}

export class OpaServer {
	readonly #socket = join(tmpdir(), `opa-${process.pid}.sock`);
	readonly #process: ChildProcess;

	constructor() {
		rmSync(this.#socket, { force: true });
		this.#process = spawn("opa", ["run", "--server", "--addr", `unix://${this.#socket}`, "--log-level", "error"], {
			stdio: "ignore",
		});
	}

	async ready(): Promise<void> {
		for (let left = 200; left > 0 && !existsSync(this.#socket); left--)
			await new Promise((resolve) => setTimeout(resolve, 50));
	}

	ask(method: string, path: string, body?: string): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const asking = request({ socketPath: this.#socket, method, path, timeout: 5000 }, (response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
			});
			asking.on("timeout", () => asking.destroy(new Error("OPA gave no answer in time")));
			asking.on("error", reject);
			asking.end(body);
		});
	}

	close(): void {
		this.#process.kill("SIGKILL");
		rmSync(this.#socket, { force: true });
	}
}
