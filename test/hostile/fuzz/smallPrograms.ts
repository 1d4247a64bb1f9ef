// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Rego's template strings
/** Small programs that are mostly right, at random: every sort of rule and literal over few names and small values, so that they meet. */
import type { Random } from "./random.ts";

const scalars = [
	"null",
	"true",
	"false",
	"0",
	"1",
	"2",
	"-1",
	"1.5",
	"3",
	'""',
	'"a"',
	'"b"',
	'"10"',
	'"é"',
	'"__proto__"',
];
const keys = ["a", "b", "__proto__", "constructor", "length"];

/** The base documents of every program. */
export const smallData = '{"base": {"a": 1, "b": [1, "a", {"a": 2}], "c": {"a": true, "b": false}, "__proto__": "x"}}';

/** What every program is evaluated with. */
export const smallInput =
	'{"a": 1, "b": [1, 2, "a", null, 2], "c": {"a": {"b": [true, false]}, "__proto__": 2, "b": "a"}, "d": [{"a": 1, "b": 2}, {"a": 2}, {"b": [3]}], "constructor": "x", "length": 3, "e": [], "f": {}}';

/** What brings `and`, `or` and `not { … }`: all of it, or a part. */
const imports: readonly { readonly text: string; readonly words: string }[] = [
	{ text: "import rego.v2", words: "and or not" },
	{ text: "import future.keywords.and\nimport future.keywords.or\nimport future.keywords.not", words: "and or not" },
	{ text: "import future.keywords.and", words: "and" },
	{ text: "import future.keywords.or", words: "or" },
	{ text: "import future.keywords.not", words: "not" },
];

class Maker {
	readonly #random: Random;
	readonly #rules: string[] = [];
	readonly #import: (typeof imports)[number] | undefined;
	readonly #defaults = new Set<string>();
	#variables: string[] = [];
	#count = 0;

	constructor(random: Random) {
		this.#random = random;
		if (random.chance(0.5)) this.#import = random.pick([imports[0] as (typeof imports)[number], ...imports]);
	}

	module(): string {
		// The clauses of a rule stand together, and only later rules read it: no recursion.
		const names = this.#random.list(2 + this.#random.below(3), () => this.#random.pick([..."pqrsofgm"]));
		const parts = [...new Set(names)].flatMap((name) => {
			const clauses = this.#random.list(1 + this.#random.below(2), () => this.#rule(name));
			this.#rules.push(name);
			return clauses;
		});
		const head = this.#import === undefined ? "" : `${this.#import.text}\n\n`;
		return `package t\n\n${head}${parts.join("\n\n")}\n\nid(x) := x\n`;
	}

