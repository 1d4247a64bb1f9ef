/**
 * GraphQL text to a tree, by the grammar that OPA's builtins have: a query or a schema, never both, either may be empty,
 * fragments may have variables. Nesting is bounded. Specification: GraphQL October 2021, section 2 and appendix B.
 */
import {
	type ConstValueNode,
	type DefinitionNode,
	type DocumentNode,
	GraphQLError,
	type Token,
	TokenKind,
	type ValueNode,
} from "graphql/index.js";
import { Parser } from "graphql/language/parser.js";
import { DEEPEST } from "./graphqlError.ts";

export interface ParsedDocument {
	readonly document: DocumentNode;
	readonly tokens: number;
}

/** @throws GraphQLError, InvalidToken */
export function parseDocument(text: string, wanted: "query" | "schema"): ParsedDocument {
	const parser = new DocumentParser(text, wanted);
	return { document: parser.parseDocument(), tokens: parser.tokenCount };
}

/** Something that is no token at all. OPA's words say only that; the library knows why. */
export class InvalidToken extends Error {
	override readonly cause: GraphQLError;

	constructor(cause: GraphQLError) {
		super(cause.message);
		this.cause = cause;
	}
}

const openers: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closers: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);
const executable: ReadonlySet<string> = new Set(["query", "mutation", "subscription", "fragment"]);

class DocumentParser extends Parser {
	readonly #wanted: "query" | "schema";
	#depth = 0;

	constructor(text: string, wanted: "query" | "schema") {
		super(text, { allowLegacyFragmentVariables: true });
		this.#wanted = wanted;
	}

	get #lexer() {
		return this._lexer;
	}

	override parseDocument(): DocumentNode {
		const start = this.#lexer.token;
		const definitions: DefinitionNode[] = [];
		this.expectToken(TokenKind.SOF);
		while (!this.expectOptionalToken(TokenKind.EOF)) definitions.push(this.parseDefinition());
		return this.node<DocumentNode>(start, { kind: "Document", definitions } as DocumentNode);
	}

	override parseDefinition(): DefinitionNode {
		const { token } = this.#lexer;
		const isExecutable =
			token.kind === TokenKind.BRACE_L || (token.kind === TokenKind.NAME && executable.has(token.value));
		if (isExecutable !== (this.#wanted === "query")) throw this.unexpected();
		// A description before `extend` is what is unexpected there, not the keyword.
		if (this.peekDescription() && this.#lexer.lookahead().value === "extend") throw this.unexpected();
		return super.parseDefinition();
	}

	override parseValueLiteral(isConst: true): ConstValueNode;
	override parseValueLiteral(isConst: boolean): ValueNode;
	override parseValueLiteral(isConst: boolean): ValueNode {
		if (isConst && this.peek(TokenKind.DOLLAR)) throw this.unexpected();
		return super.parseValueLiteral(isConst);
	}

	override many<T>(open: TokenKind, parse: () => T, close: TokenKind): T[] {
		this.expectToken(open);
		this.#refuseEmpty(close);
		return this.#rest(parse, close);
	}

	override optionalMany<T>(open: TokenKind, parse: () => T, close: TokenKind): T[] {
		if (!this.expectOptionalToken(open)) return [];
		this.#refuseEmpty(close);
		return this.#rest(parse, close);
	}

	#rest<T>(parse: () => T, close: TokenKind): T[] {
		const nodes: T[] = [];
		do nodes.push(parse.call(this));
		while (!this.expectOptionalToken(close));
		return nodes;
	}

	#refuseEmpty(close: TokenKind): void {
		const { token } = this.#lexer;
		if (token.kind === close) throw this.#error(token, `expected at least one definition, found ${close}`);
	}

	/** OPA's place of a string is after its first quote. */
	override unexpected(given?: Token | null): GraphQLError {
		const token = given ?? this.#lexer.token;
		const error = super.unexpected(token);
		return token.kind === TokenKind.STRING ? this.#error(token, error.message, 1) : error;
	}

	#error(token: Token, message: string, offset = 0): GraphQLError {
		return new GraphQLError(message, { source: this.#lexer.source, positions: [token.start + offset] });
	}

	override advanceLexer(): void {
		try {
			super.advanceLexer();
		} catch (error) {
			if (error instanceof GraphQLError) throw new InvalidToken(error);
			throw error;
		}
		const { token } = this.#lexer;
		if (closers.has(token.kind)) this.#depth--;
		if (openers.has(token.kind) && ++this.#depth > DEEPEST)
			throw this.#error(token, `nested more than ${DEEPEST} deep`);
	}
}
