/** Calls that belong to the language itself: the compiler answers them, or emits them in place. They are no part of the runtime's builtins. */
import { type Builtin, builtin } from "../../runtime/builtins/builtin.ts";
import { any, arrayOf, boolean, type Type } from "../../runtime/types.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";

const annotations = (name: string, doc: string, type: Type): Builtin =>
	builtin(
		{ name, group: "rego", doc, args: [], returns: { name: "annotations", type }, examples: [] },
		() => undefined,
	);

export const languageBuiltins: ReadonlyMap<string, Builtin> = new Map(
	[
		annotations("rego.metadata.rule", "The annotations of the rule that this stands in.", any),
		annotations(
			"rego.metadata.chain",
			"The annotations of the rule, its document and its packages, nearest first.",
			arrayOf(any),
		),
		builtin<[Value]>(
			{
				name: "is_unknown",
				group: "unknown",
				doc: "Whether a value can't be known from the document alone, such as a tag from an ARG without a default.",
				args: [{ name: "x", type: any }],
				returns: { name: "result", type: boolean },
				examples: [{ call: 'is_unknown("latest")', gives: "false" }],
			},
			(value) => value instanceof Unknown,
		),
	].map((declared) => [declared.name, declared]),
);
