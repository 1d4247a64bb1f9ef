/**
 * Proves how much work a backtracking matcher can do with a pattern: takes the tree, gives the length of text up to which
 * every character costs at most a fixed number of steps. A pattern without such a proof gets 0. Only ever errs on the
 * safe side; knows nothing about RegExp but that it tries alternatives in order and backs up when they fail.
 *
 * The bound is a polynomial in the text's length, worked out from the end of the pattern to its beginning: what a part
 * costs includes all that is tried after it (its continuation), once for each way the part itself can match. Where the
 * next character decides which way to go, only one of the ways reaches the continuation.
 */
import { type CharacterSet, nothing, overlaps, union } from "./characterSet.ts";
import { isNullable, type Pattern } from "./pattern.ts";

/** What a match may cost for each character of the text, in steps of about a nanosecond or less. */
const stepsPerCharacter = 4096;
/** Beyond it the native matcher's own backtrack stack could run out. */
const longestText = 1 << 20;
/** Below it the native matcher isn't worth having. */
const shortestLimit = 24;

/** Steps as a polynomial in the length of the text: coefficients from the constant upwards. */
type Steps = readonly number[];

/** The longest text for which the work stays linear with the fixed factor; 0 if native matching isn't safe at all. */
export function longestSafeText(pattern: Pattern): number {
	const perAttempt = steps(pattern, nothing, [1]);
	if (perAttempt === undefined) return 0;
	// A match can start anywhere, so each character may pay for one attempt. An anchored one pays for one altogether.
	const perCharacter = (length: number) =>
		evaluate(perAttempt, length) / (isAnchored(pattern) ? Math.max(1, length) : 1);
	if (perCharacter(longestText) <= stepsPerCharacter) return longestText;
	if (perCharacter(shortestLimit) > stepsPerCharacter) return 0;
	let safe = shortestLimit;
	let unsafe = longestText;
	while (unsafe - safe > 1) {
		const middle = (safe + unsafe) >> 1;
		if (perCharacter(middle) <= stepsPerCharacter) safe = middle;
		else unsafe = middle;
	}
	return safe;
}

/** True if a match can only start at the beginning of the text. */
export function isAnchored(pattern: Pattern): boolean {
	switch (pattern.kind) {
		case "assertion":
			return pattern.assertion === "textStart";
		case "characters":
		case "repeat":
			return false;
		case "sequence":
			return pattern.items.length > 0 && isAnchored(pattern.items[0]!);
		case "choice":
			return pattern.options.every(isAnchored);
		case "group":
			return isAnchored(pattern.body);
	}
}

const evaluate = (steps: Steps, length: number): number =>
	steps.reduceRight((sum, coefficient) => sum * length + coefficient, 0);
const plus = (a: Steps, b: Steps): Steps =>
	(a.length >= b.length ? a : b).map((_, power) => (a[power] ?? 0) + (b[power] ?? 0));
const atMost = (a: Steps, b: Steps): Steps =>
	(a.length >= b.length ? a : b).map((_, power) => Math.max(a[power] ?? 0, b[power] ?? 0));
const timesLength = (steps: Steps): Steps => [0, ...steps];

/** The characters that a match of the pattern can begin with, and those of `follow` where it can be empty. */
function firstCharacters(pattern: Pattern, follow: CharacterSet): CharacterSet {
	switch (pattern.kind) {
		case "characters":
			return pattern.set;
		case "assertion":
			return follow;
		case "sequence":
			return pattern.items.reduceRight((after, item) => firstCharacters(item, after), follow);
		case "choice":
			return union(...pattern.options.map((option) => firstCharacters(option, follow)));
		case "group":
			return firstCharacters(pattern.body, follow);
		case "repeat": {
			const first = firstCharacters(pattern.body, nothing);
			return pattern.min === 0 ? union(first, follow) : first;
		}
	}
}

/**
 * The most steps that matching can take from one start. `follow` are the characters that the continuation can begin with,
 * `continuation` what it costs; undefined where there is no polynomial bound, or none worth having.
 */
