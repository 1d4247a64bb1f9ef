/** Runs over many files: threads and kept results change nothing of what a run says. */
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { buildCommand } from "../../scripts/buildCommand.ts";
import { doEvalWork, type EvalDone, type EvalWork } from "../../src/cli/bulk/evalWorker.ts";
import { recordUses, type UseRecorder, type Uses } from "../../src/cli/bulk/recordUses.ts";
import { Shared } from "../../src/cli/bulk/shared.ts";
import type { Host } from "../../src/cli/host/host.ts";
import { nodeCache } from "../../src/cli/host/nodeCache.ts";
import { nodeFiles } from "../../src/cli/host/nodeHost.ts";
import { runThread } from "../../src/cli/host/threads.ts";
import { run } from "../../src/cli/run.ts";
import * as evaluating from "../../src/engine/evaluateFile.ts";
import { formats } from "../../src/report/formats.ts";
import { Source } from "../../src/text/source.ts";
import { testHost } from "../scenarios/scenario.ts";

const root = path.resolve(import.meta.dirname, "../..");
const FILES = 120;
let folder: string;
beforeAll(() => {
	folder = fs.mkdtempSync(path.join(tmpdir(), "holystone-bulk-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const policies = `package acme

policy base on dockerfile {
	code: "ACME1"
	severity: high
	title: "Base images are ours"
	param registries: set[string] = {"ours.example"}
	deny stage.from because $"{stage.from.ref} isn't ours" if {
		some stage in input.stages
		not stage.from.registry in registries
	}
}

policy ignored on context {
	code: "ACME2"
	severity: high
	title: "There is an ignore file"
	warn because "nothing is kept out" if not input.ignore_file
}

policy old on dockerfile {
	code: "ACME3"
	severity: high
	title: "It is late"
	warn because "it is late" if {
		input.stages[0].from.repository == "shop/clock"
		time.now_ns() > 0
	}
}

policy fixable on workload {
	code: "ACME4"
	severity: high
	title: "Nothing can be fixed"
	deny container.image because $"{found.id} is in {container.image.ref}" if {
		some container in input.containers
		some scan in container.image.scans
		some found in scan.vulnerabilities
	}
}

policy alone on project {
	code: "ACME5"
	severity: high
	title: "A name is there once"
	warn one.document.metadata because "twice" if {
		some i, one in input.manifest
		some j, other in input.manifest
		i < j
		one.document.metadata.name == other.document.metadata.name
	}
}
`;

const deployment = (name: string): string =>
	`apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: web, image: "shop/web:1.4"}\n`;

const scan = JSON.stringify({
	SchemaVersion: 2,
	ArtifactName: "shop/web:1.4",
	ArtifactType: "container_image",
	Metadata: { RepoTags: ["shop/web:1.4"] },
	Results: [
		{
			Target: "shop/web:1.4 (debian 12.1)",
			Class: "os-pkgs",
			Type: "debian",
			Vulnerabilities: [{ VulnerabilityID: "CVE-2026-1", PkgName: "openssl", InstalledVersion: "1", Severity: "HIGH" }],
		},
	],
});

/** A project of Dockerfiles, manifests, evidence about the image that they name, ignore comments, and files that are wrong. */
function project(name: string): string {
	const at = path.join(folder, name);
	const write = (file: string, text: string): void => {
		fs.mkdirSync(path.dirname(path.join(at, file)), { recursive: true });
		fs.writeFileSync(path.join(at, file), text);
	};
	for (let number = 0; number < FILES; number++) {
		const ignored = number % 10 === 0 ? "# policy: ignore base -- it is a test\n" : "";
		const image = number % 40 === 1 ? "shop/clock" : `shop/$V${number}`;
		write(`docker/${number}/Dockerfile`, `ARG V${number}=x\n${ignored}FROM ${image}:1\nCOPY . /app\n`);
		if (number % 4 === 0) write(`deploy/${number}.yaml`, deployment(`web-${number % 80}`));
	}
	write("deploy/scan.json", scan);
	write("deploy/broken.yaml", "apiVersion: v1\nkind: [\n");
	write("docker/bytes/Dockerfile", "\u0000\u0001\u0002");
	fs.writeFileSync(path.join(folder, "p.policy"), policies);
	return at;
}

const argv = (...options: readonly string[]): string[] => [
	"eval",
	"--no-config",
	"--policy",
	"../p.policy",
	...options,
	".",
];

/** Runs in this process; the clock goes on by a second whenever it is asked, so that every run is a long one. */
async function evaluate(at: string, args: readonly string[], over: Partial<Host> = {}) {
	let stdout = "";
	let stderr = "";
	let now = 0;
	const host = testHost(at, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) });
	const status = await run(args, { ...host, elapsed: () => (now += 1_000), ...over });
	return { status, stdout, stderr };
}

/** What a thread is given and gives back goes through a copy, as between threads. `given` counts what it gives back. */
const threadIn =
	(at: string, given = { files: 0 }) =>
	(data: unknown, onMessage: (message: unknown) => void) =>
		doEvalWork(structuredClone(data) as EvalWork, testHost(at), (done) => {
			given.files += done.length;
			onMessage(structuredClone(done));
		});

describe("threads", () => {
	it.each(formats.map(({ id }) => id))(
		"say the same as one, in the same order: %s",
		{ timeout: 60_000 },
		async (format) => {
			const at = project("threads");
			const alone = await evaluate(at, argv("--format", format));
			expect(alone.stdout).toContain("CVE-2026-1");
			for (const processors of [2, 4]) {
				const started = vi.fn(threadIn(at));
				expect(await evaluate(at, argv("--format", format), { processors, thread: started })).toEqual(alone);
				expect(started).toHaveBeenCalledTimes(processors - 1);
			}
		},
	);

	it("are as many as --parallel says", { timeout: 60_000 }, async () => {
		const at = project("parallel");
		const started = vi.fn(threadIn(at));
		await evaluate(at, argv("--parallel", "1"), { processors: 8, thread: started });
		expect(started).not.toHaveBeenCalled();
		await evaluate(at, argv("--parallel", "3"), { processors: 8, thread: started });
		expect(started).toHaveBeenCalledTimes(2);
	});

	it("that break off cost the file that they were at, and no other", { timeout: 60_000 }, async () => {
		const at = project("broken");
		const alone = JSON.parse((await evaluate(at, argv("--format", "json"))).stdout);
		let lost = "";
		const thread = async (data: unknown) => {
			const { files, memory, number } = data as EvalWork;
			const shared = new Shared(files.length, memory);
			const [, second = 0] = shared.take() ?? [];
			shared.begin(number, second);
			lost = files[second]?.path ?? "";
			throw new Error("no memory is left");
		};
		const { status, stdout } = await evaluate(at, argv("--format", "json"), { processors: 2, thread });
		const report = JSON.parse(stdout);
		expect(status).toBe(2);
		expect(report.files.map(({ source }: { source: string }) => source)).toEqual(
			alone.files.map(({ source }: { source: string }) => source),
		);
		expect(report.diagnostics).toContainEqual(
			expect.objectContaining({
				code: "file-broke-off",
				file: lost,
				message: "its evaluation broke off: no memory is left",
			}),
		);
		const errors = report.ledger.filter(({ outcome }: { outcome: string }) => outcome === "error");
		expect(new Set(errors.map(({ source }: { source: string }) => source))).toEqual(new Set([lost]));
		const others = (all: { file?: string; source?: string }[]) =>
			all.filter(({ file, source }) => (file ?? source) !== lost);
		expect(others(report.findings)).toEqual(others(alone.findings));
		expect(others(report.ledger)).toEqual(others(alone.ledger));
	});

	it("that can't even begin are done without", { timeout: 60_000 }, async () => {
		const at = project("none");
		const thread = () => Promise.reject(new Error("there are no threads"));
		expect(await evaluate(at, argv(), { processors: 4, thread })).toEqual(await evaluate(at, argv()));
	});

	it("are real ones of the built program", { timeout: 300_000 }, async () => {
		const built = path.join(folder, "built");
		fs.mkdirSync(path.join(built, "packs"), { recursive: true });
		await buildCommand(root, path.join(built, "cli"), path.join(built, "packs"));
		const names = ["examples/shop/web/Dockerfile", "examples/shop/web/package.json"];
		const files = names.map((name) => ({ path: name, named: false, size: 1 }));
		const options = {
			policy: ["examples/policies"],
			pack: [],
			config: false,
			builtins: [],
			data: [],
			buildArg: [],
			allowNet: [],
		};
		const work = {
			...{ task: "eval", paths: ["examples"], options, files, evidence: [], now: 0n, number: 1, withUses: false },
			memory: new Shared(files.length).memory,
		};
		const done: EvalDone[number][] = [];
		await runThread(path.join(built, "cli/policy.js"), work, (message) => done.push(...(message as EvalDone)));
		expect(done.map(({ file, plain }) => [file, plain.entry.source])).toEqual(names.map((name, file) => [file, name]));
		expect(done[0]?.plain.ledger.length).toBeGreaterThan(0);
		await expect(runThread(path.join(built, "cli/policy.js"), { task: "eval" }, () => {})).rejects.toThrow();
	});
});

describe("kept results", () => {
	const cacheOf = (name: string) => {
		const program = path.join(folder, "program.js");
		if (!fs.existsSync(program)) fs.writeFileSync(program, "1");
		const home = path.join(folder, `home-${name}`);
		fs.mkdirSync(home, { recursive: true });
		const cache = nodeCache({ HOME: home }, program);
		return { cache, entries: path.join(home, ".cache/holystone") };
	};

	/** Runs, and says how many files were evaluated. */
	async function counted(at: string, args: readonly string[], name: string) {
		const { cache } = cacheOf(name);
		const spy = vi.spyOn(evaluating, "evaluateFile");
		const result = await evaluate(at, args, { cache });
		const count = spy.mock.calls.length;
		spy.mockRestore();
		cache.flush();
		return { ...result, count };
	}

	/** Files whose result another run can't know: three ask for the time, one is no text, and the evidence is read in any case. */
	const always = 3 + 1;

	it("say what evaluating says", { timeout: 120_000 }, async () => {
		const at = project("kept");
		for (const format of ["json", "text", "sarif"]) {
			const first = await counted(at, argv("--format", format), `same-${format}`);
			const again = await counted(at, argv("--format", format), `same-${format}`);
			expect(first.count).toBeGreaterThan(FILES);
			expect(again.count).toBe(always);
			expect({ ...again, count: 0 }).toEqual({ ...first, count: 0 });
		}
	});

	it("aren't used with --no-cache", { timeout: 60_000 }, async () => {
		const at = project("without");
		const first = await counted(at, argv("--no-cache"), "without");
		expect((await counted(at, argv("--no-cache"), "without")).count).toBe(first.count);
		expect(fs.existsSync(cacheOf("without").entries)).toBe(false);
	});

	const all = FILES + FILES / 4 + 3;
	it.each<[string, (at: string) => void, readonly string[], number]>([
		["nothing", () => {}, [], always],
		["a byte of a file", (at) => fs.appendFileSync(path.join(at, "docker/7/Dockerfile"), "\n"), [], always + 1],
		["a file beside one", (at) => fs.writeFileSync(path.join(at, "docker/7/new.txt"), ""), [], always + 2],
		["an ignore file", (at) => fs.writeFileSync(path.join(at, "docker/7/.dockerignore"), ".git\n"), [], always + 2],
		["the evidence", (at) => fs.appendFileSync(path.join(at, "deploy/scan.json"), "\n"), [], all],
		["a build argument", () => {}, ["--build-arg", "V7=y"], all],
		["the platform", () => {}, ["--platform", "linux/arm64"], all],
		["the packs", () => {}, ["--policy", "../q.policy"], all],
		["a policy", () => fs.appendFileSync(path.join(folder, "p.policy"), "\n# another\n"), [], all],
		["the program", () => fs.writeFileSync(path.join(folder, "program.js"), "22"), [], all],
		["the entry, spoilt", spoil, [], all],
	])("are found again unless it changed: %s", { timeout: 60_000 }, async (what, change, options, expected) => {
		const name = what.replaceAll(/\W/g, "-");
		const at = project(`changed-${name}`);
		fs.writeFileSync(
			path.join(folder, "q.policy"),
			'package q\n\npolicy q on dockerfile {\n\tcode: "Q"\n\tseverity: low\n\ttitle: "q"\n\tdeny because "q" if false\n}\n',
		);
		await counted(at, argv(), name);
		change(at);
		const again = await counted(at, argv(...options), name);
		expect(again.count).toBe(expected);
		expect({ ...again, count: 0 }).toEqual({ ...(await evaluate(at, argv(...options))), count: 0 });
	});

	function spoil(): void {
		const { entries } = cacheOf("the-entry--spoilt");
		for (const name of fs.readdirSync(entries)) {
			const file = path.join(entries, name);
			const bytes = fs.readFileSync(file);
			bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
			fs.writeFileSync(file, bytes);
		}
	}

	it("hold for the day where the day was asked, and for no time where the time was", () => {
		const at = project("day");
		const source = new Source("Dockerfile", "FROM scratch\n");
		const on = (now: bigint) => recordUses(nodeFiles(at), (parts) => [...parts].join(), now);
		const noon = 1_700_000_000_000_000_000n;
		const used = (ask: (recorder: UseRecorder) => void) => {
			const recorder = on(noon);
			recorder.begin();
			ask(recorder);
			return recorder.usesOf({ source });
		};
		const dated = used(({ onDay }) => onDay()) as Uses;
		const undated = used(() => {}) as Uses;
		expect(used(({ onChance }) => onChance())).toBeUndefined();
		for (const [hours, holds] of [
			[1, true],
			[24, false],
		] as const) {
			const later = on(noon + BigInt(hours) * 3_600_000_000_000n);
			expect([later.stillHold(dated, { source }), later.stillHold(undated, { source })]).toEqual([holds, true]);
		}
	});

	it("that make no sense are evaluated", { timeout: 60_000 }, async () => {
		const at = project("senseless");
		const { cache } = cacheOf("senseless");
		const line = JSON.stringify(["docker/7/Dockerfile", { text: "", around: [] }, { entry: 1, kinds: "x" }]);
		for (const text of ["", "[", "null\n[]", line, `${line}\n["a"`]) {
			const read = () => Buffer.from(text);
			expect(await evaluate(at, argv(), { cache: { ...cache, read, keep: () => {} } })).toEqual(
				await evaluate(at, argv()),
			);
		}
	});
});
