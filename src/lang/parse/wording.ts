/** How tokens and terms are named in messages. */
import { EOF, type IToken } from "chevrotain";
import * as t from "../lex/tokens.ts";
import type { Term } from "../tree.ts";

/** A token as a message names it: `the name \`x\``, `a string`, `\`}\``. */
export function describeToken(token: IToken): string {
	const { tokenType, image } = token;
	switch (tokenType) {
		case EOF:
			return "the end of the text";
		case t.Ident:
			return `the name \`${shorten(image)}\``;
		case t.NumberToken:
			return `the number \`${shorten(image)}\``;
		case t.StringToken:
		case t.RawString:
			return "a string";
		case t.TemplateStart:
		case t.RawTemplateStart:
			return "a template string";
		case t.TemplateText:
		case t.RawTemplateText:
			return "the text of a template string";
		default:
			return t.keywords.has(image) ? `the keyword \`${image}\`` : `\`${shorten(image)}\``;
	}
}

/** What kind of value a term makes, as a message names it. */
export function describeTerm(term: Term): string {
	switch (term.kind) {
		case "null":
			return "`null`";
		case "boolean":
			return `\`${term.value}\``;
		case "number":
			return `the number \`${term.text}\``;
		case "string":
			return "a string";
		case "template":
			return "a template string";
		case "var":
			return `\`${term.name}\``;
		case "ref":
			return "a reference";
		case "call":
			return "a call";
		case "array":
		case "arrayComprehension":
			return "an array";
		case "object":
		case "objectComprehension":
			return "an object";
		case "set":
		case "setComprehension":
			return "a set";
		case "infix":
		case "membership":
		case "not":
			return "an expression";
		case "body":
			return "a body";
	}
}

function shorten(text: string): string {
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** What is meant in other languages by words that are mere names here, or keywords of other places. */
const wordHints: Readonly<Record<string, string>> = {
	and: "`and` needs `import rego.v2` at the top of the file; without it, expressions on lines of their own all have to hold",
	or: "`or` needs `import rego.v2` at the top of the file; without it, write one rule for each case",
	elif: "write `else := … if { … }`",
	elseif: "write `else := … if { … }`",
	nil: "the empty value is `null`",
	None: "the empty value is `null`",
	undefined: "the empty value is `null`",
	True: "write `true`",
	False: "write `false`",
	if: "an `if` stands only behind a rule's head, once; the expressions of a body all have to hold anyway",
	for: "there are no loops: `some x in xs` takes each element in turn",
	foreach: "there are no loops: `some x in xs` takes each element in turn",
	return: "a rule's value stands in its head: `name := value if { … }`",
	let: "assign with `name := value`",
	var: "assign with `name := value`",
	const: "assign with `name := value`",
	function: "a function is a rule with arguments: `name(x) := value`",
	def: "a function is a rule with arguments: `name(x) := value`",
};

export function hintForWord(word: string): string | undefined {
	if (Object.hasOwn(wordHints, word)) return wordHints[word];
	return t.keywords.has(word) ? `\`${word}\` is a keyword; names have to be others` : undefined;
}
