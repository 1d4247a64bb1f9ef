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

export interface ReportFormat {
	/** As it is given to `--format`. */
	readonly id: string;
	/** One line for help and docs. */
	readonly title: string;
	/** Without the dot. */
	readonly extension: string;
	readonly mediaType: string;
	/** The whole report as text that ends with a line break. Pure. */
	readonly write: (report: Report, options: WriteOptions) => string;
}

/** Declares a format. */
export function reportFormat(format: ReportFormat): ReportFormat {
	return format;
}
