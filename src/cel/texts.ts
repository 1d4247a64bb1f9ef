/** Values as a template string prints them, put together. */
import { toRegoText } from "../runtime/values/regoText.ts";
import { type Code, call, choose, code, literal, sum } from "./code.ts";
import { isPlain } from "./compare.ts";
import { firstCode, type Listed } from "./modes.ts";
import { isOf, type Term, toCode } from "./terms.ts";
import { Unsayable } from "./unsayable.ts";

/** What stands for a part that has no value. */
const missing = "<undefined>";

/** Texts, and lists of at most one text that stand between them. */
export function textOf(parts: readonly (string | Listed)[]): Code {
	const codes: Code[] = [];
	let plain = "";
	const flush = (): void => {
		if (plain !== "") codes.push(literal(plain));
		plain = "";
	};
	for (const part of parts) {
		const known =
			typeof part === "string"
				? part
				: part.kind === "none"
					? missing
					: part.kind === "one"
						? constants.get(part.head)
						: undefined;
		if (known !== undefined) plain += known;
		else {
			flush();
			codes.push(firstCode(part as Listed, literal(missing)));
		}
	}
	flush();
	return codes.length === 0 ? literal("") : codes.reduce(sum);
}

/** Texts of codes that are known. */
const constants = new WeakMap<Code, string>();

/** A value as a template prints it. */
export function printed(term: Term): Code {
	if (term.kind === "known") {
		const text = typeof term.value === "string" ? term.value : toRegoText(term.value);
		const made = literal(text);
		constants.set(made, text);
		return made;
	}
	if (term.kind === "size") return call(undefined, "string", toCode(term));
	if (term.kind !== "expression" && term.kind !== "text") throw new Unsayable("its message prints a collection");
	const printing = toCode(term);
	if (isOf(term, "string") === true) return printing;
	const condition = isPlain(term);
	const made = call(undefined, "string", printing);
	return condition === true
		? made
		: condition === false
			? literal("…")
			: code(`(${choose(condition, made, literal("…")).text})`);
}
