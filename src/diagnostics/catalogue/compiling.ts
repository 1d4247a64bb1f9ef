/** What is wrong with a program as a whole: names, safety, recursion, conflicts, arity. */
import { define } from "../diagnostic.ts";

const meaning = (suggestion: string | undefined): string | undefined =>
	suggestion === undefined ? undefined : `did you mean \`${suggestion}\`?`;

export const unsafeVariable = define<{ name: string; hint?: string }>(
	{
		code: "unsafe-variable",
		severity: "error",
		opaCode: "rego_unsafe_var_error",
		title: "A variable never gets a value",
		cause:
			"A variable must get its value from something outside a `not`: an assignment, a `some … in`, a reference that goes through a collection. Otherwise there would be endless values to try.",
		wrong: "deny if not user == input.owner",
		right: "deny if {\n\tsome user in input.users\n\tnot user == input.owner\n}",
	},
	({ name }) => (name === "_" ? "this `_` never gets a value" : `\`${name}\` never gets a value`),
	({ hint }) => hint,
);

export const bodyTooDeep = define<void>(
	{
		code: "body-too-deep",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "A body goes through too many collections in each other",
		cause: "Each `some … in` is a loop inside those before it; hundreds of them can't be run.",
		wrong: "p if {\n\tsome a in input\n\t# … hundreds of times\n}",
		right: "p if {\n\tsome a in input\n\tq[a]\n}",
	},
	() => "this rule goes through too many collections, one inside the other",
	() => "split it into several rules",
);

/** So many rules of a circle are named. */
const LONGEST_CYCLE = 10;

export const recursiveRule = define<{ name: string; cycle: readonly string[] }>(
	{
		code: "recursive-rule",
		severity: "error",
		opaCode: "rego_recursion_error",
		title: "A rule depends on itself",
		cause: "Rules must not need their own value, directly or through other rules: evaluation would never end.",
		wrong: "package a\n\np if q\n\nq if p",
		right: "package a\n\np if q\n\nq if input.x",
	},
	({ name, cycle }) => {
		const rules = cycle.map((rule) => `\`${rule}\``);
		const left = rules.length - LONGEST_CYCLE;
		const shown = left > 1 ? [...rules.slice(0, LONGEST_CYCLE - 1), `${left} more`, ...rules.slice(-1)] : rules;
		return `\`${name}\` depends on itself: ${shown.join(" → ")}`;
	},
	() => "break the circle; to walk a tree use `walk`, for graphs `graph.reachable`",
);

export const conflictingRules = define<{ name: string; other: string; place: string }>(
	{
		code: "conflicting-rules",
		severity: "error",
		opaCode: "rego_type_error",
		title: "Two rules of one name can't both stand",
		cause:
			"All clauses of a rule must be of one sort: a value, a set (`contains`), or a function with as many arguments.",
		wrong: "p := 1\n\np contains 2",
		right: "p contains 1\n\np contains 2",
	},
	({ name, other, place }) => `\`${name}\` conflicts with ${other} at ${place}`,
	() => "rename one of them, or make both the same sort of rule",
);

export const severalDefaults = define<{ name: string; place: string }>(
	{
		code: "several-defaults",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A rule has more than one default",
		cause: "A rule can have one `default`: with two, nothing says which counts.",
		wrong: "default allow := false\n\ndefault allow := true",
		right: "default allow := false",
	},
	({ name, place }) => `\`${name}\` has a default at ${place} already`,
	() => "keep one of them",
);

export const packageConflict = define<{ name: string; place: string }>(
	{
		code: "package-conflict",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A rule and a package have the same path",
		cause: "`data.a.b` can be a rule's value or a package's rules, not both.",
		wrong: "package a\n\nb := 1   # and elsewhere: package a.b",
		right: "package a\n\nc := 1",
	},
	({ name, place }) => `\`${name}\` is a package too, at ${place}`,
	() => "rename the rule or the package",
);

export const unknownFunction = define<{ name: string; suggestion?: string; hiding?: string }>(
	{
		code: "unknown-function",
		severity: "error",
		opaCode: "rego_type_error",
		title: "There is no function of this name",
		cause: "What is called is neither a builtin nor a function of the loaded modules.",
		wrong: 'allow if startwith(input.image, "registry/")',
		right: 'allow if startswith(input.image, "registry/")',
	},
	({ name }) => `there is no function \`${name}\``,
	({ suggestion, hiding, name }) =>
		hiding === undefined
			? (meaning(suggestion) ?? "check its name and the imports")
			: `the builtin \`${name}\` is hidden by what is named \`${hiding}\` here: rename that`,
);

