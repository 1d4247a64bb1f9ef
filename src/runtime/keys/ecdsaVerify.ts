/** ECDSA over a digest (FIPS 186-5, 6.4.2), for when the message itself isn't at hand. All that goes in is public: time may depend on it. */
import { fromBigEndian } from "../bytes/bigEndian.ts";
import { multiplied, sumOf } from "./curves.ts";
import type { EcPublicKey } from "./key.ts";
import { inverse, modulo } from "./modular.ts";

/** @param halves r and s, each with as many bytes as the curve's coordinates have */
export function isEcdsaDigestSigned(key: EcPublicKey, digest: Uint8Array, halves: Uint8Array): boolean {
	const { curve } = key;
	const { order, bytes } = curve;
	const r = fromBigEndian(halves.subarray(0, bytes));
	const s = fromBigEndian(halves.subarray(bytes));
	if (halves.length !== 2 * bytes || r === 0n || s === 0n || r >= order || s >= order) return false;
	const orderBits = order.toString(2).length;
	const excess = digest.length * 8 - orderBits;
	const number = fromBigEndian(digest) >> BigInt(Math.max(0, excess));
	// The order is prime, and s is not zero.
	const w = inverse(s, order) as bigint;
	const point = sumOf(
		curve,
		multiplied(curve, curve.generator, modulo(number * w, order)),
		multiplied(curve, key, modulo(r * w, order)),
	);
	return point !== undefined && modulo(point.x, order) === r;
}
