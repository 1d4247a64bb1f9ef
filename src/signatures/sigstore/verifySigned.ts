/**
 * Whether something signed is signed by whom one trusts, and witnessed. What the log, the time stamps and the certificate log say is checked by
 * @sigstore/verify; the key, the chain's usages and the identity here, so that each refusal has a reason of its own.
 */
import { crypto, RFC3161Timestamp, X509Certificate } from "@sigstore/core";
import type { TrustedRoot } from "@sigstore/protobuf-specs";
import { type SignedEntity, type TrustMaterial, toTrustMaterial, VerificationError, Verifier } from "@sigstore/verify";
import { attempt } from "../../documents/signature/attempt.ts";
import { certificateIdentity, withNamesUnderstood } from "../../documents/signature/certificateIdentity.ts";
import type { ProvenTime, Refused, Verified } from "../../documents/signature/verification.ts";
import { refused } from "../../documents/signature/verification.ts";
import { equalBytes } from "../../runtime/bytes/equalBytes.ts";
import type { CryptoHost } from "../../runtime/crypto/cryptoHost.ts";
import { compilePattern } from "../../runtime/regex/compilePattern.ts";
import type { Certificate } from "../../runtime/x509/certificate.ts";
import { readCertificate } from "../../runtime/x509/readCertificate.ts";
import { verifyChain } from "../../runtime/x509/verifyChain.ts";
import { isDigestSignedBy, isMessageSignedBy } from "../isSignedBy.ts";
import { type SigningKey, signingKeyOf } from "../signingKey.ts";
import type { IdentityTrust, SigstoreTrust } from "../trust.ts";
import type { SignedContent } from "./signedContent.ts";

/** What is known once it holds; of what, its caller knows. */
export type Witnessed = Omit<Verified, "subjects">;

/** Entries and time stamps of one signature: more would only take time. */
const MOST_WITNESSES = 32;

export function verifySigned(signed: SignedContent, trust: SigstoreTrust, host: CryptoHost): Witnessed | Refused {
	if (signed.entries.length + signed.timestamps.length > MOST_WITNESSES)
		return refused("malformed", `it has more than ${MOST_WITNESSES} log entries and time stamps`);
	const asksForLog = trust.root !== undefined && trust.ignoreLog !== true;
	if (trust.kind === "identity" && signed.certificate === undefined)
		return refused("no_certificate", "it was made with a key, and the settings trust identities");
	if (asksForLog && signed.entries.length === 0)
		return refused("log_missing", "it has no entry of a transparency log, and the settings ask for one");
	const signer = trust.kind === "key" ? keyAmong(signed, trust.keys, host) : certified(signed, trust, host);
	if ("verified" in signer) return signer;
	const witnesses = askWitnesses(signed, trust, signer.key, asksForLog);
	if ("verified" in witnesses) return witnesses;
	const { certificate, key } = signer;
	const who = certificate === undefined ? {} : certificateIdentity(certificate);
	if (trust.kind === "identity") {
		const mismatch = identityProblem(trust, who.identity, who.issuer);
		if (mismatch !== undefined) return mismatch;
	}
	const [first] = [...witnesses.times].sort((a, b) => a.time.localeCompare(b.time));
	const [entry] = asksForLog ? signed.entries : [];
	return {
		verified: true,
		...(trust.kind === "identity" ? who : {}),
		key: key.fingerprint,
		...(first && { signedAt: first.time }),
		times: witnesses.times,
		logged: entry !== undefined,
		...(entry && { logIndex: String(entry.logIndex) }),
	};
}

interface Signer {
	readonly key: SigningKey;
	readonly certificate?: Certificate;
}

const isSignedBy = ({ message, digest, signature }: SignedContent, { key }: SigningKey, host: CryptoHost): boolean =>
	message !== undefined
		? isMessageSignedBy(key, message, signature, host)
		: digest !== undefined && isDigestSignedBy(key, digest, signature);

function keyAmong(signed: SignedContent, keys: readonly SigningKey[], host: CryptoHost): Signer | Refused {
	const key = keys.find((each) => isSignedBy(signed, each, host));
	if (key !== undefined) return { key };
	const which = keys.length === 1 ? "the key that is trusted" : "one of the keys that are trusted";
	return refused("untrusted_key", `it wasn't made with ${which}, or what it is of has changed since`);
}

