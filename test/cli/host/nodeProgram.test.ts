/** Other programs: what they say, and what becomes of those that don't end. */
import { expect, test } from "vitest";
import { ProgramFault } from "../../../src/cli/host/host.ts";
import { nodeProgram } from "../../../src/cli/host/nodeProgram.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const kindOf = (promise: Promise<unknown>): Promise<string> =>
	promise.then(
		() => "none",
		(error: unknown) => (error instanceof ProgramFault ? error.kind : "other"),
	);

test("what a program is told, what it says and how it ends", async () => {
	const { status, stdout, stderr } = await nodeProgram(
		"sh",
		["-c", 'cat; echo "$1" >&2; exit 3', "sh", "$HOME; rm x"],
		{ stdin: "told" },
	);
	expect([status, text(stdout), text(stderr)]).toEqual([3, "told", "$HOME; rm x\n"]);
});

test("an environment and a folder of its own", async () => {
	const { stdout } = await nodeProgram("sh", ["-c", 'echo "$A $PWD"'], {
		env: { A: "1", PATH: process.env.PATH },
		cwd: "/",
	});
	expect(text(stdout)).toBe("1 /\n");
});

test.each(["no-such-program-anywhere", "./sh", "/bin/sh", "../bin/sh", ""])(
	"what isn't on PATH by its plain name: `%s`",
	async (name) => {
		expect(await kindOf(nodeProgram(name, []))).toBe("missing");
	},
);

test("one that doesn't end, though its child holds its output", async () => {
	expect(await kindOf(nodeProgram("sh", ["-c", "sleep 30 & sleep 30"], { timeout: 50 }))).toBe("timeout");
});

test("one that writes without end", async () => {
	expect(await kindOf(nodeProgram("yes", [], { mostOutput: 10_000 }))).toBe("too-much");
});

test("one that doesn't read what it is told", async () => {
	expect((await nodeProgram("true", [], { stdin: new Uint8Array(1_000_000) })).status).toBe(0);
});
