/** Whole runs of commands: what they print, and the seconds that they take by the clock. */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

/** Ours, as it is built. */
export const policy = [
	process.execPath,
	resolve(import.meta.dirname, "../../dist/cli/policy.js"),
	"eval",
	"--no-config",
];

export interface Timed {
	readonly seconds: number;
	readonly stdout: string;
	/** The most memory that it had, in MB; absent where the system has no command that tells. */
	readonly peak?: number;
}

/** Runs a command line. Throws where it prints nothing: what fails at once is fast. */
export function timed([program = "", ...args]: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Timed {
	const start = process.hrtime.bigint();
	const run = spawnSync("/usr/bin/time", ["-f", "peak %M", program, ...args], {
		cwd,
		encoding: "utf8",
		maxBuffer: 1 << 30,
		env: { ...process.env, ...env },
	});
	const seconds = Number(process.hrtime.bigint() - start) / 1e9;
	if (run.error !== undefined) throw run.error;
	if (run.stdout === "") throw new Error(`${program} printed nothing: ${run.stderr}`);
	const peak = Number(/peak (\d+)\s*$/.exec(run.stderr)?.[1]) / 1024;
	return { seconds, stdout: run.stdout, peak };
}

/** Whether a program can be started. */
export const isThere = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

/** A folder of the corpus that lies beside the project. */
export const corpusFolder = (name: string): string => join(import.meta.dirname, "../../../shared/corpus", name);