function steps(pattern: Pattern, follow: CharacterSet, continuation: Steps): Steps | undefined {
	if (continuation[0]! > stepsPerCharacter || continuation.length > 4) return undefined;
	switch (pattern.kind) {
		case "characters":
		case "assertion":
			return plus(continuation, [1]);
		case "group":
			return steps(pattern.body, follow, continuation);
		case "sequence": {
			let after: CharacterSet = follow;
			let cost: Steps | undefined = continuation;
			for (const item of pattern.items.toReversed()) {
				cost = steps(item, after, cost);
				if (cost === undefined) return undefined;
				after = firstCharacters(item, after);
			}
			return cost;
		}
		case "choice": {
			const combine = areDecided(pattern.options, follow) ? atMost : plus;
			let total: Steps = [0];
			for (const option of pattern.options) {
				const cost = steps(option, follow, continuation);
				if (cost === undefined) return undefined;
				total = combine(total, cost);
			}
			return plus(total, [deadEnd(pattern)]);
		}
		case "repeat":
			return repeatSteps(pattern, follow, continuation);
	}
}

function repeatSteps(
	{ body, min, max }: Pattern & { kind: "repeat" },
	follow: CharacterSet,
	continuation: Steps,
): Steps | undefined {
	const first = firstCharacters(body, nothing);
	const leavesDecided = !overlaps(first, follow);
	if (max !== Number.POSITIVE_INFINITY) {
		const again = union(first, follow);
		let cost: Steps | undefined = continuation;
		for (let round = max; round > 0 && cost !== undefined; round--) {
			const inside: Steps | undefined = steps(body, round === max ? follow : again, cost);
			const mayLeave = round > min;
			cost = inside && (mayLeave ? (leavesDecided ? atMost : plus)(plus(inside, [1]), continuation) : inside);
		}
		return cost;
	}
	// One round must lead to the next in one way only: otherwise the number of ways grows with the length.
	if (!isDecided(body, leavesDecided ? union(first, follow) : first)) return undefined;
	// Each round goes forward once and backs up once, trying at most the first step of all that follows.
	const rounds = [1, 2 * size(body) + continuation[0]! + 1];
	return plus(rounds, leavesDecided ? continuation : timesLength(continuation));
}

/** True if at most one of the options can go on with any given next character. */
function areDecided(options: readonly Pattern[], follow: CharacterSet): boolean {
	if (options.filter(isNullable).length > 1) return false;
	let seen: CharacterSet = nothing;
	for (const option of options) {
		const first = firstCharacters(option, follow);
		if (overlaps(seen, first)) return false;
		seen = union(seen, first);
	}
	return true;
}

/** True if the next character decides every choice within the pattern, so that there is never a second way to match. */
function isDecided(pattern: Pattern, follow: CharacterSet): boolean {
	switch (pattern.kind) {
		case "characters":
		case "assertion":
			return true;
		case "group":
			return isDecided(pattern.body, follow);
		case "sequence": {
			let after: CharacterSet = follow;
			for (const item of pattern.items.toReversed()) {
				if (!isDecided(item, after)) return false;
				after = firstCharacters(item, after);
			}
			return true;
		}
		case "choice":
			return areDecided(pattern.options, follow) && pattern.options.every((option) => isDecided(option, follow));
		case "repeat": {
			const first = firstCharacters(pattern.body, nothing);
			if (pattern.min !== pattern.max && overlaps(first, follow)) return false;
			return isDecided(pattern.body, pattern.max === 1 ? follow : union(first, follow));
		}
	}
}

/** What it takes to see that the pattern doesn't match here: the first step of every way into it. */
function deadEnd(pattern: Pattern): number {
	switch (pattern.kind) {
		case "characters":
		case "assertion":
			return 1;
		case "group":
			return deadEnd(pattern.body);
		case "repeat":
			return 1 + deadEnd(pattern.body);
		case "choice":
			return pattern.options.reduce((sum, option) => sum + deadEnd(option), 1);
		case "sequence": {
			const needed = pattern.items.findIndex((item) => !isNullable(item));
			return pattern.items.slice(0, needed + 1 || undefined).reduce((sum, item) => sum + deadEnd(item), 1);
		}
	}
}

/** How many steps one pass through the pattern takes, choices that fail at once included. */
function size(pattern: Pattern): number {
	switch (pattern.kind) {
		case "characters":
		case "assertion":
			return 1;
		case "group":
			return size(pattern.body);
		case "sequence":
			return pattern.items.reduce((sum, item) => sum + size(item), 1);
		case "choice":
			return pattern.options.reduce((sum, option) => sum + size(option), 1);
		case "repeat":
			return 1 + size(pattern.body);
	}
}
