import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Limits } from "../../../src/documents/image/archive/limits.ts";
import { documentedExample, tokenShapes } from "../../../src/documents/image/archive/secretTokens.ts";
import { imageKind } from "../../../src/documents/image/imageKind.ts";
import { readImageArchive } from "../../../src/documents/image/readImageArchive.ts";
import { Source } from "../../../src/text/source.ts";
import {
	digestOf,
	gzipped,
	header,
	type Layer,
	layout,
	pax,
	reader,
	saved,
	siblingsOf,
	type TarFile,
	tar,
	tarOf,
} from "./archive.ts";

const layer = (...files: readonly TarFile[]): Layer => ({ tar: tar(files) });
const read = (bytes: Uint8Array, limits: Partial<Limits> = {}) =>
	readImageArchive(new Source("web.tar", ""), { bytes: reader(bytes) }, limits);
// biome-ignore lint/suspicious/noExplicitAny: values are whatever the schema says, and a test of it is below.
const values = (bytes: Uint8Array, limits?: Partial<Limits>): any[] =>
	read(bytes, limits).documents.map(({ value }) => value);
// biome-ignore lint/suspicious/noExplicitAny: the same.
const filesOf = (...layers: readonly Layer[]): any[] => values(tarOf(layout([{ layers }])))[0].contents.files;
const codes = (bytes: Uint8Array, limits?: Partial<Limits>) =>
	read(bytes, limits).diagnostics.map(({ kind }) => kind.code);

const hello = layer({ name: "app", content: "hello", mode: 0o755 });

describe("archives of every make", () => {
	const parts = [{ layers: [hello, layer({ name: "./etc/motd", content: "hi" })], name: "acme.example/web:1.0" }];
	test.each([
		["OCI layout in a tar", tarOf(layout(parts))],
		["the same in gzip", gzipSync(tarOf(layout(parts)))],
		["layers in gzip", tarOf(layout([{ ...parts[0], layers: (parts[0]?.layers ?? []).map(gzipped) }]))],
		["docker save, before Docker 25", tarOf(saved(parts))],
		["docker save, since Docker 25", tarOf(new Map([...layout(parts), ...saved(parts)]))],
	])("%s", (_, bytes) => {
		const start = bytes.subarray(0, 8192);
		expect(imageKind.detect({ path: "web.tar", head: "", start })).toBe(true);
		const { documents, diagnostics } = imageKind.parse(new Source("web.tar", ""), {
			buildArgs: {},
			bytes: reader(bytes),
		});
		expect(diagnostics).toEqual([]);
		expect(documents.map(({ name }) => name)).toEqual(["acme.example/web:1.0"]);
		const [value] = values(bytes);
		expect(value.contents.files.map((file: { path: string; layer: number }) => [file.path, file.layer])).toEqual([
			["/app", 0],
			["/etc/motd", 1],
		]);
		expect(value.tags[0]).toMatchObject({ registry: "acme.example", repository: "web", tag: "1.0" });
		const ajv = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(imageKind.schema as object);
		expect(ajv(JSON.parse(JSON.stringify(value))) ? [] : ajv.errors).toEqual([]);
	});
	test("an OCI layout in a folder", () => {
		const source = new Source("out/oci-layout", '{"imageLayoutVersion": "1.0.0"}');
		const files = layout(parts);
		expect(imageKind.detect({ path: source.name, head: source.text })).toBe(true);
		const { documents, diagnostics } = imageKind.parse(source, { buildArgs: {}, siblings: siblingsOf(files) });
		expect([documents.length, diagnostics]).toEqual([1, []]);
		const blob = [...files.keys()].find((name) => name.startsWith("blobs/")) as string;
		expect(
			imageKind.detect({ path: `out/${blob}`, head: '{"architecture": "amd64", "rootfs": {}, "config": {}}' }),
		).toBe(false);
	});
	test("a layer in zstd", () => {
		// `zstd -19` of a tar with one file, `app`, that says hello.
		const frame = rawZstd(hello.tar);
		const { documents, diagnostics } = read(
			tarOf(
				layout([{ layers: [{ ...hello, packed: frame, mediaType: "application/vnd.oci.image.layer.v1.tar+zstd" }] }]),
			),
		);
		expect(diagnostics).toEqual([]);
		expect(documents[0]?.value).toMatchObject({ contents: { files: [{ path: "/app", size: 5, mode: "0755" }] } });
	});
	test("each platform of an image, told by its platform", () => {
		const of = (architecture: string) => ({
			layers: [layer({ name: architecture })],
			platform: { os: "linux", architecture },
		});
		expect(read(tarOf(layout([of("amd64"), of("arm64")]))).documents.map(({ name }) => name)).toEqual([
			"linux/amd64",
			"linux/arm64",
		]);
	});
	test.each([
		["another tar", tar([{ name: "src/main.c", content: "x" }]), false],
		["something else", new Uint8Array(600), false],
	])("%s is not claimed", (_, start, is) =>
		expect(imageKind.detect({ path: "a.tar", head: "", start: start as Uint8Array })).toBe(is),
	);
});

