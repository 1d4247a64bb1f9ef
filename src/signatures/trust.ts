/** Whom to trust: plain data that shells make from settings and files. */
import type { TrustedRoot } from "@sigstore/protobuf-specs";
import type { CryptoHost } from "../runtime/crypto/cryptoHost.ts";
import type { Certificate } from "../runtime/x509/certificate.ts";
import type { RevocationList } from "./notation/revocationList.ts";
import type { TrustPolicy } from "./notation/trustPolicy.ts";
import type { SigningKey } from "./signingKey.ts";

/** Whether an artifact's signature has to be in a transparency log, and which logs and authorities count. */
interface Witnesses {
	/** Sigstore's trusted_root.json, read. */
	readonly root?: TrustedRoot;
	/** Don't ask for an entry in the log, nor look at one. */
	readonly ignoreLog?: boolean;
}

/** Whoever has one of these keys. Without a root nothing is said of logs: there is none to ask. */
export interface KeyTrust extends Witnesses {
	readonly kind: "key";
	readonly keys: readonly SigningKey[];
}

/** Whoever proved to an issuer who they are, to a certificate authority of the root. */
export interface IdentityTrust extends Witnesses {
	readonly kind: "identity";
	readonly root: TrustedRoot;
	/** One of the two; the pattern is RE2's and has to match the whole identity. */
	readonly identity?: string;
	readonly identityPattern?: string;
	/** One of the two. */
	readonly issuer?: string;
	readonly issuerPattern?: string;
	/** Don't ask that the certificate itself was logged: for instances without a certificate log. */
	readonly ignoreCertificateLog?: boolean;
}

/** Notary Project's trust policies with the stores and lists that go with them. */
export interface NotationTrust {
	readonly kind: "notation";
	readonly policies: readonly TrustPolicy[];
	/** Certificates by store: `ca:NAME`. */
	readonly stores: ReadonlyMap<string, readonly Certificate[]>;
	readonly revocationLists: readonly RevocationList[];
}

export type SigstoreTrust = KeyTrust | IdentityTrust;

/** What a signature should be of. */
export type Artifact =
	/** `sha256:…`; several where one thing goes by several, an image and the index that it is in. */
	{ readonly digests: readonly string[] } | { readonly bytes: Uint8Array };

/** What verifying needs of a run. */
export interface VerifierHost {
	readonly crypto: CryptoHost;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
}
