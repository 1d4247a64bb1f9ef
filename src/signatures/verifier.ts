/** The rules of a run as one function that documents call: which rules are about an image, and which of them let a signature pass. */
import { attempt } from "../documents/signature/attempt.ts";
import type { SignatureMaterial } from "../documents/signature/material.ts";
import {
	type ReasonCode,
	type Refused,
	refused,
	type Subject,
	type Verification,
	type VerifySignature,
} from "../documents/signature/verification.ts";
import { verifyNotation } from "./notation/verifyNotation.ts";
import type { NotationTrust, SigstoreTrust, VerifierHost } from "./trust.ts";
import { verifyBundleValue } from "./verifyBundle.ts";
import { verifyCosign } from "./verifyCosign.ts";
import { verifyEnvelope } from "./verifyEnvelope.ts";

/** One rule: for these images these signers are trusted. */
export interface TrustRule {
	/** Whether it is about an image with one of these names. Absent: about all. */
	readonly isAbout?: (name: string) => boolean;
	readonly trust: Trust;
}

export type Trust = SigstoreTrust | NotationTrust;

/** A signature needs only one rule to let it pass. */
export function verifierOf(rules: readonly TrustRule[], host: VerifierHost): VerifySignature {
	const known = new WeakMap<SignatureMaterial, Map<string, Verification>>();
	return (material, subject) => {
		const applying = rules.filter(({ isAbout }) => isAbout === undefined || subject.names.some(isAbout));
		const key = [...applying.map((rule) => rules.indexOf(rule)), "of", ...subject.digests].join(" ");
		const results = known.get(material) ?? new Map<string, Verification>();
		known.set(material, results);
		const result = results.get(key) ?? verifyWith(applying, material, subject, host);
		results.set(key, result);
		return result;
	};
}

function verifyWith(
	rules: readonly TrustRule[],
	material: SignatureMaterial,
	subject: Subject,
	host: VerifierHost,
): Verification {
	if (rules.length === 0)
		return refused(
			"no_trust",
			subject.names.length === 0
				? "the settings say whom to trust for some images only, and this one's name isn't known"
				: "the settings don't say whose signatures to trust for this image",
		);
	const found: Refused[] = [];
	for (const { trust } of rules) {
		const result = safely(() => verifyOne(material, subject, trust, host));
		if (result?.verified) return result;
		if (result !== undefined) found.push(result);
	}
	const [best] = found.sort((a, b) => progress(b.reason.code) - progress(a.reason.code));
	return best ?? refused("no_trust", "the settings trust signers of another sort for this image");
}

/** Whatever a stranger's bytes do to a library: it is a refusal. */
function safely(verify: () => Verification | undefined): Verification | undefined {
	const done = attempt(() => ({ result: verify() }));
	return done === undefined ? refused("malformed", "it can't be read") : done.result;
}

/** Undefined where the trust is for signatures of another sort. */
function verifyOne(
	material: SignatureMaterial,
	subject: Subject,
	trust: Trust,
	host: VerifierHost,
): Verification | undefined {
	const { crypto } = host;
	if (material.format === "notation_jws" || material.format === "notation_cose")
		return trust.kind === "notation"
			? verifyNotation(material.format, material.envelope, subject, trust, host)
			: undefined;
	if (trust.kind === "notation") return undefined;
	switch (material.format) {
		case "sigstore_bundle": {
			const { bytes, digests } = subject;
			const artifact = bytes !== undefined ? { bytes } : digests.length > 0 ? { digests } : undefined;
			return verifyBundleValue(material.bundle, artifact, trust, crypto);
		}
		case "cosign":
			return verifyCosign(material.payload, material.annotations, subject, trust, crypto);
		case "dsse":
			return verifyEnvelope(material.envelope, material.annotations, subject, trust, crypto);
	}
}

/** Of several reasons the one counts that came last on the way to being trusted. */
const early: readonly ReasonCode[] = [
	"no_trust",
	"skipped",
	"no_certificate",
	"untrusted_key",
	"untrusted_certificate",
	"log_missing",
];

function progress(code: ReasonCode): number {
	const at = early.indexOf(code);
	return at === -1 ? early.length : at;
}
