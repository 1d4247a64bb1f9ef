/** What a value of a policy is while the policy is translated: known, an expression, or something that is said only where it is used. */

import { members } from "../runtime/types/expand.ts";
import { elements, fieldType } from "../runtime/types/lookup.ts";
import { any, nothing, string, type Type, union } from "../runtime/types.ts";
import { get, isArray, isNumber, isObject, keysAndValues } from "../runtime/values/access.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import type { Value } from "../runtime/values/value.ts";
import { at, type Code, call, code, isType, levels, list, literal } from "./code.ts";
import { all, type Condition, either } from "./condition.ts";
import { isOrdered, type Listed, listCode, listed, type Mode, one } from "./modes.ts";
import { Unsayable } from "./unsayable.ts";

export type Term = Known | Expression | View | Text | Tuple | Fields | Many | Size;

export interface Known {
	readonly kind: "known";
	readonly value: Value;
}
/** An expression that has a value wherever it stands. Its type is certain: the API server sees to it, or the expression does. */
export interface Expression {
	readonly kind: "expression";
	readonly code: Code;
	readonly type: Type;
	/** How it was read: what from, and the steps with their question marks. */
	readonly path?: { readonly from: Code; readonly steps: string };
	/** It is what an element of a list stands under. */
	readonly isIndex?: boolean;
	/** What an element of it is, where that isn't simply a value. */
	readonly element?: (code: Code) => Term;
}
/** An object of a normalized document: its fields are said when they are read. */
export interface View {
	readonly kind: "view";
	readonly name: string;
	readonly field: (key: string) => Maybe | undefined;
	/** What it is made from, where that is all there is to it. */
	readonly whole?: { readonly code: Code; readonly again: (code: Code) => View };
}
/** A text that is put together where it is needed. */
export interface Text {
	readonly kind: "text";
	readonly code: () => Code;
}
export interface Tuple {
	readonly kind: "tuple";
	readonly items: readonly Term[];
}
export interface Fields {
	readonly kind: "fields";
	readonly entries: readonly (readonly [Value, Term])[];
}
/** A comprehension, or a rule that is a set: its elements are gone through where they are needed. */
export interface Many {
	readonly kind: "many";
	readonly makes: "array" | "set" | "object";
	readonly each: <R>(mode: Mode<R>, then: (value: Term, key: Term | undefined) => R) => R;
}
/** How many elements there are. */
export interface Size {
	readonly kind: "size";
	readonly of: Many;
}

/** A value that may be undefined: it is there where all of these hold. */
export interface Maybe {
	readonly term: Term;
	/** That the values on the way have the types they must have. */
	readonly types: Condition;
	/** That it is there. */
	readonly presence: Condition;
}

export const known = (value: Value): Known => ({ kind: "known", value });
export const expression = (text: Code, type: Type): Expression => ({ kind: "expression", code: text, type });
export const always = (term: Term): Maybe => ({ term, types: true, presence: true });
export const never: Maybe = { term: known(null), types: true, presence: false };
export const given = ({ types, presence }: Maybe): Condition => all([types, presence]);

/** A boolean that a condition says. */
export function boolean(condition: Condition): Term {
	return typeof condition === "boolean" ? known(condition) : expression(condition, { kind: "boolean" });
}

type Kind = "string" | "number" | "boolean" | "array" | "object" | "null";
const words: Readonly<Record<Kind, readonly string[]>> = {
	string: ["string"],
	number: ["int", "double"],
	boolean: ["bool"],
	array: ["list"],
	object: ["map"],
	null: ["null_type"],
};

