/** Policy files on disk: which there are below a path, and their texts. */
import path from "node:path";
import { fileLoop, fileNotText, fileUnreadable } from "../diagnostics/catalogue/files.ts";
import { at, type Diagnostic, type Message } from "../diagnostics/diagnostic.ts";
import type { Listed } from "../documents/find/fileSystem.ts";
import { compareText } from "../findings/order.ts";
import { decode } from "../text/decode.ts";
import { Source } from "../text/source.ts";
import { HostError, type HostFiles } from "./host/host.ts";
import { nameOf } from "./sourceName.ts";

export interface PolicyFiles {
	readonly sources: readonly Source[];
	readonly diagnostics: readonly Diagnostic[];
}

/** How deep folders of policies may nest. */
const DEEPEST = 32;

/**
 * The `.policy` and `.rego` files at a path, in code point order; undefined where there is nothing at the path.
 * A file that is named itself is taken whatever it is called. `tests` says whether `_test.rego` files are wanted.
 */
export function readPolicyFiles(cwd: string, files: HostFiles, root: string, tests: boolean): PolicyFiles | undefined {
	const start = path.resolve(cwd, root);
	const kind = files.stat(start)?.kind;
	if (kind === undefined) return undefined;
	const sources: Source[] = [];
	const diagnostics: Diagnostic[] = [];
	const refuse = (folder: string, message: Message): void => {
		diagnostics.push(at(new Source(nameOf(cwd, folder), ""), undefined, message));
	};
	const found = kind === "folder" ? below(files, start, tests, refuse, 0) : [start];
	for (const file of found) {
		const name = nameOf(cwd, file);
		try {
			const decoded = decode(files.read(file));
			if ("text" in decoded) sources.push(new Source(name, decoded.text));
			else diagnostics.push(at(new Source(name, ""), undefined, fileNotText(decoded)));
		} catch (error) {
			if (!(error instanceof HostError)) throw error;
			diagnostics.push(at(new Source(name, ""), undefined, fileUnreadable({ reason: error.reason })));
		}
	}
	return { sources, diagnostics };
}

function below(
	files: HostFiles,
	folder: string,
	tests: boolean,
	refuse: (folder: string, message: Message) => void,
	depth: number,
): string[] {
	let listed: readonly Listed[] = [];
	if (depth > DEEPEST) refuse(folder, fileLoop());
	else {
		try {
			listed = files.list(folder);
		} catch (error) {
			if (!(error instanceof HostError)) throw error;
			refuse(folder, fileUnreadable({ reason: error.reason }));
		}
	}
	return listed
		.filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
		.sort((a, b) => compareText(a.name, b.name))
		.flatMap(({ name, kind }) => {
			const full = path.join(folder, name);
			if (kind === "folder") return below(files, full, tests, refuse, depth + 1);
			return kind === "file" && isPolicyFile(name, tests) ? [full] : [];
		});
}

/** Whether a file in a folder of policies is one; `tests` says whether `_test.rego` files are wanted. */
export function isPolicyFile(name: string, tests: boolean): boolean {
	return name.endsWith(".policy") || (name.endsWith(".rego") && (tests || !name.endsWith("_test.rego")));
}
