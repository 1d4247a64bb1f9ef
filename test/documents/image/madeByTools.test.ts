/** Archives as umoci, skopeo and crane write them: whatever the form, policies see the same image and find the same. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageKind } from "../../../src/documents/image/imageKind.ts";
import { Source } from "../../../src/text/source.ts";
import { Folder } from "../../hostile/command.ts";
import { expectGolden } from "../golden.ts";
import { reader, tarOf } from "./archive.ts";
import { ImageWorkshop, missingTools, toolNote } from "./imageTools.ts";

// biome-ignore lint/suspicious/noExplicitAny: values are whatever the schema says, and a test below holds them to it.
type Value = any;

const cases = join(import.meta.dirname, "cases");
const folder = new Folder();
const workshop = new ImageWorkshop(folder.root);
afterAll(() => folder.remove());

async function documentsOf(path: string): Promise<{ readonly name: string; readonly value: Value }[]> {
	const { status, stdout, stderr } = await folder.run(["parse", path]);
	expect([status, stderr], path).toEqual([0, ""]);
	return JSON.parse(stdout);
}

async function reportOf(...paths: readonly string[]): Promise<Value> {
	const options = ["--no-config", "--pack", "hygiene", "--pack", "image", "--format", "json"];
	return JSON.parse((await folder.run(["eval", ...options, ...paths])).stdout);
}

const linesOf = (report: Value, name: string): string[] =>
	report.findings
		.filter((each: Value) => each.document === name)
		.map((each: Value) => `${each.code} ${each.severity} ${each.message}`);

/** What doesn't depend on the form: no packed sizes and digests, no names, no folders, whose entries differ by tool and version. */
function essence({ tags: _, id: __, size: ___, ...value }: Value): Value {
	const layers = value.layers.map(
		({ digest: _, media_type: __, size: ___, compressed_size: ____, ...layer }: Value) => ({
			...layer,
			diff_id: "…",
		}),
	);
	const files = value.contents.files.filter((file: Value) => file.type !== "dir");
	return { ...value, layers, contents: { ...value.contents, files } };
}

const gzip = "application/vnd.oci.image.layer.v1.tar+gzip";

