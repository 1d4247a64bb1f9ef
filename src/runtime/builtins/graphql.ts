/** GraphQL queries and schemas. The code behind is loaded when a program calls one of these. OPA: topdown/graphql.go. */
import { graphqlEngine, graphqlFor } from "../graphql/engine.ts";
import { any, boolean, objectOf, string, tuple } from "../types.ts";
import { isObject } from "../values/access.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Argument, type Builtin, BuiltinError, builtin, operandError } from "./builtin.ts";
import { late, oneOf } from "./operands.ts";

const tree = objectOf(any, any);
const query: Argument = { name: "query", ...oneOf(string, tree), doc: "A query's text, or the syntax tree of one." };
const schema: Argument = { name: "schema", ...oneOf(string, tree), doc: "A schema's text, or the syntax tree of one." };
/** What is no document isn't a valid one either. */
const lenient = { accepts: any } as const;
const shared = { group: "graphql", engine: graphqlEngine } as const;

function checkDocument(given: Value, position: number): void {
	if (typeof given !== "string" && !isObject(given))
		throw operandError(position, `must be one of {string, object} but got ${typeName(given)}`);
}

/** Whether a check passes; what is wrong with a document is no error where it is the question. */
function holds(check: () => void): boolean {
	try {
		check();
		return true;
	} catch (error) {
		if (error instanceof BuiltinError) return false;
		throw error;
	}
}

export const graphql: readonly Builtin[] = [
	builtin<[string]>(
		{
			...shared,
			name: "graphql.parse_query",
			doc: "The syntax tree of a GraphQL query.",
			args: [{ name: "query", type: string }],
			returns: { name: "output", type: tree },
			examples: [
				{
					call: 'graphql.parse_query("{a}")',
					gives: '{"Operations": [{"Name": "", "Operation": "query", "SelectionSet": [{"Alias": "a", "Name": "a"}]}]}',
				},
				{ call: 'graphql.parse_query("{")' },
			],
		},
		(text, context) => graphqlFor("graphql.parse_query").parseQuery(text, context),
	),
	builtin<[string]>(
		{
			...shared,
			name: "graphql.parse_schema",
			doc: "The syntax tree of a GraphQL schema.",
			args: [{ name: "schema", type: string }],
			returns: { name: "output", type: tree },
			examples: [
				{
					call: 'graphql.parse_schema("scalar Day")',
					gives: '{"Definitions": [{"BuiltIn": false, "Description": "", "Kind": "SCALAR", "Name": "Day"}]}',
				},
				{ call: 'graphql.parse_schema("{a}")' },
			],
		},
		(text, context) => graphqlFor("graphql.parse_schema").parseSchema(text, context),
	),
	builtin<[Value, Value]>(
		{
			...shared,
			name: "graphql.parse",
			doc: "The syntax trees of a query and a schema, where the query holds against the schema.",
			args: [
				{ ...query, ...late },
				{ ...schema, ...late },
			],
			returns: { name: "output", type: tuple(tree, tree) },
			examples: [
				{
					call: 'graphql.parse({"Operations": []}, "scalar Day")',
					gives: '[{}, {"Definitions": [{"BuiltIn": false, "Description": "", "Kind": "SCALAR", "Name": "Day"}]}]',
				},
				{ call: 'graphql.parse("{b}", "type Query {a: Int}")' },
			],
		},
		(given, against, context) => {
			// OPA counts these from zero.
			checkDocument(given, 0);
			checkDocument(against, 1);
			return graphqlFor("graphql.parse").parseBoth(given, against, context);
		},
	),
	builtin<[Value, Value]>(
		{
			...shared,
			name: "graphql.parse_and_verify",
			doc: "Whether a query holds against a schema, and the syntax trees of both where it does.",
			args: [
				{ ...query, ...lenient },
				{ ...schema, ...lenient },
			],
			returns: { name: "output", type: tuple(boolean, tree, tree) },
			examples: [{ call: 'graphql.parse_and_verify("{b}", "type Query {a: Int}")', gives: "[false, {}, {}]" }],
		},
		(given, against, context) => {
			let trees: readonly [PlainObject, PlainObject] = [{}, {}];
			const valid = holds(() => {
				trees = graphqlFor("graphql.parse_and_verify").parseBoth(given, against, context);
			});
			return [valid, ...trees];
		},
	),
	builtin<[Value, Value]>(
		{
			...shared,
			name: "graphql.is_valid",
			doc: "Whether a query holds against a schema.",
			args: [
				{ ...query, ...lenient },
				{ ...schema, ...lenient },
			],
			returns: { name: "output", type: boolean },
			examples: [
				{ call: 'graphql.is_valid("{a}", "type Query {a: Int}")', gives: "true" },
				{ call: 'graphql.is_valid("{b}", "type Query {a: Int}")', gives: "false" },
			],
		},
		(given, against, context) => holds(() => graphqlFor("graphql.is_valid").verify(given, against, context)),
	),
	builtin<[Value]>(
		{
			...shared,
			name: "graphql.schema_is_valid",
			doc: "Whether a GraphQL schema holds.",
			args: [{ ...schema, ...lenient }],
			returns: { name: "output", type: boolean },
			examples: [
				{ call: 'graphql.schema_is_valid("type Query {a: Int}")', gives: "true" },
				{ call: 'graphql.schema_is_valid("type Query {a: Nothing}")', gives: "false" },
			],
		},
		(given, context) => holds(() => graphqlFor("graphql.schema_is_valid").verifySchema(given, context)),
	),
];
