/**
 * The public key of an Ed25519 seed (RFC 8032, 5.1.5). Takes time that depends on the seed: for reading keys, whose holder
 * is the one who waits, not for signing.
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
	const scalarBytes = digests.sha512.of(seed).slice(0, 32).reverse();
	scalarBytes[31]! &= 0xf8;
	scalarBytes[0] = (scalarBytes[0]! & 0x7f) | 0x40;
	let sum: Point = { x: 0n, y: 1n };
	let power = base;
	for (let bits = fromBigEndian(scalarBytes); bits > 0n; bits >>= 1n) {
		if ((bits & 1n) === 1n) sum = added(sum, power);
		power = added(power, power);
	}
	const bytes = toBigEndian(sum.y, 32).reverse();
	if ((sum.x & 1n) === 1n) bytes[31]! |= 0x80;
	return bytes;
}

function added(left: Point, right: Point): Point {
	const product = modulo(d * modulo(left.x * right.x, prime) * modulo(left.y * right.y, prime), prime);
	return {
		x: divided(left.x * right.y + right.x * left.y, 1n + product),
		y: divided(left.y * right.y + left.x * right.x, 1n - product),
	};
}
