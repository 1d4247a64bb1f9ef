import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { evaluationBase } from "../../src/cli/evaluationBase.ts";
import { Repl } from "../../src/cli/repl/repl.ts";
import { readStatement } from "../../src/cli/repl/statement.ts";
import { plainPainter } from "../../src/diagnostics/render.ts";
import { testHost } from "../scenarios/scenario.ts";

const folder = mkdtempSync(path.join(tmpdir(), "policy-repl-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(
	path.join(folder, "p.rego"),
	'package acme.images\n\nlimits := {"cpu": 2, "memory": 4}\n\nallow if input.user\n',
);
writeFileSync(path.join(folder, "input.json"), '{"user": {"name": "ann", "age": 3}}');

function session(): Repl {
	const host = testHost(folder);
	return new Repl(host, {
		base: evaluationBase(host),
		format: "raw",
		limit: 5_000,
		painter: plainPainter,
		interruptible: false,
	});
}

describe("what is entered", () => {
	it.each([
		["x := 1", "rules"],
		["x = 1", "query"],
		["x == 1", "query"],
		["x", "query"],
		["[a, b] := [1, 2]", "query"],
		["_ := 1", "query"],
		["x := 1; y := 2", "query"],
		["f(x) := x", "rules"],
		["limits.cpu := 2", "rules"],
		["input.x := 2", "query"],
		["allow if input.x", "rules"],
		["p contains 1", "rules"],
		['contains("ab", "a")', "query"],
		["default allow := false", "rules"],
		["import data.acme", "imports"],
		["package acme.images", "package"],
		["", "nothing"],
		["# only a comment", "nothing"],
		["allow if {", "unfinished"],
		["x := [1,", "unfinished"],
		["x :=", "unfinished"],
		["`a raw", "unfinished"],
		["1 +", "unfinished"],
		["input.if", "query"],
		['"not closed', "wrong"],
		[")", "wrong"],
		["allow if", "unfinished"],
		["allow { true }", "query"],
	])("%s is %s", (text, kind) => {
		expect(readStatement(text, false).kind).toBe(kind);
	});

	it("is wrong where it is unfinished and nothing follows", () => {
		for (const text of ["allow if {", "x := [1,", "`a raw", "1 +"])
			expect(readStatement(text, true).kind).toBe("wrong");
	});
});

describe("Tab", () => {
	const repl = session();
	const offers = async (line: string) => (await repl.complete(line))[0];

	it("offers commands, names, builtins, keys and files", async () => {
		repl.load(["p.rego"]);
		await repl.enter(":input input.json", true);
		await repl.enter('threshold := {"low": 1}', true);
		expect(await offers(":re")).toEqual([":reload"]);
		expect(await offers("thr")).toEqual(["threshold"]);
		expect(await offers("x := input.")).toEqual(["user"]);
		expect(await offers("input.user.")).toEqual(["age", "name"]);
		expect(await offers("threshold.l")).toEqual(["low"]);
		expect(await offers("data.ac")).toEqual(["acme"]);
		expect(await offers("data.acme.images.")).toEqual(["allow", "limits"]);
		expect(await offers("data.acme.images.limits.m")).toEqual(["memory"]);
		expect(await offers("json.unm")).toEqual(["json.unmarshal"]);
		expect(await offers("starts")).toEqual(["startswith"]);
		expect(await offers(":load p")).toEqual(["p.rego"]);
		expect(await offers(":load nowhere/")).toEqual([]);
		expect(await offers("nope.")).toEqual([]);
		expect(await offers("1 + ")).toEqual([]);
	});
});

describe("nothing that is entered ends the session", () => {
	const words = [
		...'x y p := = == { } [ ] ( ) , ; : . | " ` # \\ $ if contains in some every not with default else import package'.split(
			" ",
		),
		...'1 "a" true data input data.repl _ :show :type :input :unset :load :format :clear \u0000 \u202e 😀 __proto__ constructor'.split(
			" ",
		),
		"\n",
	];

	it("whatever the words", async () => {
		const repl = session();
		await fc.assert(
			fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 8 }), fc.boolean(), async (parts, isLast) => {
				const { text, next } = await repl.enter(parts.join(" "), isLast);
				expect(text).not.toContain("internal error");
				if (isLast) expect(next).not.toBe("more");
				await repl.complete(parts.join(" "));
			}),
			{ numRuns: 80 },
		);
		expect((await repl.enter("1 + 1", true)).text).toBe("2\n");
	});

	it("an evaluation that takes too long is stopped", async () => {
		const host = testHost(folder);
		const repl = new Repl(host, {
			base: evaluationBase(host),
			format: "raw",
			limit: 50,
			painter: plainPainter,
			interruptible: false,
		});
		const slow = "some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a + b < 0";
		expect((await repl.enter(slow, true)).text).toContain("stopped after 50ms");
		expect((await repl.enter("1", true)).text).toBe("1\n");
	});
});

it("a process answers each line as it comes, and ends with the status of what was entered", async () => {
	const root = fileURLToPath(new URL("../../", import.meta.url));
	const child = spawn("node", ["--import", "tsx", path.join(root, "src/cli/policy.ts"), "repl", "--no-history"], {
		cwd: root,
	});
	let heard = "";
	const until = (text: string) =>
		new Promise<void>((resolve) => {
			const look = () => heard.includes(text) && resolve();
			child.stdout.on("data", look);
			look();
		});
	child.stdout.on("data", (chunk) => {
		heard += chunk;
	});
	const ended = new Promise((resolve) => child.on("close", resolve));
	child.stdin.write("40 + 2\n");
	await until("42\n");
	child.stdin.write("nope\n");
	await until("never gets a value");
	child.stdin.end();
	expect(await ended).toBe(2);
}, 20_000);
