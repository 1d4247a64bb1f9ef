/** What it takes to check a large image: archives of a gibibyte that are made here, plain and with layers in gzip. */
import { spawnSync } from "node:child_process";
import { createHash, type Hash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { header } from "../test/documents/image/archive.ts";
import { digits, table } from "./statistics.ts";

const command = resolve(import.meta.dirname, "../dist/cli/policy.js");
const MiB = 2 ** 20;
const LAYERS = 8;

/** Numbers that look random and are the same each time (xorshift32). */
function* numbers(seed: number): Generator<number, never> {
	for (let state = seed; ; ) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		yield state >>> 0;
	}
}

/** A layer as an image has them: half programs and data of 20 KiB to a MiB, half texts of some KiB. */
function layerOf(layer: number, size: number): Buffer {
	const random = numbers(layer + 1);
	const next = (): number => random.next().value;
	const noise = Buffer.alloc(MiB);
	for (let at = 0; at < MiB; at += 4) noise.writeUInt32LE(next(), at);
	const text = Buffer.from(
		"export function handler(request, response) {\n\treturn response.send(request.body);\n}\n".repeat(800),
	);
	const parts: Buffer[] = [];
	let length = 0;
	for (let file = 0; length < size; file++) {
		const isProgram = file % 10 === 0;
		const content = isProgram
			? Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01\0", "latin1"), noise.subarray(0, 20_480 + (next() % 900_000))])
			: text.subarray(0, 1000 + (next() % 60_000));
		const name = isProgram ? `usr/lib/bin${layer}/p${file}` : `srv/app${layer}/src/f${file}.js`;
		const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
		parts.push(Buffer.from(header({ name, size: content.length, mode: isProgram ? 0o755 : 0o644 })), content, padding);
		length += 512 + content.length + padding.length;
	}
	return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

const digestOf = (bytes: Uint8Array, hash: Hash = createHash("sha256")): string =>
	`sha256:${hash.update(bytes).digest("hex")}`;

/** Writes an OCI layout in a tar, layer by layer. @returns how many files its layers have */
function writeArchive(path: string, megabytes: number, isPacked: boolean): void {
	const out = openSync(path, "w");
	const add = (bytes: Uint8Array, name?: string): { digest: string; size: number } => {
		const digest = digestOf(bytes);
		writeSync(out, header({ name: name ?? `blobs/${digest.replace(":", "/")}`, size: bytes.length }));
		writeSync(out, bytes);
		writeSync(out, Buffer.alloc((512 - (bytes.length % 512)) % 512));
		return { digest, size: bytes.length };
	};
	const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
	const diffIds: string[] = [];
	const layers = Array.from({ length: LAYERS }, (_, index) => {
		const tar = layerOf(index, (megabytes * MiB) / LAYERS);
		diffIds.push(digestOf(tar));
		return {
			mediaType: "application/vnd.oci.image.layer.v1.tar",
			...add(isPacked ? gzipSync(tar, { level: 6 }) : tar),
		};
	});
	const config = add(
		json({
			os: "linux",
			architecture: "amd64",
			config: { User: "1000", Cmd: ["/app"] },
			rootfs: { type: "layers", diff_ids: diffIds },
		}),
	);
	const manifest = add(
		json({ schemaVersion: 2, config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config }, layers }),
	);
	add(json({ imageLayoutVersion: "1.0.0" }), "oci-layout");
	add(json({ schemaVersion: 2, manifests: [manifest] }), "index.json");
	writeSync(out, Buffer.alloc(1024));
	closeSync(out);
}

const usage =
	"data:text/javascript,process.on('exit',()=>process.stderr.write('\\n'+JSON.stringify(process.resourceUsage())))";

/** One run of `policy eval` in a process of its own. */
function check(path: string): { readonly seconds: number; readonly peak: number } {
	const run = spawnSync(process.execPath, ["--import", usage, command, "eval", "--no-config", path], {
		encoding: "utf8",
	});
	const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(run.stderr.trim().split("\n").at(-1) ?? "");
	if (!/1 file, 1 document/.test(run.stdout)) throw new Error(run.stdout + run.stderr);
	return { seconds: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 1024 };
}

/** The table, in processor seconds. */
export function images(megabytes = 1024): string {
	const folder = mkdtempSync(join(tmpdir(), "holystone-images-"));
	try {
		const rows = [false, true].map((isPacked) => {
			const path = join(folder, `${isPacked ? "packed" : "plain"}.tar`);
			writeArchive(path, megabytes, isPacked);
			const { seconds, peak } = check(path);
			return [
				isPacked ? "layers in gzip" : "layers as they are",
				digits(statSync(path).size / MiB),
				digits(seconds),
				digits(megabytes / seconds),
				digits(peak),
			];
		});
		return table([["image of 1 GiB", "archive MiB", "processor seconds", "unpacked MiB/s", "peak MiB"], ...rows]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}
