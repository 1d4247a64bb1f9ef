/** Which layers of an image are its base's: what other images of the run tell, and what a history does. */
import { describe, expect, test } from "vitest";
import type { Document } from "../../src/documents/document.ts";
import { imageKind } from "../../src/documents/image/imageKind.ts";
import { findBases } from "../../src/linking/findBases.ts";
import { Source } from "../../src/text/source.ts";
import { type ImageParts, layout, reader, tar, tarOf } from "../documents/image/archive.ts";
import { Folder } from "../hostile/command.ts";

const layerOf = (name: string, mode = 0o644) => ({ tar: tar([{ name, content: name, mode }]) });
const [system, runtime, app] = [layerOf("bin/sh"), layerOf("usr/bin/node"), layerOf("app/main.js")] as const;

const archive = (file: string, ...images: readonly ImageParts[]): readonly Document[] =>
	imageKind.parse(new Source(file, ""), { buildArgs: {}, bytes: reader(tarOf(layout(images))) }).documents;
const config = (file: string, fields: object): readonly Document[] =>
	imageKind.parse(new Source(file, JSON.stringify({ os: "linux", architecture: "amd64", ...fields })), {
		buildArgs: {},
	}).documents;

/** `base LAYERS FOUND_BY DOCUMENT: ORIGINS`, of the first of some documents. */
function told(documents: readonly Document[]): string {
	findBases(documents);
	const [document] = documents as readonly [Document, ...Document[]];
	const { base, layers } = document.value as unknown as {
		base: { layers?: number; found_by?: string; document?: string };
		layers: { origin: string }[];
	};
	const found = [base.layers, base.found_by, base.document].filter((part) => part !== undefined).join(" ");
	return `${found}: ${layers.map(({ origin }) => origin).join(" ")}`;
}

describe("told by another image", () => {
	const web = archive("web.tar", { layers: [system, runtime, app] });
	test.each<[string, readonly Document[], string]>([
		["alone", [], ": unknown unknown unknown"],
		["itself again", archive("same.tar", { layers: [system, runtime, app] }), ": unknown unknown unknown"],
		[
			"one that it begins with",
			archive("node.tar", { layers: [system, runtime], name: "docker.io/library/node:22" }),
			"2 run node.tar docker.io/library/node:22: base base own",
		],
		[
			"of several the largest",
			[...archive("a.tar", { layers: [system] }), ...archive("b.tar", { layers: [system, runtime] })],
			"2 run b.tar linux/amd64: base base own",
		],
		[
			"one that has the same layers and others",
			archive("other.tar", { layers: [system, app] }),
			": unknown unknown unknown",
		],
		[
			"one that is built on it",
			archive("more.tar", { layers: [system, runtime, app, layerOf("x")] }),
			": unknown unknown unknown",
		],
		[
			"the config of one",
			config("node.json", { rootfs: { type: "layers", diff_ids: (web[0] as Document).layers?.diffIds.slice(0, 2) } }),
			"2 run node.json: base base own",
		],
		[
			"a config without layers",
			config("empty.json", { rootfs: { type: "layers", diff_ids: [] } }),
			": unknown unknown unknown",
		],
	])("%s", (_, others, expected) => {
		expect(told([...archive("web.tar", { layers: [system, runtime, app] }), ...others])).toBe(expected);
	});
	test("a config learns of its base, too", () => {
		const diffIds = web[0]?.layers?.diffIds ?? [];
		expect(
			told([
				...config("web.json", { rootfs: { type: "layers", diff_ids: diffIds } }),
				...archive("sh.tar", { layers: [system] }),
			]),
		).toBe("1 run sh.tar linux/amd64: base own own");
	});
	test("of the archive and of the run, the larger one counts", () => {
		const both = () => archive("both.tar", { layers: [system, runtime, app] }, { layers: [system] });
		expect(told(both())).toBe("1 archive: base own own");
		expect(told([...both(), ...archive("node.tar", { layers: [system, runtime] })])).toBe(
			"2 run node.tar linux/amd64: base base own",
		);
	});
});

describe("told by the history", () => {
	const step = (created_by: string, comment = "", empty_layer = false) => ({ created_by, comment, empty_layer });
	const buildkit = (what: string, isEmpty = false) => step(what, "buildkit.dockerfile.v0", isEmpty);
	test.each<[string, readonly object[], string]>([
		["nothing", [], ": unknown unknown"],
		["one builder, and nothing that ends a base", [buildkit("ADD x /"), buildkit("COPY y /")], ": unknown unknown"],
		[
			"one builder, and a CMD that may be a base's: a guess",
			[buildkit("ADD x /"), buildkit('CMD ["sh"]', true), buildkit("COPY y /")],
			"1 history: unknown unknown",
		],
		[
			"another builder before",
			[step("# debian.sh --arch amd64", "debuerreotype 0.15"), buildkit("COPY y /")],
			"1 history: base unknown",
		],
		[
			"the classic builder before BuildKit",
			[
				step("/bin/sh -c #(nop) ADD file:0 in / "),
				step('/bin/sh -c #(nop)  CMD ["sh"]', "", true),
				buildkit("COPY y /"),
			],
			"1 history: base unknown",
		],
		["tools that write what they like", [step("bazel build"), step("umoci insert")], ": unknown unknown"],
	])("%s", (_, history, expected) => {
		expect(told(config("a.json", { history, rootfs: { type: "layers", diff_ids: ["sha256:a", "sha256:b"] } }))).toBe(
			expected,
		);
	});
});

test("in a run: what only a base brings isn't the image's, and what counts all the same says what to do", async () => {
	const su = layerOf("bin/su", 0o4755);
	const sudo = layerOf("usr/bin/sudo", 0o755);
	const write = (folder: Folder, name: string, layers: ImageParts["layers"]) =>
		folder.write(name, tarOf(layout([{ layers, name: `acme.example/${name}:1` }])));
	const findings = async (folder: Folder): Promise<string[]> => {
		const { stdout } = await folder.run([
			"eval",
			"--no-config",
			"--format",
			"json",
			"web.tar",
			...(folder === both ? ["base.tar"] : []),
		]);
		return JSON.parse(stdout)
			.findings.filter(({ file }: { file: string }) => file === "web.tar")
			.map(({ code, message }: Record<string, string>) => `${code} ${message}`);
	};
	const alone = new Folder();
	const both = new Folder();
	try {
		for (const folder of [alone, both]) write(folder, "web.tar", [su, sudo, app]);
		write(both, "base.tar", [su, sudo]);
		expect(await findings(alone)).toEqual([
			"HS4024 /usr/bin/sudo in layer 1 makes users root",
			"HS4025 /bin/su in layer 0 has the mode 4755",
		]);
		expect(await findings(both)).toEqual([
			"HS4024 /usr/bin/sudo in layer 1 makes users root; the base image brings it: rebuild on a newer base, or on another",
		]);
	} finally {
		alone.remove();
		both.remove();
	}
}, 60_000);
