/** What a run is given: texts, packs and settings. Everything the engine may know of the world is in here. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ByteReader, DocumentKind, Siblings } from "../documents/document.ts";
import type { Shape } from "../documents/shapes/shape.ts";
import type { VerifySignature } from "../documents/signature/verification.ts";
import type { Baseline } from "../findings/baseline.ts";
import type { Exception } from "../findings/exceptions.ts";
import type { Pack } from "../packs/pack.ts";
import type { PolicySettings } from "../packs/policiesInForce.ts";
import type { Capabilities } from "../runtime/capabilities.ts";
import type { Value } from "../runtime/values/value.ts";
import type { Source } from "../text/source.ts";

/** A file that the run looks at. */
export interface InputFile {
	readonly source: Source;
	/** The kind of document that the person said it is; otherwise every kind that claims it is read. */
	readonly kind?: string;
	/** The folder around it, for kinds that look there. */
	readonly siblings?: Siblings;
	/** Its bytes, where it isn't text; the source's text is empty then. */
	readonly bytes?: ByteReader;
	/** Why it could not be read at all; then the text is empty and nothing is read from it. */
	readonly faults?: readonly Diagnostic[];
}

export interface EngineOptions extends Capabilities {
	readonly kinds: readonly DocumentKind[];
	/** Plain rules are given documents in this shape, and not those of `kinds`. */
	readonly shape?: Shape;
	/** With a shape that can do that: they are given all documents as one. */
	readonly combine?: boolean;
	readonly packs: readonly Pack[];
	/** Files that may hold evidence about images: gone through before the inputs, of which they may be part. */
	readonly evidence?: Iterable<InputFile>;
	/** Images of which nobody knows what there is about them, as a registry that wasn't reached: by reference, what would have to be had. */
	readonly unavailable?: Readonly<Record<string, string>>;
	/** The inputs of these names once more, in their order: policies about all documents look at them after the others. Absent: they are held. */
	readonly again?: (names: ReadonlySet<string>) => Iterable<InputFile>;
	readonly settings: PolicySettings;
	/** `data` as policies see it; an object. */
	readonly data?: Value;
	readonly buildArgs?: Readonly<Record<string, string>>;
	/** os/arch[/variant] */
	readonly platform?: string;
	/** Verifies signatures as the person trusts signers. Absent: nobody has said whom to trust. */
	readonly verifySignature?: VerifySignature;
	readonly exceptions?: readonly Exception[];
	readonly baseline?: Baseline | undefined;
	readonly inlineIgnores?: "allow" | "forbid";
	/** The run's one time, nanoseconds since the epoch. */
	readonly now: bigint;
	/** Called when an evaluation asks for what is another in each run: the time, random bytes. */
	readonly onChance?: () => void;
	/** Called when an evaluation asks which day it is. */
	readonly onDay?: () => void;
	/** Random bytes for the builtins that want some; without it they fail. */
	readonly random?: (bytes: number) => Uint8Array;
	/** Steps that the policies of one pack may take on one document before they are stopped; a step is about one element looked at. */
	readonly budget?: number;
	/** Takes what policies print, with `file:row`. */
	readonly print?: (text: string, site: string) => void;
	/** Called before each file is looked at, for progress. */
	readonly onFile?: (name: string, index: number) => void;
}
