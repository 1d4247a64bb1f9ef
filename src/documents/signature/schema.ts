/** The JSON Schema of a `signature`: one shape for signatures and attestations of all makers. */
import type { JsonSchema } from "../document.ts";
import { closed, definition, draft, flag, listOf, mapOf, oneOf, text } from "../jsonSchema.ts";

export const signatureFormats = [
	"sigstore_bundle",
	"cosign",
	"dsse",
	"notation_jws",
	"notation_cose",
	"unsigned",
] as const;

export const reasonCodes = [
	"no_trust",
	"unsigned",
	"malformed",
	"unsupported",
	"signature_invalid",
	"other_subject",
	"artifact_unknown",
	"untrusted_key",
	"no_certificate",
	"untrusted_certificate",
	"outside_certificate_life",
	"certificate_revoked",
	"revocation_unknown",
	"certificate_log_invalid",
	"identity_mismatch",
	"issuer_mismatch",
	"log_missing",
	"log_invalid",
	"timestamp_missing",
	"timestamp_invalid",
	"expired",
	"critical_attribute",
	"skipped",
] as const;

const reason = closed({
	code: oneOf(reasonCodes, "Which reason."),
	text: text("The same in words."),
});

const certificate = closed({
	subject: text("As RFC 4514 writes names; empty in Sigstore's certificates."),
	issuer: text("The authority's name."),
	not_before: text("RFC 3339."),
	not_after: text("RFC 3339."),
	fingerprint: text("`sha256:…` of the certificate."),
});

const material = closed({
	uri: text("What it is."),
	digests: listOf(text(), "`sha256:…`, `gitCommit:…`; empty where it isn't pinned."),
});

const provenance = closed(
	{
		"builder?": text("URI of whoever built it."),
		"build_type?": text("URI of the sort of build."),
		"source?": text("The repository, without `git+` and revision."),
		"ref?": text("`refs/heads/main`."),
		"commit?": text("The commit."),
		materials: listOf(definition("material"), "What went into it: resolved dependencies, materials."),
	},
	"SLSA provenance v0.1 to v1.",
);

const claims = closed(
	{
		digests: listOf(text(), "`sha256:…` of what it says that it is of."),
		names: listOf(text(), "What it calls that."),
		"identity?": text("The signer."),
		"issuer?": text("Who vouched for the signer."),
		"key_hint?": text("Which key, in the signer's words."),
		"signed_at?": text("RFC 3339."),
		"expires_at?": text("RFC 3339."),
		"log_index?": text("Where in a transparency log."),
		"scheme?": text("Notary Project's signing scheme: `notary.x509` or `notary.x509.signingAuthority`."),
		"certificate?": definition("certificate", "The certificate that came with it."),
		"provenance?": definition("provenance", "Where and from what it says that this was built."),
		annotations: mapOf(text(), "Annotations that were signed with it."),
	},
	"What it says of itself. Anybody can write that: policies that let something pass look at the fields beside it.",
);

export const signatureSchema: JsonSchema = {
	$schema: draft,
	title: "signature",
	$defs: { reason, certificate, material, provenance, claims },
	...closed({
		format: oneOf(
			signatureFormats,
			"How it was written. `unsigned`: a statement in an image's index that nobody has signed, as BuildKit writes it.",
		),
		form: oneOf(["signature", "attestation"], "Whether it says anything but that this was signed."),
		"predicate_type?": text("Of an attestation: what its statement is about."),
		verified: flag("Whether it holds, by somebody whom the settings trust."),
		"reason?": definition("reason", "Why not. Absent where it is verified."),
		warnings: listOf(definition("reason"), "What a trust policy wants told and not refused."),
		"identity?": text(
			"Verified: whom the certificate is for. Absent where a key was trusted, as are all that aren't verified.",
		),
		"issuer?": text("Verified: who vouched for the identity."),
		"key?": text("Verified: `sha256:…` of the key's SubjectPublicKeyInfo."),
		"signed_at?": text("Verified: when it was signed, RFC 3339; absent where nobody else vouches for a time."),
		times: listOf(
			closed({
				source: oneOf(["log", "authority", "signing_authority"], "Who vouches for it."),
				time: text("RFC 3339."),
			}),
			"Verified: all times that somebody other than the signer vouches for.",
		),
		logged: flag("Verified: whether it is proven to be in a transparency log that is trusted."),
		"log_index?": text("Verified: where in that log."),
		subject: closed(
			{
				digests: listOf(text(), "`sha256:…`. What was verified, or else what it is attached to or says."),
				names: listOf(text(), "References of that image where it was found."),
				attached: flag("Whether it was found with what it is of."),
			},
			"What it is of.",
		),
		"provenance?": definition("provenance", "Verified: where and from what it was built."),
		claims: definition("claims", "What it says of itself."),
	}),
};
