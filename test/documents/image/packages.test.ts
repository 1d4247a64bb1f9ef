/**
 * Packages that binary files list. rpm/ has databases of this project's own making: `rpmdb.sqlite` what `rpm -i` wrote of two packages
 * that rpmbuild made, `many.sqlite` three hundred headers in pages of 512 bytes, `Packages` of Berkeley DB's own db5.3_load.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asObject } from "../../../src/documents/fields.ts";
import { GoBuildInfoReader } from "../../../src/documents/image/archive/goBuildInfo.ts";
import type { PackageFacts } from "../../../src/documents/image/archive/packageFacts.ts";
import { packagesOfRpmDatabase } from "../../../src/documents/image/archive/rpm/rpmDatabase.ts";
import { readImageArchive } from "../../../src/documents/image/readImageArchive.ts";
import { Source } from "../../../src/text/source.ts";
import { layout, reader, type TarFile, tar, tarOf } from "./archive.ts";

const database = (name: string): Uint8Array =>
	new Uint8Array(gunzipSync(readFileSync(join(import.meta.dirname, "rpm", `${name}.gz`))));
const lines = (packages: readonly PackageFacts[] | undefined): string[] | undefined =>
	packages?.map(({ type, name, version, architecture = "-", source = "-", license = "-" }) =>
		[type, name, version, architecture, source, license].join(" "),
	);
// biome-ignore lint/suspicious/noExplicitAny: values are whatever the schema says.
const contentsOf = (...files: readonly TarFile[]): any => {
	const { documents } = readImageArchive(new Source("web.tar", ""), {
		bytes: reader(tarOf(layout([{ layers: [{ tar: tar(files) }] }]))),
	});
	return asObject(documents[0]?.value)?.contents;
};

/** A header with texts by their tags, and an epoch. */
function rpmHeader(texts: Readonly<Record<number, string>>, epoch?: number): Buffer {
	const entries: Buffer[] = [];
	let data = Buffer.alloc(0);
	const add = (tag: number, type: number, bytes: Buffer) => {
		const entry = Buffer.alloc(16);
		for (const [index, value] of [tag, type, data.length, 1].entries()) entry.writeUInt32BE(value, index * 4);
		entries.push(entry);
		data = Buffer.concat([data, bytes]);
	};
	for (const [tag, text] of Object.entries(texts)) add(Number(tag), 6, Buffer.from(`${text}\0`));
	if (epoch !== undefined) add(1003, 4, Buffer.from([0, 0, 0, epoch]));
	const start = Buffer.alloc(8);
	start.writeUInt32BE(entries.length, 0);
	start.writeUInt32BE(data.length, 4);
	return Buffer.concat([start, ...entries, data]);
}

const littleEndian = (...values: readonly (number | string)[]): Buffer =>
	Buffer.concat(
		values.map((value) => {
			const bytes = Buffer.alloc(4);
			if (typeof value === "string") bytes.write(value, "latin1");
			else bytes.writeUInt32LE(value);
			return bytes;
		}),
	);

/** As rpmpkg.c lays it out: one page of slots, then blobs at multiples of sixteen. */
function ndb(headers: readonly Uint8Array[]): Buffer {
	const slots = [littleEndian("RpmP", 0, 1, 1), littleEndian(headers.length + 1, 0, 0, 0)];
	const blobs: Buffer[] = [];
	let at = 4096;
	for (const [index, header] of headers.entries()) {
		const blob = Buffer.concat([
			littleEndian("BlbS", index + 1, 0, header.length),
			header,
			littleEndian(0, header.length, "BlbE"),
		]);
		const padded = Buffer.concat([blob, Buffer.alloc((16 - (blob.length % 16)) % 16)]);
		slots.push(littleEndian("Slot", index + 1, at / 16, padded.length / 16));
		blobs.push(padded);
		at += padded.length;
	}
	while (slots.length < 256) slots.push(littleEndian("Slot", 0, 0, 0));
	return Buffer.concat([...slots, ...blobs]);
}

const bash = rpmHeader(
	{ 1000: "bash", 1001: "5.1.8", 1002: "6.el9", 1014: "GPLv3+", 1022: "x86_64", 1044: "bash-5.1.8-6.el9.src.rpm" },
	2,
);
const key = rpmHeader({ 1000: "gpg-pubkey", 1001: "fd431d51", 1002: "4ae0493b" });

