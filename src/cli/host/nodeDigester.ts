/** Digests as Node takes them: ten times as fast as in JavaScript, and an image has gigabytes. */
import { createHash } from "node:crypto";
import type { Digester } from "../../documents/document.ts";
import type { DigestAlgorithm } from "../../registry/blobStore.ts";

export function nodeDigester(algorithm: DigestAlgorithm): Digester {
	const hash = createHash(algorithm);
	return { update: (part) => void hash.update(part), digest: () => hash.digest() };
}

export const nodeSha256 = (): Digester => nodeDigester("sha256");
