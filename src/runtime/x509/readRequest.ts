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
	const attributes = readAttributes(tbs.inside(field(0, true), fault), fault);
	const extensions = requestedExtensions(attributes);
	const named = extensions.findLast(({ id }) => id === subjectNamesId);
	return {
		raw,
		rawSigned,
		...key,
		version,
		subject,
		attributes: attributes.flatMap(({ shown }) => (shown === undefined ? [] : [shown])),
		extensions,
		names: named === undefined ? noNames : readAlternativeNames(named.value),
		signatureAlgorithm: signatureAlgorithm(identifier, parameters),
		signature,
	};
}

interface ReadAttribute {
	readonly type: string;
	/** The first of its values, with tag and length. */
	readonly first: Uint8Array;
	/** Undefined where it isn't of the usual form. */
	readonly shown: RequestAttribute | undefined;
}

/** Attributes that can't be read are passed over. */
function readAttributes(attributes: DerReader, fault: string): readonly ReadAttribute[] {
	const found: ReadAttribute[] = [];
	while (!attributes.isAtEnd) {
		const { whole } = attributes.any(fault);
		const read = orNothing(() => {
			const attribute = new DerReader(whole).sequence(fault);
			const type = attribute.objectIdentifier(fault);
			return { type, first: attribute.inside(tags.set, fault).any(fault).whole };
		});
		const shown = orNothing(() => readAttribute(new DerReader(whole).sequence(fault), fault));
		if (read !== undefined) found.push({ ...read, shown });
	}
	return found;
}

function orNothing<Result>(read: () => Result): Result | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof BuiltinError) return undefined;
		throw error;
	}
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

function requestedExtensions(attributes: readonly ReadAttribute[]): readonly Extension[] {
	const fault = "asn1: structure error: no list of extensions";
	const found: Extension[] = [];
	for (const { type, first } of attributes) {
		if (type !== extensionRequest) continue;
		for (const list = new DerReader(first).sequence(fault); !list.isAtEnd; ) {
			found.push(readExtension(list.sequence(fault)));
		}
	}
	if (new Set(found.map(({ id }) => id)).size < found.length) {
		throw failure("x509: certificate request contains duplicate requested extensions");
	}
	return found;
}