export const deprecatedBuiltin = define<{ name: string; instead?: string }>(
	{
		code: "deprecated-builtin",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A builtin that Rego v1 no longer has",
		cause: "Rego v1 dropped eleven builtins; each has a plain replacement.",
		wrong: "allow if any([input.a, input.b])",
		right: "allow if true in [input.a, input.b]",
	},
	({ name }) => `\`${name}\` is deprecated and not in Rego v1`,
	({ instead }) => (instead === undefined ? undefined : `write \`${instead}\``),
);

export const wrongArity = define<{ name: string; signature: string; given: number; wanted: number }>(
	{
		code: "wrong-arity",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A call with too few or too many arguments",
		cause: "Every function takes a fixed number of arguments.",
		wrong: 'parts := split("a/b")',
		right: 'parts := split("a/b", "/")',
	},
	({ name, given, wanted }) =>
		`\`${name}\` takes ${wanted} argument${wanted === 1 ? "" : "s"}, but ${given} ${given === 1 ? "was" : "were"} given`,
	({ signature }) => `it is \`${signature}\``,
);

export const functionAsValue = define<{ name: string }>(
	{
		code: "function-as-value",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A function used without calling it",
		cause: "A function has no value of its own, only its calls have.",
		wrong: "f(x) := x + 1\n\np := f",
		right: "f(x) := x + 1\n\np := f(1)",
	},
	({ name }) => `\`${name}\` is a function and has no value of its own`,
	({ name }) => `call it: \`${name}(…)\``,
);

export const redeclaredVariable = define<{ name: string; how: "assigned" | "declared" | "referenced" | "argument" }>(
	{
		code: "redeclared-variable",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "A variable is declared where it is in use already",
		cause: "`:=` and `some` make a new variable; in one body a name can be made only once, and before it is used.",
		wrong: "p if {\n\tx := 1\n\tx := 2\n}",
		right: "p if {\n\tx := 1\n\ty := 2\n}",
	},
	({ name, how }) =>
		how === "argument"
			? `\`${name}\` is an argument already`
			: `\`${name}\` was ${how} above${how === "referenced" ? " in this body" : ""}`,
	({ how }) =>
		how === "referenced"
			? "declare it before its first use"
			: "use another name, or compare with `==` if that was meant",
);

export const shadowedDocument = define<{ name: string; what: string }>(
	{
		code: "shadowed-document",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "A name that would hide `input` or `data`",
		cause:
			"`input` and `data` always mean the documents, so no variable, argument, rule or import alias can have these names.",
		wrong: "f(input) := input.x",
		right: "f(request) := request.x",
	},
	({ name, what }) => `${what} must not be named \`${name}\``,
	() => "use another name",
);

export const notAssignable = define<{ what: string }>(
	{
		code: "not-assignable",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "The left side of `:=` is no variable",
		cause: "`:=` declares variables, so its left side is a variable or an array or object of variables.",
		wrong: 'input.x := "a"',
		right: 'input.x == "a"',
	},
	({ what }) => `cannot assign to ${what}`,
	() => "compare with `==`",
);

export const duplicateImport = define<{ name: string; place: string }>(
	{
		code: "duplicate-import",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "Two imports of the same name",
		cause: "An import gives a module one more name; two of the same name hide each other.",
		wrong: "import data.a.rules\nimport data.b.rules",
		right: "import data.a.rules\nimport data.b.rules as b_rules",
	},
	({ name, place }) => `\`${name}\` is imported already at ${place}`,
	() => "give one of them another name with `as`",
);

export const builtinAsRule = define<{ name: string }>(
	{
		code: "builtin-as-rule",
		severity: "error",
		opaCode: "rego_parse_error",
		title: "A call where a rule is expected",
		cause:
			"`f(x)` alone makes a function that is true for every argument. With the name of a builtin it is rather a call of that builtin, which belongs into a body.",
		wrong: "count(x)",
		right: "count(x) := 1",
	},
	({ name }) => `\`${name}\` is a builtin function, and this would be a rule of that name`,
	({ name }) => `call it in a rule's body: \`p if ${name}(…)\``,
);

