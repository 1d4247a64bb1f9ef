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

/** What every program is evaluated with. */
export const smallInput =
	'{"a": 1, "b": [1, 2, "a", null, 2], "c": {"a": {"b": [true, false]}, "__proto__": 2, "b": "a"}, "d": [{"a": 1, "b": 2}, {"a": 2}, {"b": [3]}], "constructor": "x", "length": 3, "e": [], "f": {}}';

class Maker {
	readonly #random: Random;
	readonly #rules: string[] = [];
	#variables: string[] = [];
	#count = 0;

	constructor(random: Random) {
		this.#random = random;
	}

	module(): string {
		const names = ["p", "q", "r", "s", "o", "f"];
		const parts = this.#random.list(2 + this.#random.below(4), () => this.#rule(this.#random.pick(names)));
		return `package t\n\n${parts.join("\n\n")}\n`;
	}

	#rule(name: string): string {
		this.#variables = [];
		const random = this.#random;
		let text: string;
		if (name === "f") {
			this.#variables = ["x"];
			text = `f(${random.chance(0.8) ? "x" : this.#pattern()}) := ${this.#deferred()}`;
		} else if (name === "s") text = `s contains ${this.#deferred()}`;
		else if (name === "o") text = `o[${this.#deferred()}] := ${this.#deferred()}`;
		else if (random.chance(0.1)) {
			return `default ${name} := ${this.#constant(0)}`;
		} else text = `${name} := ${this.#deferred()}`;
		const body = this.#body(1 + random.below(3), 0);
		text = `${text} if ${body}`;
		const [first = "", ...others] = text.split("@");
		text = first + others.map((other) => this.#term(1) + other).join("");
		if ((name === "p" || name === "q") && random.chance(0.2)) {
			this.#variables = [];
			text += ` else := ${this.#constant(1)}`;
			if (random.chance(0.5)) text += ` if ${this.#body(1, 0)}`;
		}
		this.#rules.push(name);
		return text;
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
		const withs = random.chance(0.08)
			? ` with input.${random.pick(["a", "b", "c.a", "z"])} as ${this.#scoped(() => this.#term(2))}`
			: "";
		return this.#plainLiteral(depth) + withs;
	}

	#plainLiteral(depth: number): string {
		const random = this.#random;
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
			...this.#rules.filter((name) => name !== "f"),
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
		if (this.#variables.length > 0 && random.chance(0.4)) return random.pick(this.#variables);
		if (depth > 2) return this.#constant(1);
		switch (random.below(12)) {
			case 0:
			case 1:
				return this.#ref();
			case 2:
				return this.#constant(0);
			case 3:
				return `(${inner()} ${random.pick(["+", "-", "*", "/", "%", "&", "|"])} ${inner()})`;
			case 4:
				return `${random.pick(["count", "sum", "max", "min", "sort", "product"])}(${inner()})`;
			case 5:
				return `${random.pick(["to_number", "is_string", "is_number", "type_name", "upper", "abs", "json.marshal", "object.keys", "is_object"])}(${inner()})`;
			case 6:
				return `[${inner()}, ${inner()}]`;
			case 7:
				return this.#comprehension(depth);
			case 8:
				return this.#rules.includes("f") ? `f(${inner()})` : this.#ref();
			case 9:
				return `${random.pick(["object.get", "array.slice"])}(${inner()}, ${inner()}, ${inner()})`;
			case 10:
				return `${random.pick(["concat", "union", "intersection", "contains", "startswith", "object.union", "array.concat", "format_int", "split", "indexof"])}(${inner()}, ${inner()})`;
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
