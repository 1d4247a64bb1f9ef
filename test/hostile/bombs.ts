// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Rego's template strings
/** Programs, small or plain, that are made to take the stack, the memory or all time there is. A hundred thousand of whatever it is, where that can be. */

export interface Bomb {
	readonly what: string;
	/** The module below `package b`. */
	readonly module: string;
	/** The input's JSON text. */
	readonly input?: string;
	/** What is asked for; the whole package unless given. */
	readonly rule?: string;
}

export const MANY = 100_000;
const times = (text: string, count = MANY): string => text.repeat(count);
const each = (count: number, make: (index: number) => string, between = "\n\n"): string =>
	Array.from({ length: count }, (_, index) => make(index)).join(between);
const nested = (open: string, close: string): string => `p if { x := ${times(open)}1${times(close)} }`;
/** Rules that each build on the one before. */
const chain = (count: number, make: (previous: string) => string, first = "1", name = "r"): string =>
	`${name}0 := ${first}\n\n${each(count, (index) => `${name}${index + 1} := ${make(`${name}${index}`)}`)}`;
const digits = times("9");

/** Two arrays of two arrays of …: sixty arrays, and endless when they are written out. */
const arrays = (name = "r"): string => chain(60, (one) => `[${one}, ${one}]`, "1", name);
const objects = chain(60, (one) => `{"a": ${one}, "b": ${one}}`, "{}");
const shared = (what: string, expression: string, made = arrays()): Bomb => ({
	what: `shared parts: ${what}`,
	module: `${made}\n\np := ${expression}`,
	rule: "p",
});

const doubling = (what: string, make: (previous: string) => string, first = '"a"'): Bomb => ({
	what: `a text that grows: ${what}`,
	module: `${chain(100, make, first)}\n\np := count(r100)`,
	rule: "p",
});

const call = (what: string, expression: string, before = ""): Bomb => ({
	what,
	module: `${before}\n\np := ${expression}`,
	rule: "p",
});

const range = "r := numbers.range(0, 3000)";
const long = (text: string, count = 3000): string => `concat("", ["${text}" | some _ in numbers.range(1, ${count})])`;

