/** What a run is told by `policy.yaml`, as plain data. */
import type { Exception } from "../../findings/exceptions.ts";
import type { Severity } from "../../findings/finding.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

/** A word of the configuration that names something, and where it stands. */
export interface Named<Value> {
	/** A policy's code, name or id. */
	readonly name: string;
	readonly value: Value;
	readonly source: Source;
	readonly span: Span;
}

export interface Configuration {
	/** The folder that its paths are relative to: absolute. */
	readonly folder: string;
	readonly packs?: readonly string[];
	readonly policies: readonly string[];
	readonly params: readonly Named<readonly Named<unknown>[]>[];
	readonly severities: readonly Named<Severity | "off">[];
	readonly failOn?: Severity | "never";
	readonly data?: Readonly<Record<string, unknown>>;
	readonly buildArgs: Readonly<Record<string, string>>;
	readonly platform?: string;
	readonly exceptions: readonly Exception[];
	readonly inlineIgnores: "allow" | "forbid";
}

/** What is in force where there is no file. */
export function noConfiguration(folder: string): Configuration {
	return { folder, policies: [], params: [], severities: [], buildArgs: {}, exceptions: [], inlineIgnores: "allow" };
}
