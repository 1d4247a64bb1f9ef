/**
 * Clauses that begin with the same question to the input or to an argument, each with constants for an answer: a table says which of
 * them can hold, so that a thousand cost little more than ten (OPA: its rule index).
 */

import { RegoSet } from "../../runtime/values/regoSet.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Body, CallStep, Clause, Local, Operand } from "../core.ts";
import { isPlainRead, isSafe } from "./stepOrder.ts";

/** What a clause wants to hear: one of these values, or a text that begins with this. */
export type Answer = { readonly values: readonly Scalar[] } | { readonly prefix: string };
type Scalar = string | number | boolean;

export interface ClauseTable {
	/** What is asked: an argument by position, or keys from the input on. */
	readonly question: { readonly argument: number } | { readonly path: readonly string[] };
	/** What each clause wants to hear, by its position; undefined for those that don't ask. */
	readonly answers: readonly (Answer | undefined)[];
}

/** With fewer clauses that ask, trying them all is as fast. */
const FEW = 8;

/** The builtins that questions are read from: where one of them may be replaced, there is no table. */
export const asking: readonly string[] = ["equal", "eq", "internal.member_2", "startswith"];

/**
 * The table of a rule's clauses, for the question whose answers tell most of them apart; undefined where it wouldn't pay. `knows`: values
 * may be unknown, and so a clause's question counts only if nothing is asked before it, which could take note of an unknown value.
 */
export function clauseTable(clauses: readonly Clause[], knows: boolean): ClauseTable | undefined {
	if (clauses.length < FEW) return undefined;
	const questions = new Map<string, Map<number, Answer>>();
	clauses.forEach((clause, index) => {
		for (const [question, answer] of questionsOf(clause, knows)) {
			const answers = questions.get(question) ?? new Map<number, Answer>();
			answers.set(index, answer);
			questions.set(question, answers);
		}
	});
	let best: { readonly question: string; readonly answers: Map<number, Answer>; readonly left: number } | undefined;
	for (const [question, answers] of questions) {
		if (answers.size < FEW) continue;
		const left = clauses.length - answers.size + candidates(answers);
		if (best === undefined || left < best.left) best = { question, answers, left };
	}
	if (best === undefined) return undefined;
	const { question, answers } = best;
	return {
		question: JSON.parse(question) as ClauseTable["question"],
		answers: clauses.map((_, index) => answers.get(index)),
	};
}

/** How many clauses are left after an answer that some clause wants to hear, on average. */
function candidates(answers: ReadonlyMap<number, Answer>): number {
	const counts = new Map<Scalar, number>();
	for (const answer of answers.values()) {
		for (const value of "prefix" in answer ? [answer.prefix] : answer.values) {
			counts.set(value, (counts.get(value) ?? 0) + 1);
		}
	}
	let all = 0;
	let squares = 0;
	for (const count of counts.values()) {
		all += count;
		squares += count * count;
	}
	return all === 0 ? 0 : squares / all;
}

/** What a clause asks before anything in it can fail with an error, and the answers without which it doesn't hold. */
function questionsOf({ args, branches }: Clause, knows: boolean): Map<string, Answer> {
	const questions = new Map<string, Answer>();
	const [branch] = branches;
	// An `else` is for the other answers.
	if (branch === undefined || branches.length > 1) return questions;
	// Where values may be unknown, a pattern before it may take note of one.
	const first = args.findIndex((arg) => arg.kind !== "local");
	args.forEach((arg, position) => {
		if (knows && position !== first) return;
		if (arg.kind === "constant" && isScalar(arg.value)) {
			questions.set(JSON.stringify({ argument: position }), { values: [arg.value] });
		}
	});
	if (!knows || first === -1) inputQuestions(branch.body, knows, questions);
	return questions;
}

function inputQuestions(body: Body, knows: boolean, into: Map<string, Answer>): void {
	const asked = new Map<Local, string>();
	for (const step of body) {
		const isCall = step.kind === "call" && step.out === undefined && step.callee.kind === "builtin";
		const answer = isCall ? answerOf(step) : undefined;
		const question = answer === undefined ? undefined : asked.get(answer.to);
		if (answer !== undefined && question !== undefined) into.set(question, answer);
		// A text has a beginning; what is no text makes an error of the call.
		if (!isSafe(step)) return;
		if (step.kind === "read") {
			const path = step.path.map((key) => (key.kind === "constant" ? key.value : undefined));
			// An open key makes a loop: what comes after it is asked for each element.
			if (step.root.kind !== "input" || !path.every((key) => typeof key === "string")) return;
			if (step.out.kind === "local") asked.set(step.out.local, JSON.stringify({ path }));
			else if (step.out.kind === "constant" && isScalar(step.out.value)) {
				into.set(JSON.stringify({ path }), { values: [step.out.value] });
			}
		}
		if (knows && (!isPlainRead(step) || step.kind !== "read" || asked.size !== 1)) return;
	}
}

/** What a comparison says of a local: it is a constant, is in a collection of constants, or begins with one. */
function answerOf({ callee, args }: CallStep): (Answer & { readonly to: Local }) | undefined {
	const name = callee.kind === "builtin" ? callee.builtin.name : "";
	const [left, right] = args as readonly (Operand | undefined)[];
	if (left === undefined || right === undefined) return undefined;
	if (name === "equal" || name === "eq") {
		const [one, other] = left.kind === "local" ? [left, right] : [right, left];
		if (one.kind !== "local" || other.kind !== "constant" || !isScalar(other.value)) return undefined;
		return { to: one.local, values: [other.value] };
	}
	if (left.kind !== "local" || right.kind !== "constant") return undefined;
	if (name === "startswith")
		return typeof right.value === "string" ? { to: left.local, prefix: right.value } : undefined;
	const values = name === "internal.member_2" ? membersOf(right.value) : undefined;
	return values?.every(isScalar) === true ? { to: left.local, values } : undefined;
}

function membersOf(value: Value): readonly Value[] | undefined {
	if (value instanceof RegoSet) return value.sorted();
	return Array.isArray(value) ? (value as readonly Value[]) : undefined;
}

function isScalar(value: Value): value is Scalar {
	return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
