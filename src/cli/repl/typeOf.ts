/** The type that the checker gives an expression in a workspace. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkRecursion, dependencies } from "../../lang/analyze/recursion.ts";
import { buildTrees } from "../../lang/analyze/ruleTree.ts";
import { checkProgram } from "../../lang/check/checkProgram.ts";
import { compile } from "../../lang/compile.ts";
import { orderClause, orderQuery } from "../../lang/order/orderProgram.ts";
import { parseQuery } from "../../lang/parse/parseModule.ts";
import { nearNames } from "../../lang/resolve/nearNames.ts";
import { resolveModules } from "../../lang/resolve/resolveModules.ts";
import type { Query, Term } from "../../lang/tree.ts";
import type { Type } from "../../runtime/types.ts";
import type { Source } from "../../text/source.ts";
import { hasErrors, inputTypes } from "../query/compileQuery.ts";
import type { Workspace } from "./workspace.ts";

/** A name that no author writes. */
const VALUE = "__type";

/** The type of the last expression of a query. */
export function typeOf(
	workspace: Workspace,
	source: Source,
): { readonly type?: Type; readonly diagnostics: readonly Diagnostic[] } {
	const parsed = parseQuery(source, { dialect: "rego" });
	if (parsed.query === undefined || hasErrors(parsed.diagnostics)) return { diagnostics: parsed.diagnostics };
	const query = assigned(parsed.query);
	if (query === undefined) return { diagnostics: [] };
	const modules = workspace.modules();
	const within = workspace.within();
	const { builtins } = workspace.declarations;
	const resolved = resolveModules(modules, { builtins, query, queryWithin: within });
	const diagnostics = [...resolved.diagnostics];
	const near = nearNames(resolved, modules, within.package.path);
	const clauses = resolved.clauses.map((clause) => orderClause(clause, near, diagnostics));
	if (resolved.query === undefined) return { diagnostics };
	const ordered = orderQuery(resolved.query, near, diagnostics);
	const trees = buildTrees(
		clauses,
		[...resolved.packages.values()].map(({ path }) => path),
	);
	checkRecursion(dependencies(clauses, trees), diagnostics);
	if (hasErrors(diagnostics)) {
		// What is wrong is told of the query as it was written.
		return {
			diagnostics: compile(modules, { builtins, query: parsed.query, queryWithin: within, keepPrint: true })
				.diagnostics,
		};
	}
	const queryInput = workspace.inputType();
	const checked = checkProgram({ ...resolved, clauses, query: ordered }, modules, {
		inputTypes: inputTypes(),
		strict: true,
		...(queryInput === undefined ? {} : { queryInput }),
	});
	const local = ordered.variables.find(({ name }) => name === VALUE);
	const type = local === undefined ? undefined : checked.typeOf(local);
	return { ...(type === undefined ? {} : { type }), diagnostics: checked.diagnostics };
}

/** The query with its last expression's value in a variable; undefined where that is no expression. */
function assigned({ source, body }: Query): Query | undefined {
	const last = body.at(-1);
	if (last?.kind !== "expression") return undefined;
	const { span, term } = last;
	const variable: Term = { kind: "var", name: VALUE, span };
	const kept: Term = { kind: "infix", operator: "=", operatorSpan: span, left: variable, right: term, span };
	return { source, body: [...body.slice(0, -1), { ...last, term: kept }] };
}
