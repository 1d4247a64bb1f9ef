/** What the checker reports: the snippet with the underlined text between « and », the code, the words and the hint. */
import { describe, expect, test } from "vitest";
import { placeText } from "../../../src/diagnostics/render.ts";
import { check } from "./harness.ts";

interface Mistake {
	readonly text: string;
	readonly code: string;
	readonly says: string;
	readonly hint?: string;
}

/** The text without marks, and what they mark as `line:column text`. */
function unmark(marked: string): { readonly text: string; readonly places: readonly string[] } {
	const places: string[] = [];
	let text = "";
	for (const [at, part] of marked.split(/[«»]/).entries()) {
		if (at % 2 === 1) {
			const line = text.split("\n").length;
			places.push(`${line}:${text.length - text.lastIndexOf("\n")} ${part}`);
		}
		text += part;
	}
	return { text, places };
}

const inPolicy = (body: string): string => `package t

policy p on shop {
	title: "t"
	code: "T1"
	severity: low
	deny because "x" if {
		${body}
	}
}
`;

function found(
	name: string,
	text: string,
): {
	readonly places: readonly string[];
	readonly said: readonly (readonly [code: string, says: string, hint: string | undefined])[];
} {
	const { diagnostics, before } = check({ [name]: text });
	expect(before.map((one) => one.text)).toEqual([]);
	return {
		places: diagnostics.map(
			({ source, span }) => `${placeText(source, span).slice(name.length + 1)} ${span && source?.slice(span)}`,
		),
		said: diagnostics.map(({ kind, text: says, hint }) => [kind.code, says, hint] as const),
	};
}

