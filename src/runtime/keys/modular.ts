/** Arithmetic modulo an integer. Takes time that depends on the values: for reading keys, not for signing with them. */

/** From 0 up to, not including, the modulus. */
export const modulo = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;

/** What gives 1 when multiplied by the value; undefined where value and modulus share a factor. */
export function inverse(value: bigint, modulus: bigint): bigint | undefined {
	let [low, high] = [modulo(value, modulus), modulus];
	let [ofLow, ofHigh] = [1n, 0n];
	while (low > 0n) {
		const times = high / low;
		[low, high] = [high - times * low, low];
		[ofLow, ofHigh] = [ofHigh - times * ofLow, ofLow];
	}
	return high === 1n ? modulo(ofHigh, modulus) : undefined;
}
