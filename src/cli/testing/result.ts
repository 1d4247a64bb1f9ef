/** What became of one test: an example of a policy, or a `test_` rule. */
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

export interface TestResult {
	/** `acme.images.trusted_base: bad "a public base"`, `data.acme.test_x`. */
	readonly name: string;
	readonly outcome: "pass" | "fail" | "skip";
	/** Where it is written. */
	readonly source: Source;
	readonly span: Span;
	/** Why it failed or was skipped: one line each. */
	readonly details: readonly string[];
	/** What it printed. */
	readonly printed: readonly string[];
}