/** RFC 5280's code signing, as Go numbers it. */
const codeSigning = 3;
const billion = 1_000_000_000n;

function certified(signed: SignedContent, trust: IdentityTrust, host: CryptoHost): Signer | Refused {
	const certificate = attempt(() => withNamesUnderstood(readCertificate(signed.certificate as Uint8Array)));
	if (certificate === undefined) return refused("malformed", "its certificate can't be read");
	const key = signingKeyOf(certificate.rawPublicKeyInfo);
	if (typeof key === "string") return refused("unsupported", `the key of its certificate: ${key}`);
	if (!isSignedBy(signed, key, host))
		return refused("signature_invalid", "it doesn't fit what it is of: one of the two was changed");
	// Whether the time fits is asked of the witnesses; here only who stands behind the certificate.
	const now = BigInt(certificate.notBefore.seconds) * billion;
	const options = { now, dnsName: "", keyUsages: [codeSigning], spend: () => undefined };
	const isTrusted = authoritiesOf(trust.root).some(
		({ root, between }) => attempt(() => verifyChain(certificate, between, root, options, host)) !== undefined,
	);
	if (!isTrusted)
		return refused("untrusted_certificate", "its certificate leads to no certificate authority of the trusted root");
	return { key, certificate };
}

interface CertificateAuthority {
	readonly root: Certificate;
	readonly between: readonly Certificate[];
}

const authorities = new WeakMap<TrustedRoot, readonly CertificateAuthority[]>();

/** The authorities of a trusted root, read once. */
function authoritiesOf(trusted: TrustedRoot): readonly CertificateAuthority[] {
	const known = authorities.get(trusted);
	if (known !== undefined) return known;
	const read = trusted.certificateAuthorities.flatMap(({ certChain }) => {
		const chain = (certChain?.certificates ?? []).flatMap(
			({ rawBytes }) => attempt(() => readCertificate(rawBytes)) ?? [],
		);
		const [root, ...between] = chain.reverse();
		return root === undefined ? [] : [{ root, between }];
	});
	authorities.set(trusted, read);
	return read;
}

const materials = new WeakMap<TrustedRoot, TrustMaterial>();

/** @throws whatever the library throws for a root that it can't read */
function materialOf(root: TrustedRoot): TrustMaterial {
	const known = materials.get(root) ?? toTrustMaterial(root);
	materials.set(root, known);
	return known;
}

function askWitnesses(
	signed: SignedContent,
	trust: SigstoreTrust,
	key: SigningKey,
	asksForLog: boolean,
): { readonly times: readonly ProvenTime[] } | Refused {
	const { root } = trust;
	if (root === undefined) return { times: [] };
	const entries = asksForLog ? signed.entries : [];
	const timestamps = signed.timestamps.map((bytes) => attempt(() => RFC3161Timestamp.parse(Buffer.from(bytes))));
	if (timestamps.some((each) => each === undefined)) return refused("timestamp_invalid", "a time stamp can't be read");
	const isCertified = trust.kind === "identity";
	const promised = entries.filter(({ inclusionPromise, integratedTime }) => inclusionPromise && integratedTime !== "0");
	const known = timestamps.filter((each) => each !== undefined);
	if (isCertified && promised.length + known.length === 0)
		return refused(
			"timestamp_missing",
			"nobody vouches for the time when it was signed: neither a log nor an authority",
		);
	const { certificate } = signed;
	const leaf = isCertified && certificate ? attempt(() => X509Certificate.parse(Buffer.from(certificate))) : undefined;
	if (isCertified && leaf === undefined) return refused("malformed", "its certificate can't be read");
	const entity: SignedEntity = {
		signature: {
			signature: Buffer.from(signed.signature),
			compareSignature: (other) => equalBytes(other, signed.signature),
			compareDigest: (other) => signed.listedAs.some((each) => equalBytes(other, each)),
			// That is known already: with the same key.
			verifySignature: () => true,
		},
		key: leaf !== undefined ? { $case: "certificate", certificate: leaf } : { $case: "public-key", hint: "" },
		tlogEntries: [...entries],
		timestamps: [
			...promised.map((tlogEntry) => ({ $case: "transparency-log" as const, tlogEntry })),
			...known.map((timestamp) => ({ $case: "timestamp-authority" as const, timestamp })),
		],
	};
	const logNames = namesOfLogs(entries);
	if (logNames === undefined) return refused("malformed", "its log's checkpoint has a name that can't be one");
	try {
		const material = materialOf(root);
		const publicKey = () => ({ publicKey: crypto.createPublicKey(Buffer.from(key.spki)), validFor: () => true });
		// The library wants a log's address in its checkpoint, which private instances don't write there; the key's id and signature decide.
		const tlogs = material.tlogs.map((log) => ({ ...log, baseURL: logNames }));
		new Verifier(
			{ ...material, tlogs, publicKey },
			{
				tlogThreshold: asksForLog ? 1 : 0,
				ctlogThreshold: isCertified && !trust.ignoreCertificateLog ? 1 : 0,
				timestampThreshold: isCertified ? 1 : 0,
			},
		).verify(entity);
	} catch (error) {
		if (error instanceof Error) return asRefusal(error, entity);
		throw error;
	}
	return {
		times: [
			...promised.map(({ integratedTime }) => ({
				source: "log" as const,
				time: asTime(Number(integratedTime) * 1000),
			})),
			...known.map(({ signingTime }) => ({ source: "authority" as const, time: asTime(signingTime.getTime()) })),
		],
	};
}

