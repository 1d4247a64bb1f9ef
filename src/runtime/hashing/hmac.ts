/** HMAC (RFC 2104): a digest of a message under a key. */
import type { Digest } from "./digests.ts";

export function hmac(digest: Digest, key: Uint8Array, message: Uint8Array): Uint8Array {
	const shortKey = key.length > digest.blockSize ? digest.of(key) : key;
	const keyed = (pad: number, text: Uint8Array) => {
		const bytes = new Uint8Array(digest.blockSize + text.length).fill(pad, 0, digest.blockSize);
		shortKey.forEach((byte, at) => {
			bytes[at]! ^= byte;
		});
		bytes.set(text, digest.blockSize);
		return digest.of(bytes);
	};
	return keyed(0x5c, keyed(0x36, message));
}
