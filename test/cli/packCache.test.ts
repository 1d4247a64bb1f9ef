/** Packs kept from run to run: what is used again, and all that must not be. */
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { loadCachedPack } from "../../src/cli/cachedPack.ts";
import { nodeCache } from "../../src/cli/host/nodeCache.ts";
import type { PackOptions } from "../../src/packs/compilePack.ts";
import * as compiling from "../../src/packs/compilePack.ts";
import { builtins } from "../../src/runtime/builtins/index.ts";
import { Source } from "../../src/text/source.ts";

let folder: string;
let program: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(tmpdir(), "holystone-cache-"));
	program = path.join(folder, "program.js");
	fs.writeFileSync(program, "");
});
afterEach(() => {
	vi.restoreAllMocks();
	fs.rmSync(folder, { recursive: true });
});

const open = (env: Record<string, string> = {}) => nodeCache({ HOME: folder, ...env }, program);
const entries = () => path.join(folder, ".cache/holystone");
const key = () => path.join(folder, ".local/state/holystone/cache.key");
const text = (content: Uint8Array | undefined) => content && Buffer.from(content).toString();

/** Keeps a text and gives its entry's file. */
function kept(content: string): { readonly name: string; readonly file: string } {
	const cache = open();
	const name = cache.nameOf([content]) as string;
	cache.keep(name, () => Buffer.from(content));
	cache.flush();
	return { name, file: path.join(entries(), name) };
}

describe("the folder", () => {
	test("what a run kept, a later one finds; nobody else can read it", () => {
		const { name, file } = kept("a program");
		expect(text(open().read(name))).toBe("a program");
		for (const own of [file, key()]) expect(fs.statSync(own).mode & 0o777).toBe(0o600);
		for (const own of [entries(), path.dirname(key())]) expect(fs.statSync(own).mode & 0o777).toBe(0o700);
	});

	const spoilt: Readonly<Record<string, (file: string) => void>> = {
		"one byte is another": (file) => {
			const bytes = fs.readFileSync(file);
			bytes[40] = (bytes[40] as number) ^ 1;
			fs.writeFileSync(file, bytes);
		},
		"it was cut off": (file) => fs.truncateSync(file, 33),
		"it is empty": (file) => fs.truncateSync(file, 0),
		"others may write it": (file) => fs.chmodSync(file, 0o666),
		"it is a link": (file) => {
			fs.renameSync(file, `${file}.real`);
			fs.symlinkSync(`${file}.real`, file);
		},
		"it is another entry under this name": (file) => fs.copyFileSync(kept("another").file, file),
		"it was made under another key": () => fs.writeFileSync(key(), Buffer.alloc(32)),
		"there is no key": () => fs.rmSync(key()),
		"others may read the key": () => fs.chmodSync(key(), 0o644),
		"it is a folder": (file) => {
			fs.rmSync(file);
			fs.mkdirSync(file);
		},
	};
	for (const [what, spoil] of Object.entries(spoilt))
		test(`an entry isn't there when ${what}`, () => {
			const { name, file } = kept("a program");
			spoil(file);
			expect(open().read(name)).toBeUndefined();
		});

	test("other texts, cut otherwise, and another program have other names", () => {
		const names = [open().nameOf(["ab", "c"]), open().nameOf(["a", "bc"]), open().nameOf(["abc"])];
		fs.writeFileSync(program, "changed");
		expect(new Set([...names, open().nameOf(["abc"])]).size).toBe(4);
	});

	const nowhere: Readonly<Record<string, Record<string, string>>> = {
		"it is switched off": { HOLYSTONE_CACHE: "off" },
		"there is no home": { HOME: "" },
		"the home is somebody else's": {},
	};
	for (const [when, env] of Object.entries(nowhere))
		test(`nothing is kept when ${when}`, () => {
			if (when.includes("else's")) vi.spyOn(process, "getuid").mockReturnValue(4_711);
			const cache = open(env);
			cache.keep("0".repeat(64), () => Buffer.from("x"));
			cache.flush();
			expect(cache.nameOf(["x"])).toBeUndefined();
			expect(fs.readdirSync(folder)).toEqual(["program.js"]);
		});

	test("nothing is kept where others may write", () => {
		fs.mkdirSync(entries(), { recursive: true });
		fs.chmodSync(entries(), 0o777);
		expect(open().read(kept("a program").name)).toBeUndefined();
		expect(fs.readdirSync(entries())).toEqual([]);
	});

	test("HOLYSTONE_CACHE and XDG_CACHE_HOME say where", () => {
		for (const [env, where] of [
			[{ HOLYSTONE_CACHE: path.join(folder, "here") }, "here"],
			[{ XDG_CACHE_HOME: path.join(folder, "there") }, "there/holystone"],
		] as const) {
			const cache = open(env);
			const name = cache.nameOf([]) as string;
			cache.keep(name, () => Buffer.from("x"));
			cache.flush();
			expect(fs.readdirSync(path.join(folder, where))).toEqual([name]);
		}
	});

	test("of many entries those are left that were used last", () => {
		const old = kept("old");
		fs.utimesSync(old.file, 1, 1);
		const used = kept("used");
		fs.utimesSync(used.file, 2, 2);
		expect(open().read(used.name)).toBeDefined();
		for (let index = 0; index < 31; index++) kept(`new ${index}`);
		expect(fs.readdirSync(entries())).toHaveLength(32);
		expect(fs.existsSync(old.file)).toBe(false);
		expect(fs.existsSync(used.file)).toBe(true);
	});
});

