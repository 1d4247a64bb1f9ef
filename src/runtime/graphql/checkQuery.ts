/** Whether a query holds against a schema. Specification: GraphQL October 2021, section 5. */
import {
	type DocumentNode,
	ExecutableDefinitionsRule,
	GraphQLError,
	type GraphQLSchema,
	Kind,
	specifiedRules,
	validate,
} from "graphql/index.js";
import { graphqlFailure } from "./graphqlError.ts";

const rules = specifiedRules.filter((rule) => rule !== ExecutableDefinitionsRule);

/** @throws BuiltinError that says the first thing that is wrong */
export function checkQuery(schema: GraphQLSchema, query: DocumentNode): void {
	for (const node of query.definitions) {
		if (node.kind !== Kind.OPERATION_DEFINITION || schema.getRootType(node.operation)) continue;
		throw graphqlFailure(
			new GraphQLError(`Schema does not support operation type "${node.operation}"`, { nodes: node }),
		);
	}
	const [first] = validate(schema, query, rules, { maxErrors: 1 });
	if (first !== undefined) throw graphqlFailure(first);
}
