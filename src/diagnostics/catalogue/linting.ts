/** What is allowed but hardly meant: warnings about `.policy` modules. */
import { define } from "../diagnostic.ts";

export const unusedVariable = define<{ name: string; how: "argument" | "variable" }>(
	{
		code: "unused-variable",
		severity: "warning",
		title: "A variable or argument that nothing uses",
		cause:
			"A name was introduced and never read: mostly a misspelling further down, or something left over. Where a value isn't needed, `_` says so.",
		wrong: "p if {\n\tlimit := 3\n\tcount(input.stages) > 2\n}",
		right: "p if {\n\tlimit := 3\n\tcount(input.stages) > limit\n}",
	},
	({ name, how }) => `${how === "argument" ? "argument " : ""}\`${name}\` is never used`,
	({ how }) => (how === "argument" ? "write `_` for an argument that isn't needed" : "remove it, or write `_` for it"),
);

export const unusedImport = define<{ name: string }>(
	{
		code: "unused-import",
		severity: "warning",
		title: "An import that nothing uses",
		cause: "The name that the import brings stands nowhere in the module.",
		wrong: "import data.lib.images\n\np := 1",
		right: "import data.lib.images\n\np := images.all",
	},
	({ name }) => `the import \`${name}\` is never used`,
	() => "remove it",
);

export const unusedMember = define<{ name: string; what: "function" | "parameter" | "rule"; policy: string }>(
	{
		code: "unused-member",
		severity: "warning",
		title: "A rule, function or parameter of a policy that nothing in it uses",
		cause: "What stands inside a policy's block can be used there only. Nothing uses this, so it has no effect.",
		wrong: 'param most: number = 3\ndeny because "too many stages" if count(input.stages) > 3',
		right: 'param most: number = 3\ndeny because "too many stages" if count(input.stages) > most',
	},
	({ name, what, policy }) => `${what} \`${name}\` is never used in policy \`${policy}\``,
	({ what }) =>
		what === "parameter" ? "setting it would change nothing: use it, or remove it" : "use it, or remove it",
);

export const differsFromAny = define<{ value: string; collection: string }>(
	{
		code: "differs-from-any",
		severity: "warning",
		title: "`!=` against every element of a collection in turn",
		cause:
			"`x != xs[_]` holds as soon as one element differs, so it nearly always holds. What is meant is mostly that no element equals `x`.",
		wrong: 'p if "USER" != input.instructions[_].keyword',
		right: 'p if not "USER" in {instruction.keyword | some instruction in input.instructions}',
	},
	({ value, collection }) => `this holds as soon as one of \`${collection}\` isn't \`${value}\``,
	({ value }) => `to say that none is, write \`not ${value} in …\`, or \`every … in … { … != ${value} }\``,
);