/** Bodies of a policy on shop. */
const mistakes: readonly Mistake[] = [
	// Unknown fields.
	{
		text: "input.«shelfs»",
		code: "unknown-field",
		says: "`input` has no field `shelfs`",
		hint: "did you mean `shelves`?",
	},
	{
		text: 'input[«"shelfs"»]',
		code: "unknown-field",
		says: "`input` has no field `shelfs`",
		hint: "did you mean `shelves`?",
	},
	{
		text: "input.«zzz»",
		code: "unknown-field",
		says: "`input` has no field `zzz`",
		hint: "it has `counts`, `extra`, `floors`, `level`, `name`, `open`, `owner`, `pair`, `shelves`, `tags`",
	},
	{
		text: "count(input.«tag») > 1",
		code: "unknown-field",
		says: "`input` has no field `tag`",
		hint: "did you mean `tags`?",
	},
	{ text: "not input.«opn»", code: "unknown-field", says: "`input` has no field `opn`", hint: "did you mean `open`?" },
	{
		text: "some s in input.shelves; s.«lable»",
		code: "unknown-field",
		says: "`s` has no field `lable`",
		hint: "did you mean `label`?",
	},
	{
		text: "input.shelves[_].«lable»",
		code: "unknown-field",
		says: "`input.shelves[_]` has no field `lable`",
		hint: "did you mean `label`?",
	},
	{
		text: "input.shelves[0].below.«lable»",
		code: "unknown-field",
		says: "`input.shelves[0].below` has no field `lable`",
		hint: "did you mean `label`?",
	},
	{
		text: "some s in input.shelves; some g in s.goods; g.«wieght» > 1",
		code: "unknown-field",
		says: "`g` has no field `wieght`",
		hint: "did you mean `weight`?",
	},
	{
		text: "every s in input.shelves { s.«lable» }",
		code: "unknown-field",
		says: "`s` has no field `lable`",
		hint: "did you mean `label`?",
	},
	{
		text: "x := [s.«lable» | some s in input.shelves]; count(x) > 1",
		code: "unknown-field",
		says: "`s` has no field `lable`",
		hint: "did you mean `label`?",
	},
	{
		text: '$"{input.«nam»}" == "x"',
		code: "unknown-field",
		says: "`input` has no field `nam`",
		hint: "did you mean `name`?",
	},
	{
		text: "input.open and input.«floor» > 1",
		code: "unknown-field",
		says: "`input` has no field `floor`",
		hint: "did you mean `floors`?",
	},
	{
		text: "input.«constructor»",
		code: "unknown-field",
		says: "`input` has no field `constructor`",
		hint: "it has `counts`, `extra`, `floors`, `level`, `name`, `open`, `owner`, `pair`, `shelves`, `tags`",
	},
	{ text: 'x := {"aa": 1}; x.«ab»', code: "unknown-field", says: "`x` has no field `ab`", hint: "did you mean `aa`?" },
	// Reads below scalars.
	{
		text: "input.name.«first»",
		code: "read-of-scalar",
		says: "`input.name` is string, so there is no `first` to read from it",
	},
	{
		text: "input.name[«0»]",
		code: "read-of-scalar",
		says: "`input.name` is string, so there is no element to read from it",
	},
	{
		text: "input.owner.«name»",
		code: "read-of-scalar",
		says: "`input.owner` is null | string, so there is no `name` to read from it",
	},
	{
		text: "x := count(input.tags); x.«y»",
		code: "read-of-scalar",
		says: "`x` is number, so there is no `y` to read from it",
	},
	{
		text: "input.tags[0].«x».y.z",
		code: "read-of-scalar",
		says: "`input.tags[0]` is string, so there is no `x` to read from it",
	},
	{
		text: "some k, v in input.counts; v.«x»",
		code: "read-of-scalar",
		says: "`v` is number, so there is no `x` to read from it",
	},
	// Wrong indexes.
	{
		text: "input.shelves.«label»",
		code: "wrong-index",
		says: '`input.shelves` is array[object{…}]: its index is number, never `"label"`',
		hint: "to look at every element, write `some element in input.shelves` and read `element.label`",
	},
	{
		text: "x := input.name; input.tags[«x»]",
		code: "wrong-index",
		says: "`input.tags` is array[string]: its index is number, never `x`",
	},
	{
		text: "input.counts[«0»]",
		code: "wrong-index",
		says: "`input.counts` is object[string, number]: its index is string, never `0`",
	},
	{
		text: "input.pair[«2»]",
		code: "wrong-index",
		says: "`input.pair` is [string, number]: its index is 0 to 1, never `2`",
	},
	{
		text: "x := []; x[«0»]",
		code: "wrong-index",
		says: "`x` is array[]: its index is nothing, for it is empty, never `0`",
	},
	{ text: "x := {1, 2}; x.«a»", code: "wrong-index", says: '`x` is set[number]: its index is number, never `"a"`' },
	// Iterating over nothing.
	{
		text: "some x in «input.name»; x",
		code: "iterate-scalar",
		says: "`input.name` is string, which has no elements to go through",
		hint: "`split` takes a string apart",
	},
	{
		text: "some i, x in «input.floors»; x > i",
		code: "iterate-scalar",
		says: "`input.floors` is number, which has no elements to go through",
	},
	{
		text: "input.name[«_»]",
		code: "iterate-scalar",
		says: "`input.name` is string, which has no elements to go through",
		hint: "`split` takes a string apart",
	},
	{
		text: "every x in «input.open» { x }",
		code: "iterate-scalar",
		says: "`input.open` is boolean, which has no elements to go through",
	},
	// Arguments.
	{
		text: 'startswith(«input.shelves», "x")',
		code: "wrong-argument",
		says: "`startswith` takes string as argument 1 (search), but `input.shelves` is array[object{…}]",
	},
	{
		text: 'startswith(«input.tags», "x")',
		code: "wrong-argument",
		says: "`startswith` takes string as argument 1 (search), but `input.tags` is array[string]",
		hint: "`some element in input.tags` goes through its elements",
	},
	{
		text: "upper(«input.floors») == `X`",
		code: "wrong-argument",
		says: "`upper` takes string as argument 1 (x), but `input.floors` is number",
		hint: '`$"{input.floors}"` makes a string of it',
	},
	{
		text: "«input.name» + 1 > 2",
		code: "wrong-argument",
		says: "`+` takes number as its left operand, but `input.name` is string",
		hint: "`to_number(input.name)` makes a number of it",
	},
	{
		text: "1 * «input.name» > 2",
		code: "wrong-argument",
		says: "`*` takes number as its right operand, but `input.name` is string",
		hint: "`to_number(input.name)` makes a number of it",
	},
	{
		text: "x := «input.tags» | {`a`}; x",
		code: "wrong-argument",
		says: "`|` takes set[any] as its left operand, but `input.tags` is array[string]",
		hint: "`{x | some x in input.tags}` makes a set of it",
	},
	{
		text: "concat(`,`, «input.name») == ``",
		code: "wrong-argument",
		says: "`concat` takes array[string] | set[string] as argument 2 (collection), but `input.name` is string",
		hint: "`[input.name]` makes an array of it",
	},
	{
		text: "concat(`,`, «[1, 2]») == ``",
		code: "wrong-argument",
		says: "`concat` takes array[string] | set[string] as argument 2 (collection), but `[1, 2]` is [number, number]",
	},
	{
		text: "count(«input.floors») > 1",
		code: "wrong-argument",
		says: "`count` takes string | array[any] | object[any, any] | set[any] as argument 1 (collection), but `input.floors` is number",
	},
	{
		text: "x := array.concat(«{1}», [2]); x",
		code: "wrong-argument",
		says: "`array.concat` takes array[any] as argument 1 (x), but `{1}` is set[number]",
		hint: "`[x | some x in {1}]` makes an array of it",
	},
	// Comparisons.
	{
		text: '«input.shelves == "x"»',
		code: "never-equal",
		says: '`input.shelves` is array[object{…}] and `"x"` is string: they are never equal',
	},
	{
		text: '«input.tags == "x"»',
		code: "never-equal",
		says: '`input.tags` is array[string] and `"x"` is string: they are never equal',
		hint: 'to ask whether it is among them, write `"x" in input.tags`',
	},
	{
		text: '«input.open == "true"»',
		code: "never-equal",
		says: '`input.open` is boolean and `"true"` is string: they are never equal',
		hint: "write `true` without quotes",
	},
	{
		text: '«input.floors == "3"»',
		code: "never-equal",
		says: '`input.floors` is number and `"3"` is string: they are never equal',
		hint: "write `3` without quotes",
	},
	{
		text: "«input.name == 3»",
		code: "never-equal",
		says: "`input.name` is string and `3` is number: they are never equal",
		hint: 'write `"3"` in quotes',
	},
	{
		text: "«input.tags == {`a`}»",
		code: "never-equal",
		says: '`input.tags` is array[string] and `{"a"}` is set[string]: they are never equal',
		hint: "`{…}` is a set, `[…]` is an array",
	},
	{
		text: "«input.owner == 1»",
		code: "never-equal",
		says: "`input.owner` is null | string and `1` is number: they are never equal",
		hint: 'write `"1"` in quotes',
	},
	{
		text: "«input.name == null»",
		code: "never-equal",
		says: "`input.name` is string and `null` is null: they are never equal",
	},
	{
		text: "not «input.open == 1»",
		code: "never-equal",
		says: "`input.open` is boolean and `1` is number: they are never equal",
	},
	{
		text: '«1 = "a"»',
		code: "never-equal",
		says: '`1` is number and `"a"` is string: they are never equal',
	},
	{
		text: "«[a, b, c]» := input.pair; a; b; c",
		code: "never-equal",
		says: "`[a, b, c]` is [any, any, any] and `input.pair` is [string, number]: they are never equal",
	},
	{
		text: "«input.name != 1»",
		code: "always-unequal",
		says: "`input.name` is string and `1` is number: they always differ",
		hint: 'write `"1"` in quotes',
	},
	{
		text: '«input.floors < "3"»',
		code: "order-of-types",
		says: '`<` between number (`input.floors`) and string (`"3"`) compares only their types',
		hint: "`to_number` makes a number of a string",
	},
	{
		text: "«input.tags > 2»",
		code: "order-of-types",
		says: "`>` between array[string] (`input.tags`) and number (`2`) compares only their types",
	},
	// Values that a field never has.
	{
		text: 'input.level == «"hihg"»',
		code: "value-not-listed",
		says: '`input.level` is never `"hihg"`',
		hint: 'did you mean `"high"`?',
	},
	{
		text: 'input.level == «"top"»',
		code: "value-not-listed",
		says: '`input.level` is never `"top"`',
		hint: 'it is one of `"high"`, `"low"`, `"middle"`',
	},
	{
		text: '«"hihg"» == input.level',
		code: "value-not-listed",
		says: '`input.level` is never `"hihg"`',
		hint: 'did you mean `"high"`?',
	},
	{
		text: 'input.level != «"hihg"»',
		code: "value-not-listed",
		says: '`input.level` is never `"hihg"`',
		hint: 'did you mean `"high"`?',
	},
	{
		text: 'x := input.level; x == «"hihg"»',
		code: "value-not-listed",
		says: '`x` is never `"hihg"`',
		hint: 'did you mean `"high"`?',
	},
	{
		text: 'input.level in {"low", «"mid"»}',
		code: "value-not-listed",
		says: '`input.level` is never `"mid"`',
		hint: 'it is one of `"high"`, `"low"`, `"middle"`',
	},
	{
		text: 'not input.level in ["low", «"middel"»]',
		code: "value-not-listed",
		says: '`input.level` is never `"middel"`',
		hint: 'did you mean `"middle"`?',
	},
	{
		text: 'some s in input.shelves; s.goods[_].kind == «"friut"»',
		code: "value-not-listed",
		says: '`s.goods[_].kind` is never `"friut"`',
		hint: 'did you mean `"fruit"`?',
	},
	// Membership.
	{
		text: '"b" in «input.name»',
		code: "member-of-scalar",
		says: "`input.name` is string, which has no members",
		hint: 'to look for a part of a text, write `contains(input.name, "b")`',
	},
	{ text: "1 in «input.floors»", code: "member-of-scalar", says: "`input.floors` is number, which has no members" },
	{
		text: "«1 in input.tags»",
		code: "never-member",
		says: "`1` is number, but `input.tags` holds string: it is never a member",
		hint: 'write `"1"` in quotes',
	},
	{
		text: '«"x" in input.shelves»',
		code: "never-member",
		says: '`"x"` is string, but `input.shelves` holds object{…}: it is never a member',
	},
	{
		text: "«input.tags in [`a`]»",
		code: "never-member",
		says: '`input.tags` is array[string], but `["a"]` holds string: it is never a member',
		hint: "`some element in input.tags` goes through its elements",
	},
];

