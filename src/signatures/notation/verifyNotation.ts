/**
 * Notary Project signatures (specs/signature-specification.md, trust-store-trust-policy.md): the checks in their order, each enforced, told or left out as
 * the trust policy says. Plugins are never run: what asks for one is refused.
 */

import { attempt } from "../../documents/signature/attempt.ts";
import { distinguishedName } from "../../documents/signature/distinguishedName.ts";
import { type NotationEnvelope, names, readNotationEnvelope } from "../../documents/signature/notationEnvelope.ts";
import {
	type ProvenTime,
	type Reason,
	type ReasonCode,
	refused,
	type Subject,
	type Verification,
} from "../../documents/signature/verification.ts";
import { sizeInBits } from "../../runtime/bytes/bigEndian.ts";
import { equalBytes } from "../../runtime/bytes/equalBytes.ts";
import { isSigned } from "../../runtime/jose/algorithms.ts";
import type { PublicKey } from "../../runtime/keys/key.ts";
import type { Certificate } from "../../runtime/x509/certificate.ts";
import { readCertificate } from "../../runtime/x509/readCertificate.ts";
import { verifyChain } from "../../runtime/x509/verifyChain.ts";
import { signingKeyOf } from "../signingKey.ts";
import type { NotationTrust, VerifierHost } from "../trust.ts";
import { checkTime } from "./checkTime.ts";
import { standingOf } from "./revocationList.ts";
import { hasAttributes } from "./subjectAttributes.ts";
import type { Check, TrustPolicy } from "./trustPolicy.ts";

const payloadType = "application/vnd.cncf.notary.payload.v1+json";
const schemes: ReadonlyMap<string, string> = new Map([
	["notary.x509", "ca:"],
	["notary.x509.signingAuthority", "signingAuthority:"],
]);

export function verifyNotation(
	format: "notation_jws" | "notation_cose",
	bytes: Uint8Array,
	subject: Subject,
	trust: NotationTrust,
	host: VerifierHost,
): Verification {
	const policy = policyFor(subject.names, trust.policies);
	if (policy === undefined) return refused("no_trust", "no trust policy has this image's repository in its scopes");
	if (policy.actions === undefined) return refused("skipped", `trust policy \`${policy.name}\` says not to verify`);
	const envelope = readNotationEnvelope(format, bytes);
	if (typeof envelope === "string") return refused("malformed", envelope);
	const chain = envelope.certificates.map((der) => attempt(() => readCertificate(der)));
	const [leaf] = chain;
	if (leaf === undefined || chain.some((each) => each === undefined))
		return refused("malformed", "its certificates are missing or can't be read");
	const certificates = chain.filter((each) => each !== undefined);
	const integrity = integrityProblem(envelope, leaf, host) ?? subjectProblem(envelope, subject);
	if (integrity !== undefined) return { verified: false, reason: integrity };
	return checked(envelope, certificates, leaf, policy, trust, host);
}

function policyFor(found: readonly string[], policies: readonly TrustPolicy[]): TrustPolicy | undefined {
	return (
		policies.find(({ scopes }) => scopes.some((scope) => found.includes(scope))) ??
		policies.find(({ scopes }) => scopes.includes("*"))
	);
}

const because = (code: ReasonCode, text: string): Reason => ({ code, text });

function integrityProblem(envelope: NotationEnvelope, leaf: Certificate, host: VerifierHost): Reason | undefined {
	const { scheme, algorithm, contentType, signingScheme, critical, message, signature, plugin } = envelope;
	const key = leaf.publicKey;
	if (scheme === undefined)
		return because("unsupported", `\`${algorithm.slice(0, 40)}\` is no algorithm that is allowed`);
	if (contentType !== payloadType) return because("unsupported", "its payload is of another type");
	if (key === undefined || algorithmFor(key) !== algorithm)
		return because("unsupported", `its key isn't one for ${algorithm}`);
	if (!isSigned(host.crypto, scheme, key, message, signature))
		return because("signature_invalid", "it doesn't fit what it is of: one of the two was changed");
	if (!schemes.has(signingScheme)) return because("unsupported", "its signing scheme isn't known");
	const { expiry, authenticSigningTime, signingTime } = envelope;
	const signed = authenticSigningTime ?? signingTime;
	if (expiry !== undefined && signed !== undefined && expiry <= signed)
		return because("malformed", "it expires before it was signed");
	const wanted = criticalOf(envelope);
	if (wanted.some((name) => !critical.includes(name)))
		return because("malformed", "an attribute that has to be critical isn't");
	const strange = critical.find((name) => !wanted.includes(name));
	if (plugin !== undefined)
		return because("critical_attribute", "it wants to be verified by a plugin, and none is ever run");
	if (strange !== undefined) return because("critical_attribute", "it has a critical attribute that isn't understood");
	return undefined;
}

/** Attributes that the specification wants critical, where they are there. */
function criticalOf({ authenticSigningTime, expiry, plugin }: NotationEnvelope): readonly string[] {
	return [
		names.scheme,
		...(authenticSigningTime === undefined ? [] : [names.authenticSigningTime]),
		...(expiry === undefined ? [] : [names.expiry]),
		...(plugin === undefined ? [] : [names.plugin]),
	];
}

