/** What became of one test: an example of a policy, or a `test_` rule. */
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

export interface TestResult {
	/** The package with `data` before it, and the name within it: `tagged: bad "a public base"`, `test_x`. */
	readonly package: string;
	readonly name: string;
	/** `error`: it couldn't be evaluated to its end. */
	readonly outcome: "pass" | "fail" | "error" | "skip";
	/** Where it is written. */
	readonly source: Source;
	readonly span: Span;
	/** Why it failed, broke off or was skipped: one line each. */
	readonly details: readonly string[];
	/** What it printed. */
	readonly printed: readonly string[];
	/** Milliseconds. */
	readonly duration: number;
	/** Those of a rule such as `test_x[name] if { … }`, which is a test for each name. */
	readonly cases: readonly TestCase[];
}

/** One case of a test. A case with cases of its own has its name as the first part of theirs. */
export interface TestCase {
	readonly name: string;
	readonly passed: boolean;
	readonly cases: readonly TestCase[];
}

/** `data.p.test_x`, as tests are chosen and named; examples without the `data.`. */
export function fullName({ package: path, name }: Pick<TestResult, "package" | "name">): string {
	return `${path}.${name}`;
}
