/** What is allowed but hardly meant: the lints, one entry each. docs/linting.md lists them. */
import { define } from "../diagnostic.ts";

export const unusedVariable = define<{ name: string; how: "argument" | "variable" }>(
	{
		code: "unused-variable",
		severity: "warning",
		opaCode: "rego_compile_error",
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
		opaCode: "rego_compile_error",
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

export const neverTrue = define<{ beside?: string }>(
	{
		code: "never-true",
		severity: "warning",
		title: "A condition that can't hold",
		cause:
			"It is false whatever the data, or it excludes another condition of the same body, so nothing ever comes of the body. All conditions of a body have to hold at once; alternatives are rules of their own, or `or`.",
		wrong: 'p if {\n\tinput.stages[0].name == "build"\n\tinput.stages[0].name == "test"\n}',
		right: 'p if {\n\tinput.stages[0].name in {"build", "test"}\n}',
	},
	({ beside }) => (beside === undefined ? "this never holds" : `this can't hold together with \`${beside}\``),
	({ beside }) =>
		beside === undefined
			? "nothing comes of a body with it: put it right, or remove the rule"
			: "nothing comes of the body: for either of them, write two rules, or `in {…}`",
);

export const alwaysTrue = define(
	{
		code: "always-true",
		severity: "warning",
		title: "A condition that always holds",
		cause:
			"It holds whatever the data: a constant, a value compared with itself, a count that isn't negative. It says nothing, or says something else than was meant, such as `>= 0` for `> 0`.",
		wrong: "p if {\n\tcount(input.stages) >= 0\n\tinput.stages[0].name\n}",
		right: "p if {\n\tcount(input.stages) > 0\n\tinput.stages[0].name\n}",
	},
	() => "this always holds",
	() => "remove it, or put it right",
);

export const vanishingMessage = define<{ text: string; missing: boolean }>(
	{
		code: "vanishing-message",
		severity: "warning",
		title: "A message that can be undefined",
		cause:
			"A rule gives nothing where any part of its body is undefined, and its message is one. The message reads what isn't on every object, so that for some of them there is silently no finding.",
		wrong:
			'deny contains msg if {\n\tnot input.metadata.labels.owner\n\tmsg := sprintf("owner is %v", [input.metadata.labels.owner])\n}',
		right: 'deny contains msg if {\n\tnot input.metadata.labels.owner\n\tmsg := "there is no owner"\n}',
	},
	({ text, missing }) =>
		missing
			? `the message reads \`${text}\`, which the body says is missing: then there is no finding`
			: `where there is no \`${text}\` there is no message, and so no finding`,
	({ missing }) =>
		missing
			? "say in the message what is missing, without its value"
			: '`object.get(…, "none")` gives something in any case',
);

export const shadowedBuiltin = define<{
	name: string;
	what: "argument" | "function" | "import" | "rule" | "variable";
}>(
	{
		code: "shadowed-builtin",
		severity: "warning",
		title: "Something that is named as a builtin",
		cause:
			"Where the name means a variable, an argument, a rule or an import, the builtin can't be called. Who reads the text expects the builtin.",
		wrong: "p if {\n\tcount := 3\n\tinput.stages[count]\n}",
		right: "p if {\n\tnumber := 3\n\tinput.stages[number]\n}",
	},
	({ name, what }) => `the ${what} \`${name}\` hides the builtin of this name`,
	() => "give it another name",
);

export const shadowedName = define<{
	name: string;
	what: "argument" | "variable";
	outer: "function" | "import" | "parameter" | "policy" | "rule";
}>(
	{
		code: "shadowed-name",
		severity: "warning",
		title: "A variable or argument that is named as a rule, parameter or import",
		cause:
			"Inside the body the name means the variable, so that what has the name outside can't be read there. Mostly one of them was meant for the other.",
		wrong: "limit := 3\n\np if {\n\tlimit := count(input.stages)\n\tlimit > 2\n}",
		right: "limit := 3\n\np if {\n\tstages := count(input.stages)\n\tstages > limit\n}",
	},
	({ name, what, outer }) => `the ${what} \`${name}\` hides the ${outer} of this name`,
	() => "give one of them another name",
);

export const emptyTest = define<{ name: string }>(
	{
		code: "empty-test",
		severity: "warning",
		title: "A test that tests nothing",
		cause:
			"It names no rule and no function, so that it comes to the same whatever becomes of the policy. A test that is still to be written is a `todo_test_`.",
		wrong: "test_refused if {\n\t1 + 1 == 2\n}",
		right: 'deny contains "no" if input.x\n\ntest_refused if {\n\tcount(deny) == 1 with input as {"x": 1}\n}',
	},
	({ name }) => `\`${name}\` tests nothing: it names no rule`,
	({ name }) => `name the rule under test, or call it \`todo_${name}\` until then`,
);

export const duplicateRule = define<{ line: number }>(
	{
		code: "duplicate-rule",
		severity: "warning",
		title: "A rule that stands twice",
		cause:
			"The same head, the same value, the same body: the second one adds nothing. Mostly it is a copy in which something was to be changed.",
		wrong: "p if input.stages[0].name\n\np if input.stages[0].name",
		right: "p if input.stages[0].name\n\np if input.stages[1].name",
	},
	({ line }) => `the same stands in line ${line} already`,
	() => "change what was to be different, or remove it",
);

export const duplicateCondition = define<{ line: number }>(
	{
		code: "duplicate-condition",
		severity: "warning",
		title: "A condition that stands twice in a body",
		cause: "The second one adds nothing. Mostly it is a copy in which something was to be changed.",
		wrong: "p if {\n\tinput.stages[0].name\n\tinput.stages[0].name\n}",
		right: "p if {\n\tinput.stages[0].name\n\tinput.stages[1].name\n}",
	},
	({ line }) => `the same condition stands in line ${line} already`,
	() => "change what was to be different, or remove it",
);

export const sprintfArguments = define<{ wanted: number; given: number }>(
	{
		code: "sprintf-arguments",
		severity: "warning",
		title: "`sprintf` with too many or too few values",
		cause:
			"Each verb of the format (`%s`, `%d`, `%v`) takes one value. One that lacks prints as `%!s(MISSING)`, those left over as `%!(EXTRA …)`; a percent sign is written `%%`.",
		wrong: 'p := sprintf("%s in %s", [input.name])',
		right: 'p := sprintf("%s in %s", [input.name, input.file])',
	},
	({ wanted, given }) => `the format asks for ${wanted} ${wanted === 1 ? "value" : "values"}, and this is ${given}`,
	({ wanted, given }) =>
		given < wanted
			? "add what lacks; a percent sign is written `%%`"
			: "remove what is left over, or add a verb for it",
);

export const outdatedBuiltin = define<{ name: string; instead?: string }>(
	{
		code: "outdated-builtin",
		severity: "warning",
		title: "A builtin that Rego v1 doesn't have",
		cause: "In Rego v0 it is still there, but deprecated. A module that calls it can't become one of v1.",
		wrong: 'p { re_match("^v", input.tag) }',
		right: 'p { regex.match("^v", input.tag) }',
	},
	({ name }) => `\`${name}\` is deprecated, and not in Rego v1`,
	({ instead }) => (instead === undefined ? undefined : `write \`${instead}\``),
);

export const comparisonWithTrue = define<{ text: string }>(
	{
		code: "comparison-with-true",
		severity: "warning",
		title: "`== true` after what is true or false already",
		cause:
			"What a comparison, `in` or a builtin such as `startswith` gives is true or false; it is a condition by itself.",
		wrong: 'p if startswith(input.name, "a") == true',
		right: 'p if startswith(input.name, "a")',
	},
	({ text }) => `\`${text}\` is true or false already`,
	() => "remove `== true`",
);

export const doubleNegation = define<{ text: string }>(
	{
		code: "double-negation",
		severity: "warning",
		title: "A `not` within a `not`",
		cause: "The two take each other back. What is left is the condition itself.",
		wrong: "p if not { not input.stages[0].name }",
		right: "p if input.stages[0].name",
	},
	({ text }) => `this says just \`${text}\``,
	() => "remove both, or one of them",
);

export const needlessDefault = define<{ name: string; line: number }>(
	{
		code: "needless-default",
		severity: "warning",
		title: "A default that is never used",
		cause: "Another clause of the rule has no condition, so that the rule always has a value without the default.",
		wrong: "default allowed := false\n\nallowed := true",
		right: "default allowed := false\n\nallowed if input.stages[0].name",
	},
	({ name, line }) => `this default is never used: line ${line} defines \`${name}\` in any case`,
	() => "remove it, or give the other one its condition",
);

export const unreachableElse = define<{ because: string }>(
	{
		code: "unreachable-else",
		severity: "warning",
		title: "An `else` that is never reached",
		cause:
			"An `else` is tried only where those before it don't hold, and one of them always does, or has the same conditions.",
		wrong: "level := 1 if {\n\tinput.a\n} else := 2 if {\n\ttrue\n} else := 3",
		right: "level := 1 if {\n\tinput.a\n} else := 2 if {\n\tinput.b\n} else := 3",
	},
	({ because }) => `this is never reached: ${because}`,
	() => "remove it, or put the conditions right",
);

export const invalidPattern = define<{ reason: string }>(
	{
		code: "invalid-pattern",
		severity: "warning",
		title: "A regular expression or glob that can't be read",
		cause:
			"A call with it is undefined, so that its condition never holds, silently. Regular expressions have RE2's syntax: there are no backreferences and no lookaround.",
		wrong: 'p if regex.match("^(v", input.tag)',
		right: 'p if regex.match("^(v|r)", input.tag)',
	},
	({ reason }) => `this pattern can't be read: ${reason}`,
	() => "put it right: a call with it is undefined",
);
