/** Reads Go templates. Errors are Go's texts with the line. Go docs: package text/template/parse. */
import { failure } from "../builtin.ts";
import type { Command, Part, Pipe, Template, Word } from "./templateTree.ts";

/** Nesting beyond this is refused, so that no template can exhaust the stack. */
const DEEPEST = 200;

/** @param functions the names that may be called */
export function parseTemplate(text: string, functions: ReadonlySet<string>): Template {
	return new Parser(text, functions).parse();
}

interface Token {
	readonly kind: "word" | "field" | "variable" | "string" | "character" | "number" | "mark" | "space" | "end";
	readonly text: string;
	readonly at: number;
}

/** How a list of parts ended. */
type Ending = "end of text" | "end" | "else";

const tokens: readonly (readonly [Token["kind"], RegExp])[] = [
	["space", /[ \t\r\n]+/y],
	[
		"number",
		/[+-]?(?:0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+(?![0-9.eE])|0[bB][01_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]+)?|\.[0-9][0-9_]*(?:[eE][+-]?[0-9_]+)?)/y,
	],
	["field", /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
	["variable", /\$[\p{L}\p{Nd}_]*/uy],
	["word", /[\p{L}_][\p{L}\p{Nd}_]*/uy],
	["string", /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
	["character", /'(?:[^'\\\n]|\\.)[^']*'/y],
	["mark", /:=|[=|(),.]/y],
];

class Parser {
	readonly #text: string;
	readonly #functions: ReadonlySet<string>;
	readonly #named = new Map<string, readonly Part[]>();
	#at = 0;
	#depth = 0;
	#loops = 0;
	#variables: string[] = ["$"];

	constructor(text: string, functions: ReadonlySet<string>) {
		this.#text = text;
		this.#functions = functions;
	}

	parse(): Template {
		const { parts, ending } = this.#parts();
		if (ending !== "end of text") throw this.#error(`unexpected {{${ending}}}`);
		return { text: this.#text, parts, named: this.#named };
	}

	/** Parts up to the end of the text, `{{end}}` or `{{else`; of the latter only the word is read. */
	#parts(): { readonly parts: readonly Part[]; readonly ending: Ending } {
		if (++this.#depth > DEEPEST) throw this.#error(`nested more than ${DEEPEST} deep`);
		const parts: Part[] = [];
		for (;;) {
			this.#literal(parts);
			if (this.#at >= this.#text.length) {
				this.#depth--;
				return { parts, ending: "end of text" };
			}
			const ending = this.#action(parts);
			if (ending !== undefined) {
				this.#depth--;
				return { parts, ending };
			}
		}
	}

	/** Text up to `{{`, without the white space that `{{-` and a `-}}` before it eat. */
	#literal(parts: Part[]): void {
		const text = this.#text;
		const open = text.indexOf("{{", this.#at);
		const end = open === -1 ? text.length : open;
		let piece = text.slice(this.#at, end);
		if (this.#trimNext) piece = piece.replace(/^[ \t\r\n]+/, "");
		this.#trimNext = false;
		if (open !== -1 && /^-[ \t\r\n]/.test(text.slice(open + 2, open + 4))) {
			piece = piece.replace(/(?<![ \t\r\n])[ \t\r\n]+$/, "");
		}
		if (piece !== "") parts.push({ kind: "text", text: piece });
		this.#at = end;
	}
	#trimNext = false;

	#action(parts: Part[]): Ending | undefined {
		this.#at += 2;
		if (/^-[ \t\r\n]/.test(this.#text.slice(this.#at, this.#at + 2))) this.#at += 2;
		if (this.#text.startsWith("/*", this.#at)) {
			this.#comment();
			return undefined;
		}
		const token = this.#peekSolid();
		if (token.kind !== "word") {
			this.#output(parts);
			return undefined;
		}
		switch (token.text) {
			case "if":
			case "with":
			case "range":
				this.#next();
				parts.push(this.#control(token.text));
				return undefined;
			case "end":
			case "else":
				this.#next();
				if (token.text === "end") this.#close("end");
				return token.text;
			case "define":
				this.#define();
				return undefined;
			case "block":
			case "template":
				parts.push(this.#template(token.text));
				return undefined;
			case "break":
			case "continue":
				this.#next();
				if (this.#loops === 0) throw this.#error(`{{${token.text}}} outside {{range}}`);
				this.#close(token.text);
				parts.push({ kind: token.text });
				return undefined;
			default:
				this.#output(parts);
				return undefined;
		}
	}

	#output(parts: Part[]): void {
		const pipe = this.#pipe("command");
		this.#close("command");
		parts.push({ kind: "output", pipe });
	}

	#comment(): void {
		const end = this.#text.indexOf("*/", this.#at);
		if (end === -1) throw this.#error("unclosed comment");
		const after = /[ \t\r\n]-\}\}|\}\}/y;
		after.lastIndex = end + 2;
		const close = after.exec(this.#text);
		if (close === null) throw this.#error("comment ends before closing delimiter");
		this.#trimNext = close[0].includes("-");
		this.#at = after.lastIndex;
	}

	#control(kind: "if" | "with" | "range"): Part {
		const known = this.#variables.length;
		const pipe = this.#pipe(kind);
		this.#close(kind);
		if (kind === "range") this.#loops++;
		const { parts: body, ending } = this.#parts();
		if (kind === "range") this.#loops--;
		if (ending === "end of text") throw this.#error("unexpected EOF");
		let otherwise: readonly Part[] = [];
		if (ending === "else") otherwise = this.#otherwise(kind);
		this.#variables.length = known;
		return { kind, pipe, body, otherwise };
	}

	/** What follows `{{else`: `}}` and parts, or ` if …}}`, which shares the end. */
	#otherwise(kind: "if" | "with" | "range"): readonly Part[] {
		const token = this.#peekSolid();
		if (kind !== "range" && token.kind === "word" && token.text === kind) {
			this.#next();
			if (++this.#depth > DEEPEST) throw this.#error(`nested more than ${DEEPEST} deep`);
			const inner = this.#control(kind);
			this.#depth--;
			return [inner];
		}
		this.#close("else");
		const { parts, ending } = this.#parts();
		if (ending === "end of text") throw this.#error("unexpected EOF");
		if (ending === "else") throw this.#error("expected end; found {{else}}");
		return parts;
	}

	#define(): void {
		this.#next();
		const name = this.#name("define clause");
		this.#close("define clause");
		this.#named.set(name, this.#separately());
	}

