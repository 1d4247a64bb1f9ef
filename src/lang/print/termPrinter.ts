/**
 * Terms, literals and bodies to text that reads back as the same tree. Style follows `opa fmt`: tabs, one literal a line,
 * collections spread over lines where they were, operators within operators in parentheses (docs/formatting.md).
 */
import type { Span } from "../../text/span.ts";
import { precedence } from "../operators.ts";
import type {
	ArrayComprehension,
	Body,
	Comment,
	Infix,
	Literal,
	Membership,
	ObjectComprehension,
	RefStep,
	SetComprehension,
	StringTerm,
	TemplateText,
	Term,
	Var,
} from "../tree.ts";
import type { Layout } from "./layout.ts";

/** Where a term stands: what it may hold there without parentheses (see the grammar's places). */
type Place = "keyed" | "list" | "relation" | "term" | "head";

export class TermPrinter {
	protected readonly layout: Layout;

	constructor(layout: Layout) {
		this.layout = layout;
	}

	// ── Terms ────────────────────────────────────────────────────────────────────────────────────────────────────

	/** A term at a place; `indent` is that of the line it begins on. */
	term(term: Term, place: Place, indent: number): string {
		const text = this.#bare(term, indent);
		return needsParens(term, place) ? `(${text})` : text;
	}

