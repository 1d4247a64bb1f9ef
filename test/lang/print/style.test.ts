/** How printed text looks, and that comments, empty lines and broken collections keep their places. */
import { describe, expect, test } from "vitest";
import { parseModule, parseTerm } from "../../../src/lang/parse/parseModule.ts";
import { printModule, printTerm } from "../../../src/lang/print/printModule.ts";
import { Source } from "../../../src/text/source.ts";

function format(text: string, dialect: "rego" | "policy" = "rego"): string {
	const { module, diagnostics } = parseModule(new Source("x.rego", text), { dialect });
	if (module === undefined || diagnostics.length > 0) throw new Error(diagnostics[0]?.text);
	return printModule(module);
}

describe("terms stand on one line, with operators within operators in parentheses", () => {
	const cases: readonly [text: string, printed: string][] = [
		["(a+(b*c))-d", "(a + (b * c)) - d"],
		["a-(b-c)", "a - (b - c)"],
		["((a+b))*c", "(a + b) * c"],
		["(1 in [1]) == true", "(1 in [1]) == true"],
		["1 in ([1] == true)", "1 in ([1] == true)"],
		["[(a, b in c)]", "[(a, b in c)]"],
		["{(a | b)}", "{(a | b)}"],
		["{(a | b), c}", "{(a | b), c}"],
		["{c, (a | b)}", "{c, (a | b)}"],
		["{ ( a+1 ) | b;c }", "{(a + 1) | b; c}"],
		["{x:(y|z)}", "{x: (y | z)}"],
		["- x", "-x"],
		["- 1", "-1"],
		["(-x)[y]", "(-x)[y]"],
		["(a)[(b)].c", "a[b].c"],
		['"\\u00e9\\/\\ufeff"', '"é/\\ufeff"'],
		["`a\nb`", "`a\nb`"],
		['$"\\{{x}"', '$"\\{{x}"'],
		["set( )", "set()"],
		["[, 1,]", "[1]"],
	];
	test.each(cases)("%s", (text, printed) => {
		const { term } = parseTerm(text);
		expect(term === undefined ? "" : printTerm(term)).toBe(printed);
	});
});

test("rules: tabs, one literal a line, an empty line around what takes several", () => {
	const text = `package a
import data.x
import input.y as z
default allow = false
allow if { input.a; some x,y in z with input as {"a":1} } else := 1 if { true } else = 2
p contains x if x := {a|b;c}
q := [x|x:=1]
f(x)=y if { y:=x } { y:=2 }
`;
	expect(format(text)).toBe(`package a

import data.x
import input.y as z

default allow = false

allow if {
	input.a
	some x, y in z with input as {"a": 1}
}

else := 1 if {
	true
}

else = 2

p contains x if x := {a | b; c}
q := [x | x := 1]

f(x) = y if {
	y := x
} {
	y := 2
}
`);
});

test("comments and empty lines stay where they were", () => {
	const text = `# above
package a # behind

# METADATA
# title: p
p if { # at the brace
	a # behind a

	# above b
	b
	# at the end
}
q := 1 # behind q
# between

# above r
r := [
	1, # one
	# above two
	2
	# last
]
s := f(
	x,
	# of y
	{"k": [y,
	z]})
# the end
`;
	expect(format(text)).toBe(`# above
package a # behind

# METADATA
# title: p
p if { # at the brace
	a # behind a

	# above b
	b
	# at the end
}

q := 1 # behind q

# between

# above r
r := [
	1, # one
	# above two
	2,
	# last
]

s := f(
	x,
	# of y
	{"k": [
		y,
		z,
	]},
)

# the end
`);
});

test("a comment that was no METADATA doesn't become part of any", () => {
	const text = `package a

# METADATA
# title: x
 # not of it
p := [1 # METADATA
]
 # METADATA
 # title: y
q := 1
`;
	const once = format(text);
	expect(format(once)).toBe(once);
	const { module } = parseModule(new Source("x.rego", once), { dialect: "rego" });
	expect(module?.items.map(({ annotations }) => annotations.map(({ fields }) => fields.title))).toEqual([["x"], []]);
});

test("policies: fields lined up, members of a sort together", () => {
	const text = `package a
policy p on dockerfile {
title: "T"
severity: high # as it is
param x: object[string,set[number]] = {}
# why
deny input.a because $"{x}" fix replace(input.a,"b") if { input.a; not {b;c} }
warn because "m" if y
helper(x) := y if y := x
bad \`FROM x\`
good "shown" {"a":"b"}
}
`;
	expect(format(text, "policy")).toBe(`package a

policy p on dockerfile {
	title:    "T"
	severity: high # as it is

	param x: object[string, set[number]] = {}

	# why
	deny input.a because $"{x}" fix replace(input.a, "b") if {
		input.a
		not { b; c }
	}

	warn because "m" if y

	helper(x) := y if y := x

	bad \`FROM x\`
	good "shown" {"a": "b"}
}
`);
});