describe("RPM's databases", () => {
	test("SQLite, as rpm writes it", () =>
		expect(lines(packagesOfRpmDatabase(database("rpmdb.sqlite")))).toEqual([
			"rpm other 1.2-3.el9 noarch other Apache-2.0",
			"rpm tiny 1:1.2-3.el9 noarch tiny MIT",
		]));
	test("SQLite, with small pages, pages of pages and rows that go on on others", () => {
		const found = packagesOfRpmDatabase(database("many.sqlite")) ?? [];
		expect(found.map(({ name }) => name)).toEqual(Array.from({ length: 300 }, (_, index) => `p${index}`));
		expect(found.map(({ license = "" }) => license.length)).toEqual(
			Array.from({ length: 300 }, (_, index) => (index * 37) % 1500),
		);
	});
	test("Berkeley DB, with values in pages and beside them", () => {
		const found = lines(packagesOfRpmDatabase(database("Packages"))) ?? [];
		expect(found).toHaveLength(42);
		expect(found).toContain("rpm tiny 1:1.2-3.el9 noarch tiny MIT");
		expect(found.filter((line) => / p\d+ 1\.\d+-1\.el9 /.test(line))).toHaveLength(40);
	});
	test("ndb, without the keys that RPM trusts", () =>
		expect(lines(packagesOfRpmDatabase(ndb([bash, key])))).toEqual(["rpm bash 2:5.1.8-6.el9 x86_64 bash GPLv3+"]));
	test("one that can't be read is told", () => {
		const files = [{ name: "var/lib/rpm/Packages", content: Buffer.alloc(1000) }];
		const { diagnostics } = readImageArchive(new Source("web.tar", ""), {
			bytes: reader(tarOf(layout([{ layers: [{ tar: tar(files) }] }]))),
		});
		expect(diagnostics.map(({ kind, text }) => `${kind.code} ${text}`)).toEqual([
			"image-database-unread cannot read /var/lib/rpm/Packages in layer 0 as what it is (RPM database): it is malformed or too large",
		]);
	});
	test("in an image, wherever distributions keep it", () => {
		const { packages, unread_databases } = contentsOf(
			{ name: "var/lib/rpm/rpmdb.sqlite", content: database("rpmdb.sqlite") },
			{ name: "usr/lib/sysimage/rpm/Packages.db", content: ndb([bash]) },
			{ name: "var/lib/rpm/Packages", content: Buffer.alloc(1000) },
			{ name: "var/lib/rpm/rpmdb.sqlite-wal", content: "" },
			{ name: "usr/share/rpm/rpmdb.sqlite-wal", content: "x" },
		);
		expect(packages.map((each: Record<string, string>) => `${each.name} ${each.path}`)).toEqual([
			"other /var/lib/rpm/rpmdb.sqlite",
			"tiny /var/lib/rpm/rpmdb.sqlite",
			"bash /usr/lib/sysimage/rpm/Packages.db",
		]);
		expect(unread_databases).toEqual([
			{ path: "/var/lib/rpm/Packages", format: "RPM database", layer: 0 },
			{ path: "/usr/share/rpm/rpmdb.sqlite-wal", format: "SQLite journal", layer: 0 },
		]);
	});

	const whole = {
		sqlite: database("many.sqlite"),
		"Berkeley DB": database("Packages"),
		ndb: new Uint8Array(ndb([bash, key, bash])),
	};
	describe.each(Object.entries(whole))("%s, harmed", (_, bytes) => {
		test("cut off anywhere", () => {
			for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 400))
				packagesOfRpmDatabase(bytes.subarray(0, length));
		});
		test("with other bytes anywhere: an answer, soon", () => {
			const place = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
			// Half of them near the start, where the numbers are that lead on.
			const early = fc.tuple(fc.nat(Math.min(bytes.length, 2048) - 1), fc.nat(255));
			fc.assert(
				fc.property(fc.array(fc.oneof(place, early), { minLength: 1, maxLength: 12 }), (changes) => {
					const harmed = bytes.slice();
					for (const [at, value] of changes) harmed[at] = value;
					const started = process.cpuUsage().user;
					const found = packagesOfRpmDatabase(harmed);
					expect(found === undefined || found.length <= bytes.length / 16).toBe(true);
					expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
				}),
				{ numRuns: 300 },
			);
		}, 60_000);
	});
	test.each<[string, () => Uint8Array]>([
		[
			"slots that all lead to one blob",
			() => {
				const bytes = Buffer.concat([ndb([bash]), Buffer.alloc(2 ** 20)]);
				bytes.writeUInt32LE(250, 12);
				for (let at = 48; at < 250 * 4096; at += 16) littleEndian("Slot", 1, 256, 99).copy(bytes, at);
				return bytes;
			},
		],
		[
			"a page that leads to itself",
			() => {
				const bytes = database("many.sqlite");
				// The right-most child of the first interior page of a table.
				for (let at = 512; at < bytes.length; at += 512)
					if (bytes[at] === 5) new DataView(bytes.buffer).setUint32(at + 8, at / 512 + 1);
				return bytes;
			},
		],
		[
			"overflow pages in a circle",
			() => {
				const bytes = database("Packages");
				const view = new DataView(bytes.buffer);
				for (let at = 4096; at < bytes.length; at += 4096)
					if (bytes[at + 25] === 7) view.setUint32(at + 16, at / 4096, true);
				return bytes;
			},
		],
	])("%s", (_, make) => expect(packagesOfRpmDatabase(make())).toBeUndefined());

	const canMake = ["rpm", "rpmbuild"].every((tool) => spawnSync(tool, ["--version"]).status === 0);
	test.skipIf(!canMake)(
		`what rpm itself writes here${canMake ? "" : " (not run: no rpm, no rpmbuild in PATH)"}`,
		() => {
			const folder = mkdtempSync(join(tmpdir(), "policy-rpm-"));
			const call = (program: string, ...args: readonly string[]) =>
				expect(spawnSync(program, args, { cwd: folder, encoding: "utf8" })).toMatchObject({ status: 0 });
			try {
				writeFileSync(
					join(folder, "shop.spec"),
					"Name: shop\nEpoch: 3\nVersion: 4.5\nRelease: 6\nSummary: x\nLicense: MIT\nBuildArch: noarch\n%description\nx\n%files\n",
				);
				call("rpmbuild", "-bb", "--quiet", "--define", `_topdir ${folder}/top`, "shop.spec");
				mkdirSync(join(folder, "root"));
				const root = ["--root", join(folder, "root"), "--define", "_dbpath /var/lib/rpm"];
				const [file = ""] = readdirSync(join(folder, "top/RPMS/noarch"));
				call("rpm", ...root, "--initdb");
				call("rpm", ...root, "--install", "--justdb", "--nodeps", join(folder, "top/RPMS/noarch", file));
				const at = join(folder, "root/var/lib/rpm");
				const [name = ""] = readdirSync(at).filter((each) => /^(?:rpmdb\.sqlite|Packages(?:\.db)?)$/.test(each));
				expect(lines(packagesOfRpmDatabase(readFileSync(join(at, name))))).toEqual([
					"rpm shop 3:4.5-6 noarch shop MIT",
				]);
			} finally {
				rmSync(folder, { recursive: true, force: true });
			}
		},
		60_000,
	);
});

