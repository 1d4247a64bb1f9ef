/** What the type checker finds: reads, calls and comparisons that can't mean what they say, and declarations that break their promise. */
import { define } from "../diagnostic.ts";

/** Words of a hint about a misspelt name: the nearest one, or all there are. */
interface Choices {
	/** The name that was probably meant, as it is to be written. */
	readonly suggestion?: string;
	/** What there is, as it is to be written. */
	readonly known: readonly string[];
}

const MOST_SHOWN = 12;

function choose({ suggestion, known }: Choices, there: string): string | undefined {
	if (suggestion !== undefined) return `did you mean \`${suggestion}\`?`;
	if (known.length === 0) return undefined;
	const shown = known.slice(0, MOST_SHOWN).map((name) => `\`${name}\``);
	const more = known.length > MOST_SHOWN ? ` and ${known.length - MOST_SHOWN} more` : "";
	return `${there} ${shown.join(", ")}${more}`;
}

export const unknownField = define<{ name: string; of: string } & Choices>(
	{
		code: "unknown-field",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A field that isn't there is read",
		cause:
			"The object is known to have other fields, but not this one. Reading it is always undefined, so that the rule around it never fires and nobody notices.",
		wrong: 'deny because "no stage" if count(input.stagess) == 0',
		right: 'deny because "no stage" if count(input.stages) == 0',
	},
	({ name, of }) => `\`${of}\` has no field \`${name}\``,
	(choices) => choose(choices, "it has"),
);

export const unknownRule = define<{ name: string; of: string; suggestion: string }>(
	{
		code: "unknown-rule",
		severity: "error",
		title: "A rule that isn't there is read",
		cause:
			"The package has no rule of this name, but one with nearly the same. Reading it is undefined, so that the rule around it never fires and nobody notices.",
		wrong: "package example\n\nlimit := 1\n\np if data.example.limti > 0",
		right: "package example\n\nlimit := 1\n\np if data.example.limit > 0",
	},
	({ name, of }) => `\`${of}\` has no rule \`${name}\``,
	({ suggestion }) => `did you mean \`${suggestion}\`?`,
);

export const readOfScalar = define<{ text: string; type: string; key: string }>(
	{
		code: "read-of-scalar",
		severity: "error",
		opaCode: "rego_type_error",
		title: "Something is read from a value that has no parts",
		cause:
			"Only objects, arrays and sets have parts. A read below a string, number, boolean or null is always undefined.",
		wrong: 'name := "web"\n\np := name.first',
		right: 'name := {"first": "web"}\n\np := name.first',
	},
	({ text, type, key }) => `\`${text}\` is ${type}, so there is no ${key} to read from it`,
);

export const wrongIndex = define<{ text: string; type: string; key: string; expected: string; hint?: string }>(
	{
		code: "wrong-index",
		severity: "error",
		opaCode: "rego_type_error",
		title: "An index is of the wrong type or out of range",
		cause:
			"Arrays are indexed by numbers from 0, objects by their keys, sets by their elements. With any other index a read is always undefined.",
		wrong: 'names := ["a", "b"]\n\np := names.first',
		right: 'names := ["a", "b"]\n\np := names[0]',
	},
	({ text, type, key, expected }) => `\`${text}\` is ${type}: its index is ${expected}, never ${key}`,
	({ hint }) => hint,
);

export const iterateScalar = define<{ text: string; type: string }>(
	{
		code: "iterate-scalar",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A value without elements is iterated over",
		cause: "Only arrays, objects and sets have elements. Iterating over anything else yields nothing.",
		wrong: 'name := "web"\n\np if some letter in name',
		right: 'name := "web"\n\np if some letter in split(name, "")',
	},
	({ text, type }) => `\`${text}\` is ${type}, which has no elements to go through`,
	({ type }) => (type === "string" ? "`split` takes a string apart" : undefined),
);

