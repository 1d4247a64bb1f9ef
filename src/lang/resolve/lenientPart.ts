/** Parts of template strings, messages and `print`: terms that may be undefined and whose place is the body around them. */
import type { LenientPart, Step } from "../core.ts";
import type * as tree from "../tree.ts";
import type { BodyResolver } from "./resolveBody.ts";
import { resolveChange } from "./resolveWith.ts";

/** A term that may be undefined without making anything else undefined: its own body, and what it gives. */
export function lenientPart(resolver: BodyResolver, term: tree.Term): LenientPart {
	// `{term with input as …}` in a template string comes as a body of one literal.
	const [literal] = term.kind === "body" ? term.body : [];
	const inner = literal?.kind === "expression" ? literal : undefined;
	const body: Step[] = [];
	if (inner === undefined) return { value: resolver.operand(term, body), body };
	const changes = inner.with.flatMap((change) => resolveChange(resolver, change, body) ?? []);
	const changed: Step[] = [];
	const value = resolver.operand(inner.term, changed);
	if (changes.length === 0) body.push(...changed);
	else body.push({ kind: "with", changes, body: changed, span: inner.span });
	return { body, value };
}