export const badWithTarget = define<{ what: string }>(
	{
		code: "bad-with-target",
		severity: "error",
		opaCode: "rego_type_error",
		title: "`with` can't replace this",
		cause: "`with` replaces `input`, `data`, a path in them made of names, or a function.",
		wrong: "p if q with input[x] as 1",
		right: "p if q with input.x as 1",
	},
	({ what }) => `\`with\` cannot replace ${what}`,
	() => "replace `input`, `data`, a path of names in them, or a function",
);

export const irreplaceableBuiltin = define<{ name: string }>(
	{
		code: "irreplaceable-builtin",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "A builtin that `with` can't replace",
		cause:
			"`with` replaces functions that give one value. `walk` gives many, and operators and `in` aren't called by name.",
		wrong: "p if q with walk as []",
		right: "p if q with input as {}",
	},
	({ name }) => `\`with\` cannot replace the builtin \`${name}\``,
	() => "replace the document that it is given",
);

export const partialReplacement = define<{ part: string; rule: string }>(
	{
		code: "partial-replacement",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "`with` on a part of what a rule gives",
		cause: "A rule's value is worked out as a whole, so that only the whole of it can be replaced.",
		wrong: 'limits := {"cpu": 1, "memory": 2}\n\np if limits.cpu == 3 with limits.cpu as 3',
		right: 'limits := {"cpu": 1, "memory": 2}\n\np if limits.cpu == 3 with limits as {"cpu": 3}',
	},
	({ part, rule }) => `\`with\` cannot replace \`${part}\`, which is only a part of the rule \`${rule}\``,
	({ rule }) => `replace \`${rule}\` as a whole`,
);

export const callInArgument = define<void>(
	{
		code: "call-in-argument",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "A call in the arguments of a function's head",
		cause: "What stands in a head's arguments is matched with what a call gives; nothing is worked out there.",
		wrong: "f(1 + 1) := true",
		right: "f(x) if x == 1 + 1",
	},
	() => "a head's arguments can't hold a call",
	() => "take a name there, and compare it in the body",
);

export const referenceInArgument = define<{ text: string }>(
	{
		code: "reference-in-argument",
		severity: "error",
		opaCode: "rego_unsafe_var_error",
		title: "A reference in the arguments of a function's head",
		cause: "What stands in a head's arguments is matched with what a call gives; nothing is looked up there.",
		wrong: "f(input.name) := true",
		right: "f(name) if name == input.name",
	},
	({ text }) => `a head's arguments can't hold the reference \`${text}\``,
	() => "take a name there, and compare it in the body",
);

export const unusedName = define<{ name: string }>(
	{
		code: "unused-name",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "A name that `some` or `every` declares and nothing uses",
		cause:
			"`some x` only says that `x` is a new variable, and `every x in xs` that something holds for each of them. Where `x` stands nowhere else, something is left out.",
		wrong: "p if {\n\tsome i\n\tinput.ports[j] == 22\n}",
		right: "p if {\n\tsome i\n\tinput.ports[i] == 22\n}",
	},
	({ name }) => `\`${name}\` is declared and never used`,
	() => "use it, or leave it out; `every _ in …` says that the element isn't needed",
);

export const printedTooEarly = define<{ name: string; suggestion?: string }>(
	{
		code: "printed-too-early",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "A variable is printed before it has a value",
		cause: "`print` finds nothing out: it shows what the expressions before it have found.",
		wrong: "p if {\n\tprint(x)\n\tx = input.name\n}",
		right: "p if {\n\tx = input.name\n\tprint(x)\n}",
	},
	({ name }) => `${name === "_" ? "this `_`" : `\`${name}\``} has no value yet where it is printed`,
	({ suggestion }) => meaning(suggestion) ?? "put the `print` behind what gives it one",
);

export const valuelessCall = define<{ name: string }>(
	{
		code: "valueless-call",
		severity: "error",
		opaCode: "rego_type_error",
		title: "A call that has no value stands where a value is needed",
		cause: "`print` gives nothing back; it can only be a statement of its own.",
		wrong: 'x := print("here")',
		right: 'print("here")',
	},
	({ name }) => `\`${name}\` gives no value`,
	() => "make it a statement of its own",
);

export const badDefault = define<{ what: string }>(
	{
		code: "bad-default",
		severity: "error",
		opaCode: "rego_compile_error",
		title: "A default that is no constant",
		cause: "A default must hold whatever the input is: it can't use references, calls or variables.",
		wrong: "default allow := input.fallback",
		right: "default allow := false",
	},
	({ what }) => `a default must be a constant, but this is ${what}`,
	() => "write a constant; for a computed fallback use `else`",
);

