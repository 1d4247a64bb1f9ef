/** The padding that the MD5 and SHA families share: takes a message, gives it in whole blocks, its length in bits at the end. */

/**
 * @param blockSize bytes of a block: 64 or 128
 * @param bigEndian which way round the length is written (MD5 is the one little-endian digest)
 * @param total bytes of the whole message, where this is only the end of it
 */
export function padToBlocks(
	message: Uint8Array,
	blockSize: 64 | 128,
	bigEndian: boolean,
	total = message.length,
): DataView {
	const lengthSize = blockSize / 8;
	const blocks = Math.ceil((message.length + 1 + lengthSize) / blockSize);
	const padded = new Uint8Array(blocks * blockSize);
	padded.set(message);
	padded[message.length] = 0x80;
	const view = new DataView(padded.buffer);
	const high = Math.floor(total / 0x20000000);
	const low = (total * 8) >>> 0;
	view.setUint32(padded.length - (bigEndian ? 8 : 4), high, !bigEndian);
	view.setUint32(padded.length - (bigEndian ? 4 : 8), low, !bigEndian);
	return view;
}

/** Words as bytes. */
export function wordsToBytes(words: Int32Array, bigEndian: boolean): Uint8Array {
	const view = new DataView(new ArrayBuffer(words.length * 4));
	words.forEach((word, at) => {
		view.setInt32(at * 4, word, !bigEndian);
	});
	return new Uint8Array(view.buffer);
}
