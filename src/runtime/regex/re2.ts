/**
 * The engine that takes any pattern of RE2's syntax and runs in linear time, behind the few calls we need of it. The only
 * module that imports re2js (0.3 MB), so that a bundle may load it apart: nothing but compilePattern may import this file.
 */
import { RE2JS, RE2JSException } from "re2js";
import { failure } from "../builtins/builtin.ts";

/** Where a match lies, in UTF-16 units, and the text of each group: the whole match first, "" for one that took no part. */
export interface Match {
	readonly start: number;
	readonly end: number;
	readonly groups: readonly string[];
}

export class Re2Pattern {
	/** Names of groups, by number; undefined for those without a name. */
	readonly groupNames: readonly (string | undefined)[];
	private readonly program: RE2JS;

	/** Throws BuiltinError in Go's words for a pattern that isn't valid. */
	constructor(pattern: string) {
		this.program = compileProgram(pattern);
		const names: (string | undefined)[] = Array.from({ length: this.program.groupCount() + 1 }, () => undefined);
		for (const [name, group] of Object.entries(this.program.namedGroups())) names[group] = name;
		this.groupNames = names;
	}

	test(text: string): boolean {
		return this.program.test(text);
	}

	/** The leftmost match that starts at or after `from`; what lies before still counts for `^` and `\b`. */
	finder(text: string): (from: number) => Match | undefined {
		const matcher = this.program.matcher(text);
		const groups = this.groupNames.length;
		return (from) => {
			if (!matcher.find(from)) return undefined;
			const texts = Array.from({ length: groups }, (_, group) => matcher.group(group) ?? "");
			return { start: matcher.start(), end: matcher.end(), groups: texts };
		};
	}
}

function compileProgram(pattern: string): RE2JS {
	try {
		return RE2JS.compile(pattern);
	} catch (error) {
		if (error instanceof RE2JSException) throw failure(inGoWords(error.message));
		throw error;
	}
}

/** Go quotes what is wrong even where nothing is left to quote. */
const inGoWords = (message: string): string => (message.endsWith("`") ? message : `${message}: \`\``);