export const wrongArgument = define<{
	name: string;
	expected: string;
	which: string;
	text: string;
	type: string;
	hint?: string;
}>(
	{
		code: "wrong-argument",
		severity: "error",
		opaCode: "rego_type_error",
		title: "An argument is of the wrong type",
		cause: "The function takes another type there. The call always fails, which makes the expression undefined.",
		wrong: 'p if startswith(1, "a")',
		right: 'p if startswith("abc", "a")',
	},
	({ name, expected, which, text, type }) => `\`${name}\` takes ${expected} as ${which}, but \`${text}\` is ${type}`,
	({ hint }) => hint,
);

export const neverEqual = define<{ left: string; leftType: string; right: string; rightType: string; hint?: string }>(
	{
		code: "never-equal",
		severity: "error",
		opaCode: "rego_type_error",
		title: "Two values are compared that can never be equal",
		cause: "The types of the two sides have no value in common, so that the comparison never holds.",
		wrong: 'p if 1 == "1"',
		right: "p if 1 == 1",
	},
	({ left, leftType, right, rightType }) =>
		`\`${left}\` is ${leftType} and \`${right}\` is ${rightType}: they are never equal`,
	({ hint }) => hint,
);

export const alwaysUnequal = define<{
	left: string;
	leftType: string;
	right: string;
	rightType: string;
	hint?: string;
}>(
	{
		code: "always-unequal",
		severity: "error",
		title: "Two values are tested to differ that always do",
		cause: "The types of the two sides have no value in common, so that `!=` always holds and tests nothing.",
		wrong: 'p if 1 != "1"',
		right: "p if 1 != 2",
	},
	({ left, leftType, right, rightType }) =>
		`\`${left}\` is ${leftType} and \`${right}\` is ${rightType}: they always differ`,
	({ hint }) => hint,
);

export const valueNotListed = define<{ text: string; value: string } & Choices>(
	{
		code: "value-not-listed",
		severity: "error",
		title: "A field is compared with a value that it never has",
		cause: "The field has one of a fixed list of values, and this one isn't among them: mostly a misspelling.",
		wrong: 'deny because "for another system" if input.stages[_].os == "linus"',
		right: 'deny because "for another system" if input.stages[_].os == "linux"',
	},
	({ text, value }) => `\`${text}\` is never \`${value}\``,
	(choices) => choose(choices, "it is one of"),
);

export const orderOfTypes = define<{
	operator: string;
	left: string;
	leftType: string;
	right: string;
	rightType: string;
}>(
	{
		code: "order-of-types",
		severity: "error",
		title: "Values of different types are put in order",
		cause:
			"Rego orders any two values, all numbers before all strings and so on. Between different types the answer is always the same, whatever the values.",
		wrong: 'p if 443 < "1024"',
		right: "p if 443 < 1024",
	},
	({ operator, left, leftType, right, rightType }) =>
		`\`${operator}\` between ${leftType} (\`${left}\`) and ${rightType} (\`${right}\`) compares only their types`,
	({ leftType, rightType }) =>
		[leftType, rightType].includes("number") && [leftType, rightType].includes("string")
			? "`to_number` makes a number of a string"
			: undefined,
);

export const neverMember = define<{
	value: string;
	valueType: string;
	collection: string;
	elementType: string;
	/** What of the collection is meant, where it isn't the elements. */
	what?: "keys";
	hint?: string;
}>(
	{
		code: "never-member",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A value is looked for where it can never be",
		cause: "The collection holds values of another type only, so that the value is never a member.",
		wrong: 'p if "1" in [1, 2]',
		right: "p if 1 in [1, 2]",
	},
	({ value, valueType, collection, elementType, what }) =>
		what === "keys"
			? `\`${value}\` is ${valueType}, but the keys of \`${collection}\` are ${elementType}: it is never one of them`
			: `\`${value}\` is ${valueType}, but \`${collection}\` holds ${elementType}: it is never a member`,
	({ hint }) => hint,
);

