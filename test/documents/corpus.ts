/** The collection of real files beside the project, as data to run over. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Source } from "../../src/text/source.ts";

const root = "../shared/corpus";

export const hasCorpus = existsSync(root);
/** Put into a test's name, so that a run without the collection says so. */
export const missingNote = hasCorpus ? "" : " (../shared/corpus is missing: not run)";

/** All files of some folders of it. */
export function corpusFiles(...folders: string[]): Source[] {
	if (!hasCorpus) return [];
	return folders.flatMap((folder) =>
		readdirSync(`${root}/${folder}`)
			.sort()
			.map((name) => new Source(`${folder}/${name}`, readFileSync(`${root}/${folder}/${name}`, "utf8"))),
	);
}
