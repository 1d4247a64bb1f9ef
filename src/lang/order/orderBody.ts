/**
 * Safety: puts the steps of a body into an order in which every variable has a value before it is needed, keeping the
 * order of the text where it can (OPA: reorderBodyForSafety). What can't be ordered is reported, each variable once.
 */
import type { Body, LenientPart, Local, Operand, Print, Root, Step } from "../core.ts";
import { allIn, allLocals, directLocals, operandLocals } from "./locals.ts";

/** Called for each variable that never gets a value, or that is printed before it has one. */
export type ReportUnsafe = (local: Local, printed?: "printed") => void;

/** Orders one body. Locals that it binds are added to `bound`; `around` are the locals that bodies around it share with it. */
export function orderBody(body: Body, bound: Set<Local>, around: ReadonlySet<Local>, report: ReportUnsafe): Body {
	// Only what is nested in a step has a use for the locals that it shares with the steps beside it.
	const shared = body.every(isFlat) ? around : sharedBy(body, around);
	for (const [at, step] of body.entries()) {
		if (step.kind === "print")
			for (const local of printedEarly(step, body.slice(0, at), bound, shared)) report(local, "printed");
	}
	let waiting = body;
	const ordered: Step[] = [];
	for (;;) {
		const still: Step[] = [];
		for (const step of waiting) {
			if (!isReady(step, bound) && missing(step, bound, shared).size > 0) {
				still.push(step);
				continue;
			}
			ordered.push(orderInside(step, bound, shared, report));
			outputs(step, bound, shared, bound);
		}
		if (still.length === 0) break;
		if (still.length === waiting.length) {
			reportRoots(still, bound, shared, report);
			break;
		}
		waiting = still;
	}
	return isSame(ordered, body) ? body : ordered;
}

/** Whether a step holds no bodies. */
function isFlat({ kind }: Step): boolean {
	return kind === "read" || kind === "call" || kind === "unify" || kind === "test";
}

function sharedBy(body: Body, around: ReadonlySet<Local>): Set<Local> {
	const shared = new Set(around);
	for (const step of body) directLocals(step, shared);
	return shared;
}

/** Most bodies are written in an order that will do. */
function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
	return a.length === b.length && a.every((one, index) => one === b[index]);
}

/** The variables that a `print` shows and that the steps before it give no value. It finds nothing out itself, not even an index. */
function printedEarly(print: Print, before: Body, bound: ReadonlySet<Local>, shared: ReadonlySet<Local>): Local[] {
	const there = new Set(bound);
	stuck(before, there, shared);
	const used = new Set<Local>();
	for (const { body, value } of print.parts) {
		for (const step of body) directLocals(step, used);
		operandLocals(value, used);
	}
	return [...used].filter((local) => local.origin !== "made" && !there.has(local));
}

/** Of the variables that are missing, those that no waiting step could ever give: the others only follow from them. */
function reportRoots(
	waiting: readonly Step[],
	bound: Set<Local>,
	shared: ReadonlySet<Local>,
	report: ReportUnsafe,
): void {
	const missed = new Set<Local>();
	const promised = new Set<Local>();
	for (const step of waiting) {
		for (const local of missing(step, bound, shared)) missed.add(local);
		couldGive(step, promised);
	}
	const roots = [...missed].filter((local) => !promised.has(local));
	const [first] = missed;
	if (roots.length > 0) for (const local of roots) report(local);
	else if (first !== undefined) report(first);
	// Everything counts as bound from here on, so that nothing is said twice.
	for (const step of waiting) directLocals(step, bound);
	for (const local of missed) bound.add(local);
}

/** What a step would bind if all that it needs were there. */
function couldGive(step: Step, into: Set<Local>): void {
	switch (step.kind) {
		case "unify":
			openLocals(step.left, into);
			if (!step.assign) openLocals(step.right, into);
			return;
		case "read":
			if (!step.hoisted) for (const key of step.path) openLocals(key, into);
			openLocals(step.out, into);
			return;
		case "call":
			if (step.out !== undefined) openLocals(step.out, into);
			return;
		case "comprehension":
		case "template":
			into.add(step.out.local);
			return;
		case "with":
			for (const inner of step.body) couldGive(inner, into);
			return;
		default:
			return;
	}
}