	#knows(word: string): boolean {
		return this.#import?.words.split(" ").includes(word) ?? false;
	}

	#rule(name: string): string {
		this.#variables = [];
		const random = this.#random;
		let text: string;
		if (name === "f" || name === "g") {
			if (random.chance(0.1) && !this.#defaults.has(name)) {
				this.#defaults.add(name);
				return `default ${name}(_) := ${this.#constant(0)}`;
			}
			const isPlain = random.chance(0.6);
			if (isPlain) this.#variables = ["x"];
			text = `${name}(${isPlain ? "x" : this.#pattern()}) := ${this.#deferred()}`;
		} else if (name === "m") text = this.#refHead();
		else if (name === "s") text = `s contains ${this.#deferred()}`;
		else if (name === "o") text = `o[${this.#deferred()}] := ${this.#deferred()}`;
		else if (random.chance(0.1)) {
			return `default ${name} := ${this.#constant(0)}`;
		} else text = `${name} := ${this.#deferred()}`;
		const body = this.#body(1 + random.below(3), 0);
		text = `${text} if ${body}`;
		const [first = "", ...others] = text.split("@");
		text = first + others.map((other) => this.#term(1) + other).join("");
		while ("pqfg".includes(name) && random.chance(0.2)) {
			this.#variables = [];
			text += ` else := ${this.#constant(1)}`;
			if (random.chance(0.7)) text += ` if ${this.#body(1, 0)}`;
		}
		return text;
	}

	/** The head of a rule with a path of its own. */
	#refHead(): string {
		const value = this.#deferred();
		switch (this.#random.below(5)) {
			case 0:
				return `m.${this.#random.pick(["a", "b"])} := ${value}`;
			case 1:
				return `m[${value}] := ${value}`;
			case 2:
				return `m.c[${value}].d := ${value}`;
			case 3:
				return `m.e[${value}] contains ${value}`;
			default:
				return `m.h contains ${value}`;
		}
	}

	/** A term that is chosen once the body's variables are known. */
	#deferred(): string {
		return "@";
	}

	#body(count: number, depth: number): string {
		const literals = this.#random.list(count, () => this.#literal(depth));
		return `{ ${literals.join("; ")} }`;
	}

	#fresh(): string {
		const name = `v${this.#count++}`;
		return name;
	}

	/** Runs with the variables there are now, and forgets those that come. */
	#scoped(make: () => string): string {
		const before = this.#variables;
		this.#variables = [...before];
		const text = make();
		this.#variables = before;
		return text;
	}

	#literal(depth: number): string {
		const random = this.#random;
		let withs = "";
		while (random.chance(0.1)) withs += ` with ${this.#replacement()}`;
		return this.#plainLiteral(depth) + withs;
	}

	#replacement(): string {
		const random = this.#random;
		const value = (): string => this.#scoped(() => this.#term(2));
		switch (random.below(7)) {
			case 0:
				return `data.base.${random.pick(["a", "b", "c.a", "z"])} as ${value()}`;
			case 1:
				return `data.t.${random.pick(["p", "q", "r"])} as ${value()}`;
			case 2:
				return this.#rules.includes("f") ? `f as ${random.pick(["count", "1", "type_name"])}` : `input as ${value()}`;
			case 3:
				return `${random.pick(["count", "upper", "type_name"])} as ${this.#rules.includes("f") ? "f" : value()}`;
			default:
				return `input.${random.pick(["a", "b", "c.a", "z"])} as ${value()}`;
		}
	}

	/** What stands on a side of `and` and `or`, and after `not`. A term that begins with a brace would be read as a body there. */
	#operand(depth: number): string {
		const random = this.#random;
		const term = (): string => {
			const text = this.#term(2).replaceAll("[_]", "[1]");
			return text.startsWith("{") ? "input.a" : text;
		};
		const other = (): string => this.#term(2).replaceAll("[_]", "[2]");
		return this.#scoped(() => {
			switch (random.below(depth > 2 ? 3 : 8)) {
				case 0:
					return this.#ref().replaceAll("[_]", "[0]");
				case 1:
					return `${term()} ${random.pick(["==", "!=", "<", ">"])} ${other()}`;
				case 2:
					return term();
				case 3:
					return this.#body(1 + random.below(2), depth + 1);
				case 4:
					if (!this.#knows("not")) return `{ not input.b[2] == ${other()} }`;
					return random.chance(0.5)
						? `not ${this.#body(1 + random.below(2), depth + 1)}`
						: `(not ${term()} == ${other()})`;
				case 5:
					return `(${this.#logic(depth + 1)})`;
				case 6:
					return `${term()} in ${this.#collection(2).replaceAll("[_]", "[0]")}`;
				default:
					return this.#logic(depth + 1);
			}
		});
	}

	#negated(depth: number): string {
		const random = this.#random;
		if (random.chance(0.5)) return this.#body(1 + random.below(2), depth + 1);
		return random.chance(0.5) ? `(${this.#logic(depth + 1)})` : `${this.#ref()} == ${this.#term(2)}`;
	}

	#logic(depth: number): string {
		const words = ["and", "or"].filter((word) => this.#knows(word));
		if (words.length === 0) return this.#operand(depth + 1);
		let text = this.#operand(depth + 1);
		do text += ` ${this.#random.pick(words)} ${this.#operand(depth + 1)}`;
		while (this.#random.chance(0.3));
		return text;
	}

	#plainLiteral(depth: number): string {
		const random = this.#random;
		if (this.#import !== undefined && random.chance(0.35))
			return random.chance(0.7) || !this.#knows("not") ? this.#logic(depth) : `not ${this.#negated(depth)}`;
		switch (random.below(depth > 1 ? 6 : 12)) {
			case 0: {
				const collection = this.#collection(depth);
				const value = this.#fresh();
				this.#variables.push(value);
				return `some ${value} in ${collection}`;
			}
			case 1: {
				const collection = this.#collection(depth);
				const [key, value] = [this.#fresh(), this.#fresh()];
				this.#variables.push(key, value);
				return `some ${key}, ${value} in ${collection}`;
			}
			case 2: {
				const term = this.#term(depth);
				const name = this.#fresh();
				this.#variables.push(name);
				return `${name} := ${term}`;
			}
			case 3:
			case 4:
				return `${this.#term(depth)} ${random.pick(["==", "!=", "<", "<=", ">", ">="])} ${this.#term(depth)}`;
			case 5:
				return this.#term(depth);
			case 6:
				return `not ${this.#scoped(() => (random.chance(0.5) ? this.#term(depth + 1) : `${this.#term(depth + 1)} == ${this.#term(depth + 1)}`))}`;
			case 7: {
				const collection = this.#collection(depth);
				return this.#scoped(() => {
					const names = random.chance(0.5) ? [this.#fresh()] : [this.#fresh(), this.#fresh()];
					this.#variables.push(...names);
					return `every ${names.join(", ")} in ${collection} ${this.#body(1 + random.below(2), depth + 1)}`;
				});
			}
			case 8: {
				const term = this.#term(depth);
				return `${this.#pattern()} = ${term}`;
			}
			case 9: {
				const name = this.#fresh();
				const text = `some ${name}; ${this.#ref()}[${name}]`;
				this.#variables.push(name);
				return text;
			}
			case 10:
				return `${this.#term(depth)} in ${this.#collection(depth)}`;
			default:
				return `${this.#ref()}[_] ${random.pick(["==", "!=", ">"])} ${this.#term(depth)}`;
		}
	}

	/** Something to unify with, with new variables in it. */
	#pattern(): string {
		const random = this.#random;
		const part = (): string => {
			if (random.chance(0.3)) return random.pick(scalars);
			if (random.chance(0.2)) return "_";
			if (this.#variables.length > 0 && random.chance(0.2)) return random.pick(this.#variables);
			const name = this.#fresh();
			this.#variables.push(name);
			return name;
		};
		switch (random.below(3)) {
			case 0:
				return part();
			case 1:
				return `[${random.list(1 + random.below(3), part).join(", ")}]`;
			default:
				return `{${random.list(1 + random.below(2), () => `"${random.pick(keys)}": ${part()}`).join(", ")}}`;
		}
	}

	#constant(depth: number): string {
		const random = this.#random;
		const inner = (): string => this.#constant(depth + 1);
		if (depth > 1 || random.chance(0.5)) return random.pick(scalars);
		switch (random.below(3)) {
			case 0:
				return `[${random.list(random.below(4), inner).join(", ")}]`;
			case 1:
				return `{${random.list(1 + random.below(3), inner).join(", ")}}`;
			default:
				return `{${random.list(random.below(3), () => `${random.chance(0.8) ? `"${random.pick(keys)}"` : inner()}: ${inner()}`).join(", ")}}`;
		}
	}

	#ref(): string {
		const random = this.#random;
		const heads = [
			"input",
			"input.b",
			"input.c",
			"input.d",
			"input.c.a",
			"data.base",
			"data.base.c",
			...this.#rules.filter((name) => name !== "f" && name !== "g"),
		];
		let text = random.pick(heads);
		for (let left = random.below(3); left > 0; left--) text += this.#step();
		return text;
	}

	#step(): string {
		const random = this.#random;
		if (random.chance(0.4)) return `[${JSON.stringify(random.pick(keys))}]`;
		if (random.chance(0.4) && this.#variables.length > 0) return `[${random.pick(this.#variables)}]`;
		if (random.chance(0.2)) return "[_]";
		return `[${random.pick(["0", "1", "2", '"a"', "1.0", "true"])}]`;
	}

	#collection(depth: number): string {
		const random = this.#random;
		if (random.chance(0.4)) return random.pick(["input", "input.b", "input.c", "input.d", "input.e"]);
		return random.chance(0.3) ? this.#constant(0) : this.#term(depth + 1);
	}

	#term(depth: number): string {
		const random = this.#random;
		const inner = (): string => this.#term(depth + 1);
		/** Of any type, as far as can be told. */
		const opaque = (): string => `id(${inner()})`;
		if (this.#variables.length > 0 && random.chance(0.4)) return random.pick(this.#variables);
		if (depth > 2) return this.#constant(1);
		if (random.chance(0.5)) return random.chance(0.7) ? this.#ref() : random.pick(scalars);
		switch (random.below(13)) {
			case 0:
			case 1:
				return this.#ref();
			case 12:
				return `$"a{${inner()}}\\{b{${this.#ref()}}"`.replaceAll("[_]", "[0]");
			case 2:
				return this.#constant(0);
			case 3:
				return `(${opaque()} ${random.pick(["+", "-", "*", "/", "%", "&", "|"])} ${opaque()})`;
			case 4:
				return `${random.pick(["count", "sum", "max", "min", "sort", "product", "union"])}(${opaque()})`;
			case 5:
				return `${random.pick(["to_number", "is_string", "is_number", "type_name", "upper", "abs", "json.marshal", "object.keys", "is_object"])}(${opaque()})`;
			case 6:
				return `[${inner()}, ${inner()}]`;
			case 7:
				return this.#comprehension(depth);
			case 8:
				for (const name of ["f", "g"])
					if (this.#rules.includes(name) && random.chance(0.6)) return `${name}(${inner()})`;
				return this.#ref();
			case 9:
				return `${random.pick(["object.get", "array.slice"])}(${opaque()}, ${opaque()}, ${opaque()})`;
			case 10:
				return `${random.pick(["concat", "contains", "startswith", "object.union", "array.concat", "format_int", "split", "indexof"])}(${opaque()}, ${opaque()})`;
			default:
				return `{"${random.pick(keys)}": ${inner()}, "${random.pick(keys)}${depth}": ${inner()}}`;
		}
	}

	#comprehension(depth: number): string {
		return this.#scoped(() => {
			const literals = this.#random.list(1 + this.#random.below(2), () => this.#literal(depth + 1)).join("; ");
			const head = this.#term(depth + 1);
			switch (this.#random.below(3)) {
				case 0:
					return `[${head} | ${literals}]`;
				case 1:
					return `{${head} | ${literals}}`;
				default:
					return `{${this.#term(depth + 1)}: ${head} | ${literals}}`;
			}
		});
	}
}

export function smallProgram(random: Random): string {
	return new Maker(random).module();
}
