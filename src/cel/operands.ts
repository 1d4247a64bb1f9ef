/** Operands of steps as terms: what is known stays known, what is put together of others is said where it is used. */
import type { Local, Operand } from "../lang/core.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import { known, type Term } from "./terms.ts";
import { Unsayable } from "./unsayable.ts";

/** What the names of a body mean. */
export type Names = ReadonlyMap<Local, Term>;

export const bound = (names: Names, local: Local, term: Term): Names => new Map(names).set(local, term);

/** Whether an operand holds a name that has no value yet: then it is a pattern. */
export function isOpen(operand: Operand, names: Names): boolean {
	switch (operand.kind) {
		case "constant":
			return false;
		case "local":
			return !names.has(operand.local);
		case "array":
		case "set":
			return operand.items.some((item) => isOpen(item, names));
		case "object":
			return operand.entries.some(({ key, value }) => isOpen(key, names) || isOpen(value, names));
	}
}

/** An operand as a term, under what the names mean. */
export function termOf(operand: Operand, names: Names): Term {
	switch (operand.kind) {
		case "constant":
			return known(operand.value);
		case "local": {
			const term = names.get(operand.local);
			if (term === undefined) throw new Unsayable("it uses a name that has no value there");
			return term;
		}
		case "array": {
			const items = operand.items.map((item) => termOf(item, names));
			return items.every((item) => item.kind === "known")
				? known(items.map(({ value }) => value))
				: { kind: "tuple", items };
		}
		case "set": {
			const items = operand.items.map((item) => termOf(item, names));
			if (items.every((item) => item.kind === "known")) return known(RegoSet.of(items.map(({ value }) => value)));
			return { kind: "many", makes: "set", each: (mode, then) => mode.any(items.map((item) => then(item, item))) };
		}
		case "object": {
			const entries = operand.entries.map(({ key, value }) => [termOf(key, names), termOf(value, names)] as const);
			return {
				kind: "fields",
				entries: entries.map(([key, value]) => {
					if (key.kind !== "known") throw new Unsayable("it makes an object with keys that aren't known before");
					return [key.value, value] as const;
				}),
			};
		}
	}
}
