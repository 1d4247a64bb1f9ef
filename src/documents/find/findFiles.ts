/**
 * Which files a run looks at. Takes paths and a file system, gives paths in code point order and what went wrong.
 * Files that are named are always taken; folders are gone through, without what git ignores, without `.git` and `node_modules`.
 * Links lead to what lies in the paths that were given, never out of them.
 */
import {
	fileLinkBroken,
	fileLoop,
	fileMissing,
	fileOutside,
	fileTooMany,
	fileUnreadable,
} from "../../diagnostics/catalogue/files.ts";
import type { Diagnostic, Message } from "../../diagnostics/diagnostic.ts";
import { compareStrings } from "../../runtime/values/order.ts";
import { Source } from "../../text/source.ts";
import type { Entry, FileSystem, Listed } from "./fileSystem.ts";
import { IgnoreRules } from "./ignoreRules.ts";

export interface FoundFile {
	/** As it is to be shown and opened: the root as given and the way from it, with `/`. */
	readonly path: string;
	/** Whether the person named it: then a kind is guessed with more good will, and it is an error where none claims it. */
	readonly named: boolean;
	/** In bytes. */
	readonly size: number;
}

export interface Found {
	readonly files: readonly FoundFile[];
	readonly diagnostics: readonly Diagnostic[];
}

export interface FindOptions {
	/** False: what git ignores is looked at too. */
	readonly gitignore: boolean;
}

const neverEntered: ReadonlySet<string> = new Set([".git", "node_modules"]);
/** Files that one run looks at, and folders in folders that it goes into. */
const MOST_FILES = 100_000;
const DEEPEST = 100;

/** Finds the files of the roots. A root that isn't there is a diagnostic. */
export function findFiles(roots: readonly string[], fileSystem: FileSystem, options: FindOptions): Found {
	const search = new Search(fileSystem, options);
	for (const root of roots) search.addRoot(root);
	return search.finish();
}

class Search {
	readonly #fileSystem: FileSystem;
	readonly #options: FindOptions;
	/** By the real path, so that a file is looked at once however it was reached. */
	readonly #files = new Map<string, FoundFile>();
	readonly #folders = new Set<string>();
	readonly #diagnostics: Diagnostic[] = [];
	readonly #roots: string[] = [];
	#isFull = false;

	constructor(fileSystem: FileSystem, options: FindOptions) {
		this.#fileSystem = fileSystem;
		this.#options = options;
	}

	finish(): Found {
		const files = [...this.#files.values()].sort((a, b) => compareStrings(a.path, b.path));
		return { files, diagnostics: this.#diagnostics };
	}

	addRoot(given: string): void {
		const root = tidy(given);
		const entry = this.#stat(root);
		if (entry === undefined) return;
		if (entry.kind === "file") this.#add({ path: root, named: true, size: entry.size }, entry);
		else if (entry.kind === "folder") {
			this.#roots.push(entry.real);
			const rules = this.#options.gitignore ? this.#rulesAbove(root) : { rules: new IgnoreRules(), prefix: "" };
			this.#enter(root, entry, rules.prefix, rules.rules, 0);
		} else this.#report(root, fileUnreadable({ reason: "it is neither a file nor a folder" }));
	}

	#stat(path: string): Entry | undefined {
		try {
			const entry = this.#fileSystem.stat(path);
			if (entry === undefined) this.#report(path, fileMissing());
			return entry;
		} catch (error) {
			this.#report(path, fileUnreadable({ reason: reasonOf(error) }));
			return undefined;
		}
	}

	/** Rules of the folders above a root, up to the one that holds `.git`; none where there is no such folder. */
	#rulesAbove(root: string): { readonly rules: IgnoreRules; readonly prefix: string } {
		const way: string[] = [];
		let folder = root;
		for (let left = DEEPEST; left > 0; left--) {
			if (this.#quietly(() => this.#fileSystem.stat(join(folder, ".git"))) !== undefined) {
				const prefixes = way.toReversed().map((_, index, names) =>
					names
						.slice(0, index)
						.map((name) => `${name}/`)
						.join(""),
				);
				let rules = new IgnoreRules();
				rules = this.#withFile(rules, "", join(folder, ".git/info/exclude"));
				for (const prefix of prefixes) rules = this.#withFile(rules, prefix, join(folder, `${prefix}.gitignore`));
				return {
					rules,
					prefix: way
						.toReversed()
						.map((name) => `${name}/`)
						.join(""),
				};
			}
			const real = this.#quietly(() => this.#fileSystem.stat(folder))?.real;
			const name = real?.slice(real.lastIndexOf("/") + 1);
			if (real === undefined || name === undefined || name === "") break;
			way.push(name);
			folder = real.slice(0, Math.max(real.lastIndexOf("/"), 1)) || "/";
		}
		return { rules: new IgnoreRules(), prefix: "" };
	}

