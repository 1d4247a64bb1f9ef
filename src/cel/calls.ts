/** What is called in CEL where a policy calls a builtin. A table: name → what it gives, and when it is defined. */
import { any, string } from "../runtime/types.ts";
import { keysAndValues } from "../runtime/values/access.ts";
import { type Code, call, choose, code, infix, levels, sum } from "./code.ts";
import { isMember, type Order, ordered, same } from "./compare.ts";
import { all, type Condition, not } from "./condition.ts";
import { exists, listCode, listed, one } from "./modes.ts";
import {
	always,
	boolean,
	elementsOf,
	expression,
	given,
	isOf,
	known,
	type Many,
	type Maybe,
	mustBeOrdered,
	readKey,
	type Term,
	toCode,
} from "./terms.ts";
import { Unsayable } from "./unsayable.ts";

type Say = (...operands: readonly Term[]) => Maybe;

/** Of operands that must have these types: else the call is undefined. */
function typed(
	kinds: readonly ("string" | "number" | "array" | "object")[],
	say: (...codes: readonly Code[]) => Term,
): Say {
	return (...operands) => ({
		term: say(...operands.map(toCode)),
		types: all(operands.map((operand, index) => (kinds[index] === undefined ? true : isOf(operand, kinds[index])))),
		presence: true,
	});
}

const text = (say: (...codes: readonly Code[]) => Code, ...kinds: readonly ("string" | "number" | "array")[]): Say =>
	typed(kinds, (...codes) => expression(say(...codes), string));
const test = (say: (...codes: readonly Code[]) => Code, ...kinds: readonly ("string" | "number")[]): Say =>
	typed(kinds, (...codes) => boolean(say(...codes)));
const order =
	(sign: Order): Say =>
	(left, right) =>
		always(boolean(ordered(sign, left as Term, right as Term)));
const isKind =
	(kind: Parameters<typeof isOf>[1]): Say =>
	(value) =>
		always(boolean(isOf(value as Term, kind)));
const arithmetic = (sign: string, level: 4 | 5): Say =>
	typed(["number", "number"], (left, right) =>
		expression(infix(left as Code, sign, right as Code, level), { kind: "number" }),
	);
const two =
	<T>(say: (left: Code, right: Code) => T) =>
	(...codes: readonly Code[]): T =>
		say(codes[0] as Code, codes[1] as Code);
const first =
	<T>(say: (subject: Code) => T) =>
	(...codes: readonly Code[]): T =>
		say(codes[0] as Code);

const size = (subject: Code): Code => call(subject, "size");

const table: Readonly<Record<string, Say>> = {
	equal: (left, right) => always(boolean(same(left as Term, right as Term))),
	neq: (left, right) => always(boolean(not(same(left as Term, right as Term)))),
	lt: order("lt"),
	lte: order("lte"),
	gt: order("gt"),
	gte: order("gte"),
	plus: arithmetic("+", levels.sum),
	minus: (left, right) => minus(left as Term, right as Term),
	mul: arithmetic("*", levels.product),
	and: (left, right) => always(meet(left as Term, right as Term, true)),
	or: (left, right) => always(unite(left as Term, right as Term)),
	"internal.member_2": (value, collection) => always(boolean(isMember(value as Term, collection as Term))),
	startswith: test(
		two((subject, prefix) => call(subject, "startsWith", prefix)),
		"string",
		"string",
	),
	endswith: test(
		two((subject, suffix) => call(subject, "endsWith", suffix)),
		"string",
		"string",
	),
	contains: test(
		two((subject, part) => call(subject, "contains", part)),
		"string",
		"string",
	),
	"regex.match": test(
		two((pattern, subject) => call(subject, "matches", pattern)),
		"string",
		"string",
	),
	lower: text(
		first((subject) => call(subject, "lowerAscii")),
		"string",
	),
	upper: text(
		first((subject) => call(subject, "upperAscii")),
		"string",
	),
	trim_space: text(
		first((subject) => call(subject, "trim")),
		"string",
	),
	trim_prefix: text(
		two((subject, prefix) =>
			choose(call(subject, "startsWith", prefix), call(subject, "substring", size(prefix)), subject),
		),
		"string",
		"string",
	),
	trim_suffix: text(
		two((subject, suffix) =>
			choose(
				call(subject, "endsWith", suffix),
				call(subject, "substring", code("0"), infix(size(subject), "-", size(suffix), levels.sum)),
				subject,
			),
		),
		"string",
		"string",
	),
	replace: text((subject, old, by) => call(subject, "replace", old as Code, by as Code), "string", "string", "string"),
	split: typed(["string", "string"], (subject, by) =>
		expression(call(subject, "split", by as Code), { kind: "array", items: [], rest: string }),
	),
	concat: (by, parts) => {
		if (parts?.kind === "many" && parts.makes === "array") mustBeOrdered(parts);
		return joined(by as Term, parts as Term);
	},
	count: (collection) => count(collection as Term),
	sort: (collection) => {
		const type =
			collection?.kind === "expression" ? collection.type : ({ kind: "array", items: [], rest: string } as const);
		return always(expression(call(toCode(collection as Term), "sort"), type));
	},
	min: (collection) => extreme("min", collection as Term),
	max: (collection) => extreme("max", collection as Term),
	"object.get": (object, key, otherwise) => objectGet(object as Term, key as Term, otherwise as Term),
	"array.concat": (left, right) =>
		always(expression(sum(toCode(left as Term), toCode(right as Term)), { kind: "array", items: [], rest: any })),
	is_string: isKind("string"),
	is_number: isKind("number"),
	is_boolean: isKind("boolean"),
	is_array: isKind("array"),
	is_object: isKind("object"),
	is_null: isKind("null"),
	// What an API server is given is given.
	is_unknown: () => always(known(false)),
};

