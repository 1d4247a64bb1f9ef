/**
 * What a pack is once it is ready to be evaluated: its policies, and the program that evaluates them.
 */
import type { PolicyInfo } from "../findings/finding.ts";
import type { Program } from "../runtime/evaluation/program.ts";
import type { Type } from "../runtime/types.ts";
import type { Value } from "../runtime/values/value.ts";

export interface Pack {
	readonly name: string;
	readonly program: Program;
	readonly policies: readonly PackPolicy[];
	/** Its policies may look at the files in an image. */
	readonly looksInside?: true;
}

export interface PackPolicy {
	readonly info: PolicyInfo;
	/** Where its findings stand below `data`: package and name. */
	readonly path: readonly string[];
	/** What `policy.yaml` may set, with type and default. */
	readonly params: readonly PolicyParam[];
	/**
	 * How its findings look: `declared` by a `policy` (action, message, path, fix), or what a plain Rego rule gives:
	 * strings, and objects with `msg`, which count as `deny` or `warn` by the rule's name.
	 */
	readonly style: { readonly kind: "declared" } | RuleStyle;
}

export interface RuleStyle {
	readonly kind: "rule";
	readonly action: "deny" | "warn";
	/** A rule of its package that may excuse what it says, as Conftest has it: its lists hold the names of rules, without `deny_` and the like. */
	readonly exception?: readonly string[];
}

export interface PolicyParam {
	readonly name: string;
	readonly type: Type;
	readonly default: Value;
}
