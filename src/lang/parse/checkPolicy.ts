/** What a policy's members must not be, though the grammar lets them: unknown or repeated fields, types that don't exist. */
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import type { PolicyMember, TypeTerm } from "../tree.ts";

/** The fields of a policy (DESIGN 2.2). */
export const policyFields = ["title", "code", "severity", "about", "see", "tags", "equivalents"] as const;

/** How many types each type takes in its brackets. */
const types: ReadonlyMap<string, number> = new Map([
	["string", 0],
	["number", 0],
	["boolean", 0],
	["null", 0],
	["any", 0],
	["array", 1],
	["set", 1],
	["object", 2],
]);

/** Reports what is wrong with a policy's members as such; what their values hold is for later phases. */
export function checkPolicy(members: readonly PolicyMember[], report: (span: Span, message: Message) => void): void {
	const seen = new Set<string>();
	for (const member of members) {
		if (member.kind === "param") checkType(member.type, report);
		if (member.kind !== "field") continue;
		const { name, span } = member.name;
		if (!(policyFields as readonly string[]).includes(name)) {
			const suggestion = suggest(name, policyFields);
			const known = policyFields.map((field) => `\`${field}\``).join(", ");
			report(span, m.policyFieldUnknown({ name, known, ...(suggestion === undefined ? {} : { suggestion }) }));
		} else if (seen.has(name)) report(span, m.policyFieldRepeated({ name }));
		seen.add(name);
	}
}

function checkType({ name, of, span }: TypeTerm, report: (span: Span, message: Message) => void): void {
	const wanted = types.get(name);
	if (wanted === undefined) {
		const suggestion = suggest(name, types.keys());
		const word = { start: span.start, end: span.start + name.length };
		report(word, m.typeUnknown({ name, ...(suggestion === undefined ? {} : { suggestion }) }));
	} else if (of.length !== wanted) {
		const count = ["no types in brackets", "one type in brackets", "two types in brackets"][wanted] as string;
		report(span, m.typeArguments({ name, wanted: count }));
	}
	for (const inner of of) checkType(inner, report);
}
