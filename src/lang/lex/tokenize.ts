/**
 * Text to tokens: keywords told from names, brackets paired, comments set apart, lexical mistakes reported.
 * Gives tokens for every text; what is wrong inside a token is reported here, so that the grammar need not look.
 */
import { createTokenInstance, EOF, type ILexingError, type IToken, Lexer, type TokenType } from "chevrotain";
import {
	numberMalformed,
	numberTooLarge,
	strayCharacter,
	stringControl,
	stringEscape,
	stringUnclosed,
} from "../../diagnostics/catalogue/parsing.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../text/source.ts";
import type { Comment } from "../tree.ts";
import { decodeString } from "./strings.ts";
import * as t from "./tokens.ts";

export interface Tokens {
	/** What the grammar reads; two EOF tokens stand behind the last. */
	readonly list: IToken[];
	/** How many there are without the EOF tokens. */
	readonly length: number;
	/** For each bracket the index of its partner; -1 for a bracket without one, and for all other tokens. Worked out when it is asked for: most texts are right. */
	readonly partner: Int32Array;
	readonly comments: readonly Comment[];
	readonly diagnostics: readonly Diagnostic[];
}

let lexer: Lexer | undefined;

/** The tokens of a source. Linear in its length; never throws. */
export function tokenize(source: Source): Tokens {
	lexer ??= new Lexer(t.lexerDefinition, { positionTracking: "onlyOffset", skipValidations: true });
	const { tokens: found, groups, errors } = lexer.tokenize(source.text);
	const diagnostics = reportStrays(source, errors);
	const list: IToken[] = [];
	const templates: number[] = [];
	for (const token of found) {
		switch (token.tokenType) {
			case t.Ident: {
				const type = t.keywords.get(token.image);
				const before = list[list.length - 1];
				// Any word is a name right behind a dot.
				if (type !== undefined && !(before?.tokenType === t.Dot && isAdjacent(before, token))) retag(token, type);
				break;
			}
			case t.NumberToken:
				checkNumber(source, token, list[list.length - 1], diagnostics);
				break;
			case t.StringToken:
			case t.RawString:
			case t.TemplateText:
				checkString(source, token, diagnostics);
				break;
			case t.TemplateStart:
			case t.RawTemplateStart:
				templates.push(list.length);
				break;
			case t.TemplateBreak:
				continue;
		}
		list.push(token);
	}
	const { length } = list;
	let partner: Int32Array | undefined;
	const paired = (): Int32Array => (partner ??= pairBrackets(list));
	const mistakes = diagnostics.map(({ span }) => span?.start ?? 0).sort((a, b) => a - b);
	for (const index of templates)
		if (paired()[index] === -1) reportUnclosedTemplate(source, list[index] as IToken, mistakes, diagnostics);
	const size = source.text.length;
	for (let n = 0; n < 2; n++) list.push(createTokenInstance(EOF, "", size, size, 0, 0, 0, 0));
	return {
		list,
		length,
		get partner() {
			return paired();
		},
		comments: readComments(groups.comments ?? []),
		diagnostics,
	};
}

