/** What is wrong with the text of a module: tokens and grammar. */
import { type DiagnosticKind, define } from "../diagnostic.ts";

const entry = (kind: Omit<DiagnosticKind, "severity" | "opaCode">): DiagnosticKind => ({
	...kind,
	severity: "error",
	opaCode: "rego_parse_error",
});

// ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────

const strayHints: Readonly<Record<string, string>> = {
	"!": "negate with `not x`, compare with `x != y`",
	"'": "strings stand in double quotes, raw ones in backticks",
	$: 'a template string is written `$"…"`',
	"?": "there is no `? :`; write one rule for each case, or `else`",
	"^": "bits are combined with `bits.xor`",
	"~": "bits are inverted with `bits.negate`",
	"\u00a0": "this is a non-breaking space; use a plain one",
	"\ufeff": "this is a byte order mark; it may stand only at the start of the file",
	"\u0000": "this is a NUL character; remove it",
	"\u201c": 'this is a typographic quote; strings stand in plain ones: `"`',
	"\u201d": 'this is a typographic quote; strings stand in plain ones: `"`',
	"\\": "a backslash has a meaning only inside strings",
};

export const strayCharacter = define<{ text: string }>(
	entry({
		code: "stray-character",
		title: "A character that the language doesn't know",
		cause: "Outside of strings and comments, a policy is made of names, numbers, strings, operators and brackets.",
		wrong: "allow if !denied",
		right: "allow if not denied",
	}),
	({ text }) => `\`${text}\` has no meaning here`,
	({ text }) => strayHints[text[0] as string],
);

export const stringUnclosed = define<{ quote: string }>(
	entry({
		code: "string-unclosed",
		title: "A string that is never closed",
		cause:
			"A string in double quotes ends on the line it begins on. A raw string in backticks may span lines, but it has to end, too.",
		wrong: 'name := "app',
		right: 'name := "app"',
	}),
	({ quote }) => (quote === '"' ? "this string isn't closed on its line" : "this raw string is never closed"),
	({ quote }) =>
		quote === '"' ? 'add the closing `"`; text of several lines stands in backticks' : "add the closing backtick",
);

export const stringEscape = define<{ text: string }>(
	entry({
		code: "string-escape",
		title: "An escape that the language doesn't know",
		cause: "Strings take the escapes of JSON, and template strings take `\\{` besides.",
		wrong: 'pattern := "\\d+"',
		right: "pattern := `\\d+`",
	}),
	({ text }) => `\`${text}\` isn't an escape`,
	({ text }) =>
		text.startsWith("\\u")
			? "`\\u` takes four hexadecimal digits"
			: `write \`\\${text}\` for a backslash, or put the string in backticks, where a backslash is just that`,
);

export const stringControl = define(
	entry({
		code: "string-control",
		title: "A control character in a string with escapes",
		cause: "A string with a backslash in it is read as JSON, and JSON has no bare tabs or other control characters.",
		wrong: '"a\\n\tb"   # a tab character before the b',
		right: '"a\\n\\tb"',
	}),
	() => "a bare control character can't stand in a string with escapes",
	() => "write it as an escape: `\\t` for a tab",
);

export const numberMalformed = define<{ text: string }>(
	entry({
		code: "number-malformed",
		title: "A number in a form that the language doesn't know",
		cause: "Numbers are written as in JSON: decimal, without leading zeros, digit separators or suffixes.",
		wrong: "limit := 0x10",
		right: "limit := 16",
	}),
	({ text }) => `\`${text}\` isn't a number`,
	({ text }) => {
		if (/^0\d/.test(text)) return 'a number has no leading zeros; for file modes write a string, as in `"0644"`';
		if (/^0x/i.test(text)) return "numbers are decimal";
		if (/\.$/.test(text)) return "digits have to follow the point";
		if (/_/.test(text)) return "digits aren't separated";
		if (/[eE][+-]?$/.test(text)) return "digits have to follow the exponent mark";
		return "names can't start with a digit, and numbers have no suffix";
	},
);

