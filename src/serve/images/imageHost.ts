/** What the gate may ask about images; whoever starts it hands it in. */
import type { InputFile } from "../../engine/options.ts";

export interface ImageHost {
	/** The digest that a reference stands for now: `sha256:…`. @throws where it can't be told */
	readonly resolveDigest?: (reference: string, signal: AbortSignal) => Promise<string>;
	/** What is known of these images: signatures, scans, lists of components. @throws where it can't be told */
	readonly imageEvidence?: (references: readonly string[], signal: AbortSignal) => Promise<readonly InputFile[]>;
}
