/** CEL text with its precedence, and what puts such texts together. Constants of policies enter as escaped literals only. */
import { isArray, isNumber, isObject, keysAndValues } from "../runtime/values/access.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import type { Value } from "../runtime/values/value.ts";
import { Unsayable } from "./unsayable.ts";

/** An expression and how tightly its outermost operator binds. */
export interface Code {
	readonly text: string;
	readonly level: Level;
	/** The sides of a comparison by `==`, for whoever turns it round. */
	readonly sides?: readonly [Code, Code];
	/** What it is the negation of. */
	readonly negated?: Code;
	/** Of a condition that something is there: how it is asked for (an optional), and how it is read then. */
	readonly present?: { readonly asked: string; readonly plain: string };
}

/** From the loosest: `a ? b : c`, `||`, `&&`, relations, `+`, `*`, `!` and `-`, and all that needs no parentheses. */
export const levels = { choice: 0, or: 1, and: 2, relation: 3, sum: 4, product: 5, prefix: 6, whole: 7 } as const;
export type Level = (typeof levels)[keyof typeof levels];

/** No expression is longer: the API server's parser stops at 100,000 characters, and nobody reads half of that. */
const LONGEST = 30_000;

export function code(text: string, level: Level = levels.whole): Code {
	if (text.length > LONGEST) throw new Unsayable(`an expression of it would be longer than ${LONGEST} characters`);
	return { text, level };
}

/** The text of an operand of an operator, in parentheses where that binds tighter. */
export function at(level: Level, { text, level: own }: Code): string {
	return own >= level ? text : `(${text})`;
}

export function infix(left: Code, operator: string, right: Code, level: Level): Code {
	// It doesn't matter in which order these are joined.
	const isJoining = level === levels.and || level === levels.or;
	return code(`${at(level, left)} ${operator} ${at(isJoining ? level : ((level + 1) as Level), right)}`, level);
}

/** `subject.name(arguments)`; `name(arguments)` where there is no subject. */
export function call(subject: Code | undefined, name: string, ...args: readonly Code[]): Code {
	const list = args.map(({ text }) => text).join(", ");
	return code(subject === undefined ? `${name}(${list})` : `${at(levels.whole, subject)}.${name}(${list})`);
}

export const choose = (condition: Code, then: Code, otherwise: Code): Code =>
	code(`${at(levels.or, condition)} ? ${at(levels.or, then)} : ${otherwise.text}`, levels.choice);

export const list = (items: readonly Code[]): Code => code(`[${items.map(({ text }) => text).join(", ")}]`);
export const sum = (left: Code, right: Code): Code => infix(left, "+", right, levels.sum);
export const equal = (left: Code, right: Code): Code => ({
	...infix(left, "==", right, levels.relation),
	sides: [left, right],
});
export const isType = (subject: Code, type: string): Code => code(`type(${subject.text}) == ${type}`, levels.relation);
export const isIn = (item: Code, collection: Code): Code => infix(item, "in", collection, levels.relation);

/** A literal. Its parts are `dyn` where a list or map would hold several types, which CEL's checker in Kubernetes refuses. */
export function literal(value: Value): Code {
	if (value === null) return code("null");
	if (typeof value === "boolean") return code(String(value));
	if (typeof value === "string") return code(textLiteral(value));
	if (isNumber(value)) return numberLiteral(value);
	if (isArray(value)) return listLiteral(value);
	if (value instanceof RegoSet) return listLiteral(value.sorted());
	if (isObject(value)) {
		const { keys, values } = keysAndValues(value);
		if (keys.some((key) => typeof key !== "string")) throw new Unsayable("an object of it has keys that aren't text");
		const written = sameType(values).map(({ text }, index) => `${literal(keys[index] as Value).text}: ${text}`);
		return code(`{${written.join(", ")}}`);
	}
	throw new Unsayable("a value of it has no form in CEL");
}

const listLiteral = (values: readonly Value[]): Code => list(sameType(values));

/** Literals that may stand in one list or map. */
function sameType(values: readonly Value[]): readonly Code[] {
	const sorts = new Set(
		values.map((value) => (isNumber(value) ? numberLiteral(value).text.includes(".") : sortOf(value))),
	);
	const written = values.map(literal);
	return sorts.size > 1 || sorts.has("composite") ? written.map((each) => call(undefined, "dyn", each)) : written;
}

function sortOf(value: Value): string {
	return typeof value === "object" && value !== null ? "composite" : typeof value;
}

function numberLiteral(value: Value): Code {
	if (typeof value !== "number") throw new Unsayable("a number of it is too long for CEL");
	if (Number.isSafeInteger(value)) return code(String(value), value < 0 ? levels.prefix : levels.whole);
	return code(/[.e]/.test(String(value)) ? String(value) : `${value}.0`, value < 0 ? levels.prefix : levels.whole);
}

/** JSON's escapes are CEL's, but for those of single surrogates, which no text of a cluster holds. */
function textLiteral(value: string): string {
	if (/\p{Surrogate}/u.test(value)) throw new Unsayable("a text of it isn't Unicode");
	// Patterns read better without doubled backslashes.
	if (value.includes("\\") && !/["\n\r]/.test(value) && !hasControls(value)) return `r"${value}"`;
	return JSON.stringify(value).replace(/\u007f/g, "\\u007f");
}

const hasControls = (value: string): boolean => [...value].some((letter) => letter < " " || letter === "\u007f");
