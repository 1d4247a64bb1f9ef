/** Who a Fulcio certificate is for, and who said so (fulcio: docs/oid-info.md). Takes a certificate, gives texts. */
import { fromUtf8, toCharacters } from "../../runtime/bytes/utf8.ts";
import { DerReader, field } from "../../runtime/der/derReader.ts";
import type { Certificate } from "../../runtime/x509/certificate.ts";
import { attempt } from "./attempt.ts";

export interface CertificateIdentity {
	/** A URL, an address or a user name: the first alternative name. */
	readonly identity?: string;
	readonly issuer?: string;
}

const subjectNames = "2.5.29.17";
const issuerAsBytes = "1.3.6.1.4.1.57264.1.1";
const issuerAsText = "1.3.6.1.4.1.57264.1.8";
const userName = "1.3.6.1.4.1.57264.1.7";

export function certificateIdentity(certificate: Certificate): CertificateIdentity {
	const extension = (wanted: string): Uint8Array | undefined =>
		certificate.extensions?.find(({ id }) => id === wanted)?.value;
	const names = extension(subjectNames);
	const identity = names && attempt(() => firstName(names));
	const text = extension(issuerAsText);
	const bytes = extension(issuerAsBytes);
	const issuer =
		(text && attempt(() => fromUtf8(new DerReader(text).content(UTF8_STRING, "no text")))) ??
		(bytes && attempt(() => fromUtf8(bytes)));
	return { ...(identity && { identity }), ...(issuer && { issuer }) };
}

const UTF8_STRING = 0x0c;
const kinds = { other: field(0, true), email: field(1), uri: field(6) } as const;

function firstName(value: Uint8Array): string | undefined {
	for (const reader = new DerReader(value).sequence("no names"); !reader.isAtEnd; ) {
		const { tag, content } = reader.any("no name");
		if (tag === kinds.email || tag === kinds.uri) return toCharacters(content);
		if (tag !== kinds.other) continue;
		const other = new DerReader(content);
		if (other.objectIdentifier("no name") !== userName) continue;
		return fromUtf8(new DerReader(other.content(field(0, true), "no name")).content(UTF8_STRING, "no name"));
	}
	return undefined;
}

/** The alternative names are understood even where they are of Fulcio's own sort, which Go's reader leaves to others. */
export function withNamesUnderstood(certificate: Certificate): Certificate {
	const { fields } = certificate;
	if (!fields.unhandled.includes(subjectNames)) return certificate;
	return { ...certificate, fields: { ...fields, unhandled: fields.unhandled.filter((id) => id !== subjectNames) } };
}
