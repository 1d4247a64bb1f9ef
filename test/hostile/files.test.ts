/** Files that are broken, enormous, no files at all, or gone: each is named with the reason, and all others are still checked. */
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { HostError } from "../../src/cli/host/host.ts";
import { Folder } from "./command.ts";

const policy = `package p

policy never on dockerfile {
	title: "Never"
	code: "P001"
	severity: low
	about: "Why."
	deny because "found" if input.stages[_].from.text == "bad"
}
`;
const sound = "FROM bad\n";

let folder = new Folder();
afterEach(() => folder.remove());

/** The lines of a report that name a diagnostic, without frames and hints. */
const diagnostics = (text: string): string[] => text.split("\n").filter((line) => /\[[a-z0-9-]+\]$/.test(line));

const nested = (open: string, close: string): string => open.repeat(100_000) + close.repeat(100_000);

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
	Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part))));

const bomb = `apiVersion: v1\nkind: Pod\na: &a [x, x, x, x, x, x, x, x, x]\n${["b", "c", "d", "e", "f", "g", "h", "i"]
	.map((name, index) => {
		const before = `*${"abcdefgh"[index]}`;
		return `${name}: &${name} [${Array.from({ length: 9 }, () => before).join(", ")}]\n`;
	})
	.join("")}`;

const pod = "apiVersion: v1\nkind: Pod\n";

/** A file beside a sound one with a finding, and the diagnostics that it gets. */
const broken: readonly [what: string, name: string, content: string | Uint8Array, said: readonly string[]][] = [
	[
		"an empty Dockerfile",
		"a.Dockerfile",
		"",
		["a.Dockerfile:1:1: error: no instructions in this file [dockerfile-empty]"],
	],
	[
		"only blanks",
		"a.Dockerfile",
		" \n\t\n",
		["a.Dockerfile:1:1: error: no instructions in this file [dockerfile-empty]"],
	],
	[
		"a Dockerfile of a word that is none",
		"a.Dockerfile",
		"FROM a\nRNU x\n",
		["a.Dockerfile:2:1: error: unknown instruction `RNU` [instruction-unknown]"],
	],
	[
		"a NUL byte",
		"a.Dockerfile",
		"FROM a\0b\n",
		["a.Dockerfile: error: binary file (NUL byte at offset 6) [file-not-text]"],
	],
	[
		"Latin-1",
		"a.Dockerfile",
		bytes("FROM a\n# caf", 0xe9, "\n"),
		["a.Dockerfile: error: not UTF-8 text (first bad byte at offset 12) [file-not-text]"],
	],
	[
		"a character cut in two",
		"a.yaml",
		bytes(pod, "a: ", 0xf0, 0x9f),
		["a.yaml: error: not UTF-8 text (first bad byte at offset 28) [file-not-text]"],
	],
	["a byte order mark and CRLF", "a.Dockerfile", "\ufeffFROM a\r\nRUN x\r\n", []],
	["UTF-16", "a.Dockerfile", bytes(0xff, 0xfe, Buffer.from("FROM a\n", "utf16le").toString("latin1")), []],
	["one line of 5 MB", "a.Dockerfile", `FROM a\nRUN ${"a".repeat(5_000_000)}\n`, []],
	[
		"a value of 5 MB",
		"a.yaml",
		`${pod}metadata: {name: ${"a".repeat(5_000_000)}}\nspec: {containers: []}\n`,
		["a.yaml:2:7: info: this Pod has no pod spec [workload-no-containers]"],
	],
	[
		"tabs in YAML",
		"a.yaml",
		`${pod}spec:\n\tcontainers: []\n`,
		["a.yaml:4:1: error: cannot read this as YAML: tab characters must not be used in indentation [yaml-syntax]"],
	],
	[
		"an alias bomb",
		"a.yaml",
		bomb,
		["a.yaml:9:13: error: the aliases of this document would make it too large to read [yaml-alias-bomb]"],
	],
	[
		"an alias of itself",
		"a.yaml",
		`${pod}a: &a [*a]\n`,
		["a.yaml:3:9: error: the alias `*a` stands inside its own anchor [yaml-alias-unknown]"],
	],
	[
		"an alias of nothing",
		"a.yaml",
		`${pod}a: *b\n`,
		["a.yaml:3:5: error: no anchor `&b` before this alias [yaml-alias-unknown]"],
	],
	[
		"YAML 100,000 deep",
		"a.yaml",
		`${pod}a: ${nested("[", "]")}\n`,
		["a.yaml:3:253: error: nested more than 250 levels deep [yaml-too-deep]"],
	],
	[
		"JSON 100,000 deep",
		"a.json",
		`{"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {}, "x": ${nested("[", "]")}}`,
		["a.json:1:323: error: nested more than 250 levels deep [yaml-too-deep]"],
	],
	[
		"the same key twice",
		"a.yaml",
		`${pod}kind: Pod\n`,
		[
			"a.yaml:3:1: warning: the key `kind` stands here a second time, and this one counts [yaml-duplicate-key]",
			"a.yaml:3:7: info: this Pod has no pod spec [workload-no-containers]",
		],
	],
	[
		"shell brackets 100,000 deep",
		"a.Dockerfile",
		`FROM a\nRUN ${"$(".repeat(100_000)}\n`,
		[
			"a.Dockerfile:2:5: warning: can't read all of this shell text: brackets nested more than 500 levels deep [dockerfile-shell]",
		],
	],
];

