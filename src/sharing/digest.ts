/** The digest of content, as OCI writes it: `sha256:` and 64 digits (image-spec, descriptor.md). */
import { toHex } from "../runtime/bytes/hex.ts";
import { sha256 } from "../runtime/hashing/sha256.ts";

export function digestOf(bytes: Uint8Array): string {
	return `sha256:${toHex(sha256(bytes))}`;
}
