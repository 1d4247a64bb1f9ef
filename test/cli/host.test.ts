import {
	chmodSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HostError } from "../../src/cli/host/host.ts";
import { nodeFiles } from "../../src/cli/host/nodeHost.ts";
import { painterFor } from "../../src/cli/host/painter.ts";
import { progressLine, progressOn } from "../../src/cli/host/progress.ts";
import { folderSiblings } from "../../src/cli/host/siblings.ts";
import { plainPainter } from "../../src/diagnostics/render.ts";
import { testHost } from "../scenarios/scenario.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "policy-host-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, text: string): void => {
	mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
	writeFileSync(path.join(folder, name), text);
};

describe("writing a file", () => {
	it("keeps its mode and leaves nothing beside it", () => {
		put("a", "old");
		chmodSync(path.join(folder, "a"), 0o640);
		nodeFiles(folder).write("a", "new");
		expect(readFileSync(path.join(folder, "a"), "utf8")).toBe("new");
		expect(statSync(path.join(folder, "a")).mode & 0o777).toBe(0o640);
		expect(readdirSync(folder)).toEqual(["a"]);
	});
	it("goes through a link to the file that it leads to", () => {
		put("real/a", "old");
		symlinkSync("real/a", path.join(folder, "link"));
		nodeFiles(folder).write("link", "new");
		expect(lstatSync(path.join(folder, "link")).isSymbolicLink()).toBe(true);
		expect(readFileSync(path.join(folder, "real/a"), "utf8")).toBe("new");
	});
	it("says why it can't", () => {
		put("file", "x");
		expect(() => nodeFiles(folder).write("file/a", "x")).toThrow(
			new HostError("file/a", "there is a file where a folder should be"),
		);
	});

	it("makes the folders on its way", () => {
		nodeFiles(folder).write("no/such/folder/a", "x");
		expect(readFileSync(path.join(folder, "no/such/folder/a"), "utf8")).toBe("x");
	});
});

describe("the folder around a file", () => {
	it("lists folders first, in code point order, and reads what is in it", () => {
		for (const name of ["b", "a", "z/x", "Z/y", "z/.git/HEAD"]) put(name, name);
		const siblings = folderSiblings(nodeFiles(folder), folder);
		expect([...siblings.list()].map((entry) => entry.path)).toEqual([
			"Z/",
			"Z/y",
			"z/",
			"z/.git/",
			"z/.git/HEAD",
			"z/x",
			"a",
			"b",
		]);
		expect(siblings.read("z/x")).toBe("z/x");
	});
	it.each(["../outside", "/etc/hostname", "z/../../outside", "", "."])("doesn't leave it for %j", (name) => {
		put("in/z/x", "x");
		put("outside", "secret");
		expect(folderSiblings(nodeFiles(folder), path.join(folder, "in")).read(name)).toBe(undefined);
	});
	it("doesn't follow a link out of it", () => {
		put("outside", "secret");
		put("in/x", "x");
		symlinkSync("../outside", path.join(folder, "in/link"));
		expect(folderSiblings(nodeFiles(folder), path.join(folder, "in")).read("link")).toBe(undefined);
	});
});

describe("colors", () => {
	const on = (isTerminal: boolean, env: Record<string, string>, wanted = true): boolean =>
		painterFor({ isTerminal, write: () => undefined }, env, wanted) !== plainPainter;
	it.each<[string, boolean, Record<string, string>, boolean, boolean]>([
		["a terminal", true, {}, true, true],
		["a pipe", false, {}, true, false],
		["NO_COLOR on a terminal", true, { NO_COLOR: "1" }, true, false],
		["an empty NO_COLOR", true, { NO_COLOR: "" }, true, true],
		["FORCE_COLOR in a pipe", false, { FORCE_COLOR: "1" }, true, true],
		["FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, true, false],
		["NO_COLOR over FORCE_COLOR", false, { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
		["--no-color over all", true, { FORCE_COLOR: "1" }, false, false],
		["a dumb terminal", true, { TERM: "dumb" }, true, false],
	])("%s: %s", (_, isTerminal, env, wanted, expected) => {
		expect(on(isTerminal, env, wanted)).toBe(expected);
	});
});

describe("progress", () => {
	const shownAt = (times: number[], isTerminal: boolean, env: Record<string, string> = {}, quiet = false): string => {
		let out = "";
		const clock = [0, ...times];
		const host = {
			...testHost(folder, { isTerminal, env, stderr: (text) => (out += text) }),
			elapsed: () => clock.shift() ?? 0,
		};
		const progress = progressOn(host, quiet);
		for (const time of times) progress.show(1, 4, `at ${time}`);
		progress.end();
		return out;
	};
	it("is silent for half a second, then shows one line at a time and takes it away", () => {
		expect(shownAt([100, 499, 500, 550, 700], true)).toBe(
			"\r\u001b[2K[=====>              ] 1/4 at 500\r\u001b[2K[=====>              ] 1/4 at 700\r\u001b[2K",
		);
	});
	it("is silent in a pipe, in CI, and where nobody wants it", () => {
		expect(shownAt([600, 900], false)).toBe("");
		expect(shownAt([600, 900], true, { CI: "true" })).toBe("");
		expect(shownAt([600, 900], true, {}, true)).toBe("");
	});
	it.each<[number, number, string, string]>([
		[0, 735, "Dockerfile", "[>                   ] 0/735 Dockerfile"],
		[367, 735, "web/Dockerfile", "[=========>          ] 367/735 web/Dockerfile"],
		[735, 735, "z", "[====================] 735/735 z"],
		[0, 0, "z", "[====================] 0/0 z"],
		[9, 10, "\u001b]0;title\u0007Dockerfile", "[==================> ] 9/10 \ufffd]0;title\ufffdDockerfile"],
		[1, 2, `${"folder/".repeat(20)}Dockerfile`, `[==========>         ] 1/2 …${"folder/".repeat(20)}Dockerfile`],
	])("after %d of %d", (done, total, name, expected) => {
		const line = progressLine(done, total, name);
		expect(line.length).toBeLessThanOrEqual(78);
		expect(line).toBe(
			expected.length <= 78 ? expected : `${expected.slice(0, 28)}${expected.slice(expected.length - 50)}`,
		);
	});
});
