/**
 * The constants of the SHA-2 family: the first 64 bits of the fractional parts of square and cube roots of the first
 * primes (FIPS 180-4, 4.2 and 5.3). SHA-256 uses the upper half of each. Worked out once, which is shorter than a table.
 */

export interface Word64 {
	readonly high: number;
	readonly low: number;
}

/** For the first 16 primes: what hashing starts from, SHA-384 from the second half. */
export const squareRoots: readonly Word64[] = primes(16).map((prime) => fraction(root(prime, 2)));
/** For the first 80 primes: one for each round. */
export const cubeRoots: readonly Word64[] = primes(80).map((prime) => fraction(root(prime, 3)));

function primes(count: number): number[] {
	const found: number[] = [];
	for (let candidate = 2; found.length < count; candidate++) {
		if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
	}
	return found;
}

/** The root times 2^64 as an integer, by Newton's method from a little above. */
function root(prime: number, degree: 2 | 3): bigint {
	const power = BigInt(degree - 1);
	const scaled = BigInt(prime) << BigInt(64 * degree);
	let guess = BigInt(Math.ceil(prime ** (1 / degree) * 2 ** 40) + 1) << 24n;
	for (;;) {
		const next = (power * guess + scaled / guess ** power) / (power + 1n);
		if (next >= guess) return guess;
		guess = next;
	}
}

function fraction(scaled: bigint): Word64 {
	return { high: Number(BigInt.asIntN(32, scaled >> 32n)), low: Number(BigInt.asIntN(32, scaled)) };
}
