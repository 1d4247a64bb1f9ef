/** Harm to programs that mostly leaves them readable: what is wrong afterwards is for the compiler to find, not for the parser. */
import type { Random } from "./random.ts";

/** Literals of every type, and names that mean something everywhere. */
const terms: readonly string[] = [
	...["1", '"a"', "true", "null", "[1, 2]", '["a"]', '{"a": 1}', "{1, 2}", "set()", "{}", "[]", "input", "data", "_"],
	...[
		"input.x",
		"data.x",
		"x",
		"y",
		"count([1])",
		'upper("a")',
		"[v | some v in input]",
		"{k: v | some k, v in input}",
	],
	...['$"{x}"', "data.a.p", "x[0]", "x.y", "f(x)", "1 + x", "(x + 1)", "-1", "numbers.range(1, 3)", "1 in [1]"],
];

const statements: readonly string[] = [
	...[
		"x := 1",
		'y := "a"',
		"x = y",
		"x == y",
		"not x",
		"not y == 1",
		"some x",
		"some x, y",
		"some x in input",
		"y > x",
	],
	...["some x, y in input", "every v in input { v > 1 }", "every k, v in x { k == v }", "[x, y] := [1, 2]", "f(x, y)"],
	...[
		"x = {z | z := y}",
		"startswith(x, y)",
		"print(x)",
		"walk(input, [x, y])",
		"input.x with input as y",
		"some 1 in x",
	],
	...[
		"data.a.p with data.a.p as 1",
		"f(1) with f as 2",
		"count(x) with count as f",
		"{x: y} = input",
		"x[y]",
		"x.y.z == 1",
	],
	...["some [x, y] in input", "_ = x", "x := [y | y := x]", "{x | x := 1}", "every x in y { x == z }", "x := x + 1"],
];

const items: readonly string[] = [
	...[
		"p := 1",
		"p contains 1",
		"default p := 1",
		"p.q := 1",
		'p["x"] := 1',
		"p[x] := 1 if some x in input",
		"f(x) := x",
	],
	...[
		"f(x, y) := x",
		"f(1) := 2",
		"default f(_) := 1",
		"p if p",
		"p := q",
		"q := p",
		"p.q.r contains 1",
		"p(x) if x > 1",
	],
	...[
		"p := x if { x := 1 } else := 2",
		"p contains x if some x in [1]",
		"p.q[x] contains y if some x, y in input",
		"f := 1",
	],
	...["test_p if p with input as 1", "p if { x := data.a[_]; x }", "default p.q := 1", "count(x) := 1", "p[1] := 2"],
];

const operators: readonly string[] = [
	":=",
	"=",
	"==",
	"!=",
	"<",
	">",
	"<=",
	">=",
	"+",
	"-",
	"*",
	"/",
	"%",
	"&",
	"|",
	" in ",
];

const PIECES =
	/#[^\n]*|\$?"(?:\\.|[^"\\\n])*"|\$?`[^`]*`|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\d+(?:\.\d+)?|:=|[=!<>]=|\n[ \t]*|[ \t]+|./gsu;
const isName = (piece: string): boolean => /^[A-Za-z_]/.test(piece) && !keywords.has(piece);
const isLiteral = (piece: string): boolean => /^(?:"|\d|true$|false$|null$)/.test(piece);
const keywords = new Set([
	...["package", "import", "as", "default", "else", "not", "with", "some", "every", "in", "if", "contains"],
	...["null", "true", "false", "set", "rego.v1"],
]);

/** The program with one to three things changed; `others` are programs that rules and lines are taken from. */
export function mutateProgram(random: Random, text: string, others: readonly string[]): string {
	let changed = text;
	for (let left = 1 + random.below(3); left > 0; left--) changed = mutateOnce(random, changed, others);
	return changed;
}

function mutateOnce(random: Random, text: string, others: readonly string[]): string {
	const pieces = text.match(PIECES) ?? [];
	const places = (test: (piece: string) => boolean): number[] =>
		pieces.flatMap((piece, at) => (test(piece) ? [at] : [])).filter((at) => at > 3);
	const replaceOne = (test: (piece: string) => boolean, by: () => string): string => {
		const found = places(test);
		if (found.length > 0) pieces[random.pick(found)] = by();
		return pieces.join("");
	};
	switch (random.below(13)) {
		case 0:
		case 1: {
			const names = places(isName);
			return replaceOne(isName, () => pieces[random.pick(names)] ?? "x");
		}
		case 2:
			return replaceOne(isName, () => random.pick(terms));
		case 3:
			return replaceOne(isLiteral, () => random.pick(terms));
		case 4:
			return replaceOne(
				(piece) => operators.includes(piece),
				() => random.pick(operators),
			);
		case 5:
			return replaceOne(
				(piece) => /^\n[ \t]+$/.test(piece),
				() => `\n\t${random.pick(statements)}\n\t`,
			);
		case 6:
			return replaceOne(
				(piece) => piece === "{",
				() => `{ ${random.pick(statements)}; `,
			);
		case 7:
			return `${text}\n${random.pick(items)}\n`;
		case 8:
			return replaceOne(
				(piece) => piece === ")",
				() => `, ${random.pick(terms)})`,
			);
		case 9:
			return replaceOne(
				(piece) => piece === "(",
				() => `(${random.pick(terms)}, `,
			);
		case 10: {
			const lines = text.split("\n");
			if (lines.length > 2) lines.splice(1 + random.below(lines.length - 1), 1);
			return lines.join("\n");
		}
		case 11: {
			const lines = text.split("\n");
			const taken = random.pick(random.pick(others).split("\n"));
			lines.splice(1 + random.below(lines.length), 0, taken);
			return lines.join("\n");
		}
		default:
			return replaceOne(
				(piece) => isName(piece) || piece === "}" || piece === "]",
				() => `${random.pick(["x", "[x]"])} ${random.pick(["with input as", "with data.x as"])} ${random.pick(terms)}`,
			);
	}
}
