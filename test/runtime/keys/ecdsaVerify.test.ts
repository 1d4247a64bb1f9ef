/** ECDSA over digests, held to Node's own over messages. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { curves, isOnCurve, multiplied, publicPoint, sumOf } from "../../../src/runtime/keys/curves.ts";
import { isEcdsaDigestSigned } from "../../../src/runtime/keys/ecdsaVerify.ts";
import type { EcPublicKey } from "../../../src/runtime/keys/key.ts";
import { readPublicKey } from "../../../src/runtime/keys/readPublicKey.ts";

describe.each(["P-256", "P-384", "P-521"])("%s", (namedCurve) => {
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
	const key = readPublicKey(publicKey.export({ type: "spki", format: "der" })) as EcPublicKey;
	test.each(["sha256", "sha384", "sha512"])("%s", (hash) => {
		const message = Buffer.from(`a message for ${hash}`);
		const digest = createHash(hash).update(message).digest();
		const halves = Uint8Array.from(sign(hash, message, { key: privateKey, dsaEncoding: "ieee-p1363" }));
		expect(isEcdsaDigestSigned(key, digest, halves)).toBe(true);
		for (const at of [0, halves.length / 2, halves.length - 1]) {
			const changed = Uint8Array.from(halves);
			changed[at] = (changed[at] as number) ^ 1;
			expect(isEcdsaDigestSigned(key, digest, changed)).toBe(false);
		}
		expect(isEcdsaDigestSigned(key, createHash(hash).update("another").digest(), halves)).toBe(false);
	});
	test("numbers that can't be", () => {
		const digest = createHash("sha256").update("a").digest();
		expect(isEcdsaDigestSigned(key, digest, new Uint8Array(2 * key.curve.bytes))).toBe(false);
		expect(isEcdsaDigestSigned(key, digest, new Uint8Array(2 * key.curve.bytes).fill(0xff))).toBe(false);
		expect(isEcdsaDigestSigned(key, digest, new Uint8Array(3))).toBe(false);
	});
});

describe.each(curves.map((curve) => [curve.name, curve] as const))("points of %s", (_, curve) => {
	test("the order leads to infinity, and one less to the other side", () => {
		expect(multiplied(curve, curve.generator, curve.order)).toBeUndefined();
		const { x, y } = curve.generator;
		expect(multiplied(curve, curve.generator, curve.order - 1n)).toEqual({ x, y: curve.prime - y });
	});
	test("multiplying is adding", () => {
		let sum = curve.generator;
		for (let times = 2n; times < 12n; times++) {
			sum = sumOf(curve, sum, curve.generator) ?? sum;
			expect(multiplied(curve, curve.generator, times)).toEqual(sum);
			expect(publicPoint(curve, times)).toEqual(sum);
			expect(isOnCurve(curve, sum)).toBe(true);
		}
	});
});
