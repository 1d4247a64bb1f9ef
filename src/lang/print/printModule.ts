/**
 * Trees to text that reads back as the same trees. Comments, empty lines and the lines of collections are kept as the
 * module's source has them. Changes nothing: what `opa fmt` would rewrite (`=` to `:=`, braces around one literal) stays.
 */
import type { Span } from "../../text/span.ts";
import type {
	ElseClause,
	Import,
	Module,
	Param,
	Policy,
	PolicyField,
	PolicyMember,
	Query,
	Rule,
	RuleBody,
	Term,
	TypeTerm,
	Verdict,
} from "../tree.ts";
import { Layout } from "./layout.ts";
import { comment, TermPrinter, tabs } from "./termPrinter.ts";

/** The text of a module, with a line break at its end. */
export function printModule(module: Module): string {
	return new ModulePrinter(new Layout(module.source, module.comments)).module(module);
}

/** The text of a term, on one line. */
export function printTerm(term: Term): string {
	return new TermPrinter(new Layout()).term(term, "keyed", 0);
}

/** The text of a query, its literals separated by `; `. */
export function printQuery(query: Query): string {
	const printer = new TermPrinter(new Layout());
	return query.body.map((literal) => printer.literal(literal, 0)).join("; ");
}

const isIdentifier = /^[A-Za-z_]\w*$/;

class ModulePrinter extends TermPrinter {
	module({ package: clause, imports, items }: Module): string {
		const parts = [...imports, ...items].sort((a, b) => a.span.start - b.span.start);
		const path = clause.path.map((name, index) =>
			isIdentifier.test(name) ? `${index > 0 ? "." : ""}${name}` : `[${JSON.stringify(name)}]`,
		);
		let text = this.#commentsAbove(clause.span.start);
		text += `package ${path.join("")}${comment(this.layout.takeTrailing(clause.span.end))}\n`;
		let before: Import | Rule | Policy | undefined;
		let wasLong = true;
		for (const part of this.#inOrder(parts, imports, items)) {
			const comments = this.#commentsAbove(part.span.start);
			const printed = this.#part(part);
			const isLong = printed.includes("\n");
			const isApart = before === undefined || "kind" in part !== "kind" in before || isLong || wasLong;
			const first = comments === "" ? part.span.start : this.#firstComment;
			if (isApart || comments !== "" || this.layout.hasBlankLineAbove(first)) text += "\n";
			text += `${comments}${printed}${this.#commentsBehind(part.span)}\n`;
			before = part;
			wasLong = isLong;
		}
		const rest = this.#commentsAbove(Number.POSITIVE_INFINITY);
		return rest === "" ? text : `${text}\n${rest}`;
	}

