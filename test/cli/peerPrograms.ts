/** Other people's tools that tests check ours against, where they are installed: on PATH, or in the folder that HOLYSTONE_PEERS names. */
import { spawnSync } from "node:child_process";
import path from "node:path";

export interface Program {
	readonly name: string;
	/** Undefined where it isn't installed. */
	readonly path?: string;
}

export function program(name: string, ...probe: readonly string[]): Program {
	const folder = process.env.HOLYSTONE_PEERS;
	const candidates = [name, ...(folder === undefined ? [] : [path.join(folder, name)])];
	const found = candidates.find((candidate) => spawnSync(candidate, probe, { stdio: "ignore" }).error === undefined);
	return { name, ...(found === undefined ? {} : { path: found }) };
}

/** What a skipped test says; empty where all are there. */
export function missing(...programs: readonly Program[]): string {
	const names = programs.filter((each) => each.path === undefined).map(({ name }) => name);
	return names.length === 0 ? "" : ` (skipped: no ${names.join(", ")} on PATH or in HOLYSTONE_PEERS)`;
}

export function runProgram(
	{ name, path: file }: Program,
	args: readonly string[],
	cwd: string,
	env: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly out: string; readonly err: string } {
	if (file === undefined) throw new Error(`${name} isn't installed`);
	const ran = spawnSync(file, args, { cwd, encoding: "utf8", timeout: 50_000, env: { ...process.env, ...env } });
	return { status: ran.status, out: ran.stdout, err: ran.stderr };
}
