/**
 * Diagnostics as text for eyes: place, message, code frame, hint. Colors are the caller's business: it hands in a painter.
 */
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** How a role in the text is to look; the plain painter gives every text back as it is. */
export interface Painter {
	readonly error: (text: string) => string;
	readonly warning: (text: string) => string;
	readonly info: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly bold: (text: string) => string;
}

const same = (text: string): string => text;
export const plainPainter: Painter = { error: same, warning: same, info: same, dim: same, bold: same };

/** `file:line:column`, as editors and terminals turn into links; only the file where there is no span. */
export function placeText(source: Source | undefined, span: Span | undefined): string {
	if (source === undefined) return "";
	if (span === undefined) return source.name;
	const { line, column } = source.position(span.start);
	return `${source.name}:${line}:${column}`;
}

/** One diagnostic in lines: `file:1:2: error: text [code]`, then the frame, then the hint. */
export function renderDiagnostic(diagnostic: Diagnostic, painter: Painter = plainPainter): string {
	const { kind, text, hint, source, span } = diagnostic;
	// Names of files and words of the command line come from outside as much as the lines of a frame do.
	const place = visible(placeText(source, span));
	const paint = painter[kind.severity];
	const lines = [
		`${place === "" ? "" : `${painter.bold(place)}: `}${paint(kind.severity)}: ${visible(text)} ${painter.dim(`[${kind.code}]`)}`,
	];
	if (source !== undefined && span !== undefined) lines.push(codeFrame(source, span, painter, paint));
	if (hint !== undefined) lines.push(`  ${painter.dim("=")} ${visible(hint)}`);
	return lines.join("\n");
}

/** Widest line that a frame shows, in code units; a longer one is cut around the marked part. */
const WIDEST = 160;

/** The first line that a span touches, with a line of carets under it. Tabs become single spaces so that carets stay aligned. */
export function codeFrame(
	source: Source,
	span: Span,
	painter: Painter = plainPainter,
	paint: (text: string) => string = same,
): string {
	const { line } = source.position(span.start);
	const lineStart = source.lineStarts[line - 1] as number;
	const whole = source.line(line);
	const from = Math.min(span.start - lineStart, whole.length);
	const to = Math.max(from, Math.min(span.end - lineStart, whole.length));
	const cutAt = from > WIDEST / 2 && whole.length > WIDEST ? from - WIDEST / 2 : 0;
	const shown = visible(whole.slice(cutAt, cutAt + WIDEST));
	const marked = visible(whole.slice(from, Math.min(to, cutAt + WIDEST)));
	const gutter = String(line);
	const before = " ".repeat(width(visible(whole.slice(cutAt, from))));
	const carets = "^".repeat(Math.max(1, width(marked)));
	return [
		`  ${painter.dim(`${gutter} |`)} ${cutAt > 0 ? "…" : ""}${shown}${whole.length > cutAt + WIDEST ? "…" : ""}`,
		`  ${painter.dim(`${" ".repeat(gutter.length)} |`)} ${cutAt > 0 ? " " : ""}${before}${paint(carets)}`,
	].join("\n");
}

/** Text made safe for a terminal: tabs to spaces, other control characters to visible ones, so that no input can move the cursor. */
export function visible(text: string): string {
	return text.replace(/\t/g, " ").replace(/\p{Cc}|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Columns that a text takes on a terminal: wide East Asian characters and emoji take two, combining marks none. */
function width(text: string): number {
	if (/^[ -~]*$/.test(text)) return text.length;
	let columns = 0;
	for (const character of text) {
		if (/\p{Mark}/u.test(character)) continue;
		columns +=
			/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
				character,
			)
				? 2
				: 1;
	}
	return columns;
}
