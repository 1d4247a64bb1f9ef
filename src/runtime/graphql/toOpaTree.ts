/**
 * A GraphQL tree as the JSON that OPA gives: the fields of its parser's structures, without places, and without what is
 * null or an empty list; empty names, descriptions and flags stay.
 */
import {
	type ArgumentNode,
	type ConstDirectiveNode,
	type DefinitionNode,
	type DirectiveDefinitionNode,
	type DirectiveNode,
	type DocumentNode,
	type FieldDefinitionNode,
	type FragmentDefinitionNode,
	type InputValueDefinitionNode,
	Kind,
	type NamedTypeNode,
	type OperationDefinitionNode,
	type SchemaDefinitionNode,
	type SchemaExtensionNode,
	type SelectionNode,
	type SelectionSetNode,
	type TypeDefinitionNode,
	type TypeExtensionNode,
	type TypeNode,
	type ValueNode,
	type VariableDefinitionNode,
} from "graphql/index.js";
import type { PlainObject, Value } from "../values/value.ts";

/** The numbers of OPA's parser for kinds of values. */
export const valueKinds = [
	Kind.VARIABLE,
	Kind.INT,
	Kind.FLOAT,
	Kind.STRING,
	"BlockString",
	Kind.BOOLEAN,
	Kind.NULL,
	Kind.ENUM,
	Kind.LIST,
	Kind.OBJECT,
] as const;

/** An object of those members that are there and are no empty list. */
function present(members: Readonly<Record<string, Value | undefined>>): PlainObject {
	return Object.fromEntries(
		Object.entries(members).filter(
			(entry): entry is [string, Value] =>
				entry[1] !== undefined && !(Array.isArray(entry[1]) && entry[1].length === 0),
		),
	);
}

export function queryTree({ definitions }: DocumentNode): PlainObject {
	return present({
		Operations: definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? operation(node) : [])),
		Fragments: definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? fragment(node) : [])),
	});
}

function operation(node: OperationDefinitionNode): PlainObject {
	return present({
		Operation: node.operation,
		Name: node.name?.value ?? "",
		VariableDefinitions: node.variableDefinitions?.map(variable),
		Directives: node.directives?.map(directive),
		SelectionSet: selections(node.selectionSet),
	});
}

function fragment(node: FragmentDefinitionNode): PlainObject {
	return present({
		Name: node.name.value,
		VariableDefinition: node.variableDefinitions?.map(variable),
		TypeCondition: node.typeCondition.name.value,
		Directives: node.directives?.map(directive),
		SelectionSet: selections(node.selectionSet),
	});
}

function variable(node: VariableDefinitionNode): PlainObject {
	return present({
		Variable: node.variable.name.value,
		Type: type(node.type),
		DefaultValue: node.defaultValue === undefined ? undefined : value(node.defaultValue),
		Directives: node.directives?.map(directive),
		Used: false,
	});
}

function selections(set: SelectionSetNode | undefined): readonly Value[] {
	return set?.selections.map(selection) ?? [];
}

function selection(node: SelectionNode): PlainObject {
	const directives = node.directives?.map(directive);
	switch (node.kind) {
		case Kind.FIELD:
			return present({
				Alias: node.alias?.value ?? node.name.value,
				Name: node.name.value,
				Arguments: node.arguments?.map(argument),
				Directives: directives,
				SelectionSet: selections(node.selectionSet),
			});
		case Kind.FRAGMENT_SPREAD:
			return present({ Name: node.name.value, Directives: directives });
		case Kind.INLINE_FRAGMENT:
			return present({
				TypeCondition: node.typeCondition?.name.value ?? "",
				Directives: directives,
				SelectionSet: selections(node.selectionSet),
			});
	}
}

function argument(node: ArgumentNode): PlainObject {
	return { Name: node.name.value, Value: value(node.value) };
}

function directive(node: DirectiveNode | ConstDirectiveNode): PlainObject {
	return present({ Name: node.name.value, Arguments: node.arguments?.map(argument), Location: "" });
}

function type(node: TypeNode, isRequired = false): PlainObject {
	switch (node.kind) {
		case Kind.NON_NULL_TYPE:
			return type(node.type, true);
		case Kind.LIST_TYPE:
			return { NamedType: "", Elem: type(node.type), NonNull: isRequired };
		case Kind.NAMED_TYPE:
			return { NamedType: node.name.value, NonNull: isRequired };
	}
}

function value(node: ValueNode): PlainObject {
	const isBlock = node.kind === Kind.STRING && node.block === true;
	return present({
		Raw: rawText(node),
		Children: children(node),
		Kind: valueKinds.indexOf(isBlock ? "BlockString" : node.kind),
		ExpectedTypeHasDefault: false,
	});
}

function rawText(node: ValueNode): string {
	switch (node.kind) {
		case Kind.VARIABLE:
			return node.name.value;
		case Kind.NULL:
			return "null";
		case Kind.LIST:
		case Kind.OBJECT:
			return "";
		default:
			return String(node.value);
	}
}

