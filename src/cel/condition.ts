/** Conditions: known ones fold away, so that what a kind or a parameter decides leaves no trace in the expression. */
import { at, type Code, call, code, equal, infix, levels } from "./code.ts";

export type Condition = boolean | Code;

/** `&&`. In CEL a false side decides whatever the other comes to, an error too: guards may stand in any order. */
export function both(left: Condition, right: () => Condition): Condition {
	if (left === false) return false;
	const other = right();
	if (left === true) return other;
	if (other === true) return left;
	if (other === false) return false;
	return left.text === other.text ? left : (present(left, other) ?? infix(left, "&&", other, levels.and));
}

/** Something is there and has this value: said at once, by an optional. */
function present({ present: there }: Code, { text, sides }: Code): Code | undefined {
	if (there === undefined) return undefined;
	if (text === there.plain) return code(`${there.asked}.orValue(false)`);
	if (sides === undefined || sides[0].text !== there.plain) return undefined;
	return equal(code(there.asked), call(code("optional"), "of", sides[1]));
}

export function all(conditions: readonly Condition[]): Condition {
	return conditions.reduce<Condition>((before, next) => both(before, () => next), true);
}

export function either(conditions: readonly Condition[]): Condition {
	const open: Code[] = [];
	for (const condition of conditions) {
		if (condition === true) return true;
		if (condition !== false && !open.some(({ text }) => text === condition.text)) open.push(condition);
	}
	if (open.length === 0) return false;
	return open.reduce((left, right) => infix(left, "||", right, levels.or));
}

export function not(condition: Condition): Condition {
	if (typeof condition === "boolean") return !condition;
	const { sides, negated } = condition;
	if (negated !== undefined) return negated;
	if (sides !== undefined) return infix(sides[0], "!=", sides[1], levels.relation);
	return { ...code(`!${at(levels.prefix, condition)}`, levels.prefix), negated: condition };
}

/** A condition as an expression. */
export function asCode(condition: Condition): Code {
	return typeof condition === "boolean" ? code(String(condition)) : condition;
}
