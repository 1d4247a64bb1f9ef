/** What `opa check` says of a program: the first of its errors, or that there is none. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WrongProgram } from "./wrongPrograms.ts";

interface OpaError {
	readonly code: string;
	readonly message: string;
	readonly location?: { readonly file: string; readonly row: number; readonly col?: number };
}

/** `CODE a.rego:3:6` of the first error, or `accepts`. */
export async function askOpa({ modules, strict }: Pick<WrongProgram, "modules" | "strict">): Promise<string> {
	const [first] = await opaErrors(modules, strict ? ["--strict"] : []);
	if (first === undefined) return "accepts";
	const { code, location } = first;
	return location === undefined ? code : `${code} ${location.file}:${location.row}:${location.col ?? 1}`;
}

/** All errors of the first phase of OPA's compiler that finds any. */
export function opaErrors(
	modules: readonly (readonly [name: string, text: string])[],
	options: readonly string[] = [],
): Promise<readonly OpaError[]> {
	const folder = mkdtempSync(join(tmpdir(), "wrong-"));
	for (const [name, text] of modules) writeFileSync(join(folder, name), text);
	return new Promise((resolve, reject) => {
		const args = ["check", "--format", "json", ...options, "."];
		execFile("opa", args, { cwd: folder, timeout: 20_000 }, (error, stdout, stderr) => {
			rmSync(folder, { recursive: true });
			const answer = stdout.trim() === "" ? stderr : stdout;
			if (error === null) resolve([]);
			else if (answer.trimStart().startsWith("{")) resolve((JSON.parse(answer) as { errors: OpaError[] }).errors);
			else reject(new Error(`opa check: ${answer || error.message}`));
		});
	});
}
