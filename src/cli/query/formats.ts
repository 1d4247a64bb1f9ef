/** How `policy query` prints solutions: the shapes of `opa eval`, so that scripts made for it go on working. */
import { visible } from "../../diagnostics/render.ts";
import { type CapturedExpression, MADE } from "../../lang/captureValues.ts";
import { DEFAULT_BUDGET } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import type { Solution } from "../../runtime/evaluation/program.ts";
import { toJson } from "../../runtime/values/json.ts";
import { TooMuchToVisit, visitingAtMost } from "../../runtime/values/meter.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";

export const queryFormats = ["json", "pretty", "raw", "bindings", "values", "discard"] as const;
export type QueryFormat = (typeof queryFormats)[number];

/**
 * `more` is added to the object of `json` and `discard`: metrics.
 * @throws {EvaluationError} where what came out can't be written: a value of few arrays can be endless when they are all written out
 */
export function writeSolutions(
	solutions: readonly Solution[],
	expressions: readonly CapturedExpression[],
	format: QueryFormat,
	more: PlainObject = {},
): string {
	try {
		return visitingAtMost(DEFAULT_BUDGET / 4, () => written(solutions, expressions, format, more));
	} catch (error) {
		if (error instanceof TooMuchToVisit || error instanceof RangeError)
			throw new EvaluationError("eval_cancel_error", "", "the result is too large to print");
		throw error;
	}
}

function written(
	solutions: readonly Solution[],
	expressions: readonly CapturedExpression[],
	format: QueryFormat,
	more: PlainObject,
): string {
	const rows = solutions.map((solution) => rowOf(solution, expressions));
	switch (format) {
		case "json": {
			const result = rows.map((row) => opaResult(row, expressions));
			return `${toJson({ ...(rows.length === 0 ? {} : { result }), ...more }, 2)}\n`;
		}
		case "discard":
			return `${toJson({ ...(rows.length === 0 ? {} : { result: "discarded" }), ...more }, 2)}\n`;
		case "raw":
			return rows.map(({ values }) => `${values.map(rawText).join(" ")}\n`).join("");
		case "values":
			return rows.map(({ values }) => `${toJson(values, 2)}\n`).join("");
		case "bindings":
			return rows.map(({ bindings }) => `${toJson(bindings, 2)}\n`).join("");
		case "pretty":
			return prettyText(rows, expressions);
	}
}

interface Row {
	readonly values: readonly Value[];
	readonly bindings: PlainObject;
}

function rowOf(solution: Solution, expressions: readonly CapturedExpression[]): Row {
	return {
		values: expressions.map(({ variable }) => (variable === undefined ? true : (solution[variable] as Value))),
		bindings: Object.fromEntries(Object.entries(solution).filter(([name]) => !name.startsWith(MADE))) as PlainObject,
	};
}

function opaResult({ values, bindings }: Row, expressions: readonly CapturedExpression[]): PlainObject {
	return {
		expressions: expressions.map(({ text, row, col }, index) => ({
			value: values[index] as Value,
			text,
			location: { row, col },
		})),
		...(Object.keys(bindings).length === 0 ? {} : { bindings }),
	};
}

const rawText = (value: Value): string => (typeof value === "string" ? value : toJson(value));

/** One value as indented JSON; several, or bindings, as a table: expressions that say more than `true`, then variables. */
function prettyText(rows: readonly Row[], expressions: readonly CapturedExpression[]): string {
	const [first] = rows;
	if (first === undefined) return "undefined\n";
	const names = Object.keys(first.bindings).sort();
	if (rows.length === 1 && names.length === 0 && expressions.length === 1)
		return `${toJson(first.values[0] as Value, 2)}\n`;
	const telling = expressions
		.map(({ text }, index) => ({ text, index }))
		.filter(({ index }) => rows.some(({ values }) => values[index] !== true));
	if (telling.length + names.length === 0) return "true\n";
	const head = [...telling.map(({ text }) => visible(text.replace(/\s+/g, " "))), ...names];
	const cells = rows.map(({ values, bindings }) => [
		...telling.map(({ index }) => cellText(values[index] as Value)),
		...names.map((name) => cellText(bindings[name] as Value)),
	]);
	return table(head, cells);
}

/** Widest text of a cell. */
const WIDEST = 80;

function cellText(value: Value): string {
	const text = visible(toJson(value));
	return text.length <= WIDEST ? text : `${text.slice(0, WIDEST)}…`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
	const rule = (left: string, cross: string, right: string): string =>
		`${left}${widths.map((width) => "─".repeat(width + 2)).join(cross)}${right}`;
	const line = (row: readonly string[]): string =>
		`│${row.map((cell, column) => ` ${cell.padEnd(widths[column] ?? 0)} `).join("│")}│`;
	const titles = head.map((title, column) =>
		title.padStart(title.length + (((widths[column] ?? 0) - title.length) >> 1)),
	);
	return `${[rule("┌", "┬", "┐"), line(titles), rule("├", "┼", "┤"), ...rows.map(line), rule("└", "┴", "┘")].join("\n")}\n`;
}
