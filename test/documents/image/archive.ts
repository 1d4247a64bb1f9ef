/** Makes tars and image archives for tests, byte by byte, so that they can be as wrong as a test wants. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { ByteReader, Siblings } from "../../../src/documents/document.ts";

export interface TarFile {
	readonly name: string;
	readonly content?: string | Uint8Array;
	readonly flag?: string;
	readonly mode?: number;
	readonly uid?: number;
	readonly gid?: number;
	readonly link?: string;
	/** What the header says instead of the content's length. */
	readonly size?: number;
	readonly xattr?: string;
}

const bytesOf = (content: string | Uint8Array = ""): Uint8Array =>
	typeof content === "string" ? new TextEncoder().encode(content) : content;

export function header({ name, flag = "0", mode = 0o644, uid = 0, gid = 0, link = "", size = 0 }: TarFile): Uint8Array {
	const block = Buffer.alloc(512);
	const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, "0");
	block.write(name.slice(0, 100), 0);
	block.write(octal(mode, 8), 100);
	block.write(octal(uid, 8), 108);
	block.write(octal(gid, 8), 116);
	block.write(octal(size, 12), 124);
	block.write(octal(0, 12), 136);
	block.write("        ", 148);
	block.write(flag, 156);
	block.write(link.slice(0, 100), 157);
	block.write("ustar\x0000", 257);
	block.write(
		`${octal(
			block.reduce((sum, byte) => sum + byte, 0),
			7,
		)}\0`,
		148,
	);
	return block;
}

function padded(content: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(Math.ceil(content.length / 512) * 512);
	bytes.set(content);
	return bytes;
}

export function paxRecord(key: string, value: string): string {
	let length = key.length + Buffer.byteLength(value) + 3;
	while (`${length}`.length + key.length + Buffer.byteLength(value) + 3 !== length)
		length = `${length}`.length + key.length + Buffer.byteLength(value) + 3;
	return `${length} ${key}=${value}\n`;
}

export function tar(files: readonly TarFile[], end = true): Uint8Array {
	const parts = files.flatMap((file) => {
		const content = bytesOf(file.content);
		const extra = file.xattr === undefined ? [] : pax({ [`SCHILY.xattr.${file.xattr}`]: "x" });
		return [...extra, header({ ...file, size: file.size ?? content.length }), padded(content)];
	});
	return Buffer.concat(end ? [...parts, new Uint8Array(1024)] : parts);
}

export function pax(records: Readonly<Record<string, string>>, flag = "x"): Uint8Array[] {
	const content = bytesOf(
		Object.entries(records)
			.map(([key, value]) => paxRecord(key, value))
			.join(""),
	);
	return [header({ name: "PaxHeaders/x", flag, size: content.length }), padded(content)];
}

export const digestOf = (content: string | Uint8Array): string =>
	`sha256:${createHash("sha256").update(bytesOf(content)).digest("hex")}`;

export interface Layer {
	/** The tar, and what of it is stored. */
	readonly tar: Uint8Array;
	readonly packed?: Uint8Array;
	readonly mediaType?: string;
	readonly diffId?: string;
}

export interface ImageParts {
	readonly layers: readonly Layer[];
	readonly config?: object;
	readonly name?: string;
	readonly platform?: { readonly os: string; readonly architecture: string };
}

type Files = Map<string, Uint8Array>;

function addBlob(files: Files, content: string | Uint8Array): { digest: string; size: number } {
	const bytes = bytesOf(content);
	const digest = digestOf(bytes);
	files.set(`blobs/${digest.replace(":", "/")}`, bytes);
	return { digest, size: bytes.length };
}

export function configOf({ layers, config, platform }: ImageParts): string {
	return JSON.stringify({
		os: "linux",
		architecture: "amd64",
		...platform,
		config: { User: "1000", Cmd: ["/app"] },
		rootfs: { type: "layers", diff_ids: layers.map((layer) => layer.diffId ?? digestOf(layer.tar)) },
		...config,
	});
}

/** The files of an OCI layout with some images. */
export function layout(images: readonly ImageParts[]): Files {
	const files: Files = new Map([["oci-layout", bytesOf('{"imageLayoutVersion": "1.0.0"}')]]);
	const manifests = images.map((image) => {
		const manifest = addBlob(
			files,
			JSON.stringify({
				schemaVersion: 2,
				mediaType: "application/vnd.oci.image.manifest.v1+json",
				config: { mediaType: "application/vnd.oci.image.config.v1+json", ...addBlob(files, configOf(image)) },
				layers: image.layers.map((layer) => ({
					mediaType: layer.mediaType ?? "application/vnd.oci.image.layer.v1.tar",
					...addBlob(files, layer.packed ?? layer.tar),
				})),
			}),
		);
		return {
			mediaType: "application/vnd.oci.image.manifest.v1+json",
			...manifest,
			...(image.platform && { platform: image.platform }),
			...(image.name && { annotations: { "io.containerd.image.name": image.name } }),
		};
	});
	files.set("index.json", bytesOf(JSON.stringify({ schemaVersion: 2, manifests })));
	return files;
}

/** The files of what `docker save` wrote before Docker 25. */
export function saved(images: readonly ImageParts[]): Files {
	const files: Files = new Map();
	const table = images.map((image) => {
		const config = configOf(image);
		const name = `${digestOf(config).slice(7)}.json`;
		files.set(name, bytesOf(config));
		const layers = image.layers.map((layer) => {
			const path = `${digestOf(layer.tar).slice(7)}/layer.tar`;
			files.set(path, layer.tar);
			return path;
		});
		return { Config: name, RepoTags: image.name === undefined ? null : [image.name], Layers: layers };
	});
	files.set("manifest.json", bytesOf(JSON.stringify(table)));
	return files;
}

export const tarOf = (files: Files): Uint8Array => tar([...files].map(([name, content]) => ({ name, content })));

export const reader = (bytes: Uint8Array): ByteReader => ({
	size: bytes.length,
	read: (offset, length) => bytes.subarray(offset, offset + length),
});

export const siblingsOf = (files: Files): Siblings => ({
	read: (path) => {
		const bytes = files.get(path);
		return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
	},
	open: (path) => {
		const bytes = files.get(path);
		return bytes && reader(bytes);
	},
	list: () => [...files].map(([path, { length }]) => ({ path, size: length })),
});

export const gzipped = (layer: Layer): Layer => ({
	...layer,
	packed: gzipSync(layer.tar),
	mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
});
