/**
 * Terms, literals and bodies to text that reads back as the same tree, with as few parentheses as that takes.
 * Style follows `opa fmt`: tabs, one literal a line, collections spread over lines where they were.
 */
import type { Span } from "../../text/span.ts";
import { precedence } from "../operators.ts";
import type { Body, Comment, Infix, Literal, Membership, RefStep, TemplateText, Term, With } from "../tree.ts";
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

	/** A term in front of which `{` would mean something else: its first value stands in parentheses then. */
	#guarded(term: Term, place: Place, indent: number): string {
		const text = this.term(term, place, indent);
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
				return term.raw ? `\`${term.value}\`` : quote(term.value);
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
				return this.#comprehension("[", this.term(term.head, "term", indent), term.body, "]", term.span, indent);
			case "setComprehension":
				return this.#comprehension("{", this.term(term.head, "term", indent), term.body, "}", term.span, indent);
			case "objectComprehension": {
				const key = this.#first(term.key, indent);
				const head = `${key}: ${this.term(term.value, "term", indent)}`;
				return this.#comprehension("{", head, term.body, "}", term.span, indent);
			}
			case "infix":
				return this.#infix(term, indent);
			case "membership": {
				const key = term.key === undefined ? "" : `${this.term(term.key, "relation", indent)}, `;
				const isChain = term.key === undefined && term.value.kind === "membership" && term.value.key === undefined;
				const value = this.term(term.value, isChain ? "list" : "relation", indent);
				return `${key}${value} in ${this.term(term.collection, "relation", indent)}`;
			}
			case "not":
				return `not ${this.#negated(term.operand, indent)}`;
			case "body":
				return this.braced(term.body, term.span, indent, true);
		}
	}

	/** A term at the start of braces: a union at its own start is put in parentheses, or it would make a comprehension. */
	#guardUnion(term: Term, indent: number): string {
		if (!startsWithUnion(term)) return this.term(term, "keyed", indent);
		if (term.kind === "infix") {
			if (term.operator === "|") return `(${this.#bare(term, indent)})`;
			return `${this.#guardUnion(term.left, indent)} ${term.operator} ${this.#rightOf(term, indent)}`;
		}
		const { key, value, collection } = term as Membership;
		const second = key === undefined ? "" : `, ${this.term(value, "relation", indent)}`;
		return `${this.#guardUnion(key ?? value, indent)}${second} in ${this.term(collection, "relation", indent)}`;
	}

	#infix(term: Infix, indent: number): string {
		if (isUnaryMinus(term)) return `-${this.term(term.right, "term", indent)}`;
		const { operator, left } = term;
		if (operator === "and" || operator === "or")
			return `${this.#operand(left, operator, indent)} ${operator} ${this.#rightOf(term, indent)}`;
		if (operator === ":=" || operator === "=")
			return `${this.term(left, "keyed", indent)} ${operator} ${this.#rightOf(term, indent)}`;
		const text = this.term(left, "list", indent);
		return `${isLooser(left, operator, 0) ? `(${text})` : text} ${operator} ${this.#rightOf(term, indent)}`;
	}

	#rightOf({ operator, right }: Infix, indent: number): string {
		if (operator === ":=" || operator === "=") return this.term(right, "keyed", indent);
		if (operator === "and" || operator === "or") {
			const text = this.#operand(right, operator, indent);
			return right.kind === "infix" && right.operator === operator ? `(${text})` : text;
		}
		const text = this.term(right, "list", indent);
		return isLooser(right, operator, 1) ? `(${text})` : text;
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
				dot && term.kind === "string" ? `.${term.value}` : `[${this.term(term, "keyed", indent)}]`,
			)
			.join("");
	}

	args(args: readonly Term[], span: Span, indent: number): string {
		const from = this.layout.find("(", span.start, span.end);
		const inner = { start: Math.max(from, span.start), end: span.end };
		return this.#items("(", args, (arg, level) => this.term(arg, "list", level), ")", inner, indent);
	}

	#list(open: string, items: readonly Term[], close: string, span: Span, indent: number): string {
		const print = (item: Term, level: number) =>
			item === items[0] ? this.#first(item, level) : this.term(item, "list", level);
		return this.#items(open, items, print, close, span, indent);
	}

	/** The first term in brackets: a `|` right behind its first value would make it a comprehension's head. */
	#first(term: Term, indent: number): string {
		const text = this.term(term, "list", indent);
		return startsWithUnion(term) && !needsParens(term, "list") ? `(${text})` : text;
	}

	#object(entries: readonly { readonly key: Term; readonly value: Term }[], span: Span, indent: number): string {
		const items = entries.map(({ key, value }, index) => ({
			key,
			value,
			isFirst: index === 0,
			span: { start: key.span.start, end: value.span.end },
		}));
		const print = ({ key, value, isFirst }: (typeof items)[number], level: number): string => {
			if (isFirst) return `${this.#first(key, level)}: ${this.#first(value, level)}`;
			return `${this.term(key, "list", level)}: ${this.term(value, "list", level)}`;
		};
		return this.#items("{", items, print, "}", span, indent);
	}

	/** Items in brackets: on one line, or one a line with a last comma. */
	#items<T extends { readonly span: Span }>(
		open: string,
		items: readonly T[],
		print: (item: T, indent: number) => string,
		close: string,
		span: Span,
		indent: number,
	): string {
		const first = items[0]?.span.start ?? span.end;
		if (items.length === 0 || !this.layout.isBroken(span, span.start, first))
			return `${open}${items.map((item) => print(item, indent)).join(", ")}${close}`;
		let text = open + comment(this.layout.takeTrailing(span.start + 1, first));
		for (const [index, item] of items.entries()) {
			text += this.comments(item.span.start, indent + 1);
			text += `\n${tabs(indent + 1)}${print(item, indent + 1)},`;
			const limit = items[index + 1]?.span.start ?? span.end;
			text += comment(this.layout.takeTrailing(item.span.end, limit));
		}
		return `${text}${this.comments(span.end, indent + 1)}\n${tabs(indent)}${close}`;
	}

	#comprehension(open: string, head: string, body: Body, close: string, span: Span, indent: number): string {
		const first = body[0]?.span.start ?? span.end;
		if (!this.layout.isBroken(span, span.start, first))
			return `${open}${head} | ${body.map((literal) => this.literal(literal, indent)).join("; ")}${close}`;
		return `${open}${head} |${this.literals(body, span, indent + 1)}\n${tabs(indent)}${close}`;
	}

	// ── Literals and bodies ──────────────────────────────────────────────────────────────────────────────────────

	literal(literal: Literal, indent: number): string {
		return `${this.#bareLiteral(literal, indent)}${this.#withs(literal.with, indent)}`;
	}

	/** A literal behind another one: `-` and `or(…)` at its start would go on with the one before, even on a new line. */
	#nextLiteral(literal: Literal, indent: number): string {
		const text = this.literal(literal, indent);
		if (literal.kind !== "expression" || !/^(?:-|and\(|or\()/.test(text)) return text;
		return `${this.#guardFirst(literal.term, "keyed", indent)}${this.#withs(literal.with, indent)}`;
	}

	/** A body's first literal, where the body might be read as a value. */
	#firstLiteral(literal: Literal, indent: number): string {
		if (literal.kind !== "expression") return this.literal(literal, indent);
		return `${this.#guardUnion(literal.term, indent)}${this.#withs(literal.with, indent)}`;
	}

	#bareLiteral(literal: Literal, indent: number): string {
		switch (literal.kind) {
			case "expression":
				return this.term(literal.term, "keyed", indent);
			case "notLiteral":
				return `not ${this.#negated(literal.operand, indent)}`;
			case "some":
				return `some ${literal.vars.map(({ name }) => name).join(", ")}`;
			case "someIn": {
				const key = literal.key === undefined ? "" : `${this.term(literal.key, "relation", indent)}, `;
				const isChain = literal.key === undefined && literal.value.kind === "membership";
				const value = isChain ? this.#bare(literal.value, indent) : this.term(literal.value, "relation", indent);
				return `some ${key}${value} in ${this.term(literal.collection, "relation", indent)}`;
			}
			case "every": {
				const key = literal.key === undefined ? "" : `${literal.key.name}, `;
				const domain = this.term(literal.domain, "relation", indent);
				const from = literal.domain.span.end;
				const body = this.braced(literal.body, { start: from, end: literal.span.end }, indent);
				return `every ${key}${literal.value.name} in ${domain} ${body}`;
			}
		}
	}

	#withs(withs: readonly With[], indent: number): string {
		return withs
			.map(({ target, value }) => ` with ${this.#bare(target, indent)} as ${this.term(value, "keyed", indent)}`)
			.join("");
	}

	/** A literal as all that follows `if`: braces at its start hold a body there if they can. */
	loneLiteral(literal: Literal, indent: number): string {
		if (literal.kind !== "expression") return this.literal(literal, indent);
		if (!startsWithSet(literal.term)) return this.literal(literal, indent);
		return `${this.#guardFirst(literal.term, "keyed", indent)}${this.#withs(literal.with, indent)}`;
	}

	/**
	 * A body in braces: on its line where it was, or one literal a line. `isGuarded` where the braces might be read as a
	 * value (behind `if`, and as an operand).
	 */
	braced(body: Body, span: Span, indent: number, isGuarded = false): string {
		const first = body[0]?.span.start ?? span.end;
		if (this.layout.isBroken(span, span.start, first))
			return `{${this.literals(body, span, indent + 1, isGuarded)}\n${tabs(indent)}}`;
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
		const brace = span.start + 1;
		let text = comment(this.layout.takeTrailing(brace, body[0]?.span.start));
		for (const [index, literal] of body.entries()) {
			const comments = this.comments(literal.span.start, indent, index > 0);
			const isApart = index > 0 && comments === "" && this.layout.hasBlankLineAbove(literal.span.start);
			text += `${comments}${isApart ? "\n" : ""}\n${tabs(indent)}${print(literal, index)}`;
			text += this.#trailing(literal.span, body[index + 1]?.span.start ?? span.end, indent);
		}
		return text + this.comments(span.end, indent);
	}

	/** The comments left over from inside something, on lines of their own, or the one behind it on its line. */
	#trailing(span: Span, limit: number, indent: number): string {
		const inside = this.comments(span.end, indent);
		return inside === "" ? comment(this.layout.takeTrailing(span.end, limit)) : inside;
	}

	/** Comments up to an offset, each on a line of its own; an empty line above the first where there was one. */
	comments(offset: number, indent: number, mayBeApart = true): string {
		return this.layout
			.takeBefore(offset)
			.map((one) => {
				const isApart = mayBeApart && this.layout.hasBlankLineAbove(one.span.start);
				return `${isApart ? "\n" : ""}\n${tabs(indent)}#${one.text}`;
			})
			.join("");
	}
}

export function tabs(indent: number): string {
	return "\t".repeat(indent);
}

/** A comment behind something on its line. */
export function comment(trailing: Comment | undefined): string {
	return trailing === undefined ? "" : ` #${trailing.text}`;
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
