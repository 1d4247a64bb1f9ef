/** The whole report as JSON: every finding, the ledger, the diagnostics. Its shape is `json.schema.ts`; it grows, and doesn't break within a version. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Finding, Report, Suppression } from "../findings/finding.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { TextEdit } from "../text/textEdit.ts";
import { reportFormat } from "./format.ts";
import { isSecret } from "./mask.ts";
import { pointerText, regionOf } from "./region.ts";

export const json = reportFormat({
	id: "json",
	title: "everything, for programs",
	extension: "json",
	mediaType: "application/json",
	*pieces(report, { version }) {
		let before = "{";
		for (const [key, value] of fieldsOf(report, version)) {
			yield `${before}\n  ${JSON.stringify(key)}: `;
			if (isStream(value)) yield* listPieces(value);
			else yield indented(value, "  ");
			before = ",";
		}
		yield "\n}\n";
	},
});

type Field = readonly [key: string, value: object | number | Iterable<object>];

/** The report as plain data, lists as they come. */
function* fieldsOf(report: Report, version: string): Generator<Field> {
	yield ["version", 1];
	yield ["tool", { name: "holystone", version }];
	yield ["summary", report.summary];
	yield ["findings", mapped(report.findings, plainFinding)];
	yield ["diagnostics", mapped(report.diagnostics, plainDiagnostic)];
	yield ["files", report.files];
	yield ["policies", mapped(report.policies, ({ on, ...policy }) => ({ ...policy, on: on ?? null }))];
	yield ["ledger", report.ledger];
}

function* mapped<Item>(items: Iterable<Item>, map: (item: Item) => object): Generator<object> {
	for (const item of items) yield map(item);
}

function isStream(value: Field[1]): value is Iterable<object> {
	return typeof value === "object" && Symbol.iterator in value;
}

function* listPieces(items: Iterable<object>): Generator<string> {
	let before = "[";
	for (const item of items) {
		yield `${before}\n    ${indented(item, "    ")}`;
		before = ",";
	}
	yield before === "[" ? "[]" : "\n  ]";
}

const indented = (value: object | number, by: string): string =>
	JSON.stringify(value, null, 2).replaceAll("\n", `\n${by}`);

export function plainFinding(finding: Finding): object {
	const { policy, action, severity, message, place, fix, fingerprint, suppressed } = finding;
	const shownFix = isSecret(finding) ? undefined : fix;
	return {
		code: policy.code,
		policy: policy.id,
		title: policy.title,
		severity,
		action,
		message,
		file: place.source.name,
		document: place.document,
		...(place.origin === undefined ? {} : { origin: place.origin }),
		pointer: pointerText(place.pointer),
		range: range(place.source, place.span),
		fingerprint,
		...(shownFix === undefined ? {} : { fix: plainFix(place.source, shownFix) }),
		...(suppressed === undefined ? {} : { suppressed: plainSuppression(suppressed) }),
	};
}

/** The edits of a source. */
export function plainFix(source: Source, edits: readonly TextEdit[]): readonly object[] {
	return edits.map(({ span, text }) => ({ range: range(source, span), text }));
}

function plainSuppression({ by, reason, source, span, until }: Suppression): object {
	return {
		by,
		reason,
		...(until === undefined ? {} : { until }),
		...(source === undefined ? {} : { file: source.name, range: range(source, span) }),
	};
}

export function plainDiagnostic({ kind, text, hint, source, span }: Diagnostic): object {
	return {
		code: kind.code,
		severity: kind.severity,
		message: text,
		...(hint === undefined ? {} : { hint }),
		...(source === undefined ? {} : { file: source.name, range: range(source, span) }),
	};
}

function range(source: Source, span: Span | undefined): object | null {
	if (span === undefined) return null;
	const { startLine, startColumn, endLine, endColumn } = regionOf(source, span);
	return { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } };
}
