/** Text in pieces: each write costs, so small pieces are put together, and never all of them. */

/** In UTF-16 units. */
const LARGE = 65_536;

/** The same text in pieces of about 64 KiB. */
export function* inLargePieces(pieces: Iterable<string>): Generator<string> {
	let waiting: string[] = [];
	let size = 0;
	for (const piece of pieces) {
		waiting.push(piece);
		size += piece.length;
		if (size < LARGE) continue;
		yield waiting.join("");
		waiting = [];
		size = 0;
	}
	if (size > 0) yield waiting.join("");
}