describe.skipIf(missingTools("umoci", "skopeo").length > 0)(`by umoci and skopeo${toolNote("umoci", "skopeo")}`, () => {
	beforeAll(() => {
		workshop.umociLayout();
		workshop.umociRepack();
	}, 120_000);

	test.each<[form: string, path: string, name: string, mediaType: string | undefined, make: () => void]>([
		["the layout that umoci made", "layout", "app", gzip, () => {}],
		["oci:", "oci", "app", gzip, () => workshop.skopeo("oci:layout:app", "oci:oci:app")],
		[
			"oci: with layers in zstd",
			"oci-zstd",
			"app",
			"application/vnd.oci.image.layer.v1.tar+zstd",
			() => workshop.skopeo("oci:layout:app", "oci:oci-zstd:app", "--dest-compress-format", "zstd"),
		],
		["oci-archive:", "oci.tar", "app", gzip, () => workshop.skopeo("oci:layout:app", "oci-archive:oci.tar:app")],
		[
			"oci-archive: in gzip",
			"oci.tgz",
			"app",
			gzip,
			() => workshop.tar("oci.tgz", "oci", "--gzip", "--transform", "s,^\\./,,"),
		],
		["a layout in a tar with ./ before its names", "dotted.tar", "app", gzip, () => workshop.tar("dotted.tar", "oci")],
		[
			"docker-archive:",
			"docker.tar",
			"acme.example/shop:1.0",
			undefined,
			() => workshop.skopeo("oci:layout:app", "docker-archive:docker.tar:acme.example/shop:1.0"),
		],
		["dir:", "dir", "linux/amd64", gzip, () => workshop.skopeo("oci:layout:app", "dir:dir")],
		[
			"dir: with layers as they are",
			"dir-plain",
			"linux/amd64",
			"application/vnd.oci.image.layer.v1.tar",
			() => workshop.skopeo("oci:layout:app", "dir:dir-plain", "--dest-decompress"),
		],
		[
			"dir: with Docker's media types",
			"dir-docker",
			"linux/amd64",
			"application/vnd.docker.image.rootfs.diff.tar.gzip",
			() => workshop.skopeo("oci:layout:app", "dir:dir-docker", "--format", "v2s2"),
		],
		["dir: in a tar", "dir.tar", "linux/amd64", gzip, () => workshop.tar("dir.tar", "dir", "--transform", "s,^\\./,,")],
	])(
		"%s",
		async (_, path, name, mediaType, make) => {
			make();
			const found = (
				await documentsOf(path === "layout" || path === "oci" ? `${path}/oci-layout` : entryOf(path))
			).find((each) => each.name === name);
			expect(found?.value.layers.map((layer: Value) => layer.media_type)).toEqual(Array(3).fill(mediaType));
			const ajv = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(imageKind.schema as object);
			expect(ajv(found?.value) ? [] : ajv.errors).toEqual([]);
			const { base, layers, ...seen } = essence(found?.value);
			expectGolden(join(cases, "made-by-tools.normalized.json"), `${JSON.stringify(seen, undefined, "\t")}\n`);
			const report = await reportOf(path);
			expect(report.diagnostics).toEqual([]);
			expectGolden(join(cases, "made-by-tools.findings.txt"), `${linesOf(report, name).join("\n")}\n`);
		},
		60_000,
	);

	function entryOf(path: string): string {
		return /\.(?:tar|tgz)$/.test(path) ? path : `${path}/${path.startsWith("dir") ? "version" : "oci-layout"}`;
	}

	test("what was unpacked, changed and packed again by umoci", async () => {
		const found = (await documentsOf("layout/oci-layout")).find((each) => each.name === "again");
		const lines = found?.value.contents.files
			.filter((file: Value) => file.path.startsWith("/app/") && file.type !== "dir")
			.map((file: Value) => `${file.path} ${file.layer} ${file.hidden_in ?? "shown"}`);
		expect(lines).toEqual([
			"/app/.env 1 2",
			"/app/grüße/日本.txt 1 shown",
			"/app/server 1 shown",
			"/app/tool 1 3",
			"/app/new 3 shown",
		]);
	});

	test("images of one layout are told apart by their tags", async () => {
		const names = (await documentsOf("layout/oci-layout")).map(({ name }) => name);
		expect(names).toEqual(["base", "app", "arm", "again"]);
	});

	test("several platforms in one index, beside artifacts that refer to an image", async () => {
		workshop.run("cp", "-r", "layout", "multi");
		const index = JSON.parse(readFileSync(folder.at("multi/index.json"), "utf8"));
		const tagged = (tag: string) => {
			const { annotations, ...descriptor } = index.manifests.find(
				(each: Value) => each.annotations["org.opencontainers.image.ref.name"] === tag,
			);
			expect(annotations).toBeDefined();
			return descriptor;
		};
		const add = (value: object | string, mediaType: string): object => {
			const text = typeof value === "string" ? value : JSON.stringify(value);
			const hex = createHash("sha256").update(text).digest("hex");
			folder.write(`multi/blobs/sha256/${hex}`, text);
			return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
		};
		const manifest = "application/vnd.oci.image.manifest.v1+json";
		const amd64 = { ...tagged("app"), platform: { os: "linux", architecture: "amd64" } };
		const arm64 = { ...tagged("arm"), platform: { os: "linux", architecture: "arm64" } };
		const platforms = add(
			{ schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [amd64, arm64] },
			"application/vnd.oci.image.index.v1+json",
		);
		const empty = add("{}", "application/vnd.oci.empty.v1+json");
		const sbom = add('{"bomFormat": "CycloneDX"}', "application/vnd.cyclonedx+json");
		const artifact = add(
			{
				schemaVersion: 2,
				mediaType: manifest,
				artifactType: "application/vnd.cyclonedx+json",
				config: empty,
				layers: [sbom],
				subject: tagged("app"),
			},
			manifest,
		);
		// Signatures of older cosigns look like images, but for the media type of their layers.
		const config = add('{"architecture": "", "os": "", "rootfs": {"type": "layers", "diff_ids": ["sha256:0"]}}', "x");
		const signature = add(
			{
				schemaVersion: 2,
				mediaType: manifest,
				config: { ...config, mediaType: "application/vnd.oci.image.config.v1+json" },
				layers: [add('{"critical": {}}', "application/vnd.dev.cosign.simplesigning.v1+json")],
			},
			manifest,
		);
		const whole = { ...platforms, annotations: { "org.opencontainers.image.ref.name": "acme.example/shop:2" } };
		folder.write("multi/index.json", JSON.stringify({ schemaVersion: 2, manifests: [whole, artifact, signature] }));
		const names = ["acme.example/shop:2 linux/amd64", "acme.example/shop:2 linux/arm64"];
		// What is attached is a document of its own, named by its digest.
		const all = [...names, (sbom as { readonly digest: string }).digest.slice(0, 19)];
		expect((await documentsOf("multi/oci-layout")).map(({ name }) => name)).toEqual(all);
		expect((await reportOf("multi")).diagnostics).toEqual([]);

		workshop.skopeo(
			"oci:multi:acme.example/shop:2",
			"oci-archive:multi.tar:acme.example/shop:2",
			"--multi-arch",
			"all",
		);
		expect((await documentsOf("multi.tar")).map(({ name }) => name)).toEqual(names);
		workshop.skopeo("oci:multi:acme.example/shop:2", "dir:dir-multi", "--multi-arch", "all");
		expect((await documentsOf("dir-multi/version")).map(({ name }) => name)).toEqual(["linux/amd64", "linux/arm64"]);
	}, 60_000);

	test.each([
		["skopeo inspect --config", ["--config"], true, ""],
		["skopeo inspect --raw", ["--raw"], false, "an image manifest"],
		["skopeo inspect", [], false, "`skopeo inspect` without `--config`"],
	])("what %s prints", async (_, options, isRead, why) => {
		folder.write("printed.json", workshop.run("skopeo", "inspect", ...options, "oci:layout:app"));
		const { files, diagnostics } = await reportOf("printed.json");
		expect(files[0]?.documents?.length ?? 0).toBe(isRead ? 1 : 0);
		expect(JSON.stringify(diagnostics)).toContain(why);
	});
});

