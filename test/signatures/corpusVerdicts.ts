/**
 * What each file of the corpus of signatures must come to, and why. Written before anything was run on them.
 * Every file is listed: once with each trust that it is tried with, or among those that are no signature.
 */

/** Whom a file is tried with. */
export type Trust =
	/** Sigstore's public instance with its time stamp authority; any identity. */
	| "public"
	/** Its staging instance. */
	| "staging"
	/** The instance that the bundle with a user name in its certificate was made with. */
	| "scaffolding"
	/** A key that has signed none of them. */
	| "other key"
	/** Notation: `Notation Test Root` as a root of signers. */
	| "test root"
	/** Notation: `Notation Test Root` as a root of signing authorities. */
	| "test authority"
	/** Notation: the certificate `alpine` of 2023, no time stamps asked for. */
	| "alpine"
	/** Notation: the same, and GlobalSign's root for time stamps. */
	| "alpine with time stamps"
	/** Notation: the last certificate of the envelope itself, and GlobalSign's root for time stamps. */
	| "itself with time stamps";

/** `accepted`, or the code of the reason. */
export interface Verdict {
	readonly file: string;
	readonly trust: Trust;
	readonly verdict: string;
	readonly why: string;
	/** For signatures of bytes that aren't there: a file whose signature is of the same ones. */
	readonly artifactOf?: string;
}

const row = (file: string, trust: Trust, verdict: string, why: string, artifactOf?: string): Verdict => ({
	file,
	trust,
	verdict,
	why,
	...(artifactOf === undefined ? {} : { artifactOf }),
});

const cli = "cli__cli__pkg__cmd__attestation__test__data__";
const go = "sigstore__sigstore-go__pkg__testing__data__bundles__";
const java = "sigstore__sigstore-java__sigstore-java__src__test__resources__dev__sigstore__samples__bundles__";
const js = "sigstore__sigstore-js__tests__bundles__";
const mock = "notaryproject__notation-go__internal__mock__testdata__";
const stamped = "notaryproject__notation-go__verifier__testdata__timestamp__sigEnv__";

const noKey = "its key isn't in the corpus, and no other key may accept it";

