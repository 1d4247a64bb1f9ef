/** What is wrong with a GraphQL document, in one sentence and with its place, in the words of OPA's builtins. */
import type { GraphQLError, SourceLocation } from "graphql/index.js";
import { type BuiltinError, failure } from "../builtins/builtin.ts";

/** Deepest nesting of brackets and braces in a text; reading one takes stack. */
export const DEEPEST = 200;

/** A library error as a builtin's failure. Nodes that were made from JSON have no place. */
export function graphqlFailure({ message, locations }: GraphQLError): BuiltinError {
	const [place] = locations ?? [];
	const text = plain(message);
	return failure(place === undefined ? text : `${bare(text)}${at(place)}`);
}

/** What is no token, as a builtin's failure. */
export function invalidToken({ message, locations }: GraphQLError): BuiltinError {
	return failure(`Unexpected <Invalid>${at(locations?.[0] ?? { line: 1, column: 1 })}: ${plain(message)}`);
}

function plain(message: string): string {
	return message.replace(/^Syntax Error: /, "").replace(/\.$/, "");
}

/** The place as OPA tells it. */
function at({ line, column }: SourceLocation): string {
	return ` in GraphQL string at location ${line}:${column}`;
}

/** Punctuation stands bare in syntax errors: `Expected {, found }`. */
function bare(text: string): string {
	return /^(?:Expected|Unexpected)/.test(text) ? text.replace(/"([!$&()[\]{}:=@|]|\.\.\.)"/g, "$1") : text;
}