export const bombs: readonly Bomb[] = [
	// Nesting.
	...(
		[
			["arrays", "[", "]"],
			["objects", '{"a": ', "}"],
			["sets", "{", "}"],
			["parentheses", "(", ")"],
			["array comprehensions", "[x | x := ", "]"],
			["set comprehensions", "{x | x := ", "}"],
			["object comprehensions", "{1: x | x := ", "}"],
			["calls", "f(", ")"],
			["references", "a[", "]"],
			["template strings", '$"{', '}"'],
		] as const
	).map(([what, open, close]): Bomb => ({ what: `nested ${what}`, module: nested(open, close) })),
	{ what: "nested not { … }", module: `import rego.v2\n\np if { ${times("not { ")}true${times(" }")} }` },
	{ what: "nested (not …)", module: `import rego.v2\n\np if { ${times("(not ")}true${times(")")} }` },
	{ what: "not after not", module: `p if { ${times("not ")}true }` },
	{ what: "minus after minus", module: `p := ${times("-")}1` },
	{ what: "nested every", module: `p if { ${times("every x in y { ")}true${times(" }")} }` },
	{ what: "a sum", module: `p := ${times("1 + ")}1` },
	{ what: "and after and", module: `import rego.v2\n\np if { ${times("true and ")}true }` },
	{ what: "a path", module: `p := input${times(".a")}` },
	{ what: "a head with a path", module: `p${times(".a", 5000)} := 1` },
	{ what: "deep input", module: "p := input", input: times("[") + times("]") },
	{
		what: "input as deep as may be",
		module:
			'p := count([1 | walk(input)])\n\nq := input == json.unmarshal(json.marshal(input))\n\nr := count({input: 1})\n\ns := count($"{input}")',
		input: times("[", 1000) + times("]", 1000),
	},
	{ what: "rules that nest their values", module: chain(20_000, (one) => `[${one}]`), rule: "r20000" },
	{
		what: "functions that call functions",
		module: `f0(x) := x\n\n${each(20_000, (i) => `f${i + 1}(x) := f${i}(x)`)}\n\np := f20000(1)`,
		rule: "p",
	},
	// Numbers of many things.
	{ what: "rules", module: each(20_000, (i) => `p${i} := ${i} if input.x == ${i}`) },
	{ what: "clauses of a rule", module: each(20_000, (i) => `p contains ${i} if input.x == ${i}`) },
	{ what: "clauses of a function", module: `${each(20_000, (i) => `f(${i}) := ${i}`)}\n\np := f(7)` },
	{ what: "else after else", module: `p := 1 if input.x ${each(30_000, (i) => `else := ${i} if input.y`, " ")}` },
	{ what: "with after with", module: `p if { input.x ${times("with input.a as 1 ", 10_000)} }` },
	{ what: "literals of a body", module: `p if {\n${times("input.x\n", 30_000)}}` },
	{ what: "variables of a body", module: `p if {\n${each(10_000, (i) => `x${i} := input.x`, "\n")}\n}` },
	{ what: "keys of an object", module: `p := {${each(MANY, (i) => `"k${i}": ${i}`, ", ")}}.k7` },
	{ what: "keys of an object that isn't constant", module: `p := {${each(10_000, (i) => `"k${i}": input.x`, ", ")}}` },
	{ what: "items of an array", module: `p := count([${times("1, ")}1])` },
	{ what: "imports", module: `${each(MANY, (i) => `import data.a${i}`, "\n")}\n\np := 1` },
	{ what: "rules that need each other", module: each(20_000, (i) => `p${i} if p${(i + 1) % 20_000}`) },
	{ what: "a name", module: `${times("a")} := 1` },
	{ what: "a string", module: `p := count("${times("ab", 1_000_000)}")` },
	// Numbers.
	{ what: "digits in a program", module: `p := ${digits} + 1` },
	{
		what: "digits in the input",
		module: `p := [input + 1 > input, input == input, {input: 1}[input], count(sprintf("%d %v", [input, input])), input % 7, count(format_int(input, 10)), bits.xor(input, input)]`,
		input: digits,
	},
	{ what: "digits multiplied", module: "p := (input * input) / (input + 1)", input: digits },
	{ what: "digits in a text", module: `p := to_number("${digits}") > 0` },
	{ what: "an exponent in a program", module: "p := 1e1000000000 + 1" },
	{ what: "an exponent below one in a program", module: "p := 1e-1000000000 + 1" },
	{ what: "an exponent in the input", module: "p := input + 1", input: "1e1000000000" },
	call("an exponent in a text of JSON", 'json.unmarshal("1e1000000000")'),
	call("an exponent in a text", 'to_number("1e1000000000")'),
	call("an exponent in a quantity", 'units.parse("1e1000000000")'),
	{ what: "squares of squares", module: chain(60, (one) => `${one} * ${one}`, "123456789123456789") },
	{ what: "squares of squares of a fraction", module: chain(60, (one) => `${one} * ${one}`, "1.5") },
	call("a product", "product([1e5000 | some _ in numbers.range(1, 3000)])"),
	call("a shift", "bits.lsh(1, 1000000000000)"),
	{ what: "shifts of shifts", module: chain(30, (one) => `bits.lsh(${one}, 300000)`) },
	// Texts.
	doubling("concat", (one) => `concat("", [${one}, ${one}])`),
	doubling("a template", (one) => `$"{${one}}{${one}}"`),
	doubling("sprintf", (one) => `sprintf("%s%s", [${one}, ${one}])`),
	doubling("json.marshal", (one) => `json.marshal(${one})`, '"\\""'),
	doubling("replace", (one) => `replace(${one}, "a", "aa")`),
	doubling("strings.replace_n", (one) => `strings.replace_n({"a": "aa"}, ${one})`),
	doubling("regex.replace", (one) => `regex.replace(${one}, "a", "aa")`),
	doubling("base64.encode", (one) => `base64.encode(${one})`),
	doubling("hex.encode", (one) => `hex.encode(${one})`),
	doubling("glob.quote_meta", (one) => `glob.quote_meta(${one})`, '"*"'),
	doubling("urlquery.encode", (one) => `urlquery.encode(concat("%", [${one}, ${one}]))`, '"%"'),
	doubling("yaml.marshal", (one) => `yaml.marshal([${one}, ${one}])`),
	call("the width of a format", 'sprintf("%1000000000d", [1])'),
	call("the precision of a format", 'sprintf("%.1000000000f", [1])'),
	call("the width of a format as an argument", 'sprintf("%*d", [1000000000, 1])'),
	call("the index of a format", 'sprintf("%[1000000000]d", [1])'),
	call("the digits of a number", "count(format_int(bits.lsh(1, 300000), 10))"),
	// Shared parts.
	{
		what: "an array that doubles",
		module: `${chain(60, (one) => `array.concat(${one}, ${one})`, "[1]")}\n\np := count(r60)`,
		rule: "p",
	},
	{ what: "shared parts: the package", module: arrays() },
	shared("equality", "r60 == s60", `${arrays()}\n\n${arrays("s")}`),
	shared("order", "sort([r60, [r59, r59], s60])", `${arrays()}\n\n${arrays("s")}`),
	shared("a set", "count({r60, s60})", `${arrays()}\n\n${arrays("s")}`),
	shared("a key", "count({r60: 1, s60: 2})", `${arrays()}\n\n${arrays("s")}`),
	shared("membership", "s60 in [r60]", `${arrays()}\n\n${arrays("s")}`),
	shared("json.marshal", "count(json.marshal(r60))"),
	shared("yaml.marshal", "count(yaml.marshal(r60))"),
	shared("sprintf", 'count(sprintf("%v", [r60]))'),
	shared("a template", 'count($"{r60}")'),
	shared("walk", "count([1 | walk(r60)])"),
	shared(
		"sets of sets",
		"count(r60)",
		chain(60, (one) => `{[${one}, 1], [${one}, 2]}`, "{1}"),
	),
	shared(
		"array.flatten",
		"count(r60)",
		chain(60, (one) => `array.flatten([${one}, ${one}])`, "[1]"),
	),
	shared("object.subset", "object.subset(r60, s60)", `${arrays()}\n\n${arrays("s")}`),
	shared("object.union", "count(object.union(r60, object.union(r59, r60)))", objects),
	shared("json.patch", 'count(json.patch(r60, [{"op": "test", "path": "", "value": [r59, r59]}]))'),
	shared("json.match_schema", 'json.match_schema(r60, {"type": "object"})', objects),
	shared("strings.render_template", 'count(strings.render_template("{{.}}", r60))', objects),
	shared(
		"io.jwt.encode_sign",
		'count(io.jwt.encode_sign({"alg": "HS256"}, r60, {"kty": "oct", "k": "c2VjcmV0"}))',
		objects,
	),
	shared("with", "x if x := q with input as r60", `${objects}\n\nq := count(input)`),
	// Work.
	call("a run of numbers", "count(numbers.range(0, 1000000000))"),
	call("a run of steps", "count(numbers.range_step(0, 1e15, 1))"),
	call("loops in loops", "count([1 | some a in r; some b in r; some c in r])", range),
	call("a set from loops in loops", "count({[a, b, c] | some a in r; some b in r; some c in r})", range),
	{
		what: "every in every",
		module: `${range}\n\np if { every a in r { every b in r { every c in r { (a + b) + c >= 0 } } } }`,
		rule: "p",
	},
	{
		what: "a rule from loops in loops",
		module: `${range}\n\np contains [a, b, c] if { some a in r; some b in r; some c in r }`,
		rule: "p",
	},
	{
		what: "calls that multiply",
		module: `f0(x) := x\n\n${each(30, (i) => `f${i + 1}(x) := f${i}(x) + f${i}(x + 1)`)}\n\np := f30(1)`,
		rule: "p",
	},
	call("all addresses of IPv4", 'count(net.cidr_expand("0.0.0.0/0"))'),
	call("all addresses of IPv6", 'count(net.cidr_expand("::/0"))'),
	call(
		"networks in networks",
		"count(net.cidr_contains_matches(r, r))",
		'r := [sprintf("10.%d.%d.0/24", [a, b]) | some a in numbers.range(0, 255); some b in numbers.range(0, 255)]',
	),
	call(
		"all paths of a graph",
		'count(graph.reachable_paths(g, ["1"]))',
		"n := [format_int(i, 10) | some i in numbers.range(1, 30)]\n\ng := {a: n | some a in n}",
	),
	call("a large graph", "count(graph.reachable(g, [1]))", "n := numbers.range(1, 1000)\n\ng := {a: n | some a in n}"),
	// Patterns.
	call("a pattern that runs away", `regex.match("^(a+)+$", ${long("aaaaaaaaaa")})`),
	call("a pattern of stars", `regex.match("(a*)*(a*)*(a*)*(a*)*(a*)*b", ${long("aaaaaaaaaa", 300)})`),
	call("repetitions of repetitions", 'regex.match("((((((a{1,30}){1,30}){1,30}){1,30}){1,30}){1,30})", "b")'),
	call("a repetition of a repetition", 'regex.match("(.{1000}){1000}", "b")'),
	call("groups in groups", `regex.match("${times("(")}a${times(")")}", "a")`),
	call("alternatives", `regex.match("${each(20_000, (i) => `a${i}`, "|")}", "b")`),
	call("a class of ranges", `regex.match("[${times("a-z")}]", "b")`),
	call("classes of Unicode", `regex.match("${times("\\\\pL", 5000)}", "b")`),
	call("empty matches", `count(regex.find_n("", ${long("aaaaaaaaaa", 10_000)}, -1))`),
	call("two globs", `regex.globs_match("${times("[a-z]*", 150)}", "${times("[b-y]*", 150)}")`),
	call("stars of a glob", `glob.match("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", [], ${long("aaaaaaaaaa", 500)})`),
	call("alternatives of a glob", `glob.match("${times("{a,b}", 500)}", [], "${times("a", 500)}c")`),
	call("braces in braces of a glob", `glob.match("${times("{")}a${times("}")}", [], "a")`),
	call("classes of a glob", `glob.match("${times("[a-z]", 20_000)}", [], "a")`),
	call(
		"a schema's pattern",
		'json.match_schema("\\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\"", {"pattern": "^(a+)+$b"})',
	),
	// Texts that are read.
	call("JSON in JSON", `json.unmarshal("${times("[")}${times("]")}")`),
	call("objects in objects of JSON", `json.unmarshal("${times('{\\"a\\":')}1${times("}")}")`),
	call("YAML in YAML", `yaml.unmarshal("${times("[")}${times("]")}")`),
	call("dashes of YAML", `yaml.unmarshal("${times("- ")}a")`),
	call("anchors of YAML", `yaml.unmarshal("${times("&a ")}")`),
	call(
		"aliases of YAML",
		`count(yaml.unmarshal("a: &a [x,x,x,x,x,x,x,x,x]\\n${each(9, (i) => `${"bcdefghij"[i]}: &${"bcdefghij"[i]} [${each(9, () => `*${"abcdefghij"[i]}`, ",")}]\\n`, "")}"))`,
	),
	call(
		"merges of YAML",
		`count(yaml.unmarshal("a: &a {x: 1}\\n${each(1000, (i) => `b${i}: {<<: [${times("*a,", 20)}*a]}\\n`, "")}"))`,
	),
	call(
		"a patch that doubles",
		'count(json.patch({"a": 1}, r))',
		'r := [{"op": "copy", "from": "", "path": "/a"} | some _ in numbers.range(1, 60)]',
	),
	call(
		"a patch of many operations",
		"count(json.patch([], r))",
		'r := [{"op": "add", "path": "0", "value": 1} | some _ in numbers.range(1, 30000)]',
	),
	call("a patch with a long path", `json.patch({}, [{"op": "add", "path": "${times("/a")}", "value": 1}])`),
	call("a schema that is itself", 'json.match_schema({}, {"$ref": "#"})'),
	call("a query nested", `graphql.is_valid("${times("{a", 50_000)}", "type Query{a:Int}")`),
	call(
		"fragments that double",
		`graphql.is_valid("{...a0} ${each(300, (i) => `fragment a${i} on Query {...a${i + 1} ...a${i + 1}}`, " ")} fragment a300 on Query {b}", "type Query{b:Int}")`,
	),
	call("a module nested", `rego.parse_module("a", "package a\\np := ${times("[")}")`),
	call(
		"loops of a template",
		'count(strings.render_template("{{range .a}}{{range $.a}}{{range $.a}}x{{end}}{{end}}{{end}}", {"a": numbers.range(1, 3000)}))',
	),
	call("a duration", `time.parse_duration_ns("${digits}h")`),
	call("a date far off", "time.add_date(0, 9223372036854775807, 9223372036854775807, 9223372036854775807)"),
	call(
		"the ends of time",
		"[time.format(9223372036854775807), time.date(-9223372036854775808), time.diff(9223372036854775807, -9223372036854775808)]",
	),
	call("a layout", `count(time.format([0, "UTC", "${times("2006")}"]))`),
	call("a version", `semver.compare("${digits}.0.0", "1.0.0")`),
	call("identifiers of a version", `semver.is_valid("1.0.0-${times("a.")}a")`),
	call("a host of a URI", `uri.parse("//[${times(":")}]")`),
	call("escapes of a URI", `count(uri.parse("http://a/${times("%41")}").path)`),
	call("fields of a query", `count(urlquery.decode_object("${times("a=b&")}"))`),
	call("sections of a token", `io.jwt.decode("${times("a.")}a")`),
	call("a certificate", `crypto.x509.parse_certificates("${times("MIIB")}")`),
	call("a text in a text", `strings.count("${times("a")}", "${times("a", 50_000)}")`),
	call(
		"prefixes of texts",
		"strings.any_prefix_match(r, array.reverse(r))",
		'r := [concat("", ["aaaaaaaa", format_int(i, 10)]) | some i in numbers.range(1, 20000)]',
	),
	call(
		"an array in an array",
		"object.subset(a, array.concat(array.slice(a, 0, 10000), [2]))",
		"a := [1 | some _ in numbers.range(1, 20000)]",
	),
];