/** A zstd frame of raw blocks (RFC 8878, 3.1.1). */
function rawZstd(content: Uint8Array): Uint8Array {
	const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0b1010_0000, 0, 0, 0, 0]);
	head.writeUInt32LE(content.length, 5);
	const block = Buffer.alloc(3);
	block.writeUIntLE((content.length << 3) | 1, 0, 3);
	return Buffer.concat([head, block, content]);
}

/** One byte of content stands for 128 KiB each. */
function zstdBomb(blocks: number): Uint8Array {
	const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38]);
	const block = Buffer.alloc(4);
	block.writeUIntLE((131_072 << 3) | 0b010, 0, 3);
	return Buffer.concat([head, ...Array.from({ length: blocks }, () => block)]);
}

describe("what layers come to", () => {
	const lines = (...layers: readonly Layer[]) =>
		filesOf(...layers).map(
			(file) => `${file.path} ${file.layer}${file.hidden_in === undefined ? "" : ` hidden in ${file.hidden_in}`}`,
		);
	test("a whiteout hides what is below, and it is still known", () =>
		expect(lines(layer({ name: "root/.ssh/id_rsa" }), layer({ name: "root/.ssh/.wh.id_rsa" }))).toEqual([
			"/root/.ssh/id_rsa 0 hidden in 1",
		]));
	test("a whiteout of a folder takes all of it", () =>
		expect(lines(layer({ name: "a/", flag: "5" }, { name: "a/b/c" }), layer({ name: ".wh.a" }))).toEqual([
			"/a 0 hidden in 1",
			"/a/b/c 0 hidden in 1",
		]));
	test("an opaque folder keeps what its own layer has, wherever the mark stands", () =>
		expect(lines(layer({ name: "a/old" }), layer({ name: "a/new" }, { name: "a/.wh..wh..opq" }))).toEqual([
			"/a/old 0 hidden in 1",
			"/a/new 1",
		]));
	test("a file over a folder takes it away, a folder over a folder doesn't", () => {
		expect(lines(layer({ name: "a/b" }), layer({ name: "a", content: "x" }))).toEqual(["/a/b 0 hidden in 1", "/a 1"]);
		expect(lines(layer({ name: "a/b" }), layer({ name: "a/", flag: "5", mode: 0o700 }))).toEqual(["/a/b 0", "/a 1"]);
	});
	test("modes, owners, links, devices and capabilities", () => {
		const [su, link, device, ping] = filesOf(
			layer(
				{ name: "su", mode: 0o4755, uid: 0, gid: 42 },
				{ name: "link", flag: "2", link: "../../etc/shadow" },
				{ name: "sda", flag: "4" },
				{ name: "ping", xattr: "security.capability" },
			),
		);
		expect(su).toMatchObject({ mode: "4755", setuid: true, setgid: false, gid: 42 });
		expect(link).toMatchObject({ type: "symlink", link: "../../etc/shadow" });
		expect(device).toMatchObject({ type: "block" });
		expect(ping).toMatchObject({ capabilities: true });
	});
	test.each([
		["../../etc/passwd", "/etc/passwd", "climbs"],
		["/etc/passwd", "/etc/passwd", "absolute"],
		["a/../b", "/b", undefined],
	])("the name %s", (name, path, unsafe) => {
		const [file] = filesOf(layer({ name }));
		expect([file.path, file.unsafe]).toEqual([path, unsafe]);
	});
	test("long names of GNU and pax, and names with keys of prototypes", () => {
		const long = `${"x/".repeat(80)}end`;
		const gnu = [header({ name: "././@LongLink", flag: "L", size: long.length }), Buffer.from(long.padEnd(512, "\0"))];
		const bytes = Buffer.concat([
			...gnu,
			header({ name: "cut" }),
			...pax({ path: "ünicode/__proto__/constructor", size: "0" }),
			header({ name: "short" }),
			new Uint8Array(1024),
		]);
		expect(filesOf({ tar: bytes }).map(({ path }) => path)).toEqual([`/${long}`, "/ünicode/__proto__/constructor"]);
	});
	test("layers of a base in the same archive, and of one that the history tells of", () => {
		const top = layer({ name: "top" });
		const found = values(tarOf(layout([{ layers: [hello] }, { layers: [hello, top] }])));
		expect(found[1]).toMatchObject({
			base: { layers: 1, found_by: "archive" },
			layers: [{ origin: "base" }, { origin: "own" }],
		});
		const history = [
			{ created_by: "ADD rootfs.tar / # buildkit" },
			{ created_by: 'CMD ["sh"]', empty_layer: true },
			{ created_by: "COPY app / # buildkit" },
			{ created_by: 'CMD ["/app"]', empty_layer: true },
		];
		const [guessed] = values(tarOf(layout([{ layers: [hello, top], config: { history } }])));
		expect(guessed).toMatchObject({
			base: { layers: 1, found_by: "history" },
			layers: [{ origin: "unknown" }, { origin: "unknown" }],
		});
	});
});

