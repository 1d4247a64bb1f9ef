/** How coverage is told. */
import type { Painter } from "../../diagnostics/render.ts";
import type { FileCoverage } from "./coverage.ts";
import { coverageAsJson } from "./coverageJson.ts";
import { coverageAsLcov } from "./coverageLcov.ts";
import { coverageAsText } from "./coverageText.ts";

export const coverageFormats = ["text", "json", "lcov"] as const;
export type CoverageFormat = (typeof coverageFormats)[number];

export function coverageText(
	files: readonly FileCoverage[],
	format: CoverageFormat,
	verbose: boolean,
	painter: Painter,
): string {
	if (format === "json") return coverageAsJson(files);
	return format === "lcov" ? coverageAsLcov(files) : coverageAsText(files, verbose, painter);
}
