/** Collections gone through: those that are known here, all others by a macro of CEL around what is said of an element. */
import { elements } from "../runtime/types/lookup.ts";
import { any, number, string } from "../runtime/types.ts";
import { isArray, keysAndValues } from "../runtime/values/access.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import type { Value } from "../runtime/values/value.ts";
import { type Code, code, literal } from "./code.ts";
import { either } from "./condition.ts";
import type { Mode } from "./modes.ts";
import { type Expression, expression, isOf, type Known, known, same, type Term, typeOfKnown } from "./terms.ts";
import { Unsayable } from "./unsayable.ts";

/** Known collections are gone through here, element by element, only up to this size. */
const MOST_UNROLLED = 64;
/** Shorter ones always are: a macro isn't shorter. */
const FEWEST_IN_MACRO = 3;

/** Names that mean something in CEL, and those that the views use in their own macros. */
const taken =
	"object oldObject request params variables namespaceObject authorizer type size string int uint double bool bytes list map dyn has all optional null_type duration timestamp " +
	"true false null in as break const continue else for function if import let loop package namespace return var void while " +
	"a c i k l n p s t v";

export interface Asked {
	/** Whether anything reads the keys, and the values. */
	readonly isKeyRead: boolean;
	readonly isWanted: boolean;
	/** What the policy calls them. */
	readonly keyName: string;
	readonly valueName?: string;
}
type Visit<R> = (key: Term | undefined, value: Term) => R;

export class Iteration {
	/** Names of CEL variables around what is being said. */
	readonly #taken = new Set<string>(taken.split(" "));

	/** What all elements of a collection give; nothing where it is none. */
	over<R>(collection: Term, asked: Asked, mode: Mode<R>, visit: Visit<R>): R {
		switch (collection.kind) {
			case "known":
				return this.#known(collection, asked, mode, visit);
			case "expression":
				return this.#each(collection, asked, mode, visit);
			case "many":
				return collection.each(mode, (value, own) =>
					visit(own ?? (collection.makes === "set" ? value : undefined), value),
				);
			case "tuple":
				return mode.any(collection.items.map((item, index) => visit(known(index), item)));
			case "fields":
				return mode.any(collection.entries.map(([name, value]) => visit(known(name), value)));
			case "view":
				throw new Unsayable(`it goes through the fields of ${collection.name}`);
			default:
				return mode.none;
		}
	}

	#known<R>({ value: collection }: Known, asked: Asked, mode: Mode<R>, visit: Visit<R>): R {
		const { keys, values } = keysAndValues(collection);
		if (keys.length === 0) return mode.none;
		const unrolled = (): R => {
			if (keys.length > MOST_UNROLLED) throw new Unsayable("a list of it is too long to be gone through before");
			return mode.any(keys.map((each, index) => visit(known(each), known(values[index] as Value))));
		};
		const type = same(values.map(typeOfKnown));
		if (keys.length < FEWEST_IN_MACRO || type === any) return unrolled();
		// One macro over all is shorter, where what follows can be said of an element that isn't known.
		try {
			if (collection instanceof RegoSet || (isArray(collection) && !asked.isKeyRead)) {
				const items = expression(literal(values), { kind: "array", items: [], rest: type });
				const isSet = collection instanceof RegoSet;
				return this.#each(items, { ...asked, isKeyRead: false }, mode, (_, value) =>
					visit(isSet ? value : undefined, value),
				);
			}
			return this.#each(expression(literal(collection), typeOfKnown(collection)), asked, mode, visit);
		} catch (error) {
			if (!(error instanceof Unsayable)) throw error;
			return unrolled();
		}
	}

	#each<R>(collection: Expression, asked: Asked, mode: Mode<R>, visit: Visit<R>): R {
		const isList = isOf(collection, "array");
		const isMap = isOf(collection, "object");
		const condition = either([isList, isMap]);
		if (condition === false) return mode.none;
		const types = elements(collection.type) ?? { key: any, value: any };
		const element = collection.element ?? ((each: Code) => expression(each, types.value));
		const { isKeyRead, isWanted, keyName: wanted, valueName = isList === true ? "item" : "value" } = asked;
		return mode.when(condition, () => {
			const keyName = this.#take(wanted);
			const value = this.#take(valueName);
			try {
				const key: Expression = {
					...expression(code(keyName), isList === true ? number : isMap === true ? string : types.key),
					isIndex: isList === true,
				};
				const valueTerm = element(code(value));
				if (isList === true && !isKeyRead)
					return mode.each(collection.code, [value], visit(undefined, valueTerm), true);
				if (isMap === true && !isWanted) return mode.each(collection.code, [keyName], visit(key, known(null)), false);
				return mode.each(
					collection.code,
					[keyName, value],
					visit(isKeyRead ? key : undefined, valueTerm),
					isList === true,
				);
			} finally {
				this.#taken.delete(keyName);
				this.#taken.delete(value);
			}
		});
	}

	/** A name of CEL that isn't in use around. */
	#take(wanted: string): string {
		const base = /^[a-z]\w*$/i.test(wanted) ? wanted : "each";
		let name = base;
		for (let n = 2; this.#taken.has(name); n++) name = `${base}${n}`;
		this.#taken.add(name);
		return name;
	}
}