	/** The parts of a named template, which see no variables from around it. */
	#separately(): readonly Part[] {
		const variables = this.#variables;
		const loops = this.#loops;
		this.#variables = ["$"];
		this.#loops = 0;
		const { parts, ending } = this.#parts();
		if (ending === "end of text") throw this.#error("unexpected EOF");
		if (ending === "else") throw this.#error("unexpected {{else}} in define clause");
		this.#variables = variables;
		this.#loops = loops;
		return parts;
	}

	#template(kind: "template" | "block"): Part {
		this.#next();
		const at = this.#peekSolid().at;
		const name = this.#name(`${kind} clause`);
		const bare = this.#atClose();
		const pipe = bare && kind === "template" ? undefined : this.#pipe(`${kind} clause`);
		this.#close(`${kind} clause`);
		if (kind === "block") this.#named.set(name, this.#separately());
		return { kind: "template", at, name, pipe };
	}

	#name(where: string): string {
		const token = this.#nextSolid();
		if (token.kind !== "string") throw this.#error(`unexpected ${shown(token)} in ${where}`);
		return this.#unquote(token.text);
	}

	#pipe(where: string): Pipe {
		if (++this.#depth > DEEPEST) throw this.#error(`nested more than ${DEEPEST} deep`);
		const at = this.#peekSolid().at;
		const { variables, assigns } = this.#declaration(where);
		const commands: Command[] = [];
		do commands.push(...this.#command());
		while (this.#takesMark("|"));
		if (commands.length === 0) throw this.#error(`missing value for ${where}`);
		if (commands.some(({ words }, i) => i > 0 && !isCallable(words[0] as Word))) {
			throw this.#error(`non executable command in pipeline stage ${commands.length}`);
		}
		if (!assigns) this.#variables.push(...variables);
		this.#depth--;
		return { kind: "pipe", at, variables, assigns, commands };
	}

	/** `$x :=`, `$x =` and, in a range, `$i, $x :=`. */
	#declaration(where: string): { readonly variables: readonly string[]; readonly assigns: boolean } {
		const start = this.#at;
		const names: string[] = [];
		for (let token = this.#peekSolid(); token.kind === "variable"; token = this.#peekSolid()) {
			this.#nextSolid();
			names.push(token.text);
			if (where === "range" && names.length < 2 && this.#takesMark(",")) continue;
			const mark = this.#peekSolid();
			if (mark.kind !== "mark" || (mark.text !== ":=" && mark.text !== "=")) break;
			this.#nextSolid();
			if (mark.text === "=") for (const name of names) this.#known(name);
			return { variables: names, assigns: mark.text === "=" };
		}
		this.#at = start;
		return { variables: [], assigns: false };
	}

	/** One command, or none before `|`, `)` or the end. */
	#command(): readonly Command[] {
		const start = this.#peekSolid().at;
		const words: Word[] = [];
		for (;;) {
			const word = this.#word();
			if (word === undefined) break;
			words.push(word);
			const token = this.#peek();
			if (token.kind === "space") continue;
			break;
		}
		const token = this.#peekSolid();
		if (words.length === 0) {
			if (token.kind === "mark" && token.text === "|") throw this.#error('unexpected "|" in command');
			return [];
		}
		const ends = token.kind === "end" || (token.kind === "mark" && (token.text === "|" || token.text === ")"));
		if (!ends) throw this.#error(`unexpected ${shown(token)} in operand`);
		return [{ at: start, words, text: this.#text.slice(start, this.#at).trim() }];
	}

	#word(): Word | undefined {
		const token = this.#peekSolid();
		const word = this.#operand(token);
		if (word === undefined) return undefined;
		const fields: string[] = [];
		const at = this.#peek().at;
		for (let next = this.#peek(); next.kind === "field"; next = this.#peek()) {
			this.#next();
			fields.push(next.text.slice(1));
		}
		if (fields.length === 0) return word;
		switch (word.kind) {
			case "field":
			case "variable":
				return { ...word, at, fields: [...word.fields, ...fields] };
			case "chain":
				return { ...word, at, fields };
			case "dot":
			case "function":
				throw this.#error(`unexpected ${shown(token)} in operand`);
			default:
				throw this.#error(`unexpected . after term ${quoted(token.text)}`);
		}
	}

	#operand(token: Token): Word | undefined {
		const { at } = token;
		switch (token.kind) {
			case "word":
				this.#nextSolid();
				if (token.text === "true" || token.text === "false") {
					return { kind: "boolean", at, value: token.text === "true" };
				}
				if (token.text === "nil") return { kind: "nil", at };
				if (!this.#functions.has(token.text)) throw this.#error(`function ${quoted(token.text)} not defined`);
				return { kind: "function", at, name: token.text };
			case "variable":
				this.#nextSolid();
				this.#known(token.text);
				return { kind: "variable", at, name: token.text, fields: [] };
			case "field":
				this.#nextSolid();
				return { kind: "field", at, fields: [token.text.slice(1)] };
			case "string":
				this.#nextSolid();
				return { kind: "string", at, value: this.#unquote(token.text) };
			case "character": {
				this.#nextSolid();
				const value = this.#unquote(`"${token.text.slice(1, -1).replace(/^"/, '\\"').replace(/^\\'/, "'")}"`);
				return { kind: "integer", at, value: BigInt(value.codePointAt(0) ?? 0) };
			}
			case "number":
				this.#nextSolid();
				return this.#number(token);
			case "mark":
				if (token.text === ".") {
					this.#nextSolid();
					return { kind: "dot", at };
				}
				if (token.text !== "(") return undefined;
				return this.#parenthesis(at);
			default:
				return undefined;
		}
	}

	#parenthesis(at: number): Word {
		this.#nextSolid();
		const pipe = this.#pipe("parenthesized pipeline");
		const close = this.#nextSolid();
		if (close.text !== ")") throw this.#error("unclosed left paren");
		return { kind: "chain", at, pipe, fields: [] };
	}

	#number({ text, at }: Token): Word {
		const plain = text.replaceAll("_", "");
		const negative = plain.startsWith("-");
		const size = plain.replace(/^[+-]/, "");
		if (/^0[0-7]+$/.test(size)) {
			const octal = BigInt(`0o${size}`);
			return { kind: "integer", at, value: negative ? -octal : octal };
		}
		if (/^(?:0[xXoObB].*|[0-9]+)$/.test(size)) {
			const value = BigInt(size);
			return { kind: "integer", at, value: negative ? -value : value };
		}
		const value = Number(plain);
		if (!Number.isFinite(value)) throw this.#error(`bad number syntax: ${quoted(text)}`);
		// A float without a fraction may stand for an integer too: 1e3 prints as 1000.
		return { kind: "float", at, value };
	}

	#unquote(text: string): string {
		if (text.startsWith("`")) return text.slice(1, -1);
		const inner = text.slice(1, -1);
		return inner.replace(
			/\\(?:([abfnrtv\\"'])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|.)/gs,
			(whole: string, short?: string, hex?: string, four?: string, eight?: string, octal?: string) => {
				if (short !== undefined) return escapes[short] ?? short;
				const code = Number.parseInt(hex ?? four ?? eight ?? octal ?? "", octal === undefined ? 16 : 8);
				if (!(code <= 0x10ffff)) throw this.#error(`invalid syntax in ${quoted(whole)}`);
				return String.fromCodePoint(code);
			},
		);
	}

	#known(name: string): void {
		if (!this.#variables.includes(name)) throw this.#error(`undefined variable ${quoted(name)}`);
	}

	// ── Tokens ────────────────────────────────────────────────────────────────────────────────────────────────

	#closing(): RegExpExecArray | null {
		const close = /[ \t\r\n]-\}\}|\}\}/y;
		close.lastIndex = this.#at;
		return close.exec(this.#text);
	}

	#peek(): Token {
		const at = this.#at;
		if (this.#closing() !== null) return { kind: "end", text: "", at };
		for (const [kind, pattern] of tokens) {
			pattern.lastIndex = at;
			const match = pattern.exec(this.#text);
			if (match === null) continue;
			// White space before a closing with a dash ends where that begins.
			if (kind !== "space") return { kind, text: match[0], at };
			const end = this.#text.indexOf("-}}", at);
			const long = end !== -1 && end === at + match[0].length && match[0].length > 1;
			return { kind, text: long ? match[0].slice(0, -1) : match[0], at };
		}
		const code = this.#text.codePointAt(at);
		if (code === undefined || this.#text[at] === "\n") throw this.#error("unclosed action");
		const character = String.fromCodePoint(code);
		if (character === '"') throw this.#error("unterminated quoted string");
		if (character === "`") throw this.#error("unterminated raw quoted string");
		if (character === "'") throw this.#error("unterminated character constant");
		if (character === "}") throw this.#error('unexpected "}" in operand');
		const hex = code.toString(16).toUpperCase().padStart(4, "0");
		throw this.#error(`bad character U+${hex} '${character}'`);
	}

	#next(): Token {
		const token = this.#peek();
		this.#at += token.text.length;
		return token;
	}

	#peekSolid(): Token {
		while (this.#peek().kind === "space") this.#next();
		return this.#peek();
	}

	#nextSolid(): Token {
		this.#peekSolid();
		return this.#next();
	}

	#takesMark(text: string): boolean {
		const token = this.#peekSolid();
		if (token.kind !== "mark" || token.text !== text) return false;
		this.#next();
		return true;
	}

	#atClose(): boolean {
		return this.#peekSolid().kind === "end";
	}

	#close(where: string): void {
		const token = this.#peekSolid();
		const match = this.#closing();
		if (token.text === ")") throw this.#error("unexpected right paren");
		if (match === null) throw this.#error(`unexpected ${shown(token)} in ${where}`);
		this.#trimNext = match[0].includes("-");
		this.#at += match[0].length;
	}

	#error(message: string): ReturnType<typeof failure> {
		const line = this.#text.slice(0, this.#at).split("\n").length;
		return failure(`template: template:${line}: ${message}`);
	}
}

const isCallable = ({ kind }: Word): boolean =>
	kind === "function" || kind === "field" || kind === "variable" || kind === "chain";

const quoted = (text: string): string => JSON.stringify(text);
const shown = ({ kind, text }: Token): string => (kind === "end" ? "}}" : `<${text}>`).replace(/^<(.*)>$/s, '"$1"');

const escapes: Readonly<Record<string, string>> = {
	a: "\u0007",
	b: "\b",
	f: "\f",
	n: "\n",
	r: "\r",
	t: "\t",
	v: "\v",
};