/** A call on operands that aren't all known. */
export function sayCall(name: string, operands: readonly Term[]): Maybe {
	const say = table[name];
	if (say === undefined) throw new Unsayable(`it calls \`${name}\``);
	return say(...operands);
}

const joined = (by: Term, parts: Term): Maybe => ({
	term: expression(call(toCode(parts), "join", toCode(by)), string),
	types: isOf(by, "string"),
	presence: true,
});

function count(collection: Term): Maybe {
	if (collection.kind === "many") return always({ kind: "size", of: collection });
	if (collection.kind === "tuple") return always(known(collection.items.length));
	if (collection.kind === "fields") return always(known(collection.entries.length));
	if (collection.kind !== "expression" && collection.kind !== "text")
		throw new Unsayable("it counts the fields of a normalized document");
	const subject = collection.kind === "text" ? collection.code() : collection.code;
	const counted = ["string", "array", "object"] as const;
	const types = counted.map((kind) => isOf(collection, kind));
	return {
		term: expression(call(subject, "size"), { kind: "number" }),
		types: types.includes(true) ? true : anyOf(types),
		presence: true,
	};
}

const anyOf = (conditions: readonly Condition[]): Condition => not(all(conditions.map(not)));

/** Of texts or numbers alone: CEL orders nothing else. */
function extreme(name: "min" | "max", collection: Term): Maybe {
	if (collection.kind !== "many") throw new Unsayable(`it calls \`${name}\` on what it doesn't make itself`);
	const { type } = elementsOf(collection);
	if (type.kind !== "string" && type.kind !== "number")
		throw new Unsayable(`it calls \`${name}\` on values whose types aren't known`);
	const listing = listCode(collection.each(listed, (value) => one(toCode(value))));
	return { term: expression(call(listing, name), type), types: true, presence: collection.each(exists, () => true) };
}

/** With a key that isn't there, or of what is no object, it is the other value. */
function objectGet(object: Term, key: Term, otherwise: Term): Maybe {
	if (key.kind === "known" && Array.isArray(key.value)) throw new Unsayable("it calls `object.get` with a path");
	const isObject = isOf(object, "object");
	if (isObject === false) return { term: known(null), types: false, presence: true };
	const found = readKey(object, key);
	const there = given(found);
	if (there === true) return { ...found, types: isObject };
	if (there === false) return { term: otherwise, types: isObject, presence: true };
	// The type is known where both are of one.
	const kind = (["string", "number", "boolean", "array"] as const).find(
		(each) => isOf(found.term, each) === true && isOf(otherwise, each) === true,
	);
	const picked = choose(there, toCode(found.term), otherwise.kind === "known" ? dynamic(otherwise) : toCode(otherwise));
	const type = kind === undefined ? any : found.term.kind === "expression" ? found.term.type : any;
	return { term: expression(code(`(${picked.text})`), type), types: isObject, presence: true };
}

const dynamic = (term: Term): Code => call(undefined, "dyn", toCode(term));

function minus(left: Term, right: Term): Maybe {
	if (isOf(left, "number") === true && isOf(right, "number") === true) return arithmetic("-", levels.sum)(left, right);
	return always(meet(left, right, false));
}

/** The elements of a set that are, or aren't, in another. */
function meet(left: Term, right: Term, wanted: boolean): Term {
	const elements = asSet(left);
	return {
		kind: "many",
		makes: "set",
		each: (mode, then) =>
			elements.each(mode, (value, key) => {
				const inside = isMember(value, right.kind === "known" ? right : asSet(right));
				return mode.when(wanted ? inside : not(inside), () => then(value, key));
			}),
	};
}

function unite(left: Term, right: Term): Term {
	const sides = [asSet(left), asSet(right)];
	return { kind: "many", makes: "set", each: (mode, then) => mode.any(sides.map((side) => side.each(mode, then))) };
}

function asSet(term: Term): Many {
	if (term.kind === "many" && term.makes === "set") return term;
	if (term.kind === "known") {
		const { values } = keysAndValues(term.value);
		return {
			kind: "many",
			makes: "set",
			each: (mode, then) => mode.any(values.map((value) => then(known(value), known(value)))),
		};
	}
	throw new Unsayable("it puts sets together that it doesn't make itself");
}
