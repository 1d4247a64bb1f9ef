/** Bytes that came in parts, as one. `whole` is where they go, as long as they are together; a new array if it isn't given. */
export function joinBytes(
	parts: readonly Uint8Array[],
	whole: Uint8Array = new Uint8Array(lengthOf(parts)),
): Uint8Array {
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);
