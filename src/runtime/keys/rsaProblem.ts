/** Whether the numbers of an RSA private key belong together (RFC 8017, 3.2). Gives what is wrong, or undefined. */
import { sizeInBits } from "../bytes/bigEndian.ts";
import type { RsaPrivateKey } from "./key.ts";
import { inverse, modulo } from "./modular.ts";

/** What can be computed from a key, for signing faster. */
export interface RsaShortcuts {
	readonly dp: bigint;
	readonly dq: bigint;
	readonly qInverse: bigint;
}

/** Keys below this aren't safe, and nothing is signed or verified with them. In bits. */
const leastModulus = 1024;
/** In bits. No key in use has more, and computing with one would take long. */
const greatestModulus = 16_384;

export function rsaProblem(key: RsaPrivateKey, given?: RsaShortcuts): string | undefined {
	const { primes, exponent } = key;
	const { modulus, exponent: publicExponent } = key.public;
	if (primes.length < 2) return "crypto/rsa: missing primes";
	if (sizeInBits(modulus) > greatestModulus) return "crypto/rsa: modulus too large";
	if (sizeInBits(exponent) > sizeInBits(modulus)) return "crypto/rsa: d too large";
	if (primes.some((prime) => prime <= 1n)) return "crypto/rsa: invalid prime value";
	if (primes.reduce((product, prime) => product * prime) !== modulus) return "crypto/rsa: p * q != n";
	if (publicExponent < 2n || publicExponent % 2n === 0n) return "crypto/rsa: public exponent too small or even";
	if (given !== undefined && primes[0] !== undefined && exponent % (primes[0] - 1n) !== given.dp) {
		return "crypto/rsa: d does not match dP";
	}
	const isInverse = (prime: bigint): boolean => modulo(exponent * publicExponent, prime - 1n) === 1n % (prime - 1n);
	if (!primes.every(isInverse)) return "crypto/rsa: invalid exponents";
	const shortcuts = rsaShortcuts(key);
	if (shortcuts === undefined) return "crypto/rsa: invalid prime value";
	if (given === undefined) return undefined;
	if (given.dq !== shortcuts.dq) return "crypto/rsa: d does not match dQ";
	return given.qInverse === shortcuts.qInverse ? undefined : "crypto/rsa: invalid CRT coefficient";
}

/** Undefined where the primes share a factor. */
export function rsaShortcuts({ exponent, primes: [p, q] }: RsaPrivateKey): RsaShortcuts | undefined {
	if (p === undefined || q === undefined) return undefined;
	const qInverse = inverse(q, p);
	return qInverse === undefined ? undefined : { dp: exponent % (p - 1n), dq: exponent % (q - 1n), qInverse };
}

export const isTooSmall = (modulus: bigint): boolean => sizeInBits(modulus) < leastModulus;
