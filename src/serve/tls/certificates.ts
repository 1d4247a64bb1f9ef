/** The server's certificate and key, and whose client certificates it takes: read, checked, and read again when they change. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";

export interface TlsFiles {
	readonly cert: string;
	readonly key: string;
	/** Certificates of those who sign clients' certificates: with it a client needs one. */
	readonly ca?: string;
}

export interface Certificates {
	readonly cert: Buffer;
	readonly key: Buffer;
	readonly ca?: Buffer;
	/** Milliseconds since the epoch. */
	readonly expires: number;
}

/** Why certificates can't be used, in words for people. */
export class CertificateFault extends Error {}

/** @throws {CertificateFault} */
export async function readCertificates({ cert, key, ca }: TlsFiles): Promise<Certificates> {
	// One after the other, so that of several files that are missing the same is named each time.
	const certText = await readPem(cert);
	const keyText = await readPem(key);
	const caText = ca === undefined ? undefined : await readPem(ca);
	const fault = (what: string, error: unknown): CertificateFault =>
		new CertificateFault(`${what}: ${error instanceof Error ? error.message : String(error)}`);
	try {
		const own = new X509Certificate(certText);
		if (!own.checkPrivateKey(createPrivateKey(keyText))) throw new Error("the key isn't that of the certificate");
		createSecureContext({ cert: certText, key: keyText, ...(caText && { ca: caText }) });
		if (caText !== undefined) new X509Certificate(caText);
		return { cert: certText, key: keyText, ...(caText && { ca: caText }), expires: Date.parse(own.validTo) };
	} catch (error) {
		throw fault(`${cert} and ${key} can't be used`, error);
	}
}

async function readPem(file: string): Promise<Buffer> {
	try {
		return await readFile(file);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "";
		throw new CertificateFault(`can't read ${file}${code === "" ? "" : ` (${code})`}`);
	}
}

export function sameCertificates(a: Certificates, b: Certificates): boolean {
	const sameText = (one: Buffer | undefined, other: Buffer | undefined): boolean =>
		one === undefined || other === undefined ? one === other : one.equals(other);
	return sameText(a.cert, b.cert) && sameText(a.key, b.key) && sameText(a.ca, b.ca);
}
