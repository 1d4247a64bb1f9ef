/** A request for a certificate from DER (RFC 2986). Takes bytes, gives what it says; throws BuiltinError. */
import { BuiltinError, failure } from "../builtins/builtin.ts";
import { standardAlphabet, toBase64 } from "../bytes/base64.ts";
import { type DerElement, DerReader, field, tags } from "../der/derReader.ts";
import { derText } from "../der/derText.ts";
import { numberOfInteger } from "../values/numbers.ts";
import type { Value } from "../values/value.ts";
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
	/** Those that are lists of lists of pairs; others are passed over. */
	readonly attributes: readonly RequestAttribute[];
	readonly extensions: readonly Extension[];
	readonly names: AlternativeNames;
	readonly signatureAlgorithm: SignatureAlgorithm;
	readonly signature: Uint8Array;
}

export interface RequestAttribute {
	/** Object identifier. */
	readonly type: string;
	readonly values: readonly (readonly { readonly type: string; readonly value: Value }[])[];
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
	const attributes = tbs.nextIs(field(0, true)) ? tbs.content(field(0, true), fault) : new Uint8Array();
	const extensions = requestedExtensions(new DerReader(attributes), fault);
	const named = extensions.findLast(({ id }) => id === subjectNamesId);
	return {
		raw,
		rawSigned,
		...key,
		version,
		subject,
		attributes: readAttributes(new DerReader(attributes), fault),
		extensions,
		names: named === undefined ? noNames : readAlternativeNames(named.value),
		signatureAlgorithm: signatureAlgorithm(identifier, parameters),
		signature,
	};
}

function readAttributes(attributes: DerReader, fault: string): readonly RequestAttribute[] {
	const found: RequestAttribute[] = [];
	while (!attributes.isAtEnd) {
		const attribute = attributes.sequence(fault);
		try {
			found.push(readAttribute(attribute, fault));
		} catch (error) {
			if (!(error instanceof BuiltinError)) throw error;
		}
	}
	return found;
}

function readAttribute(attribute: DerReader, fault: string): RequestAttribute {
	const type = attribute.objectIdentifier(fault);
	const values: { readonly type: string; readonly value: Value }[][] = [];
	for (const set = attribute.inside(tags.set, fault); !set.isAtEnd; ) {
		const pairs: { readonly type: string; readonly value: Value }[] = [];
		for (const list = set.sequence(fault); !list.isAtEnd; ) {
			const pair = list.sequence(fault);
			pairs.push({ type: pair.objectIdentifier(fault), value: goValue(pair.any(fault)) });
		}
		values.push(pairs);
	}
	return { type, values };
}

/** What Go's encoding/asn1 makes of a value of any type, for the types that stand in requests. */
function goValue(element: DerElement): Value {
	const { tag, content, whole } = element;
	switch (tag) {
		case tags.boolean:
			return new DerReader(whole).boolean("asn1: syntax error: invalid boolean");
		case tags.octetString:
			return toBase64(content, standardAlphabet, true);
		case tags.integer:
			return numberOfInteger(new DerReader(whole).integer("asn1: structure error: integer not minimally-encoded"));
		case tags.printableString:
		case tags.utf8String:
		case tags.ia5String:
		case tags.numericString:
		case tags.t61String:
		case tags.bmpString:
			return derText(element);
		default:
			return null;
	}
}

function requestedExtensions(attributes: DerReader, fault: string): readonly Extension[] {
	const found: Extension[] = [];
	while (!attributes.isAtEnd) {
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