export const numberTooLarge = define<{ text: string }>(
	entry({
		code: "number-too-large",
		title: "A number with too large an exponent",
		cause:
			"Numbers are exact at any size, so an exponent of millions would make each operation slow. The limit is about 10^9632.",
		wrong: "limit := 1e100000000",
		right: "limit := 1e308",
	}),
	({ text }) => `\`${text}\` is too large a number`,
);

// ── Brackets and layout ──────────────────────────────────────────────────────────────────────────────────────────

export const bracketUnclosed = define<{ open: string; before?: string }>(
	entry({
		code: "bracket-unclosed",
		title: "A bracket that is never closed",
		cause: "Every `{`, `[` and `(` needs its partner.",
		wrong: "allow if {\n\tinput.admin\n\nname := 1",
		right: "allow if {\n\tinput.admin\n}\n\nname := 1",
	}),
	({ open }) => `this \`${open}\` is never closed`,
	({ open, before }) => {
		const close = { "{": "}", "[": "]", "(": ")" }[open] ?? "}";
		return `add \`${close}\`${before === undefined ? "" : ` before \`${before}\``}`;
	},
);

export const bracketUnopened = define<{ close: string }>(
	entry({
		code: "bracket-unopened",
		title: "A closing bracket without an opening one",
		cause: "Every `}`, `]` and `)` closes the bracket that was opened last.",
		wrong: "allow if { input.admin }}",
		right: "allow if { input.admin }",
	}),
	({ close }) => `this \`${close}\` closes nothing`,
	() => "remove it, or add the bracket that it should close",
);

export const bracketMismatched = define<{ open: string; close: string; line: number }>(
	entry({
		code: "bracket-mismatched",
		title: "A bracket closed by one of another sort",
		cause: "A `(` is closed by `)`, a `[` by `]`, a `{` by `}`.",
		wrong: "total := sum([1, 2)",
		right: "total := sum([1, 2])",
	}),
	({ open, close, line }) => `\`${close}\` can't close the \`${open}\` of line ${line}`,
	({ open }) => `close it with \`${{ "{": "}", "[": "]", "(": ")" }[open] ?? "}"}\``,
);

export const nestingTooDeep = define<{ limit: number }>(
	entry({
		code: "nesting-too-deep",
		title: "Text nested too deeply",
		cause:
			"Brackets and operators may be nested to a fixed depth, so that no text can exhaust the machine that reads it.",
		wrong: "x := [[[[ … hundreds of brackets … ]]]]",
		right: "x := data.nested",
	}),
	({ limit }) => `this is nested more than ${limit} levels deep`,
	() => "move the value into a data file, or split the expression with `:=`",
);

export const tooManyMistakes = define<{ limit: number }>(
	entry({
		code: "too-many-mistakes",
		title: "Too many mistakes in one text",
		cause:
			"Reading stops after a hundred mistakes: such a text is rarely a policy, and what follows would tell nothing new.",
		wrong: "policy check page.html",
		right: "policy check page.rego",
	}),
	({ limit }) => `more than ${limit} mistakes: the rest isn't reported`,
	() => "check that this file is meant to be a policy",
);

export const literalsOnOneLine = define<{ found: string; hint?: string }>(
	entry({
		code: "literals-on-one-line",
		title: "Two expressions with nothing between them",
		cause: "The expressions of a body stand on lines of their own, or `;` stands between them.",
		wrong: "allow if { input.a input.b }",
		right: "allow if { input.a; input.b }",
	}),
	({ found }) => `${found} can't follow this expression on the same line`,
	({ hint }) => hint ?? "start a new line, or put `;` between two expressions",
);

export const semicolonTrailing = define(
	entry({
		code: "semicolon-trailing",
		title: "A semicolon with nothing behind it",
		cause: "`;` stands between two expressions of a body; nothing ends with one.",
		wrong: "allow if { input.a; }",
		right: "allow if { input.a }",
	}),
	() => "nothing follows this `;`",
	() => "remove it",
);

