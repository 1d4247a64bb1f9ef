/** What only a process of its own can show: signals, closed streams, and targets that can't be written. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { Folder } from "./command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const command = ["--import", "tsx", `${root}src/cli/policy.ts`];

let folder = new Folder();
afterEach(() => folder.remove());

const shell = (line: string): ReturnType<typeof spawnSync> & { readonly stdout: string; readonly stderr: string } =>
	spawnSync("bash", ["-c", `run() { node ${command.join(" ")} "$@"; }; ${line}`], {
		cwd: root,
		encoding: "utf8",
		env: { ...process.env, NO_COLOR: "1", FOLDER: folder.root },
	});

test("standard output that is closed is no stack trace", () => {
	folder = new Folder({ Dockerfile: "FROM a\n" });
	const { stderr, stdout } = shell(
		'run eval --no-config "$FOLDER" >&-; echo "status $?" >&2; run eval --no-config "$FOLDER" 2>&- | head -c1 >/dev/null',
	);
	expect(stdout).toBe("");
	expect(stderr).toMatch(/^(?:error: .*\n)?status [0-3]\n$/);
});

test("Ctrl-C while it waits for standard input: status 130, and nothing is left lying about", async () => {
	folder = new Folder();
	const child = spawn(process.execPath, [...command, "eval", "--kind", "dockerfile", "--no-config", "-"], {
		cwd: root,
		stdio: ["pipe", "pipe", "pipe"],
	});
	let said = "";
	child.stderr.on("data", (text) => {
		said += String(text);
	});
	const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
	await new Promise((resolve) => setTimeout(resolve, 4000));
	child.kill("SIGINT");
	expect(await ended).toBe(130);
	expect(said).toBe("");
});

test("an endless file is not read, and a pipe without a writer ends at once", () => {
	folder = new Folder();
	execFileSync("mkfifo", [folder.at("pipe")]);
	const { stdout } = shell('run eval --no-config --kind dockerfile /dev/zero "$FOLDER/pipe"; echo "status $?"');
	expect(stdout).toMatch(/zero: error: .*neither a file nor a folder/);
	expect(stdout).toMatch(/pipe: error: .*neither a file nor a folder/);
	expect(stdout).toMatch(/status 2\n$/);
});

test("a report goes through a pipe to who reads it", () => {
	folder = new Folder({ Dockerfile: "FROM a\n" });
	const { stdout } = shell(
		'mkfifo "$FOLDER/pipe"; cat "$FOLDER/pipe" >"$FOLDER/out" & run eval --no-config -q --fail-on never --output "json=$FOLDER/pipe" "$FOLDER/Dockerfile" >/dev/null; sleep 1; head -c 1 "$FOLDER/out"',
	);
	expect(stdout).toBe("{");
	expect(readdirSync(folder.root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