describe("beside a sound file", () => {
	test.each(broken)("%s", async (_, name, content, said) => {
		folder = new Folder({ Dockerfile: sound, "p.policy": policy, [name]: content });
		const started = performance.now();
		const { status, stdout, stderr } = await folder.run(["eval", "--policy", "p.policy", "."]);
		expect(performance.now() - started).toBeLessThan(20_000);
		expect(stderr).toBe("");
		expect(diagnostics(stdout).map((line) => line.slice(0, 300))).toEqual(said);
		expect(stdout).toContain("1:1  low  P001  found");
		expect(status).toBe(said.some((line) => line.includes(": error: ")) ? 2 : 1);
	});
});

describe("what is no file", () => {
	const evaluate = (...paths: string[]): ReturnType<Folder["run"]> =>
		folder.run(["eval", "--policy", "p.policy", ...paths]);

	test("a pipe and a socket in a folder are passed by", async () => {
		folder = new Folder({ Dockerfile: sound, "p.policy": policy });
		execFileSync("mkfifo", [folder.at("pipe.Dockerfile"), folder.at(".dockerignore"), folder.at(".gitignore")]);
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(folder.at("socket.Dockerfile"), resolve));
		const { status, stdout } = await evaluate(".");
		server.close();
		expect(diagnostics(stdout)).toEqual([]);
		expect(status).toBe(1);
	});

	const options: readonly (readonly string[])[] = [
		["eval", "pipe"],
		["eval", "--policy", "pipe", "Dockerfile"],
		["eval", "--config", "pipe", "Dockerfile"],
		["eval", "--data", "pipe", "Dockerfile"],
		["eval", "--no-config", "--kind", "dockerfile", "pipe"],
		["eval", "--no-config", "--policy", "p.policy", "--output", "json=pipe", "Dockerfile"],
		["check", "pipe"],
		["test", "pipe"],
		["parse", "pipe"],
		["query", "-i", "pipe", "input"],
		["query", "-d", "pipe", "data"],
	];
	test.each(options)("nobody waits for a pipe: %s %s %s %s %s %s %s", async (...argv) => {
		folder = new Folder({ Dockerfile: sound, "p.policy": policy });
		execFileSync("mkfifo", [folder.at("pipe")]);
		const { status, stdout, stderr } = await folder.run(argv.filter((word) => word !== undefined));
		expect(stdout + stderr).toMatch(/pipe.*(?:it is neither a file nor a folder|nobody is at its other end)/);
		expect(status).toBe(2);
	});

	test("links in a circle, out of the folder, and to nothing", async () => {
		folder = new Folder({ "in/Dockerfile": sound, "p.policy": policy, "out.Dockerfile": sound });
		symlinkSync("loop", folder.at("in/loop"));
		symlinkSync("..", folder.at("in/up"));
		symlinkSync(".", folder.at("in/self"));
		symlinkSync("../out.Dockerfile", folder.at("in/away.Dockerfile"));
		symlinkSync("nothing", folder.at("in/gone.Dockerfile"));
		const { status, stdout } = await evaluate("in");
		expect(diagnostics(stdout)).toEqual([
			"in/away.Dockerfile: info: this link leads out of the given paths, and was not followed [file-outside]",
			"in/gone.Dockerfile: info: this link leads nowhere [file-link-broken]",
			"in/loop: info: this link leads nowhere [file-link-broken]",
			"in/up: info: this link leads out of the given paths, and was not followed [file-outside]",
		]);
		expect(stdout).toContain("1 finding");
		expect(status).toBe(1);
	});

	test("an empty folder", async () => {
		folder = new Folder({ "p.policy": policy });
		mkdirSync(folder.at("empty"));
		const { status, stdout } = await evaluate("empty");
		expect(diagnostics(stdout)).toEqual([
			"warning: nothing was checked: there is no file to look at [nothing-checked]",
		]);
		expect(status).toBe(3);
	});

	test("nothing on standard input", async () => {
		folder = new Folder({ "p.policy": policy });
		const { status, stdout } = await folder.run(["eval", "--policy", "p.policy", "--kind", "dockerfile", "-", "-q"]);
		expect(diagnostics(stdout)).toEqual(["<stdin>:1:1: error: no instructions in this file [dockerfile-empty]"]);
		expect(status).toBe(2);
	});
});

