/** SHA-256 (FIPS 180-4, 6.2): takes bytes, whole or in parts, gives 32. */
import { padToBlocks, wordsToBytes } from "./blocks.ts";
import { cubeRoots, squareRoots } from "./rootConstants.ts";

const initial = Int32Array.from(squareRoots.slice(0, 8), ({ high }) => high);
const roundConstants = Int32Array.from(cubeRoots.slice(0, 64), ({ high }) => high);
const BLOCK = 64;

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

export function sha256(message: Uint8Array): Uint8Array {
	return new Sha256().update(message).digest();
}

/** The digest of a message that comes in parts. */
export class Sha256 {
	readonly #state = initial.slice();
	readonly #words = new Int32Array(64);
	/** What doesn't fill a block yet. */
	readonly #rest = new Uint8Array(BLOCK);
	#restLength = 0;
	#length = 0;

	update(part: Uint8Array): this {
		this.#length += part.length;
		let start = 0;
		if (this.#restLength > 0) {
			start = Math.min(BLOCK - this.#restLength, part.length);
			this.#rest.set(part.subarray(0, start), this.#restLength);
			this.#restLength += start;
			if (this.#restLength < BLOCK) return this;
			this.#addBlocks(this.#rest, 0, BLOCK);
			this.#restLength = 0;
		}
		const whole = start + Math.floor((part.length - start) / BLOCK) * BLOCK;
		this.#addBlocks(part, start, whole);
		this.#rest.set(part.subarray(whole));
		this.#restLength = part.length - whole;
		return this;
	}

	/** The 32 bytes; nothing can be added afterwards. */
	digest(): Uint8Array {
		const last = padToBlocks(this.#rest.subarray(0, this.#restLength), BLOCK, true, this.#length);
		this.#addBlocks(new Uint8Array(last.buffer), 0, last.byteLength);
		return wordsToBytes(this.#state, true);
	}

	#addBlocks(bytes: Uint8Array, start: number, end: number): void {
		const words = this.#words;
		for (let block = start; block < end; block += BLOCK) {
			for (let at = 0, byte = block; at < 16; at++, byte += 4)
				words[at] = (bytes[byte]! << 24) | (bytes[byte + 1]! << 16) | (bytes[byte + 2]! << 8) | bytes[byte + 3]!;
			for (let at = 16; at < 64; at++) {
				const near = words[at - 2]!;
				const far = words[at - 15]!;
				const nearMixed = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
				const farMixed = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
				words[at] = nearMixed + words[at - 7]! + farMixed + words[at - 16]!;
			}
			compress(this.#state, words);
		}
	}
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
