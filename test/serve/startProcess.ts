/** `policy serve` as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { buildProgram } from "./buildProgram.ts";

const children = new Set<ChildProcess>();

/** Ends all that were started. */
export function killAll(): void {
	for (const child of children) child.kill("SIGKILL");
	children.clear();
}

export interface Process {
	readonly child: ChildProcess;
	readonly url: string;
	readonly ended: Promise<number | null>;
	readonly told: () => string;
}

export async function startProcess(cwd: string, ...argv: string[]): Promise<Process> {
	const args = [await buildProgram(), "serve", "--addr", "127.0.0.1:0", ...argv];
	const env = { ...process.env, NO_COLOR: "1", HOLYSTONE_CACHE: "off" };
	const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "ignore", "pipe"], env });
	children.add(child);
	const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
	let text = "";
	return new Promise((resolve, reject) => {
		child.stderr.on("data", (chunk) => {
			text += chunk;
			const url = /listening on (\S+)/.exec(text)?.[1];
			if (url !== undefined) resolve({ child, url, ended, told: () => text });
		});
		void ended.then(() => reject(new Error(text)));
	});
}
