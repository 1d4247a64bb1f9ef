/** From the words of a configuration and the files that it names to a trust. Takes files' bytes, gives the trust or what is wrong. */
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { attempt } from "../documents/signature/attempt.ts";
import { fromUtf8 } from "../runtime/bytes/utf8.ts";
import { compilePattern } from "../runtime/regex/compilePattern.ts";
import { readSigningKeys } from "./signingKey.ts";
import type { SigstoreTrust } from "./trust.ts";

/** Whom somebody trusts, in words. */
export interface TrustWords {
	/** Public keys, PEM. */
	readonly keys?: readonly Uint8Array[];
	readonly identity?: string;
	/** Patterns have to match the whole of what they are for. */
	readonly identityPattern?: string;
	readonly issuer?: string;
	readonly issuerPattern?: string;
	/** Sigstore's trusted_root.json. */
	readonly root?: Uint8Array;
	readonly ignoreLog?: boolean;
	readonly ignoreCertificateLog?: boolean;
}

/** @returns the trust, or what is wrong with the words, in words */
export function readTrust(words: TrustWords): SigstoreTrust | string {
	const { keys, identity, identityPattern, issuer, issuerPattern, ignoreLog, ignoreCertificateLog } = words;
	const root = words.root === undefined ? undefined : readTrustedRoot(words.root);
	if (typeof root === "string") return root;
	const asksForIdentity = [identity, identityPattern, issuer, issuerPattern].some((each) => each !== undefined);
	if (keys !== undefined) {
		if (asksForIdentity) return "a signer is trusted by key or by identity, not by both";
		const read = keys.map(readSigningKeys);
		const fault = read.find((each) => typeof each === "string");
		if (fault !== undefined) return fault;
		const all = read.flatMap((each) => (typeof each === "string" ? [] : each));
		return { kind: "key", keys: all, ...(root && { root }), ...(ignoreLog === true && { ignoreLog }) };
	}
	if (!asksForIdentity) return "it says neither a key nor an identity";
	if (root === undefined)
		return "an identity is worth what the authorities behind it are: give their trusted root, too";
	if ((identity ?? identityPattern) === undefined)
		return "an issuer alone lets in whoever it knows: give the identity, too";
	if ((issuer ?? issuerPattern) === undefined)
		return "an identity without its issuer may be anybody's: give the issuer, too";
	for (const pattern of [identityPattern, issuerPattern])
		if (pattern !== undefined && attempt(() => compilePattern(pattern)) === undefined)
			return `\`${pattern}\` is no regular expression`;
	return {
		kind: "identity",
		root,
		...(identity !== undefined && { identity }),
		...(identityPattern !== undefined && { identityPattern }),
		...(issuer !== undefined && { issuer }),
		...(issuerPattern !== undefined && { issuerPattern }),
		...(ignoreLog === true && { ignoreLog }),
		...(ignoreCertificateLog === true && { ignoreCertificateLog }),
	};
}

const mediaType = /^application\/vnd\.dev\.sigstore\.trustedroot(?:\+json;version=0\.[12]|\.v0\.[12]\+json)$/;

/** Authorities and logs of one root. */
const MOST = 200;

function readTrustedRoot(bytes: Uint8Array): TrustedRoot | string {
	const json = attempt(() => JSON.parse(fromUtf8(bytes)) as { readonly mediaType?: unknown });
	if (typeof json !== "object" || json === null || !mediaType.test(String(json.mediaType)))
		return "it is no trusted root of Sigstore (trusted_root.json)";
	const root = attempt(() => TrustedRoot.fromJSON(json));
	if (root === undefined) return "it is a trusted root that can't be read";
	const { tlogs, ctlogs, certificateAuthorities, timestampAuthorities } = root;
	const count = tlogs.length + ctlogs.length + certificateAuthorities.length + timestampAuthorities.length;
	return count > MOST ? `it lists more than ${MOST} authorities and logs` : root;
}
