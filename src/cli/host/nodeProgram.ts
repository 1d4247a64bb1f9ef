/** Other programs, found on PATH and run without a shell. */
import { spawn } from "node:child_process";
import { ProgramFault, type ProgramOptions, type ProgramResult } from "./host.ts";

const TIMEOUT = 60_000;
const MOST_OUTPUT = 16 * 1024 * 1024;
/** Of what a program complains, in bytes; the rest isn't kept. */
const MOST_COMPLAINT = 64 * 1024;

/** A name and no path: a working directory can't put itself in the program's place. */
const plainName = /^[A-Za-z0-9][\w.+-]*$/;

export function nodeProgram(
	name: string,
	args: readonly string[],
	{ stdin, timeout = TIMEOUT, mostOutput = MOST_OUTPUT, cwd, env }: ProgramOptions = {},
): Promise<ProgramResult> {
	return new Promise((resolve, reject) => {
		if (!plainName.test(name)) {
			reject(new ProgramFault(name, "missing"));
			return;
		}
		const child = spawn(name, args, {
			shell: false,
			stdio: ["pipe", "pipe", "pipe"],
			windowsHide: true,
			...(cwd === undefined ? {} : { cwd }),
			...(env === undefined ? {} : { env: { ...env } }),
		});
		let fault: ProgramFault | undefined;
		const stop = (kind: ProgramFault["kind"]): void => {
			fault ??= new ProgramFault(name, kind);
			child.kill("SIGKILL");
			// Children of its own may hold the pipes open.
			child.stdout.destroy();
			child.stderr.destroy();
		};
		const timer = setTimeout(() => stop("timeout"), timeout);
		const output: Buffer[] = [];
		const complaint: Buffer[] = [];
		let size = 0;
		let complained = 0;
		child.stdout.on("data", (part: Buffer) => {
			size += part.length;
			if (size > mostOutput) stop("too-much");
			else output.push(part);
		});
		child.stderr.on("data", (part: Buffer) => {
			if (complained < MOST_COMPLAINT) complaint.push(part.subarray(0, MOST_COMPLAINT - complained));
			complained += part.length;
		});
		// A program that doesn't read to the end is no fault of ours.
		child.stdin.on("error", () => undefined);
		child.stdin.end(stdin);
		child.on("error", (error: NodeJS.ErrnoException) => {
			clearTimeout(timer);
			reject(new ProgramFault(name, error.code === "ENOENT" || error.code === "EACCES" ? "missing" : "failed"));
		});
		child.on("close", (status) => {
			clearTimeout(timer);
			if (fault !== undefined) reject(fault);
			else resolve({ status: status ?? 1, stdout: Buffer.concat(output), stderr: Buffer.concat(complaint) });
		});
	});
}