describe("what the machine refuses", () => {
	test.each([
		["may not be read", "you may not"],
		["is gone by the time it is read", "there is no such file or folder"],
	])("a file that %s", async (_, reason) => {
		folder = new Folder({ Dockerfile: sound, "b.Dockerfile": sound, "p.policy": policy });
		const refused = (name: string): Uint8Array => {
			throw new HostError(name, reason);
		};
		const { status, stdout } = await folder.run(["eval", "--policy", "p.policy", "-q"], {
			files: (own) => ({
				...own,
				read: (name) => (name.endsWith("b.Dockerfile") ? refused(name) : own.read(name)),
				readAt: (name, ...range) => (name.endsWith("b.Dockerfile") ? refused(name) : own.readAt(name, ...range)),
			}),
		});
		expect(diagnostics(stdout)).toEqual([`b.Dockerfile: error: cannot read this: ${reason} [file-unreadable]`]);
		expect(stdout).toContain("P001  found");
		expect(status).toBe(2);
	});

	test.each([
		["policies", ["eval", "--policy", "closed", "Dockerfile"]],
		["files", ["eval", "--policy", "p.policy", "."]],
	] as const)("a folder of %s that may not be listed", async (_, argv) => {
		folder = new Folder({ Dockerfile: sound, "p.policy": policy, "closed/x.policy": policy });
		const { status, stdout, stderr } = await folder.run([...argv, "-q"], {
			files: (own) => ({
				...own,
				list: (name) => {
					if (name.endsWith("closed")) throw new HostError(name, "you may not");
					return own.list(name);
				},
			}),
		});
		expect(stderr).toBe("");
		expect(diagnostics(stdout)).toEqual(["closed: error: cannot read this: you may not [file-unreadable]"]);
		expect(status).toBe(2);
	});

	test("a report that can't be written", async () => {
		folder = new Folder({ Dockerfile: sound, "p.policy": policy });
		mkdirSync(folder.at("taken"));
		for (const target of ["taken", "p.policy/x.json", "p.policy/folder/x.json"]) {
			const { status, stdout, stderr } = await folder.run([
				"eval",
				"--policy",
				"p.policy",
				"--output",
				`json=${target}`,
			]);
			expect(stdout).toContain("P001  found");
			expect(stderr).toMatch(/^error: .*\[output-failed\]\n$/m);
			expect(status).toBe(2);
		}
	});
});

test.each([
	"sp ace.Dockerfile",
	"new\nline.Dockerfile",
	"🐳.Dockerfile",
	"\u001b[2J.Dockerfile",
	"'\"$(x)`.Dockerfile",
	"-q.Dockerfile",
	"\u202egnp.Dockerfile",
])("a file called %j is checked, and its name can't move the cursor", async (name) => {
	folder = new Folder({ [name]: "FROM bad\nNOPE\n", "p.policy": policy });
	const { status, stdout, stderr } = await folder.run(["eval", "--policy", "p.policy", "."]);
	const shown = ["\n", "\u001b", "\u202e"].reduce((text, character) => text.replaceAll(character, "\ufffd"), name);
	expect(stderr).toBe("");
	expect(stdout).toContain(`${shown}\n  1:1  low  P001  found\n`);
	expect(diagnostics(stdout)).toEqual([`${shown}:2:1: error: unknown instruction \`NOPE\` [instruction-unknown]`]);
	expect(["\u001b", "\u202e"].some((character) => stdout.includes(character))).toBe(false);
	expect(status).toBe(2);
	const missing = await folder.run(["eval", "--policy", "p.policy", `./no${name}`]);
	expect(diagnostics(missing.stdout)).toEqual([`no${shown}: error: there is no such file or folder [file-missing]`]);
	expect(missing.status).toBe(3);
});
