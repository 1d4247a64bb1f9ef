/** What a certificate says, in the few words that people ask for. */
import { toHex } from "../../runtime/bytes/hex.ts";
import { sha256 } from "../../runtime/hashing/sha256.ts";
import type { Certificate } from "../../runtime/x509/certificate.ts";
import { distinguishedName } from "./distinguishedName.ts";

export interface CertificateFacts {
	/** As RFC 4514 writes names. */
	readonly subject: string;
	readonly issuer: string;
	/** RFC 3339. */
	readonly notBefore: string;
	readonly notAfter: string;
	/** `sha256:…` of the whole certificate. */
	readonly fingerprint: string;
}

export const certificateFacts = (certificate: Certificate): CertificateFacts => ({
	subject: distinguishedName(certificate.subject),
	issuer: distinguishedName(certificate.issuer),
	notBefore: certificate.notBefore.text,
	notAfter: certificate.notAfter.text,
	fingerprint: `sha256:${toHex(sha256(certificate.raw))}`,
});