	/** Imports first where the tree has no places to go by. */
	#inOrder(
		parts: readonly (Import | Rule | Policy)[],
		imports: readonly Import[],
		items: readonly (Rule | Policy)[],
	): readonly (Import | Rule | Policy)[] {
		return parts.every(({ span }) => span.start === 0) ? [...imports, ...items] : parts;
	}

	#firstComment = 0;

	/** Comments above something at the top level. One that was indented stays so where it would become part of METADATA. */
	#commentsAbove(offset: number): string {
		const comments = this.layout.takeBefore(offset);
		this.#firstComment = comments[0]?.span.start ?? 0;
		let text = "";
		for (const [index, one] of comments.entries()) {
			const isApart = index > 0 && this.layout.hasBlankLineAbove(one.span.start);
			const isPlain = this.layout.isInFirstColumn(one) || (index === 0 && !one.text.trimStart().startsWith("METADATA"));
			text += `${isApart ? "\n" : ""}${isPlain ? "" : " "}#${one.text}\n`;
		}
		const last = comments.at(-1);
		return last !== undefined && offset !== Number.POSITIVE_INFINITY && this.layout.hasBlankLineAbove(offset)
			? `${text}\n`
			: text;
	}

	/** The comments left over from inside a rule, and the one on its last line. */
	#commentsBehind(span: Span): string {
		const inside = this.layout.takeBefore(span.end);
		const trailing = this.layout.takeTrailing(span.end);
		// Indented, so that none of them can become METADATA of what follows.
		return (
			inside.map(({ text }) => `\n\t#${text}`).join("") +
			(inside.length === 0 || trailing === undefined ? comment(trailing) : `\n\t#${trailing.text}`)
		);
	}

	#part(part: Import | Rule | Policy): string {
		if (!("kind" in part))
			return `import ${this.term(part.path, "term", 0)}${part.alias === undefined ? "" : ` as ${part.alias.name}`}`;
		return part.kind === "rule" ? this.rule(part, 0) : this.#policy(part);
	}

	// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────

	rule(rule: Rule, indent: number): string {
		const { head, body } = rule;
		let text = `${rule.isDefault ? "default " : ""}${head.name.name}${this.steps(head.path, indent)}`;
		if (head.args !== undefined) text += this.args(head.args, head.span, indent);
		if (head.contains !== undefined) text += ` contains ${this.term(head.contains, "keyed", indent)}`;
		text += this.#value(head, indent);
		if (body !== undefined) text += this.#body(body, indent);
		for (const more of rule.moreBodies) text += this.#body(more, indent);
		let last = body;
		for (const clause of rule.elses) {
			text += `${last?.braces === true ? " " : `\n${tabs(indent)}`}${this.#else(clause, indent)}`;
			last = clause.body;
		}
		return text;
	}

	#value({ operator, value }: { readonly operator?: ":=" | "="; readonly value?: Term }, indent: number): string {
		return value === undefined ? "" : ` ${operator ?? ":="} ${this.term(value, "keyed", indent)}`;
	}

	#else(clause: ElseClause, indent: number): string {
		return `else${this.#value(clause, indent)}${clause.body === undefined ? "" : this.#body(clause.body, indent)}`;
	}

	#body({ literals, braces, hasIf, span }: RuleBody, indent: number): string {
		const lead = hasIf ? " if " : " ";
		const [only] = literals;
		if (!braces && only !== undefined) return `${lead}${this.loneLiteral(only, indent)}`;
		return `${lead}{${this.literals(literals, span, indent + 1, hasIf)}\n${tabs(indent)}}`;
	}

	// ── Policies ─────────────────────────────────────────────────────────────────────────────────────────────────

	#policy({ name, on, members, span }: Policy): string {
		let text = `policy ${name.name} on ${on.name} {${comment(this.layout.takeTrailing(span.start, members[0]?.span.start ?? span.end))}`;
		let before: PolicyMember | undefined;
		for (const [index, member] of members.entries()) {
			const comments = this.comments(member.span.start, 1, before !== undefined);
			const isApart =
				before !== undefined && (this.layout.hasBlankLineAbove(member.span.start) || this.#isApart(before, member));
			text += `${isApart && !comments.startsWith("\n\n") ? "\n" : ""}${comments}\n\t${this.#member(member, members)}`;
			const limit = members[index + 1]?.span.start ?? span.end;
			const inside = this.comments(member.span.end, 1);
			text += inside === "" ? comment(this.layout.takeTrailing(member.span.end, limit)) : inside;
			before = member;
		}
		return `${text}${this.comments(span.end, 1)}\n}`;
	}

	/** Members of one sort stand together; rules and verdicts stand apart from each other. */
	#isApart(before: PolicyMember, member: PolicyMember): boolean {
		return before.kind !== member.kind || member.kind === "rule" || member.kind === "verdict";
	}

	#member(member: PolicyMember, members: readonly PolicyMember[]): string {
		switch (member.kind) {
			case "rule":
				return this.rule(member, 1);
			case "field": {
				const name = `${member.name.name}:`;
				return `${name.padEnd(fieldWidth(members))} ${this.term(member.value, "list", 1)}`;
			}
			case "param":
				return this.#param(member);
			case "verdict":
				return this.#verdict(member);
			case "example": {
				const title = member.title === undefined ? "" : `${this.term(member.title, "term", 1)} `;
				return `${member.verdict.padEnd(4)} ${title}${this.term(member.content, "term", 1)}`;
			}
		}
	}

	#param({ name, type, value }: Param): string {
		return `param ${name.name}: ${typeText(type)} = ${this.term(value, "list", 1)}`;
	}

	#verdict({ action, node, message, fix, body }: Verdict): string {
		let text = action;
		if (node !== undefined) text += ` ${this.term(node, "term", 1)}`;
		text += ` because ${this.term(message, "list", 1)}`;
		if (fix !== undefined) text += ` fix ${this.term(fix, "term", 1)}`;
		return body === undefined ? text : `${text}${this.#body(body, 1)}`;
	}
}

function fieldWidth(members: readonly PolicyMember[]): number {
	const fields = members.filter((member): member is PolicyField => member.kind === "field");
	return Math.max(0, ...fields.map(({ name }) => name.name.length + 1));
}

function typeText({ name, of }: TypeTerm): string {
	return of.length === 0 ? name : `${name}[${of.map(typeText).join(", ")}]`;
}
