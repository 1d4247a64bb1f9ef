/** What a certificate says (RFC 5280, 4.1), as plain data. */
import type { DerTime } from "../der/derTime.ts";
import type { PublicKey } from "../keys/key.ts";
import type { Url } from "../network/url.ts";
import type { Name } from "./readName.ts";
import type { SignatureAlgorithm } from "./signatureAlgorithm.ts";

export interface Extension {
	/** Object identifier. */
	readonly id: string;
	readonly isCritical: boolean;
	readonly value: Uint8Array;
}

/** Names that someone goes by: the subject alternative names. Each kind in the order in which they stand. */
export interface AlternativeNames {
	readonly dnsNames: readonly string[];
	readonly emailAddresses: readonly string[];
	/** Four or sixteen bytes each. */
	readonly ipAddresses: readonly Uint8Array[];
	readonly uris: readonly Url[];
}

export interface IpRange {
	readonly address: Uint8Array;
	readonly mask: Uint8Array;
}

/** Names that certificates below this one may, or may not, be for. */
export interface NameSpace {
	readonly dnsNames: readonly string[];
	readonly ipRanges: readonly IpRange[];
	readonly emailAddresses: readonly string[];
	readonly uriDomains: readonly string[];
}

/** What the extensions say that are understood. */
export interface ExtensionFields {
	/** Bits from the first: digital signature. */
	readonly keyUsage: number;
	/** Object identifiers. */
	readonly extendedKeyUsages: readonly string[];
	/** Absent where the certificate doesn't say what it is. A path length of -1 is none. */
	readonly basicConstraints: { readonly isAuthority: boolean; readonly maxPathLength: number } | undefined;
	readonly names: AlternativeNames;
	readonly permitted: NameSpace;
	readonly excluded: NameSpace;
	readonly isNameSpaceCritical: boolean;
	readonly revocationLists: readonly string[];
	readonly authorityKeyId: Uint8Array | undefined;
	readonly subjectKeyId: Uint8Array | undefined;
	/** Object identifiers; undefined where the certificate has no such extension. */
	readonly policies: readonly string[] | undefined;
	readonly policyMappings: readonly { readonly issuer: string; readonly subject: string }[];
	/** How many certificates further down a policy is needed, may be mapped, any may be meant; undefined: not said. */
	readonly requireExplicitPolicy: number | undefined;
	readonly inhibitPolicyMapping: number | undefined;
	readonly inhibitAnyPolicy: number | undefined;
	readonly statusServers: readonly string[];
	readonly issuerUrls: readonly string[];
	/** Ids of critical extensions that are not understood. */
	readonly unhandled: readonly string[];
}

export interface Certificate {
	readonly raw: Uint8Array;
	readonly rawSigned: Uint8Array;
	readonly rawPublicKeyInfo: Uint8Array;
	/** 1 to 3. */
	readonly version: number;
	readonly serialNumber: bigint;
	readonly issuer: Name;
	readonly subject: Name;
	readonly notBefore: DerTime;
	readonly notAfter: DerTime;
	readonly keyAlgorithm: string;
	/** Undefined where the algorithm isn't known. */
	readonly publicKey: PublicKey | undefined;
	readonly signatureAlgorithm: SignatureAlgorithm;
	readonly signature: Uint8Array;
	/** Undefined where there are none. */
	readonly extensions: readonly Extension[] | undefined;
	readonly fields: ExtensionFields;
}