/** Orders the bodies inside a step whose needs are met. What is in order already is given back as it is. */
function orderInside(step: Step, bound: ReadonlySet<Local>, shared: ReadonlySet<Local>, report: ReportUnsafe): Step {
	switch (step.kind) {
		case "comprehension": {
			const inside = new Set(bound);
			const around = new Set(shared);
			operandLocals(step.head, around);
			if (step.key !== undefined) operandLocals(step.key, around);
			const body = orderBody(step.body, inside, around, report);
			reportUnbound([step.head, ...(step.key === undefined ? [] : [step.key])], inside, report);
			return body === step.body ? step : { ...step, body };
		}
		case "template": {
			const parts = step.parts.map((part) =>
				typeof part === "string" ? part : orderPart(part, bound, shared, report),
			);
			return isSame(parts, step.parts) ? step : { ...step, parts };
		}
		case "print": {
			const parts = step.parts.map((part) => orderPart(part, bound, shared, report));
			return isSame(parts, step.parts) ? step : { ...step, parts };
		}
		case "every": {
			const inside = new Set(bound).add(step.value);
			if (step.key !== undefined) inside.add(step.key);
			const body = orderBody(step.body, inside, shared, report);
			return body === step.body ? step : { ...step, body };
		}
		case "not":
		case "with": {
			const body = orderBody(step.body, new Set(bound), shared, report);
			return body === step.body ? step : { ...step, body };
		}
		case "choice": {
			const operands = step.operands.map((operand) => orderBody(operand, new Set(bound), shared, report));
			return isSame(operands, step.operands) ? step : { ...step, operands };
		}
		default:
			return step;
	}
}

/** Orders a lenient part; also those of a finding's node and fix. */
export function orderPart(
	part: LenientPart,
	bound: ReadonlySet<Local>,
	around: ReadonlySet<Local>,
	report: ReportUnsafe,
): LenientPart {
	const inside = new Set(bound);
	const shared = new Set(around);
	operandLocals(part.value, shared);
	const body = orderBody(part.body, inside, shared, report);
	reportUnbound([part.value], inside, report);
	return body === part.body ? part : { body, value: part.value };
}

/** Reports the locals of operands that have no value. */
export function reportUnbound(operands: readonly (Operand | Root)[], bound: Set<Local>, report: ReportUnsafe): void {
	for (const operand of operands) {
		if (allIn(operand, bound)) continue;
		const used = new Set<Local>();
		operandLocals(operand, used);
		for (const local of used) {
			if (bound.has(local)) continue;
			report(local);
			bound.add(local);
		}
	}
}

// ── What a step needs and gives ──────────────────────────────────────────────────────────────────────────────────

/** Whether a step certainly misses nothing: so it is with nearly all, and it takes no sets to find out. */
function isReady(step: Step, bound: ReadonlySet<Local>): boolean {
	switch (step.kind) {
		case "test":
			return allIn(step.operand, bound);
		case "unify":
			return (
				(allIn(step.right, bound) && isOpenOr(step.left, bound)) ||
				(allIn(step.left, bound) && isOpenOr(step.right, bound))
			);
		case "read":
			if (!allIn(step.root, bound) || !isOpenOr(step.out, bound)) return false;
			for (const key of step.path) if (!(step.hoisted ? allIn(key, bound) : isOpenOr(key, bound))) return false;
			return true;
		case "call":
			for (const arg of step.args) if (!allIn(arg, bound)) return false;
			return step.out === undefined || isOpenOr(step.out, bound);
		default:
			return false;
	}
}

/** Whether a pattern is a variable, or known. */
function isOpenOr(pattern: Operand, bound: ReadonlySet<Local>): boolean {
	return pattern.kind === "local" || allIn(pattern, bound);
}

