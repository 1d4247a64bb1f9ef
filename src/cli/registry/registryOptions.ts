/** The options that say how registries are spoken with; the same words in every command. */
import type { Command } from "commander";

export interface RegistryOptions {
	/** Certificates of authorities, as a file. */
	readonly caFile?: string;
	/** Plain HTTP to any registry. */
	readonly plainHttp?: boolean;
}

/** Wherever a command speaks with registries. */
export function addRegistryOptions(command: Command): Command {
	return command
		.option("--ca-file <file>", "trust registries with certificates of the authorities in this file (PEM), too")
		.option("--plain-http", "speak with registries without encryption", false);
}