export const spaceBeforeBracket = define<{ bracket: string }>(
	entry({
		code: "space-before-bracket",
		title: "A space between a name and its bracket",
		cause:
			"A call's `(` and an index's `[` follow their name directly; with a space between, they would begin an expression of their own.",
		wrong: "n := count (input.items)",
		right: "n := count(input.items)",
	}),
	({ bracket }) => `no space may stand before this \`${bracket}\``,
	() => "remove the space",
);

export const nameAfterDot = define<{ found: string }>(
	entry({
		code: "name-after-dot",
		title: "A dot that no name follows",
		cause: "Behind a dot stands the name of a field, without a space. Other keys are written in brackets.",
		wrong: "x := input.items.0",
		right: "x := input.items[0]",
	}),
	({ found }) => `a name has to follow the dot directly, not ${found}`,
	() => 'write other keys in brackets: `["key"]`, `[0]`',
);

// ── Terms and expressions ────────────────────────────────────────────────────────────────────────────────────────

export const syntaxUnexpected = define<{ found: string; expected?: string; hint?: string }>(
	entry({
		code: "syntax-unexpected",
		title: "Something that can't stand here",
		cause: "The text up to this place is understood, but what stands here can't go on from it.",
		wrong: 'limits := {"a": 1 "b": 2}',
		right: 'limits := {"a": 1, "b": 2}',
	}),
	({ found, expected }) =>
		`unexpected ${found.replace(/^(?:the|an?) /, "")}${expected === undefined ? "" : `, expected ${expected}`}`,
	({ hint }) => hint,
);

export const expressionUnfinished = define<{ after: string }>(
	entry({
		code: "expression-unfinished",
		title: "An expression that breaks off",
		cause: "Behind an operator, an assignment or a keyword something has to follow, on the same line or a later one.",
		wrong: "limit := 2 *",
		right: "limit := 2 * 8",
	}),
	({ after }) => `nothing follows this \`${after}\``,
	() => "say what has to stand behind it, or remove it",
);

export const operatorForeign = define<{ operator: string; advice: string }>(
	entry({
		code: "operator-foreign",
		title: "An operator of another language",
		cause:
			"Rego has no `&&`, `||`, `!`, `===` or `=>`: expressions on lines of their own are all required, and several rules of one name are alternatives.",
		wrong: "allow if { input.a && input.b }",
		right: "allow if {\n\tinput.a\n\tinput.b\n}",
	}),
	({ operator }) => `there is no operator \`${operator}\``,
	({ advice }) => advice,
);

export const assignmentInside = define<{ operator: string }>(
	entry({
		code: "assignment-inside",
		title: "An assignment inside an expression",
		cause:
			"`:=` and `=` stand once in an expression of a body, at its top: not in parentheses, arguments, or behind another one.",
		wrong: "allow if { f(x := 1) }",
		right: "allow if {\n\tx := 1\n\tf(x)\n}",
	}),
	({ operator }) => `\`${operator}\` can't stand inside an expression`,
	({ operator }) =>
		operator === "=" ? "compare with `==`" : "assign in an expression of its own before, or compare with `==`",
);

export const refHead = define<{ what: string }>(
	entry({
		code: "ref-head",
		title: "An index into something that has no elements",
		cause:
			"A field or element is taken of a name, a call, or an array, object or set; not of a string, number or other plain value.",
		wrong: 'x := "abc"[0]',
		right: 'x := substring("abc", 0, 1)',
	}),
	({ what }) => `${what} has no elements to take`,
);

export const callHead = define<{ what: string }>(
	entry({
		code: "call-head",
		title: "A call of something that isn't a function's name",
		cause: "Functions are called by their name; they are no values, so none can come out of a call or an index.",
		wrong: "x := f(1)(2)",
		right: "x := g(f(1), 2)",
	}),
	({ what }) => `${what} can't be called`,
	() => "a call starts with a function's name",
);