function missing(step: Step, bound: ReadonlySet<Local>, shared: ReadonlySet<Local>): Set<Local> {
	const needs = new Set<Local>();
	switch (step.kind) {
		case "test":
			operandLocals(step.operand, needs);
			break;
		case "unify": {
			const gives = unifyOutputs(step.left, step.right, bound);
			operandLocals(step.left, needs);
			operandLocals(step.right, needs);
			for (const local of gives) needs.delete(local);
			break;
		}
		case "read":
			operandLocals(step.root, needs);
			// Keys of objects and members of sets in a pattern can't be found out: they are needed.
			for (const key of step.path) fixedLocals(key, needs);
			fixedLocals(step.out, needs);
			if (step.hoisted) for (const key of step.path) operandLocals(key, needs);
			break;
		case "call":
			for (const arg of step.args) operandLocals(arg, needs);
			if (step.out !== undefined) fixedLocals(step.out, needs);
			break;
		case "template":
			// A part of a template string goes through nothing: it would have several values.
			for (const part of step.parts) if (typeof part !== "string") partNeeds(part, needs);
			closureNeeds(step, shared, needs);
			needs.delete(step.out.local);
			break;
		case "comprehension":
		case "print":
			closureNeeds(step, shared, needs);
			if ("out" in step) needs.delete(step.out.local);
			break;
		case "every":
			closureNeeds(step, shared, needs);
			needs.delete(step.value);
			if (step.key !== undefined) needs.delete(step.key);
			operandLocals(step.domain, needs);
			break;
		case "not":
			if (step.scoped) closureNeeds(step, shared, needs);
			else bareNeeds(step.body, shared, needs);
			break;
		case "choice":
			step.operands.forEach((operand, i) => {
				if (step.scoped[i]) for (const inner of operand) closureNeeds(inner, shared, needs);
				else bareNeeds(operand, shared, needs);
			});
			break;
		case "with": {
			for (const change of step.changes) operandLocals(change.value, needs);
			const inside = new Set(bound);
			for (const local of needs) inside.add(local);
			for (const local of stuck(step.body, inside, shared)) needs.add(local);
			break;
		}
	}
	for (const local of needs) if (bound.has(local)) needs.delete(local);
	return needs;
}

/** What keeps a body from being ordered: empty when it can be. */
function stuck(body: Body, bound: Set<Local>, shared: ReadonlySet<Local>): Set<Local> {
	let waiting: readonly Step[] = body;
	const missed = new Set<Local>();
	for (;;) {
		missed.clear();
		const still: Step[] = [];
		for (const step of waiting) {
			const needs = missing(step, bound, shared);
			if (needs.size === 0) outputs(step, bound, shared, bound);
			else {
				still.push(step);
				for (const local of needs) missed.add(local);
			}
		}
		if (still.length === 0 || still.length === waiting.length) break;
		waiting = still;
	}
	const promised = new Set<Local>();
	for (const step of waiting) outputs(step, new Set([...bound, ...missed]), shared, promised);
	const roots = new Set([...missed].filter((local) => !promised.has(local)));
	return roots.size > 0 ? roots : missed;
}

/** What an operand without a scope of its own needs: all its variables, as it can bind none. */
function bareNeeds(body: Body, shared: ReadonlySet<Local>, into: Set<Local>): void {
	const needs = new Set<Local>();
	for (const inner of body) directLocals(inner, needs);
	for (const local of needs) if (local.origin !== "made" || !givenIn(local, body)) into.add(local);
	for (const inner of body) closureNeeds(inner, shared, into, true);
}

function givenIn(local: Local, body: Body): boolean {
	return body.some((step) => {
		if (step.kind === "choice") return step.operands.some((operand) => givenIn(local, operand));
		if (step.kind === "not") return givenIn(local, step.body);
		return "out" in step && step.out !== undefined && step.out.kind === "local" && step.out.local === local;
	});
}

