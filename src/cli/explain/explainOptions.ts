/** What `policy explain` understands. */
import type { Command } from "commander";
import { type AccessOptions, addAccessOptions } from "../access.ts";
import { choice } from "../choice.ts";
import { addNamespaceOption, addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { addDataOptions, type DataOptions } from "../readingOptions.ts";

export interface ExplainOptions extends PolicyOptions, AccessOptions, DataOptions {
	readonly color: boolean;
	readonly format: "text" | "json";
	readonly kind?: string;
	readonly baseline?: string;
}

export function addExplainOptions(command: Command): Command {
	addAccessOptions(addNamespaceOption(addPolicyOptions(command))).option(
		"--kind <kind>",
		"read the file as this kind of document",
	);
	return addDataOptions(command)
		.option("--baseline <file>", "say which findings this file knows")
		.option(
			"--format <format>",
			"how to print what is said of a file: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		);
}
