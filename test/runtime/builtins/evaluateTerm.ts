/** Rego text of a ground expression to what it gives, by calling builtins directly: enough to try their examples and cases. */
import { parseModuleJson } from "../../../src/lang/opa/parseModuleJson.ts";
import { parseTerm } from "../../../src/lang/parse/parseModule.ts";
import type { Call, Term } from "../../../src/lang/tree.ts";
import { type Builtin, type BuiltinContext, BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { builtins } from "../../../src/runtime/builtins/index.ts";
import { operandProblem } from "../../../src/runtime/builtins/operands.ts";
import { numberFromText } from "../../../src/runtime/values/exactNumber.ts";
import { ObjectBuilder } from "../../../src/runtime/values/regoObject.ts";
import { RegoSet } from "../../../src/runtime/values/regoSet.ts";
import { toRegoText } from "../../../src/runtime/values/regoText.ts";
import type { Value } from "../../../src/runtime/values/value.ts";

const infix: ReadonlyMap<string, Builtin> = new Map(
	[...builtins.values()].flatMap((builtin): [string, Builtin][] =>
		builtin.infix === undefined || builtin.name.startsWith("internal.") ? [] : [[builtin.infix, builtin]],
	),
);

/** Builtins are called without a program here, which would load what they need. */
for (const { engine } of builtins.values()) await engine?.load();

/** A context as an evaluation gives it: fixed time, predictable random bytes, a budget; a parser, an empty environment, no network. */
export function testContext(budget = 10_000_000): BuiltinContext & { readonly spent: () => number } {
	let spent = 0;
	return {
		now: 1_700_000_000_000_000_000n,
		today: 1_699_920_000_000_000_000n,
		memo: new Map(),
		random: (bytes) => Uint8Array.from({ length: bytes }, (_, i) => (i * 37 + 11) & 255),
		spend: (units) => {
			spent += units;
			if (spent > budget) throw new BuiltinError("other", "out of budget");
		},
		spent: () => spent,
		parseModule: parseModuleJson,
		environment: () => ({}),
	};
}

/** Calls a builtin as an evaluator does: operands are checked first. @throws BuiltinError */
export function call(name: string, operands: readonly Value[], context = testContext()): Value | undefined {
	const builtin = builtins.get(name);
	if (builtin === undefined) throw new Error(`no builtin ${name}`);
	const problem = operandProblem(builtin, operands);
	if (problem !== undefined) throw new BuiltinError("type", problem);
	return builtin.run(operands, context);
}

/** Thrown for no value. */
export class Undefined {}

function evaluate(term: Term, context: ReturnType<typeof testContext>): Value {
	switch (term.kind) {
		case "null":
			return null;
		case "boolean":
		case "string":
			return term.value;
		case "number":
			return numberFromText(term.text);
		case "array":
			return term.items.map((item) => evaluate(item, context));
		case "set":
			return RegoSet.of(term.items.map((item) => evaluate(item, context)));
		case "object": {
			const object = new ObjectBuilder();
			for (const { key, value } of term.entries) object.set(evaluate(key, context), evaluate(value, context));
			return object.finish();
		}
		case "call":
			return apply(operatorName(term), term.args, context);
		case "membership": {
			const operands = [term.value, term.collection];
			return term.key === undefined
				? apply("internal.member_2", operands, context)
				: apply("internal.member_3", [term.key, ...operands], context);
		}
		case "infix":
			return apply((infix.get(term.operator) as Builtin).name, [term.left, term.right], context);
		default:
			throw new Error(`can't evaluate a ${term.kind} here`);
	}
}

function operatorName({ operator }: Call): string {
	if (operator.kind === "var") return operator.name;
	const steps = operator.path.map(({ term }) => (term.kind === "string" ? term.value : "?"));
	return [operator.head.kind === "var" ? operator.head.name : "?", ...steps].join(".");
}

function apply(name: string, args: readonly Term[], context: ReturnType<typeof testContext>): Value {
	const result = call(
		name,
		args.map((arg) => evaluate(arg, context)),
		context,
	);
	if (result === undefined) throw new Undefined();
	return result;
}

/** The value of a text; throws what builtins throw, and an Undefined for no value. */
export function evaluateText(text: string, context = testContext()): Value {
	const { term, diagnostics } = parseTerm(text);
	if (term === undefined) throw new Error(`${text}: ${diagnostics.map((diagnostic) => diagnostic.text).join("; ")}`);
	return evaluate(term, context);
}

/** What an expression gives, as text: the Rego text of its value, `undefined`, or `error: …` and `type error: …`. */
export function outcome(text: string): string {
	try {
		return toRegoText(evaluateText(text));
	} catch (problem) {
		if (problem instanceof Undefined) return "undefined";
		if (problem instanceof BuiltinError)
			return `${problem.kind === "type" ? "type error" : "error"}: ${problem.message}`;
		throw problem;
	}
}
