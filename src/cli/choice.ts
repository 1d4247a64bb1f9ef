/** Options that take one of a list of words, or `NAME=VALUE`: refused with a suggestion where they don't fit. */
import { usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import { suggest } from "../text/suggest.ts";
import { Refusal } from "./refusal.ts";

/** A parser for an option whose value is one of `allowed`. */
export function choice<Word extends string>(option: string, allowed: readonly Word[]): (value: string) => Word {
	return (value) => {
		const found = allowed.find((word) => word === value);
		if (found !== undefined) return found;
		const meant = suggest(value, allowed);
		throw new Refusal([
			usageInvalid({
				text: `${option} can't be \`${value}\``,
				hint: meant === undefined ? `it is one of ${allowed.join(", ")}` : `did you mean \`${meant}\`?`,
			}),
		]);
	};
}

/** A parser that collects an option given several times. */
export function repeated<Item>(
	parse: (value: string) => Item,
): (value: string, before: readonly Item[]) => readonly Item[] {
	return (value, before) => [...before, parse(value)];
}

/** A parser for `NAME=VALUE`; the first `=` divides. */
export function assignment(option: string): (value: string) => readonly [string, string] {
	return (value) => {
		const at = value.indexOf("=");
		if (at < 1) throw new Refusal([usageInvalid({ text: `${option} wants NAME=VALUE, but this is \`${value}\`` })]);
		return [value.slice(0, at), value.slice(at + 1)];
	};
}