describe.skipIf(missingTools("umoci", "skopeo").length > 0)(
	`the same, harmed on their way${toolNote("umoci", "skopeo")}`,
	() => {
		const archives: [string, Buffer][] = [];
		beforeAll(() => {
			if (!existsSync(folder.at("layout"))) workshop.umociLayout();
			for (const [name, form, options] of [
				["whole-oci.tar", "oci-archive", []],
				["whole-docker.tar", "docker-archive", []],
			] as const) {
				workshop.skopeo("oci:layout:app", `${form}:${name}:acme.example/shop:1.0`, ...options);
				archives.push([name, readFileSync(folder.at(name))]);
			}
			workshop.skopeo("oci:layout:app", "oci:whole:app", "--dest-compress-format", "zstd");
			workshop.tar("whole-zstd.tar", "whole");
			archives.push(["whole-zstd.tar", readFileSync(folder.at("whole-zstd.tar"))]);
		}, 60_000);
		const parse = (bytes: Uint8Array) => {
			const { documents, diagnostics } = imageKind.parse(new Source("web.tar", ""), {
				buildArgs: {},
				bytes: reader(bytes),
			});
			for (const document of documents) expect(document.value).toBeDefined();
			return { documents, diagnostics };
		};

		test("cut off at ten points", () => {
			for (const [name, whole] of archives) {
				// What follows the last file is zeros: to lose them loses nothing.
				const end = whole.findLastIndex((byte) => byte !== 0);
				for (let part = 0; part < 10; part++) {
					const { diagnostics } = parse(whole.subarray(0, Math.floor((end * part) / 10)));
					expect(diagnostics.length, `${name}, ${part} tenths`).toBeGreaterThan(0);
					for (const { kind, text } of diagnostics) expect(`${kind.code} ${text}`).toMatch(/^image-[a-z-]+ \S/);
				}
			}
		});
		test("a bit flipped in any of their files is told, wherever a digest is over it", () => {
			for (const [name, whole] of archives) {
				for (const { start, length, file } of filesOf(whole)) {
					if (!/[0-9a-f]{64}/.test(file) || length === 0) continue;
					for (let step = 0; step < 8; step++) {
						const harmed = Buffer.from(whole);
						const at = start + Math.floor((length * step) / 8);
						harmed[at] = (harmed[at] as number) ^ (1 << step);
						const { diagnostics } = parse(harmed);
						const isUsed = !/\/(?:json|VERSION)$/.test(file);
						if (isUsed) expect(diagnostics.length, `${name} ${file} at ${at}`).toBeGreaterThan(0);
					}
				}
			}
		}, 60_000);
		test("a bit flipped anywhere else throws nothing", () => {
			for (const [, whole] of archives)
				for (let at = 0; at < whole.length; at += 101) {
					const harmed = Buffer.from(whole);
					harmed[at] = (harmed[at] as number) ^ (1 << (at % 8));
					parse(harmed);
				}
		}, 60_000);
		test("the rest of a run goes on, and the report says what is wrong and what to do", async () => {
			const [, whole] = archives[0] as [string, Buffer];
			// Within a file: where the tools put the halves of an archive differs by their digests.
			const { start, length } = filesOf(whole).findLast((file) => file.length > 1) as ReturnType<
				typeof filesOf
			>[number];
			folder.write("harmed/cut.tar", whole.subarray(0, start + Math.floor(length / 2)));
			folder.write("harmed/bomb.tar", bombed(whole));
			folder.write("harmed/Dockerfile", "FROM debian:8\n");
			const { stdout, stderr, status } = await folder.run(["eval", "--no-config", "harmed"]);
			expect([status, stderr]).toEqual([2, ""]);
			expect(stdout).toContain("HS1013");
			expect(stdout).toMatch(/harmed\/cut\.tar: error: cannot read all of this archive: the tar breaks off/);
			expect(stdout).toMatch(/harmed\/bomb\.tar: error: cannot read all of layer 0: it unpacks to more than 250 times/);
			expect(stdout.match(/ {2}= /g)?.length ?? 0).toBeGreaterThanOrEqual(2);
			expect(stdout).not.toMatch(/\n\s+at \S+ \(|internal error/);
		}, 120_000);
	},
);

/** Where the files of a tar lie in it. Their names are short in these. */
function filesOf(bytes: Buffer): { readonly file: string; readonly start: number; readonly length: number }[] {
	const files = [];
	for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
		const text = (start: number, length: number) =>
			bytes.toString("latin1", at + start, at + start + length).replace(/\0.*$/s, "");
		const length = Number.parseInt(text(124, 12), 8);
		files.push({ file: text(0, 100), start: at + 512, length });
		at += 512 + Math.ceil(length / 512) * 512;
	}
	return files;
}