	#withFile(rules: IgnoreRules, folder: string, path: string): IgnoreRules {
		const text = this.#quietly(() => this.#fileSystem.read(path));
		return text === undefined ? rules : rules.with(folder, text);
	}

	/** What can't be read here has no say: a missing `.gitignore` is no fault. */
	#quietly<T>(attempt: () => T): T | undefined {
		try {
			return attempt();
		} catch {
			return undefined;
		}
	}

	/** @param inGit the folder from where the rules count, with `/` at its end */
	#enter(path: string, entry: Entry, inGit: string, above: IgnoreRules, depth: number): void {
		if (this.#folders.has(entry.real) || this.#isFull) return;
		this.#folders.add(entry.real);
		if (depth > DEEPEST) {
			this.#report(path, fileLoop());
			return;
		}
		let names: readonly Listed[];
		try {
			names = this.#fileSystem.list(path);
		} catch (error) {
			this.#report(path, fileUnreadable({ reason: reasonOf(error) }));
			return;
		}
		const hasRules = this.#options.gitignore && names.some(({ name }) => name === ".gitignore");
		const rules = hasRules ? this.#withFile(above, inGit, join(path, ".gitignore")) : above;
		for (const listed of [...names].sort((a, b) => compareStrings(a.name, b.name)))
			this.#visit(join(path, listed.name), listed, inGit, rules, depth);
	}

	#visit(path: string, { name, kind }: Listed, inGit: string, rules: IgnoreRules, depth: number): void {
		if (kind === "other" || (kind !== "file" && neverEntered.has(name))) return;
		// git takes a link for a file, wherever it leads.
		if (rules.ignores(`${inGit}${name}${kind === "folder" ? "/" : ""}`)) return;
		const entry = kind === "link" ? this.#quietly(() => this.#fileSystem.stat(path)) : this.#stat(path);
		if (entry === undefined && kind === "link") this.#report(path, fileLinkBroken());
		if (entry === undefined || entry.kind === "other") return;
		if (kind === "link" && !this.#roots.some((root) => isWithin(entry.real, root))) {
			this.#report(path, fileOutside());
			return;
		}
		if (entry.kind === "file") this.#add({ path, named: false, size: entry.size }, entry);
		else this.#enter(path, entry, `${inGit}${name}/`, rules, depth + 1);
	}

	#add(file: FoundFile, { real }: Entry): void {
		const known = this.#files.get(real);
		if (known !== undefined) {
			if (file.named && !known.named) this.#files.set(real, file);
			return;
		}
		if (this.#files.size < MOST_FILES) this.#files.set(real, file);
		else if (!this.#isFull) {
			this.#isFull = true;
			this.#report(file.path, fileTooMany({ limit: MOST_FILES }));
		}
	}

	#report(path: string, message: Message): void {
		this.#diagnostics.push({ ...message, source: new Source(path, "") });
	}
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function isWithin(path: string, folder: string): boolean {
	return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function join(folder: string, name: string): string {
	return folder === "." || folder === "" ? name : folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

/** A path as people would write it: `/` between names, no `./` before and no `/` behind. */
function tidy(path: string): string {
	const plain = path
		.replaceAll("\\", "/")
		.replace(/^(?:\.\/)+(?=.)/, "")
		.replace(/(?<=.)\/+$/, "");
	return plain === "" ? "." : plain;
}