describe("a pack", () => {
	const sources = [
		new Source("a.rego", 'package a\n\ndeny contains "é" if input.x\n\nf(x) := y if {\n\ty := x\n\tz := 1\n}\n'),
		new Source("b.policy", "package b\n\nlimit := 3\n"),
	];

	const all: PackOptions = { version: "v1", lints: "all", today: "2026-11-28" };

	async function twice(first: readonly Source[], second = first, options = all) {
		const cache = open();
		const before = await loadCachedPack(cache, "mine", first, all);
		cache.flush();
		const compile = vi.spyOn(compiling, "compilePack");
		const after = await loadCachedPack(open(), "mine", second, options);
		return { before, after, compiled: compile.mock.calls.length > 0 };
	}

	it("is as it was, with its warnings at their places, without being compiled", async () => {
		const { before, after, compiled } = await twice(sources);
		expect(compiled).toBe(false);
		expect(after.pack?.policies).toEqual(before.pack?.policies);
		expect(before.diagnostics.length).toBeGreaterThan(0);
		expect(after.diagnostics).toEqual(before.diagnostics);
		expect(after.diagnostics[0]?.source).toBe(sources[0]);
	});

	it("is compiled anew when a text, a name or the order is another", async () => {
		const [a, b] = sources as [Source, Source];
		for (const other of [[a], [b, a], [a, new Source("c.policy", b.text)], [a, new Source(b.name, `${b.text}\n`)]]) {
			expect((await twice(sources, other)).compiled).toBe(true);
			vi.restoreAllMocks();
		}
	});

	const others: readonly PackOptions[] = [{ version: "v0" }, { strict: true }, { lints: "policies" }];
	for (const other of others)
		it(`is compiled anew with ${JSON.stringify(other)}`, async () => {
			expect((await twice(sources, sources, { ...all, ...other })).compiled).toBe(true);
		});

	const declared: readonly PackOptions[] = [{ builtins: new Map(builtins) }, { schemas: new Map() }];
	for (const other of declared)
		it(`is neither kept nor used with ${Object.keys(other)} of the run's own`, async () => {
			const cache = open();
			await loadCachedPack(cache, "mine", sources, { ...all, ...other });
			cache.flush();
			expect(fs.existsSync(entries())).toBe(false);
			expect((await twice(sources, sources, { ...all, ...other })).compiled).toBe(true);
		});

	it("is compiled anew on another day only where an ignore comment has an end", async () => {
		const tomorrow = { ...all, today: "2026-11-29" };
		expect((await twice(sources, sources, tomorrow)).compiled).toBe(false);
		vi.restoreAllMocks();
		const comment = "# policy: ignore unused-variable -- for now until 2026-11-28\n";
		const ending = sources.map(({ name, text }) => new Source(name, comment + text));
		expect((await twice(ending, ending, tomorrow)).compiled).toBe(true);
	});

	it("with an error isn't kept", async () => {
		const { compiled } = await twice([...sources, new Source("c.rego", "package c\n\np := undefined_name\n")]);
		expect(compiled).toBe(true);
	});

	it("whose entry makes no sense is compiled", async () => {
		const senseless = { ...open(), read: () => Buffer.from("no pack"), keep: () => {} };
		expect((await loadCachedPack(senseless, "mine", sources, all)).pack).toBeDefined();
	});
});
