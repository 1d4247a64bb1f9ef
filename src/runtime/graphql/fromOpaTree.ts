/**
 * The JSON that OPA makes of a GraphQL document, back to a tree, as policies hand it in. What is missing is taken as empty;
 * what has another type is refused.
 */
import {
	type ArgumentNode,
	type ConstDirectiveNode,
	type ConstValueNode,
	type DefinitionNode,
	type DirectiveDefinitionNode,
	type DocumentNode,
	type FieldDefinitionNode,
	type FragmentDefinitionNode,
	type InputValueDefinitionNode,
	Kind,
	type NamedTypeNode,
	type NameNode,
	type OperationDefinitionNode,
	OperationTypeNode,
	type SelectionNode,
	type SelectionSetNode,
	type StringValueNode,
	type TypeNode,
	type ValueNode,
	type VariableDefinitionNode,
} from "graphql/index.js";
import { failure } from "../builtins/builtin.ts";
import { get, isArray, isObject } from "../values/access.ts";
import { typeName } from "../values/typeName.ts";
import type { Value } from "../values/value.ts";
import { DEEPEST } from "./graphqlError.ts";
import { typeKinds, valueKinds } from "./toOpaTree.ts";

/** @throws BuiltinError */
export function queryFromTree(tree: Value): DocumentNode {
	return documentNode([
		...list(tree, "Operations").map(operation),
		...list(tree, "Fragments").map((node) => fragment(node)),
	]);
}

/** @throws BuiltinError */
export function schemaFromTree(tree: Value): DocumentNode {
	return documentNode([
		...list(tree, "Schema").map((node) => operationTypes(node, Kind.SCHEMA_DEFINITION)),
		...list(tree, "SchemaExtension").map((node) => operationTypes(node, Kind.SCHEMA_EXTENSION)),
		...list(tree, "Directives").map(directiveDefinition),
		...list(tree, "Definitions").map((node) => typeDefinition(node, "Definition")),
		...list(tree, "Extensions").map((node) => typeDefinition(node, "Extension")),
	]);
}

const documentNode = (definitions: readonly DefinitionNode[]): DocumentNode => ({ kind: Kind.DOCUMENT, definitions });

// ── Reading members ──────────────────────────────────────────────────────────────────────────────────────────────

function list(node: Value, name: string): readonly Value[] {
	const found = get(node, name) ?? null;
	if (found === null) return [];
	if (!isArray(found)) throw wrong(name, "array", found);
	for (const item of found) if (!isObject(item)) throw wrong(name, "object", item);
	return found;
}

function texts(node: Value, name: string): readonly string[] {
	const found = get(node, name) ?? null;
	if (found === null) return [];
	if (!isArray(found)) throw wrong(name, "array", found);
	for (const item of found) if (typeof item !== "string") throw wrong(name, "string", item);
	return found as readonly string[];
}

function text(node: Value, name: string): string {
	const found = get(node, name) ?? "";
	if (typeof found !== "string") throw wrong(name, "string", found);
	return found;
}

function flag(node: Value, name: string): boolean {
	const found = get(node, name) ?? false;
	if (typeof found !== "boolean") throw wrong(name, "boolean", found);
	return found;
}

const wrong = (name: string, wanted: string, got: Value) =>
	failure(`field ${name} of a GraphQL syntax tree must be ${wanted} but got ${typeName(got)}`);

// ── Queries ──────────────────────────────────────────────────────────────────────────────────────────────────────

const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });
const named = (value: string): NamedTypeNode => ({ kind: Kind.NAMED_TYPE, name: nameNode(value) });

const operations: ReadonlyMap<string, OperationTypeNode> = new Map([
	["", OperationTypeNode.QUERY],
	["query", OperationTypeNode.QUERY],
	["mutation", OperationTypeNode.MUTATION],
	["subscription", OperationTypeNode.SUBSCRIPTION],
]);

function operationType(node: Value): OperationTypeNode {
	const word = text(node, "Operation");
	const found = operations.get(word);
	if (found === undefined) throw failure(`unknown operation type ${word}`);
	return found;
}

