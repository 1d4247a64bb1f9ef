/** Unsigned integers as bytes, the most significant first, as keys and signatures hold them. */
import { toHex } from "./hex.ts";

export function fromBigEndian(bytes: Uint8Array): bigint {
	return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** In as few bytes as it takes, or filled up with zeros to a size. The integer is not negative, and fits. */
export function toBigEndian(integer: bigint, size = sizeInBytes(integer)): Uint8Array {
	const digits = integer.toString(16).padStart(size * 2, "0");
	return Uint8Array.from({ length: size }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16));
}

export const sizeInBits = (integer: bigint): number => (integer === 0n ? 0 : integer.toString(2).length);

const sizeInBytes = (integer: bigint): number => (integer === 0n ? 0 : (integer.toString(16).length + 1) >> 1);
