/** Digests as Node takes them: ten times as fast as in JavaScript, and an image has gigabytes. */
import { createHash } from "node:crypto";
import type { Digester } from "../../documents/document.ts";

export function nodeSha256(): Digester {
	const hash = createHash("sha256");
	return { update: (part) => void hash.update(part), digest: () => hash.digest() };
}