	/** A string as it was written: with the escapes that it had. */
	#quoted(term: StringTerm): string {
		const original = this.layout.original(term.span);
		return original.startsWith('"') ? original : quote(term.value);
	}

	/** A term in front of which `{` would mean something else: its first value stands in parentheses then. */
	#guarded(term: Term, place: Place, indent: number): string {
		const text = place === "keyed" ? this.#statement(term, indent) : this.term(term, place, indent);
		return text.startsWith("{") ? this.#guardFirst(term, place, indent) : text;
	}

	#guardFirst(term: Term, place: Place, indent: number): string {
		switch (term.kind) {
			case "ref":
				return `${this.#guardFirst(term.head, "term", indent)}${this.steps(term.path, indent)}`;
			case "infix": {
				if (isUnaryMinus(term)) return `(${this.#bare(term, indent)})`;
				const left = this.#guardFirst(term.left, "list", indent);
				return `${left} ${term.operator} ${this.#rightOf(term, indent)}`;
			}
			case "membership": {
				const { key, value, collection } = term;
				const first = this.#guardFirst(key ?? value, "relation", indent);
				const second = key === undefined ? "" : `, ${this.term(value, "relation", indent)}`;
				return `${first}${second} in ${this.term(collection, "relation", indent)}`;
			}
			default:
				return `(${this.term(term, place, indent)})`;
		}
	}

	#bare(term: Term, indent: number): string {
		switch (term.kind) {
			case "null":
				return "null";
			case "boolean":
				return String(term.value);
			case "number":
				return term.text;
			case "string":
				return term.raw ? `\`${term.value}\`` : this.#quoted(term);
			case "template":
				return this.layout.inline(() => this.#template(term.parts, term.raw, indent));
			case "var":
				return term.name;
			case "ref":
				return `${this.term(term.head, "head", indent)}${this.steps(term.path, indent)}`;
			case "call":
				return `${this.#bare(term.operator, indent)}${this.args(term.args, term.span, indent)}`;
			case "array":
				return this.#list("[", term.items, "]", term.span, indent);
			case "set":
				return term.items.length === 0 ? "set()" : this.#list("{", term.items, "}", term.span, indent);
			case "object":
				return this.#object(term.entries, term.span, indent);
			case "arrayComprehension":
				return this.#comprehension("[", term, "]", indent);
			case "setComprehension":
			case "objectComprehension":
				return this.#comprehension("{", term, "}", indent);
			case "infix":
				return this.#infix(term, indent, true);
			case "membership": {
				const key = term.key === undefined ? "" : `${this.#operandOfIn(term.key, indent)}, `;
				const isChain = term.key === undefined && term.value.kind === "membership" && term.value.key === undefined;
				const value = isChain ? this.term(term.value, "list", indent) : this.#operandOfIn(term.value, indent);
				return `${key}${value} in ${this.#operandOfIn(term.collection, indent)}`;
			}
			case "not":
				return `not ${this.#negated(term.operand, indent)}`;
			case "body":
				return this.braced(term.body, term.span, indent, true);
		}
	}

	/** A term at the start of braces: a union at its own start is put in parentheses, or it would make a comprehension. */
	#guardUnion(term: Term, indent: number): string {
		if (!startsWithUnion(term)) return this.#statement(term, indent);
		if (term.kind === "infix") {
			if (term.operator === "|") return `(${this.#bare(term, indent)})`;
			return `${this.#guardUnion(term.left, indent)} ${term.operator} ${this.#rightOf(term, indent)}`;
		}
		const { key, value, collection } = term as Membership;
		const second = key === undefined ? "" : `, ${this.term(value, "relation", indent)}`;
		return `${this.#guardUnion(key ?? value, indent)}${second} in ${this.term(collection, "relation", indent)}`;
	}

	/** `isInner`: operators that stand in a term, not at the top of a literal; their own operands are told apart by parentheses. */
	#infix(term: Infix, indent: number, isInner: boolean): string {
		if (isUnaryMinus(term)) return `-${this.term(term.right, "term", indent)}`;
		const { operator, left } = term;
		if (operator === "and" || operator === "or")
			return `${this.#operand(left, operator, indent)} ${operator} ${this.#rightOf(term, indent, isInner)}`;
		if (operator === ":=" || operator === "=")
			return `${this.term(left, "list", indent)} ${operator} ${this.#rightOf(term, indent, isInner)}`;
		return `${this.#beside(left, operator, 0, indent, isInner)} ${operator} ${this.#rightOf(term, indent, isInner)}`;
	}

	/** What stands beside `in`. */
	#operandOfIn(term: Term, indent: number): string {
		const text = this.term(term, "relation", indent);
		return term.kind === "infix" && !isUnaryMinus(term) ? `(${text})` : text;
	}

	/** What stands left (0) or right (1) of an operator. */
	#beside(term: Term, operator: Infix["operator"], side: 0 | 1, indent: number, isInner: boolean): string {
		const text = this.term(term, "list", indent);
		const isApart = isInner && term.kind === "infix" && !isUnaryMinus(term);
		return isApart || isLooser(term, operator, side) ? `(${text})` : text;
	}

	#rightOf({ operator, right }: Infix, indent: number, isInner = true): string {
		if (operator === ":=" || operator === "=") return this.term(right, "list", indent);
		if (operator === "and" || operator === "or") {
			const text = this.#operand(right, operator, indent);
			return right.kind === "infix" && right.operator === operator ? `(${text})` : text;
		}
		return this.#beside(right, operator, 1, indent, isInner);
	}

	/** An operand of `and` and `or`: there braces hold a body. */
	#operand(term: Term, operator: "and" | "or", indent: number): string {
		if (term.kind === "body") return this.#bare(term, indent);
		if (term.kind === "not") return this.#bare(term, indent);
		if (term.kind === "infix" && (term.operator === "and" || term.operator === "or")) {
			const text = this.#bare(term, indent);
			return precedence(term.operator) < precedence(operator) ? `(${text})` : text;
		}
		return this.#guarded(term, "keyed", indent);
	}

	/** What `not` negates: there braces may hold a body, and a group stands in parentheses. */
	#negated(term: Term, indent: number): string {
		const isGroup =
			term.kind === "not" || (term.kind === "infix" && (term.operator === "and" || term.operator === "or"));
		if (isGroup) return `(${this.#bare(term, indent)})`;
		return term.kind === "body" ? this.#bare(term, indent) : this.#guarded(term, "keyed", indent);
	}

	#template(parts: readonly (TemplateText | Term)[], raw: boolean, indent: number): string {
		const text = parts.map((part) => {
			if (part.kind !== "text") {
				const [literal] = part.kind === "body" ? part.body : [];
				return `{${literal === undefined ? this.term(part, "keyed", indent) : this.literal(literal, indent)}}`;
			}
			return (raw ? part.value : quote(part.value).slice(1, -1)).replaceAll("{", "\\{");
		});
		return raw ? `$\`${text.join("")}\`` : `$"${text.join("")}"`;
	}

	steps(path: readonly RefStep[], indent: number): string {
		return path
			.map(({ term, dot }) =>
				dot && term.kind === "string" ? `.${term.value}` : `[${this.term(term, "list", indent)}]`,
			)
			.join("");
	}

	/** Arguments; those of a call need not stand on the row of its bracket. */
	args(args: readonly Term[], span: Span, indent: number, isHead = false): string {
		const from = Math.max(this.layout.find("(", span.start, span.end), span.start);
		const print = (arg: Term, level: number) => this.#argument(arg, level);
		const inner = { start: isHead ? from : (args[0]?.span.start ?? from), end: span.end };
		return this.#items("(", args, print, ")", inner, indent);
	}

	/** An argument that is a union keeps its parentheses. */
	#argument(arg: Term, indent: number): string {
		const text = this.term(arg, "list", indent);
		return isUnion(arg) && arg.span.start < arg.left.span.start && !text.startsWith("(") ? `(${text})` : text;
	}

	#list(open: string, items: readonly Term[], close: string, span: Span, indent: number): string {
		return this.#items(open, items, (item, level) => this.#element(item, level), close, span, indent);
	}

	/** A term in brackets: a `|` right behind the first value would make it a comprehension's head. */
	#element(term: Term, indent: number): string {
		const text = this.term(term, "list", indent);
		return isUnion(term) || startsWithUnion(term) ? `(${text})` : text;
	}

	#object(entries: readonly { readonly key: Term; readonly value: Term }[], span: Span, indent: number): string {
		const items = entries.map(({ key, value }) => ({
			key,
			value,
			span: { start: key.span.start, end: value.span.end },
		}));
		const print = ({ key, value }: (typeof items)[number], level: number): string =>
			`${this.#element(key, level)}: ${this.#element(value, level)}`;
		return this.#items("{", items, print, "}", span, indent);
	}

	/** Items in brackets: on one line, or on the rows they stood on, with a last comma. */
	#items<T extends { readonly span: Span }>(
		open: string,
		items: readonly T[],
		print: (item: T, indent: number) => string,
		close: string,
		span: Span,
		indent: number,
	): string {
		const [first] = items;
		const rows = this.layout.rows(items, (item) => item.span.start);
		const isBroken =
			rows.length > 1 ||
			(first !== undefined && this.layout.row(first.span.start) > this.layout.row(span.start)) ||
			this.#hasCommentBeside(items, span);
		if (!isBroken) return `${open}${items.map((item) => print(item, indent)).join(", ")}${close}`;
		let text = open + comment(this.layout.takeTrailing(span.start + 1, first?.span.start ?? span.end));
		rows.forEach((row, index) => {
			text += this.comments(row[0]?.span.start ?? 0, indent + 1, false);
			const printed = row.map((item) => print(item, indent + 1)).join(", ");
			const limit = rows[index + 1]?.[0]?.span.start ?? span.end;
			const { above, behind } = this.#left({ start: 0, end: row.at(-1)?.span.end ?? 0 }, limit, indent + 1);
			text += `${above}\n${tabs(indent + 1)}${printed},${behind}`;
		});
		return `${text}${this.comments(span.end, indent + 1, false)}\n${tabs(indent)}${close}`;
	}

	/** Whether a comment stands on a row of its own beside the items, not inside one. */
	#hasCommentBeside(items: readonly { readonly span: Span }[], span: Span): boolean {
		let from = span.start;
		for (const item of items) {
			if (this.layout.hasComment(from, item.span.start, span.start)) return true;
			from = item.span.end;
		}
		return this.layout.hasComment(from, span.end, span.start);
	}

	#comprehension(
		open: string,
		term: ArrayComprehension | SetComprehension | ObjectComprehension,
		close: string,
		indent: number,
	): string {
		const { span, body } = term;
		const first = term.kind === "objectComprehension" ? term.key : term.head;
		const start = body[0]?.span.start ?? span.end;
		const isBroken =
			this.layout.rows(body, (literal) => literal.span.start).length > 1 ||
			this.layout.row(start) > this.layout.row(term.kind === "objectComprehension" ? span.start : first.span.start) ||
			this.layout.hasComment(first.span.start, span.end);
		const isApart =
			term.kind !== "objectComprehension" && this.layout.row(first.span.start) > this.layout.row(span.start);
		const above =
			comment(this.layout.takeTrailing(span.start + 1, first.span.start)) +
			this.comments(first.span.start, indent, false);
		const lead = isApart || above !== "" ? `${above}\n${tabs(indent)}` : "";
		const head =
			term.kind === "objectComprehension"
				? `${this.#element(term.key, indent)}: ${this.term(term.value, "term", indent)}`
				: this.term(term.head, "term", indent);
		if (!isBroken)
			return `${open}${lead}${head} | ${body.map((literal) => this.literal(literal, indent)).join("; ")}${close}`;
		const inner = { start: first.span.start, end: span.end };
		return `${open}${lead}${head} |${this.literals(body, inner, indent + 1)}\n${tabs(indent)}${close}`;
	}

	// ── Literals and bodies ──────────────────────────────────────────────────────────────────────────────────────

	literal(literal: Literal, indent: number): string {
		return `${this.#bareLiteral(literal, indent)}${this.#withs(literal, indent)}`;
	}

	/** A literal behind another one: `-` and `or(…)` at its start would go on with the one before, even on a new line. */
	#nextLiteral(literal: Literal, indent: number): string {
		const text = this.literal(literal, indent);
		if (literal.kind !== "expression" || !/^(?:-|and\(|or\()/.test(text)) return text;
		return `${this.#guardFirst(literal.term, "keyed", indent)}${this.#withs(literal, indent)}`;
	}

	/** A body's first literal, where the body might be read as a value. */
	#firstLiteral(literal: Literal, indent: number): string {
		if (literal.kind !== "expression") return this.literal(literal, indent);
		return `${this.#guardUnion(literal.term, indent)}${this.#withs(literal, indent)}`;
	}

	#bareLiteral(literal: Literal, indent: number): string {
		switch (literal.kind) {
			case "expression":
				return this.#statement(literal.term, indent);
			case "notLiteral":
				return `not ${this.#negated(literal.operand, indent)}`;
			case "some":
				return this.#some(literal.vars, literal.span, indent);
			case "someIn": {
				const key = literal.key === undefined ? "" : `${this.#operandOfIn(literal.key, indent)}, `;
				const isChain = literal.key === undefined && literal.value.kind === "membership";
				const value = isChain ? this.#bare(literal.value, indent) : this.#operandOfIn(literal.value, indent);
				return `some ${key}${value} in ${this.#operandOfIn(literal.collection, indent)}`;
			}
			case "every": {
				const key = literal.key === undefined ? "" : `${literal.key.name}, `;
				const domain = this.term(literal.domain, "relation", indent);
				const end = literal.with[0]?.span.start ?? literal.span.end;
				const body = this.braced(literal.body, { start: literal.span.start, end }, indent);
				return `every ${key}${literal.value.name} in ${domain} ${body}`;
			}
		}
	}

	/** A literal's own term: the only place where operators within an operator need no parentheses. */
	#statement(term: Term, indent: number): string {
		return term.kind === "infix" ? this.#infix(term, indent, false) : this.term(term, "keyed", indent);
	}

	/** Names that stood on further rows stay there, further in. */
	#some(vars: readonly Var[], span: Span, indent: number): string {
		const rows = this.layout.rows(vars, (name) => name.span.start);
		const isApart = this.layout.row(vars[0]?.span.start ?? span.start) > this.layout.row(span.start);
		const lines = rows.map((row) => row.map(({ name }) => name).join(", "));
		return `some${isApart ? `\n${tabs(indent + 1)}` : " "}${lines.join(`,\n${tabs(indent + 1)}`)}`;
	}

	/** Modifiers: the first behind the expression or on a row of its own, as it stood; so each of the others. */
	#withs(literal: Literal, indent: number): string {
		const first = literal.with[0];
		if (first === undefined) return "";
		let row = this.layout.row(this.layout.endBefore(first.span.start));
		return literal.with
			.map(({ target, value, span }) => {
				const isApart = this.layout.row(span.start) > row;
				row = this.layout.row(span.start);
				const above = isApart ? comment(this.layout.takeTrailing(this.layout.endBefore(span.start), span.start)) : "";
				const lead = isApart ? `${above}${this.comments(span.start, indent + 1, false)}\n${tabs(indent + 1)}` : " ";
				const level = indent + (isApart ? 1 : 0);
				return `${lead}with ${this.#bare(target, level)} as ${this.term(value, "list", level)}`;
			})
			.join("");
	}

	/** A literal as all that follows `if`: braces at its start hold a body there if they can. */
	loneLiteral(literal: Literal, indent: number): string {
		if (literal.kind !== "expression") return this.literal(literal, indent);
		if (!startsWithSet(literal.term)) return this.literal(literal, indent);
		return `${this.#guardFirst(literal.term, "keyed", indent)}${this.#withs(literal, indent)}`;
	}

	/**
	 * A body in braces: on its line where it was, or one literal a line. `isGuarded` where the braces might be read as a
	 * value (behind `if`, and as an operand).
	 */
	braced(body: Body, span: Span, indent: number, isGuarded = false): string {
		const start = body[0]?.span.start ?? span.end;
		const isBroken =
			this.layout.rows(body, (literal) => literal.span.start).length > 1 ||
			this.layout.row(start) > this.layout.row(span.start) ||
			this.layout.hasComment(start, span.end);
		if (isBroken) return `{${this.literals(body, span, indent + 1, isGuarded)}\n${tabs(indent)}}`;
		const print = (literal: Literal, index: number) =>
			isGuarded && index === 0 ? this.#firstLiteral(literal, indent) : this.literal(literal, indent);
		return `{ ${body.map(print).join("; ")} }`;
	}

	/** One literal a line, each with its line break before it, comments and empty lines kept. */
	literals(body: Body, span: Span, indent: number, isGuarded = false): string {
		const print = (literal: Literal, index: number) => {
			if (index > 0) return this.#nextLiteral(literal, indent);
			return isGuarded ? this.#firstLiteral(literal, indent) : this.literal(literal, indent);
		};
		let text = comment(this.layout.takeTrailing(span.start + 1, body[0]?.span.start));
		let end = span.start;
		for (const [index, literal] of body.entries()) {
			const wasApart = this.layout.isApart(end, literal.span.start);
			const comments = this.comments(literal.span.start, indent, false);
			const isBlankBelow = comments !== "" && this.layout.hasBlankLineAbove(literal.span.start);
			const printed = print(literal, index);
			const { above, behind } = this.#left(literal.span, body[index + 1]?.span.start ?? span.end, indent);
			const isApart = index > 0 && (above !== "" || wasApart);
			text += `${isApart ? "\n" : ""}${comments}${isBlankBelow ? "\n" : ""}${above}\n${tabs(indent)}${printed}${behind}`;
			end = literal.span.end;
		}
		return text + this.comments(span.end, indent, false);
	}

	/** The comments left over from inside something, and the one behind it: on its line if there is only one, else above. */
	#left(span: Span, limit: number, indent: number): { readonly above: string; readonly behind: string } {
		const inside = this.layout.takeBefore(span.end);
		const trailing = this.layout.takeTrailing(span.end, limit);
		const all = trailing === undefined ? inside : [...inside, trailing];
		if (all.length <= 1) return { above: "", behind: comment(all[0]) };
		return { above: all.map(({ text }) => `\n${tabs(indent)}#${text.trimEnd()}`).join(""), behind: "" };
	}

	/** Comments up to an offset, each on a line of its own; empty lines between them, and above the first if it may have one. */
	comments(offset: number, indent: number, mayBeApart = true): string {
		return this.layout
			.takeBefore(offset)
			.map((one, index) => {
				const isApart = (mayBeApart || index > 0) && this.layout.hasBlankLineAbove(one.span.start);
				return `${isApart ? "\n" : ""}\n${tabs(indent)}#${one.text.trimEnd()}`;
			})
			.join("");
	}
}

