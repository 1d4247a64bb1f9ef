/**
 * From a schema's tree to the schema, if it holds. As in OPA, types that are extended need not be defined, and a schema
 * needs no type for queries. Gives the first thing that is wrong. Specification: GraphQL October 2021, section 3.
 */
import {
	buildASTSchema,
	type DefinitionNode,
	type DocumentNode,
	type GraphQLError,
	GraphQLSchema,
	isInputObjectType,
	Kind,
	specifiedScalarTypes,
	validateSchema,
	visit,
	visitInParallel,
} from "graphql/index.js";
import { specifiedSDLRules } from "graphql/validation/specifiedRules.js";
import { SDLValidationContext } from "graphql/validation/ValidationContext.js";
import { failure } from "../builtins/builtin.ts";
import { graphqlFailure } from "./graphqlError.ts";
import { isExtension } from "./toOpaTree.ts";

/** @throws BuiltinError */
export function checkSchema(document: DocumentNode, spend: (units: number) => void): GraphQLSchema {
	spend(interfaceWork(document));
	const whole = withExtendedTypes(document);
	// Stops at the first mistake: to look for names near to each of very many unknown ones takes long.
	const stop = (error: GraphQLError): never => {
		throw graphqlFailure(error);
	};
	const context = new SDLValidationContext(whole, null, stop);
	visit(whole, visitInParallel(specifiedSDLRules.map((rule) => rule(context))));
	const schema = buildASTSchema(whole, { assumeValidSDL: true });
	const wrong = validateSchema(schema).find(({ message }) => message !== "Query root type must be provided.");
	if (wrong !== undefined) throw graphqlFailure(wrong);
	for (const type of Object.values(schema.getTypeMap())) {
		if (isInputObjectType(type) && Object.keys(type.getFields()).length === 0)
			throw failure(`INPUT_OBJECT ${type.name}: must define one or more input fields.`);
	}
	// A query can be checked against a schema without a type for queries, once it is known that nothing else is amiss.
	return new GraphQLSchema({ ...schema.toConfig(), assumeValid: true });
}

/** The first extension of a type that nobody defines defines it. */
function withExtendedTypes({ definitions, ...rest }: DocumentNode): DocumentNode {
	const defined = new Set(specifiedScalarTypes.map(({ name }) => name));
	for (const node of definitions)
		if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind.endsWith("TypeDefinition") && "name" in node)
			defined.add(node.name?.value ?? "");
	return {
		...rest,
		definitions: definitions.map((node) => {
			if (!isExtension(node) || defined.has(node.name.value)) return node;
			defined.add(node.name.value);
			return { ...node, kind: node.kind.replace("Extension", "Definition") } as DefinitionNode;
		}),
	};
}

/** What comparing one thing of an interface may cost: each difference is an error of its own, and all are collected. */
const PER_PART = 8192;

/** How much there is to compare between types and their interfaces: fields, and the interfaces of interfaces. */
function interfaceWork({ definitions }: DocumentNode): number {
	const parts = new Map<string, number>();
	const add = (name: string, count: number): void => void parts.set(name, (parts.get(name) ?? 0) + count);
	for (const node of definitions) {
		if ("fields" in node && "name" in node) add(node.name.value, node.fields?.length ?? 0);
		if ("interfaces" in node) add(node.name.value, node.interfaces?.length ?? 0);
	}
	let work = definitions.length;
	for (const node of definitions)
		if ("interfaces" in node)
			for (const { name } of node.interfaces ?? []) work += (parts.get(name.value) ?? 0) * PER_PART;
	return work;
}
