/** Whether a file is an image archive, told from its start: the first name in the tar is one of those that such archives begin with. */
import type { Candidate } from "../../document.ts";
import { compressionOf, Decompressor } from "./decompress.ts";
import { Budget } from "./limits.ts";

/** What marks a layout that lies in no folder: its name is the image's. */
export const layoutMark = '{"imageLayoutVersion":"1.0.0"}';

/** The file that makes a folder an OCI layout, or what `skopeo copy … dir:` writes. */
export const isLayoutMark = ({ path, head }: Pick<Candidate, "path" | "head">): boolean =>
	head === layoutMark || /(?:^|\/)oci-layout$/.test(path)
		? head.includes('"imageLayoutVersion"')
		: /(?:^|\/)version$/.test(path) && head.startsWith("Directory Transport Version:");

/** A blob of a layout is read by way of the layout, and is no document by itself. */
export const isLayoutBlob = (path: string): boolean =>
	/(?:^|\/)(?:blobs\/[a-z0-9]+\/[0-9a-f]{32,}|[0-9a-f]{64})$/.test(path);

const firstNames =
	/^(?:\.\/)?(?:(?:blobs(?:\/.*)?|oci-layout|index\.json|manifest\.json|repositories|[0-9a-f]{64}(?:\.json|\.tar|\/.*)?|sha256:[0-9a-f]{64}))?$/;

export function isImageArchive({ path, start }: Pick<Candidate, "path" | "start">): boolean {
	if (start === undefined || start.length < 4) return false;
	const compression = compressionOf(start);
	// The first block of zstd may be longer than what there is to look at.
	if (compression === "zstd") return /\.(?:tar\.zst|tzst)$/.test(path) && /image|oci|docker/i.test(path);
	const head = compression === "none" ? start : unpackedStart(start);
	if (head.length < 263 || new TextDecoder().decode(head.subarray(257, 262)) !== "ustar") return false;
	const end = head.indexOf(0);
	const name = new TextDecoder().decode(head.subarray(0, Math.min(end === -1 ? 100 : end, 100)));
	return name !== "" && firstNames.test(name) && !isLayoutBlob(path);
}

function unpackedStart(start: Uint8Array): Uint8Array {
	let head = new Uint8Array(0);
	try {
		const decompressor = new Decompressor("gzip", new Budget(), (part) => {
			if (head.length === 0) head = part.slice(0, 512);
		});
		decompressor.push(start);
	} catch {
		// Then it is none of ours.
	}
	return head;
}