export const verdicts: readonly Verdict[] = [
	// Envelopes of attestations that were signed with keys.
	row("anchore__grype__grype__pkg__testdata__alpine.att.json", "other key", "untrusted_key", noKey),
	row("anchore__grype__grype__pkg__testdata__alpine.cdx.att.json", "other key", "untrusted_key", noKey),
	row("anchore__grype__grype__pkg__testdata__alpine-tampered.att.json", "other key", "untrusted_key", noKey),
	row("anchore__grype__grype__pkg__testdata__alpine-tampered.cdx.att.json", "other key", "untrusted_key", noKey),
	row(
		"aquasecurity__trivy__integration__testdata__fixtures__sbom__centos-7-cyclonedx.intoto.jsonl",
		"other key",
		"untrusted_key",
		noKey,
	),
	row("aquasecurity__trivy__pkg__attestation__testdata__attestation.json", "other key", "untrusted_key", noKey),
	row(
		"aquasecurity__trivy__pkg__fanal__artifact__sbom__testdata__sbom.cdx.intoto.jsonl",
		"other key",
		"untrusted_key",
		noKey,
	),
	row(
		"guacsec__guac__internal__testing__testdata__exampledata__oci-dsse-att.json",
		"other key",
		"untrusted_key",
		noKey,
	),
	row("sigstore__cosign__pkg__policy__testdata__malformed__custom", "other key", "untrusted_key", noKey),
	row("sigstore__cosign__pkg__policy__testdata__malformed__vuln", "other key", "untrusted_key", noKey),
	row("sigstore__cosign__pkg__policy__testdata__valid__custom", "other key", "untrusted_key", noKey),
	row("sigstore__cosign__pkg__policy__testdata__valid__vuln", "other key", "untrusted_key", noKey),
	row("sigstore__rekor__cmd__rekor-cli__app__tests__intoto_dsse.json", "other key", "untrusted_key", noKey),
	row(
		"sigstore__rekor__cmd__rekor-cli__app__tests__intoto_multi_dsse.json",
		"other key",
		"untrusted_key",
		"two signatures in one envelope, and neither by this key",
	),
	row(
		"sigstore__rekor__cmd__rekor-cli__app__tests__intoto_dsse.json",
		"public",
		"no_certificate",
		"an envelope without a certificate says nothing to whoever trusts identities",
	),

	// Sigstore bundles.
	row(
		"aquasecurity__trivy__pkg__fanal__artifact__image__testdata__sigstore-bundle.json",
		"public",
		"accepted",
		"an SBOM's attestation, v0.3, in the public log",
	),
	row(`${cli}custom-issuer.sigstore.json`, "public", "accepted", "GitHub's issuer of one organization; public log"),
	row(
		`${cli}github_provenance_demo-0.0.12-py3-none-any-bundle-missing-cert.jsonl`,
		"public",
		"malformed",
		"a key without a hint and no content at all",
	),
	row(
		`${cli}github_provenance_demo-0.0.12-py3-none-any-bundle-missing-verification-material.jsonl`,
		"public",
		"malformed",
		"nothing in it to verify with",
	),
	row(
		`${cli}github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl`,
		"public",
		"log_missing",
		"by GitHub's own instance, which has no log; the public one is trusted",
	),
	row(`${cli}reusable-workflow-attestation.sigstore.json`, "public", "accepted", "public log"),
	row(`${cli}sigstore-js-2.1.0-bundle-v0.1.json`, "public", "accepted", "v0.1 with a proof"),
	row(`${cli}sigstore-js-2.1.0-bundle.json`, "public", "accepted", "v0.3"),
	row(`${cli}sigstore-js-2.1.0_with_2_bundles.jsonl`, "public", "accepted", "both lines"),
	row(
		`${cli}sigstoreBundle-invalid-signature.json`,
		"public",
		"signature_invalid",
		"the signature was replaced; the log has the right one",
	),
	row("sigstore__cosign__pkg__cosign__testdata__oci-attestation.sigstore.json", "public", "accepted", "public log"),
	row("sigstore__sigstore-go__examples__bundle-provenance.json", "public", "accepted", "SLSA v0.2 of npm, v0.1"),
	row(
		"sigstore__sigstore-go__examples__bundle-publish.json",
		"public",
		"no_certificate",
		"signed with npm's key, and identities are trusted",
	),
	row("sigstore__sigstore-go__examples__bundle-publish.json", "other key", "untrusted_key", noKey),
	row(`${go}dsse.sigstore.json`, "public", "accepted", "v0.1 with the log's promise alone"),
	row(`${go}dsse-2sigs.sigstore.json`, "public", "malformed", "a bundle's envelope has exactly one signature"),
	row(`${go}othername.sigstore.json`, "scaffolding", "accepted", "a user name instead of an address"),
	row(`${go}othername.sigstore.json`, "public", "untrusted_certificate", "by an instance that isn't trusted"),
	row(`${go}public-key-validity.sigstore.json`, "other key", "untrusted_key", noKey),
	row(`${go}sigstore.js@2.0.0-provenance.sigstore.json`, "public", "accepted", "public log"),
	row(`${java}PKIX_ECDSA_P256_SHA_256.sigstore.json`, "public", "accepted", "the algorithm is one of Sigstore's"),
	row(`${java}PKIX_ECDSA_P384_SHA_384.sigstore.json`, "public", "accepted", "the algorithm is one of Sigstore's"),
	row(`${java}PKIX_ECDSA_P521_SHA_512.sigstore.json`, "public", "accepted", "the algorithm is one of Sigstore's"),
	row(`${java}PKIX_RSA_PKCS1V15_2048_SHA256.sigstore.json`, "public", "accepted", "the algorithm is one of Sigstore's"),
	row(`${java}PKIX_RSA_PKCS1V15_3072_SHA256.sigstore.json`, "public", "accepted", "the algorithm is one of Sigstore's"),
	row(`${java}PKIX_RSA_PKCS1V15_4096_SHA256.sigstore.json`, "public", "accepted", "the algorithm is one of Sigstore's"),
	row(
		`${java}bundle-no-digest.sigstore`,
		"public",
		"artifact_unknown",
		"it doesn't say of what, and nobody gave the artifact",
	),
	row(
		`${java}bundle-no-digest.sigstore`,
		"public",
		"malformed",
		"the digest is a hint only, but v0.3 has no chains of certificates; thought to be accepted before",
		`${java}bundle.v1.sigstore`,
	),
	row(`${java}bundle.v1.sigstore`, "public", "accepted", "v0.1 with a proof"),
	row(`${java}bundle.v1.no.inclusion.sigstore`, "public", "accepted", "v0.1 does with the log's promise"),
	row(`${java}bundle.v2.sigstore`, "public", "accepted", "v0.2"),
	row(`${java}bundle.v2.no.inclusion.sigstore`, "public", "malformed", "v0.2 asks for a proof"),
	row(`${java}bundle.v3.sigstore`, "public", "accepted", "v0.3 with the older way to write its media type"),
	row(`${java}bundle.v3.no.inclusion.sigstore`, "public", "malformed", "v0.3 asks for a proof"),
	row(`${java}bundle.v3_1.sigstore`, "public", "accepted", "v0.3"),
	row(`${java}bundle.v3_1.no.inclusion.sigstore`, "public", "malformed", "v0.3 asks for a proof"),
	row(
		`${java}bundle.v3_1.sigstore`,
		"public",
		"other_subject",
		"of another artifact than the one that is given",
		`${go}othername.sigstore.json`,
	),
	row(`${java}bundle-with-mismatched-set.sigstore`, "public", "log_invalid", "the promise is that of another entry"),
	row(`${java}bundle-with-wrong-tlog-entry.sigstore`, "public", "log_invalid", "the entry is of another signature"),
	row(
		`${java}bundle-with-rekor-v2-entry.sigstore`,
		"staging",
		"accepted",
		"Rekor v2 gives no time: a time stamp authority does",
	),
	row(
		`${java}bundle-with-rekor-v2-entry.sigstore`,
		"public",
		"untrusted_certificate",
		"made by the staging instance, which isn't trusted here",
	),
	row(`${java}bundle-with-timestamp.sigstore`, "staging", "accepted", "a log's time and an authority's"),
	row(`${java}bundle.dsse.sigstore`, "public", "accepted", "public log"),
	row(`${java}bundle.dsse.bad-signature.sigstore`, "public", "signature_invalid", "the signature was replaced"),
	row(
		`${java}bundle.dsse.rekor-v2.bad-entry-type.sigstore`,
		"staging",
		"accepted",
		"its maker wants another type of entry for envelopes; dsse 0.0.2 is one of Rekor v2's and says the same",
	),
	row(`${java}bundle.dsse.rekor-v2.sigstore`, "public", "log_invalid", "in a log that this trusted root doesn't list"),
	row(
		`${java}bundle.dsse.rekor-v2.mismatched-envelope.sigstore`,
		"public",
		"untrusted_certificate",
		"made by the staging instance; thought to be an invalid signature before, but what doesn't fit is the log's entry",
	),
	row(
		`${java}bundle.dsse.rekor-v2.mismatched-envelope.sigstore`,
		"staging",
		"certificate_log_invalid",
		"its certificate is in a log that this trusted root doesn't list, as its entry is, which is of something else",
	),
	row(
		`${java}bundle.dsse.rekor-v2.mismatched-signature.sigstore`,
		"public",
		"untrusted_certificate",
		"made by the staging instance; thought to be an invalid signature before, but what doesn't fit is the log's entry",
	),
	row(
		`${java}bundle.dsse.rekor-v2.mismatched-signature.sigstore`,
		"staging",
		"certificate_log_invalid",
		"its certificate is in a log that this trusted root doesn't list, as its entry is, which is of something else",
	),
	row(
		`${java}github-private-no-tlog__attestation.sigstore.json`,
		"public",
		"log_missing",
		"by GitHub's own instance, which has no log",
	),
	row(`${js}bundleV01-dsse-no-proof.sigstore`, "public", "accepted", "v0.1 does with the log's promise"),
	row(`${js}bundleV01-dsse-with-proof.sigstore`, "public", "accepted", "v0.1"),
	row(
		`${js}bundleV01-full-cert-chain.sigstore`,
		"public",
		"accepted",
		"the chain in it is passed over for the trusted one",
	),
	row(`${js}bundleV01-intoto-no-proof.sigstore`, "public", "accepted", "v0.1 does with the log's promise"),
	row(`${js}bundleV01-intoto-with-proof.sigstore`, "public", "accepted", "v0.1"),
	row(`${js}bundleV02-dsse.sigstore`, "public", "accepted", "v0.2"),
	row(`${js}bundleV02-intoto.sigstore`, "public", "accepted", "v0.2"),
	row(`${js}bundleV03-dsse.sigstore`, "public", "accepted", "v0.3"),
	row(`${js}bundleV03-intoto.sigstore`, "public", "accepted", "v0.3"),
	row("sigstore__sigstore-rs__tests__data__bundle_v03.json", "public", "accepted", "cosign v3's signature of an image"),

	// Notary Project envelopes.
	row(
		"notaryproject__notation-core-go__signature__jws__testdata__conformance.json",
		"test root",
		"malformed",
		"an envelope without certificates",
	),
	row(`${mock}ca_valid_sig_env.json`, "test root", "accepted", "valid until 2120"),
	row(`${mock}ca_valid_sig_env.json`, "alpine", "untrusted_certificate", "another root"),
	row(
		`${mock}ca_valid_sig_env.json`,
		"test authority",
		"untrusted_certificate",
		"its scheme asks for a store of signers",
	),
	row(`${mock}ca_expired_sig_env.json`, "test root", "expired", "it says itself that it holds until July 2022"),
	row(
		`${mock}ca_invalid_sig_env.json`,
		"test root",
		"malformed",
		"a character too many makes the signature no base64; thought to be an invalid signature before",
	),
	row(
		`${mock}ca_plugin_sig_env.json`,
		"test root",
		"critical_attribute",
		"a critical attribute that nobody but a plugin knows",
	),
	row(`${mock}sa_valid_sig_env.json`, "test authority", "accepted", "a signing authority vouches for the time"),
	row(
		`${mock}sa_valid_sig_env.json`,
		"test root",
		"untrusted_certificate",
		"its scheme asks for a store of authorities",
	),
	row(`${mock}sa_expired_sig_env.json`, "test authority", "expired", "it says itself that it holds until July 2022"),
	row(
		`${mock}sa_invalid_sig_env.json`,
		"test authority",
		"malformed",
		"a character too many makes the signature no base64; thought to be an invalid signature before",
	),
	row(
		`${mock}sa_plugin_sig_env.json`,
		"test authority",
		"critical_attribute",
		"a critical attribute that nobody but a plugin knows",
	),
	...[
		"compatible_pluginver_sig_env_0.0.9",
		"compatible_pluginver_sig_env_1.0.0-alpha.beta",
		"compatible_pluginver_sig_env_1.0.0-alpha",
		"compatible_pluginver_sig_env_1.0.0",
		"incompatible_pluginver_sig_env_1.0.1",
		"incompatible_pluginver_sig_env_1.0.9",
		"incompatible_pluginver_sig_env_1.1.0-alpha",
		"incompatible_pluginver_sig_env_1.2.3",
	].map((name) =>
		row(
			`${mock}ca_${name}.json`,
			"itself with time stamps",
			"critical_attribute",
			"to be verified by a plugin: none is ever run",
		),
	),
	row(
		`${mock}sig_env_with_metadata.json`,
		"test root",
		"untrusted_certificate",
		"signed with a certificate of its own",
	),
	row(
		"notaryproject__notation-go__internal__testdata__jws_signature.sig",
		"alpine",
		"untrusted_certificate",
		"the same name, another certificate",
	),
	row(
		"notaryproject__notation-go__internal__testdata__cose_signature.sig",
		"alpine",
		"untrusted_certificate",
		"the same name, another certificate",
	),
	row(`${stamped}withoutTimestamp.sig`, "alpine", "accepted", "the certificate is still valid"),
	row(`${stamped}withoutTimestamp.sig`, "alpine with time stamps", "timestamp_missing", "a time stamp is asked for"),
	row(
		`${stamped}jwsWithTimestamp.sig`,
		"alpine with time stamps",
		"accepted",
		"stamped while the certificate was valid",
	),
	row(`${stamped}coseWithTimestamp.sig`, "alpine with time stamps", "accepted", "the same as COSE"),
	row(
		`${stamped}jwsExpiredWithTimestamp.sig`,
		"itself with time stamps",
		"accepted",
		"the certificate has expired since it was stamped",
	),
	row(`${stamped}coseExpiredWithTimestamp.sig`, "itself with time stamps", "accepted", "the same as COSE"),
	row(`${stamped}jwsExpiredWithTimestamp.sig`, "alpine", "untrusted_certificate", "another certificate"),
	row(
		`${stamped}timestampAfterNotAfter.sig`,
		"itself with time stamps",
		"outside_certificate_life",
		"stamped after the certificate's end",
	),
	row(
		`${stamped}timestampBeforeNotBefore.sig`,
		"itself with time stamps",
		"outside_certificate_life",
		"stamped before the certificate's beginning",
	),
];