export const minusOperand = define<{ found: string }>(
	entry({
		code: "minus-operand",
		title: "A minus sign before something that isn't a number, a name or a call",
		cause: "A leading minus takes a number, a name, a reference or a call.",
		wrong: "x := -(a + b)",
		right: "x := 0 - (a + b)",
	}),
	({ found }) => `a leading \`-\` can't stand before ${found}`,
	() => "subtract from 0: `0 - (…)`",
);

export const commaHere = define(
	entry({
		code: "comma-here",
		title: "A comma where no list is",
		cause:
			"Outside of brackets a comma stands only in `some x, y` and in `key, value in collection`. Expressions are separated by lines or `;`.",
		wrong: "x := (input.a, input.b)",
		right: "x := [input.a, input.b]",
	}),
	() => "a comma can't stand here",
	() => "separate expressions with `;` or a new line; `key, value in collection` needs its `in`",
);

export const someForm = define(
	entry({
		code: "some-form",
		title: "A `some` that declares nothing",
		cause: "`some` declares names (`some x, y`), or takes elements of a collection (`some x in xs`).",
		wrong: "some x == input.y",
		right: "some x\nx == input.y",
	}),
	() => "`some` takes names, or `x in collection`",
	() => "write `some x`, `some x in xs` or `some k, v in xs`",
);

export const everyForm = define(
	entry({
		code: "every-form",
		title: "An `every` that isn't complete",
		cause: "`every x in xs { … }` holds where the body holds for each element; the names before `in` are plain.",
		wrong: "every x in input.xs",
		right: "every x in input.xs { x > 0 }",
	}),
	() => "`every` is written `every x in xs { … }` or `every k, v in xs { … }`",
);

export const everyName = define<{ name: string }>(
	entry({
		code: "every-name",
		title: "An `every` over a name that is taken",
		cause: "The names before `in` stand for each element; `input` and `data` are documents already.",
		wrong: "every input in xs { input > 0 }",
		right: "every x in xs { x > 0 }",
	}),
	({ name }) => `\`${name}\` can't stand for the elements`,
	() => "choose another name",
);

export const notOperand = define<{ keyword: string }>(
	entry({
		code: "not-operand",
		title: "A `not` before something that can't be negated",
		cause: "`not` negates one expression. `some` and `every` are no expressions of that sort.",
		wrong: "not every x in xs { x > 0 }",
		right: "some x in xs\nnot x > 0",
	}),
	({ keyword }) => `\`not\` can't negate \`${keyword}\``,
	({ keyword }) =>
		keyword === "every"
			? "put the `every` into a rule of its own, and negate that; or say `some x in xs` with the opposite"
			: "put the `some` into a rule of its own, and negate that",
);

export const bodyEmpty = define(
	entry({
		code: "body-empty",
		title: "A body without an expression",
		cause: "A body says what has to hold; an empty one says nothing.",
		wrong: "every x in input.xs {}",
		right: "every x in input.xs { x > 0 }",
	}),
	() => "this body is empty",
	() => "say what has to hold, or write `true`",
);

export const templateExpression = define<{ what: string }>(
	entry({
		code: "template-expression",
		title: "Something in a template string that has no value",
		cause: "Between the braces of a template string stands an expression with a value.",
		wrong: '$"{x := 1}"',
		right: '$"{x}"',
	}),
	({ what }) => `${what} can't stand in a template string`,
	() => "work it out before, and put its name between the braces",
);

export const withOnOperand = define<{ operator: string }>(
	entry({
		code: "with-on-operand",
		title: "A `with` on one operand of `and` or `or`",
		cause: "Without brackets it could belong to the operand or to the whole.",
		wrong: "a with input as 1 and b",
		right: "(a with input as 1) and b",
	}),
	({ operator }) => `a \`with\` can't stand on an operand of \`${operator}\``,
	({ operator }) => `put the operand in parentheses, or move the \`with\` behind the whole \`${operator}\``,
);

export const withTarget = define(
	entry({
		code: "with-target",
		title: "A `with` that replaces something it can't",
		cause: "`with` replaces `input`, `data`, a part of them, or a function, each by its name.",
		wrong: 'allow with f(1) as "x"',
		right: 'allow with f as "x"',
	}),
	() => "`with` takes a name or a reference such as `input.user`",
);

