/** Trees as short text for tests: every operator's operands in parentheses, every kind of node told from the others. */
import type {
	Body,
	ElseClause,
	Literal,
	RefStep,
	Rule,
	RuleBody,
	TemplateText,
	Term,
	With,
} from "../../../src/lang/tree.ts";

export function outlineTerm(term: Term | TemplateText): string {
	switch (term.kind) {
		case "null":
			return "null";
		case "boolean":
			return String(term.value);
		case "number":
			return term.text;
		case "string":
			return term.raw ? `raw${JSON.stringify(term.value)}` : JSON.stringify(term.value);
		case "text":
			return JSON.stringify(term.value);
		case "var":
			return term.name;
		case "template":
			return `template${term.raw ? "Raw" : ""}<${term.parts.map(outlineTerm).join(" ")}>`;
		case "ref":
			return `ref<${outlineTerm(term.head)}${steps(term.path)}>`;
		case "call":
			return `call<${[term.operator, ...term.args].map(outlineTerm).join(" ")}>`;
		case "array":
			return `array<${term.items.map(outlineTerm).join(" ")}>`;
		case "set":
			return `set<${term.items.map(outlineTerm).join(" ")}>`;
		case "object":
			return `object<${term.entries.map(({ key, value }) => `${outlineTerm(key)}:${outlineTerm(value)}`).join(" ")}>`;
		case "arrayComprehension":
			return `array<${outlineTerm(term.head)} | ${outlineBody(term.body)}>`;
		case "setComprehension":
			return `set<${outlineTerm(term.head)} | ${outlineBody(term.body)}>`;
		case "objectComprehension":
			return `object<${outlineTerm(term.key)}:${outlineTerm(term.value)} | ${outlineBody(term.body)}>`;
		case "infix":
			return `(${outlineTerm(term.left)} ${term.operator} ${outlineTerm(term.right)})`;
		case "membership": {
			const key = term.key === undefined ? "" : `${outlineTerm(term.key)}, `;
			return `(${key}${outlineTerm(term.value)} in ${outlineTerm(term.collection)})`;
		}
		case "not":
			return `not<${outlineTerm(term.operand)}>`;
		case "body":
			return `body<${outlineBody(term.body)}>`;
	}
}

function steps(path: readonly RefStep[]): string {
	return path
		.map(({ term, dot }) => (dot ? `.${(term as { value: string }).value}` : `[${outlineTerm(term)}]`))
		.join("");
}

export function outlineBody(body: Body): string {
	return body.map(outlineLiteral).join("; ");
}

function outlineLiteral(literal: Literal): string {
	const withs = literal.with.map(({ target, value }: With) => ` with ${outlineTerm(target)} as ${outlineTerm(value)}`);
	return bare(literal) + withs.join("");
}

function bare(literal: Literal): string {
	switch (literal.kind) {
		case "expression":
			return outlineTerm(literal.term);
		case "notLiteral":
			return `not ${outlineTerm(literal.operand)}`;
		case "some":
			return `some ${literal.vars.map(({ name }) => name).join(" ")}`;
		case "someIn":
			return `some ${names(literal.key, literal.value)} in ${outlineTerm(literal.collection)}`;
		case "every":
			return `every ${names(literal.key, literal.value)} in ${outlineTerm(literal.domain)} {${outlineBody(literal.body)}}`;
	}
}

function names(key: Term | undefined, value: Term): string {
	return key === undefined ? outlineTerm(value) : `${outlineTerm(key)}, ${outlineTerm(value)}`;
}

export function outlineRule({ isDefault, head, body, moreBodies, elses }: Rule): string {
	const args = head.args === undefined ? "" : `(${head.args.map(outlineTerm).join(" ")})`;
	const contains = head.contains === undefined ? "" : ` contains ${outlineTerm(head.contains)}`;
	const parts = [
		`${isDefault ? "default " : ""}${head.name.name}${steps(head.path)}${args}${contains}${value(head)}`,
		...[body, ...moreBodies].map(outlineRuleBody),
		...elses.map((clause: ElseClause) => ` else${value(clause)}${outlineRuleBody(clause.body)}`),
	];
	return parts.join("");
}

function value({ operator, value: term }: { readonly operator?: string; readonly value?: Term }): string {
	return term === undefined ? "" : ` ${operator} ${outlineTerm(term)}`;
}

function outlineRuleBody(body: RuleBody | undefined): string {
	if (body === undefined) return "";
	const text = outlineBody(body.literals);
	return `${body.hasIf ? " if" : ""} ${body.braces ? `{${text}}` : text}`;
}
