/** MD5 (RFC 1321): takes bytes, gives 16. Broken as a signature; policies compare old checksums with it. */
import { padToBlocks, wordsToBytes } from "./blocks.ts";

const sines = Int32Array.from({ length: 64 }, (_, round) => Math.floor(Math.abs(Math.sin(round + 1)) * 2 ** 32));
/** By how much each round rotates: four amounts for each of the four groups of rounds, in turn. */
const rotations = [
	[7, 12, 17, 22],
	[5, 9, 14, 20],
	[4, 11, 16, 23],
	[6, 10, 15, 21],
].flatMap((group) => [...group, ...group, ...group, ...group]);

export function md5(message: Uint8Array): Uint8Array {
	const blocks = padToBlocks(message, 64, false);
	const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
	const words = new Int32Array(16);
	for (let block = 0; block < blocks.byteLength; block += 64) {
		for (let at = 0; at < 16; at++) words[at] = blocks.getInt32(block + at * 4, true);
		let [a, b, c, d] = state as unknown as [number, number, number, number];
		for (let round = 0; round < 64; round++) {
			let mixed: number;
			let word: number;
			if (round < 16) {
				mixed = (b & c) | (~b & d);
				word = round;
			} else if (round < 32) {
				mixed = (d & b) | (~d & c);
				word = (5 * round + 1) & 15;
			} else if (round < 48) {
				mixed = b ^ c ^ d;
				word = (3 * round + 5) & 15;
			} else {
				mixed = c ^ (b | ~d);
				word = (7 * round) & 15;
			}
			const sum = (a + mixed + sines[round]! + words[word]!) | 0;
			const rotation = rotations[round]!;
			a = d;
			d = c;
			c = b;
			b = (b + ((sum << rotation) | (sum >>> (32 - rotation)))) | 0;
		}
		state[0]! += a;
		state[1]! += b;
		state[2]! += c;
		state[3]! += d;
	}
	return wordsToBytes(state, false);
}
