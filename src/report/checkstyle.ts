/** Checkstyle's XML (version 4.3 of its report): errors by file. What is excused isn't in it; diagnostics of files are. */
import type { Report, Severity } from "../findings/finding.ts";
import { compareText } from "../findings/order.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { reportFormat } from "./format.ts";
import { plainLine, xmlText } from "./safeText.ts";

export const checkstyle = reportFormat({
	id: "checkstyle",
	title: "Checkstyle XML, for review tools",
	extension: "checkstyle.xml",
	mediaType: "application/xml",
	write: (report) =>
		`${[
			'<?xml version="1.0" encoding="UTF-8"?>',
			'<checkstyle version="4.3">',
			...[...errorsByFile(report)]
				.sort(([a], [b]) => compareText(a, b))
				.flatMap(([file, errors]) => [`  <file name="${xmlText(file)}">`, ...errors, "  </file>"]),
			"</checkstyle>",
		].join("\n")}\n`,
});

type Level = "error" | "warning" | "info";

function errorsByFile(report: Report): ReadonlyMap<string, readonly string[]> {
	const files = new Map<string, string[]>();
	const add = (source: Source, span: Span | undefined, level: Level, message: string, rule: string): void => {
		const { line, column } = span === undefined ? { line: 1, column: 1 } : source.position(span.start);
		const error = `    <error line="${line}" column="${column}" severity="${level}" message="${xmlText(plainLine(message))}" source="${xmlText(`holystone.${rule}`)}"/>`;
		const of = files.get(source.name);
		if (of === undefined) files.set(source.name, [error]);
		else of.push(error);
	};
	for (const { place, severity, action, message, policy, suppressed } of report.findings)
		if (suppressed === undefined) add(place.source, place.span, levelOf(severity, action), message, policy.code);
	for (const { source, span, kind, text, hint } of report.diagnostics)
		if (source !== undefined)
			add(source, span, kind.severity, hint === undefined ? text : `${text}; ${hint}`, kind.code);
	return files;
}

function levelOf(severity: Severity, action: "deny" | "warn"): Level {
	if (severity === "low" || severity === "info") return "info";
	return severity === "medium" || action === "warn" ? "warning" : "error";
}
