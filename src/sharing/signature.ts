/** Whether a pack is signed by whom it has to be: asked before anything in it is read. */
import { packSignatureRefused } from "../diagnostics/catalogue/packs.ts";
import { PackFault } from "./sources/packSource.ts";

/** Who has to have signed, as policy.yaml says it. */
export interface SignedBy {
	/** A file with a public key. */
	readonly key?: string;
	/** The identity in a certificate and who vouched for it, as they are or as regular expressions, and the file with the roots that are trusted. */
	readonly identity?: string;
	readonly identityRegExp?: string;
	readonly issuer?: string;
	readonly issuerRegExp?: string;
	readonly trustRoot?: string;
	/** For instances of Sigstore without a log, or without one of certificates. */
	readonly ignoreLog?: boolean;
	readonly ignoreCertificateLog?: boolean;
}

/** Verifies a Sigstore bundle for content with this digest: gives who signed it, in words, or why that isn't so. */
export type VerifyBundle = (
	bundle: Uint8Array,
	artifact: SignedContent,
	by: SignedBy,
) => { readonly signer: string } | { readonly reason: string };

/** The bytes that may have been signed, with their digest: `sha256:…`. */
export interface SignedContent {
	readonly digest: string;
	readonly bytes: Uint8Array;
}

export interface Signature {
	readonly signer: string;
	readonly bundle: Uint8Array;
}

/** Bundles that are tried, and bytes of one. */
export const MOST_BUNDLES = 16;
export const LARGEST_BUNDLE = 2 ** 20;

/**
 * @param contents what may have been signed: the archive, and its manifest in a registry
 * @returns the signature that holds
 * @throws PackFault where none does
 */
export function verifySignature(
	name: string,
	contents: readonly SignedContent[],
	bundles: readonly Uint8Array[],
	by: SignedBy,
	verify: VerifyBundle,
): Signature {
	let refused = "it isn't signed";
	for (const bundle of bundles.slice(0, MOST_BUNDLES)) {
		for (const content of contents) {
			const verdict = verify(bundle, content, by);
			if ("signer" in verdict) return { signer: verdict.signer, bundle };
			refused = verdict.reason;
		}
	}
	throw new PackFault([packSignatureRefused({ name, reason: refused })]);
}