describe("in the body of a policy", () => {
	test.each(mistakes)("$text", ({ text: marked, code, says, hint }) => {
		const { text, places } = unmark(inPolicy(marked));
		const result = found("t.policy", text);
		expect(result.said).toEqual([[code, says, hint]]);
		expect(result.places).toEqual(places);
	});
});

/** Whole modules; the name tells the dialect. */
const modules: readonly (Mistake & { readonly name: string })[] = [
	{
		name: "a.rego",
		text: "package t\n\np if startswith(«1», `a`)\n",
		code: "wrong-argument",
		says: "`startswith` takes string as argument 1 (search), but `1` is number",
		hint: 'write `"1"` in quotes',
	},
	{
		name: "a.rego",
		text: "package t\n\np if «1 == `a`»\n",
		code: "never-equal",
		says: '`1` is number and `"a"` is string: they are never equal',
	},
	{
		name: "a.rego",
		text: "package t\n\nq := {`a`: 1}\n\np := q.«b»\n",
		code: "unknown-field",
		says: "`q` has no field `b`",
		hint: "did you mean `a`?",
	},
	{
		name: "a.rego",
		text: "package t\n\nq := [1, 2]\n\np := q[«2»]\n",
		code: "wrong-index",
		says: "`q` is [number, number]: its index is 0 to 1, never `2`",
	},
	{
		name: "a.rego",
		text: "package t\n\nf(x) := upper(x)\n\np := f(«1»)\n",
		code: "wrong-argument",
		says: "`f` takes string as argument 1, but `1` is number",
		hint: 'write `"1"` in quotes',
	},
	{
		name: "a.rego",
		text: "package t\n\nf(1) := 1\n\nf(2) := 2\n\np := f(«`a`»)\n",
		code: "wrong-argument",
		says: '`f` takes number as argument 1, but `"a"` is string',
	},
	{
		name: "a.rego",
		text: "package t\n\nf(x) := g(x)\n\ng(x) := x + 1\n\np := f(«`a`»)\n",
		code: "wrong-argument",
		says: '`f` takes number as argument 1, but `"a"` is string',
	},
	{
		name: "a.rego",
		text: "package t\n\nf([x, _]) := x\n\np := f(«{1}»)\n",
		code: "wrong-argument",
		says: "`f` takes [any, any] as argument 1, but `{1}` is set[number]",
		hint: "`[x | some x in {1}]` makes an array of it",
	},
	{
		name: "a.rego",
		text: "package t\n\nq contains x if some x in [1]\n\np if upper(«q») == `a`\n",
		code: "wrong-argument",
		says: "`upper` takes string as argument 1 (x), but `q` is set[number]",
	},
	{
		name: "a.rego",
		text: "# METADATA\n# scope: package\n# schemas:\n#   - input: schema.shop\npackage t\n\np if input.«opne»\n",
		code: "unknown-field",
		says: "`input` has no field `opne`",
		hint: "did you mean `open`?",
	},
	{
		name: "a.rego",
		text: "package t\n\n# METADATA\n# schemas:\n#   - input: {type: object, properties: {a: {type: string}}, additionalProperties: false}\np if input.«b»\n",
		code: "unknown-field",
		says: "`input` has no field `b`",
		hint: "did you mean `a`?",
	},
	{
		name: "a.rego",
		text: "# METADATA\n# scope: package\n# schemas:\n#   - input.place: {type: string}\npackage t\n\np if input.place.«street»\n\nq if input.anything.else\n",
		code: "read-of-scalar",
		says: "`input.place` is string, so there is no `street` to read from it",
	},
	{
		name: "a.policy",
		text: "package t\n\np if 1 < «`a`»\n".replace("1 < «`a`»", "«1 < `a`»"),
		code: "order-of-types",
		says: '`<` between number (`1`) and string (`"a"`) compares only their types',
		hint: "`to_number` makes a number of a string",
	},
];

