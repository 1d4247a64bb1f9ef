/** What Tab offers at the prompt: commands, files, builtins, names of the package, and the keys of whatever stands before a dot. */
import path from "node:path";
import { isObject } from "../../runtime/values/access.ts";
import { RegoObject } from "../../runtime/values/regoObject.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import { HostError, type HostFiles } from "../host/host.ts";
import { type AskOptions, ask } from "./ask.ts";
import { PROMPT } from "./statement.ts";
import type { Workspace } from "./workspace.ts";

export type Completion = readonly [candidates: readonly string[], part: string];

const keywords = [
	"contains",
	"data",
	"default",
	"else",
	"every",
	"false",
	"if",
	"import",
	"in",
	"input",
	"not",
	"null",
	"package",
	"some",
	"true",
	"with",
];
/** Milliseconds that may be spent on finding out what stands before a dot. */
const PATIENCE = 300;

/** `commands` are the words that a command may begin with, those that want a file with a space behind them. */
export async function complete(
	line: string,
	workspace: Workspace,
	commands: readonly string[],
	files: HostFiles,
	options: AskOptions,
): Promise<Completion> {
	const { builtins } = workspace.declarations;
	if (/^:\w*$/.test(line)) return matching(commands, line);
	const file = /^:(?:load|input)\s+(?:\S+\s+)*(\S*)$/.exec(line)?.[1];
	if (file !== undefined) return completeFile(file, files);
	const dotted = /((?:[A-Za-z_]\w*)(?:\.\w+|\[(?:\d+|"[^"\\]*")\])*)\.(\w*)$/.exec(line);
	if (dotted !== null) {
		const [whole, before = "", part = ""] = dotted;
		const keys = await keysOf(before, workspace, options);
		const functions = [...builtins.keys()].filter((name) => name.startsWith(`${before}.`));
		if (functions.length > 0) return matching([...functions, ...keys.map((key) => `${before}.${key}`)], whole);
		return matching(keys, part);
	}
	const word = /[A-Za-z_]\w*$/.exec(line)?.[0];
	if (word === undefined) return [[], ""];
	return matching([...workspace.names(), ...keywords, ...builtins.keys()], word);
}

function matching(words: Iterable<string>, part: string): Completion {
	return [[...new Set(words)].filter((word) => word.startsWith(part)).sort(), part];
}

/** The keys that can be written behind a dot: those of the value, and below `data` the packages and rules. */
async function keysOf(text: string, workspace: Workspace, options: AskOptions): Promise<readonly string[]> {
	const declared = declaredBelow(text, workspace);
	try {
		const quiet = { ...options, limit: PATIENCE, print: () => undefined };
		const asked = await ask(workspace, new Source(PROMPT, text), quiet);
		const value = "solutions" in asked ? asked.solutions[0]?.[asked.expressions[0]?.variable ?? ""] : undefined;
		return [...declared, ...keysIn(value)].filter((key) => /^[A-Za-z_]\w*$/.test(key));
	} catch {
		// A rule that fails has no keys to offer, and the person will hear why when they ask for it.
		return declared;
	}
}

function keysIn(value: Value | undefined): readonly string[] {
	if (value instanceof RegoObject) return value.sortedKeys().filter((key) => typeof key === "string");
	return value !== undefined && isObject(value) ? Object.keys(value as PlainObject) : [];
}

function declaredBelow(text: string, workspace: Workspace): readonly string[] {
	if (!/^data(\.\w+)*$/.test(text)) return [];
	const path = text.split(".").slice(1);
	return workspace.modules().flatMap((module) => {
		const own = module.package.path;
		if (!path.every((word, index) => index >= own.length || own[index] === word)) return [];
		if (path.length < own.length) return [own[path.length] as string];
		if (path.length > own.length) return [];
		return module.items.map((item) => (item.kind === "rule" ? item.head.name.name : item.name.name));
	});
}

function completeFile(part: string, files: HostFiles): Completion {
	const folder = part.includes("/") ? part.slice(0, part.lastIndexOf("/") + 1) : "";
	try {
		const names = files
			.list(folder === "" ? "." : folder)
			.filter(({ name }) => !name.startsWith(".") || path.basename(part).startsWith("."))
			.map(({ name, kind }) => `${folder}${name}${kind === "folder" ? "/" : ""}`);
		return matching(names, part);
	} catch (error) {
		if (error instanceof HostError) return [[], part];
		throw error;
	}
}