function operation(node: Value): OperationDefinitionNode {
	const name = text(node, "Name");
	return {
		kind: Kind.OPERATION_DEFINITION,
		operation: operationType(node),
		...(name === "" ? {} : { name: nameNode(name) }),
		variableDefinitions: list(node, "VariableDefinitions").map(variable),
		directives: directives(node),
		selectionSet: selectionSet(node, 0),
	};
}

function fragment(node: Value): FragmentDefinitionNode {
	return {
		kind: Kind.FRAGMENT_DEFINITION,
		name: nameNode(text(node, "Name")),
		variableDefinitions: list(node, "VariableDefinition").map(variable),
		typeCondition: named(text(node, "TypeCondition")),
		directives: directives(node),
		selectionSet: selectionSet(node, 0),
	};
}

function variable(node: Value): VariableDefinitionNode {
	return {
		kind: Kind.VARIABLE_DEFINITION,
		variable: { kind: Kind.VARIABLE, name: nameNode(text(node, "Variable")) },
		type: type(node),
		...defaultValue(node),
		directives: directives(node),
	};
}

function selectionSet(node: Value, depth: number): SelectionSetNode {
	if (depth > DEEPEST) throw tooDeep();
	return {
		kind: Kind.SELECTION_SET,
		selections: list(node, "SelectionSet").map((each) => selection(each, depth + 1)),
	};
}

const tooDeep = () => failure(`nested more than ${DEEPEST} deep`);

/** OPA gives every field an alias, and every inline fragment a type condition, be it empty. */
function selection(node: Value, depth: number): SelectionNode {
	if (get(node, "TypeCondition") !== undefined) {
		const condition = text(node, "TypeCondition");
		return {
			kind: Kind.INLINE_FRAGMENT,
			...(condition === "" ? {} : { typeCondition: named(condition) }),
			directives: directives(node),
			selectionSet: selectionSet(node, depth),
		};
	}
	const name = nameNode(text(node, "Name"));
	const alias = text(node, "Alias");
	const inner = selectionSet(node, depth);
	const isField = alias !== "" || inner.selections.length > 0 || list(node, "Arguments").length > 0;
	if (!isField) return { kind: Kind.FRAGMENT_SPREAD, name, directives: directives(node) };
	return {
		kind: Kind.FIELD,
		name,
		...(alias === "" || alias === name.value ? {} : { alias: nameNode(alias) }),
		arguments: list(node, "Arguments").map(argument),
		directives: directives(node),
		...(inner.selections.length === 0 ? {} : { selectionSet: inner }),
	};
}

function argument(node: Value): ArgumentNode {
	return { kind: Kind.ARGUMENT, name: nameNode(text(node, "Name")), value: value(get(node, "Value"), 0) };
}

/** A tree doesn't tell constants from others: what refers to a variable where none may stand is for validation to find. */
function directives(node: Value): readonly ConstDirectiveNode[] {
	return list(node, "Directives").map(
		(each) =>
			({
				kind: Kind.DIRECTIVE,
				name: nameNode(text(each, "Name")),
				arguments: list(each, "Arguments").map(argument),
			}) as ConstDirectiveNode,
	);
}

// ── Types and values ─────────────────────────────────────────────────────────────────────────────────────────────

function type(owner: Value): TypeNode {
	const found = get(owner, "Type") ?? null;
	if (!isObject(found)) throw wrong("Type", "object", found);
	return typeOf(found, 0);
}

function typeOf(node: Value, depth: number): TypeNode {
	if (depth > DEEPEST) throw tooDeep();
	const inner = get(node, "Elem") ?? null;
	const bare =
		inner === null
			? named(text(node, "NamedType"))
			: ({ kind: Kind.LIST_TYPE, type: typeOf(inner, depth + 1) } as const);
	return flag(node, "NonNull") ? { kind: Kind.NON_NULL_TYPE, type: bare } : bare;
}

function defaultValue(node: Value): { defaultValue?: ConstValueNode } {
	const found = get(node, "DefaultValue") ?? null;
	return found === null ? {} : { defaultValue: value(found, 0) as ConstValueNode };
}

