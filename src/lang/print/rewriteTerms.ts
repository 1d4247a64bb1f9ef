/** A tree with its terms rewritten, inner ones first. Trees are plain data, so that it need not know the sorts of node. */
import type { Module, Term } from "../tree.ts";

const termKinds: ReadonlySet<unknown> = new Set<Term["kind"]>([
	"null",
	"boolean",
	"number",
	"string",
	"template",
	"var",
	"ref",
	"call",
	"array",
	"object",
	"set",
	"arrayComprehension",
	"setComprehension",
	"objectComprehension",
	"infix",
	"membership",
	"not",
	"body",
]);
/** What a tree holds besides nodes: left as it is. */
const opaque: ReadonlySet<string> = new Set(["source", "span", "operatorSpan", "annotations", "comments", "keywords"]);

/** The module with `rewrite` done to each of its terms. */
export function rewriteTerms(module: Module, rewrite: (term: Term) => Term): Module {
	return rewriteIn(module, rewrite) as Module;
}

function rewriteIn(node: unknown, rewrite: (term: Term) => Term): unknown {
	if (Array.isArray(node)) return node.map((item) => rewriteIn(item, rewrite));
	if (typeof node !== "object" || node === null) return node;
	const copy = Object.fromEntries(
		Object.entries(node).map(([key, value]) => [key, opaque.has(key) ? value : rewriteIn(value, rewrite)]),
	);
	return "kind" in copy && termKinds.has(copy.kind) ? rewrite(copy as unknown as Term) : copy;
}
