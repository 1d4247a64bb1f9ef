/**
 * Why the grammar could not go on: chevrotain's exception to a message at the place of the cause.
 * A bracket that was never closed is the cause of what is noticed far behind it, an operator of another language of what
 * is noticed at its second character.
 */
import { EOF, type IRecognitionException, type IToken, type TokenType } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Source } from "../../text/source.ts";
import { endOf, isAdjacent, type Tokens } from "../lex/tokenize.ts";
import * as t from "../lex/tokens.ts";
import { Fault } from "./fault.ts";
import { spanOf } from "./grammarState.ts";
import { describeToken, hintForWord } from "./wording.ts";

const openers = new Set([t.LeftBrace, t.LeftBracket, t.LeftParen, t.TemplateHole]);
const closers = new Map([
	[t.RightBrace, "{"],
	[t.RightBracket, "["],
	[t.RightParen, "("],
]);

/** The fault behind an exception. `start` is the index of the item's first token, `found` of the one that didn't fit. */
export function explainSyntax(
	source: Source,
	tokens: Tokens,
	start: number,
	found: number,
	exception: IRecognitionException,
): Fault {
	const token = tokens.list[found] as IToken;
	return (
		explainBrackets(source, tokens, start, found) ??
		explainForeignOperator(tokens.list, found) ??
		explainContext(source, tokens.list, start, found, exception) ??
		new Fault(spanOf(token), m.syntaxUnexpected({ found: describeToken(token), ...expectation(exception, token) }))
	);
}

/** Faults of brackets that a fault found elsewhere may only follow from. */
export function explainBrackets(source: Source, tokens: Tokens, start: number, found: number): Fault | undefined {
	const { list, partner } = tokens;
	const token = list[found] as IToken;
	const open = openBrackets(tokens, start, found);
	const innermost = open.at(-1);
	const closes = closers.get(token.tokenType);
	if (closes !== undefined && partner[found] === -1) {
		if (innermost === undefined) return new Fault(spanOf(token), m.bracketUnopened({ close: token.image }));
		const opener = list[innermost] as IToken;
		if (opener.image !== closes) return mismatch(source, opener, token);
		return undefined;
	}
	if (innermost === undefined || partner[innermost] !== -1) return undefined;
	const opener = list[innermost] as IToken;
	if (closes !== undefined && opener.image !== closes) return mismatch(source, opener, token);
	const outside =
		token.tokenType === EOF ? firstOutside(source, list, start, innermost) : lineOutside(source, list, start, found);
	if (token.tokenType !== EOF && (outside === undefined || outside.startOffset < opener.startOffset)) return undefined;
	const before = outside === undefined ? {} : { before: outside.image };
	return new Fault(spanOf(opener), m.bracketUnclosed({ open: opener.image, ...before }));
}

/** The first token of the line that a token is on, if it is no further in than the item. */
function lineOutside(source: Source, list: readonly IToken[], start: number, found: number): IToken | undefined {
	let first = found;
	while (first > start && !startsLine(source, list, first)) first--;
	const token = list[first] as IToken;
	return first > start && columnOf(source, token) <= columnOf(source, list[start] as IToken) ? token : undefined;
}

/** The first token behind a bracket that is no further in than the item which the bracket belongs to. */
function firstOutside(source: Source, list: readonly IToken[], start: number, opener: number): IToken | undefined {
	const column = columnOf(source, list[start] as IToken);
	for (let index = opener + 1; index < list.length; index++) {
		const token = list[index] as IToken;
		if (token.tokenType === EOF) return undefined;
		if (startsLine(source, list, index) && columnOf(source, token) <= column) return token;
	}
	return undefined;
}

function mismatch(source: Source, opener: IToken, closer: IToken): Fault {
	const line = source.lineAt(opener.startOffset);
	return new Fault(spanOf(closer), m.bracketMismatched({ open: opener.image, close: closer.image, line }));
}

/** The brackets that are open at a token, outermost first. */
function openBrackets({ list, partner }: Tokens, start: number, found: number): number[] {
	const open: number[] = [];
	for (let index = start; index < found; index++) {
		if (!openers.has((list[index] as IToken).tokenType)) continue;
		const close = partner[index] as number;
		if (close !== -1 && close < found) index = close;
		else open.push(index);
	}
	return open;
}