describe("what is read of files", () => {
	const contents = (...files: readonly TarFile[]) => values(tarOf(layout([{ layers: [layer(...files)] }])))[0].contents;
	test("packages of distributions and languages", () => {
		const { packages } = contents(
			{
				name: "var/lib/dpkg/status",
				content:
					"Package: curl\nStatus: install ok installed\nArchitecture: amd64\nSource: curl (1)\nVersion: 7.88.1-10\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n",
			},
			{ name: "var/lib/dpkg/status.d/tzdata", content: "Package: tzdata\nVersion: 2024a\n" },
			{ name: "lib/apk/db/installed", content: "P:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\no:musl\n\n" },
			{
				name: "app/node_modules/left-pad/package.json",
				content: '{"name": "left-pad", "version": "1.3.0", "license": "WTFPL"}',
			},
			{ name: "app/node_modules/broken/package.json", content: "{" },
			{
				name: "usr/lib/python3/dist-packages/six-1.16.0.dist-info/METADATA",
				content: "Name: six\nVersion: 1.16.0\n\nName: no\n",
			},
			{ name: "usr/lib/ruby/gems/3.2.0/specifications/rack-3.0.8.gemspec", content: "x" },
			{ name: "app/lib/log4j-core-2.14.1.jar", content: "PK" },
		);
		expect(packages.map((each: Record<string, string>) => `${each.type} ${each.name} ${each.version}`)).toEqual([
			"deb curl 7.88.1-10",
			"deb tzdata 2024a",
			"apk musl 1.2.5-r0",
			"npm left-pad 1.3.0",
			"pypi six 1.16.0",
			"gem rack 3.0.8",
			"maven log4j-core 2.14.1",
		]);
	});
	test("a database that can't be read is told", () =>
		expect(contents({ name: "var/lib/rpm/rpmdb.sqlite", content: "SQLite format 3\0" }).unread_databases).toEqual([
			{ path: "/var/lib/rpm/rpmdb.sqlite", format: "RPM database", layer: 0 },
		]));
	test("accounts, without what passwords hash to", () => {
		const hash = "$6$salt$abcdefghijklmnop";
		const found = contents(
			{ name: "etc/passwd", content: "root:x:0:0:root:/root:/bin/sh\ntoor::0:0::/:/bin/sh\n" },
			{ name: "etc/shadow", content: `root:!:1::::::\napp:${hash}:1::::::\nopen::1::::::\n` },
			{ name: "etc/group", content: "root:x:0:\n" },
			{ name: "etc/os-release", content: 'ID=debian\nVERSION_ID="12"\n# x\n' },
		);
		expect(found.passwords.map((each: Record<string, string>) => `${each.name} ${each.password}`)).toEqual([
			"root shadow",
			"toor none",
			"root locked",
			"app set",
			"open none",
		]);
		expect(found.users[1]).toMatchObject({ name: "toor", uid: 0 });
		expect(found.os_release).toEqual({ id: "debian", version_id: "12" });
		expect(JSON.stringify(found)).not.toContain(hash);
	});
	test("tokens, masked, also in a layer that a later one cleans up", () => {
		const token = `ghp_${"a1B2".repeat(9)}`;
		const [value] = values(
			tarOf(
				layout([
					{ layers: [layer({ name: "app/.env", content: `A=1\nT=${token}\n` }), layer({ name: "app/.wh..env" })] },
				]),
			),
		);
		expect(value.contents.secrets).toEqual([
			{ path: "/app/.env", line: 2, kind: "GitHub token", masked: "gh… (40 characters)", layer: 0, hidden_in: 1 },
		]);
		expect(JSON.stringify(value)).not.toContain(token);
	});
	test("the shapes of tokens are those that policies know", () => {
		const text = readFileSync(join(import.meta.dirname, "../../../policies/lib/secrets.policy"), "utf8");
		const listed = /token_shapes := \{(.*?)\n\}/s.exec(text)?.[1] ?? "";
		const shapes = [...listed.matchAll(/"([^"]+)": `([^`]+)`/g)].map(([, kind, shape]) => [kind, shape]);
		expect(Object.entries(tokenShapes)).toEqual(shapes);
		expect(text).toContain(`\`${documentedExample}\``);
	});
});

