/** What the gate may ask about images; whoever starts it hands it in. */
import type { ImageEvidence } from "../job.ts";

export interface ImageHost {
	/** The digest that a reference stands for now: `sha256:…`. @throws where it can't be told */
	readonly resolveDigest?: (reference: string, signal: AbortSignal) => Promise<string>;
	/** An image, by digest, with what is attached to it: signatures, scans, lists of components. @throws where it can't be had */
	readonly imageEvidence?: (reference: string, signal: AbortSignal) => Promise<ImageEvidence>;
}