/** How far a token is from the start of its line, in UTF-16 units. */
export function columnOf(source: Source, token: IToken): number {
	return token.startOffset - (source.text.lastIndexOf("\n", token.startOffset - 1) + 1);
}

/** Whether a token is the first on its line. */
export function startsLine(source: Source, list: readonly IToken[], index: number): boolean {
	const before = list[index - 1];
	return before === undefined || hasNewLine(source, before, list[index] as IToken);
}

const allOf = "put the expressions on lines of their own (or `;` between them): all of them have to hold";
const anyOf = "write one rule for each case: rules of one name are alternatives";
const foreign: Readonly<Record<string, string>> = {
	"&&": allOf,
	"||": anyOf,
	"===": "compare with `==`",
	"!==": "compare with `!=`",
	"=>": "for `at least` write `>=`",
	"=<": "for `at most` write `<=`",
	"<>": "compare with `!=`",
	"->": "a rule's value stands behind `:=`, its conditions behind `if`",
	"<-": "assign with `:=`",
	"**": "there are no powers; multiply",
	"//": "a comment starts with `#`",
	"/*": "a comment starts with `#`",
	"++": "variables never change; give the sum another name",
	"--": "variables never change; give the difference another name",
	"+=": "variables never change; give the sum another name",
	"-=": "variables never change; give the difference another name",
	"::": "a path has dots: `a.b`",
	"==": "compare with `==`, once",
};

function explainForeignOperator(list: readonly IToken[], found: number): Fault | undefined {
	for (const last of [found, found + 1]) {
		const first = list[last - 1];
		const second = list[last];
		if (first === undefined || second === undefined || !isAdjacent(first, second)) continue;
		const operator = first.image + second.image;
		const advice = Object.hasOwn(foreign, operator) && operator !== "==" ? foreign[operator] : undefined;
		if (advice === undefined) continue;
		const span = { start: first.startOffset, end: spanOf(second).end };
		return new Fault(span, m.operatorForeign({ operator, advice }));
	}
	return undefined;
}

/** What the words around a fault tell of it. */
function explainContext(
	source: Source,
	list: readonly IToken[],
	start: number,
	found: number,
	{ context, message: expected }: IRecognitionException,
): Fault | undefined {
	const token = list[found] as IToken;
	const before = list[found - 1];
	const rule = context.ruleStack.at(-1);
	const span = spanOf(token);
	const isEvery = rule === "every" || (expected === "{" && context.ruleStack.at(-2) === "every");
	if (isEvery) return new Fault(everySpan(list, found), m.everyForm());
	if (before !== undefined && found > 0) {
		const isSameLine = !hasNewLine(source, before, token);
		const isBracket = token.tokenType === t.LeftParen || token.tokenType === t.LeftBracket;
		const isValue = before.tokenType === t.Ident || closers.has(before.tokenType);
		if (isSameLine && isBracket && isValue) {
			if (isAdjacent(before, token)) return new Fault(span, m.callHead({ what: "the value of a call" }));
			return new Fault(span, m.spaceBeforeBracket({ bracket: token.image }));
		}
	}
	if (before !== undefined) {
		if (found > start && before.tokenType === t.Default && isAssignment(token))
			return new Fault(spanOf(before), m.keywordAsName({ word: "default" }));
		const unfinished = explainUnfinished(source, list, start, found);
		if (unfinished !== undefined) return unfinished;
	}
	if (found === start) return explainStart(source, token, before);
	if (isAssignment(token)) return new Fault(span, m.assignmentInside({ operator: token.image }));
	if ((token.tokenType === t.LogicalAnd || token.tokenType === t.LogicalOr) && expected === ")")
		return new Fault(span, m.groupForm());
	if (token.tokenType === t.Comma && before?.tokenType === t.Comma)
		return new Fault(span, m.syntaxUnexpected({ found: "`,`", expected: "a value" }));
	if (expected !== "}" || before === undefined) return undefined;
	if (token.tokenType === t.Comma) return new Fault(span, m.commaHere());
	if (hasNewLine(source, before, token) || !startsLiteral(token) || isInObject(list, start, found)) return undefined;
	const hint = hintForWord(token.image) ?? hintForWord(before.image);
	return new Fault(span, m.literalsOnOneLine({ found: describeToken(token), ...(hint === undefined ? {} : { hint }) }));
}