describe("in a module", () => {
	test.each(modules)("$text", ({ name, text: marked, code, says, hint }) => {
		const { text, places } = unmark(marked);
		const result = found(name, text);
		expect(result.said).toEqual([[code, says, hint]]);
		expect(result.places).toEqual(places);
	});
});

/** What stands in a policy besides its bodies. */
const members: readonly Mistake[] = [
	{
		text: 'param names: set[string] = «["a"]»',
		code: "param-default",
		says: "parameter `names` is set[string], but its default is [string]",
		hint: "a set is written `{…}`, the empty one `set()`",
	},
	{
		text: "param most: number = «`a`»",
		code: "param-default",
		says: "parameter `most` is number, but its default is string",
	},
	{
		text: "param names: array[string] = «[`a`, 1]»",
		code: "param-default",
		says: "parameter `names` is array[string], but `[1]` of its default is number instead of string",
	},
	{
		text: "param limits: object[string, number] = «{`a`: `b`}»",
		code: "param-default",
		says: 'parameter `limits` is object[string, number], but `["a"]` of its default is string instead of number',
	},
	{
		text: "param names: set[string] = {`a`}\n\tdeny because `x` if «1 in names»",
		code: "never-member",
		says: "`1` is number, but `names` holds string: it is never a member",
		hint: 'write `"1"` in quotes',
	},
	{
		text: "deny because «input.tags»",
		code: "message-not-text",
		says: "a message must be string, but `input.tags` is array[string]",
		hint: 'write it into a template string: `$"… {input.tags}"`',
	},
	{
		text: "deny because «{1}» if input.open",
		code: "message-not-text",
		says: "a message must be string, but `{1}` is set[number]",
		hint: 'write it into a template string: `$"… {{1}}"`',
	},
	{
		text: "deny input.shelves[0].«lable» because `x`",
		code: "unknown-field",
		says: "`input.shelves[0]` has no field `lable`",
		hint: "did you mean `label`?",
	},
	{
		text: "deny s.«lable» because `x` if some s in input.shelves",
		code: "unknown-field",
		says: "`s` has no field `lable`",
		hint: "did you mean `label`?",
	},
	{
		text: "deny input.name because `x` fix replace(input.name, «input.tags»)",
		code: "wrong-fix",
		says: "`replace` takes string as the text, but `input.tags` is array[string]",
	},
	{
		text: "deny input.name because `x` fix replace(input.«nam», `a`)",
		code: "unknown-field",
		says: "`input` has no field `nam`",
		hint: "did you mean `name`?",
	},
	{
		text: "deny input because `x` fix set(input, «true», 1)",
		code: "wrong-fix",
		says: "`set` takes array[string] as the path, but `true` is boolean",
	},
	{
		text: "deny because `x` if helper == 1\n\thelper := input.«floor»",
		code: "unknown-field",
		says: "`input` has no field `floor`",
		hint: "did you mean `floors`?",
	},
	{
		text: "deny because `x` if double(«input.name») > 1\n\tdouble(x) := x * 2",
		code: "wrong-argument",
		says: "`double` takes number as argument 1, but `input.name` is string",
		hint: "`to_number(input.name)` makes a number of it",
	},
	{
		text: "deny because `x` if labels[_] == `a`\n\tlabels contains s.«lable» if some s in input.shelves",
		code: "unknown-field",
		says: "`s` has no field `lable`",
		hint: "did you mean `label`?",
	},
];

