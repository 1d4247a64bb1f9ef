/** Rules that can't stand together: different sorts, arities, defaults, values above other rules, packages (OPA: checkRuleConflicts). */
import {
	conflictingRules,
	packageConflict,
	severalDefaults,
	wrongArity,
} from "../../diagnostics/catalogue/compiling.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import { placeText } from "../../diagnostics/render.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Clause } from "../core.ts";
import { pathKey } from "../pathKey.ts";
import { clauseName, type RuleNode, type RuleTrees } from "./ruleTree.ts";

type Packages = ReadonlyMap<string, { readonly path: readonly string[]; readonly source: Source; readonly span: Span }>;

export function checkConflicts(trees: RuleTrees, packages: Packages, diagnostics: Diagnostic[]): void {
	checkNode(trees.data, packages, diagnostics);
	checkNode(trees.private, packages, diagnostics);
}

function checkNode(node: RuleNode, packages: Packages, diagnostics: Diagnostic[]): void {
	checkClauses(node, diagnostics);
	const [first] = node.clauses;
	if (first !== undefined && node.isPackage && first.root === "data") {
		const home = packages.get(pathKey(node.path as readonly string[]));
		const place = home === undefined ? "" : placeText(home.source, home.span);
		diagnostics.push(at(first.source, first.headSpan, packageConflict({ name: clauseName(first), place })));
	} else if (first !== undefined && node.kind !== "dynamic" && node.children.size > 0) {
		const [below] = [...node.children.values()].flatMap((child) => [...child.all()]);
		if (below !== undefined) {
			diagnostics.push(
				at(
					below.source,
					below.headSpan,
					conflictingRules({
						name: clauseName(below),
						other: `${describe(first)} \`${clauseName(first)}\` above it`,
						place: placeText(first.source, first.headSpan),
					}),
				),
			);
		}
	}
	for (const child of node.children.values()) checkNode(child, packages, diagnostics);
}

function checkClauses(node: RuleNode, diagnostics: Diagnostic[]): void {
	const [first] = node.clauses;
	if (first === undefined) return;
	let someDefault: Clause | undefined;
	for (const clause of node.clauses) {
		if (clause.isDefault) {
			if (someDefault !== undefined) {
				const place = placeText(someDefault.source, someDefault.headSpan);
				diagnostics.push(at(clause.source, clause.headSpan, severalDefaults({ name: clauseName(clause), place })));
			} else someDefault = clause;
		}
		if (clause === first) continue;
		const wrong = differsFrom(first, clause, node);
		if (wrong !== undefined) diagnostics.push(at(clause.source, clause.headSpan, wrong));
	}
}

/** Why a clause can't stand beside the first of its rule. */
function differsFrom(first: Clause, clause: Clause, node: RuleNode): Message | undefined {
	const sorts = sameSort(first, clause, node);
	if (sorts && (clause.kind !== "function" || clause.args.length === first.args.length)) return undefined;
	const place = placeText(first.source, first.headSpan);
	const name = clauseName(clause);
	if (!sorts) return conflictingRules({ name, other: describe(first), place });
	const signature = `${name} of ${place}`;
	return wrongArity({ name, signature, given: clause.args.length, wanted: first.args.length });
}

/** Clauses with keys after the ground part may mix sets and values at different depths; what is wrong there shows when it runs. */
function sameSort(a: Clause, b: Clause, node: RuleNode): boolean {
	const depth = node.path.length;
	if (a.path.length > depth && b.path.length > depth) return (a.kind === "function") === (b.kind === "function");
	return a.kind === b.kind && a.path.length === b.path.length;
}

function describe(clause: Clause): string {
	if (clause.path.some((step) => step.kind !== "constant")) return "an object rule";
	switch (clause.kind) {
		case "complete":
			return "a rule with one value";
		case "set":
			return clause.verdict === undefined ? "a set (`contains`)" : "a policy";
		case "function":
			return "a function";
	}
}