/** Each size of key has one algorithm (signature-specification.md, "Algorithm Selection"). */
function algorithmFor(key: PublicKey): string | undefined {
	if (key.kind === "rsa") return { 2048: "PS256", 3072: "PS384", 4096: "PS512" }[sizeInBits(key.modulus)];
	return key.kind === "ec" ? { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" }[key.curve.name] : undefined;
}

function subjectProblem({ target }: NotationEnvelope, { digests, bytes }: Subject): Reason | undefined {
	if (target === undefined) return because("malformed", "its payload doesn't say what was signed");
	if (digests.length > 0 && !digests.includes(target.digest))
		return because("other_subject", `it is of ${target.digest.slice(0, 100)}, not of the image that it lies with`);
	return bytes !== undefined && bytes.length !== target.size
		? because("other_subject", "it is of something of another size")
		: undefined;
}

function checked(
	envelope: NotationEnvelope,
	certificates: readonly Certificate[],
	leaf: Certificate,
	policy: TrustPolicy,
	trust: NotationTrust,
	host: VerifierHost,
): Verification {
	const actions = policy.actions as NonNullable<TrustPolicy["actions"]>;
	const warnings: Reason[] = [];
	let verdict: Reason | undefined;
	let times: readonly ProvenTime[] = [];
	const hold = (check: Check, problem: () => Reason | undefined): boolean => {
		if (verdict !== undefined || actions[check] === "skip") return false;
		const found = problem();
		if (found === undefined) return true;
		if (actions[check] === "enforce") verdict = found;
		else warnings.push(found);
		return false;
	};
	const chain = trustedChain(certificates, leaf, storesOf(envelope, policy, trust), host);
	const isAuthentic = hold("authenticity", () => authenticityProblem(chain, leaf, policy));
	hold("expiry", () =>
		envelope.expiry !== undefined && envelope.expiry <= host.now()
			? because("expired", `it says itself that it holds until ${timeText(envelope.expiry)}`)
			: undefined,
	);
	hold("authenticTimestamp", () => {
		const found = checkTime(envelope, chain ?? certificates, policy, trust, host);
		if ("code" in found) return found;
		times = found.times;
		return undefined;
	});
	hold("revocation", () => revocationProblem(chain ?? certificates, trust, host));
	if (verdict !== undefined) return { verified: false, reason: verdict };
	const key = signingKeyOf(leaf.rawPublicKeyInfo);
	if (typeof key === "string") return refused("unsupported", key);
	const [first] = times;
	return {
		verified: true,
		...(isAuthentic && { identity: distinguishedName(leaf.subject), issuer: distinguishedName(leaf.issuer) }),
		key: key.fingerprint,
		...(first && { signedAt: first.time }),
		times,
		logged: false,
		subjects: envelope.target === undefined ? [] : [envelope.target.digest],
		...(warnings.length > 0 && { warnings }),
	};
}

const timeText = (time: number): string => new Date(time).toISOString().replace(/\.000Z$/, "Z");

function storesOf(
	{ signingScheme }: NotationEnvelope,
	policy: TrustPolicy,
	trust: NotationTrust,
): readonly Certificate[] {
	const kind = schemes.get(signingScheme) ?? "ca:";
	return policy.stores.filter((store) => store.startsWith(kind)).flatMap((store) => trust.stores.get(store) ?? []);
}

const codeSigning = 3;
const million = 1_000_000n;
const digitalSignature = 1;

/** From the signer to a certificate of a store; the time is asked of others, so here the signer's first second counts. */
function trustedChain(
	certificates: readonly Certificate[],
	leaf: Certificate,
	roots: readonly Certificate[],
	host: VerifierHost,
): readonly Certificate[] | undefined {
	const now = BigInt(leaf.notBefore.seconds * 1000) * million;
	const options = { now, dnsName: "", keyUsages: [codeSigning], spend: () => undefined };
	const between = certificates.slice(1);
	for (const root of roots) {
		const chain = attempt(() => verifyChain(leaf, between, root, options, host.crypto));
		if (chain !== undefined) return chain;
	}
	return undefined;
}

function authenticityProblem(
	chain: readonly Certificate[] | undefined,
	leaf: Certificate,
	{ signers, name }: TrustPolicy,
): Reason | undefined {
	if (chain === undefined)
		return because(
			"untrusted_certificate",
			`its certificate leads to no root of the stores of trust policy \`${name}\``,
		);
	const { keyUsage, basicConstraints } = leaf.fields;
	if ((keyUsage & digitalSignature) === 0 || (basicConstraints?.isAuthority === true && !isSelfIssued(leaf)))
		return because("untrusted_certificate", "its certificate isn't one for signing");
	return signers === undefined || signers.some((wanted) => hasAttributes(leaf.subject, wanted))
		? undefined
		: because(
				"identity_mismatch",
				`it was signed by \`${distinguishedName(leaf.subject).slice(0, 300)}\`, whom the trust policy doesn't list`,
			);
}

const isSelfIssued = ({ subject, issuer }: Certificate): boolean => equalBytes(subject.raw, issuer.raw);

function revocationProblem(
	chain: readonly Certificate[],
	{ revocationLists }: NotationTrust,
	{ crypto, now }: VerifierHost,
): Reason | undefined {
	for (const [index, certificate] of chain.slice(0, -1).entries()) {
		const standing = standingOf(certificate, chain[index + 1] as Certificate, revocationLists, now(), crypto);
		if (standing === "revoked") return because("certificate_revoked", "a certificate of its chain is revoked");
		if (standing === "unknown")
			return because(
				"revocation_unknown",
				"its authority publishes who is revoked, and no list that still holds was given",
			);
	}
	return undefined;
}
