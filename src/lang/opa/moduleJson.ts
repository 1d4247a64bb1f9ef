/** A module as OPA's JSON: package, imports, rules, comments. OPA: ast/policy.go, MarshalJSON. */
import { standardAlphabet, toBase64 } from "../../runtime/bytes/base64.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Comment, ElseClause, Module, Rule, RuleBody, RuleHead } from "../tree.ts";
import { isScalar, TermWriter } from "./termJson.ts";

/** @param name the file that comments say they are in */
export function moduleJson(module: Module, name: string): PlainObject {
	const writer = new TermWriter(module);
	const imports = module.imports.map(({ path, alias }) => ({
		path: path.kind === "var" ? writer.ref(path, []) : writer.term(path),
		...(alias === undefined ? {} : { alias: alias.name }),
	}));
	const rules = module.items.flatMap((item) => (item.kind === "rule" ? rulesJson(item, writer) : []));
	const comments = module.comments.map((comment) => commentJson(comment, module, name));
	return {
		package: {
			path: [{ type: "var", value: "data" }, ...module.package.path.map((step) => ({ type: "string", value: step }))],
		},
		...(imports.length === 0 ? {} : { imports }),
		...(rules.length === 0 ? {} : { rules }),
		...(comments.length === 0 ? {} : { comments }),
	};
}

/** Further bodies are rules of their own. */
function rulesJson(rule: Rule, writer: TermWriter): readonly Value[] {
	const bodies = rule.body === undefined ? [undefined] : [rule.body, ...rule.moreBodies];
	return bodies.map((body, i) => ruleJson(rule, body, i === bodies.length - 1 ? rule.elses : [], writer));
}

function ruleJson(
	rule: Rule,
	body: RuleBody | undefined,
	elses: readonly ElseClause[],
	writer: TermWriter,
): PlainObject {
	const head = headJson(rule, body === undefined, writer);
	return {
		...(rule.isDefault ? { default: true } : {}),
		head,
		body: bodyJson(body, writer),
		...elseJson(elses, head, rule.head, writer),
	};
}

const truth: PlainObject = { type: "boolean", value: true };

function bodyJson(body: RuleBody | undefined, writer: TermWriter): readonly Value[] {
	return body === undefined ? [{ generated: true, index: 0, terms: truth }] : writer.body(body.literals);
}

function headJson({ head, isDefault }: Rule, isFact: boolean, writer: TermWriter): PlainObject {
	const last = head.path.at(-1)?.term;
	const ref = writer.ref(head.name, head.path);
	const isFunction = head.args !== undefined;
	// OPA keeps what a rule of an object was before heads were references: its name, and the key beside it.
	const hasTwo = head.path.length === 1 && head.contains === undefined && !isDefault && head.value !== undefined;
	const hasName = head.path.length === 0 || (hasTwo && !(isFunction && isFact));
	const isOpen = last !== undefined && !isScalar(last);
	const hasKey = head.path.length === 1 && !isFunction && ((hasTwo && isFact) || isOpen);
	const key = head.contains ?? (hasKey ? last : undefined);
	return {
		...(hasName ? { name: head.name.name } : {}),
		ref: ref.value as Value,
		...(head.args === undefined ? {} : { args: head.args.map((arg) => writer.term(arg)) }),
		...(key === undefined
			? {}
			: { key: key === last ? ((ref.value as readonly Value[]).at(-1) as Value) : writer.term(key) }),
		...(head.contains === undefined ? { value: head.value === undefined ? truth : writer.term(head.value) } : {}),
		...(head.operator === ":=" ? { assign: true } : {}),
	};
}

/** Each `else` is a rule within the one before it, with that one's head and a value of its own. */
function elseJson(elses: readonly ElseClause[], outer: PlainObject, head: RuleHead, writer: TermWriter): PlainObject {
	const [first, ...rest] = elses;
	if (first === undefined) return {};
	const { assign: _, key: __, value: ___, ...same } = outer;
	const operator = first.operator ?? head.operator;
	const inner: PlainObject = {
		...same,
		...(head.args === undefined ? {} : { args: head.args.map((arg) => writer.term(arg)) }),
		value: first.value === undefined ? truth : writer.term(first.value),
		...(operator === ":=" ? { assign: true } : {}),
	};
	return { else: { head: inner, body: bodyJson(first.body, writer), ...elseJson(rest, inner, head, writer) } };
}

function commentJson({ text, span }: Comment, { source }: Module, file: string): PlainObject {
	const { line: row, column: col } = source.position(span.start);
	return { Text: toBase64(new TextEncoder().encode(text), standardAlphabet, true), Location: { file, row, col } };
}