export const memberOfScalar = define<{ value: string; collection: string; type: string }>(
	{
		code: "member-of-scalar",
		severity: "error",
		title: "`in` looks into a value without members",
		cause: "Arrays, objects and sets have members. In anything else `in` finds nothing, not even a part of a string.",
		wrong: 'p if "b" in "abc"',
		right: 'p if contains("abc", "b")',
	},
	({ collection, type }) => `\`${collection}\` is ${type}, which has no members`,
	({ value, collection, type }) =>
		type === "string" ? `to look for a part of a text, write \`contains(${collection}, ${value})\`` : undefined,
);

export const messageNotText = define<{ text: string; type: string }>(
	{
		code: "message-not-text",
		severity: "error",
		title: "A message isn't text",
		cause:
			"What stands after `because` is read by people. It must be a string; a template string makes one of anything.",
		wrong: 'deny because {"found": 1} if count(input.stages) > 1',
		right: 'deny because $"found {count(input.stages)}" if count(input.stages) > 1',
	},
	({ text, type }) => `a message must be string, but \`${text}\` is ${type}`,
	({ text }) => `write it into a template string: \`$"… {${text}}"\``,
);

export const wrongFix = define<{ op: string; expected: string; text: string; type: string }>(
	{
		code: "wrong-fix",
		severity: "error",
		title: "An edit with an operand of the wrong type",
		cause:
			"`replace`, `insert_before` and `insert_after` put a text into the file, so that they need a string; `set` needs a path.",
		wrong: 'deny input.stages[0].from because "x" fix replace(input.stages[0].from, {"a": 1})',
		right: 'deny input.stages[0].from because "x" fix replace(input.stages[0].from, "FROM scratch")',
	},
	({ op, expected, text, type }) => `\`${op}\` takes ${expected}, but \`${text}\` is ${type}`,
);

export const unknownSchema = define<{ name: string; suggestion?: string | undefined }>(
	{
		code: "unknown-schema",
		severity: "error",
		opaCode: "rego_type_error",
		title: "An annotation names a schema that isn't there",
		cause:
			"`schema.NAME` is a file of the folder that `--schema` gives: `schema.acl` is `acl.json`, `schema.shop.user` is `shop/user.json`. Without `--schema` nothing is looked up.",
		wrong: "# METADATA\n# schemas:\n#   - input: schema.usr\nallow if input.name",
		right: "# METADATA\n# schemas:\n#   - input: schema.user\nallow if input.name",
	},
	({ name }) => (name === "" ? "`schema` alone names no schema" : `there is no schema \`${name}\``),
	({ suggestion }) =>
		suggestion === undefined ? "look in the folder that --schema gives" : `did you mean \`${suggestion}\`?`,
);

export const unknownSchemaType = define<{ name: string }>(
	{
		code: "unknown-schema-type",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A schema in METADATA with a type that there isn't",
		cause: "JSON Schema has seven types. A schema with another word for one says nothing, and checks nothing.",
		wrong: "# METADATA\n# schemas:\n# - input: {type: objekt}\np if input.name",
		right: "# METADATA\n# schemas:\n# - input: {type: object}\np if input.name",
	},
	({ name }) => `\`${name}\` is no type of JSON Schema`,
	() => "its types are `array`, `boolean`, `integer`, `null`, `number`, `object` and `string`",
);

export const paramDefault = define<{ name: string; declared: string; where: string; expected: string; found: string }>(
	{
		code: "param-default",
		severity: "error",
		title: "A parameter's default isn't of its type",
		cause:
			"The type after the parameter's name says what a pack's user may set. The default has to be such a value too.",
		wrong: 'param names: set[string] = ["a"]\ndeny because "x" if count(names) > 1',
		right: 'param names: set[string] = {"a"}\ndeny because "x" if count(names) > 1',
	},
	({ name, declared, where, expected, found }) =>
		where === ""
			? `parameter \`${name}\` is ${declared}, but its default is ${found}`
			: `parameter \`${name}\` is ${declared}, but \`${where}\` of its default is ${found} instead of ${expected}`,
	({ expected, found }) =>
		expected.startsWith("set[") && /^(array)?\[/.test(found)
			? "a set is written `{…}`, the empty one `set()`"
			: undefined,
);
