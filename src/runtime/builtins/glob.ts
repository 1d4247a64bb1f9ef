/** Globs with delimiters. OPA: topdown/glob.go, and gobwas/glob 1.0. */
import { compileGlob, quoteGlob } from "../glob/compileGlob.ts";
import { arrayOf, boolean, nothing, string, union } from "../types.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin } from "./builtin.ts";
import { elementError, late, lateString } from "./operands.ts";

export const glob: readonly Builtin[] = [
	builtin<[string, null | readonly Value[], Value]>(
		{
			name: "glob.match",
			group: "glob",
			doc: "Whether a whole text matches a glob: `*`, `**`, `?`, `[a-z]`, `{one,two}`.",
			args: [
				{ name: "pattern", type: string, doc: "The glob." },
				{
					name: "delimiters",
					type: union(nothing, arrayOf(string)),
					wanted: "one of {array, null}",
					doc: "Characters that `*` and `?` don't match: none for `null`, a dot for an empty array.",
				},
				{ name: "match", type: string, ...late, doc: "The text." },
			],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'glob.match("*.github.com", [], "api.github.com")', gives: "true" },
				{ call: 'glob.match("*.github.com", [], "api.cdn.github.com")', gives: "false" },
				{ call: 'glob.match("src/**", ["/"], "src/a/b")', gives: "true" },
			],
		},
		(pattern, delimiters, match, context) => {
			const stops = delimiters === null ? "" : characters(delimiters);
			const text = lateString(match, 3);
			context.spend(1 + (text.length >> 5));
			return compileGlob(pattern, stops)(text);
		},
	),
	builtin<[string]>(
		{
			name: "glob.quote_meta",
			group: "glob",
			doc: "A glob that matches just the given text.",
			args: [{ name: "pattern", type: string, doc: "The text." }],
			returns: { name: "output", type: string },
			examples: [{ call: 'glob.quote_meta("*.github.com")', gives: '"\\\\*.github.com"' }],
		},
		(text) => quoteGlob(text),
	),
];

/** Delimiters in a row; each must be one character. */
function characters(delimiters: readonly Value[]): string {
	if (delimiters.length === 0) return ".";
	let all = "";
	for (const delimiter of delimiters) {
		if (typeof delimiter !== "string") throw elementError(2, delimiters, delimiter, "string");
		if (delimiter.length !== 1 && (delimiter.length !== 2 || delimiter.codePointAt(0)! <= 0xffff)) {
			throw elementError(2, delimiters, delimiter, "rune");
		}
		all += delimiter;
	}
	return all;
}
