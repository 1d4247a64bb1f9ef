/** Archives of packs: the same files are the same bytes, what is read is what was written, and what no honest archive has is refused. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { create, Header, list } from "tar";
import { describe, expect, test } from "vitest";
import { FileNames } from "../../src/sharing/archive/fileNames.ts";
import { packLimits } from "../../src/sharing/archive/packLimits.ts";
import { readPackArchive } from "../../src/sharing/archive/readPackArchive.ts";
import { isPublished } from "../../src/sharing/archive/selectFiles.ts";
import { packed, writePackTar } from "../../src/sharing/archive/writePackArchive.ts";
import { digestOf } from "../../src/sharing/digest.ts";
import { filesOf, tarOf } from "./packFiles.ts";

/** An entry as it stands in a tar, whatever it is called. */
function entry(
	path: string,
	{
		type = "File",
		content = "",
		linkpath = "",
		size = content.length,
	}: {
		type?: "File" | "SymbolicLink" | "Link" | "CharacterDevice" | "BlockDevice" | "FIFO" | "Directory";
		content?: string;
		linkpath?: string;
		size?: number;
	} = {},
): Buffer {
	const header = Buffer.alloc(512);
	new Header({ path, type, linkpath, size, mode: 0o644 }).encode(header, 0);
	return Buffer.concat([header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
const tar = (...entries: Buffer[]): Buffer => Buffer.concat([...entries, Buffer.alloc(1024)]);
const faultOf = (archive: Uint8Array): string => {
	const read = readPackArchive(archive);
	return "fault" in read ? read.fault : `accepted: ${[...read.files.keys()]}`;
};
const manifest = entry("pack.yaml", { content: "name: acme\n" });

describe("what is refused", () => {
	const cases: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
		"a name that climbs": [tar(entry("../evil.policy")), /"\.\.\/evil\.policy" leads out/],
		"a name that climbs further in": [tar(entry("a/../../evil.policy")), /leads out/],
		"an absolute name": [tar(entry("/etc/cron.d/evil")), /is absolute/],
		"a drive of Windows": [tar(entry("C:evil.policy")), /is absolute/],
		"a path of Windows": [tar(entry("..\\evil.policy")), /character that names can't have/],
		"a symbolic link": [
			tar(manifest, entry("a.policy", { type: "SymbolicLink", linkpath: "/etc/passwd" })),
			/"a\.policy" in it is a symbolic link/,
		],
		"a hard link": [tar(manifest, entry("a.policy", { type: "Link", linkpath: "pack.yaml" })), /is a hard link/],
		"a character device": [tar(entry("null", { type: "CharacterDevice" })), /is a device/],
		"a block device": [tar(entry("sda", { type: "BlockDevice" })), /is a device/],
		"a pipe": [tar(entry("pipe", { type: "FIFO" })), /is a pipe/],
		"a name twice": [tar(manifest, manifest), /"pack\.yaml" is there twice/],
		"names that differ in capitals only": [
			tar(entry("a.policy"), entry("A.policy")),
			/"a\.policy" and "A\.policy" are the same/,
		],
		"folders that differ in capitals only": [tar(entry("a/x.policy"), entry("A/y.policy")), /"a" and "A" are the same/],
		"names that differ in their form of Unicode only": [
			tar(entry("\u00e9.policy"), entry("e\u0301.policy")),
			/are the same/,
		],
		"a file that is a folder, too": [tar(entry("a"), entry("a/b.policy")), /is a file and a folder/],
		"a folder that is a file, too": [tar(entry("a/b.policy"), entry("a")), /is a file and a folder/],
		"a control character": [tar(entry("a\u0007.policy")), /character that names can't have/],
		"a device's name on Windows": [tar(entry("nul.policy")), /means something else/],
		"a dot at the end of a name": [tar(entry("a./b.policy")), /means something else/],
		"too deep": [tar(entry(`${"a/".repeat(packLimits.depth)}b.policy`)), /more than 16 folders deep/],
		"a long name": [tar(entry(`${"a".repeat(150)}/${"a".repeat(95)}`)), /longer than 240 characters/],
		"too many files": [
			tar(...Array.from({ length: packLimits.files + 1 }, (_, index) => entry(`f${index}`))),
			/more than 4000 files/,
		],
		"a file that is too large": [tar(entry("a", { size: packLimits.file + 1 })), /larger than 8388608 bytes/],
		"a bomb": [gzipSync(Buffer.alloc(packLimits.unpacked + 1)), /unpacks to more than/],
		"many times its size": [
			gzipSync(
				tar(...Array.from({ length: 4 }, (_, index) => entry(`f${index}`, { content: "\u0000".repeat(2 ** 20) }))),
			),
			/more than 100 times its size/,
		],
		"an archive that is too large": [new Uint8Array(packLimits.packed + 1), /it is larger than/],
		"another packing": [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), /packed with zstd/],
		"something else": [Buffer.from("hello, this is no archive"), /breaks off/],
		nothing: [new Uint8Array(0), /there is no tar/],
		"one that breaks off": [tar(entry("a", { content: "x".repeat(2000) })).subarray(0, 1024), /breaks off/],
		"gzip that breaks off": [gzipSync(tar(manifest)).subarray(0, 40), /can't be unpacked|breaks off/],
	};
	test.each(Object.entries(cases))("%s", (_, [archive, reason]) => expect(faultOf(archive)).toMatch(reason));
});

describe("what is taken", () => {
	const names = (archive: Uint8Array): readonly string[] => {
		const read = readPackArchive(archive);
		if ("fault" in read) throw new Error(read.fault);
		return [...read.files.keys()];
	};

	test("a tar of GNU tar, with folders and ./", () => {
		expect(
			names(
				tar(
					entry("./", { type: "Directory" }),
					entry("./a/", { type: "Directory" }),
					entry("./a/b.policy"),
					entry("./pack.yaml"),
				),
			),
		).toEqual(["a/b.policy", "pack.yaml"]);
	});

	test("the one folder that npm and hosts of git put around all is left out", () => {
		expect(names(tar(entry("package/pack.yaml"), entry("package/a/b.policy")))).toEqual(["pack.yaml", "a/b.policy"]);
		expect(names(tar(entry("a/pack.yaml"), entry("b/x.policy")))).toEqual(["a/pack.yaml", "b/x.policy"]);
	});

	test("what node-tar packs", async () => {
		const folder = mkdtempSync(path.join(tmpdir(), "pack-tar-"));
		try {
			writeFileSync(path.join(folder, "pack.yaml"), "name: acme\n");
			await create({ cwd: folder, file: path.join(folder, "a.tgz"), gzip: true }, ["pack.yaml"]);
			expect(names(readFileSync(path.join(folder, "a.tgz")))).toEqual(["pack.yaml"]);
			symlinkSync("pack.yaml", path.join(folder, "link"));
			await create({ cwd: folder, file: path.join(folder, "b.tgz"), gzip: true }, ["pack.yaml", "link"]);
			expect(faultOf(readFileSync(path.join(folder, "b.tgz")))).toMatch(/"link" in it is a symbolic link/);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

describe("what is written", () => {
	test("is the same bytes whatever the order of the files", () => {
		const one = tarOf(filesOf({ "pack.yaml": "name: a\n", "b/c.policy": "package c\n", "a.policy": "package a\n" }));
		const other = tarOf(filesOf({ "a.policy": "package a\n", "pack.yaml": "name: a\n", "b/c.policy": "package c\n" }));
		expect(digestOf(packed(one))).toBe(digestOf(packed(other)));
	});

	test("is pinned: these bytes are what locks of earlier versions have", () => {
		const bytes = tarOf(filesOf({ "pack.yaml": "name: a\n", "a.policy": "package a\n" }));
		expect(digestOf(bytes)).toBe("sha256:77d949a8c1823b7f9d261cb11850e02c5fa0e81acec8033968637cf7868bc242");
	});

	test("is a tar to node-tar, without a trace of who made it and when", async () => {
		const long = `${"folder/".repeat(14)}${"n".repeat(90)}.policy`;
		const bytes = tarOf(filesOf({ [long]: "package a\n", "pack.yaml": "" }));
		const folder = mkdtempSync(path.join(tmpdir(), "pack-tar-"));
		try {
			writeFileSync(path.join(folder, "a.tar"), bytes);
			const found: unknown[] = [];
			await list({
				file: path.join(folder, "a.tar"),
				strict: true,
				onReadEntry: ({ path: name, size, mode, uid, mtime }) =>
					void found.push([name, size, mode, uid, mtime?.getFullYear()]),
			});
			expect(found).toEqual([
				[long, 10, 0o644, 0, 1980],
				["pack.yaml", 0, 0o644, 0, 1980],
			]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	test("can be read again, whatever the files", () => {
		const name = fc
			.array(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/), { minLength: 1, maxLength: 4 })
			.map((parts) => parts.join("/"));
		fc.assert(
			fc.property(
				fc.dictionary(name, fc.uint8Array({ maxLength: 1500 }), { minKeys: 1, maxKeys: 8, noNullPrototype: true }),
				(texts) => {
					const files = new Map([...Object.entries(texts), ["pack.yaml", new Uint8Array(3)] as const]);
					const written = writePackTar(files);
					// Names such as `a` and `a/b`, or those of devices, are refused before anything is written.
					if ("fault" in written) return /file and a folder|means something else/.test(written.fault);
					const read = readPackArchive(packed(written.tar));
					return (
						"files" in read &&
						read.files.size === files.size &&
						[...files].every(([each, content]) => Buffer.from(read.files.get(each) ?? []).equals(content))
					);
				},
			),
			{ numRuns: 60 },
		);
	});

	test.each([
		["two names that are the same on some systems", { "a.policy": "", "A.policy": "" }, /are the same/],
		["a name that no tar can have", { [`${"n".repeat(120)}.policy`]: "" }, /too long for a tar/],
	])("refuses %s", (_, texts, reason) => {
		const written = writePackTar(filesOf(texts));
		expect("fault" in written && written.fault).toMatch(reason);
	});
});

test("no sequence of names is taken that two systems would see differently", () => {
	const part = fc.constantFrom("a", "A", "b", "B", "ab");
	const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
	fc.assert(
		fc.property(fc.array(fc.tuple(name, fc.boolean()), { maxLength: 6 }), (entries) => {
			const names = new FileNames();
			const taken = entries.filter(([each, isFolder]) => names.add(each, isFolder) === undefined);
			const files = taken.filter(([, isFolder]) => !isFolder).map(([each]) => each.toLowerCase());
			const isUnique = new Set(files).size === files.length;
			return isUnique && files.every((file) => !taken.some(([other]) => other.toLowerCase().startsWith(`${file}/`)));
		}),
	);
});

test("whatever the bytes, they are files or a reason", () => {
	const plain = tarOf(filesOf({ "pack.yaml": "name: a\n", "a/b.policy": "package a\n" }));
	const change = fc.tuple(fc.nat(plain.length - 1), fc.nat(255));
	fc.assert(
		fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.boolean(), (changes, isPacked) => {
			const bytes = Uint8Array.from(isPacked ? packed(plain) : plain);
			for (const [at, value] of changes) bytes[at % bytes.length] = value;
			const read = readPackArchive(bytes);
			return "fault" in read ? read.fault !== "" : read.files.size > 0;
		}),
		{ numRuns: 300 },
	);
});

describe("which files of a folder are published", () => {
	test.each([
		["pack.yaml", [], true],
		["a/b.policy", [], true],
		["a/b_test.rego", [], true],
		["README.md", [], true],
		["LICENSE", [], true],
		["a/README.md", [], false],
		["notes.txt", [], false],
		["notes.txt", ["*.txt"], true],
		["data/levels.json", ["data/**"], true],
		[".env", ["**"], false],
		["a/.git/config", ["**"], false],
		["node_modules/x/y.policy", ["**"], false],
		["id_rsa.pem", [], false],
	] as const)("%s with %j: %s", (name, globs, expected) => expect(isPublished(name, globs)).toBe(expected));
});
