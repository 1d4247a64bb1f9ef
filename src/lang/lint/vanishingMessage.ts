/**
 * Messages of `deny`, `warn` and `violation` in `.rego` modules that can be undefined, so that the finding is silently lost:
 * those that read what the same body says is missing, and those that read one label or annotation of an object without asking
 * first whether it is there. (In `.policy` modules an undefined part prints as `<undefined>`.)
 */
import { vanishingMessage } from "../../diagnostics/catalogue/linting.ts";
import { builtins } from "../../runtime/builtins/index.ts";
import type { Body, Literal, Module, Ref, Rule, Term } from "../tree.ts";
import { type TreeNode, walkTree } from "../visit.ts";
import { introduced } from "./introduced.ts";
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
	const conditions: Literal[] = [];
	const proven = new Set<string>();
	const denied = new Set<string>();
	for (const literal of body) {
		if (literal.kind === "notLiteral") {
			const { operand } = literal;
			if (operand.kind === "ref" && isPlain(operand)) denied.add(keyOf(operand));
			else conditions.push(literal);
			// What a legacy `not` takes as an argument has to be there.
			if (operand.kind !== "ref" && !module.keywords.not) for (const ref of refsIn(operand)) addPrefixes(ref, proven);
			continue;
		}
		const isMessage = literal.kind === "expression" && literal.term.kind === "infix" && message.has(literal.term.right);
		if (isMessage) continue;
		conditions.push(literal);
		for (const ref of refsIn(literal)) addPrefixes(ref, proven);
	}
	for (const term of message)
		for (const ref of refsIn(term)) {
			const missing = prefixes(ref).some((prefix) => denied.has(prefix));
			if (proven.has(keyOf(ref))) continue;
			const map = labelMap(ref);
			if (!missing && (map === undefined || mayAskFor(map, conditions, rule, module))) continue;
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

/** The map in `….labels.owner` and `….annotations["x"]`, whose keys are up to whoever wrote the object. */
function labelMap({ path }: Ref): string | undefined {
	const map = path.at(-2)?.term;
	return map?.kind === "string" && (map.value === "labels" || map.value === "annotations") ? map.value : undefined;
}

/** Whether conditions, or the rules that they name, have anything to do with such a map; rules of other modules may. */
function mayAskFor(map: string, conditions: readonly Literal[], rule: Rule, { items }: Module): boolean {
	const local = new Set(["_", "input", ...introduced(rule).map(({ variable }) => variable.name)]);
	const waiting: TreeNode[] = [...conditions];
	const seen = new Set<string>();
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		if (keyOf(node).includes(JSON.stringify(map))) return true;
		for (const name of mentions(node).keys()) {
			if (seen.has(name)) continue;
			seen.add(name);
			const rules = items.filter((item) => item.kind === "rule" && item.head.name.name === name);
			if (rules.length === 0 && !local.has(name) && !builtins.has(name) && !namespaces.has(name)) return true;
			waiting.push(...rules);
			for (const each of rules)
				if (each.kind === "rule") for (const { variable } of introduced(each)) local.add(variable.name);
		}
	}
	return false;
}

/** `regex` of `regex.match`. */
const namespaces: ReadonlySet<string> = new Set([...builtins.keys()].map((name) => name.split(".")[0] as string));

/** The keys of a reference and of all that it goes through. */
function prefixes(ref: Ref): readonly string[] {
	return ref.path.map((_, index) => keyOf({ ...ref, path: ref.path.slice(0, index + 1) }));
}

function addPrefixes(ref: Ref, into: Set<string>): void {
	for (const prefix of prefixes(ref)) into.add(prefix);
}
