/** The one order of findings, diagnostics and names in every output: by code point, never by a machine's locale. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Finding } from "./finding.ts";

/** Compares two texts by code point. (`<` compares UTF-16 units, which puts astral characters before U+E000.) */
export function compareText(a: string, b: string): number {
	if (a === b) return 0;
	const length = Math.min(a.length, b.length);
	for (let at = 0; at < length; at++) {
		const left = a.charCodeAt(at);
		const right = b.charCodeAt(at);
		if (left === right) continue;
		if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1;
		return left - right;
	}
	return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
	return unit >= 0xd800 && unit <= 0xdfff;
}

type Ordered = Pick<Finding, "place" | "policy" | "message">;

/** File, line, column, code, message; then what is left to tell two apart. */
export function compareFindings(a: Ordered, b: Ordered): number {
	return (
		comparePlaces(a.place, b.place) ||
		compareText(a.policy.code, b.policy.code) ||
		compareText(a.message, b.message) ||
		compareText(a.policy.id, b.policy.id) ||
		compareText(a.place.document, b.place.document) ||
		compareText(JSON.stringify(a.place.pointer), JSON.stringify(b.place.pointer))
	);
}

/** File, place, code, text; what has no file comes first. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
	return comparePlaces(a, b) || compareText(a.kind.code, b.kind.code) || compareText(a.text, b.text);
}

interface Placed {
	readonly source?: Source;
	readonly span?: Span | undefined;
}

// Offsets order as lines and columns do, and need no look at the text.
function comparePlaces(a: Placed, b: Placed): number {
	return (
		compareText(a.source?.name ?? "", b.source?.name ?? "") ||
		(a.span?.start ?? -1) - (b.span?.start ?? -1) ||
		(a.span?.end ?? -1) - (b.span?.end ?? -1)
	);
}
