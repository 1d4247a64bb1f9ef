/** What the gate may ask about images; whoever starts it hands it in. */
import type { ImageEvidence } from "../job.ts";

export interface ImageHost {
	/** The digest that a reference stands for now: `sha256:…`. @throws where it can't be told */
	readonly resolveDigest?: (reference: string, signal: AbortSignal) => Promise<string>;
	/** What is known of an image: signatures, scans, lists of components. Its reference has a digest where one could be told. @throws where it can't be told */
	readonly imageEvidence?: (reference: string, signal: AbortSignal) => Promise<readonly ImageEvidence[]>;
}
