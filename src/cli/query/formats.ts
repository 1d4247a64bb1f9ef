/** How `policy query` prints solutions: `json` in the shape of `opa eval`, and three shapes for eyes and scripts. */
import { visible } from "../../diagnostics/render.ts";
import type { Solution } from "../../runtime/evaluation/program.ts";
import { toJson } from "../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { type CapturedExpression, MADE } from "./captureValues.ts";

export const queryFormats = ["json", "pretty", "raw", "bindings"] as const;
export type QueryFormat = (typeof queryFormats)[number];

export function writeSolutions(
	solutions: readonly Solution[],
	expressions: readonly CapturedExpression[],
	format: QueryFormat,
): string {
	const rows = solutions.map((solution) => ({
		values: expressions.map(({ variable }) => (variable === undefined ? true : (solution[variable] as Value))),
		bindings: Object.fromEntries(Object.entries(solution).filter(([name]) => !name.startsWith(MADE))) as PlainObject,
	}));
	switch (format) {
		case "json":
			return `${toJson(rows.length === 0 ? {} : { result: rows.map((row) => opaResult(row, expressions)) }, 2)}\n`;
		case "raw":
			return rows.map(({ values }) => `${values.map(rawText).join(" ")}\n`).join("");
		case "bindings":
			return rows.map(({ bindings }) => `${toJson(bindings, 2)}\n`).join("");
		case "pretty":
			return prettyText(rows);
	}
}

interface Row {
	readonly values: readonly Value[];
	readonly bindings: PlainObject;
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

/** One value as indented JSON; several solutions or bindings as a table. */
function prettyText(rows: readonly Row[]): string {
	const [first] = rows;
	if (first === undefined) return "undefined\n";
	const names = Object.keys(first.bindings);
	if (rows.length === 1 && names.length === 0 && first.values.length === 1)
		return `${toJson(first.values[0] as Value, 2)}\n`;
	const head = names.length > 0 ? names : first.values.map((_, index) => `value ${index + 1}`);
	const cells = rows.map(({ bindings, values }) =>
		(names.length > 0 ? names.map((name) => bindings[name] as Value) : values).map((cell) => visible(toJson(cell))),
	);
	const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]): string =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd();
	return `${[line(head), widths.map((width) => "-".repeat(width)).join("  "), ...cells.map(line)].join("\n")}\n`;
}
