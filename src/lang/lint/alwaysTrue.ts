/** Conditions that hold whatever the data, and so say nothing. The fix takes them out. */
import { alwaysTrue } from "../../diagnostics/catalogue/linting.ts";
import type { TextEdit } from "../../text/textEdit.ts";
import type { Body, Literal, Module, Rule, Verdict } from "../tree.ts";
import { literalTruth } from "./constantTruth.ts";
import { eachBody } from "./eachBody.ts";
import { type Report, rulesOf } from "./lint.ts";
import { removeLiteral } from "./removal.ts";

export function lintAlwaysTrue(module: Module, report: Report): void {
	for (const { rule } of rulesOf(module))
		eachBody(rule, (body, owner) => {
			for (const literal of body) {
				if (literalTruth(literal, module) !== true) continue;
				// `[x | true]` and `p { true }` of v0 need a body.
				if (body.length === 1 && (owner === "nested" || module.v0 !== undefined)) continue;
				report(literal.span, alwaysTrue(), fixOf(module, rule, body, literal));
			}
		});
}

function fixOf(module: Module, rule: Rule | Verdict, body: Body, literal: Literal): readonly TextEdit[] | undefined {
	// What reads something holds only where that is there: `x == x` may be meant to ask for it.
	if (!isPlain(literal)) return undefined;
	if (body.length > 1) return removeLiteral(module.source, body, literal);
	return withoutBody(module, rule, body);
}

function isPlain(literal: Literal): boolean {
	return literal.kind === "expression" && literal.term.kind === "boolean";
}

/** `p := 1 if true` and `deny because "…" if true` without their condition. */
function withoutBody({ source }: Module, rule: Rule | Verdict, body: Body): readonly TextEdit[] | undefined {
	if (rule.body?.literals !== body || (rule.kind === "rule" && rule.moreBodies.length + rule.elses.length > 0))
		return undefined;
	const head = rule.kind === "rule" ? rule.head : (rule.fix ?? rule.message);
	const span = { start: head.span.end, end: rule.body.span.end };
	if (source.slice(span).includes("#")) return undefined;
	const isBare = rule.kind === "rule" && rule.head.value === undefined && rule.head.contains === undefined;
	return [{ span, text: isBare ? " := true" : "" }];
}
