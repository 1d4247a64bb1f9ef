/**
 * What the `graphql.*` builtins do, over documents that are texts or trees. Work is paid for before it is done; a schema is
 * checked once in an evaluation. OPA: topdown/graphql.go.
 */
import { type DocumentNode, GraphQLError, type GraphQLSchema } from "graphql/index.js";
import { type BuiltinContext, failure } from "../builtins/builtin.ts";
import { isObject } from "../values/access.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { checkQuery } from "./checkQuery.ts";
import { checkSchema } from "./checkSchema.ts";
import { queryFromTree, schemaFromTree } from "./fromOpaTree.ts";
import { graphqlFailure, invalidToken } from "./graphqlError.ts";
import { InvalidToken, parseDocument } from "./parseDocument.ts";
import { queryTree, schemaTree } from "./toOpaTree.ts";

type Context = Pick<BuiltinContext, "memo" | "spend">;
/** A document as a policy gives it: text, or the JSON of a tree. */
export type Given = string | Exclude<Value, string>;

interface Read {
	readonly document: DocumentNode;
	/** As many tokens or members as it has, about. */
	readonly size: number;
}

/** The JSON of a query's text. @throws BuiltinError */
export function parseQuery(text: string, context: Context): PlainObject {
	return queryTree(read(text, "query", context).document);
}

/** The JSON of a schema's text. @throws BuiltinError */
export function parseSchema(text: string, context: Context): PlainObject {
	return schemaTree(read(text, "schema", context).document);
}

/** The JSON of a query that holds against a schema, and that of the schema. @throws BuiltinError */
export function parseBoth(query: Given, schema: Given, context: Context): readonly [PlainObject, PlainObject] {
	const given = read(query, "query", context);
	const against = read(schema, "schema", context);
	check(given, schema, against, context);
	return [queryTree(given.document), schemaTree(against.document)];
}

/** @throws BuiltinError where the query doesn't hold against the schema */
export function verify(query: Given, schema: Given, context: Context): void {
	check(read(query, "query", context), schema, read(schema, "schema", context), context);
}

/** @throws BuiltinError where the schema doesn't hold */
export function verifySchema(schema: Given, context: Context): void {
	schemaOf(schema, read(schema, "schema", context), context);
}

function check(query: Read, schema: Given, against: Read, context: Context): void {
	const built = schemaOf(schema, against, context);
	// Fields are compared with each other, and fragments with the types that they may be of.
	context.spend((query.size * (query.size + against.document.definitions.length)) / 32);
	checkQuery(built, query.document);
}

function read(given: Given, wanted: "query" | "schema", { memo, spend }: Context): Read {
	const known = remembered<Read>(memo, `graphql ${wanted}`);
	const before = known.get(given);
	if (before !== undefined) return before;
	if (typeof given !== "string" && !isObject(given)) throw failure("a GraphQL document is a text or a syntax tree");
	const made = typeof given === "string" ? readText(given, wanted, spend) : readTree(given, wanted, spend);
	known.set(given, made);
	return made;
}

function readText(text: string, wanted: "query" | "schema", spend: (units: number) => void): Read {
	spend(text.length);
	try {
		const { document, tokens } = parseDocument(text, wanted);
		spend(tokens);
		return { document, size: tokens };
	} catch (error) {
		if (error instanceof GraphQLError) throw graphqlFailure(error);
		if (error instanceof InvalidToken) throw invalidToken(error.cause);
		throw error;
	}
}

function readTree(tree: Value, wanted: "query" | "schema", spend: (units: number) => void): Read {
	const size = membersIn(tree);
	spend(size);
	return { document: wanted === "query" ? queryFromTree(tree) : schemaFromTree(tree), size };
}

function membersIn(value: Value): number {
	let count = 0;
	const left: Value[] = [value];
	for (let next = left.pop(); next !== undefined; next = left.pop()) {
		count++;
		if (typeof next === "object" && next !== null) left.push(...(Object.values(next) as Value[]));
	}
	return count;
}

function schemaOf(given: Given, { document, size }: Read, { memo, spend }: Context): GraphQLSchema {
	const known = remembered<GraphQLSchema>(memo, "graphql schema, checked");
	const before = known.get(given);
	if (before !== undefined) return before;
	spend(size * 8);
	const made = checkSchema(document, spend);
	known.set(given, made);
	return made;
}

function remembered<Kept>(memo: Map<string, unknown>, name: string): Map<Given, Kept> {
	let kept = memo.get(name) as Map<Given, Kept> | undefined;
	if (kept === undefined) {
		kept = new Map();
		memo.set(name, kept);
	}
	return kept;
}
