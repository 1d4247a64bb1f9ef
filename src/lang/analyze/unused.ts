/** Variables that a clause declares and never uses: in `.policy` modules most likely a typo (OPA reports them with `--strict`). */
import { unusedVariable } from "../../diagnostics/catalogue/compiling.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../text/source.ts";
import type { Clause, Local } from "../core.ts";
import { bodyLocals } from "../order/locals.ts";
import { LocalUses } from "./uses.ts";

/** Warns of unused variables in the sources that are asked for. */
export function checkUnused(
	clauses: readonly Clause[],
	isAsked: (source: Source) => boolean,
	diagnostics: Diagnostic[],
): void {
	const said = new Set<string>();
	for (const clause of clauses) {
		if (!isAsked(clause.source)) continue;
		const uses = LocalUses.ofClause(clause);
		const locals = new Set<Local>();
		for (const branch of clause.branches) bodyLocals(branch.body, locals);
		for (const local of locals) {
			const { name, origin, declared, span } = local;
			if (origin !== "written" || uses.isUsed(local) || (declared !== "assign" && declared !== "some")) continue;
			const key = `${clause.source.name} ${span.start}`;
			if (said.has(key)) continue;
			said.add(key);
			diagnostics.push(at(clause.source, span, unusedVariable({ name })));
		}
	}
}
