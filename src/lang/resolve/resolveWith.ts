/** `with TARGET as VALUE` to core: what is replaced, by what; only what has a steady path, and functions that may be replaced. */
import { badWithTarget, irreplaceableBuiltin, wrongArity } from "../../diagnostics/catalogue/compiling.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Callee, Change, Step } from "../core.ts";
import type * as tree from "../tree.ts";
import { constantValue } from "./constant.ts";
import type { Meaning } from "./names.ts";
import { dottedWords } from "./nodes.ts";
import type { BodyResolver } from "./resolveBody.ts";
import { arity, functionNamed, params } from "./resolveCallee.ts";

export function resolveChange(body: BodyResolver, change: tree.With, steps: Step[]): Change | undefined {
	const { target, span } = change;
	const words = dottedWords(target);
	const first = words[0] ?? "";
	const steady = target.kind === "var" ? [] : target.path.map((step) => constantValue(step.term));
	const meaning = body.context.names.get(first) ?? (first === "" ? headMeaning(body, target) : undefined);
	const replaced = words.length > 0 ? functionNamed(body, target, false) : undefined;
	if (replaced !== undefined) return functionChange(body, change, replaced, steps);
	if (meaning === undefined) {
		body.report(target.span, badWithTarget({ what: `\`${body.shown(target)}\`` }));
		body.operand(change.value, steps);
		return undefined;
	}
	const value = body.operand(change.value, steps);
	if (steady.includes(undefined)) {
		body.report(target.span, badWithTarget({ what: `\`${body.shown(target)}\`: its path is not constant` }));
		return undefined;
	}
	const path = [...meaning.path, ...(steady as Value[])];
	return { target: { kind: meaning.root, path }, value, span };
}

function headMeaning(body: BodyResolver, target: tree.Var | tree.Ref): Meaning | undefined {
	const head = target.kind === "var" ? target : target.head;
	return head.kind === "var" ? body.context.names.get(head.name) : undefined;
}

function functionChange(body: BodyResolver, change: tree.With, callee: Callee, steps: Step[]): Change | undefined {
	const { span, target } = change;
	if (callee.kind === "builtin") {
		const { name, relation } = callee.builtin;
		if (relation === true || name.startsWith("internal.") || name === "print" || name.startsWith("rego.metadata.")) {
			body.report(target.span, irreplaceableBuiltin({ name }));
			return undefined;
		}
	}
	const by =
		change.value.kind === "var" || change.value.kind === "ref" ? functionNamed(body, change.value, false) : undefined;
	if (by !== undefined) {
		const wanted = arity(body, callee);
		const given = arity(body, by);
		if (wanted !== given) {
			const name = body.shown(change.value);
			const signature = `${name}(${params(body, by).join(", ")})`;
			body.report(change.value.span, wrongArity({ name, signature, given: wanted, wanted: given }));
			return undefined;
		}
		return {
			target: { kind: "function", callee, by },
			value: { kind: "constant", value: null, span: change.value.span },
			span,
		};
	}
	return { target: { kind: "function", callee }, value: body.operand(change.value, steps), span };
}
