/** A path of names as one string, for maps: each word with its length before it, as any character may be in a word. */
export function pathKey(path: readonly string[]): string {
	let key = "";
	for (const word of path) key += `${word.length}:${word}`;
	return key;
}

/** The same for rules inside policies. */
export function privateKey(path: readonly string[]): string {
	return `private ${pathKey(path)}`;
}
