/**
 * SHA-512 and SHA-384 (FIPS 180-4, 6.4 and 6.5): take bytes, give 64 or 48. Words of 64 bits are pairs of 32: BigInt is fifty times slower.
 * Sums of lower halves stay below 2^53, and what passes 2^32 in them is carried to the upper half.
 */
import { padToBlocks, wordsToBytes } from "./blocks.ts";
import { cubeRoots, squareRoots } from "./rootConstants.ts";

/** Pairs in a row: upper half, lower half. */
const initials = Int32Array.from(squareRoots.flatMap(({ high, low }) => [high, low]));
const roundConstants = Int32Array.from(cubeRoots.flatMap(({ high, low }) => [high, low]));

const carry = (lowSum: number): number => Math.floor(lowSum / 0x100000000);

/** The upper half of a word rotated by less than 32; with the halves swapped, the lower half, or a rotation by 32 more. */
const rotated = (high: number, low: number, by: number): number => (high >>> by) | (low << (32 - by));

export const sha512 = (message: Uint8Array): Uint8Array => hash(message, initials.slice(0, 16));

export const sha384 = (message: Uint8Array): Uint8Array => hash(message, initials.slice(16)).slice(0, 48);

function hash(message: Uint8Array, state: Int32Array): Uint8Array {
	const blocks = padToBlocks(message, 128, true);
	const words = new Int32Array(160);
	for (let block = 0; block < blocks.byteLength; block += 128) {
		for (let at = 0; at < 32; at++) words[at] = blocks.getInt32(block + at * 4);
		for (let at = 32; at < 160; at += 2) extend(words, at);
		compress(state, words);
	}
	return wordsToBytes(state, true);
}

function extend(words: Int32Array, at: number): void {
	const nearHigh = words[at - 4]!;
	const nearLow = words[at - 3]!;
	const farHigh = words[at - 30]!;
	const farLow = words[at - 29]!;
	const low =
		((rotated(nearLow, nearHigh, 19) ^ rotated(nearHigh, nearLow, 29) ^ rotated(nearLow, nearHigh, 6)) >>> 0) +
		(words[at - 13]! >>> 0) +
		((rotated(farLow, farHigh, 1) ^ rotated(farLow, farHigh, 8) ^ rotated(farLow, farHigh, 7)) >>> 0) +
		(words[at - 31]! >>> 0);
	words[at] =
		(rotated(nearHigh, nearLow, 19) ^ rotated(nearLow, nearHigh, 29) ^ (nearHigh >>> 6)) +
		words[at - 14]! +
		(rotated(farHigh, farLow, 1) ^ rotated(farHigh, farLow, 8) ^ (farHigh >>> 7)) +
		words[at - 32]! +
		carry(low);
	words[at + 1] = low;
}

function compress(state: Int32Array, words: Int32Array): void {
	// a to h, as pairs: each round shifts them by one pair and changes two.
	const v = state.slice();
	for (let round = 0; round < 160; round += 2) {
		const [aHigh, aLow, bHigh, bLow, cHigh, cLow] = [v[0]!, v[1]!, v[2]!, v[3]!, v[4]!, v[5]!];
		const [eHigh, eLow, fHigh, fLow, gHigh, gLow] = [v[8]!, v[9]!, v[10]!, v[11]!, v[12]!, v[13]!];
		const lowerLow =
			(v[15]! >>> 0) +
			((rotated(eLow, eHigh, 14) ^ rotated(eLow, eHigh, 18) ^ rotated(eHigh, eLow, 9)) >>> 0) +
			(((eLow & fLow) ^ (~eLow & gLow)) >>> 0) +
			(roundConstants[round + 1]! >>> 0) +
			(words[round + 1]! >>> 0);
		const lowerHigh =
			v[14]! +
			(rotated(eHigh, eLow, 14) ^ rotated(eHigh, eLow, 18) ^ rotated(eLow, eHigh, 9)) +
			((eHigh & fHigh) ^ (~eHigh & gHigh)) +
			roundConstants[round]! +
			words[round]! +
			carry(lowerLow);
		const upperLow =
			((rotated(aLow, aHigh, 28) ^ rotated(aHigh, aLow, 2) ^ rotated(aHigh, aLow, 7)) >>> 0) +
			(((aLow & bLow) ^ (aLow & cLow) ^ (bLow & cLow)) >>> 0);
		const upperHigh =
			(rotated(aHigh, aLow, 28) ^ rotated(aLow, aHigh, 2) ^ rotated(aLow, aHigh, 7)) +
			((aHigh & bHigh) ^ (aHigh & cHigh) ^ (bHigh & cHigh)) +
			carry(upperLow);
		const nextE = (v[7]! >>> 0) + (lowerLow >>> 0);
		const nextA = (lowerLow >>> 0) + (upperLow >>> 0);
		const eUpper = v[6]! + lowerHigh + carry(nextE);
		v.copyWithin(2, 0, 14);
		v[0] = lowerHigh + upperHigh + carry(nextA);
		v[1] = nextA;
		v[8] = eUpper;
		v[9] = nextE;
	}
	for (let at = 0; at < 16; at += 2) {
		const low = (state[at + 1]! >>> 0) + (v[at + 1]! >>> 0);
		state[at] = state[at]! + v[at]! + carry(low);
		state[at + 1] = low;
	}
}
