/** File globs as people write them in `policy.yaml`: `*` within a folder, `**` across folders, `?`, `{a,b}`. */

/**
 * Whether a path (with `/`) matches a glob. A glob without a slash matches the file's name in any folder;
 * one that ends with `/` matches all that is below. Takes time in proportion to glob × path, whatever they hold.
 */
export function globMatches(glob: string, path: string): boolean {
	const clean = glob.replace(/^\.\//, "");
	return alternatives(clean.endsWith("/") ? `${clean}**` : clean).some((pattern) =>
		matchSegments(pattern.includes("/") ? pattern.replace(/^\//, "").split("/") : ["**", pattern], path.split("/")),
	);
}

/** At most this many patterns come out of braces; what is more stays as it was written. */
const MOST = 64;

function alternatives(pattern: string): string[] {
	let open = [pattern];
	for (let round = 0; round < MOST; round++) {
		const next = open.flatMap((text) => {
			const group = /\{([^{}]*,[^{}]*)\}/.exec(text);
			if (group?.[1] === undefined) return [text];
			return group[1]
				.split(",")
				.map((part) => text.slice(0, group.index) + part + text.slice(group.index + group[0].length));
		});
		if (next.length === open.length || next.length > MOST) return open;
		open = next;
	}
	return open;
}

// The two matchers below are the same greedy walk: remember the last star, and on a mismatch let it take one more.
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
	return walk(pattern, path, (part) => part === "**", matchName);
}

function matchName(pattern: string, name: string): boolean {
	return walk(
		[...pattern],
		[...name],
		(part) => part === "*",
		(part, character) => part === "?" || part === character,
	);
}

function walk(
	pattern: readonly string[],
	items: readonly string[],
	isStar: (part: string) => boolean,
	matches: (part: string, item: string) => boolean,
): boolean {
	let at = 0;
	let next = 0;
	let star = -1;
	let taken = 0;
	while (next < items.length) {
		const part = pattern[at];
		if (part !== undefined && isStar(part)) {
			star = at++;
			taken = next;
		} else if (part !== undefined && matches(part, items[next] as string)) {
			at++;
			next++;
		} else if (star !== -1) {
			at = star + 1;
			next = ++taken;
		} else return false;
	}
	return pattern.slice(at).every(isStar);
}
