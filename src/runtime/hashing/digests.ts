/** The digests by name, with what HMAC has to know of each. */
import { md5 } from "./md5.ts";
import { sha1 } from "./sha1.ts";
import { sha256 } from "./sha256.ts";
import { sha384, sha512 } from "./sha512.ts";

export interface Digest {
	/** From bytes to the digest's bytes. */
	readonly of: (message: Uint8Array) => Uint8Array;
	/** The size of a block in bytes. */
	readonly blockSize: number;
}

export const digests = {
	md5: { of: md5, blockSize: 64 },
	sha1: { of: sha1, blockSize: 64 },
	sha256: { of: sha256, blockSize: 64 },
	sha384: { of: sha384, blockSize: 128 },
	sha512: { of: sha512, blockSize: 128 },
} as const satisfies Readonly<Record<string, Digest>>;