export const operandBody = define<{ operator: string }>(
	entry({
		code: "operand-body",
		title: "Braces that hold a value where a body is meant",
		cause:
			"Beside `and`, `or` and `not`, braces hold expressions that have to be true. A set or an object stands in parentheses there.",
		wrong: "not {1, 2}",
		right: "not ({1, 2})",
	}),
	({ operator }) => `the braces beside \`${operator}\` hold a value, not expressions`,
	() => "put the value in parentheses",
);

export const groupForm = define(
	entry({
		code: "group-form",
		title: "Parentheses around expressions that have no value",
		cause:
			"`and`, `or`, `not`, `with` and assignments aren't values: in parentheses they may stand only as an operand of `and`, `or` or `not`.",
		wrong: "x := (a and b)",
		right: "x if { a and b }",
	}),
	() => "what stands in these parentheses has no value",
	() => "use it as an expression on its own, or as an operand of `and` and `or`",
);

// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const packageMissing = define<{ found: string }>(
	entry({
		code: "package-missing",
		title: "A module without a package",
		cause: "A module begins by saying which package its rules belong to.",
		wrong: "allow := true",
		right: "package app\n\nallow := true",
	}),
	({ found }) => `a module begins with \`package\`, not with ${found}`,
	() => "add a line such as `package main` at the top",
);

export const packageRepeated = define(
	entry({
		code: "package-repeated",
		title: "A second package in one file",
		cause: "A file is one module, and a module belongs to one package.",
		wrong: "package a\n\npackage b",
		right: "package a.b",
	}),
	() => "a file has one `package`",
	() => "move what follows into a file of its own",
);

export const packagePath = define(
	entry({
		code: "package-path",
		title: "A package's name that isn't one",
		cause: 'A package\'s path is made of names with dots, or of strings in brackets: `package a.b["c-d"]`.',
		wrong: "package my-app",
		right: 'package my["app"]',
	}),
	() => "a package's path is made of names and strings",
	() => 'write `package a.b` or `package a["b-c"]`',
);

export const importPath = define<{ root: string }>(
	entry({
		code: "import-path",
		title: "An import of something that can't be imported",
		cause: "Imports begin with `data`, `input`, `rego` or `future`.",
		wrong: "import lib.images",
		right: "import data.lib.images",
	}),
	({ root }) => `an import begins with \`data\`, \`input\`, \`rego\` or \`future\`, not with \`${root}\``,
	({ root }) => `if \`${root}\` is a package, write \`import data.${root}\``,
);

export const importKeyword = define<{ path: string }>(
	entry({
		code: "import-keyword",
		title: "An import of a language version or keyword that doesn't exist",
		cause: "There are `rego.v1`, `rego.v2`, `future.keywords`, and `future.keywords.` with a keyword behind it.",
		wrong: "import rego.v9",
		right: "import rego.v1",
	}),
	({ path }) => `there is no \`${path}\` to import`,
	() => "use `rego.v1`, `rego.v2` or `future.keywords.in` (and `every`, `if`, `contains`, `and`, `or`, `not`)",
);

export const importName = define<{ name: string }>(
	entry({
		code: "import-name",
		title: "An import under a name that is taken",
		cause:
			"What is imported is used by its last name, or the one behind `as`. Keywords, `input` and `data` can't be such names, and keyword imports have none.",
		wrong: "import data.lib.default",
		right: "import data.lib.default as fallback",
	}),
	({ name }) => `\`${name}\` can't be the name of an import`,
	() => "give it another name with `as`",
);

export const keywordAsName = define<{ word: string }>(
	entry({
		code: "keyword-as-name",
		title: "A keyword where a name is needed",
		cause: "Keywords can't name rules, variables or imports.",
		wrong: "default := 1",
		right: "fallback := 1",
	}),
	({ word }) => `\`${word}\` is a keyword and can't be a name here`,
	() => "choose another name",
);