/** An OCI archive with its first layer exchanged for 300 MiB of zeros, packed. */
function bombed(whole: Buffer): Uint8Array {
	const files = new Map(
		filesOf(whole)
			.filter(({ file }) => !file.endsWith("/"))
			.map(({ file, start, length }) => [file, new Uint8Array(whole.subarray(start, start + length))]),
	);
	const [manifest = ""] = [...files.keys()].filter((file) =>
		/"layers":/.test(Buffer.from(files.get(file) ?? []).toString()),
	);
	const { layers } = JSON.parse(Buffer.from(files.get(manifest) ?? []).toString());
	files.set(`blobs/${layers[0].digest.replace(":", "/")}`, gzipSync(new Uint8Array(300 * 2 ** 20)));
	return tarOf(files);
}

describe.skipIf(missingTools("crane").length > 0)(`by crane${toolNote("crane")}`, () => {
	beforeAll(() => {
		workshop.tar("plain.tar", "program", "--transform", "s,^\\.,app,", "--owner=0", "--group=0", "--numeric-owner");
		workshop.run("gzip", "--keep", "plain.tar");
	});
	const image = (files: string, out: string, ...options: readonly string[]): void => {
		workshop.run("crane", "append", "-f", files, "-t", "acme.example/tool:1", "-o", out, ...options);
	};
	test.each([
		["a layer as it is, that crane packs", "plain.tar", []],
		["a layer in gzip", "plain.tar.gz", []],
		["two layers with OCI's media types", "plain.tar,plain.tar.gz", ["--oci-empty-base"]],
	])("%s", async (_, files, options) => {
		image(files, "crane.tar", ...options);
		const [found, ...others] = await documentsOf("crane.tar");
		expect([found?.name, others]).toEqual(["acme.example/tool:1", []]);
		const layers = files.split(",").length;
		expect(found?.value).toMatchObject({ os: "", architecture: "", history: { length: layers }, config: { user: "" } });
		expect(found?.value.contents.files.filter((file: Value) => file.path === "/app/tool")).toHaveLength(layers);
		const report = await reportOf("crane.tar");
		expect(report.diagnostics).toEqual([]);
		expect(linesOf(report, "acme.example/tool:1").join("\n")).toContain("HS4025 high /app/tool in layer");
	});
	test.skipIf(missingTools("skopeo").length > 0)(`a layer in zstd${toolNote("skopeo")}`, async () => {
		// GNU tar asks a program of its own for zstd; skopeo brings one.
		image("plain.tar.gz", "gzip.tar", "--oci-empty-base");
		workshop.skopeo("docker-archive:gzip.tar", "oci:packed", "--dest-compress-format", "zstd");
		const blobs = readdirSync(folder.at("packed/blobs/sha256")).map((name) => folder.at(`packed/blobs/sha256/${name}`));
		const packed = blobs.map((path) => readFileSync(path)).find((bytes) => bytes.readUInt32LE(0) === 0xfd2fb528);
		writeFileSync(folder.at("plain.tar.zst"), packed as Buffer);
		image("plain.tar.zst", "zstd.tar");
		const [found] = await documentsOf("zstd.tar");
		expect(found?.value.contents.complete).toBe(true);
		expect(found?.value.contents.files.map((file: Value) => file.path)).toContain("/app/grüße/日本.txt");
	});
	test("the files that `crane export` writes are no image, and the report says so", async () => {
		image("plain.tar", "crane.tar");
		workshop.run("bash", "-c", "crane export - exported.tar < crane.tar");
		const { diagnostics } = await reportOf("exported.tar");
		expect(JSON.stringify(diagnostics)).toContain("a tar of files that is no image archive");
	});
});
