/** What a report format is: one file declares one, `formats.ts` lists them. */
import type { Painter } from "../diagnostics/render.ts";
import type { Report } from "../findings/finding.ts";

export interface WriteOptions {
	/** Colors, for formats that are for eyes. */
	readonly painter: Painter;
	/** Holystone's version, for formats that name the tool. */
	readonly version: string;
	/** Leave out what isn't a finding or an error, for formats that are for eyes. */
	readonly quiet?: boolean;
}

interface FormatFacts {
	/** As it is given to `--format`. */
	readonly id: string;
	/** One line for help and docs. */
	readonly title: string;
	/** Without the dot. */
	readonly extension: string;
	readonly mediaType: string;
}

type Write<Text> = (report: Report, options: WriteOptions) => Text;

export interface ReportFormat extends FormatFacts {
	/** The whole report as text that ends with a line break. Pure. */
	readonly write: Write<string>;
	/** The same text in pieces, none of which is large where the format permits that: a report may be longer than a string can be. */
	readonly pieces: Write<Iterable<string>>;
}

/** Declares a format by one of the two ways to write it. */
export function reportFormat(
	format: FormatFacts & (Pick<ReportFormat, "write"> | Pick<ReportFormat, "pieces">),
): ReportFormat {
	return "pieces" in format
		? { ...format, write: (report, options) => [...format.pieces(report, options)].join("") }
		: { ...format, pieces: (report, options) => [format.write(report, options)] };
}
