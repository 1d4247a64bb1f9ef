/** Bodies: one step after the other, each with the types that those before it have found. */
import { iterateScalar, neverEqual } from "../../diagnostics/catalogue/typing.ts";
import { elements } from "../../runtime/types/lookup.ts";
import { any, arrayOf, never, objectOf, setOf, string, type Type } from "../../runtime/types.ts";
import { equals } from "../../runtime/values/equality.ts";
import type { Span } from "../../text/span.ts";
import type { Body, Comprehension, Every, LenientPart, ObjectOperand, Operand, Step, Unify, With } from "../core.ts";
import { bindPattern } from "./bindPattern.ts";
import { boundedType } from "./boundedType.ts";
import { checkCall } from "./checkCall.ts";
import { checkEqual } from "./checkComparison.ts";
import { type Checking, type Surroundings, show, showKind } from "./checking.ts";
import { checkRead } from "./checkRead.ts";
import { calleeKey } from "./functionCalls.ts";
import { operandType, widen } from "./operandType.ts";

/** Checks the steps of a body in order; the types of its locals are in `checking.locals` afterwards. */
export function checkBody(checking: Checking, body: Body, around: Surroundings): void {
	for (const step of body) checkStep(checking, step, around);
}

function checkStep(checking: Checking, step: Step, around: Surroundings): void {
	switch (step.kind) {
		case "test":
			bindPattern(step.operand, any, checking.locals);
			return;
		case "unify":
			checkUnify(checking, step);
			return;
		case "read":
			bindResult(checking, step.out, checkRead(checking, step, around), step);
			return;
		case "call": {
			const type = checkCall(checking, step, around);
			if (step.out !== undefined) bindResult(checking, step.out, type, step);
			return;
		}
		case "comprehension":
			checkComprehension(checking, step, around);
			return;
		case "template":
			for (const part of step.parts) if (typeof part !== "string") checkLenient(checking, part, around);
			bindPattern(step.out, string, checking.locals);
			return;
		case "print":
			for (const part of step.parts) checkLenient(checking, part, around);
			return;
		case "not":
			if (step.legacy) checking.nested(() => checkBody(checking, step.body, around));
			else checkClosed(checking, step.body, around);
			return;
		case "every":
			checkEvery(checking, step, around);
			return;
		case "choice":
			for (const operand of step.operands) checkClosed(checking, operand, around);
			return;
		case "with":
			checkWith(checking, step, around);
			return;
	}
}

/** A part that may be undefined: its type, worked out in its own body. */
export function checkLenient(checking: Checking, part: LenientPart, around: Surroundings): Type {
	return checking.nested(() => {
		checkBody(checking, part.body, around);
		return operandType(part.value, checking.locals) ?? any;
	});
}

function checkUnify(checking: Checking, { left, right, span }: Unify): void {
	const leftType = operandType(left, checking.locals);
	const rightType = operandType(right, checking.locals);
	if (leftType !== undefined && rightType !== undefined) checkEqual(checking, left, right, span);
	else if (rightType !== undefined) bindResult(checking, left, rightType, { span });
	else if (leftType !== undefined) bindResult(checking, right, leftType, { span });
	else if (left.kind === "array" && right.kind === "array" && left.items.length === right.items.length) {
		for (const [at, item] of left.items.entries())
			checkUnify(checking, { kind: "unify", left: item, right: right.items[at] as Operand, assign: false, span });
	} else if (left.kind === "object" && right.kind === "object") checkEntries(checking, left, right, span);
	else {
		bindPattern(left, any, checking.locals);
		bindPattern(right, any, checking.locals);
	}
}

/** Two objects with variables in both: what stands at the same constant key is unified. */
function checkEntries(checking: Checking, left: ObjectOperand, right: ObjectOperand, span: Span): void {
	for (const entry of left.entries) {
		const other = right.entries.find(({ key }) => isSameConstant(key, entry.key));
		if (other !== undefined)
			checkUnify(checking, { kind: "unify", left: entry.value, right: other.value, assign: false, span });
	}
	bindPattern(left, any, checking.locals);
	bindPattern(right, any, checking.locals);
}

const isSameConstant = (a: Operand, b: Operand): boolean =>
	a.kind === "constant" && b.kind === "constant" && equals(a.value, b.value);

/** Matches a pattern with a result, and says so where it never can. */
function bindResult(checking: Checking, pattern: Operand, type: Type, { span }: Pick<Step, "span">): void {
	const mismatch = bindPattern(pattern, type, checking.locals);
	if (mismatch === undefined) return;
	const own = operandType(mismatch.operand, checking.locals) ?? any;
	const parts = {
		left: checking.citeOperand(mismatch.operand),
		leftType: showKind(own),
		right: checking.cite(span),
		rightType: show(widen(mismatch.type)),
	};
	checking.report(mismatch.operand.span, neverEqual(parts));
}

function checkComprehension(checking: Checking, step: Comprehension, around: Surroundings): void {
	const made = checking.nested(() => {
		checkBody(checking, step.body, around);
		const head = operandType(step.head, checking.locals) ?? any;
		const key = step.key === undefined ? never : widen(operandType(step.key, checking.locals) ?? any);
		return step.makes === "array" ? arrayOf(head) : step.makes === "set" ? setOf(head) : objectOf(key, head);
	});
	bindPattern(step.out, boundedType(made), checking.locals);
}

function checkEvery(checking: Checking, step: Every, around: Surroundings): void {
	const domain = operandType(step.domain, checking.locals) ?? any;
	const each = elements(domain);
	// OPA compiles it: the expression is undefined.
	if (each === undefined && checking.strict)
		checking.report(
			step.domain.span,
			iterateScalar({ text: checking.citeOperand(step.domain), type: showKind(domain) }),
		);
	if (step.key !== undefined) checking.locals.set(step.key, widen(each?.key ?? any));
	checking.locals.set(step.value, each?.value ?? any);
	checkClosed(checking, step.body, around);
}

/** A body that nothing is seen of outside: of `every`, a side of `and` and `or`, a negation of rego.v2. OPA looks for no mistakes of types in one. */
function checkClosed(checking: Checking, body: Body, around: Surroundings): void {
	const check = (): void => checking.nested(() => checkBody(checking, body, around));
	if (checking.strict) check();
	else checking.muted(check);
}

function checkWith(checking: Checking, step: With, around: Surroundings): void {
	const replaced = new Set(around.replaced);
	for (const { target } of step.changes)
		replaced.add(target.kind === "function" ? calleeKey(target.callee) : target.kind);
	checkBody(checking, step.body, { ...around, replaced });
}
