/** The options that say how documents are read, and what policies read beside them; the same words in every command. */
import type { Command } from "commander";
import { assignment, repeated } from "./choice.ts";

export interface ReadingOptions {
	readonly buildArg: readonly (readonly [string, string])[];
	/** os/arch[/variant] */
	readonly platform?: string;
}

export interface DataOptions extends ReadingOptions {
	/** Files whose keys are added to `data`. */
	readonly data: readonly string[];
}

/** Wherever documents are read. */
export function addReadingOptions(command: Command): Command {
	return command
		.option(
			"--build-arg <name=value>",
			"read Dockerfiles with this build argument (repeatable)",
			repeated(assignment("--build-arg")),
			[],
		)
		.option("--platform <os/arch>", "read Dockerfiles for this platform");
}

/** Wherever policies look at them, too. */
export function addDataOptions(command: Command): Command {
	return addReadingOptions(
		command.option(
			"--data <file>",
			"add a JSON or YAML file to what policies read as `data` (repeatable)",
			repeated(String),
			[],
		),
	);
}
