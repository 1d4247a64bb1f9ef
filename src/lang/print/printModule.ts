/**
 * Trees to text that reads back as the same trees. Comments, empty lines and the rows of collections are kept as the
 * module's source has them. Rewrites nothing but the order of imports: the rest is normalizeModule.ts's to do.
 */
import type { Span } from "../../text/span.ts";
import { keywordTexts } from "../lex/keywords.ts";
import type {
	Comment,
	ElseClause,
	Import,
	Module,
	Param,
	Policy,
	PolicyMember,
	Query,
	Rule,
	RuleBody,
	Term,
	TypeTerm,
	Verdict,
} from "../tree.ts";
import { Layout } from "./layout.ts";
import { importGroups } from "./normalizeImports.ts";
import { comment, TermPrinter, tabs } from "./termPrinter.ts";

/** The text of a module, with a line break at its end. */
export function printModule(module: Module): string {
	return new ModulePrinter(new Layout(module.source, module.comments, module.dialect === "rego")).module(module);
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
	/** In v0 without the word, a set's elements stand in brackets: `p[x] { … }`. */
	#hasContains = true;
	/** Whether rules may stand together: in v0 only those that can have an `if`. */
	#mayJoin: (rule: Rule) => boolean = () => true;

	module(module: Module): string {
		const { package: clause, v0 } = module;
		this.#hasContains = v0?.contains ?? true;
		if (v0 !== undefined) this.#mayJoin = ({ head }) => v0.if && (head.contains === undefined || v0.contains);
		const path = clause.path.map((name, index) => {
			const quoted = JSON.stringify(name);
			const isQuoted = keywordTexts.has(name) && this.layout.original(clause.span).includes(quoted);
			if (index > 0 && (isQuoted || !isIdentifier.test(name))) return `[${quoted}]`;
			return `${index > 0 ? "." : ""}${name}`;
		});
		let text = this.#commentsAbove(clause.span.start);
		text += `package ${path.join("")}${comment(this.layout.takeTrailing(clause.span.end))}\n`;
		for (const run of runs(module)) text += run.imports ? this.#imports(run.imports, module) : this.#items(run.items);
		const rest = this.layout.takeBefore(Number.POSITIVE_INFINITY);
		return rest.length === 0 ? text : `${text}\n${rest.map((one) => `${this.#topComment(one)}\n`).join("")}`;
	}

	#imports(imports: readonly Import[], module: Module): string {
		let text = "";
		for (const group of importGroups(imports, module)) {
			const inOrder = [...group].sort((a, b) => a.span.start - b.span.start);
			text += `\n${this.#commentsAbove(inOrder[0]?.span.start ?? 0)}`;
			const behind = new Map(inOrder.map((one) => [one, comment(this.layout.takeTrailing(one.span.end))]));
			for (const one of group) {
				const alias = one.alias === undefined ? "" : ` as ${one.alias.name}`;
				text += `import ${this.term(one.path, "term", 0)}${alias}${behind.get(one) ?? ""}\n`;
			}
		}
		return text;
	}

	#items(items: readonly (Rule | Policy)[]): string {
		let text = "";
		let before: { readonly item: Rule | Policy; readonly mayBeJoined: boolean } | undefined;
		for (const item of items) {
			const comments = this.#commentsAbove(item.span.start);
			const printed = item.kind === "rule" ? this.rule(item, 0) : this.#policy(item);
			const behind = this.#commentsBehind(item.span);
			const isShort = item.kind === "rule" && !item.isDefault && this.#mayJoin(item) && !printed.includes("\n");
			const isBelow =
				before !== undefined && this.layout.row(item.span.start) === this.layout.row(before.item.span.start) + 1;
			if (!isBelow || comments !== "" || !isShort || !before?.mayBeJoined) text += "\n";
			text += `${comments}${printed}${behind}\n`;
			before = { item, mayBeJoined: isShort && !behind.includes("\n") };
		}
		return text;
	}

	/** Comments above something at the top level, each with its line break. */
	#commentsAbove(offset: number): string {
		const comments = this.layout.takeBefore(offset);
		let text = "";
		for (const [index, one] of comments.entries()) {
			const isApart = index > 0 && this.layout.hasBlankLineAbove(one.span.start);
			text += `${isApart ? "\n" : ""}${this.#topComment(one)}\n`;
		}
		return comments.length > 0 && this.layout.hasBlankLineAbove(offset) ? `${text}\n` : text;
	}

	/** One that was indented stays so where it would become METADATA, or part of it. */
	#topComment(one: Comment): string {
		const isFirst = this.layout.isInFirstColumn(one) || !this.layout.couldBeMetadata(one);
		return `${isFirst ? "" : " "}#${one.text.trimEnd()}`;
	}

	/** The comment left over from inside a rule or behind it; below it where they are several. */
	#commentsBehind(span: Span): string {
		const inside = this.layout.takeBefore(span.end);
		const behind = this.layout.takeTrailing(span.end);
		const all = behind === undefined ? inside : [...inside, behind];
		if (all.length <= 1) return comment(all[0]);
		return `\n${all.map((one) => `\n${this.#topComment(one)}`).join("")}`;
	}

	// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────

	rule(rule: Rule, indent: number): string {
		const { head, body } = rule;
		let text = `${rule.isDefault ? "default " : ""}${head.name.name}${this.steps(head.path, indent)}`;
		if (head.args !== undefined) {
			const span = { start: head.span.start, end: head.value?.span.start ?? head.span.end };
			text += this.args(head.args, span, indent, true);
		}
		if (head.contains !== undefined) {
			const element = this.term(head.contains, "list", indent);
			text += this.#hasContains ? ` contains ${element}` : `[${element}]`;
		}
		text += this.#value(head, indent);
		if (body !== undefined) text += this.#body(body, indent);
		for (const more of rule.moreBodies) text += this.#body(more, indent);
		let last = body;
		for (const clause of rule.elses) {
			const above = this.comments(clause.span.start, indent, false);
			const isInline =
				last?.braces === true && above === "" && this.layout.followsOnItsRow(clause.span.start, rule.span.start);
			text += isInline ? " " : `${above === "" ? "" : "\n"}${above}\n${above === "" ? "\n" : ""}${tabs(indent)}`;
			text += this.#else(clause, indent);
			last = clause.body;
		}
		return text;
	}

	#value({ operator, value }: { readonly operator?: ":=" | "="; readonly value?: Term }, indent: number): string {
		return value === undefined ? "" : ` ${operator ?? ":="} ${this.term(value, "list", indent)}`;
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
			const above = this.comments(member.span.start, 1, before !== undefined);
			const printed = this.#member(member, members);
			const comments = above + this.comments(member.span.end, 1, false);
			const isApart =
				before !== undefined && (this.layout.hasBlankLineAbove(member.span.start) || this.#isApart(before, member));
			text += `${isApart && !comments.startsWith("\n\n") ? "\n" : ""}${comments}\n\t${printed}`;
			text += comment(this.layout.takeTrailing(member.span.end, members[index + 1]?.span.start ?? span.end));
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
				return `${member.verdict} ${title}${this.term(member.content, "term", 1)}`;
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

/** Imports and items as they follow each other; imports first where the tree has no places to go by. */
function runs({
	imports,
	items,
}: Module): readonly ({ imports: Import[]; items?: never } | { imports?: never; items: (Rule | Policy)[] })[] {
	const found: ({ imports: Import[]; items?: never } | { imports?: never; items: (Rule | Policy)[] })[] = [];
	const left = [...imports].sort((a, b) => a.span.start - b.span.start);
	for (const item of items) {
		const above = left.splice(0, left.findIndex(({ span }) => span.start > item.span.start) >>> 0);
		if (above.length > 0) found.push({ imports: above });
		const last = found.at(-1);
		if (last?.items === undefined) found.push({ items: [item] });
		else last.items.push(item);
	}
	return left.length === 0 ? found : [...found, { imports: left }];
}

/** Values of fields stand in one column, the one behind `severity:`; longer names don't move it. */
const widestField = "severity:".length;

function fieldWidth(members: readonly PolicyMember[]): number {
	const widths = members.flatMap((member) => (member.kind === "field" ? [member.name.name.length + 1] : []));
	return Math.min(widestField, Math.max(0, ...widths));
}

function typeText({ name, of }: TypeTerm): string {
	return of.length === 0 ? name : `${name}[${of.map(typeText).join(", ")}]`;
}
