/** What a policy says while it runs. Nothing is formatted where nobody listens. OPA: topdown/print.go, trace.go, test.go. */
import { any, arrayOf, boolean, setOf, string } from "../types.ts";
import { RegoSet } from "../values/regoSet.ts";
import { toRegoText } from "../values/regoText.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin } from "./builtin.ts";

/** A value as `print` and templates show it: strings bare at the top, all else as Rego text. */
export function displayText(value: Value): string {
	return typeof value === "string" ? value : toRegoText(value);
}

/** Shown for an operand that has no value. */
export const UNDEFINED = "<undefined>";

/** What an operand may be: a value is given as the set of it, so that the empty set can stand for undefined. */
export function alternatives(operand: Value): readonly string[] {
	if (!(operand instanceof RegoSet)) return [displayText(operand)];
	return operand.size === 0 ? [UNDEFINED] : operand.sorted().map(displayText);
}

/** Prints a line for each way to choose one of each operand's values. */
function printLines(operands: readonly Value[], print: (line: string) => void, spend: (units: number) => void): void {
	const choices = operands.map(alternatives);
	const chosen = choices.map(() => 0);
	for (;;) {
		spend(choices.length + 1);
		print(choices.map((texts, i) => texts[chosen[i] as number]).join(" "));
		let place = choices.length - 1;
		while (place >= 0 && (chosen[place] as number) + 1 === (choices[place] as readonly string[]).length) {
			chosen[place] = 0;
			place--;
		}
		if (place < 0) return;
		chosen[place] = (chosen[place] as number) + 1;
	}
}

export const tracing: readonly Builtin[] = [
	builtin<Value[]>(
		{
			name: "print",
			group: "tracing",
			doc: "Shows values to whoever runs the policy; operands without a value show as `<undefined>`.",
			args: [],
			variadic: true,
			returns: { name: "result", type: boolean },
			examples: [],
		},
		(...operandsAndContext) => {
			const context = operandsAndContext.at(-1) as BuiltinContext;
			const operands = operandsAndContext.slice(0, -1) as readonly Value[];
			context.print?.(operands.map(displayText).join(" "));
			return true;
		},
	),
	builtin<[readonly Value[]]>(
		{
			name: "internal.print",
			group: "internal",
			doc: "What `print` becomes: each operand is the set of the values that it has.",
			args: [{ name: "operands", type: arrayOf(setOf(any)) }],
			returns: { name: "result", type: boolean },
			examples: [{ call: 'internal.print([{"a"}, set()])', gives: "true" }],
		},
		(operands, { print, spend }) => {
			if (print !== undefined) printLines(operands, print, spend);
			return true;
		},
	),
	builtin<[string]>(
		{
			name: "trace",
			group: "tracing",
			doc: "Leaves a note in the trace of the evaluation, where one is kept.",
			args: [{ name: "note", type: string }],
			returns: { name: "result", type: boolean },
			examples: [{ call: 'trace("here")', gives: "true" }],
		},
		(note, context) => {
			context.note?.("trace", note);
			return true;
		},
	),
	builtin<[readonly Value[]]>(
		{
			name: "internal.test_case",
			group: "internal",
			doc: "Tells a test runner which case is being tried.",
			args: [{ name: "case", type: arrayOf(any) }],
			returns: { name: "result", type: boolean },
			examples: [{ call: 'internal.test_case(["a"])', gives: "true" }],
		},
		(name, context) => {
			context.note?.("test case", name);
			return true;
		},
	),
];
