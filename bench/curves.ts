/** How cost grows: with documents, with policies, and with rules that ask the same key. Microseconds, and for one more of each. */
import { compile } from "../src/lang/compile.ts";
import { parseModule } from "../src/lang/parse/parseModule.ts";
import { Evaluation } from "../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../src/runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../src/runtime/evaluation/program.ts";
import type { Value } from "../src/runtime/values/value.ts";
import { Source } from "../src/text/source.ts";
import { moduleText, randomNumbers } from "./compiling.ts";
import { digits, table } from "./statistics.ts";
import { microseconds } from "./timing.ts";

function programOf(texts: readonly string[]): Program {
	const modules = texts.map((text, i) => parseModule(new Source(`m${i}.rego`, text), { dialect: "rego" }).module);
	const { program } = compile(modules.flatMap((module) => module ?? []));
	if (program === undefined) throw new Error("the modules of the benchmark don't compile");
	return loadProgram(instantiate(program.code));
}

const item = (number: number): Value => ({
	name: `item${number}`,
	image: `registry${number % 9}.example.com/team/app:${number}`,
	user: `user${number % 7}`,
	tag: String(number),
	ports: [80, 443],
	labels: ["a", "b"],
});
const document: Value = {
	settings: { level: 4 },
	stages: [1, 2, 3].map(item),
	containers: [4, 5, 6].map(item),
	volumes: [],
	ports: [80, 8080],
};

interface Form {
	readonly rule: (number: number) => string;
	readonly rest?: readonly string[];
	/** An input on which the last rule holds. */
	readonly input: (number: number) => Value;
}

/** Ways to ask one key in many rules: what is asked for is `p`. */
const forms: Readonly<Record<string, Form>> = {
	"equal to a constant": {
		rule: (i) => `p contains "r${i}" if input.user == "u${i}"`,
		input: (i) => ({ user: `u${i}` }),
	},
	"in a set of constants": {
		rule: (i) => `p contains "r${i}" if input.user in {"u${i}", "v${i}"}`,
		input: (i) => ({ user: `v${i}` }),
	},
	"beginning with a constant": {
		rule: (i) => `p contains "r${i}" if startswith(input.path, "/team${i}/")`,
		input: (i) => ({ path: `/team${i}/app` }),
	},
	"two keys": {
		rule: (i) => `p contains "r${i}" if { input.kind == "k${i % 3}"; input.user == "u${i}" }`,
		input: (i) => ({ kind: `k${i % 3}`, user: `u${i}` }),
	},
	"one value": { rule: (i) => `p := "r${i}" if input.user == "u${i}"`, input: (i) => ({ user: `u${i}` }) },
	"a function's argument": {
		rule: (i) => `f("u${i}") := "r${i}"`,
		rest: ["p := f(input.user)"],
		input: (i) => ({ user: `u${i}` }),
	},
	"members of an object": {
		rule: (i) => `o[name] := ${i} if { input.user == "u${i}"; some name in ["r${i}", "s${i}"] }`,
		rest: ["p := o"],
		input: (i) => ({ user: `u${i}` }),
	},
	"a key of an object": {
		rule: (i) => `o["u${i}"] := ${i} if input.on`,
		rest: ["p := o[input.user]"],
		input: (i) => ({ on: true, user: `u${i}` }),
	},
};

/** One curve: for each size, what one round costs. */
function curve(name: string, sizes: readonly number[], roundOf: (size: number) => () => void): string[][] {
	return sizes.map((size) => {
		const cost = microseconds(roundOf(size), size > 100 ? 3 : 0.3);
		return [`${size} ${name}`, digits(cost), digits(cost / size)];
	});
}

export function curves(): string {
	const random = randomNumbers(7);
	const one = programOf([moduleText(0, random)]);
	const ask = (program: Program, path: readonly string[], input: Value): void => {
		program.evaluate(path, new Evaluation({ input, now: 0n }));
	};
	const documents = curve("documents", [1, 10, 100, 1000, 10_000], (size) => () => {
		for (let i = 0; i < size; i++) ask(one, ["team0", "checks0", "deny"], document);
	});
	const policies = curve("policies", [10, 100, 1000], (size) => {
		const program = programOf(Array.from({ length: size }, (_, number) => moduleText(number, random)));
		return () => {
			const evaluation = new Evaluation({ input: document, now: 0n });
			for (let i = 0; i < size; i++) program.evaluate([`team${i % 20}`, `checks${i}`, "deny"], evaluation);
		};
	});
	const rules = Object.entries(forms).flatMap(([form, { rule, rest, input }]) =>
		curve(`rules, ${form}`, [10, 1000], (size) => {
			const clauses = Array.from({ length: size }, (_, i) => rule(i));
			const program = programOf([`package one\n\n${[...clauses, ...(rest ?? [])].join("\n\n")}\n`]);
			const asked = input(size - 1);
			return () => ask(program, ["one", "p"], asked);
		}),
	);
	return table([["size", "µs", "µs for each"], ...documents, ...policies, ...rules]);
}
