/** What a run is given: texts, packs and settings. Everything the engine may know of the world is in here. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Siblings } from "../documents/document.ts";
import type { Pack } from "../packs/pack.ts";
import type { PolicySettings } from "../packs/policiesInForce.ts";
import type { Source } from "../text/source.ts";

/** A file that the run looks at. */
export interface InputFile {
	readonly source: Source;
	/** The kind of document that the person said it is; otherwise every kind that claims it is read. */
	readonly kind?: string;
	/** The folder around it, for kinds that look there. */
	readonly siblings?: Siblings;
	/** Why it could not be read at all; then the text is empty and nothing is read from it. */
	readonly faults?: readonly Diagnostic[];
}

export interface EngineOptions {
	readonly packs: readonly Pack[];
	readonly settings: PolicySettings;
	/** `data` as policies see it. */
	readonly data?: Readonly<Record<string, unknown>>;
	readonly buildArgs: Readonly<Record<string, string>>;
	readonly platform?: string;
	/** The run's one time, nanoseconds since the epoch. */
	readonly now: bigint;
	/** Random bytes for the builtins that want some. */
	readonly random: (bytes: number) => Uint8Array;
	/** Steps that one policy may take on one document before it is stopped. */
	readonly budget: number;
}