function partNeeds({ body, value }: LenientPart, needs: Set<Local>): void {
	const direct = new Set<Local>();
	for (const step of body) directLocals(step, direct);
	operandLocals(value, direct);
	for (const local of direct) if (local.origin !== "made") needs.add(local);
}

/** The locals that a body inside a step shares with the bodies around it. */
function closureNeeds(step: Step, shared: ReadonlySet<Local>, needs: Set<Local>, withoutDirect = false): void {
	const inside = new Set<Local>();
	allLocals(step, inside);
	if (withoutDirect) {
		const direct = new Set<Local>();
		directLocals(step, direct);
		for (const local of direct) inside.delete(local);
	}
	for (const local of inside) if (shared.has(local)) needs.add(local);
}

/** Adds what a step binds, given what is bound. */
function outputs(step: Step, bound: ReadonlySet<Local>, shared: ReadonlySet<Local>, gives: Set<Local>): void {
	switch (step.kind) {
		case "unify":
			// `name := value`, as nearly all are.
			if (step.left.kind === "local" && allIn(step.right, bound)) {
				if (!bound.has(step.left.local)) gives.add(step.left.local);
			} else for (const local of unifyOutputs(step.left, step.right, bound)) gives.add(local);
			break;
		case "read":
			if (!step.hoisted) for (const key of step.path) openLocals(key, gives);
			openLocals(step.out, gives);
			break;
		case "call":
			if (step.out !== undefined) openLocals(step.out, gives);
			break;
		case "comprehension":
		case "template":
			gives.add(step.out.local);
			break;
		case "with": {
			const inside = new Set(bound);
			stuck(step.body, inside, shared);
			for (const local of inside) if (!bound.has(local)) gives.add(local);
			break;
		}
		default:
			break;
	}
}

/** The locals of a pattern that matching it against a value binds. */
function openLocals(pattern: Operand, into: Set<Local>): void {
	if (pattern.kind === "local") into.add(pattern.local);
	else if (pattern.kind === "array") for (const item of pattern.items) openLocals(item, into);
	else if (pattern.kind === "object") for (const { value } of pattern.entries) openLocals(value, into);
}

/** The locals of a pattern that must have a value before. */
function fixedLocals(pattern: Operand, into: Set<Local>): void {
	if (pattern.kind === "array") for (const item of pattern.items) fixedLocals(item, into);
	else if (pattern.kind === "object") {
		for (const { key, value } of pattern.entries) {
			operandLocals(key, into);
			fixedLocals(value, into);
		}
	} else if (pattern.kind === "set") operandLocals(pattern, into);
}

/** What unifying two operands binds, given what is bound (OPA: ast/unify.go). */
function unifyOutputs(left: Operand, right: Operand, bound: ReadonlySet<Local>): Set<Local> {
	const gives = new Set<Local>();
	const either = { has: (local: Local): boolean => bound.has(local) || gives.has(local) };
	const known = (operand: Operand): boolean => allIn(operand, either);
	const visit = (a: Operand, b: Operand): void => {
		if (a.kind === "array" && b.kind === "array" && a.items.length === b.items.length) {
			a.items.forEach((item, index) => {
				visit(item, b.items[index] as Operand);
			});
			return;
		}
		if (a.kind === "object" && b.kind === "object") {
			for (const entry of a.entries) {
				const twin = b.entries.find((other) => sameKey(entry.key, other.key));
				if (twin !== undefined) visit(entry.value, twin.value);
			}
			return;
		}
		if (known(a)) openLocals(b, gives);
		if (known(b)) openLocals(a, gives);
	};
	// Twice, as what one pair of a pattern binds may make another known.
	visit(left, right);
	visit(left, right);
	for (const local of gives) if (bound.has(local)) gives.delete(local);
	return gives;
}

function sameKey(a: Operand, b: Operand): boolean {
	if (a.kind === "local" && b.kind === "local") return a.local === b.local;
	return a.kind === "constant" && b.kind === "constant" && a.value === b.value;
}
