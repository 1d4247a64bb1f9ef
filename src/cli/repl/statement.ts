/** What somebody entered at the prompt: a query, rules, an import or a package; or only the beginning of one. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { tokenize } from "../../lang/lex/tokenize.ts";
import * as t from "../../lang/lex/tokens.ts";
import { parseModule, parseQuery } from "../../lang/parse/parseModule.ts";
import type { Body, Rule } from "../../lang/tree.ts";
import { Source } from "../../text/source.ts";

/** What sources of entered text are called. */
export const PROMPT = "<prompt>";

export type Statement =
	/** More lines have to follow: a bracket is open, or the last word wants another. */
	| { readonly kind: "unfinished" }
	| { readonly kind: "nothing" }
	| { readonly kind: "query"; readonly source: Source }
	| { readonly kind: "rules"; readonly rules: readonly EnteredRule[] }
	| { readonly kind: "imports"; readonly imports: readonly EnteredImport[] }
	| { readonly kind: "package"; readonly path: readonly string[] }
	| { readonly kind: "wrong"; readonly diagnostics: readonly Diagnostic[] };

export interface EnteredRule {
	readonly name: string;
	readonly text: string;
	/** It says all there is to say of its name: `x := 1`. Entered again, it replaces what was there. */
	readonly isWhole: boolean;
	readonly isDefault: boolean;
}

export interface EnteredImport {
	/** The name that it brings. */
	readonly name: string;
	readonly text: string;
}

/** Understands an entry. `isLast`: nothing can follow, so that what is unfinished is wrong. */
export function readStatement(text: string, isLast: boolean): Statement {
	const source = new Source(PROMPT, text);
	const { list, length } = tokenize(source);
	if (length === 0 && !text.includes("`")) return { kind: "nothing" };
	if (!isLast && isUnfinished(source)) return { kind: "unfinished" };
	const [first] = list;
	if (first?.tokenType === t.Package) return readPackage(text);
	if (first?.tokenType === t.ImportKeyword) return readImports(text);
	const asked = parseQuery(source, { dialect: "rego" });
	const isQuery = asked.query !== undefined && asked.diagnostics.length === 0;
	// Three expressions in a row are a query, too: `p contains 1` has to be told by its word.
	const hasRuleWord = list.some(
		({ tokenType, image }, index) =>
			tokenType === t.If || (index > 0 && image === "contains" && list[index + 1]?.tokenType !== t.LeftParen),
	);
	if (isQuery && !hasRuleWord && !isDefinition(asked.query.body)) return { kind: "query", source };
	const { statement, diagnostics } = readRules(text);
	if (statement !== undefined) return statement;
	const isRule = isQuery || hasRuleWord || first?.tokenType === t.Default;
	return { kind: "wrong", diagnostics: isRule ? diagnostics : asked.diagnostics };
}

/** `x := 1`, `f(y) := y + 1`, `limits.cpu := 2` define a rule; `[a, b] := …` asks. */
function isDefinition(body: Body): boolean {
	const [literal, second] = body;
	if (literal?.kind !== "expression" || second !== undefined || literal.with.length > 0) return false;
	const { term } = literal;
	if (term.kind !== "infix" || term.operator !== ":=") return false;
	const { left } = term;
	if (left.kind === "var") return left.name !== "_";
	if (left.kind === "call") return true;
	return left.kind === "ref" && left.head.kind === "var" && left.head.name !== "input" && left.head.name !== "data";
}

const before = "package prompt\n";

function readRules(text: string): { readonly statement?: Statement; readonly diagnostics: readonly Diagnostic[] } {
	const { module, diagnostics } = parseModule(new Source(PROMPT, before + text), { dialect: "rego" });
	const rules = module?.items.filter((item): item is Rule => item.kind === "rule") ?? [];
	if (diagnostics.length > 0 || module === undefined || rules.length === 0 || rules.length < module.items.length)
		return { diagnostics: diagnostics.map((diagnostic) => shifted(diagnostic, text)) };
	return { statement: { kind: "rules", rules: rules.map((rule) => entered(rule, module.source)) }, diagnostics: [] };
}

function entered(rule: Rule, source: Source): EnteredRule {
	const { head } = rule;
	const isComplete = head.args === undefined && head.contains === undefined && head.path.length === 0;
	return {
		name: head.name.name,
		text: source.slice(rule.span),
		isWhole: isComplete && rule.body === undefined,
		isDefault: rule.isDefault,
	};
}

function readPackage(text: string): Statement {
	const { module, diagnostics } = parseModule(new Source(PROMPT, text), { dialect: "rego" });
	if (module === undefined || diagnostics.length > 0) return { kind: "wrong", diagnostics };
	return { kind: "package", path: module.package.path };
}

function readImports(text: string): Statement {
	const { module, diagnostics } = parseModule(new Source(PROMPT, before + text), { dialect: "rego" });
	if (module === undefined || diagnostics.length > 0)
		return { kind: "wrong", diagnostics: diagnostics.map((diagnostic) => shifted(diagnostic, text)) };
	const imports = module.imports.map(({ path, alias, span }) => {
		const last = path.kind === "var" ? undefined : path.path.at(-1)?.term;
		const name = alias?.name ?? (last?.kind === "string" ? last.value : path.kind === "var" ? path.name : "");
		return { name, text: module.source.slice(span) };
	});
	return { kind: "imports", imports };
}

/** A diagnostic about the text behind the package line, as one about the text. */
function shifted(diagnostic: Diagnostic, text: string): Diagnostic {
	return moved(diagnostic, new Source(PROMPT, text), before.length);
}

export function moved(diagnostic: Diagnostic, source: Source, by: number): Diagnostic {
	const { span } = diagnostic;
	if (span === undefined) return { ...diagnostic, source };
	const within = (offset: number): number => Math.min(Math.max(0, offset - by), source.text.length);
	return { ...diagnostic, source, span: { start: within(span.start), end: within(span.end) } };
}

/** Words and signs after which something has to follow. */
const openEnds: ReadonlySet<string> = new Set(
	":= = == != < <= > >= + - * / % & | , . : if else in contains some every not with as and or import package default".split(
		" ",
	),
);

function isUnfinished(source: Source): boolean {
	const { list, length, partner, diagnostics } = tokenize(source);
	const opens = new Set([t.LeftParen, t.LeftBracket, t.LeftBrace, t.TemplateHole, t.RawTemplateStart]);
	for (let index = 0; index < length; index++) {
		const token = list[index];
		if (token !== undefined && partner[index] === -1 && opens.has(token.tokenType)) return true;
	}
	// A raw string may go over lines; one in quotes ends with its line or is wrong.
	if (diagnostics.some(({ kind, span }) => kind.code === "string-unclosed" && source.text[span?.start ?? 0] === "`"))
		return true;
	const last = list[length - 1];
	if (last === undefined || !openEnds.has(last.image)) return false;
	// `input.if` ends with a name.
	return last.tokenType !== t.Ident || last.image === "contains" ? list[length - 2]?.tokenType !== t.Dot : false;
}
