/** A request for a certificate from DER (RFC 2986). Takes bytes, gives what it says; throws BuiltinError. */
import { failure } from "../builtins/builtin.ts";
import { DerReader, field, tags } from "../der/derReader.ts";
import type { AlternativeNames, Extension } from "./certificate.ts";
import { type KeyInfo, readAlgorithm, readExtension, readKeyInfo } from "./readCertificate.ts";
import { subjectNamesId } from "./readExtensions.ts";
import { type Name, readName } from "./readName.ts";
import { noNames, readAlternativeNames } from "./readNames.ts";
import { type SignatureAlgorithm, signatureAlgorithm } from "./signatureAlgorithm.ts";

export interface CertificateRequest extends KeyInfo {
	readonly raw: Uint8Array;
	readonly rawSigned: Uint8Array;
	readonly version: bigint;
	readonly subject: Name;
	readonly extensions: readonly Extension[];
	readonly names: AlternativeNames;
	readonly signatureAlgorithm: SignatureAlgorithm;
	readonly signature: Uint8Array;
}

const extensionRequest = "1.2.840.113549.1.9.14";

export function readRequest(der: Uint8Array): CertificateRequest {
	const fault = "asn1: structure error: no certificate request";
	const reader = new DerReader(der);
	const { whole: raw, content } = reader.element(tags.sequence, fault);
	if (!reader.isAtEnd) throw failure("asn1: syntax error: trailing data");
	const outer = new DerReader(content);
	const { whole: rawSigned, content: signed } = outer.element(tags.sequence, fault);
	const { identifier, parameters } = readAlgorithm(outer.content(tags.sequence, fault));
	const { bytes: signature } = outer.bitString(fault);
	const tbs = new DerReader(signed);
	const version = tbs.integer(fault);
	const subject = readName(tbs, fault);
	const key = readKeyInfo(tbs.element(tags.sequence, fault).whole);
	const extensions = requestedExtensions(tbs.insideIf(field(0, true), fault), fault);
	const named = extensions.findLast(({ id }) => id === subjectNamesId);
	return {
		raw,
		rawSigned,
		...key,
		version,
		subject,
		extensions,
		names: named === undefined ? noNames : readAlternativeNames(named.value),
		signatureAlgorithm: signatureAlgorithm(identifier, parameters),
		signature,
	};
}

function requestedExtensions(attributes: DerReader | undefined, fault: string): readonly Extension[] {
	const found: Extension[] = [];
	while (attributes !== undefined && !attributes.isAtEnd) {
		const attribute = attributes.sequence(fault);
		if (attribute.objectIdentifier(fault) !== extensionRequest) continue;
		const list = attribute.inside(tags.set, fault).sequence(fault);
		const first = found.length;
		while (!list.isAtEnd) found.push(readExtension(list.sequence(fault)));
		const added = found.slice(first).map(({ id }) => id);
		const before = found.slice(0, first).map(({ id }) => id);
		if (new Set(added).size < added.length || added.some((id) => before.includes(id))) {
			throw failure("x509: certificate request contains duplicate requested extensions");
		}
	}
	return found;
}
