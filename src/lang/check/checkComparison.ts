/** Comparisons and memberships that can't mean what they say: sides that are never equal, values that a field never has. */
import {
	alwaysUnequal,
	memberOfScalar,
	neverEqual,
	neverMember,
	orderOfTypes,
	valueNotListed,
} from "../../diagnostics/catalogue/typing.ts";
import { isUnknown, members, onlyKind } from "../../runtime/types/expand.ts";
import { elements } from "../../runtime/types/lookup.ts";
import { overlaps } from "../../runtime/types/overlap.ts";
import type { Type } from "../../runtime/types.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import type { CallStep, Operand } from "../core.ts";
import type { Term } from "../tree.ts";
import { type Checking, showKind } from "./checking.ts";
import { operandType, valueType, widen } from "./operandType.ts";

/** One side of a comparison. */
interface Side {
	readonly type: Type;
	/** The same with literals as any string: two different literals are no mistake of types. */
	readonly loose: Type;
	/** As messages show it. */
	readonly shown: string;
	readonly text: string;
	readonly span: Span;
	/** The string, where it is a literal. */
	readonly literal: string | undefined;
	/** A collection that is written out, with all that is in it. */
	readonly isWritten: boolean;
}

/** A side as it stands in the program. Only a mistake is cited, and hardly any comparison is one. */
class WrittenSide implements Side {
	readonly type: Type;
	readonly #checking: Checking;
	readonly #operand: Operand;

	constructor(checking: Checking, operand: Operand, type: Type) {
		this.#checking = checking;
		this.#operand = operand;
		this.type = type;
	}