/** What Go's linker leaves: a header of 32 bytes and two texts with their lengths. */
function goRecord(version: string, modules: string): Buffer {
	const length = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...length(value >> 7)]);
	const text = (content: Buffer) => Buffer.concat([Buffer.from(length(content.length)), content]);
	const framed = Buffer.concat([Buffer.alloc(16, 0xaa), Buffer.from(modules), Buffer.alloc(16, 0xbb)]);
	const start = Buffer.alloc(32);
	start.write("\xff Go buildinf:\x08\x02", "latin1");
	return Buffer.concat([start, text(Buffer.from(version)), text(framed)]);
}

function recordIn(bytes: Uint8Array, step: number): string[] | undefined {
	let found: readonly PackageFacts[] | undefined;
	const reading = new GoBuildInfoReader((packages) => {
		found = packages;
	});
	for (let at = 0; at < bytes.length; at += step) reading.write(bytes.subarray(at, at + step));
	reading.end();
	return found?.map(({ name, version }) => `${name} ${version}`);
}

describe("Go's programs", () => {
	const modules = [
		"path\tacme.example/shop",
		"mod\tacme.example/shop\t(devel)\t",
		"dep\tgolang.org/x/net\tv0.30.0\th1:abc=",
		"dep\tacme.example/old\tv1.0.0",
		"=>\tacme.example/new\tv2.0.0\th1:def=",
		"dep\tacme.example/local\tv0.1.0",
		"=>\t./local\t\t",
		"build\t-trimpath=true",
	].join("\n");
	const record = goRecord("go1.22.5", modules);
	const program = Buffer.concat([
		Buffer.from("\x7fELF"),
		Buffer.alloc(996),
		// What a program has that looks for such records: the mark alone.
		Buffer.from("\xff Go buildinf:", "latin1"),
		Buffer.alloc(10),
		record,
		Buffer.alloc(5000),
	]);
	const expected = ["stdlib 1.22.5", "golang.org/x/net v0.30.0", "acme.example/new v2.0.0"];
	test.each([1, 7, 16, 100, 1024, 1 << 20])("in parts of %i bytes", (step) =>
		expect(recordIn(program, step)).toEqual(expected),
	);
	test("a text that has a record is no program", () => expect(recordIn(program.subarray(16), 512)).toBeUndefined());
	test("of a program as large as they are, in an image; one without the right to run isn't looked at", () => {
		const content = Buffer.concat([program, Buffer.alloc(300_000)]);
		const { packages } = contentsOf({ name: "app", mode: 0o755, content }, { name: "data", mode: 0o644, content });
		expect(packages).toEqual([
			{ type: "golang", name: "stdlib", version: "1.22.5", path: "/app", layer: 0 },
			{ type: "golang", name: "golang.org/x/net", version: "v0.30.0", path: "/app", layer: 0 },
			{ type: "golang", name: "acme.example/new", version: "v2.0.0", path: "/app", layer: 0 },
		]);
	});
	test("harmed anywhere: an answer", () =>
		fc.assert(
			fc.property(fc.nat(record.length - 1), fc.nat(255), fc.integer({ min: 1, max: 3000 }), (at, value, step) => {
				const harmed = Buffer.from(program);
				harmed[1024 + at] = value;
				expect((recordIn(harmed, step) ?? []).length).toBeLessThan(100);
			}),
		));
	const go = spawnSync("go", ["version"], { encoding: "utf8" });
	test.skipIf(go.status !== 0)(
		`what the go command itself builds here${go.status === 0 ? "" : " (not run: no go in PATH)"}`,
		() => {
			const folder = mkdtempSync(join(tmpdir(), "policy-go-"));
			try {
				writeFileSync(join(folder, "go.mod"), "module acme.example/hello\n");
				writeFileSync(join(folder, "main.go"), "package main\n\nfunc main() {}\n");
				const built = spawnSync("go", ["build", "-o", "hello", "."], { cwd: folder, encoding: "utf8" });
				expect([built.status, built.stderr]).toEqual([0, ""]);
				const version = /go(\d\S*)/.exec(go.stdout)?.[1];
				expect(recordIn(readFileSync(join(folder, "hello")), 65_521)).toEqual([`stdlib ${version}`]);
			} finally {
				rmSync(folder, { recursive: true, force: true });
			}
		},
		120_000,
	);
});

test("manifests of other languages", () => {
	const { packages } = contentsOf(
		{
			name: "srv/vendor/composer/installed.json",
			content:
				'{"packages": [{"name": "monolog/monolog", "version": "3.5.0", "license": ["MIT"]}, {"name": 1}], "dev": false}',
		},
		{
			name: "old/vendor/composer/installed.json",
			content: '[{"name": "a/b", "version": "1.0", "license": ["MIT", "GPL-2.0"]}]',
		},
		{ name: "bad/vendor/composer/installed.json", content: "{" },
		{
			name: "usr/lib/python3/dist-packages/six-1.16.0.egg-info",
			content: "Metadata-Version: 1.2\nName: six\nVersion: 1.16.0\n",
		},
	);
	expect(
		packages.map((each: Record<string, string>) => [each.type, each.name, each.version, each.license].join(" ")),
	).toEqual(["composer monolog/monolog 3.5.0 MIT", "composer a/b 1.0 MIT OR GPL-2.0", "pypi six 1.16.0 "]);
});