/** What other languages and word processors write for `"`. */
const quotes = /^['\u2018\u2019\u201c\u201d]/;

/** The characters that no token begins with; a text in single quotes is one mistake, though both quotes are strays. */
function reportStrays(source: Source, errors: readonly ILexingError[]): Diagnostic[] {
	const strays: { start: number; end: number; isQuote: boolean }[] = [];
	for (const { offset: start, length } of errors) {
		const end = start + length;
		const text = source.text.slice(start, end);
		// A closing brace too many is the grammar's to report, which knows what is open.
		if (text === "}") continue;
		const before = strays.at(-1);
		if (quotes.test(text) && before?.isQuote === true && !source.text.slice(before.end, start).includes("\n"))
			strays[strays.length - 1] = { start: before.start, end: start + 1, isQuote: false };
		else strays.push({ start, end, isQuote: length === 1 && quotes.test(text) });
	}
	return strays.map(({ start, end }) =>
		at(source, { start, end }, strayCharacter({ text: source.text.slice(start, end) })),
	);
}

/** Makes a token another sort of token, for the grammar from here on. */
export function retag(token: IToken, type: TokenType): void {
	token.tokenType = type;
	token.tokenTypeIdx = type.tokenTypeIdx as number;
}

/** The offset behind a token's last character. */
export function endOf(token: IToken): number {
	return token.startOffset + token.image.length;
}

/** Whether nothing, not even a space, lies between two tokens. */
export function isAdjacent(first: IToken, second: IToken): boolean {
	return endOf(first) === second.startOffset;
}

const partners = new Map<TokenType, TokenType>([
	[t.RightParen, t.LeftParen],
	[t.RightBracket, t.LeftBracket],
	[t.RightBrace, t.LeftBrace],
	[t.TemplateEnd, t.TemplateStart],
	[t.RawTemplateEnd, t.RawTemplateStart],
]);
const openers = new Set<TokenType>([...partners.values(), t.TemplateHole]);

/** Pairs brackets, template quotes too. A closing one takes the nearest open one of its sort; those above it stay open. */
function pairBrackets(list: readonly IToken[]): Int32Array {
	const partner = new Int32Array(list.length).fill(-1);
	const open: number[] = [];
	for (let index = 0; index < list.length; index++) {
		const { tokenType } = list[index] as IToken;
		if (openers.has(tokenType)) {
			open.push(index);
			continue;
		}
		const wanted = partners.get(tokenType);
		if (wanted === undefined) continue;
		const depth = findOpen(list, open, wanted);
		if (depth === -1) continue;
		const opener = open[depth] as number;
		open.length = depth;
		partner[index] = opener;
		partner[opener] = index;
	}
	return partner;
}

/** How far down a closing bracket looks for its opening one, so that a text of wrong brackets takes linear time. */
const REACH = 8;

function findOpen(list: readonly IToken[], open: readonly number[], wanted: TokenType): number {
	for (let depth = open.length - 1; depth >= 0 && depth >= open.length - REACH; depth--) {
		const { tokenType } = list[open[depth] as number] as IToken;
		if (tokenType === wanted || (wanted === t.LeftBrace && tokenType === t.TemplateHole)) return depth;
	}
	return -1;
}

function readComments(tokens: readonly IToken[]): Comment[] {
	return tokens.map((token) => ({
		text: token.image.slice(1).replace(/\r+$/, ""),
		span: { start: token.startOffset, end: endOf(token) },
	}));
}

/** How many binary digits a number's exponent may have: more would make every operation on it slow (OPA ast/term.go). */
const LARGEST_EXPONENT = 32_000;

function checkNumber(source: Source, token: IToken, before: IToken | undefined, diagnostics: Diagnostic[]): void {
	const { image } = token;
	// `.5` is a Dot and a Number: behind the dot zeros may lead, and no second dot may follow.
	const isFraction = before?.tokenType === t.Dot && isAdjacent(before, token);
	const span = { start: token.startOffset, end: endOf(token) };
	if (!(isFraction ? /^\d+(?:[eE][+-]?\d+)?$/ : /^(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/).test(image))
		diagnostics.push(at(source, span, numberMalformed({ text: shortened(image) })));
	else if (binaryExponent(isFraction ? `0.${image}` : image) > LARGEST_EXPONENT)
		diagnostics.push(at(source, span, numberTooLarge({ text: shortened(image) })));
}

/** As much of a number as a message shows. */
const shortened = (image: string): string => (image.length <= 40 ? image : `${image.slice(0, 39)}…`);

/** About how far a number is from 1, in powers of two. */
function binaryExponent(text: string): number {
	const [, whole = "", fraction = "", exponent = "0"] = /^(\d+)(?:\.(\d*))?(?:[eE](.*))?$/.exec(text) ?? [];
	const digits = whole + fraction;
	const leading = digits.search(/[1-9]/);
	if (leading === -1) return 0;
	return Math.abs(whole.length - leading + Number(exponent)) * Math.log2(10);
}

function checkString(source: Source, token: IToken, diagnostics: Diagnostic[]): void {
	const { image, startOffset: start, tokenType } = token;
	const isText = tokenType === t.TemplateText;
	if (!isText) {
		const quote = image[0] as string;
		if (image.length < 2 || !image.endsWith(quote) || endsEscaped(image, quote)) {
			const end = quote === "`" ? start + 1 : endOf(token);
			diagnostics.push(at(source, { start, end }, stringUnclosed({ quote })));
			return;
		}
		if (quote === "`") return;
	}
	const decoded = decodeString(isText ? image : image.slice(1, -1), isText);
	if ("value" in decoded) return;
	const from = start + decoded.at + (isText ? 0 : 1);
	if (decoded.fault === "control") {
		diagnostics.push(at(source, { start: from, end: from + 1 }, stringControl()));
		return;
	}
	const length = image[decoded.at + (isText ? 1 : 2)] === "u" ? 6 : 2;
	const span = { start: from, end: Math.min(from + length, endOf(token) - (isText ? 0 : 1)) };
	diagnostics.push(at(source, span, stringEscape({ text: source.slice(span) })));
}

/** Whether the last quote of a string is escaped, so that it doesn't close it. */
function endsEscaped(image: string, quote: string): boolean {
	if (quote !== '"') return false;
	let slashes = 0;
	for (let index = image.length - 2; image[index] === "\\"; index--) slashes++;
	return slashes % 2 === 1;
}

/** `mistakes` are the places of those reported already, in order; those before the token are dropped. */
function reportUnclosedTemplate(source: Source, token: IToken, mistakes: number[], diagnostics: Diagnostic[]): void {
	const { startOffset: start } = token;
	const quote = token.image.slice(1);
	const lineEnd = source.text.indexOf("\n", start);
	const end = quote === '"' && lineEnd !== -1 ? lineEnd : source.text.length;
	// An unclosed string in its braces is the mistake; this one only follows from it.
	const inside = mistakes.find((mistake) => mistake >= start);
	if (inside !== undefined && inside <= end) return;
	const span = { start, end: quote === "`" ? endOf(token) : end };
	diagnostics.push(at(source, span, stringUnclosed({ quote })));
}
