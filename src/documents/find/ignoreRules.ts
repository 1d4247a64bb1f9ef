/**
 * Which paths git ignores: `.gitignore` files of a folder and of all folders above it up to the root, and `.git/info/exclude`.
 * Takes their texts, gives answers; reads nothing itself.
 */
import ignore, { type Ignore } from "ignore";

/** One ignore file's rules, and the folder that they count from. */
interface Level {
	/** With a `/` at its end; empty for the root. */
	readonly folder: string;
	readonly rules: Ignore;
}

/** The rules that hold in a folder. */
export class IgnoreRules {
	readonly #levels: readonly Level[];

	constructor(levels: readonly Level[] = []) {
		this.#levels = levels;
	}

	/** These rules and those of one more ignore file. @param folder relative to the root, with `/` at its end; empty for the root */
	with(folder: string, text: string): IgnoreRules {
		return new IgnoreRules([
			...this.#levels,
			{ folder, rules: ignore({ allowRelativePaths: true, ignorecase: false }).add(text) },
		]);
	}

	/** Whether a path (relative to the root; folders with `/` at the end) is ignored. The innermost file with an opinion decides. */
	ignores(path: string): boolean {
		for (const { folder, rules } of this.#levels.toReversed()) {
			if (!path.startsWith(folder) || path.length === folder.length) continue;
			const { ignored, unignored } = rules.test(path.slice(folder.length));
			if (ignored || unignored) return ignored;
		}
		return false;
	}
}
