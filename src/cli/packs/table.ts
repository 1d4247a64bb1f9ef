import { visible } from "../../diagnostics/render.ts";

/** Rows as columns of equal width, for people. */
export function table(given: readonly (readonly string[])[]): string {
	// What stands in a lock or a certificate was written by others.
	const rows = given.map((row) => row.map(visible));
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
	return rows
		.map(
			(row) =>
				`${row
					.map((cell, column) => cell.padEnd(widths[column] ?? 0))
					.join("  ")
					.trimEnd()}\n`,
		)
		.join("");
}
