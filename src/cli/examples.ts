/** The `bad` and `good` examples of policies, as files that can be evaluated. */
import { parseModule } from "../lang/parse/parseModule.ts";
import type { Example, Policy, Term } from "../lang/tree.ts";
import { setOwn } from "../runtime/values/regoObject.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";

export interface PolicyExample {
	/** The policy's id. */
	readonly policy: string;
	/** The kind that the policy speaks about. */
	readonly on: string;
	readonly verdict: "bad" | "good";
	readonly title: string | undefined;
	/** File name to text; a single text has the empty name. */
	readonly files: Readonly<Record<string, string>>;
	readonly source: Source;
	readonly span: Span;
}

/** The examples of all policies in the sources, in their order. */
export function examplesIn(sources: readonly Source[]): readonly PolicyExample[] {
	return sources
		.filter(({ name }) => name.endsWith(".policy"))
		.flatMap((source) => {
			const { module } = parseModule(source, { dialect: "policy" });
			if (module === undefined) return [];
			const policies = module.items.filter((item): item is Policy => item.kind === "policy");
			return policies.flatMap((policy) =>
				policy.members
					.filter((member): member is Example => member.kind === "example")
					.map((example) => toExample(example, policy, module.package.path, source)),
			);
		});
}

export function examplesOf(id: string, sources: readonly Source[]): readonly PolicyExample[] {
	return examplesIn(sources).filter((example) => example.policy === id);
}

function toExample(example: Example, policy: Policy, path: readonly string[], source: Source): PolicyExample {
	return {
		policy: [...path, policy.name.name].join("."),
		on: policy.on.name,
		verdict: example.verdict,
		title: example.title?.value,
		files: filesOf(example.content),
		source,
		span: example.span,
	};
}

function filesOf(content: Term): Readonly<Record<string, string>> {
	const files: Record<string, string> = {};
	if (content.kind === "string") setOwn(files, "", textOf(content));
	else if (content.kind === "object")
		for (const { key, value } of content.entries)
			if (key.kind === "string" && value.kind === "string") setOwn(files, key.value, textOf(value));
	return files;
}

/** A raw string is indented as the policy around it is: what all its lines have in common isn't part of the text. */
function textOf(term: { readonly value: string; readonly raw: boolean }): string {
	if (!term.raw || !term.value.includes("\n")) return term.value;
	const lines = term.value
		.replace(/^[ \t]*\n/, "")
		.replace(/\n[ \t]*$/, "\n")
		.split("\n");
	const margins = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
	const margin = margins.reduce((common, each) => commonStart(common, each), margins[0] ?? "");
	return lines.map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line.trimStart())).join("\n");
}

function commonStart(a: string, b: string): string {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return a.slice(0, length);
}
