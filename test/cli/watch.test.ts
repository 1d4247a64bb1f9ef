import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/host/nodeHost.ts";
import { concerns, foldersOf, recordFiles } from "../../src/cli/watch/recordFiles.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
	for (const child of children.splice(0)) child.kill("SIGKILL");
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
	const folder = mkdtempSync(path.join(tmpdir(), "policy-watch-"));
	folders.push(folder);
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
		writeFileSync(path.join(folder, name), text);
	}
	return folder;
}

/** A command that runs on, and what it has printed. */
function start(folder: string, ...argv: string[]) {
	const tsx = import.meta.resolve("tsx");
	const child = spawn("node", ["--import", tsx, path.join(root, "src/cli/policy.ts"), ...argv], { cwd: folder });
	children.push(child);
	let out = "";
	let err = "";
	const listeners = new Set<() => void>();
	const heard = () => {
		for (const listener of listeners) listener();
	};
	child.stdout.on("data", (chunk) => {
		out += chunk;
		heard();
	});
	child.stderr.on("data", (chunk) => {
		err += chunk;
		heard();
	});
	const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
	const runs = () => err.split("Ctrl-C ends").length - 1;
	/** Waits until so many runs are over; a bounded time, so that a change that isn't noticed fails the test. */
	const untilRuns = (count: number) =>
		new Promise<void>((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`${runs()} runs instead of ${count}: ${out}${err}`)), 15_000);
			const look = () => {
				if (runs() < count) return;
				clearTimeout(timer);
				listeners.delete(look);
				resolve();
			};
			listeners.add(look);
			look();
		});
	return { child, ended, runs, untilRuns, out: () => out, err: () => err };
}

const rule = (body: string) => `package p_test\n\ntest_it if ${body}\n`;

describe("--watch", () => {
	it("runs tests again when a module changes, comes or goes, and ends with the last status", async () => {
		const folder = folderWith({ "p/p_test.rego": rule("1 == 2") });
		const watched = start(folder, "test", "--watch", "--no-config", "p");
		await watched.untilRuns(1);
		expect(watched.out()).toContain("1 test: 0 passed, 1 failed");
		// As an editor saves: beside the file, then renamed.
		writeFileSync(path.join(folder, "p/.p_test.rego.swp"), rule("true"));
		renameSync(path.join(folder, "p/.p_test.rego.swp"), path.join(folder, "p/p_test.rego"));
		await watched.untilRuns(2);
		expect(watched.out()).toContain("1 test: 1 passed, 0 failed");
		expect(watched.err()).toMatch(/── \d\d:\d\d:\d\d p\/p_test\.rego changed ─/);
		writeFileSync(path.join(folder, "p/more_test.rego"), "package more_test\n\ntest_more if true\n");
		await watched.untilRuns(3);
		expect(watched.out()).toContain("2 tests: 2 passed, 0 failed");
		// What is broken is told, and put right by the next change.
		writeFileSync(path.join(folder, "p/more_test.rego"), "package more_test\n\ntest_more if {\n");
		await watched.untilRuns(4);
		rmSync(path.join(folder, "p/more_test.rego"));
		await watched.untilRuns(5);
		watched.child.kill("SIGINT");
		expect(await watched.ended).toBe(0);
	}, 60_000);

	it("runs again for a file that is checked, once for many changes, and not for what it doesn't look at", async () => {
		const folder = folderWith({ Dockerfile: "FROM alpine:3.20\n", "p/p.policy": policy });
		mkdirSync(path.join(folder, ".git"));
		const watched = start(folder, "eval", "-w", "--policy", "p", "--output", "json=report.json", "-q", ".");
		await watched.untilRuns(1);
		writeFileSync(path.join(folder, ".git/index"), "nobody looks here");
		for (let change = 0; change < 5; change++)
			writeFileSync(path.join(folder, "Dockerfile"), `FROM ubuntu:${change}\n`);
		await watched.untilRuns(2);
		expect(watched.out()).toContain("it is library/ubuntu");
		await new Promise((resolve) => setTimeout(resolve, 1_000));
		expect(watched.runs()).toBe(2);
		watched.child.kill("SIGINT");
		expect(await watched.ended).toBe(1);
	}, 60_000);

	it("can't watch standard input", async () => {
		const watched = start(folderWith({}), "eval", "--watch", "-");
		expect(await watched.ended).toBe(2);
		expect(watched.err()).toContain("standard input can't be watched");
	}, 30_000);
});

const policy = `package p

policy alpine on dockerfile {
	title: "Alpine"
	code: "P1"
	severity: low
	about: "Why."
	deny stage.from because $"it is {stage.from.repository}" if {
		some stage in input.stages
		not startswith(stage.from.text, "alpine")
	}
	bad \`FROM ubuntu\`
	bad \`FROM debian\`
	good \`FROM alpine\`
	good \`FROM alpine:3\`
}
`;

describe("what a run looked at", () => {
	const folder = "/w";
	const files = {
		...nodeFiles(folder),
		stat: () => undefined,
		list: () => [],
		read: () => new Uint8Array(),
		write: () => undefined,
	};
	const record = recordFiles(folder, files);
	record.files.read("a/x.rego");
	record.files.stat("/w/policy.yaml");
	record.files.list("b");
	record.files.list("node_modules/c");

	it("is watched through its folders", () => {
		expect(foldersOf(record)).toEqual(["/w", "/w/a", "/w/b"]);
	});

	it.each([
		["/w/a", "x.rego", "content", true],
		["/w/a", "y.rego", "name", false],
		["/w", "policy.yaml", "name", true],
		["/w", "README.md", "name", false],
		["/w/b", "new.rego", "name", true],
		["/w/b", "log.txt", "content", false],
		["/w/b", ".x.swp", "name", false],
		["/w/b", "x.rego~", "name", false],
		["/w/b", undefined, "name", true],
	] as const)("%s/%s, its %s: %s", (where, name, what, expected) => {
		expect(concerns(record, { folder: where, name, what })).toBe(expected);
	});
});