export function tabs(indent: number): string {
	return "\t".repeat(indent);
}

/** A comment behind something on its line. */
export function comment(trailing: Comment | undefined): string {
	return trailing === undefined ? "" : ` #${trailing.text.trimEnd()}`;
}

function isUnion(term: Term): term is Infix {
	return term.kind === "infix" && term.operator === "|";
}

/** `-x`, which the tree holds as `0 - x` with a 0 that takes no text. */
function isUnaryMinus(term: Term): boolean {
	if (term.kind !== "infix" || term.operator !== "-") return false;
	const { left, right } = term;
	const isName = right.kind === "var" || right.kind === "ref" || right.kind === "call";
	return (
		isName && left.kind === "number" && left.text === "0" && left.span.start === left.span.end && startsWithName(right)
	);
}

function startsWithName(term: Term): boolean {
	if (term.kind === "ref") return startsWithName(term.head);
	return term.kind === "call" ? startsWithName(term.operator) : term.kind === "var";
}

function needsParens(term: Term, place: Place): boolean {
	switch (term.kind) {
		case "membership":
			return place !== "keyed" && (place !== "list" || term.key !== undefined);
		case "infix":
			return place === "head" || (place === "term" && !isUnaryMinus(term));
		case "not":
			return true;
		default:
			return false;
	}
}

