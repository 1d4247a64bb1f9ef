/**
 * Why the grammar could not go on: chevrotain's exception to a message at the place of the cause.
 * A bracket that was never closed is the cause of what is noticed far behind it, an operator of another language of what
 * is noticed at its second character.
 */
import { EOF, type IRecognitionException, type IToken } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Source } from "../../text/source.ts";
import { isAdjacent, type Tokens } from "../lex/tokenize.ts";
import * as t from "../lex/tokens.ts";
import { Fault } from "./fault.ts";
import { spanOf } from "./grammarState.ts";
import { describeToken } from "./wording.ts";

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
	const isOutside = token.tokenType === EOF || columnOf(source, token) <= columnOf(source, list[start] as IToken);
	if (!isOutside || !startsLine(source, token)) return undefined;
	const before = token.tokenType === EOF ? {} : { before: token.image };
	return new Fault(spanOf(opener), m.bracketUnclosed({ open: opener.image, ...before }));
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

/** Whether only spaces stand before a token on its line. */
export function startsLine(source: Source, token: IToken): boolean {
	if (token.tokenType === EOF) return true;
	const lineStart = source.text.lastIndexOf("\n", token.startOffset - 1) + 1;
	return source.text.slice(lineStart, token.startOffset).trim() === "";
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
	if (rule === "every") return new Fault(everySpan(list, found), m.everyForm());
	if (token.tokenType === t.Assign || token.tokenType === t.Unify)
		return new Fault(span, m.assignmentInside({ operator: token.image }));
	if (before !== undefined && found > start && !isAdjacent(before, token) && !hasNewLine(source, before, token)) {
		const isBracket = token.tokenType === t.LeftParen || token.tokenType === t.LeftBracket;
		if (isBracket && (before.tokenType === t.Ident || before.tokenType === t.RightBracket))
			return new Fault(span, m.spaceBeforeBracket({ bracket: token.image }));
	}
	if (expected !== "}" && expected !== "]") return undefined;
	if (token.tokenType === t.Comma && expected === "}") return new Fault(span, m.commaHere());
	if (expected === "}" && before !== undefined && !hasNewLine(source, before, token) && startsLiteral(token))
		return new Fault(span, m.literalsOnOneLine({ found: describeToken(token) }));
	return undefined;
}

/** From `every` to what doesn't fit behind it. */
function everySpan(list: readonly IToken[], found: number): { start: number; end: number } {
	for (let index = found - 1; index >= 0; index--) {
		const token = list[index] as IToken;
		if (token.tokenType === t.EveryKeyword) return { start: token.startOffset, end: spanOf(token).end };
	}
	return spanOf(list[found] as IToken);
}

function hasNewLine(source: Source, first: IToken, second: IToken): boolean {
	const from = spanOf(first).end;
	const newLine = source.text.indexOf("\n", from);
	return newLine !== -1 && newLine < second.startOffset;
}

function startsLiteral({ tokenType }: IToken): boolean {
	const isWord = tokenType === t.Ident || tokenType === t.Not || tokenType === t.Some || tokenType === t.EveryKeyword;
	return isWord || tokenType === t.StringToken || tokenType === t.NumberToken || tokenType === t.RawString;
}

/** What the grammar would have taken instead, and a hint for words that have a meaning elsewhere. */
function expectation(exception: IRecognitionException, token: IToken): { expected?: string; hint?: string } {
	const rule = exception.context.ruleStack.at(-1);
	const hint = hintFor(token);
	const { message } = exception;
	let expected: string | undefined;
	if (message !== "") expected = message.startsWith("a ") || message.startsWith("an ") ? message : `\`${message}\``;
	else if (rule === "term") expected = "a value";
	else if (rule === "literal" || rule === "statement") expected = "an expression";
	return { ...(expected === undefined ? {} : { expected }), ...(hint === undefined ? {} : { hint }) };
}

function hintFor({ tokenType, image }: IToken): string | undefined {
	if (tokenType === t.Ident) {
		if (image === "and" || image === "or") return `\`${image}\` needs \`import rego.v2\` at the top of the file`;
		if (image === "elif" || image === "elseif") return "write `else := … if { … }`";
		if (image === "None" || image === "nil" || image === "undefined") return "the empty value is `null`";
	}
	if (t.keywords.has(image)) return `\`${image}\` is a keyword; names have to be others`;
	return undefined;
}