/**
 * The names that sign the entries' checkpoints (C2SP signed-note): the library makes a pattern of each, so it has to be a plain one.
 * Undefined where one isn't.
 */
function namesOfLogs(entries: SignedContent["entries"]): string | undefined {
	const notes = entries.map(({ inclusionProof }) => inclusionProof?.checkpoint?.envelope ?? "");
	const names = notes.flatMap((note) => [...note.matchAll(/\u2014 (\S+) \S+\n/g)].map(([, name]) => name as string));
	return names.every((name) => /^[\w.:/-]{1,300}$/.test(name)) ? names.join(" ") : undefined;
}

const asTime = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.000Z$/, "Z");

function asRefusal(error: Error, { key, timestamps }: SignedEntity): Refused {
	const code = error instanceof VerificationError ? error.code : "";
	if (code === "TIMESTAMP_ERROR")
		return refused("timestamp_invalid", "a time stamp isn't by an authority of the trusted root, or of something else");
	if (code === "CERTIFICATE_ERROR" && /\bSCT/.test(error.message))
		return refused("certificate_log_invalid", "no certificate log of the trusted root vouches for its certificate");
	if (code === "CERTIFICATE_ERROR") {
		const isWithin = timestamps.every((each) => {
			const time =
				each.$case === "transparency-log"
					? new Date(Number(each.tlogEntry.integratedTime) * 1000)
					: each.timestamp.signingTime;
			return key.$case === "certificate" && key.certificate.validForDate(time);
		});
		return isWithin
			? refused("untrusted_certificate", "its certificate wasn't that of a trusted authority at that time")
			: refused("outside_certificate_life", "it was signed when its certificate wasn't valid");
	}
	if (code.startsWith("TLOG"))
		return refused("log_invalid", `its log entry doesn't hold: ${plainWords(error.message)}`);
	return refused("malformed", "what its witnesses say can't be read");
}

/** The library's words come from its own texts and from the entry: only letters that can't do harm, and not many. */
const plainWords = (text: string): string => text.replace(/[^\w .,:/-]/g, "?").slice(0, 120);

function identityProblem(
	trust: IdentityTrust,
	identity: string | undefined,
	issuer: string | undefined,
): Refused | undefined {
	if (!isMatch(identity, trust.identity, trust.identityPattern))
		return refused("identity_mismatch", `it was signed by ${shown(identity)}, whom the settings don't trust`);
	if (!isMatch(issuer, trust.issuer, trust.issuerPattern))
		return refused("issuer_mismatch", `${shown(issuer)} vouches for the identity, whom the settings don't trust`);
	return undefined;
}

const shown = (text: string | undefined): string =>
	text === undefined ? "nobody it names" : `\`${text.slice(0, 300)}\``;

/** Something has to be asked for: nothing at all would let everybody in. */
function isMatch(found: string | undefined, exact: string | undefined, pattern: string | undefined): boolean {
	if (found === undefined || (exact === undefined && pattern === undefined)) return false;
	if (exact !== undefined && found !== exact) return false;
	if (pattern === undefined) return true;
	// By itself first: a bracket that closes what it didn't open mustn't reach beyond its own.
	const whole = attempt(() => compilePattern(pattern) && compilePattern(`^(?:${pattern})$`));
	return whole?.test(found) === true;
}