export const unknownField = define<{ name: string; suggestion?: string; known: readonly string[] }>(
	{
		code: "unknown-policy-field",
		severity: "error",
		title: "A policy has no field of this name",
		cause: "A policy's fields are a closed list, so that a misspelt one is found.",
		wrong: 'policy p on dockerfile {\n\ttitel: "Pin images"\n}',
		right: 'policy p on dockerfile {\n\ttitle: "Pin images"\n}',
	},
	({ name }) => `a policy has no field \`${name}\``,
	({ suggestion, known }) => meaning(suggestion) ?? `its fields are ${known.join(", ")}`,
);

export const missingField = define<{ name: string; policy: string }>(
	{
		code: "missing-policy-field",
		severity: "error",
		title: "A policy lacks a field",
		cause: "Every policy says what it is called in reports, by which code it is cited, and how bad it is.",
		wrong: 'policy p on dockerfile {\n\ttitle: "Pin images"\n}',
		right: 'policy p on dockerfile {\n\ttitle: "Pin images"\n\tcode: "ACME001"\n\tseverity: high\n}',
	},
	({ name, policy }) => `policy \`${policy}\` has no \`${name}\``,
	({ name }) => `add \`${name}: ${name === "severity" ? "medium" : '"…"'}\``,
);

export const badField = define<{ name: string; wanted: string; suggestion?: string }>(
	{
		code: "bad-policy-field",
		severity: "error",
		title: "A policy's field has a value it can't have",
		cause: "Titles, codes and texts are strings, lists are arrays of strings, and severity is one of five words.",
		wrong: "severity: hihg",
		right: "severity: high",
	},
	({ name, wanted }) => `\`${name}\` must be ${wanted}`,
	({ suggestion }) => meaning(suggestion),
);

export const duplicateField = define<{ name: string }>(
	{
		code: "duplicate-policy-field",
		severity: "error",
		title: "A policy's field is given twice",
		cause: "Each field and each parameter of a policy stands once.",
		wrong: 'title: "One"\ntitle: "Two"',
		right: 'title: "One"',
	},
	({ name }) => `\`${name}\` is given already`,
	() => "keep one of them",
);

export const duplicatePolicy = define<{ name: string; place: string }>(
	{
		code: "duplicate-policy",
		severity: "error",
		title: "Two policies of one name in one package",
		cause: "A policy's id is its package and its name, and an id means one policy.",
		wrong: "policy pinned on dockerfile { … }\n\npolicy pinned on workload { … }",
		right: "policy pinned_base on dockerfile { … }\n\npolicy pinned_image on workload { … }",
	},
	({ name, place }) => `\`${name}\` stands already at ${place}`,
	() => "rename one of them",
);

export const privateRule = define<{ name: string; policy: string }>(
	{
		code: "private-rule",
		severity: "error",
		title: "A rule inside a policy is used from outside",
		cause: "Rules and functions in a policy's block belong to it alone.",
		wrong: "other if data.acme.images.trusted_base.helper",
		right: "helper if { … }   # outside the block, for all policies of the package",
	},
	({ name, policy }) => `\`${name}\` is private to policy \`${policy}\``,
	() => "move it out of the policy's block to share it",
);

export const badNode = define<void>(
	{
		code: "bad-node",
		severity: "error",
		title: "A finding's node is no reference",
		cause:
			"What stands between `deny` or `warn` and `because` names the part of the input that is wrong: a variable or a reference.",
		wrong: 'deny count(input.stages) because "too many stages"',
		right: 'deny input.stages because "too many stages"',
	},
	() => "a finding's node must be a variable or a reference into `input`",
	() => "name the part of the input that is wrong, or leave it out to mean the whole document",
);

export const badFix = define<{ what: string; hint: string }>(
	{
		code: "bad-fix",
		severity: "error",
		title: "A fix that is no edit",
		cause: "A fix is a call of `replace`, `set`, `remove`, `insert_before` or `insert_after` on a node.",
		wrong: "fix delete(stage)",
		right: "fix remove(stage)",
	},
	({ what }) => what,
	({ hint }) => hint,
);

export const badParam = define<{ name: string; what: string }>(
	{
		code: "bad-param",
		severity: "error",
		title: "A parameter's default is no constant",
		cause: "A parameter's default must be known when the configuration is read.",
		wrong: "param limit: number = input.limit",
		right: "param limit: number = 10",
	},
	({ name, what }) => `the default of \`${name}\` must be a constant, but this is ${what}`,
	() => "write a constant",
);
