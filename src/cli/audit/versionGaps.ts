/** Versions that should be there and aren't: between the first and the last patch of a minor version, and likewise minor versions. */

const release = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;
/** Wider gaps are no gaps: somebody counts in another way, by dates or builds. */
const WIDEST = 20;

/** Missing versions in order: `1.2.1` where a patch is missing, `1.3` where all of a minor version is. */
export function versionGaps(tags: Iterable<string>): string[] {
	const patches = new Map<string, Set<number>>();
	const minors = new Map<number, Set<number>>();
	for (const tag of tags) {
		const found = release.exec(tag);
		if (found === null) continue;
		const [major = 0, minor = 0, patch = 0] = found.slice(1).map(Number);
		const line = `${major}.${minor}`;
		patches.set(line, (patches.get(line) ?? new Set()).add(patch));
		minors.set(major, (minors.get(major) ?? new Set()).add(minor));
	}
	return [...minors]
		.sort(([a], [b]) => a - b)
		.flatMap(([major, known]) => {
			const missing = gapsIn(known).map((minor) => ({ minor, text: `${major}.${minor}` }));
			const within = [...known].flatMap((minor) =>
				gapsIn(patches.get(`${major}.${minor}`) ?? new Set()).map((patch) => ({
					minor,
					text: `${major}.${minor}.${patch}`,
				})),
			);
			return [...missing, ...within].sort((a, b) => a.minor - b.minor).map(({ text }) => text);
		});
}

function gapsIn(numbers: ReadonlySet<number>): number[] {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted.slice(1).flatMap((next, index) => {
		const last = sorted[index] as number;
		const width = next - last - 1;
		return width < 1 || width > WIDEST ? [] : Array.from({ length: width }, (_, step) => last + 1 + step);
	});
}
