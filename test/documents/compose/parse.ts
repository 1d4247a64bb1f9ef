/** Compose files of a folder in memory, as a run would read them. */
import { memoryFolder } from "../../../src/cli/testing/memoryFolder.ts";
import { composeKind } from "../../../src/documents/compose/composeKind.ts";
import type { Parsed } from "../../../src/documents/document.ts";
import { Source } from "../../../src/text/source.ts";

/** One of the files, with all of them beside it. */
export function parseFiles(
	files: Readonly<Record<string, string>>,
	name: string,
	buildArgs: Readonly<Record<string, string>> = {},
): Parsed {
	const folder = name.slice(0, name.lastIndexOf("/") + 1);
	return composeKind.parse(new Source(name, files[name] ?? ""), { buildArgs, siblings: memoryFolder(files, folder) });
}

export const parseCompose = (text: string, buildArgs: Readonly<Record<string, string>> = {}): Parsed =>
	parseFiles({ "compose.yaml": text }, "compose.yaml", buildArgs);
