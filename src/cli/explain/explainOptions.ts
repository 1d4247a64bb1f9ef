/** What `policy explain` understands. */
import type { Command } from "commander";
import { type AccessOptions, addAccessOptions } from "../access.ts";
import { assignment, choice, repeated } from "../choice.ts";
import { addNamespaceOption, addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";

export interface ExplainOptions extends PolicyOptions, AccessOptions {
	readonly color: boolean;
	readonly format: "text" | "json";
	readonly kind?: string;
	readonly data: readonly string[];
	readonly buildArg: readonly (readonly [string, string])[];
	readonly platform?: string;
	readonly baseline?: string;
}

export function addExplainOptions(command: Command): Command {
	return addAccessOptions(addNamespaceOption(addPolicyOptions(command)))
		.option("--kind <kind>", "read the file as this kind of document")
		.option(
			"--data <file>",
			"add a JSON or YAML file to what policies read as `data` (repeatable)",
			repeated(String),
			[],
		)
		.option(
			"--build-arg <name=value>",
			"read Dockerfiles with this build argument (repeatable)",
			repeated(assignment("--build-arg")),
			[],
		)
		.option("--platform <os/arch>", "read Dockerfiles for this platform")
		.option("--baseline <file>", "say which findings this file knows")
		.option(
			"--format <format>",
			"how to print what is said of a file: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		);
}
