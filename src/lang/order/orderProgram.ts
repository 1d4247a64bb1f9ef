/** Orders every clause of a program, and reports the variables that never get a value. */
import { printedTooEarly, unsafeVariable } from "../../diagnostics/catalogue/compiling.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../text/source.ts";
import { suggest } from "../../text/suggest.ts";
import type { Clause, CoreQuery, Fix, Local, NodePath } from "../core.ts";
import { nodeLocals, operandLocals, partLocals } from "./locals.ts";
import { orderBody, orderPart, type ReportUnsafe, reportUnbound } from "./orderBody.ts";

/** What a name that nothing binds may have been meant to be. */
export interface NearNames {
	/** Names that could stand in this clause's package. */
	readonly names: (clause: Clause | undefined) => Iterable<string>;
	/** The policy that has a private rule of this name, where the clause isn't in it. */
	readonly owner: (name: string, clause: Clause | undefined) => string | undefined;
}

export function orderClause(clause: Clause, near: NearNames, diagnostics: Diagnostic[]): Clause {
	const report = reporter(clause.source, clause, near, diagnostics);
	const branches = clause.branches.map((branch, index) => {
		const bound = new Set<Local>();
		for (const arg of clause.args) operandLocals(arg, bound);
		const around = new Set(bound);
		if (index === 0) for (const step of clause.path) operandLocals(step, around);
		operandLocals(branch.value, around);
		if (clause.verdict?.node !== undefined) operandLocals(clause.verdict.node.root, around);
		const body = orderBody(branch.body, bound, around, report);
		if (index === 0) reportUnbound(clause.path, bound, report);
		reportUnbound([branch.value], bound, report);
		return { branch: body === branch.body ? branch : { ...branch, body }, bound };
	});
	const { verdict } = clause;
	if (verdict === undefined) {
		const inOrder = branches.every(({ branch }, index) => branch === clause.branches[index]);
		return inOrder ? clause : { ...clause, branches: branches.map(({ branch }) => branch) };
	}
	const bound = branches[0]?.bound ?? new Set<Local>();
	return {
		...clause,
		branches: branches.map(({ branch }) => branch),
		verdict: {
			...verdict,
			...(verdict.node === undefined ? {} : { node: orderNode(verdict.node, bound, report) }),
			...(verdict.fix === undefined ? {} : { fix: orderFix(verdict.fix, bound, report) }),
		},
	};
}

export function orderQuery(query: CoreQuery, near: NearNames, diagnostics: Diagnostic[]): CoreQuery {
	const report = reporter(query.source, undefined, near, diagnostics);
	const bound = new Set<Local>();
	const around = new Set(query.variables);
	const body = orderBody(query.body, bound, around, report);
	return { ...query, body, variables: query.variables.filter((local) => bound.has(local)) };
}

function orderNode(node: NodePath, bound: Set<Local>, report: ReportUnsafe): NodePath {
	reportUnbound([node.root], bound, report);
	const around = new Set<Local>();
	nodeLocals(node, around);
	return { ...node, path: node.path.map((part) => orderPart(part, bound, sharedOf(around, bound), report)) };
}

function orderFix(fix: Fix, bound: Set<Local>, report: ReportUnsafe): Fix {
	const part = (key: "path" | "value") => {
		const given = fix[key];
		if (given === undefined) return {};
		const around = new Set<Local>();
		partLocals(given, around);
		return { [key]: orderPart(given, bound, sharedOf(around, bound), report) };
	};
	return { ...fix, node: orderNode(fix.node, bound, report), ...part("path"), ...part("value") };
}

const sharedOf = (used: ReadonlySet<Local>, bound: ReadonlySet<Local>): Set<Local> =>
	new Set([...used].filter((local) => bound.has(local)));

function reporter(
	source: Source,
	clause: Clause | undefined,
	near: NearNames,
	diagnostics: Diagnostic[],
): ReportUnsafe {
	const said = new Set<string>();
	return (local, printed) => {
		// A made local without a value is what is left of something that has been reported already.
		if (local.origin === "made" || said.has(local.name)) return;
		if (local.origin === "written") said.add(local.name);
		if (printed !== undefined) {
			const meant = local.declared === undefined ? suggest(local.name, near.names(clause)) : undefined;
			const more = meant === undefined ? {} : { suggestion: meant };
			diagnostics.push(at(source, local.span, printedTooEarly({ name: local.name, ...more })));
			return;
		}
		const hint = hintFor(local, clause, near);
		diagnostics.push(
			at(source, local.span, unsafeVariable({ name: local.name, ...(hint === undefined ? {} : { hint }) })),
		);
	};
}

function hintFor(local: Local, clause: Clause | undefined, near: NearNames): string | undefined {
	if (local.origin === "wildcard") return "use `some _ in …` before, or a comprehension: a `not` can't try all values";
	if (local.declared === "some") return `say where \`${local.name}\` comes from: \`some ${local.name} in …\``;
	const owner = near.owner(local.name, clause);
	if (owner !== undefined) return `a rule \`${local.name}\` is private to policy \`${owner}\``;
	const meant = suggest(local.name, near.names(clause));
	return meant === undefined ? "there is no rule, import or variable of this name" : `did you mean \`${meant}\`?`;
}
