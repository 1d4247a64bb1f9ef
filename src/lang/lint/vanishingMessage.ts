/**
 * Messages of `deny`, `warn` and `violation` in `.rego` modules that can be undefined, so that the finding is silently lost:
 * those that read what the same body says is missing, and those that read one label or annotation of an object without asking
 * first whether it is there. (In `.policy` modules an undefined part prints as `<undefined>`.)
 */
import { vanishingMessage } from "../../diagnostics/catalogue/linting.ts";
import type { Body, Module, Ref, Rule, Term } from "../tree.ts";
import { type TreeNode, walkTree } from "../visit.ts";
import { keyOf } from "./keyOf.ts";
import { cited, type Report } from "./lint.ts";
import { mentions } from "./mentions.ts";

export function lintVanishingMessages(module: Module, report: Report): void {
	if (module.dialect === "policy") return;
	for (const item of module.items) {
		if (item.kind !== "rule" || !/^(deny|warn|violation)(_\w+)?$/.test(item.head.name.name)) continue;
		for (const body of [item.body, ...item.moreBodies])
			if (body !== undefined) lintBody(item, body.literals, module, report);
	}
}

function lintBody(rule: Rule, body: Body, module: Module, report: Report): void {
	const message = messageTerms(rule, body);
	const proven = new Set<string>();
	const denied = new Set<string>();
	for (const literal of body) {
		if (literal.kind === "notLiteral") {
			const { operand } = literal;
			if (operand.kind === "ref" && isPlain(operand)) denied.add(keyOf(operand));
			// What a legacy `not` takes as an argument has to be there.
			else if (!module.keywords.not) for (const ref of refsIn(operand)) addPrefixes(ref, proven);
			continue;
		}
		const isMessage = literal.kind === "expression" && literal.term.kind === "infix" && message.has(literal.term.right);
		if (!isMessage) for (const ref of refsIn(literal)) addPrefixes(ref, proven);
	}
	for (const term of message)
		for (const ref of refsIn(term)) {
			const missing = prefixes(ref).some((prefix) => denied.has(prefix));
			if (proven.has(keyOf(ref)) || (!missing && !readsLabel(ref))) continue;
			report(ref.span, vanishingMessage({ text: cited(module.source.slice(ref.span)), missing }));
		}
}

/** The terms that a message is made of: the head's, and what is assigned to names that nothing but the message uses. */
function messageTerms(rule: Rule, body: Body): ReadonlySet<Term> {
	const terms = new Set<Term>();
	const first = rule.head.contains ?? rule.head.value;
	if (first === undefined) return terms;
	const inRule = mentions(rule);
	const waiting = [first];
	for (let term = waiting.pop(); term !== undefined; term = waiting.pop()) {
		terms.add(term);
		for (const [name, count] of mentions(term)) {
			const made = assigned(body, name);
			// One mention where it is assigned, the others in the message.
			if (made !== undefined && !terms.has(made) && inRule.get(name) === count + 1) waiting.push(made);
		}
	}
	return terms;
}

function assigned(body: Body, name: string): Term | undefined {
	for (const literal of body) {
		if (literal.kind !== "expression" || literal.with.length > 0 || literal.term.kind !== "infix") continue;
		const { operator, left, right } = literal.term;
		if ((operator === ":=" || operator === "=") && left.kind === "var" && left.name === name) return right;
	}
	return undefined;
}

/** The references that have to be there for a term to be: not those in comprehensions and negations. */
function refsIn(node: TreeNode): readonly Ref[] {
	const found: Ref[] = [];
	walkTree(node, (each) => {
		if (!("kind" in each)) return true;
		if (/Comprehension$|^(every|not|body|notLiteral|template)$/.test(each.kind)) return false;
		if (each.kind === "ref" && isPlain(each)) found.push(each);
		return true;
	});
	return found;
}

/** Made of a name and constant keys only. */
function isPlain({ head, path }: Ref): boolean {
	return head.kind === "var" && head.name !== "_" && path.every((step) => step.term.kind === "string");
}

/** `….labels.owner`, `….annotations["x"]`: maps whose keys are up to whoever wrote the object. */
function readsLabel({ path }: Ref): boolean {
	const map = path.at(-2)?.term;
	return map?.kind === "string" && (map.value === "labels" || map.value === "annotations");
}

/** The keys of a reference and of all that it goes through. */
function prefixes(ref: Ref): readonly string[] {
	return ref.path.map((_, index) => keyOf({ ...ref, path: ref.path.slice(0, index + 1) }));
}

function addPrefixes(ref: Ref, into: Set<string>): void {
	for (const prefix of prefixes(ref)) into.add(prefix);
}
