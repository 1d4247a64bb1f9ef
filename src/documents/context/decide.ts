/** Whether a path would be kept out of the context, and which rule decides: patternmatcher's MatchesOrParentMatches. */
import type { IgnoreRule } from "./readIgnoreFile.ts";

export interface Decision {
	readonly ignored: boolean;
	/** Index of the rule that decided; undefined where none did. */
	readonly by: number | undefined;
}

/** The last rule that matches a path, or a folder above it, decides. */
export function decide(rules: readonly IgnoreRule[], path: string): Decision {
	if (rules.length === 0) return { ignored: false, by: undefined };
	let ignored = false;
	let by: number | undefined;
	const ways = waysTo(path);
	for (const [index, { negated, match }] of rules.entries()) {
		// A rule that would change nothing isn't asked.
		if (negated !== ignored || match === undefined || !ways.some(match)) continue;
		ignored = !negated;
		by = index;
	}
	return { ignored, by };
}

/** Whether a later rule takes back all that this one does. */
export function isUndone(rules: readonly IgnoreRule[], index: number): boolean {
	const rule = rules[index];
	if (rule === undefined || rule.match === undefined) return false;
	const isLiteral = !/[*?[\\]/.test(rule.pattern);
	const ways = waysTo(rule.pattern);
	return rules.slice(index + 1).some(({ negated, pattern, match }) => {
		if (negated === rule.negated || match === undefined) return false;
		if (pattern === rule.pattern || pattern === "**" || pattern === "*") return true;
		return isLiteral && ways.some(match);
	});
}

/** A path and the folders above it, from the outermost: `a`, `a/b`, `a/b/c`. */
function waysTo(path: string): string[] {
	const ways: string[] = [];
	for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) ways.push(path.slice(0, end));
	ways.push(path);
	return ways;
}
