/** What came of verifying a signature, and what a run hands in to have it done. Plain data; nothing here verifies anything. */
import type { SignatureMaterial } from "./material.ts";

/** Why a signature isn't good enough. The codes are what policies compare. */
export type ReasonCode =
	/** Nobody has said whom to trust, or what was said is about other images. */
	| "no_trust"
	/** Nobody has signed it. */
	| "unsigned"
	/** It can't be read, or lacks what its format asks for. */
	| "malformed"
	/** An algorithm, a version or a type of content that isn't verified. */
	| "unsupported"
	/** It doesn't fit what it is said to be of: one of the two was changed. */
	| "signature_invalid"
	/** It is a signature of something else. */
	| "other_subject"
	/** It is of bytes that nobody gave. */
	| "artifact_unknown"
	/** None of the keys that are trusted has made it. */
	| "untrusted_key"
	/** Identities are trusted, and it has none. */
	| "no_certificate"
	/** Its certificate leads to no root that is trusted. */
	| "untrusted_certificate"
	/** Its certificate wasn't valid at the time that is proven. */
	| "outside_certificate_life"
	| "certificate_revoked"
	/** Its authority publishes who is revoked, and no list that still holds was given. */
	| "revocation_unknown"
	/** The certificate's own log (certificate transparency) doesn't vouch for it. */
	| "certificate_log_invalid"
	| "identity_mismatch"
	| "issuer_mismatch"
	| "log_missing"
	| "log_invalid"
	| "timestamp_missing"
	| "timestamp_invalid"
	/** It says of itself that it has expired. */
	| "expired"
	/** It has an attribute that must be understood and isn't. */
	| "critical_attribute"
	/** The trust policy says not to verify. */
	| "skipped";

export interface Reason {
	readonly code: ReasonCode;
	/** A sentence's worth of words, without a full stop. */
	readonly text: string;
}

/** A time that somebody other than the signer vouches for. */
export interface ProvenTime {
	readonly source: "log" | "authority" | "signing_authority";
	/** RFC 3339, in UTC. */
	readonly time: string;
}

export interface Verified {
	readonly verified: true;
	/** Of the certificate: an address, a URL, a user name; Notary's is the subject as text. Absent where a key was trusted. */
	readonly identity?: string;
	/** Who vouched for the identity. */
	readonly issuer?: string;
	/** `sha256:…` of the SubjectPublicKeyInfo of the key that has signed. */
	readonly key: string;
	/** When it was signed, as far as it is proven. */
	readonly signedAt?: string;
	readonly times: readonly ProvenTime[];
	/** Whether it is proven to be in a transparency log that is trusted, and where there. */
	readonly logged: boolean;
	readonly logIndex?: string;
	/** `sha256:…` of what it is of. */
	readonly subjects: readonly string[];
	/** What a trust policy wants told and not refused. */
	readonly warnings?: readonly Reason[];
}

export interface Refused {
	readonly verified: false;
	readonly reason: Reason;
}

export type Verification = Verified | Refused;

/** What a signature is found with. */
export interface Subject {
	/** Digests of the artifact that it is attached to, `sha256:…`; empty where it lies by itself. */
	readonly digests: readonly string[];
	/** References of that image, and repositories, without digest: they say which rule of trust is meant. Empty where none is known. */
	readonly names: readonly string[];
	/** The artifact itself, where it is at hand. */
	readonly bytes?: Uint8Array;
}

/** Verifies a signature as the person who runs the command trusts signers. Never throws, and remembers nothing that changes its answer. */
export type VerifySignature = (material: SignatureMaterial, subject: Subject) => Verification;

export const refused = (code: ReasonCode, text: string): Refused => ({ verified: false, reason: { code, text } });
