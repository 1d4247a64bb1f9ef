/** Edits that take a part out of a text together with its line or its separator, so that the layout around it stays. */
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { TextEdit } from "../../text/textEdit.ts";
import type { Body, Literal } from "../tree.ts";

/** Takes out the lines that a span stands on alone; undefined where something else, such as a comment, stands there too. */
export function removeLines(source: Source, span: Span): readonly TextEdit[] | undefined {
	const { text } = source;
	const start = source.lineStarts[source.lineAt(span.start) - 1] as number;
	const next = source.lineStarts[source.lineAt(span.end)] ?? text.length;
	if (text.slice(start, span.start).trim() !== "" || !/^[\s;]*$/.test(text.slice(span.end, next))) return undefined;
	return [{ span: { start, end: next }, text: "" }];
}

/** Takes a literal out of a body; undefined where the body would be empty or a comment would be lost. */
export function removeLiteral(source: Source, body: Body, literal: Literal): readonly TextEdit[] | undefined {
	const index = body.indexOf(literal);
	const before = body[index - 1];
	const after = body[index + 1];
	if (before === undefined && after === undefined) return undefined;
	const alone = removeLines(source, literal.span);
	if (alone !== undefined) return alone;
	const span =
		after !== undefined
			? { start: literal.span.start, end: after.span.start }
			: { start: before?.span.end ?? literal.span.start, end: literal.span.end };
	const between = source.slice(span).replace(source.slice(literal.span), "");
	return /^[\s;]*$/.test(between) ? [{ span, text: "" }] : undefined;
}