/** Whether a term beside an operator binds too loosely to stand there as it is; on the right, equally is too loosely. */
function isLooser(term: Term, operator: Infix["operator"], side: 0 | 1): boolean {
	if (term.kind === "membership") return term.key === undefined;
	if (term.kind !== "infix" || isUnaryMinus(term)) return false;
	return precedence(term.operator) < precedence(operator) + side;
}

/** Whether a term's text begins with a set that nothing directly behind it makes part of a larger value. */
function startsWithSet(term: Term): boolean {
	if (term.kind === "set") return term.items.length > 0;
	if (term.kind === "infix") return term.left.kind === "membership" && startsWithSet(term.left);
	if (term.kind !== "membership") return false;
	if (term.key !== undefined) return startsWithSet(term.key);
	return term.value.kind === "membership" && startsWithSet(term.value);
}

/** Whether `|` follows the first value of a term's text. */
function startsWithUnion(term: Term): boolean {
	if (term.kind === "membership") return startsWithUnion(term.key ?? term.value);
	if (term.kind !== "infix" || isUnaryMinus(term)) return false;
	const { left, operator } = term;
	if ((operator === "and" || operator === "or") && left.kind === "infix" && precedence(left.operator) === 0)
		return startsWithUnion(left);
	const isOpen =
		(left.kind === "infix" && !isUnaryMinus(left)) || (left.kind === "membership" && left.key === undefined);
	if (!isOpen || isLooser(left, operator, 0)) return operator === "|";
	return startsWithUnion(left);
}

/** A string in double quotes; a byte order mark may stand only at the start of a text. */
function quote(value: string): string {
	return JSON.stringify(value).replaceAll("\ufeff", "\\ufeff");
}
