/**
 * Finds a chain from a certificate up to a root (RFC 5280, 6), with the checks that Go's crypto/x509 makes. Takes
 * certificates, gives the chain or why there is none; trusts the one root that it is given, and its own clock never.
 */

import { fromBigEndian } from "../bytes/bigEndian.ts";
import { equalBytes } from "../bytes/equalBytes.ts";
import type { CryptoHost } from "../crypto/cryptoHost.ts";
import { isSigned } from "../jose/algorithms.ts";
import { ecdsaHalves } from "../keys/ecdsaHalves.ts";
import type { PublicKey } from "../keys/key.ts";
import { parseAddress, unmapped } from "../network/ipAddress.ts";
import type { Certificate } from "./certificate.ts";
import { matchesHost } from "./domains.ts";
import { anyUsage, extendedKeyUsages } from "./extendedKeyUsages.ts";
import { areNamesAllowed } from "./nameConstraints.ts";
import { arePoliciesValid } from "./policies.ts";
import { subjectNamesId } from "./readExtensions.ts";

export interface VerifyOptions {
	/** Nanoseconds since the epoch. */
	readonly now: bigint;
	/** A host that the certificate has to be for; empty: any. */
	readonly dnsName: string;
	/** As Go numbers them: one of them has to be allowed. */
	readonly keyUsages: readonly number[];
	/** Pays for verifying one signature. */
	readonly spend: () => void;
}

/** More would cost too much, and no honest chain needs them. */
const mostSignatures = 100;

/** From the leaf to the root; undefined where there is no such chain. */
export function verifyChain(
	leaf: Certificate,
	intermediates: readonly Certificate[],
	root: Certificate,
	options: VerifyOptions,
	host: CryptoHost,
): readonly Certificate[] | undefined {
	if (!isValidWithin([], leaf, options)) return undefined;
	if (options.dnsName !== "" && !isFor(leaf, options.dnsName)) return undefined;
	let signatures = 0;
	const isIssuedBy = (child: Certificate, parent: Certificate): boolean => {
		if (++signatures > mostSignatures) return false;
		options.spend();
		return mayIssue(parent) && isCertificateSigned(child, parent.publicKey, host);
	};
	const chainsFrom = (chain: readonly Certificate[]): (readonly Certificate[])[] => {
		const child = chain[chain.length - 1] as Certificate;
		const fits = (parent: Certificate, isRoot: boolean): boolean =>
			equalBytes(child.issuer.raw, parent.subject.raw) &&
			!isIn(chain, parent) &&
			isIssuedBy(child, parent) &&
			isValidWithin(chain, parent, options) &&
			(isRoot || parent.fields.basicConstraints?.isAuthority === true);
		const found: (readonly Certificate[])[] = fits(root, true) ? [[...chain, root]] : [];
		for (const parent of byLikelihood(child, intermediates)) {
			if (signatures > mostSignatures) break;
			if (fits(parent, false)) found.push(...chainsFrom([...chain, parent]));
		}
		return found;
	};
	const chains = equalBytes(leaf.raw, root.raw) ? [[leaf]] : chainsFrom([leaf]);
	return chains.find(
		(chain) => arePoliciesValid(chain) && allowsUsage(chain, options.keyUsages) && areNamesAllowed(chain),
	);
}

/** Those whose key the certificate names come first. */
function byLikelihood(child: Certificate, parents: readonly Certificate[]): readonly Certificate[] {
	const wanted = child.fields.authorityKeyId ?? new Uint8Array();
	const rank = ({ fields }: Certificate): number => {
		const id = fields.subjectKeyId ?? new Uint8Array();
		if (equalBytes(id, wanted)) return 0;
		return id.length === 0 || wanted.length === 0 ? 1 : 2;
	};
	return [...parents].sort((left, right) => rank(left) - rank(right));
}

function isIn(chain: readonly Certificate[], candidate: Certificate): boolean {
	const namesOf = ({ extensions }: Certificate): Uint8Array | undefined =>
		extensions?.find(({ id }) => id === subjectNamesId)?.value;
	const names = namesOf(candidate);
	return chain.some((certificate) => {
		const others = namesOf(certificate);
		return (
			equalBytes(candidate.subject.raw, certificate.subject.raw) &&
			equalBytes(candidate.rawPublicKeyInfo, certificate.rawPublicKeyInfo) &&
			(names === undefined || others === undefined ? names === others : equalBytes(names, others))
		);
	});
}

/** The bit of a key that signs certificates. */
const certificateSigning = 1 << 5;

function mayIssue({ version, fields }: Certificate): boolean {
	const { basicConstraints, keyUsage } = fields;
	if (basicConstraints === undefined ? version === 3 : !basicConstraints.isAuthority) return false;
	return keyUsage === 0 || (keyUsage & certificateSigning) !== 0;
}

function isCertificateSigned(child: Certificate, key: PublicKey | undefined, host: CryptoHost): boolean {
	const { scheme } = child.signatureAlgorithm;
	if (scheme === undefined || key === undefined) return false;
	const signature = scheme.kind === "ecdsa" ? halvesFor(key, child.signature) : child.signature;
	return signature !== undefined && isSigned(host, scheme, key, child.rawSigned, signature);
}

const halvesFor = (key: PublicKey, signature: Uint8Array): Uint8Array | undefined =>
	key.kind === "ec" ? ecdsaHalves(signature, key.curve) : undefined;

const billion = 1_000_000_000n;

/** Whether a certificate may follow on a chain, as far as it says itself. */
function isValidWithin(chain: readonly Certificate[], certificate: Certificate, { now }: VerifyOptions): boolean {
	const { fields, notBefore, notAfter } = certificate;
	if (fields.unhandled.length > 0) return false;
	if (now < BigInt(notBefore.seconds) * billion || now > BigInt(notAfter.seconds) * billion) return false;
	const most = fields.basicConstraints?.maxPathLength ?? -1;
	return most < 0 || chain.length - 1 <= most;
}

function isFor({ fields }: Certificate, host: string): boolean {
	const { dnsNames, ipAddresses } = fields.names;
	const address = parseAddress(host.length >= 3 ? host.replace(/^\[(.*)\]$/, "$1") : host);
	if (address === undefined) return dnsNames.some((name) => matchesHost(name, host));
	const wanted = unmapped(address);
	return ipAddresses.some((bytes) => {
		const found = unmapped({ family: bytes.length === 4 ? 4 : 6, bits: fromBigEndian(bytes) });
		return found.family === wanted.family && found.bits === wanted.bits;
	});
}

/** Whether one of the usages is allowed by every certificate of a chain. */
function allowsUsage(chain: readonly Certificate[], wanted: readonly number[]): boolean {
	if (wanted.includes(anyUsage)) return true;
	return wanted.some((usage) =>
		chain.every(({ fields: { extendedKeyUsages: allowed } }) => {
			const numbers = allowed.map((identifier) => extendedKeyUsages.get(identifier));
			return numbers.length === 0 || numbers.includes(anyUsage) || numbers.includes(usage);
		}),
	);
}
