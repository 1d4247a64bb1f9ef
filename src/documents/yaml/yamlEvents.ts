/**
 * One YAML document's parser events, or why it has none. As lenient about indentation as libyaml and Go's parsers are: lines
 * inside brackets and quotes may begin anywhere, which the YAML specification forbids and many manifests do
 * (`args: [` … and the closing `]` under the key). Offsets are always those of the text as it was given.
 */
import { EVENT_ID, type Event, parseEvents, YAMLException } from "js-yaml";
import { yamlSyntax, yamlTooDeep } from "../../diagnostics/catalogue/documents.ts";
import type { Fault } from "./buildValue.ts";

/** Levels that a document may be nested. */
const DEEPEST = 250;
/** Spaces put before a line that begins too far left. */
const PADDING = " ".repeat(80);
/** Characters that may be parsed again because of such lines, in all. */
const MOST_WORK = 20_000_000;

/** The events without those of the document itself; or the fault, where the text is no YAML. */
export function yamlEvents(text: string): Event[] | Fault {
	const padded: number[] = [];
	let shown = text;
	for (let work = 0; ; work += shown.length) {
		try {
			const events = parseEvents(shown, { maxDepth: DEEPEST }).filter(({ type }) => type !== EVENT_ID.DOCUMENT);
			events.pop();
			return padded.length === 0 ? events : events.map((event) => moved(event, padded));
		} catch (error) {
			if (!(error instanceof YAMLException)) throw error;
			const position = Math.min(error.mark?.position ?? 0, shown.length);
			const original = unpadded(position, padded);
			if (!error.reason.startsWith("deficient indentation") || work > MOST_WORK) return faultOf(error, original, text);
			const line = text.lastIndexOf("\n", original - 1) + 1;
			// A second fault in a line that is padded already is no matter of indentation.
			if (padded.includes(line)) return faultOf(error, original, text);
			padded.push(line);
			padded.sort((a, b) => a - b);
			shown = withPadding(text, padded);
		}
	}
}

function faultOf(error: YAMLException, position: number, text: string): Fault {
	const start = Math.min(position, text.length);
	const message = error.reason.startsWith("nesting exceeded")
		? yamlTooDeep({ limit: DEEPEST })
		: yamlSyntax({ reason: error.reason });
	return { message, span: { start, end: Math.min(start + 1, text.length) }, fatal: true };
}

function withPadding(text: string, lines: readonly number[]): string {
	let result = "";
	let from = 0;
	for (const line of lines) {
		result += text.slice(from, line) + PADDING;
		from = line;
	}
	return result + text.slice(from);
}

/** The offset in the text as given of one in the padded text. */
function unpadded(offset: number, lines: readonly number[]): number {
	let low = 0;
	let high = lines.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((lines[middle] as number) + middle * PADDING.length < offset) low = middle + 1;
		else high = middle;
	}
	const before = low === 0 ? 0 : (lines[low - 1] as number);
	// Inside the padding itself the line's start is meant.
	return low === 0 ? offset : Math.max(before, offset - low * PADDING.length);
}

function moved(event: Event, lines: readonly number[]): Event {
	const to = (offset: number): number => (offset === -1 ? -1 : unpadded(offset, lines));
	if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return event;
	const anchor = { anchorStart: to(event.anchorStart), anchorEnd: to(event.anchorEnd) };
	if (event.type === EVENT_ID.ALIAS) return { ...event, ...anchor };
	const properties = { ...anchor, tagStart: to(event.tagStart), tagEnd: to(event.tagEnd) };
	if (event.type === EVENT_ID.SCALAR)
		return { ...event, ...properties, valueStart: to(event.valueStart), valueEnd: to(event.valueEnd) };
	return { ...event, ...properties, start: to(event.start) };
}