export const ifMissing = define<{ subject: string }>(
	entry({
		code: "if-missing",
		title: "A rule's body without `if`",
		cause: "In Rego v1 `if` stands before a rule's body. Older policies were written without.",
		wrong: "allow { input.admin }",
		right: "allow if { input.admin }",
	}),
	({ subject }) => `\`if\` is missing before the body of ${subject}`,
	() => "write `if {`",
);

export const containsMissing = define<{ name: string; element: string }>(
	entry({
		code: "contains-missing",
		title: "A set rule without `contains`",
		cause: "In Rego v1 a rule that makes a set says `contains`. Older policies wrote the element in brackets.",
		wrong: 'deny[msg] { msg := "no" }',
		right: 'deny contains msg if { msg := "no" }',
	}),
	({ name }) => `\`contains\` is missing: \`${name}\` makes a set`,
	({ name, element }) => `write \`${name} contains ${element} if { … }\``,
);

export const ruleIncomplete = define<{ name: string }>(
	entry({
		code: "rule-incomplete",
		title: "A rule without a value and without a body",
		cause: "A rule says what its value is (`:=`), or when it holds (`if`), or both.",
		wrong: "allow",
		right: "allow if input.admin",
	}),
	({ name }) => `the rule \`${name}\` has neither a value nor a body`,
	({ name }) => `write \`${name} := …\` or \`${name} if { … }\``,
);

export const ruleHead = define<{ what: string }>(
	entry({
		code: "rule-head",
		title: "A rule whose head has a form that isn't one",
		cause: "A head is a name, a path (`a.b[x]`), a function with arguments, or one of these with `contains`.",
		wrong: "f(x) contains y if { y := x }",
		right: "f(x) := {y | y := x}",
	}),
	({ what }) => what,
);

export const elseMisplaced = define<{ what: string }>(
	entry({
		code: "else-misplaced",
		title: "An `else` that can't stand here",
		cause:
			"`else` follows the body of a rule with one value. Set rules and rules with variables in their head have no `else`.",
		wrong: "x contains 1 if input.a else := 2",
		right: "x contains 1 if input.a\nx contains 2 if not input.a",
	}),
	({ what }) => what,
	() => "write a rule of its own for the other case",
);

export const defaultRule = define<{ what: string }>(
	entry({
		code: "default-rule",
		title: "A default that isn't a plain value",
		cause:
			"A default is there before anything is evaluated, so it has no variables, references or calls. A default function's arguments are plain, different names.",
		wrong: "default allow := input.open",
		right: "default allow := false",
	}),
	({ what }) => what,
);

export const setIsNoBody = define(
	entry({
		code: "set-is-no-body",
		title: "A set where a rule's body is meant",
		cause:
			"Braces with commas hold a set, and a set is always true. The expressions of a body are separated by lines or `;`.",
		wrong: "allow if { input.a, input.b }",
		right: "allow if { input.a; input.b }",
	}),
	() => "these braces hold a set, not a body",
	() => "separate expressions with `;` or a new line",
);

export const modifierOnHead = define(
	entry({
		code: "with-in-head",
		title: "A `with` in a rule's head",
		cause: "`with` stands behind an expression of a body.",
		wrong: "x := data.y with input as 1",
		right: "x := y if y := data.y with input as 1",
	}),
	() => "`with` can't stand in a rule's head",
	() => "move it into the body",
);

// ── Annotations ──────────────────────────────────────────────────────────────────────────────────────────────────

export const annotationUnreadable = define<{ reason: string }>(
	entry({
		code: "annotation-unreadable",
		title: "A METADATA block that isn't YAML",
		cause:
			"The comment lines behind `# METADATA` are YAML, and what they say has to fit: a title is a text, tags of a `custom` block are a mapping.",
		wrong: "# METADATA\n# title: : no\nallow := true",
		right: '# METADATA\n# title: ": no"\nallow := true',
	}),
	({ reason }) => `this METADATA can't be read: ${reason}`,
);