const besidePolicies: readonly (Omit<Mistake, "text"> & {
	readonly title: string;
	readonly policy: string;
	readonly beside: string;
})[] = [
	{
		title: "a rule that only policies reach sees their kind",
		policy: "deny because `x` if ready",
		beside: "ready if input.«opne»",
		code: "unknown-field",
		says: "`input` has no field `opne`",
		hint: "did you mean `open`?",
	},
	{
		title: "a function's body knows what all calls hand it",
		policy: "deny because `x` if { some s in input.shelves; full(s) }",
		beside: "full(shelf) if count(shelf.«good») > 3",
		code: "unknown-field",
		says: "`shelf` has no field `good`",
		hint: "did you mean `goods`?",
	},
	{
		title: "through functions of functions",
		policy: "deny because `x` if { some s in input.shelves; full(s) }",
		beside: "full(shelf) if heavy(shelf.goods[_])\n\nheavy(good) if good.«wieght» > 3",
		code: "unknown-field",
		says: "`good` has no field `wieght`",
		hint: "did you mean `weight`?",
	},
	{
		title: "a rule of nearly that name",
		policy: "deny because `x` if ready",
		beside: "ready if data.t.«limti» > 1\n\nlimit := 1",
		code: "unknown-rule",
		says: "`data.t` has no rule `limti`",
		hint: "did you mean `limit`?",
	},
];