/** Whether a term is of a kind: known where its type tells. */
export function isOf(term: Term, kind: Kind): Condition {
	if (term.kind === "known") return kindOf(term.value) === kind;
	if (term.kind === "expression") {
		const kinds = new Set(members(term.type).map((member) => member.kind));
		if (!kinds.has("any")) {
			if (!kinds.has(kind)) return false;
			if (kinds.size === 1) return true;
		}
		return either(words[kind].map((word) => isType(term.code, word)));
	}
	if (term.kind === "many") return term.makes === kind;
	const own: Readonly<Record<Exclude<Term["kind"], "known" | "expression" | "many">, Kind>> = {
		view: "object",
		text: "string",
		tuple: "array",
		fields: "object",
		size: "number",
	};
	return own[term.kind] === kind;
}

function kindOf(value: Value): Kind | "set" | undefined {
	if (value === null) return "null";
	if (value instanceof RegoSet) return "set";
	if (isArray(value)) return "array";
	if (isNumber(value)) return "number";
	if (isObject(value)) return "object";
	return typeof value === "string" ? "string" : typeof value === "boolean" ? "boolean" : undefined;
}

/** A term as an expression. */
export function toCode(term: Term): Code {
	switch (term.kind) {
		case "known":
			return literal(term.value);
		case "expression":
			if (term.element !== undefined) throw new Unsayable("it hands on a list of the normalized document as a whole");
			return term.code;
		case "text":
			return term.code();
		case "tuple":
			return list(term.items.map((item) => call(undefined, "dyn", toCode(item))));
		case "many":
			return manyCode(term);
		case "size":
			return call(countedCode(term.of), "size");
		case "view":
			if (term.whole !== undefined) return term.whole.code;
			throw new Unsayable(`it hands on ${term.name} of the normalized document as a whole`);
		case "fields":
			throw new Unsayable("it makes an object");
	}
}

/** The elements as a list. Those of a set each once. */
export function manyCode({ makes, each }: Many): Code {
	if (makes === "object") throw new Unsayable("it makes an object by a comprehension");
	const listing: Listed = each(listed, (value) => one(toCode(value)));
	const elementsCode = listCode(listing);
	return makes === "set" && listing.kind !== "none" && listing.kind !== "one"
		? call(elementsCode, "distinct")
		: elementsCode;
}

/** @throws Unsayable where a list is made from an object's values and its order tells */
export function mustBeOrdered({ each }: Many): void {
	if (!isOrdered(each(listed, () => one(code("true")))))
		throw new Unsayable("it depends on the order of an object's keys, which CEL doesn't keep");
}

/** Something for each element: in an array it doesn't matter what. */
function countedCode(many: Many): Code {
	return many.makes === "array" ? listCode(many.each(listed, () => one(code("true")))) : manyCode(many);
}

/** What the elements are: the type that all have, and the view where they are one. */
export function elementsOf({ each }: Many): { readonly type: Type; readonly again?: (code: Code) => View } {
	const types: Type[] = [];
	let again: ((code: Code) => View) | undefined;
	each(listed, (value) => {
		types.push(
			value.kind === "expression"
				? value.type
				: value.kind === "known"
					? typeOfKnown(value.value)
					: value.kind === "text"
						? string
						: any,
		);
		if (value.kind === "view") again = value.whole?.again;
		return one(code("true"));
	});
	return { type: same(types), ...(again && { again }) };
}

// Words that CEL keeps for itself; `namespace` may stand after a dot.
const reserved = new Set(
	"true false null in as break const continue else for function if import let loop package return var void while".split(
		" ",
	),
);
const isName = (key: string): boolean => /^[A-Za-z_]\w*$/.test(key) && !reserved.has(key);

/** Lists that the API writes as null where they are empty. */
const nullable: ReadonlySet<string> = new Set(["sources"]);