export const annotationScope = define<{ scope: string; expected: string }>(
	entry({
		code: "annotation-scope",
		title: "A METADATA block at the wrong place",
		cause:
			"A block with scope `rule` or `document` stands before a rule, one with `package` or `subpackages` before the package.",
		wrong: "# METADATA\n# scope: package\nallow := true",
		right: "# METADATA\n# scope: rule\nallow := true",
	}),
	({ scope, expected }) => `a METADATA block with scope \`${scope}\` has to stand before ${expected}`,
);

// ── Policies ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const policyForm = define<{ what: string; hint?: string }>(
	entry({
		code: "policy-form",
		title: "A policy that isn't complete",
		cause: "A policy says its name and the kind of document it speaks about, and what it holds stands in braces.",
		wrong: "policy no_latest {\n}",
		right: "policy no_latest on dockerfile {\n}",
	}),
	({ what }) => what,
	({ hint }) => hint ?? "write `policy NAME on KIND { … }`",
);

export const policyInRego = define(
	entry({
		code: "policy-in-rego",
		title: "A policy in a .rego file",
		cause: "The `policy` declaration belongs to Holystone; a `.rego` file holds what other tools for Rego can read.",
		wrong: "policy no_latest on dockerfile { … }   # in rules.rego",
		right: "policy no_latest on dockerfile { … }   # in rules.policy",
	}),
	() => "`policy … on …` can't stand in a `.rego` file",
	() => "rename the file to `.policy`",
);

export const policyMember = define<{ found: string }>(
	entry({
		code: "policy-member",
		title: "Something that can't stand in a policy",
		cause: 'A policy holds fields (`title: "…"`), `param`, `deny`, `warn`, `bad` and `good`, and rules.',
		wrong: '"ACME001"',
		right: 'code: "ACME001"',
	}),
	({ found }) => `${found} can't stand in a policy`,
	() => "a policy holds fields (`title: …`), `param`, `deny`, `warn`, `bad`, `good`, and rules",
);

export const policyFieldUnknown = define<{ name: string; suggestion?: string; known: string }>(
	entry({
		code: "policy-field-unknown",
		title: "A field that policies don't have",
		cause: "The fields of a policy are a closed list, so that a typo is noticed.",
		wrong: "severty: high",
		right: "severity: high",
	}),
	({ name }) => `a policy has no field \`${name}\``,
	({ suggestion, known }) => (suggestion === undefined ? `the fields are ${known}` : `did you mean \`${suggestion}\`?`),
);

export const policyFieldRepeated = define<{ name: string }>(
	entry({
		code: "policy-field-repeated",
		title: "A field that is given twice",
		cause: "Each field of a policy is given once, so that there is no doubt which one counts.",
		wrong: "severity: high\nseverity: low",
		right: "severity: high",
	}),
	({ name }) => `the field \`${name}\` is given twice`,
	() => "remove one of them",
);

export const typeUnknown = define<{ name: string; suggestion?: string }>(
	entry({
		code: "type-unknown",
		title: "A parameter's type that doesn't exist",
		cause:
			"The types of parameters are `string`, `number`, `boolean`, `null`, `any`, `array[T]`, `set[T]` and `object[K, V]`.",
		wrong: "param names: list[string] = []",
		right: "param names: array[string] = []",
	}),
	({ name }) => `there is no type \`${name}\``,
	({ suggestion }) =>
		suggestion === undefined
			? "the types are `string`, `number`, `boolean`, `null`, `any`, `array[T]`, `set[T]` and `object[K, V]`"
			: `did you mean \`${suggestion}\`?`,
);

export const typeArguments = define<{ name: string; wanted: string }>(
	entry({
		code: "type-arguments",
		title: "A parameter's type with the wrong number of types in its brackets",
		cause: "`array[T]` and `set[T]` take one type, `object[K, V]` two, all others none.",
		wrong: "param limits: object[number] = {}",
		right: "param limits: object[string, number] = {}",
	}),
	({ name, wanted }) => `\`${name}\` takes ${wanted}`,
);
