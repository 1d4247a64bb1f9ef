/**
 * A signature of a pack made with a key: a Sigstore bundle (v0.3) with a DSSE envelope around an in-toto statement that names the digest of what is signed,
 * as cosign signs images with a key. What can't be verified without a log isn't claimed: there is no entry of one.
 */

import { standardAlphabet, toBase64 } from "../runtime/bytes/base64.ts";
import { joinBytes } from "../runtime/bytes/joinBytes.ts";
import { toUtf8 } from "../runtime/bytes/utf8.ts";
import { sigstoreBundle } from "./ociManifest.ts";

/** A key that signs. */
export interface PackSigner {
	/** The signature of a message; ECDSA's in DER. */
	sign(message: Uint8Array): Uint8Array;
	/** Tells verifiers which key it was: base64 of the SHA-256 digest of the SubjectPublicKeyInfo. */
	readonly hint: string;
}

/** The predicate of a plain signature, as cosign writes it. */
export const signaturePredicate = "https://sigstore.dev/cosign/sign/v1";
const payloadType = "application/vnd.in-toto+json";

/** Gives the bundle, as JSON, for what has this digest: `sha256:…`. */
export function signPack(digest: string, { sign, hint }: PackSigner): Uint8Array {
	const [algorithm = "", hex = ""] = digest.split(":");
	const statement = {
		_type: "https://in-toto.io/Statement/v1",
		subject: [{ digest: { [algorithm]: hex } }],
		predicateType: signaturePredicate,
		predicate: {},
	};
	const payload = toUtf8(JSON.stringify(statement));
	const signature = sign(preAuthenticated(payload));
	return toUtf8(
		JSON.stringify({
			mediaType: sigstoreBundle,
			verificationMaterial: { publicKey: { hint }, tlogEntries: [] },
			dsseEnvelope: { payload: base64(payload), payloadType, signatures: [{ sig: base64(signature) }] },
		}),
	);
}

/** DSSE's pre-authentication encoding (dsse: protocol.md): what is signed says of what type it is. */
function preAuthenticated(payload: Uint8Array): Uint8Array {
	const head = toUtf8(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `);
	return joinBytes([head, payload]);
}

const base64 = (bytes: Uint8Array): string => toBase64(bytes, standardAlphabet, true);
