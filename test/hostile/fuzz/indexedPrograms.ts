/**
 * Programs with rules of many clauses that an index could choose from, at random, each asked with many inputs: what is compared with what,
 * how often and in which order must not show in the result.
 */
import type { Random } from "./random.ts";

const values = ["1", "2", "1.0", '"a"', '"ab"', '"b"', "true", "null", '["a", 1]', '{"k": 1}', '""', "false"] as const;
const places = [
	"input.x",
	"input.y",
	"input.o.k",
	'input["x"]',
	"input.l[0]",
	"input.l[1]",
	"data.base.a",
	"input",
] as const;
const globs = ["a*", "*b", "a?", "{a,b}", "*", "[ab]"] as const;

function equality(random: Random): string {
	const [place, value] = [random.pick(places), random.pick(values)];
	switch (random.below(4)) {
		case 0:
			return `${value} == ${place}`;
		case 1:
			return `${place} = ${value}`;
		case 2:
			return `v := ${place}; v == ${value}`;
		default:
			return `${place} == ${value}`;
	}
}

const some = (random: Random): string => random.list(1 + random.below(3), () => random.pick(values)).join(", ");

function condition(random: Random): string {
	switch (random.below(13)) {
		case 0:
			return `${random.pick(places)} in {${some(random)}}`;
		case 1:
			return `${random.pick(places)} in [${some(random)}]`;
		case 2:
			return `${random.pick(["startswith", "endswith", "contains"])}(${random.pick(places)}, ${random.pick(['"a"', '"b"', '""', "input.y"])})`;
		case 3:
			return `glob.match("${random.pick(globs)}", ${random.pick(["[]", "null", '["."]'])}, ${random.pick(places)})`;
		case 4:
			return `[${random.pick(values)}, _] = input.l`;
		case 5:
			return `input.l == [${some(random)}]`;
		case 6:
			return `not ${random.pick(places)} == ${random.pick(values)}`;
		case 7:
			return `${random.pick(places)} != ${random.pick(values)}`;
		case 8:
			return random.pick(places);
		case 9:
			return `some w in input.l; w == ${random.pick(values)}`;
		case 10:
			return `is_string(${random.pick(places)})`;
		default:
			return equality(random);
	}
}

function body(random: Random): string {
	// A name is assigned once in a body.
	let names = 0;
	const conditions = random.list(1 + random.below(3), () => {
		const suffix = names++;
		return condition(random).replace(/\b([vw])\b/g, `$1${suffix}`);
	});
	return `{ ${conditions.join("; ")} }`;
}

/** One rule, by name: its clauses, and how it is asked. */
function rule(random: Random, name: string): { readonly text: string; readonly ask: string } {
	const clauses = 2 + random.below(6);
	const lines: string[] = [];
	const sort = random.below(5);
	const value = (index: number): string => (random.chance(0.3) ? "input.x" : `${index}`);
	let ask = name;
	for (let index = 0; index < clauses; index++) {
		if (sort === 0) lines.push(`${name} if ${body(random)}`);
		else if (sort === 1) lines.push(`${name} contains ${value(index)} if ${body(random)}`);
		else if (sort === 2) lines.push(`${name}[${value(index)}] := ${index} if ${body(random)}`);
		else if (sort === 3) {
			const isFirst = index === 0;
			lines.push(`${isFirst ? name : "else"} := ${value(index)} if ${body(random)}`);
		} else {
			const pattern = random.chance(0.7) ? random.pick(values) : random.pick(["x", "[x, 1]", '{"k": x}', "_"]);
			lines.push(
				`${name}(${pattern}, y) := "${name}" if ${random.chance(0.5) ? `y == ${random.pick(values)}` : body(random)}`,
			);
			ask = `[u | some a in [input.x, input.y, "a"]; u := ${name}(a, ${random.pick(places)})]`;
		}
	}
	if (random.chance(0.3)) {
		if (sort === 0 || sort === 3) lines.unshift(`default ${name} := "none"`);
		if (sort === 4) lines.unshift(`default ${name}(_, _) := "none"`);
	}
	return { text: sort === 3 ? lines.join(" ").replace(/^(default \S+ := \S+) /, "$1\n\n") : lines.join("\n\n"), ask };
}

/** An input, as Rego text. */
function input(random: Random): string {
	if (random.chance(0.1)) return random.pick(values);
	const fields = ["x", "y"].filter(() => random.chance(0.8)).map((key) => `"${key}": ${random.pick(values)}`);
	if (random.chance(0.7))
		fields.push(`"o": ${random.chance(0.8) ? `{"k": ${random.pick(values)}}` : random.pick(values)}`);
	if (random.chance(0.7)) fields.push(`"l": [${some(random)}]`);
	return `{${fields.join(", ")}}`;
}

export function indexedProgram(random: Random): string {
	const rules = random.list(1 + random.below(2), () => undefined).map((_, index) => rule(random, `p${index}`));
	const asks = random
		.list(12, () => undefined)
		.map((_, index) => {
			const replaced = random.chance(0.2) ? ` with data.base.a as ${random.pick(values)}` : "";
			return `r${index} := z if z := ${random.pick(rules).ask} with input as ${input(random)}${replaced}`;
		});
	return `package t\n\n${[...rules.map(({ text }) => text), ...asks].join("\n\n")}\n`;
}