function children(node: ValueNode): readonly Value[] {
	if (node.kind === Kind.LIST) return node.values.map((item) => ({ Name: "", Value: value(item) }));
	if (node.kind === Kind.OBJECT)
		return node.fields.map(({ name, value: item }) => ({ Name: name.value, Value: value(item) }));
	return [];
}

/** What OPA calls a kind of type, by the node that defines or extends it. */
export const typeKinds = {
	[Kind.SCALAR_TYPE_DEFINITION]: "SCALAR",
	[Kind.OBJECT_TYPE_DEFINITION]: "OBJECT",
	[Kind.INTERFACE_TYPE_DEFINITION]: "INTERFACE",
	[Kind.UNION_TYPE_DEFINITION]: "UNION",
	[Kind.ENUM_TYPE_DEFINITION]: "ENUM",
	[Kind.INPUT_OBJECT_TYPE_DEFINITION]: "INPUT_OBJECT",
	[Kind.SCALAR_TYPE_EXTENSION]: "SCALAR",
	[Kind.OBJECT_TYPE_EXTENSION]: "OBJECT",
	[Kind.INTERFACE_TYPE_EXTENSION]: "INTERFACE",
	[Kind.UNION_TYPE_EXTENSION]: "UNION",
	[Kind.ENUM_TYPE_EXTENSION]: "ENUM",
	[Kind.INPUT_OBJECT_TYPE_EXTENSION]: "INPUT_OBJECT",
} as const;

export function schemaTree({ definitions }: DocumentNode): PlainObject {
	return present({
		Schema: definitions.flatMap((node) => (node.kind === Kind.SCHEMA_DEFINITION ? operationTypes(node) : [])),
		SchemaExtension: definitions.flatMap((node) => (node.kind === Kind.SCHEMA_EXTENSION ? operationTypes(node) : [])),
		Directives: definitions.flatMap((node) =>
			node.kind === Kind.DIRECTIVE_DEFINITION ? directiveDefinition(node) : [],
		),
		Definitions: definitions.flatMap((node) => (isDefinition(node) ? typeDefinition(node) : [])),
		Extensions: definitions.flatMap((node) => (isExtension(node) ? typeDefinition(node) : [])),
	});
}

function isDefinition(node: DefinitionNode): node is TypeDefinitionNode {
	return node.kind in typeKinds && node.kind.endsWith("Definition");
}

export function isExtension(node: DefinitionNode): node is TypeExtensionNode {
	return node.kind in typeKinds && node.kind.endsWith("Extension");
}

function operationTypes(node: SchemaDefinitionNode | SchemaExtensionNode): PlainObject {
	return present({
		Description: described(node),
		Directives: node.directives?.map(directive),
		OperationTypes: node.operationTypes?.map(({ operation: name, type: named }) => ({
			Operation: name,
			Type: named.name.value,
		})),
	});
}

function directiveDefinition(node: DirectiveDefinitionNode): PlainObject {
	return present({
		Description: described(node),
		Name: node.name.value,
		Arguments: node.arguments?.map(argumentDefinition),
		Locations: node.locations.map((location) => location.value),
		IsRepeatable: node.repeatable,
	});
}

function typeDefinition(node: TypeDefinitionNode | TypeExtensionNode): PlainObject {
	return present({
		Kind: typeKinds[node.kind],
		Description: described(node),
		Name: node.name.value,
		Directives: node.directives?.map(directive),
		Interfaces: "interfaces" in node ? node.interfaces?.map(named) : undefined,
		Fields:
			"fields" in node
				? (node.fields as readonly (FieldDefinitionNode | InputValueDefinitionNode)[]).map(field)
				: undefined,
		Types: "types" in node ? node.types?.map(named) : undefined,
		EnumValues:
			"values" in node
				? node.values?.map((each) =>
						present({
							Description: described(each),
							Name: each.name.value,
							Directives: each.directives?.map(directive),
						}),
					)
				: undefined,
		BuiltIn: false,
	});
}

function field(node: FieldDefinitionNode | InputValueDefinitionNode): PlainObject {
	if (node.kind === Kind.INPUT_VALUE_DEFINITION) return argumentDefinition(node);
	return present({
		Description: described(node),
		Name: node.name.value,
		Arguments: node.arguments?.map(argumentDefinition),
		Type: type(node.type),
		Directives: node.directives?.map(directive),
	});
}

function argumentDefinition(node: InputValueDefinitionNode): PlainObject {
	return present({
		Description: described(node),
		Name: node.name.value,
		DefaultValue: node.defaultValue === undefined ? undefined : value(node.defaultValue),
		Type: type(node.type),
		Directives: node.directives?.map(directive),
	});
}

const named = (node: NamedTypeNode): string => node.name.value;

/** Extensions have no description, and OPA's have an empty one. */
function described(node: object): string {
	const { description } = node as { readonly description?: { readonly value: string } };
	return description?.value ?? "";
}
