/** SHA-256 (FIPS 180-4, 6.2): takes bytes, gives 32. */
import { padToBlocks, wordsToBytes } from "./blocks.ts";
import { cubeRoots, squareRoots } from "./rootConstants.ts";

const initial = Int32Array.from(squareRoots.slice(0, 8), ({ high }) => high);
const roundConstants = Int32Array.from(cubeRoots.slice(0, 64), ({ high }) => high);

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

export function sha256(message: Uint8Array): Uint8Array {
	const blocks = padToBlocks(message, 64, true);
	const state = initial.slice();
	const words = new Int32Array(64);
	for (let block = 0; block < blocks.byteLength; block += 64) {
		for (let at = 0; at < 16; at++) words[at] = blocks.getInt32(block + at * 4);
		for (let at = 16; at < 64; at++) {
			const near = words[at - 2]!;
			const far = words[at - 15]!;
			const nearMixed = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
			const farMixed = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
			words[at] = nearMixed + words[at - 7]! + farMixed + words[at - 16]!;
		}
		compress(state, words);
	}
	return wordsToBytes(state, true);
}

function compress(state: Int32Array, words: Int32Array): void {
	let a = state[0]!;
	let b = state[1]!;
	let c = state[2]!;
	let d = state[3]!;
	let e = state[4]!;
	let f = state[5]!;
	let g = state[6]!;
	let h = state[7]!;
	for (let round = 0; round < 64; round++) {
		const chosen = (e & f) ^ (~e & g);
		const lower =
			(h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + chosen + roundConstants[round]! + words[round]!) | 0;
		const majority = (a & b) ^ (a & c) ^ (b & c);
		const upper = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
		h = g;
		g = f;
		f = e;
		e = (d + lower) | 0;
		d = c;
		c = b;
		b = a;
		a = (lower + upper) | 0;
	}
	state[0]! += a;
	state[1]! += b;
	state[2]! += c;
	state[3]! += d;
	state[4]! += e;
	state[5]! += f;
	state[6]! += g;
	state[7]! += h;
}
