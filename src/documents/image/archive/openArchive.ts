/** The files of a source that is an archive, opened once however many kinds look into it. */
import type { Source } from "../../../text/source.ts";
import type { ParseOptions } from "../../document.ts";
import { type Blobs, folderBlobs, tarBlobs } from "./blobs.ts";
import { Budget, type Limits } from "./limits.ts";

export interface OpenArchive {
	readonly blobs: Blobs;
	readonly limits: Limits;
}

const known = new WeakMap<Source, OpenArchive>();

/** @param own limits other than the usual ones */
export function openArchive(
	source: Source,
	{ bytes, siblings }: Pick<ParseOptions, "bytes" | "siblings">,
	own: Partial<Limits> = {},
): OpenArchive {
	const found = known.get(source);
	if (found !== undefined) return found;
	const budget = new Budget(own);
	const blobs: Blobs =
		bytes !== undefined
			? tarBlobs(bytes, budget)
			: siblings === undefined
				? { get: () => undefined }
				: folderBlobs(siblings, budget);
	const opened = { blobs, limits: budget.limits };
	known.set(source, opened);
	return opened;
}
