import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { digests } from "../../../src/runtime/hashing/digests.ts";
import { hmac } from "../../../src/runtime/hashing/hmac.ts";

/** Around the sizes of blocks, where padding changes. */
const sizes = [0, 1, 3, 55, 56, 57, 63, 64, 65, 111, 112, 113, 119, 120, 127, 128, 129, 255, 256, 1000];
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe.each(Object.entries(digests))("%s", (name, digest) => {
	test.each(sizes)("of %i bytes is what Node says", (size) => {
		const message = Uint8Array.from({ length: size }, (_, at) => (at * 31 + size) & 255);
		expect(hex(digest.of(message))).toBe(createHash(name).update(message).digest("hex"));
		const key = message.subarray(0, size);
		expect(hex(hmac(digest, key, message))).toBe(createHmac(name, key).update(message).digest("hex"));
	});
});
