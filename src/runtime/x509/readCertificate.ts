/** A certificate from DER (RFC 5280, 4.1). Takes bytes, gives what it says; throws BuiltinError in Go's words. */
import { failure } from "../builtins/builtin.ts";
import { equalBytes } from "../bytes/equalBytes.ts";
import { DerReader, field, tags } from "../der/derReader.ts";
import { readTime } from "../der/derTime.ts";
import type { PublicKey } from "../keys/key.ts";
import { keyAlgorithms, publicKeyOf } from "../keys/readPublicKey.ts";
import type { Certificate, Extension } from "./certificate.ts";
import { readExtensions } from "./readExtensions.ts";
import { readName } from "./readName.ts";
import { signatureAlgorithm } from "./signatureAlgorithm.ts";

/** One certificate and nothing after it. */
export function readCertificate(der: Uint8Array): Certificate {
	const reader = new DerReader(der);
	const certificate = next(reader);
	if (!reader.isAtEnd) throw failure("x509: trailing data");
	return certificate;
}

/** As many certificates as there are, one after the other. */
export function readCertificates(der: Uint8Array): Certificate[] {
	const found: Certificate[] = [];
	for (const reader = new DerReader(der); !reader.isAtEnd; ) found.push(next(reader));
	return found;
}

function next(reader: DerReader): Certificate {
	const { whole: raw, content } = reader.element(tags.sequence, "x509: malformed certificate");
	const outer = new DerReader(content);
	const { whole: rawSigned, content: signed } = outer.element(tags.sequence, "x509: malformed tbs certificate");
	const tbs = new DerReader(signed);
	const version =
		(tbs.insideIf(field(0, true), "x509: malformed version")?.integer("x509: malformed version") ?? 0n) + 1n;
	if (version < 1n) throw failure("x509: malformed version");
	if (version > 3n) throw failure("x509: invalid version");
	const serialNumber = tbs.integer("x509: malformed serial number");
	if (serialNumber < 0n) throw failure("x509: negative serial number");
	const inner = tbs.content(tags.sequence, "x509: malformed signature algorithm identifier");
	const repeated = outer.content(tags.sequence, "x509: malformed algorithm identifier");
	if (!equalBytes(inner, repeated)) {
		throw failure("x509: inner and outer signature algorithm identifiers don't match");
	}
	const { identifier, parameters } = readAlgorithm(inner);
	const issuer = readName(tbs, "x509: malformed issuer");
	const validity = tbs.sequence("x509: malformed validity");
	const notBefore = readTime(validity);
	const notAfter = readTime(validity);
	const subject = readName(tbs, "x509: malformed issuer");
	const key = readKeyInfo(tbs.element(tags.sequence, "x509: malformed spki").whole);
	const extensions = version > 1n ? readTail(tbs, version) : undefined;
	const fields = readExtensions(extensions ?? []);
	const { bytes: signature } = outer.bitString("x509: malformed signature");
	return {
		raw,
		rawSigned,
		...key,
		version: Number(version),
		serialNumber,
		issuer,
		subject,
		notBefore,
		notAfter,
		signatureAlgorithm: signatureAlgorithm(identifier, parameters),
		signature,
		extensions,
		fields,
	};
}

export function readAlgorithm(content: Uint8Array): { readonly identifier: string; readonly parameters: Uint8Array } {
	const reader = new DerReader(content);
	const identifier = reader.objectIdentifier("x509: malformed OID");
	const parameters = reader.isAtEnd ? new Uint8Array() : reader.any("x509: malformed parameters").whole;
	return { identifier, parameters };
}

const known = new Set<string>([keyAlgorithms.rsa, keyAlgorithms.dsa, keyAlgorithms.ec, keyAlgorithms.ed25519]);

export interface KeyInfo {
	readonly rawPublicKeyInfo: Uint8Array;
	readonly keyAlgorithm: string;
	/** Undefined where the algorithm isn't known. */
	readonly publicKey: PublicKey | undefined;
}

/** Of SubjectPublicKeyInfo with tag and length. */
export function readKeyInfo(rawPublicKeyInfo: Uint8Array): KeyInfo {
	const info = new DerReader(rawPublicKeyInfo).sequence("x509: malformed spki");
	const algorithm = info.content(tags.sequence, "x509: malformed public key algorithm identifier");
	const { identifier, parameters } = readAlgorithm(algorithm);
	const { bytes } = info.bitString("x509: malformed subjectPublicKey");
	const publicKey = known.has(identifier) ? publicKeyOf({ algorithm: identifier, parameters, bits: bytes }) : undefined;
	return { rawPublicKeyInfo, keyAlgorithm: identifier, publicKey };
}

/** What follows the key: two identifiers that nobody uses, and the extensions. Undefined where there are none. */
function readTail(tbs: DerReader, version: bigint): readonly Extension[] | undefined {
	if (tbs.nextIs(field(1))) tbs.any("x509: malformed issuerUniqueID");
	if (tbs.nextIs(field(2))) tbs.any("x509: malformed subjectUniqueID");
	if (version < 3n) return undefined;
	const outer = tbs.insideIf(field(3, true), "x509: malformed extensions");
	if (outer === undefined) return undefined;
	const found: Extension[] = [];
	const seen = new Set<string>();
	for (const list = outer.sequence("x509: malformed extensions"); !list.isAtEnd; ) {
		const extension = readExtension(list.sequence("x509: malformed extension"));
		if (seen.has(extension.id)) {
			throw failure(`x509: certificate contains duplicate extension with OID "${extension.id}"`);
		}
		seen.add(extension.id);
		found.push(extension);
	}
	return found.length === 0 ? undefined : found;
}

export function readExtension(reader: DerReader): Extension {
	const id = reader.objectIdentifier("x509: malformed extension OID field");
	const isCritical = reader.nextIs(tags.boolean) && reader.boolean("x509: malformed extension critical field");
	return { id, isCritical, value: reader.content(tags.octetString, "x509: malformed extension value field") };
}
