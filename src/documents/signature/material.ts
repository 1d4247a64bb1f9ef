/** A signature as it was found, taken apart no further than its format has it. Bytes are those that were signed or stored. */
import type { PlainObject } from "../../runtime/values/value.ts";

/** What cosign puts into annotations beside a payload. Texts as they stand there. */
export interface CosignAnnotations {
	/** Base64. */
	readonly signature: string;
	/** PEM. */
	readonly certificate?: string;
	readonly chain?: string;
	/** JSON: what Rekor answered. */
	readonly bundle?: string;
	/** JSON: a time stamp authority's answer. */
	readonly timestamp?: string;
}

export type SignatureMaterial =
	/** A Sigstore bundle, v0.1 to v0.3, as parsed JSON. */
	| { readonly format: "sigstore_bundle"; readonly bundle: PlainObject }
	/** cosign's tag scheme: a payload in the "simple signing" format, or a DSSE envelope, with annotations. */
	| { readonly format: "cosign"; readonly payload: Uint8Array; readonly annotations: CosignAnnotations }
	/** A DSSE envelope by itself. */
	| { readonly format: "dsse"; readonly envelope: PlainObject; readonly annotations?: CosignAnnotations }
	/** A Notary Project envelope: JSON or CBOR. */
	| { readonly format: "notation_jws" | "notation_cose"; readonly envelope: Uint8Array };