describe("beside policies", () => {
	test.each(besidePolicies)("$title", ({ policy, beside, code, says, hint }) => {
		const { text, places } = unmark(
			`package t\n\npolicy p on shop {\n\ttitle: "t"\n\tcode: "T1"\n\tseverity: low\n\t${policy}\n}\n\n${beside}\n`,
		);
		const result = found("t.policy", text);
		expect(result.said).toEqual([[code, says, hint]]);
		expect(result.places).toEqual(places);
	});
});

describe("in the members of a policy", () => {
	test.each(members)("$text", ({ text: marked, code, says, hint }) => {
		const { text, places } = unmark(
			`package t\n\npolicy p on shop {\n\ttitle: "t"\n\tcode: "T1"\n\tseverity: low\n\t${marked}\n}\n`,
		);
		const result = found("t.policy", text);
		expect(result.said).toEqual([[code, says, hint]]);
		expect(result.places).toEqual(places);
	});
});

describe("a mistake is reported once, and what follows from it not at all", () => {
	const cases: readonly [string, string, number][] = [
		[
			"a field that isn't there, used on and on",
			'x := input.shelfs; some s in x; s.label == 1; startswith(s, "a"); s + 1 > 2',
			1,
		],
		["a wrong argument, compared", 'startswith(upper(input.floors), "a") == 3', 2],
		["below a field that isn't there", "input.shelfs[0].lable.x", 1],
		["two mistakes are two", "input.shelfs; input.tgas", 2],
	];
	test.each(cases)("%s", (_, body, count) => {
		const { said } = found("t.policy", inPolicy(body));
		expect(said).toHaveLength(count);
	});

	test("in a rule that others read", () => {
		const text = inPolicy("q.x; q.y == 1; count(q) > 1; r").replace(/\}\n$/, "\tq := input.shelfs\n\tr := q[_]\n}\n");
		expect(found("t.policy", text).said).toHaveLength(1);
	});

	test("in a head with several bodies and elses", () => {
		const text = inPolicy("f(1) == 2").replace(
			/\}\n$/,
			"\tf(x) := input.tgas if x == 1 else := 3 if x == 2 else := 4\n}\n",
		);
		expect(found("t.policy", text).said).toHaveLength(1);
	});
});
