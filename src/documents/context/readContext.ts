/** A build context as policies see it (schema.ts): the ignore rules, what they would do to well-known paths, and to the files that are there. */
import type { PlainObject } from "../../runtime/values/value.ts";
import { detectDockerfile } from "../dockerfile/detectDockerfile.ts";
import type { Siblings } from "../document.ts";
import { contextUse } from "./contextUse.ts";
import { type Decision, decide, isUndone } from "./decide.ts";
import type { IgnoreRule } from "./readIgnoreFile.ts";
import { riskyPaths, someFolder } from "./riskyPaths.ts";

/** Files that a context lists at most, and entries of the tree that are looked at. */
const MOST_FILES = 5_000;
const MOST_ENTRIES = 200_000;

export interface ContextFacts {
	readonly rules: readonly IgnoreRule[];
	/** Name of the ignore file; undefined where there is none. */
	readonly ignoreFile: string | undefined;
	/** The Dockerfile whose own ignore file (or the lack of one) this is. */
	readonly dockerfile: string | undefined;
	readonly shadows: string | undefined;
	readonly siblings: Siblings | undefined;
	/** The text of `dockerfile`, where the source is that Dockerfile. */
	readonly dockerfileText: string | undefined;
}

export function readContext(facts: ContextFacts): PlainObject {
	const { rules, ignoreFile, dockerfile, shadows, siblings } = facts;
	const tree = siblings === undefined ? undefined : treeOf(siblings, rules);
	const dockerfiles = dockerfilesOf(facts, tree?.dockerfiles ?? []);
	const built = dockerfiles.filter(({ ignore_file: by }) => by === (ignoreFile ?? ""));
	return {
		...(ignoreFile === undefined ? {} : { ignore_file: ignoreFile }),
		...(dockerfile === undefined ? {} : { dockerfile }),
		patterns: rules.map(({ text, pattern, negated, line, problem }, index) => ({
			text,
			pattern,
			negated,
			line,
			undone: isUndone(rules, index),
			problem,
		})),
		covers: riskyPaths.flatMap(({ topic, name, path, anywhere }) => {
			const ask = (asked: string, depth: string): PlainObject => ({
				path: asked,
				topic,
				name,
				depth,
				...outcome(decide(rules, asked)),
			});
			return anywhere ? [ask(path, "root"), ask(`${someFolder}/${path}`, "nested")] : [ask(path, "root")];
		}),
		known: tree !== undefined,
		files: tree?.files ?? [],
		complete: tree?.complete ?? false,
		sent_files: tree?.sentFiles ?? 0,
		sent_bytes: tree?.sentBytes ?? 0,
		dockerfiles,
		copies: built.some(({ copies }) => copies),
		copies_all: built.some(({ copies_all: all }) => all),
		...(shadows === undefined ? {} : { shadows }),
	};
}

function outcome({ ignored, by }: Decision): PlainObject {
	return { ignored, ...(by === undefined ? {} : { by }) };
}

interface Tree {
	readonly files: PlainObject[];
	readonly complete: boolean;
	readonly sentFiles: number;
	readonly sentBytes: number;
	/** At the root, ignored or not. */
	readonly dockerfiles: string[];
}

/** Folders from which nothing is kept out. */
const open = new WeakMap<Siblings, Tree>();

/** What is in a folder. Where nothing is kept out, all of its Dockerfiles have the same: it may hold hundreds of them. */
function treeOf(siblings: Siblings, rules: readonly IgnoreRule[]): Tree {
	if (rules.length > 0) return readTree(siblings, rules);
	// Whoever hands the folder in may take note of who asked: what is known already is asked for all the same.
	siblings.list();
	const tree = open.get(siblings) ?? readTree(siblings, rules);
	open.set(siblings, tree);
	return tree;
}

function readTree(siblings: Siblings, rules: readonly IgnoreRule[]): Tree {
	const files: PlainObject[] = [];
	const dockerfiles: string[] = [];
	// Where nothing is let back in, a folder that is out is out with all that is in it.
	const letsBack = rules.some(({ negated }) => negated);
	let out: string | undefined;
	let complete = true;
	let sentFiles = 0;
	let sentBytes = 0;
	let entries = 0;
	for (const { path, size } of siblings.list()) {
		if (++entries > MOST_ENTRIES) {
			complete = false;
			break;
		}
		if (out !== undefined && path.startsWith(out)) continue;
		if (path.endsWith("/")) {
			if (!letsBack && decide(rules, path.slice(0, -1)).ignored) out = path;
			continue;
		}
		if (!path.includes("/") && detectDockerfile({ path, head: "" })) dockerfiles.push(path);
		const decision = decide(rules, path);
		if (!decision.ignored) {
			sentFiles++;
			sentBytes += size;
		}
		if (files.length < MOST_FILES) files.push({ path, size, ...outcome(decision) });
		else complete = false;
	}
	return { files, complete, sentFiles, sentBytes, dockerfiles };
}

interface BuiltHere {
	readonly path: string;
	readonly ignore_file: string;
	readonly copies: boolean;
	readonly copies_all: boolean;
	readonly sources: PlainObject[];
	readonly [key: string]: string | boolean | PlainObject[];
}

/** The Dockerfiles that are built from here: those of the tree, or the one that was given. */
function dockerfilesOf(
	{ rules, ignoreFile, dockerfile, siblings, dockerfileText }: ContextFacts,
	found: readonly string[],
): BuiltHere[] {
	const paths = dockerfile === undefined ? found : [dockerfile];
	return paths.flatMap((path) => {
		const text = path === dockerfile && dockerfileText !== undefined ? dockerfileText : siblings?.read(path);
		if (text === undefined) return [];
		const own = `${path}.dockerignore`;
		const ignoredBy = siblings?.read(own) !== undefined ? own : (ignoreFile ?? "");
		const { copies, copiesAll, sources } = contextUse(text);
		// Another ignore file's rules aren't known here.
		const here = ignoredBy === (ignoreFile ?? "") ? sources : [];
		return [
			{
				path,
				ignore_file: ignoredBy,
				copies,
				copies_all: copiesAll,
				sources: here.map((source) => ({ path: source, ...outcome(decide(rules, source)) })),
			},
		];
	});
}
