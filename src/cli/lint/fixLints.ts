/**
 * Puts right what lints found, as far as it has a safe fix, and looks again: a fix counts only where its lint is gone, nothing new is
 * said of the policies, and no error came of it. Nothing is written here.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Source } from "../../text/source.ts";
import { applyEdits } from "../fix/applyEdits.ts";
import { isError, type LintResult } from "./lintSources.ts";

export interface LintFixes {
	/** The texts as they are to be, in the order they came. */
	readonly sources: readonly Source[];
	/** What is left, with the fixes in place. */
	readonly result: LintResult;
	readonly fixed: readonly Diagnostic[];
	readonly unfixed: readonly { readonly lint: Diagnostic; readonly why: string }[];
}

type LintTexts = (sources: readonly Source[]) => LintResult;

/** A fix may uncover another; more rounds than this mean that fixes undo each other. */
const MOST_ROUNDS = 8;

/** @param canWrite whether a file may be changed; the lints of others are listed as not fixed */
export function fixLints(
	sources: readonly Source[],
	first: LintResult,
	lint: LintTexts,
	canWrite: (source: Source) => boolean,
): LintFixes {
	const locked = new Set(sources.filter((source) => !canWrite(source)).map(({ name }) => name));
	const unfixed = fixable(first).flatMap((each) =>
		locked.has(each.source?.name ?? "") ? [{ lint: each, why: "the file can't be written as it is read" }] : [],
	);
	const refused = new Set<string>(unfixed.map(({ lint: each }) => identity(each)));
	const fixed: Diagnostic[] = [];
	let state: State = { sources, result: first };
	for (let round = 0; round < MOST_ROUNDS; round++) {
		const open = fixable(state.result).filter((each) => !refused.has(identity(each)));
		if (open.length === 0) break;
		const all = attempt(state, open, lint);
		if (all !== undefined) {
			state = all;
			fixed.push(...all.applied);
			continue;
		}
		// What one fix spoils, the others need not suffer: one after the other, the last of a text first, so that places stay.
		for (const each of [...open].reverse()) {
			const one = attempt(state, [each], lint);
			if (one === undefined) {
				refused.add(identity(each));
				unfixed.push({ lint: each, why: "the result would say something else, or have an error" });
			} else {
				state = one;
				fixed.push(each);
			}
		}
	}
	return { ...state, fixed, unfixed };
}

interface State {
	readonly sources: readonly Source[];
	readonly result: LintResult;
}

/** The texts with the fixes of these lints; undefined where they do no good. Edits that overlap with others are left for later. */
function attempt(
	{ sources, result }: State,
	lints: readonly Diagnostic[],
	lint: LintTexts,
): (State & { readonly applied: readonly Diagnostic[] }) | undefined {
	const applied: Diagnostic[] = [];
	const changed = sources.map((source) => {
		const own = lints.filter((each) => each.source?.name === source.name);
		if (own.length === 0) return source;
		const edited = applyEdits(source.text, own);
		applied.push(...edited.applied);
		return new Source(source.name, edited.text);
	});
	const after = lint(changed);
	return isBetter(result, after, applied) ? { sources: changed, result: after, applied } : undefined;
}

/** Whether all is said that was said before, but for what was put right, and nothing else. */
function isBetter(before: LintResult, after: LintResult, applied: readonly Diagnostic[]): boolean {
	if (after.others.filter(isError).length > before.others.filter(isError).length) return false;
	const [was, is, meant] = [count(before.lints), count(after.lints), count(applied)];
	const left = (key: string): number => (was.get(key) ?? 0) - (meant.get(key) ?? 0);
	return [...was.keys(), ...is.keys()].every((key) => (is.get(key) ?? 0) <= left(key));
}

/** By file and code: lines and the words of messages move with what is put right. */
function count(lints: readonly Diagnostic[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { source, kind } of lints) {
		const key = `${source?.name} ${kind.code}`;
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}

const fixable = ({ lints }: LintResult): readonly Diagnostic[] => lints.filter(({ fix }) => fix !== undefined);

/** Of a lint whose fix was tried: its text in its file, wherever that has moved to. */
function identity({ source, span, kind, text }: Diagnostic): string {
	const words = source === undefined || span === undefined ? "" : source.slice(span);
	return JSON.stringify([source?.name, kind.code, text, words]);
}
