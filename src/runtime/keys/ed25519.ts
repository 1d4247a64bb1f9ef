/**
 * The public keys of Ed25519 seeds (RFC 8032, 5.1.5) and X25519 scalars (RFC 7748, 5). Takes time that depends on them: for
 * reading keys, whose holder is the one who waits, not for signing.
 */

import { fromBigEndian, toBigEndian } from "../bytes/bigEndian.ts";
import { digests } from "../hashing/digests.ts";
import { inverse, modulo } from "./modular.ts";

const prime = 2n ** 255n - 19n;
const divided = (value: bigint, by: bigint): bigint => modulo(value * (inverse(by, prime) as bigint), prime);
const d = divided(-121665n, 121666n);

interface Point {
	readonly x: bigint;
	readonly y: bigint;
}

const base: Point = {
	x: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
	y: divided(4n, 5n),
};

export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
	const { x, y } = multiplied(digests.sha512.of(seed).subarray(0, 32));
	const bytes = toBigEndian(y, 32).reverse();
	if ((x & 1n) === 1n) bytes[31]! |= 0x80;
	return bytes;
}

/** The same curve in another form, of which only one coordinate counts. */
export function x25519PublicKey(scalar: Uint8Array): Uint8Array {
	const { y } = multiplied(scalar);
	return toBigEndian(divided(1n + y, 1n - y), 32).reverse();
}

/** The base point times a scalar in 32 bytes, the least first, some of whose bits are fixed. */
function multiplied(scalar: Uint8Array): Point {
	const bytes = scalar.slice().reverse();
	bytes[31]! &= 0xf8;
	bytes[0] = (bytes[0]! & 0x7f) | 0x40;
	let sum: Point = { x: 0n, y: 1n };
	let power = base;
	for (let bits = fromBigEndian(bytes); bits > 0n; bits >>= 1n) {
		if ((bits & 1n) === 1n) sum = added(sum, power);
		power = added(power, power);
	}
	return sum;
}

function added(left: Point, right: Point): Point {
	const product = modulo(d * modulo(left.x * right.x, prime) * modulo(left.y * right.y, prime), prime);
	return {
		x: divided(left.x * right.y + right.x * left.y, 1n + product),
		y: divided(left.y * right.y + left.x * right.x, 1n - product),
	};
}
