/**
 * Every builtin with operands at random, of right and wrong types: a result of its declared type, undefined or a BuiltinError; the same
 * again for the same operands; the operands as they were. A case is the builtin's name and an operand a line.
 */
import { nodeCrypto } from "../../../src/cli/host/nodeCrypto.ts";
import { parseTerm } from "../../../src/lang/parse/parseModule.ts";
import { printTerm } from "../../../src/lang/print/printModule.ts";
import { type Builtin, BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { builtins as all } from "../../../src/runtime/builtins/index.ts";
import { EvaluationError } from "../../../src/runtime/evaluation/evaluationError.ts";
import { checkValue } from "../../../src/runtime/types/checkValue.ts";
import { arrayOf, type Type } from "../../../src/runtime/types.ts";
import { equals } from "../../../src/runtime/values/equality.ts";
import { toRegoText } from "../../../src/runtime/values/regoText.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { call, evaluateText, testContext } from "../../runtime/builtins/evaluateTerm.ts";
import type { Fault, Fuzzer } from "./fuzzer.ts";
import { likelyOperand } from "./likelyTexts.ts";
import { hostileTexts, mutateText } from "./mutateText.ts";
import type { Random } from "./random.ts";

const declared = [...all.values()];
for (const { engine } of declared) await engine?.load();

/** Operands of the builtins' own examples, as texts: by builtin and position, and those that are strings. */
const operands = new Map<string, string[][]>();
const strings: string[] = [];
for (const { name, examples } of declared) {
	const positions: string[][] = [];
	operands.set(name, positions);
	for (const { call: text } of examples) {
		const { term } = parseTerm(text);
		if (term?.kind !== "call") continue;
		for (const [index, arg] of term.args.entries()) {
			positions[index] ??= [];
			positions[index].push(printTerm(arg));
			if (arg.kind === "string") strings.push(arg.value);
		}
	}
}

const numbers = [
	"0",
	"1",
	"-1",
	"2",
	"3",
	"0.5",
	"-0.1",
	"1e3",
	"1e21",
	"1e-7",
	"9007199254740993",
	"1e400",
	"-1e-400",
	"63",
	"64",
];

function randomText(random: Random): string {
	const text = random.chance(0.7)
		? random.pick(strings)
		: random.list(random.below(4), () => random.pick(hostileTexts)).join("");
	if (random.chance(0.05)) return text.repeat(1 + random.below(2000)).slice(0, 50_000);
	return random.chance(0.4) ? mutateText(random, text, strings) : text;
}

const many = (random: Random, depth: number, make: () => string): string =>
	random.list(random.below(depth > 2 ? 2 : 4), make).join(", ");

/** The Rego text of a value of any type. */
function anyTerm(random: Random, depth = 0): string {
	const inner = (): string => anyTerm(random, depth + 1);
	switch (random.below(depth > 3 ? 4 : 8)) {
		case 0:
			return random.pick(["null", "true", "false"]);
		case 1:
			return random.pick(numbers);
		case 2:
		case 3:
			return JSON.stringify(randomText(random));
		case 4:
			return `[${many(random, depth, inner)}]`;
		case 5:
			return random.chance(0.2) ? "set()" : `{${inner()}, ${many(random, depth, inner) || "1"}}`;
		case 6:
			return `{${many(random, depth, () => `${JSON.stringify(randomText(random))}: ${inner()}`)}}`;
		default:
			return `{${many(random, depth, () => `${inner()}: ${inner()}`)}}`;
	}
}

/** The Rego text of a value of a type. */
function termOf(random: Random, type: Type, depth = 0): string {
	if (depth > 4) return "0";
	const inner = (of: Type): string => termOf(random, of, depth + 1);
	switch (type.kind) {
		case "null":
			return "null";
		case "boolean":
			return random.pick(["true", "false"]);
		case "number":
			return random.pick(numbers);
		case "string":
			return JSON.stringify(type.values === undefined ? randomText(random) : random.pick(type.values));
		case "array": {
			const rest = type.rest === undefined ? [] : random.list(random.below(4), () => inner(type.rest as Type));
			return `[${[...type.items.map(inner), ...rest].join(", ")}]`;
		}
		case "set": {
			const members = random.list(random.below(4), () => inner(type.of));
			return members.length === 0 ? "set()" : `{${members.join(", ")}}`;
		}
		case "object": {
			const fields = [...type.fields].filter(([, { optional }]) => !optional || random.chance(0.5));
			const entries = fields.map(([name, field]) => `${JSON.stringify(name)}: ${inner(field.type)}`);
			const { rest } = type;
			if (rest !== undefined)
				entries.push(...random.list(random.below(4), () => `${inner(rest.key)}: ${inner(rest.value)}`));
			return `{${entries.join(", ")}}`;
		}
		case "union":
			return type.of.length === 0 ? "null" : inner(random.pick(type.of));
		case "named":
			return inner(type.resolve());
		case "any":
			return anyTerm(random, depth);
	}
}

/** A call of one of these at random: its name, and an operand a line. */
export function makeCall(random: Random, from: readonly Builtin[]): string {
	const builtin = random.pick(from);
	const isLikely = random.chance(0.6);
	const texts = builtin.args.map(({ type }, index) => {
		const likely = isLikely && random.chance(0.9) ? likelyOperand(random, builtin.name, index) : undefined;
		if (likely !== undefined) return likely;
		const example = operands.get(builtin.name)?.[index];
		if (example !== undefined && random.chance(0.4)) return random.pick(example);
		if (example !== undefined && random.chance(0.3)) return mutateText(random, random.pick(example), strings);
		return random.chance(0.85) ? termOf(random, type) : anyTerm(random);
	});
	return [builtin.name, ...texts.map((text) => text.replaceAll("\n", " ").replace(/\p{Surrogate}/gu, "\ufffd"))].join(
		"\n",
	);
}

/** The call that a case's text is; undefined where it is none. */
export function readCall(
	text: string,
): { readonly builtin: Builtin; readonly lines: readonly string[]; readonly values: readonly Value[] } | undefined {
	const [name = "", ...lines] = text.split("\n");
	const builtin = all.get(name);
	if (builtin === undefined || lines.length !== builtin.args.length) return undefined;
	try {
		return { builtin, lines, values: lines.map((line) => evaluateText(line)) };
	} catch {
		// The line is no value.
		return undefined;
	}
}

function check(text: string): Fault | undefined {
	const read = readCall(text);
	if (read === undefined) return undefined;
	const { builtin, values } = read;
	const { name } = builtin;
	const before = values.map((value) => toRegoText(value));
	const result = attempt(builtin, values);
	if (values.some((value, index) => toRegoText(value) !== before[index]))
		return { what: `${name} changes its operand`, detail: "" };
	if (result instanceof BuiltinError) {
		return /\b(?:Cannot read|is not a function|is not iterable|\[object|undefined)\b/.test(result.message)
			? { what: `${name} fails with a message of the host`, detail: result.message }
			: undefined;
	}
	const again = attempt(builtin, values);
	if (result === undefined || again === undefined || again instanceof BuiltinError)
		return result === again ? undefined : { what: `${name} answers differently the second time`, detail: "" };
	if (!builtin.nondeterministic && !equals(result, again))
		return { what: `${name} answers differently the second time`, detail: "" };
	const type = builtin.relation === true ? arrayOf(builtin.returns.type) : builtin.returns.type;
	const mismatch = checkValue(result, type);
	// OPA gives null for a key that isn't there, whatever it declares.
	if (mismatch !== undefined && result !== null)
		return {
			what: `${name} gives a ${mismatch.found} instead of ${mismatch.expected.kind}`,
			detail: toRegoText(result).slice(0, 300),
		};
	return readBackFault(name, result);
}

/** What a builtin gives is a value like any other: its text reads back as the same value. Go's own escapes are not Rego's. */
function readBackFault(name: string, result: Value): Fault | undefined {
	const text = toRegoText(result);
	if (text.length > 2000 || /\\[xavU]/.test(text)) return undefined;
	try {
		if (equals(evaluateText(text), result)) return undefined;
	} catch (error) {
		return { what: `${name} gives what can't be read`, detail: `${text}\n${String(error)}` };
	}
	return { what: `${name} gives what reads back as something else`, detail: text };
}

export function attempt(builtin: Builtin, values: readonly Value[]): Value | BuiltinError | undefined {
	try {
		return call(builtin.name, values, { ...testContext(1_000_000), crypto: nodeCrypto });
	} catch (problem) {
		if (problem instanceof BuiltinError) return problem;
		// What needs the network or the environment refuses by name.
		if (problem instanceof EvaluationError) return new BuiltinError("other", problem.detail);
		throw problem;
	}
}

export const builtins: Fuzzer = { name: "builtins", make: (random) => makeCall(random, declared), check };
