/** SHA-1 (FIPS 180-4, 6.1): takes bytes, gives 20. */
import { padToBlocks, wordsToBytes } from "./blocks.ts";

export function sha1(message: Uint8Array): Uint8Array {
	const blocks = padToBlocks(message, 64, true);
	const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
	const words = new Int32Array(80);
	for (let block = 0; block < blocks.byteLength; block += 64) {
		for (let at = 0; at < 16; at++) words[at] = blocks.getInt32(block + at * 4);
		for (let at = 16; at < 80; at++) {
			const mixed = words[at - 3]! ^ words[at - 8]! ^ words[at - 14]! ^ words[at - 16]!;
			words[at] = (mixed << 1) | (mixed >>> 31);
		}
		let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
		for (let round = 0; round < 80; round++) {
			let mixed: number;
			if (round < 20) mixed = ((b & c) | (~b & d)) + 0x5a827999;
			else if (round < 40) mixed = (b ^ c ^ d) + 0x6ed9eba1;
			else if (round < 60) mixed = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
			else mixed = (b ^ c ^ d) + 0xca62c1d6;
			const next = (((a << 5) | (a >>> 27)) + mixed + e + words[round]!) | 0;
			e = d;
			d = c;
			c = (b << 30) | (b >>> 2);
			b = a;
			a = next;
		}
		state[0]! += a;
		state[1]! += b;
		state[2]! += c;
		state[3]! += d;
		state[4]! += e;
	}
	return wordsToBytes(state, true);
}
