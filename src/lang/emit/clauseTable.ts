/**
 * Clauses that each begin with the same question to the input or to an argument, and a constant string for an answer: a table says
 * which of them can hold, so that a thousand cost little more than ten (OPA: its rule index).
 */
import type { Body, Clause, Local } from "../core.ts";
import { isSafe } from "./stepOrder.ts";

export interface ClauseTable {
	/** What is asked: an argument by position, or keys from the input on. */
	readonly question: { readonly argument: number } | { readonly path: readonly string[] };
	/** Clauses by answer, by their position; each list in order. */
	readonly answers: ReadonlyMap<string, readonly number[]>;
	/** Those that don't ask. */
	readonly others: readonly number[];
}

/** With fewer clauses that ask, trying them all is as fast. */
const FEW = 8;

/** The table of a rule's clauses, for the question that most of them ask; undefined where it wouldn't pay. */
export function clauseTable(clauses: readonly Clause[]): ClauseTable | undefined {
	if (clauses.length < FEW) return undefined;
	const questions = new Map<string, Map<number, string>>();
	clauses.forEach((clause, index) => {
		for (const [question, answer] of questionsOf(clause)) {
			const answers = questions.get(question) ?? new Map<number, string>();
			answers.set(index, answer);
			questions.set(question, answers);
		}
	});
	const [best] = [...questions].sort(([, a], [, b]) => b.size - a.size);
	if (best === undefined || best[1].size < FEW) return undefined;
	const [question, given] = best;
	const answers = new Map<string, number[]>();
	for (const [index, answer] of given) answers.set(answer, [...(answers.get(answer) ?? []), index]);
	const others = clauses.map((_, index) => index).filter((index) => !given.has(index));
	return { question: JSON.parse(question) as ClauseTable["question"], answers, others };
}

/** What a clause asks before anything in it can fail with an error, and the answers without which it doesn't hold. */
function questionsOf({ args, branches }: Clause): Map<string, string> {
	const questions = new Map<string, string>();
	const [branch] = branches;
	// An `else` is for the other answers.
	if (branch === undefined || branches.length > 1) return questions;
	args.forEach((arg, position) => {
		if (arg.kind === "constant" && typeof arg.value === "string") {
			questions.set(JSON.stringify({ argument: position }), arg.value);
		}
	});
	inputQuestions(branch.body, questions);
	return questions;
}

function inputQuestions(body: Body, into: Map<string, string>): void {
	const asked = new Map<Local, string>();
	for (const step of body) {
		if (!isSafe(step)) return;
		if (step.kind === "read" && step.root.kind === "input") {
			const path = step.path.map((key) => (key.kind === "constant" ? key.value : undefined));
			// An open key makes a loop: what comes after it is asked for each element.
			if (!path.every((key) => typeof key === "string")) return;
			const question = JSON.stringify({ path });
			if (step.out.kind === "local") asked.set(step.out.local, question);
			else if (step.out.kind === "constant" && typeof step.out.value === "string") into.set(question, step.out.value);
		} else if (step.kind === "call" && step.out === undefined && step.callee.kind === "builtin") {
			const { name } = step.callee.builtin;
			if (name !== "equal" && name !== "eq") continue;
			for (const [one, other] of [step.args, [...step.args].reverse()]) {
				if (one?.kind !== "local" || other?.kind !== "constant" || typeof other.value !== "string") continue;
				const question = asked.get(one.local);
				if (question !== undefined) into.set(question, other.value);
			}
		} else if (step.kind === "read") return;
	}
}
