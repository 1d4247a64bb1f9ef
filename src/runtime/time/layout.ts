/**
 * Go's layouts: a date written the way the moment `Mon Jan 2 15:04:05 MST 2006` would be. Takes the text of a layout, gives
 * its pieces: plain text and the elements in it. Go: package time, nextStdChunk.
 */

export interface LayoutPiece {
	/** The plain text before the element. */
	readonly before: string;
	/** As it stands in the layout: `2006`, `_2`, `.000`; empty at the end of the layout. */
	readonly element: string;
}

/** The layouts that have names. */
const namedLayouts: ReadonlyMap<string, string> = new Map([
	["ANSIC", "Mon Jan _2 15:04:05 2006"],
	["UnixDate", "Mon Jan _2 15:04:05 MST 2006"],
	["RubyDate", "Mon Jan 02 15:04:05 -0700 2006"],
	["RFC822", "02 Jan 06 15:04 MST"],
	["RFC822Z", "02 Jan 06 15:04 -0700"],
	["RFC850", "Monday, 02-Jan-06 15:04:05 MST"],
	["RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"],
	["RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"],
	["RFC3339", "2006-01-02T15:04:05Z07:00"],
	["RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"],
]);

export const layoutNamed = (name: string): string => namedLayouts.get(name) ?? name;

export const months = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December",
] as const;
export const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

const elements = new RegExp(
	[
		"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST",
		"002|0[1-6]|15|1|2006|2|(?<=_)2006|_(?!2006)_2|_2(?!006)|3|4|5|PM|pm",
		"[-Z]07(?:00(?:00)?|:00(?::00)?)?",
		"[.,](?:0+|9+)(?![0-9])",
	].join("|"),
	"g",
);

/** The pieces in order; the last one has no element. */
export function layoutPieces(layout: string): LayoutPiece[] {
	const pieces: LayoutPiece[] = [];
	let at = 0;
	for (const { 0: element, index } of layout.matchAll(elements)) {
		pieces.push({ before: layout.slice(at, index), element });
		at = index + element.length;
	}
	pieces.push({ before: layout.slice(at), element: "" });
	return pieces;
}