describe("archives that are wrong", () => {
	const whole = tarOf(layout([{ layers: [gzipped(hello)] }]));
	test("cut off anywhere", () => {
		for (let length = 0; length < whole.length - 1536; length += 211) {
			const { diagnostics } = read(whole.subarray(0, length));
			expect(diagnostics.length, `${length} bytes`).toBeGreaterThan(0);
		}
	});
	test("cut off between two files", () => {
		const files = [...layout([{ layers: [gzipped(hello)] }])].map(([name, content]) => ({ name, content }));
		for (let count = 1; count <= files.length; count++) {
			const { diagnostics } = read(tar(files.slice(0, count), false));
			expect(diagnostics[0]?.text).toMatch(/its end is missing/);
			expect(diagnostics[0]?.kind.severity).toBe("error");
		}
	});
	test("a layer may lack the zeros at its end: its digest tells that all is there", () => {
		const open = { tar: tar([{ name: "a" }], false) };
		expect(read(tarOf(layout([{ layers: [open] }]))).diagnostics).toEqual([]);
	});
	test("a damaged byte anywhere throws nothing", () => {
		for (let at = 0; at < whole.length; at += 97) {
			const damaged = whole.slice();
			damaged[at] = (damaged[at] as number) ^ 0x55;
			read(damaged).documents.map(({ value }) => value);
		}
	});
	test.each<[string, Layer, string]>([
		["a blob with another digest", hello, "image-digest-mismatch"],
		["a layer with another diff id", { ...hello, diffId: digestOf("x") }, "image-digest-mismatch"],
		["a layer that is no tar", { tar: Buffer.from("no tar ".repeat(200)) }, "image-layer-broken"],
		["gzip that breaks off", { ...hello, packed: gzipSync(hello.tar).subarray(0, 60) }, "image-layer-broken"],
		["a tar that breaks off", { tar: hello.tar.subarray(0, 515) }, "image-layer-broken"],
		["a header with a wrong checksum", { tar: hello.tar.with(0, 66) }, "image-layer-broken"],
		[
			"pax that lies about its length",
			{ tar: Buffer.concat([header({ name: "x", flag: "x", size: 512 }), Buffer.alloc(512, "9")]) },
			"image-layer-broken",
		],
		["a header of a gigabyte", { tar: header({ name: "x", flag: "L", size: 2 ** 30 }) }, "image-layer-broken"],
	])("%s", (name, bad, code) => {
		const files = layout([{ layers: [bad] }]);
		if (name.startsWith("a blob")) {
			const [blob] = [...files].find(([, content]) => content === bad.tar) ?? [""];
			files.set(blob, tar([{ name: "app", content: "HELLO" }]));
		}
		expect(codes(tarOf(files))).toContain(code);
		expect(read(tarOf(files)).documents.length).toBe(1);
	});
	test("a layer that isn't there", () => {
		const files = layout([{ layers: [hello] }]);
		files.delete(`blobs/${digestOf(hello.tar).replace(":", "/")}`);
		expect(codes(tarOf(files))).toEqual(["image-part-missing"]);
		expect(values(tarOf(files))[0].contents.complete).toBe(false);
	});
	test.each<[string, Layer, Partial<Limits>]>([
		["a gzip bomb", { tar: hello.tar, packed: gzipSync(new Uint8Array(8 * 2 ** 20)) }, { unpacked: 2 ** 20 }],
		[
			"a gzip bomb, told by its ratio",
			{ tar: hello.tar, packed: gzipSync(new Uint8Array(8 * 2 ** 20)) },
			{ ratioFrom: 2 ** 20 },
		],
		["a zstd bomb", { tar: hello.tar, packed: zstdBomb(200) }, { unpacked: 2 ** 20 }],
		[
			"too many entries",
			layer(...Array.from({ length: 200 }, (_, index) => ({ name: `f${index}` }))),
			{ entries: 100 },
		],
		[
			"a name without end",
			{ tar: Buffer.concat([...pax({ path: "x".repeat(5000) }), header({ name: "x" }), new Uint8Array(1024)]) },
			{},
		],
	])("%s stops at a limit that is named", (_, bad, limits) => {
		const { diagnostics } = read(tarOf(layout([{ layers: [bad] }])), limits);
		expect(diagnostics.map(({ kind, text }) => [kind.code, /more than|longer than/.test(text)])).toContainEqual([
			"image-layer-broken",
			true,
		]);
	});
	test("a million entries come to an end", () => {
		const member = gzipSync(Buffer.concat(Array.from({ length: 10_000 }, () => header({ name: "f" }))));
		const packed = Buffer.concat(Array.from({ length: 100 }, () => member));
		const started = performance.now();
		expect(codes(tarOf(layout([{ layers: [{ ...hello, packed }] }])))).toEqual(["image-layer-broken"]);
		expect(performance.now() - started).toBeLessThan(120_000);
	}, 180_000);
	test("links among the files of an archive may go round in circles", () =>
		expect(
			codes(
				tar([
					{ name: "manifest.json", flag: "2", link: "b" },
					{ name: "b", flag: "2", link: "manifest.json" },
				]),
			),
		).toEqual(["image-archive-other"]));
	test("indexes in each other", () => {
		const files = layout([]);
		let digest = "";
		for (let depth = 0; depth < 9; depth++) {
			const index = JSON.stringify({ manifests: [{ digest, depth }] });
			digest = digestOf(index);
			files.set(`blobs/${digest.replace(":", "/")}`, Buffer.from(index));
		}
		files.set("index.json", Buffer.from(JSON.stringify({ manifests: [{ digest }] })));
		expect(codes(tarOf(files))).toEqual(["image-archive-broken"]);
	});
	/** Describes a blob whatever it holds: the name that is asked for needn't be its digest. */
	const manifestFor = (digest: string, size?: number) => ({ digest, ...(size === undefined ? {} : { size }) });
	const indexOf = (...manifests: readonly object[]) => Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
	const hexOf = (letter: string) => `sha256:${letter.repeat(64)}`;
	const blobAt = (digest: string) => `blobs/${digest.replace(":", "/")}`;

	test.each<[string, Map<string, Uint8Array>, readonly string[]]>([
		[
			"an index that names itself a thousand times",
			new Map([
				["index.json", indexOf(...Array(1000).fill(manifestFor(hexOf("a"))))],
				[blobAt(hexOf("a")), indexOf(...Array(1000).fill(manifestFor(hexOf("a"))))],
			]),
			["image-archive-broken", "image-digest-mismatch"],
		],
		[
			"indexes that name each other",
			new Map([
				["index.json", indexOf(manifestFor(hexOf("a")))],
				[blobAt(hexOf("a")), indexOf(...Array(100).fill(manifestFor(hexOf("b"))))],
				[blobAt(hexOf("b")), indexOf(...Array(100).fill(manifestFor(hexOf("a"))))],
			]),
			["image-archive-broken", "image-digest-mismatch"],
		],
		[
			"fifty thousand manifests that aren't there",
			new Map([["index.json", indexOf(...Array(50_000).fill(manifestFor(hexOf("a"))))]]),
			["image-archive-broken", "image-part-missing"],
		],
		[
			"a manifest that is an array",
			new Map([["index.json", indexOf({ digest: [1], size: "x" })]]),
			["image-part-missing"],
		],
		[
			"a table of contents of a hundred thousand images",
			new Map([
				["manifest.json", Buffer.from(JSON.stringify(Array(100_000).fill({ Config: "c.json", Layers: [] })))],
				["c.json", Buffer.from("{}")],
			]),
			["image-archive-broken"],
		],
		["a manifest 100,000 deep", new Map([["index.json", Buffer.from("[".repeat(100_000))]]), ["image-archive-broken"]],
	])("%s", (_, files, expected) => {
		const started = process.cpuUsage().user;
		const { documents, diagnostics } = read(tarOf(files));
		for (const document of documents) document.value;
		expect([...new Set(diagnostics.map(({ kind }) => kind.code))].sort()).toEqual(expected);
		expect(process.cpuUsage().user - started).toBeLessThan(20_000_000);
		expect(diagnostics.length).toBeLessThan(20_100);
	});
	test("a manifest larger than any is", () => {
		const huge = Buffer.from(`{"layers": [${"1,".repeat(5 * 2 ** 20)}1]}`);
		const files = new Map([
			["index.json", indexOf(manifestFor(digestOf(huge), huge.length))],
			[blobAt(digestOf(huge)), huge],
		]);
		const { diagnostics } = read(tarOf(files));
		expect(diagnostics.map(({ text }) => text).join()).toContain("is larger than 8 MiB");
	});
	test.each(["manifest", "config", "layer 0"])("a size that lies about the %s", (what) => {
		const files = layout([{ layers: [hello] }]);
		const index = JSON.parse(Buffer.from(files.get("index.json") ?? []).toString());
		const [descriptor] = index.manifests;
		const manifest = JSON.parse(Buffer.from(files.get(blobAt(descriptor.digest)) ?? []).toString());
		if (what === "manifest") descriptor.size = 1;
		else {
			(what === "config" ? manifest.config : manifest.layers[0]).size = 1e15;
			const text = JSON.stringify(manifest);
			files.set(blobAt(digestOf(text)), Buffer.from(text));
			Object.assign(descriptor, { digest: digestOf(text), size: text.length });
		}
		files.set("index.json", Buffer.from(JSON.stringify(index)));
		const { documents, diagnostics } = read(tarOf(files));
		expect(diagnostics.map(({ kind, text }) => [kind.code, text.split(" has ")[0]])).toEqual([
			["image-size-mismatch", what === "layer 0" ? what : `the ${what}`],
		]);
		expect(documents).toHaveLength(1);
	});
	test("one layer, again and again in each of many images", () => {
		const many = layer(...Array.from({ length: 200 }, (_, index) => ({ name: `f${index}` })));
		const images = Array.from({ length: 10 }, (_, index) => ({
			layers: Array<Layer>(90).fill(many),
			config: { author: `${index}` },
		}));
		const { documents, diagnostics } = read(tarOf(layout(images)), { placed: 8000, descriptors: 500 });
		let entries = 0;
		for (const { value } of documents) {
			const { contents } = value as unknown as { contents: { files: unknown[]; complete: boolean } };
			entries += contents.files.length;
		}
		expect(entries).toBe(8000);
		expect(diagnostics.map(({ text }) => text)).toEqual([
			expect.stringContaining("its images have more than 8000 entries together"),
			expect.stringContaining("it names manifests and layers more than 500 times"),
		]);
	});

	test.each<[what: string, text: string]>([
		["what looks like the beginning of a token, over and over", "eyJ-".repeat(65_000)],
		["the same with dots", "eyJaaaaaaaaaa.".repeat(18_000)],
		["beginnings of keys", "-----BEGIN PRIVATE KEY-----\n".repeat(9000)],
	])(
		"%s",
		(_, text) => {
			const started = process.cpuUsage().user;
			filesOf(layer(...Array.from({ length: 20 }, (_, index) => ({ name: `app/${index}`, content: text }))));
			expect(process.cpuUsage().user - started).toBeLessThan(20_000_000);
		},
		60_000,
	);
	test("names that look like packages' until their end", () => {
		const names = [`app/${"-1".repeat(2000)}!.jar`, `specifications/${"-1-a".repeat(1000)}!.gemspec`];
		const started = process.cpuUsage().user;
		const entries = Array.from({ length: 2000 }, () =>
			names.flatMap((path) => [...pax({ path }), header({ name: "x" })]),
		);
		filesOf({ tar: Buffer.concat([...entries.flat(), new Uint8Array(1024)]) });
		expect(process.cpuUsage().user - started).toBeLessThan(20_000_000);
	}, 60_000);
});