function isAssignment({ tokenType }: IToken): boolean {
	return tokenType === t.Assign || tokenType === t.Unify;
}

/** Something that no rule begins with, where a rule would have to begin. */
function explainStart(source: Source, token: IToken, before: IToken | undefined): Fault {
	const isSameLine = before !== undefined && !hasNewLine(source, before, token);
	const expected = isSameLine ? "a new line" : "a rule's name";
	const hint = hintForWord(token.image);
	const found = describeToken(token);
	return new Fault(spanOf(token), m.syntaxUnexpected({ found, expected, ...(hint === undefined ? {} : { hint }) }));
}

const leaders: ReadonlySet<TokenType> = new Set([
	...t.vocabulary.filter((type) => type.CATEGORIES?.includes(t.Operator)),
	t.Pipe,
	t.Minus,
	t.Assign,
	t.Unify,
	t.Not,
	t.In,
	t.If,
	t.As,
	t.LogicalAnd,
	t.LogicalOr,
]);

/**
 * An operator or keyword that what should follow it doesn't: a bracket closes there, the text ends, or the next rule begins,
 * which the grammar notices only at its `:=`.
 */
function explainUnfinished(source: Source, list: readonly IToken[], start: number, found: number): Fault | undefined {
	const token = list[found] as IToken;
	let next = found;
	if (isAssignment(token)) {
		while (next > 0 && !startsLine(source, list, next)) next--;
		if (columnOf(source, list[next] as IToken) > columnOf(source, list[start] as IToken)) return undefined;
	} else if (token.tokenType !== EOF && !closers.has(token.tokenType)) return undefined;
	const leader = list[next - 1];
	if (leader === undefined || !(leaders.has(leader.tokenType) || leader.image === "contains")) return undefined;
	return new Fault(spanOf(leader), m.expressionUnfinished({ after: leader.image }));
}

/** From `every` to what doesn't fit behind it. */
function everySpan(list: readonly IToken[], found: number): { start: number; end: number } {
	const { end } = spanOf(list[found] as IToken);
	for (let index = found - 1; index >= 0; index--) {
		const token = list[index] as IToken;
		if (token.tokenType === t.EveryKeyword) return { start: token.startOffset, end };
	}
	return spanOf(list[found] as IToken);
}

/** Whether a colon stands between a token and the bracket that is open around it. */
function isInObject(list: readonly IToken[], start: number, found: number): boolean {
	let depth = 0;
	for (let index = found - 1; index >= start; index--) {
		const { tokenType } = list[index] as IToken;
		if (closers.has(tokenType)) depth++;
		else if (openers.has(tokenType) && --depth < 0) return false;
		else if (tokenType === t.Colon && depth === 0) return true;
	}
	return false;
}

function hasNewLine(source: Source, first: IToken, second: IToken): boolean {
	return source.text.slice(endOf(first), second.startOffset).includes("\n");
}

function startsLiteral({ tokenType }: IToken): boolean {
	const isWord = tokenType === t.Ident || tokenType === t.Not || tokenType === t.Some || tokenType === t.EveryKeyword;
	return isWord || tokenType === t.StringToken || tokenType === t.NumberToken || tokenType === t.RawString;
}

/** What the grammar would have taken instead, and a hint for words that have a meaning elsewhere. */
function expectation(exception: IRecognitionException, token: IToken): { expected?: string; hint?: string } {
	const rule = exception.context.ruleStack.at(-1);
	const hint = hintForWord(token.image);
	const { message } = exception;
	let expected: string | undefined;
	if ((message === "}" || message === "]" || message === ")") && startsLiteral(token))
		expected = `\`,\` or \`${message}\``;
	else if (message !== "")
		expected = message.startsWith("a ") || message.startsWith("an ") ? message : `\`${message}\``;
	else if (rule === "term") expected = "a value";
	else if (rule === "literal" || rule === "statement") expected = "an expression";
	return { ...(expected === undefined ? {} : { expected }), ...(hint === undefined ? {} : { hint }) };
}