function value(node: Value | undefined, depth: number): ValueNode {
	if (depth > DEEPEST) throw tooDeep();
	if (node === undefined || !isObject(node)) throw wrong("Value", "object", node ?? null);
	const raw = text(node, "Raw");
	const number = get(node, "Kind");
	const kind = typeof number === "number" ? valueKinds[number] : undefined;
	const inner = (): readonly (readonly [string, ValueNode])[] =>
		list(node, "Children").map((child) => [text(child, "Name"), value(get(child, "Value"), depth + 1)]);
	switch (kind) {
		case Kind.VARIABLE:
			return { kind, name: nameNode(raw) };
		case Kind.INT:
		case Kind.FLOAT:
		case Kind.ENUM:
			return { kind, value: raw };
		case Kind.STRING:
			return { kind, value: raw };
		case "BlockString":
			return { kind: Kind.STRING, value: raw, block: true };
		case Kind.BOOLEAN:
			return { kind, value: raw === "true" };
		case Kind.NULL:
			return { kind };
		case Kind.LIST:
			return { kind, values: inner().map(([, item]) => item) };
		case Kind.OBJECT:
			return {
				kind,
				fields: inner().map(([name, item]) => ({ kind: Kind.OBJECT_FIELD, name: nameNode(name), value: item })),
			};
		case undefined:
			throw failure("field Kind of a GraphQL syntax tree must be a number from 0 to 9");
	}
}

// ── Schemas ──────────────────────────────────────────────────────────────────────────────────────────────────────

function description(node: Value): { description?: StringValueNode } {
	const found = text(node, "Description");
	return found === "" ? {} : { description: { kind: Kind.STRING, value: found } };
}

function operationTypes(node: Value, kind: Kind.SCHEMA_DEFINITION | Kind.SCHEMA_EXTENSION): DefinitionNode {
	return {
		kind,
		...(kind === Kind.SCHEMA_DEFINITION ? description(node) : {}),
		directives: directives(node),
		operationTypes: list(node, "OperationTypes").map((each) => ({
			kind: Kind.OPERATION_TYPE_DEFINITION,
			operation: operationType(each),
			type: named(text(each, "Type")),
		})),
	};
}

function directiveDefinition(node: Value): DirectiveDefinitionNode {
	return {
		kind: Kind.DIRECTIVE_DEFINITION,
		...description(node),
		name: nameNode(text(node, "Name")),
		arguments: list(node, "Arguments").map(inputValue),
		repeatable: flag(node, "IsRepeatable"),
		locations: texts(node, "Locations").map(nameNode),
	};
}

/** The nodes' kinds by OPA's names of them. */
const nodeKinds: ReadonlyMap<string, string> = new Map(
	Object.entries(typeKinds).map(([kind, name]) => [
		`${name} ${kind.endsWith("Extension") ? "Extension" : "Definition"}`,
		kind,
	]),
);

function typeDefinition(node: Value, part: "Definition" | "Extension"): DefinitionNode {
	const word = text(node, "Kind");
	const kind = nodeKinds.get(`${word} ${part}`);
	if (kind === undefined) throw failure(`unknown kind of GraphQL type ${word}`);
	const fields = list(node, "Fields");
	return {
		kind,
		...(part === "Definition" ? description(node) : {}),
		name: nameNode(text(node, "Name")),
		directives: directives(node),
		...(word === "OBJECT" || word === "INTERFACE"
			? { interfaces: texts(node, "Interfaces").map(named), fields: fields.map(fieldDefinition) }
			: {}),
		...(word === "INPUT_OBJECT" ? { fields: fields.map(inputValue) } : {}),
		...(word === "UNION" ? { types: texts(node, "Types").map(named) } : {}),
		...(word === "ENUM"
			? {
					values: list(node, "EnumValues").map((each) => ({
						kind: Kind.ENUM_VALUE_DEFINITION,
						...description(each),
						name: nameNode(text(each, "Name")),
						directives: directives(each),
					})),
				}
			: {}),
	} as DefinitionNode;
}

function fieldDefinition(node: Value): FieldDefinitionNode {
	return {
		kind: Kind.FIELD_DEFINITION,
		...description(node),
		name: nameNode(text(node, "Name")),
		arguments: list(node, "Arguments").map(inputValue),
		type: type(node),
		directives: directives(node),
	};
}

function inputValue(node: Value): InputValueDefinitionNode {
	return {
		kind: Kind.INPUT_VALUE_DEFINITION,
		...description(node),
		name: nameNode(text(node, "Name")),
		type: type(node),
		...defaultValue(node),
		directives: directives(node),
	};
}
