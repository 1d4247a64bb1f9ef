/** Comparisons of terms as Rego makes them: values of different types are different, and have an order among themselves. */
import { sizeOf } from "../runtime/values/access.ts";
import { equals } from "../runtime/values/equality.ts";
import { compare } from "../runtime/values/order.ts";
import { call, code, equal, infix, levels } from "./code.ts";
import { all, type Condition, either, not } from "./condition.ts";
import { exists } from "./modes.ts";
import { isOf, type Many, type Term, toCode } from "./terms.ts";
import { Unsayable } from "./unsayable.ts";

/** Whether an expression that says this much goes on: it is anything but false. */
export function truth(term: Term): Condition {
	if (term.kind === "known") return term.value !== false;
	if (term.kind !== "expression") return true;
	const isBoolean = isOf(term, "boolean");
	if (isBoolean === true) return term.code;
	return isBoolean === false ? true : infix(toCode(term), "!=", code("false"), levels.relation);
}

export function same(left: Term, right: Term): Condition {
	if (left.kind === "known" && right.kind === "known") return equals(left.value, right.value);
	if (left.kind === "size") return sized("equal", left.of, right);
	if (right.kind === "size") return sized("equal", right.of, left);
	if (left.kind === "many") return isNothing(left, right);
	if (right.kind === "many") return isNothing(right, left);
	if (left.kind === "tuple" && right.kind === "tuple")
		return left.items.length === right.items.length
			? all(left.items.map((item, index) => same(item, right.items[index] as Term)))
			: false;
	if (!mayBeEqual(left, right)) return false;
	// What is known comes last, as people write it.
	return left.kind === "known" ? equal(toCode(right), toCode(left)) : equal(toCode(left), toCode(right));
}

/** A collection that is gone through may be compared with an empty one only. */
function isNothing(many: Many, other: Term): Condition {
	if (other.kind !== "known" || sizeOf(other.value) !== 0)
		throw new Unsayable("it compares a collection that it has worked out");
	return not(many.each(exists, () => true));
}

const kinds = ["string", "number", "boolean", "array", "object", "null"] as const;

/** Whether there is a type that both may have. */
function mayBeEqual(left: Term, right: Term): boolean {
	return kinds.some((kind) => isOf(left, kind) !== false && isOf(right, kind) !== false);
}

export type Order = "lt" | "lte" | "gt" | "gte";
const signs: Readonly<Record<Order, string>> = { lt: "<", lte: "<=", gt: ">", gte: ">=" };
const turned: Readonly<Record<Order, Order>> = { lt: "gt", lte: "gte", gt: "lt", gte: "lte" };
const holds: Readonly<Record<Order, (sign: number) => boolean>> = {
	lt: (sign) => sign < 0,
	lte: (sign) => sign <= 0,
	gt: (sign) => sign > 0,
	gte: (sign) => sign >= 0,
};

export function ordered(order: Order, left: Term, right: Term): Condition {
	if (left.kind === "known" && right.kind === "known") return holds[order](compare(left.value, right.value));
	if (left.kind === "size") return sized(order, left.of, right);
	if (right.kind === "size") return sized(turned[order], right.of, left);
	const compared = () => infix(toCode(left), signs[order], toCode(right), levels.relation);
	for (const kind of ["number", "string"] as const)
		if (isOf(left, kind) === true && isOf(right, kind) === true) return compared();
	if (isOf(right, "number") === true) return orderedByType(order, left, compared);
	if (isOf(left, "number") === true) return orderedByType(turned[order], right, compared);
	throw new Unsayable("it orders values whose types aren't known");
}

/** Against a number: null and booleans are less than every number, all else is more (OPA's order of types). */
function orderedByType(order: Order, term: Term, compared: () => Condition): Condition {
	const isNumeric = isOf(term, "number");
	const less = either([isOf(term, "boolean"), isOf(term, "null")]);
	const more = all([not(isNumeric), not(less)]);
	const others = order === "lt" || order === "lte" ? less : more;
	return isNumeric === false ? others : either([all([isNumeric, compared()]), others]);
}

/** How many there are, against a known number: mostly it is asked whether there is any. */
function sized(order: Order | "equal", many: Many, other: Term): Condition {
	const some = () => many.each(exists, () => true);
	const limit = other.kind === "known" ? other.value : undefined;
	if ((order === "gt" && limit === 0) || (order === "gte" && limit === 1)) return some();
	if ((order === "equal" && limit === 0) || (order === "lt" && limit === 1) || (order === "lte" && limit === 0))
		return not(some());
	const size = call(toCode(many), "size");
	return infix(size, order === "equal" ? "==" : signs[order], toCode(other), levels.relation);
}

/** `value in collection`: false, not undefined, where it is no collection. */
export function isMember(value: Term, collection: Term): Condition {
	if (collection.kind === "many") return collection.each(exists, (item) => same(item, value));
	if (collection.kind === "tuple") return either(collection.items.map((item) => same(item, value)));
	if (collection.kind === "fields") return either(collection.entries.map(([, item]) => same(item, value)));
	const asked = toCode(value);
	const isList = collection.kind === "known" ? true : isOf(collection, "array");
	const inList = () => infix(asked, "in", toCode(collection), levels.relation);
	const isMap = collection.kind === "known" ? false : isOf(collection, "object");
	const inMap = () => call(toCode(collection), "exists", code("k"), code("v"), equal(code("v"), asked));
	return either([isList === false ? false : all([isList, inList()]), isMap === false ? false : all([isMap, inMap()])]);
}

/** Whether a value prints as a text as it stands. */
export const isPlain = (term: Term): Condition =>
	either(["string", "number", "boolean"].map((kind) => isOf(term, kind as "string")));