	get loose(): Type {
		return operandType(this.#operand, this.#checking.locals) ?? this.type;
	}

	get shown(): string {
		return showKind(this.loose);
	}

	get text(): string {
		return this.#checking.citeOperand(this.#operand);
	}

	get span(): Span {
		return this.#operand.span;
	}

	get literal(): string | undefined {
		return this.#operand.kind === "constant" && typeof this.#operand.value === "string"
			? this.#operand.value
			: undefined;
	}

	get isWritten(): boolean {
		return isWrittenOut(this.#operand);
	}
}

function sideOf(checking: Checking, operand: Operand): Side | undefined {
	const type = operandType(operand, checking.locals, "exact");
	return type && new WrittenSide(checking, operand, type);
}

function isWrittenOut(operand: Operand): boolean {
	switch (operand.kind) {
		case "constant":
			return true;
		case "local":
			return false;
		case "object":
			return operand.entries.every(({ key, value }) => isWrittenOut(key) && isWrittenOut(value));
		default:
			return operand.items.every(isWrittenOut);
	}
}

/** `==`, `=` and `:=` with two known sides. */
export function checkEqual(checking: Checking, left: Operand, right: Operand, span: Span): void {
	const [one, other] = [sideOf(checking, left), sideOf(checking, right)];
	if (one !== undefined && other !== undefined) reportUnequal(checking, one, other, span, "equal");
}

/** `!=`: only a mistake where it always holds. */
export function checkDifferent(checking: Checking, left: Operand, right: Operand, span: Span): void {
	const [one, other] = [sideOf(checking, left), sideOf(checking, right)];
	if (one !== undefined && other !== undefined) reportUnequal(checking, one, other, span, "different");
}

function reportUnequal(checking: Checking, left: Side, right: Side, span: Span, test: "equal" | "different"): void {
	// Two collections may be equal for being empty, but not where one is written out.
	const mode = left.isWritten || right.isWritten ? "operand" : "equal";
	if (overlaps(left.type, right.type, mode)) return;
	for (const [literal, other] of [
		[right, left],
		[left, right],
	] as const) {
		const known = listedValues(other.type);
		if (literal.literal === undefined || known === undefined || other.literal !== undefined) continue;
		// What a schema lists is more than OPA knows.
		if (checking.strict) reportNotListed(checking, other.text, literal.literal, known, literal.span);
		return;
	}
	if (overlaps(left.loose, right.loose, mode)) return;
	const parts = {
		left: left.text,
		leftType: left.shown,
		right: right.text,
		rightType: right.shown,
		...conversionHint(left, right),
	};
	if (test === "equal") checking.report(span, neverEqual(parts));
	else if (checking.strict) checking.report(span, alwaysUnequal(parts));
}

function reportNotListed(checking: Checking, text: string, value: string, known: readonly string[], span: Span): void {
	const suggestion = suggest(value, known);
	const quoted = (word: string): string => JSON.stringify(word);
	checking.report(
		span,
		valueNotListed({
			text,
			value: quoted(value),
			known: known.map(quoted),
			...(suggestion === undefined ? {} : { suggestion: quoted(suggestion) }),
		}),
	);
}

/** The strings that a type lists, where it is strings (and perhaps null) only and lists them. */
function listedValues(type: Type): readonly string[] | undefined {
	const strings = members(type).filter((member) => member.kind !== "null");
	const [only] = strings;
	return strings.length === 1 && only?.kind === "string" ? only.values : undefined;
}

/** How two sides of different types could be made to meet. */
function conversionHint(left: Side, right: Side): { readonly hint?: string } {
	const kinds = [onlyKind(left.type), onlyKind(right.type)];
	const literal = left.literal !== undefined ? left : right;
	if (kinds.includes("boolean") && (literal.literal === "true" || literal.literal === "false"))
		return { hint: `write \`${literal.literal}\` without quotes` };
	if (kinds.includes("number") && literal.literal !== undefined && /^-?\d+(\.\d+)?$/.test(literal.literal))
		return { hint: `write \`${literal.literal}\` without quotes` };
	if (kinds.includes("number") && kinds.includes("string")) {
		if (literal.literal !== undefined) return {};
		const constant = [left, right].find((side) => /^-?\d+(\.\d+)?$/.test(side.text));
		return {
			hint:
				constant === undefined ? "`to_number` makes a number of a string" : `write \`"${constant.text}"\` in quotes`,
		};
	}
	if (kinds.includes("set") && kinds.includes("array")) return { hint: "`{…}` is a set, `[…]` is an array" };
	if (kinds.includes("array") || kinds.includes("set")) {
		const [collection, other] = kinds[0] === "array" || kinds[0] === "set" ? [left, right] : [right, left];
		const inside = elements(collection.type)?.value;
		if (inside !== undefined && overlaps(inside, other.type) && !isUnknown(inside))
			return { hint: `to ask whether it is among them, write \`${other.text} in ${collection.text}\`` };
	}
	return {};
}

/** `<`, `<=`, `>`, `>=`: sides of different types are ordered by their types alone. */
export function checkOrder(checking: Checking, step: CallStep, operator: string): void {
	if (!checking.strict) return;
	const [left, right] = step.args.map((arg) => sideOf(checking, arg));
	if (left === undefined || right === undefined || isUnknown(left.type) || isUnknown(right.type)) return;
	const kinds = new Set(members(left.type).map((member) => member.kind));
	if (members(right.type).some((member) => kinds.has(member.kind))) return;
	const parts = { left: left.text, leftType: left.shown, right: right.text, rightType: right.shown };
	checking.report(step.span, orderOfTypes({ operator, ...parts }));
}

/** `value in collection` and `key, value in collection`. */
export function checkMembership(checking: Checking, step: CallStep): void {
	const collection = sideOf(checking, step.args.at(-1) as Operand);
	const value = sideOf(checking, step.args.at(-2) as Operand);
	if (collection === undefined || value === undefined) return;
	const each = elements(collection.type);
	if (each === undefined) {
		// OPA compiles it: nothing is in there.
		if (!checking.strict) return;
		const type = collection.shown;
		checking.report(collection.span, memberOfScalar({ value: value.text, collection: collection.text, type }));
		return;
	}
	const terms = step.term?.kind === "membership" ? literalItems(step.term.collection) : undefined;
	if (terms !== undefined && checkListed(checking, value, terms)) return;
	const key = step.args.length === 3 ? sideOf(checking, step.args[0] as Operand) : undefined;
	if (key !== undefined && !overlaps(key.loose, widen(each.key))) {
		const parts = { value: key.text, valueType: key.shown, collection: collection.text };
		checking.report(key.span, neverMember({ ...parts, elementType: showKind(each.key), what: "keys" }));
		return;
	}
	if (overlaps(value.type, each.value)) return;
	const known = listedValues(each.value);
	if (value.literal !== undefined && known !== undefined && terms === undefined) {
		// What a schema lists is more than OPA knows.
		if (checking.strict) reportNotListed(checking, `${collection.text}[_]`, value.literal, known, value.span);
		return;
	}
	const element = elements(collection.loose)?.value ?? each.value;
	if (overlaps(value.loose, element)) return;
	checking.report(
		step.span,
		neverMember({
			value: value.text,
			valueType: value.shown,
			collection: collection.text,
			elementType: showKind(element),
			...membershipHint(value, each.value),
		}),
	);
}

/** How a value could be made to meet the elements of a collection. */
function membershipHint(value: Side, element: Type): { readonly hint?: string } {
	const inside = elements(value.type)?.value;
	if (inside !== undefined && !isUnknown(inside) && overlaps(inside, element))
		return { hint: `\`some element in ${value.text}\` goes through its elements` };
	return conversionHint(value, {
		type: element,
		loose: element,
		shown: "",
		text: "",
		span: value.span,
		literal: undefined,
		isWritten: false,
	});
}

/** The string literals of a collection that is written out, each at its place. */
function literalItems(collection: Term): readonly Term[] | undefined {
	return collection.kind === "array" || collection.kind === "set" ? collection.items : undefined;
}

/** `input.level in {"high", "medum"}`: every string that the field never has. True where one was reported. */
function checkListed(checking: Checking, value: Side, items: readonly Term[]): boolean {
	const known = listedValues(value.type);
	if (known === undefined || value.literal !== undefined) return false;
	let found = false;
	for (const item of items) {
		if (item.kind !== "string" || overlaps(value.type, valueType(item.value, "exact"))) continue;
		if (checking.strict) reportNotListed(checking, value.text, item.value, known, item.span);
		found = true;
	}
	return found;
}