/** Files of which no signature document is made, and what they are. */
export const others: readonly { readonly what: string; readonly files: readonly string[] | RegExp }[] = [
	{
		what: "bytes of a signature alone: neither says of what nor by whom",
		files: /(?:^CycloneDX|^sigstore__rekor).*\.sig$/,
	},
	{ what: "key stores and keys", files: /truststore/ },
	{ what: "time stamp tokens", files: /\.p7s$/ },
	{ what: "trusted roots", files: /(?:trusted[_-]root|trustroot).*\.json$|trusted-roots/ },
	{
		what: "metadata of TUF repositories",
		files: /(?:^|_)(?:[0-9]\.)?(?:reformat\.[0-9]\.|unsigned_|staging_|test_)?(?:root|timestamp|targets)\.json$/,
	},
	{ what: "trust policies", files: /trust-?policy\.json$|test-trust-policy\.json$|invalid-trust-policy\.json$/ },
	{
		what: "statements that nobody signed",
		files: /^guacsec.*(?:certify|review|in-toto)[^/]*\.json$|k8s-1\.23.*\.json$|intoto\.txt$|statement-provenance/,
	},
	{ what: "test vectors of COSE: a key and hexadecimal text", files: /^veraison|cose__testdata__conformance\.json$/ },
	{
		what: "what a signature is of, and what a log said to it, each without the signature",
		files: /rekor-(?:payload|set)$/,
	},
];
