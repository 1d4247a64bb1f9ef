/** The servers that are compared, as processes: ours as it was built, and OPA. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { opaCommand } from "../peers/opa.ts";

export interface Started {
	readonly name: string;
	readonly port: number;
	/** Resident memory, in megabytes. */
	memory(): number;
	/** Milliseconds of processor time that it has used. */
	processorTime(): number;
	stop(): void;
}

const program = resolve(import.meta.dirname, "../../dist/cli/policy.js");

export function startOurs(name: string, args: readonly string[]): Promise<Started> {
	return start(name, process.execPath, (port) => [
		...[program, "serve", "--no-config", "--no-watch", "--addr", `127.0.0.1:${port}`],
		...args,
	]);
}

export function startOpa(files: readonly string[]): Promise<Started> {
	return start("opa", opaCommand, (port) => [
		...["run", "--server", "--log-level", "error", "--addr", `127.0.0.1:${port}`],
		...files,
	]);
}

async function start(name: string, command: string, args: (port: number) => readonly string[]): Promise<Started> {
	const port = await freePort();
	const child = spawn(command, args(port), { stdio: ["ignore", "ignore", "pipe"] });
	let told = "";
	child.stderr.on("data", (chunk) => {
		told = (told + String(chunk)).slice(-10_000);
	});
	for (let tries = 0; tries < 600; tries++) {
		const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
		if (answer?.ok === true)
			return {
				name,
				port,
				memory: () => residentMemory(child),
				processorTime: () => processorTime(child),
				stop: () => child.kill("SIGKILL"),
			};
		if (child.exitCode !== null) break;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	child.kill("SIGKILL");
	throw new Error(`${name} doesn't answer: ${told}`);
}

function residentMemory({ pid }: ChildProcess): number {
	const status = readFileSync(join("/proc", String(pid), "status"), "utf8");
	return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

/** A tick is a hundredth of a second wherever Linux runs. */
const TICK = 10;

function processorTime({ pid }: ChildProcess): number {
	const fields = readFileSync(join("/proc", String(pid), "stat"), "utf8")
		.replace(/^.*\) /s, "")
		.split(" ");
	return (Number(fields[11]) + Number(fields[12])) * TICK;
}

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address() as { readonly port: number };
			server.close(() => resolve(port));
		});
	});
}