describe("entries that a tar may have and nobody expects", () => {
	test.each<[string, readonly Uint8Array[], string]>([
		["GNU sparse", [sparse(1, 2 ** 40)], "/s file 1099511627776"],
		["GNU sparse whose map goes on", [sparse(2, 5)], "/s file 5"],
		[
			"pax sparse",
			[
				...pax({ "GNU.sparse.major": "1", "GNU.sparse.name": "real", "GNU.sparse.realsize": "7" }),
				header({ name: "x" }),
			],
			"/real file 7",
		],
		[
			"pax with a size that a header has no room for",
			[...pax({ size: "3" }), header({ name: "x" }), padded("abc")],
			"/x file 3",
		],
		["pax for all that follow", [...pax({ uid: "7" }, "g"), header({ name: "x" })], "/x file 0 7"],
		["a FIFO", [header({ name: "x", flag: "6" })], "/x fifo 0"],
		["a device with a size", [header({ name: "x", flag: "3", size: 512 })], "/x char 0"],
		["a hard link out", [header({ name: "x", flag: "1", link: "../../etc/shadow" })], "/x hardlink 0 ../../etc/shadow"],
		[
			"a type that nobody knows",
			[header({ name: "x", flag: "Z", size: 3 }), padded("abc"), header({ name: "y" })],
			"/y file 0",
		],
		["a name of dots", [header({ name: "./.." })], "/ file 0 climbs"],
		["no name", [header({ name: "" })], "/ file 0"],
		["a name that is no UTF-8", [header({ name: "\xff" })], "/\xff file 0"],
		[
			"a path through a link",
			[header({ name: "l", flag: "2", link: "/etc" }), header({ name: "l/passwd" })],
			"/l symlink 0 /etc",
		],
	])("%s", (_, parts, line) => {
		const [file] = filesOf({ tar: Buffer.concat([...parts, new Uint8Array(1024)]) });
		const { path, type, size, uid, link, unsafe } = file;
		expect([path, type, size, uid || undefined, link, unsafe].filter((part) => part !== undefined).join(" ")).toBe(
			line,
		);
	});
	test("the same name again and again: the last one counts", () => {
		const files = filesOf(
			layer({ name: "a", content: "1" }, { name: "a", content: "22" }, { name: "a", content: "333" }),
		);
		expect(files.map(({ size, hidden_in }) => [size, hidden_in])).toEqual([
			[1, 0],
			[2, 0],
			[3, undefined],
		]);
	});
});

function padded(text: string): Uint8Array {
	return Buffer.from(text.padEnd(512, "\0"));
}

/** An old GNU sparse header, with as many more blocks of its map as are said. */
function sparse(blocks: number, size: number): Uint8Array {
	const block = Buffer.from(header({ name: "s", flag: "S", size: 0 }));
	block[482] = blocks > 1 ? 1 : 0;
	// GNU's way to write a number that has no room as octal digits.
	block[483] = 0x80;
	block.writeUIntBE(size, 489, 6);
	block.write("        ", 148);
	const sum = block.reduce((all, byte) => all + byte, 0);
	block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
	return Buffer.concat([block, new Uint8Array(512 * (blocks - 1))]);
}
