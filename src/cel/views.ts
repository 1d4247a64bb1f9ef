/** What views of normalized documents are made of: fields that are said when they are read. */
import { string, type Type } from "../runtime/types.ts";
import { type Code, code } from "./code.ts";
import { both } from "./condition.ts";
import { always, expression, known, type Maybe, never, readKey, type Term, type View } from "./terms.ts";
import { Unsayable } from "./unsayable.ts";

export const texts: Type = { kind: "array", items: [], rest: string };
export const anything: Type = { kind: "any" };
export const objectOfTexts: Type = { kind: "object", fields: new Map(), rest: { key: string, value: string } };

/** Fields that nobody says here can't be exported; the schemas know no others. */
export function viewOf(name: string, fields: Readonly<Record<string, () => Maybe>>): View {
	return {
		kind: "view",
		name,
		field: (key) => {
			if (!Object.hasOwn(fields, key)) throw new Unsayable(`it reads \`${key}\` of ${name}`);
			return (fields[key] as () => Maybe)();
		},
	};
}

/** The element of a list that is said field by field, and what it stands for as a whole. */
export function elementOf(view: (each: Code) => View): (each: Code) => View {
	const again = (each: Code): View => ({ ...view(each), whole: { code: each, again } });
	return again;
}

/** A list of something that is said field by field. */
export function listOf(text: string, element: (each: Code) => View): Maybe {
	return always({
		...expression(code(text), { kind: "array", items: [], rest: anything }),
		element: elementOf(element),
	});
}

/** A field below an expression, or what stands for none. */
export const orEmpty = (subject: Code, path: string, empty: string): Code =>
	code(`${subject.text}${path}.orValue(${empty})`);

/** The first of these that is there. They are of one type. */
export function firstOf(candidates: readonly Maybe[]): Maybe {
	const [first, ...others] = candidates;
	if (first === undefined) return never;
	if (first.presence === true || others.length === 0) return first;
	const rest = firstOf(others);
	const { term } = first;
	if (term.kind !== "expression" || rest.term.kind !== "expression" || term.path === undefined)
		throw new Unsayable("it reads a setting that has several places");
	const asked = `${term.path.from.text}${term.path.steps}`;
	const restPath = rest.term.path;
	const or =
		restPath === undefined ? `.orValue(${rest.term.code.text})` : `.or(${restPath.from.text}${restPath.steps})`;
	const found = code(`${asked}${or}`);
	if (rest.presence === true) return always(expression(found, term.type));
	return {
		term: { ...expression(code(`${found.text}.value()`), term.type), path: { from: found, steps: "" } },
		types: true,
		presence: code(`${found.text}.hasValue()`),
	};
}

/** Down a path of fields. */
export function below(from: Term, ...path: readonly string[]): Maybe {
	return path.reduce<Maybe>((at, key) => {
		const next = readKey(at.term, known(key));
		return { ...next, types: both(at.types, () => next.types) };
	}, always(from));
}