/** One step down. */
export function readKey(term: Term, key: Term): Maybe {
	if (term.kind === "known") return readKnown(term.value, key);
	if (term.kind === "view") {
		if (key.kind !== "known" || typeof key.value !== "string")
			throw new Unsayable(`it reads a field of ${term.name} whose name isn't known before`);
		return term.field(key.value) ?? never;
	}
	if (term.kind === "expression") return readExpression(term, key);
	if (term.kind === "tuple" && key.kind === "known" && typeof key.value === "number") {
		const item = term.items[key.value];
		return item === undefined ? never : always(item);
	}
	if (term.kind === "fields" && key.kind === "known") {
		const entry = term.entries.find(([name]) => name === key.value);
		return entry === undefined ? never : always(entry[1]);
	}
	if (term.kind === "many" && term.makes === "array" && key.kind === "known" && typeof key.value === "number") {
		mustBeOrdered(term);
		const { type, again } = elementsOf(term);
		const list = expression(manyCode(term), { kind: "array", items: [], rest: type });
		return readExpression(again === undefined ? list : { ...list, element: again }, key);
	}
	if (term.kind === "many" || term.kind === "tuple" || term.kind === "fields")
		throw new Unsayable("it looks up a key in what it has worked out");
	return never;
}

function readKnown(value: Value, key: Term): Maybe {
	if (key.kind === "known") {
		const found = get(value, key.value);
		return found === undefined ? never : always(known(found));
	}
	return readExpression(expression(literal(value), typeOfKnown(value)), key);
}

function readExpression(term: Expression, key: Term): Maybe {
	const { path, element } = term;
	const from = path?.from ?? term.code;
	const before = path?.steps ?? "";
	const step = (type: Type, typed: Condition, asked: string, plain: string): Maybe => {
		const text = code(`${at(levels.whole, term.code)}${plain}`);
		const steps = before + asked;
		const read: Expression = { ...expression(text, type), path: { from, steps } };
		const isSingle = before === "" && asked.startsWith(".?");
		const wanted = `${at(levels.whole, from)}${steps}`;
		const has = isSingle ? call(undefined, "has", text) : code(`${wanted}.hasValue()`);
		const presence = { ...has, present: { asked: wanted, plain: text.text } };
		return { term: element === undefined ? read : element(text), types: typed, presence };
	};
	if (key.kind === "known") {
		const { value } = key;
		if (typeof value === "string") {
			const type = fieldType(term.type, value);
			if (type === undefined) return never;
			const isObject = isOf(term, "object");
			const read = nullable.has(value) ? union(type, nothing) : type;
			const quoted = literal(value).text;
			return isName(value)
				? step(read, isObject, `.?${value}`, `.${value}`)
				: step(read, isObject, `[?${quoted}]`, `[${quoted}]`);
		}
		if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) {
			const type = fieldType(term.type, value);
			return type === undefined ? never : step(type, isOf(term, "array"), `[?${value}]`, `[${value}]`);
		}
		return never;
	}
	const asked = toCode(key).text;
	const isList = isOf(term, "array");
	const fits = either([
		all([isOf(term, "object"), isOf(key, "string")]),
		isList === false ? false : all([isList, isIndex(key)]),
	]);
	if (fits === false) return never;
	return step(elements(term.type)?.value ?? any, fits, `[?${asked}]`, `[${asked}]`);
}

/** Only whole numbers can be looked for in a list. */
function isIndex(key: Term): Condition {
	const isNumber = isOf(key, "number");
	return isNumber === false || (key.kind === "expression" && key.isIndex === true)
		? isNumber
		: isType(toCode(key), "int");
}

/** The type of a known value as far as operators care. */
export function typeOfKnown(value: Value): Type {
	const kind = kindOf(value);
	if (kind === "object") {
		const types = keysAndValues(value).values.map(typeOfKnown);
		return { kind: "object", fields: new Map(), rest: { key: string, value: same(types) } };
	}
	if (kind === "array") return { kind: "array", items: [], rest: same((value as readonly Value[]).map(typeOfKnown)) };
	return kind === undefined || kind === "set" ? any : { kind };
}

/** The type that all have, or any. */
export function same(types: readonly Type[]): Type {
	const [first] = types;
	return first !== undefined && types.every(({ kind }) => kind === first.kind) ? first : any;
}
