/**
 * The vocabulary: every sort of token, and the modes that tell code from the text of a template string.
 * `start_chars_hint` spares chevrotain the analysis of a pattern, which would cost more than the first text takes to read.
 * Keywords are not matched here: a word is an Ident until tokenize.ts (or the parser, at an import) says otherwise.
 */
import { createToken, type IMultiModeLexerDefinition, Lexer, type TokenType } from "chevrotain";

/** A run of code that starts at `offset`, or null; found with a sticky pattern that has the flags chevrotain would drop. */
function matching(pattern: RegExp) {
	return (text: string, offset: number): [string] | null => {
		pattern.lastIndex = offset;
		return pattern.test(text) && pattern.lastIndex > offset ? [text.slice(offset, pattern.lastIndex)] : null;
	};
}

const symbol = (name: string, text: string): TokenType => createToken({ name, label: text, pattern: text });
const keyword = (text: string): TokenType => createToken({ name: text, label: text, pattern: Lexer.NA });

const Space = createToken({
	name: "Space",
	pattern: /[ \t\r\n]+/,
	start_chars_hint: [..." \t\r\n"],
	group: Lexer.SKIPPED,
});
/** A byte order mark is skipped at the start of the text and stray anywhere else. */
const ByteOrderMark = createToken({
	name: "ByteOrderMark",
	pattern: (text: string, offset: number) => (offset === 0 && text.charCodeAt(0) === 0xfeff ? ["\ufeff"] : null),
	start_chars_hint: ["\ufeff"],
	line_breaks: false,
	group: Lexer.SKIPPED,
});
const Comment = createToken({ name: "Comment", pattern: /#[^\n]*/, start_chars_hint: ["#"], group: "comments" });

/** Letters are ASCII; further digits may be any decimal digit of Unicode (OPA scanner.go, isDigit). */
export const Ident = createToken({
	name: "Ident",
	label: "a name",
	pattern: matching(/[A-Za-z_][\w\p{Nd}]*/uy),
	start_chars_hint: [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"],
	line_breaks: false,
});
/** Anything that starts with a digit, letters behind it too: `01`, `0x10` and `5.` are one wrong number each. */
export const NumberToken = createToken({
	name: "Number",
	label: "a number",
	pattern: /[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]*)?\w*/,
	start_chars_hint: [..."0123456789"],
});
/** From the quote to the next bare quote, or to the end of the line where there is none. */
export const StringToken = createToken({
	name: "String",
	label: "a string",
	pattern: (text: string, offset: number) => {
		if (text.charCodeAt(offset) !== 0x22) return null;
		for (let at = offset + 1; ; at++) {
			const unit = text.charCodeAt(at);
			if (unit === 0x5c && text.charCodeAt(at + 1) !== 0x0a) at++;
			else if (unit === 0x22) return [text.slice(offset, at + 1)];
			else if (unit === 0x0a || at >= text.length) return [text.slice(offset, Math.min(at, text.length))];
		}
	},
	start_chars_hint: ['"'],
	line_breaks: false,
});
/** From the backtick to the next, or to the end of the text where there is none. */
export const RawString = createToken({
	name: "RawString",
	label: "a string",
	pattern: (text: string, offset: number) => {
		if (text.charCodeAt(offset) !== 0x60) return null;
		const end = text.indexOf("`", offset + 1);
		return [end === -1 ? text.slice(offset) : text.slice(offset, end + 1)];
	},
	start_chars_hint: ["`"],
	line_breaks: true,
});

export const LeftParen = symbol("LeftParen", "(");
export const RightParen = symbol("RightParen", ")");
export const LeftBracket = symbol("LeftBracket", "[");
export const RightBracket = symbol("RightBracket", "]");
export const LeftBrace = createToken({ name: "LeftBrace", label: "{", pattern: "{", push_mode: "code" });
export const RightBrace = createToken({ name: "RightBrace", label: "}", pattern: "}", pop_mode: true });
export const Comma = symbol("Comma", ",");
export const Semicolon = symbol("Semicolon", ";");
export const Dot = symbol("Dot", ".");
export const Colon = symbol("Colon", ":");
export const Assign = symbol("Assign", ":=");
export const Unify = symbol("Unify", "=");
export const Pipe = symbol("Pipe", "|");
export const Minus = symbol("Minus", "-");

/** Every infix operator but `|`, `-`, `in`, `and` and `or`, which the grammar also meets elsewhere. */
const operators: readonly (readonly [string, string])[] = [
	["Equal", "=="],
	["NotEqual", "!="],
	["LessEqual", "<="],
	["GreaterEqual", ">="],
	["Less", "<"],
	["Greater", ">"],
	["And", "&"],
	["Plus", "+"],
	["Star", "*"],
	["Slash", "/"],
	["Percent", "%"],
];
export const Operator = createToken({ name: "Operator", label: "an operator", pattern: Lexer.NA });
const operatorTokens = operators.map(([name, text]) =>
	createToken({ name, label: text, pattern: text, categories: [Operator] }),
);

export const TemplateStart = createToken({ name: "TemplateStart", pattern: '$"', push_mode: "template" });
export const RawTemplateStart = createToken({ name: "RawTemplateStart", pattern: "$`", push_mode: "rawTemplate" });
/** The text between the holes of a template string; an escape never ends it. */
export const TemplateText = createToken({
	name: "TemplateText",
	pattern: matching(/[^"{\\\n]*(?:\\[^\n][^"{\\\n]*)*/y),
	line_breaks: false,
});
export const RawTemplateText = createToken({
	name: "RawTemplateText",
	pattern: matching(/[^`{\\]*(?:\\\{?[^`{\\]*)*/y),
	line_breaks: true,
});
export const TemplateHole = createToken({ name: "TemplateHole", label: "{", pattern: "{", push_mode: "code" });
export const TemplateEnd = createToken({ name: "TemplateEnd", label: '"', pattern: '"', pop_mode: true });
export const RawTemplateEnd = createToken({ name: "RawTemplateEnd", label: "`", pattern: "`", pop_mode: true });
/** A line break in a template string: it was never closed. */
export const TemplateBreak = createToken({
	name: "TemplateBreak",
	pattern: /\\?\n/,
	start_chars_hint: ["\\", "\n"],
	pop_mode: true,
	line_breaks: true,
});

export const Package = keyword("package");
export const ImportKeyword = keyword("import");
export const As = keyword("as");
export const Default = keyword("default");
export const Else = keyword("else");
export const Not = keyword("not");
export const Some = keyword("some");
export const WithKeyword = keyword("with");
export const Null = keyword("null");
export const True = keyword("true");
export const False = keyword("false");
export const EveryKeyword = keyword("every");
export const If = keyword("if");
export const In = keyword("in");
export const LogicalAnd = keyword("and");
export const LogicalOr = keyword("or");

/** The keywords of Rego v1 by their text. `contains` is one only in rule heads: the grammar asks for the word. */
export const keywords: ReadonlyMap<string, TokenType> = new Map(
	[Package, ImportKeyword, As, Default, Else, Not, Some, WithKeyword, Null, True, False, EveryKeyword, If, In].map(
		(type) => [type.name, type],
	),
);

const code: TokenType[] = [
	Space,
	Ident,
	Dot,
	StringToken,
	LeftParen,
	RightParen,
	LeftBracket,
	RightBracket,
	LeftBrace,
	RightBrace,
	Comma,
	Assign,
	Colon,
	...operatorTokens,
	Unify,
	Pipe,
	Minus,
	Semicolon,
	NumberToken,
	RawString,
	TemplateStart,
	RawTemplateStart,
	Comment,
	ByteOrderMark,
];

export const lexerDefinition: IMultiModeLexerDefinition = {
	defaultMode: "code",
	modes: {
		code,
		template: [TemplateHole, TemplateEnd, TemplateBreak, TemplateText],
		rawTemplate: [TemplateHole, RawTemplateEnd, RawTemplateText],
	},
};

/** Every token type, for the parser. */
export const vocabulary: TokenType[] = [
	...new Set([...Object.values(lexerDefinition.modes).flat(), ...keywords.values(), LogicalAnd, LogicalOr, Operator]),
];
