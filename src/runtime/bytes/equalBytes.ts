/** Whether two runs of bytes are the same. Looks at all of them, however early they differ. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
	if (left.length !== right.length) return false;
	let difference = 0;
	for (let at = 0; at < left.length; at++) difference |= left[at]! ^ right[at]!;
	return difference === 0;
}
