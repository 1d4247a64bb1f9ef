/**
 * Certificates and requests in the shapes that Go's JSON gives its structs, field by field: what policies written for
 * OPA read. Bytes are base64, absent lists null, numbers of any size.
 */
import { standardAlphabet, toBase64 } from "../bytes/base64.ts";
import { fromBigEndian } from "../bytes/bigEndian.ts";
import { goPublicKey } from "../keys/goKey.ts";
import { keyAlgorithms } from "../keys/readPublicKey.ts";
import { formatAddress } from "../network/ipAddress.ts";
import type { Url } from "../network/url.ts";
import { numberOfInteger } from "../values/numbers.ts";
import type { PlainObject, Value } from "../values/value.ts";
import type { AlternativeNames, Certificate, Extension, IpRange, NameSpace } from "./certificate.ts";
import { extendedKeyUsages } from "./extendedKeyUsages.ts";
import { commonName, type Name, textOf, textsOf } from "./readName.ts";
import type { CertificateRequest } from "./readRequest.ts";

const base64 = (bytes: Uint8Array): string => toBase64(bytes, standardAlphabet, true);
const optionalBase64 = (bytes: Uint8Array | undefined): Value => (bytes === undefined ? null : base64(bytes));
const list = <Item>(items: readonly Item[], shape: (item: Item) => Value): Value =>
	items.length === 0 ? null : items.map(shape);
const same = (text: string): string => text;
const identifier = (text: string): Value => text.split(".").map((part) => numberOfInteger(BigInt(part)));

export function goCertificate(certificate: Certificate): PlainObject {
	const { fields, extensions } = certificate;
	const { basicConstraints } = fields;
	const maxPathLength = basicConstraints?.maxPathLength ?? 0;
	const isKnown = (usage: string): boolean => extendedKeyUsages.has(usage);
	return {
		AuthorityKeyId: optionalBase64(fields.authorityKeyId),
		BasicConstraintsValid: basicConstraints !== undefined,
		CRLDistributionPoints: list(fields.revocationLists, same),
		...alternativeNames(fields.names),
		...nameSpace("Excluded", fields.excluded),
		...nameSpace("Permitted", fields.permitted),
		PermittedDNSDomainsCritical: fields.isNameSpaceCritical,
		ExtKeyUsage: list(fields.extendedKeyUsages.filter(isKnown), (usage) => extendedKeyUsages.get(usage) as number),
		UnknownExtKeyUsage: list(
			fields.extendedKeyUsages.filter((usage) => !isKnown(usage)),
			identifier,
		),
		Extensions: extensions === undefined ? null : extensions.map(goExtension),
		ExtraExtensions: null,
		...counted("InhibitAnyPolicy", fields.inhibitAnyPolicy),
		...counted("InhibitPolicyMapping", fields.inhibitPolicyMapping),
		...counted("RequireExplicitPolicy", fields.requireExplicitPolicy),
		IsCA: basicConstraints?.isAuthority ?? false,
		Issuer: goName(certificate.issuer),
		IssuingCertificateURL: list(fields.issuerUrls, same),
		KeyUsage: fields.keyUsage,
		MaxPathLen: maxPathLength,
		MaxPathLenZero: basicConstraints !== undefined && maxPathLength === 0,
		NotAfter: certificate.notAfter.text,
		NotBefore: certificate.notBefore.text,
		OCSPServer: list(fields.statusServers, same),
		Policies: fields.policies === undefined ? null : list(fields.policies, same),
		// Identifiers with numbers that Go's older type can't hold are left out of the second list.
		PolicyIdentifiers:
			fields.policies === undefined ? null : fields.policies.filter((policy) => isSmall(policy)).map(identifier),
		PolicyMappings: list(fields.policyMappings, ({ issuer, subject }) => ({
			IssuerDomainPolicy: issuer,
			SubjectDomainPolicy: subject,
		})),
		PublicKey: goPublicKey(certificate.publicKey),
		PublicKeyAlgorithm: keyNumbers.get(certificate.keyAlgorithm) ?? 0,
		Raw: base64(certificate.raw),
		RawIssuer: base64(certificate.issuer.raw),
		RawSubject: base64(certificate.subject.raw),
		RawSubjectPublicKeyInfo: base64(certificate.rawPublicKeyInfo),
		RawTBSCertificate: base64(certificate.rawSigned),
		SerialNumber: numberOfInteger(certificate.serialNumber),
		Signature: base64(certificate.signature),
		SignatureAlgorithm: certificate.signatureAlgorithm.number,
		Subject: goName(certificate.subject),
		SubjectKeyId: optionalBase64(fields.subjectKeyId),
		UnhandledCriticalExtensions: list(fields.unhandled, identifier),
		Version: certificate.version,
	};
}

/** With the URIs as texts, which Go's own shape hasn't. */
export const withUriTexts = (certificate: Certificate): PlainObject => ({
	...goCertificate(certificate),
	URIStrings: list(certificate.fields.names.uris, ({ text }) => text),
});

export function goRequest(request: CertificateRequest): PlainObject {
	return {
		Attributes: list(request.attributes, ({ type, values }) => ({
			Type: identifier(type),
			Value: values.map((value) => value.map((member) => ({ Type: identifier(member.type), Value: member.value }))),
		})),
		...alternativeNames(request.names),
		Extensions: list(request.extensions, goExtension),
		ExtraExtensions: null,
		PublicKey: goPublicKey(request.publicKey),
		PublicKeyAlgorithm: keyNumbers.get(request.keyAlgorithm) ?? 0,
		Raw: base64(request.raw),
		RawSubject: base64(request.subject.raw),
		RawSubjectPublicKeyInfo: base64(request.rawPublicKeyInfo),
		RawTBSCertificateRequest: base64(request.rawSigned),
		Signature: base64(request.signature),
		SignatureAlgorithm: request.signatureAlgorithm.number,
		Subject: goName(request.subject),
		Version: numberOfInteger(request.version),
	};
}

const isSmall = (policy: string): boolean => policy.split(".").every((part) => BigInt(part) < 2n ** 31n);

const keyNumbers: ReadonlyMap<string, number> = new Map([
	[keyAlgorithms.rsa, 1],
	[keyAlgorithms.dsa, 2],
	[keyAlgorithms.ec, 3],
	[keyAlgorithms.ed25519, 4],
]);

const counted = (name: string, count: number | undefined): PlainObject => ({
	[name]: count ?? 0,
	[`${name}Zero`]: count === 0,
});

function alternativeNames({ dnsNames, emailAddresses, ipAddresses, uris }: AlternativeNames): PlainObject {
	return {
		DNSNames: list(dnsNames, same),
		EmailAddresses: list(emailAddresses, same),
		IPAddresses: list(ipAddresses, addressText),
		URIs: list(uris, goUrl),
	};
}

function nameSpace(which: "Excluded" | "Permitted", space: NameSpace): PlainObject {
	return {
		[`${which}DNSDomains`]: list(space.dnsNames, same),
		[`${which}EmailAddresses`]: list(space.emailAddresses, same),
		[`${which}IPRanges`]: list(space.ipRanges, goRange),
		[`${which}URIDomains`]: list(space.uriDomains, same),
	};
}

const goRange = ({ address, mask }: IpRange): Value => ({ IP: addressText(address), Mask: base64(mask) });

function addressText(bytes: Uint8Array): string {
	const bits = fromBigEndian(bytes);
	// An IPv4 address within IPv6 is shown as what it is.
	if (bytes.length === 16 && bits >> 32n !== 0xffffn) return formatAddress({ family: 6, bits });
	return formatAddress({ family: 4, bits: bits & 0xffffffffn });
}

const goUrl = (url: Url): Value => ({
	ForceQuery: url.forceQuery,
	Fragment: url.fragment,
	Host: url.host,
	OmitHost: false,
	Opaque: url.opaque,
	Path: url.path,
	RawFragment: url.rawFragment,
	RawPath: url.rawPath,
	RawQuery: url.rawQuery,
	Scheme: url.scheme,
	User: url.hasUser ? {} : null,
});

const goExtension = ({ id, isCritical, value }: Extension): Value => ({
	Critical: isCritical,
	Id: identifier(id),
	Value: base64(value),
});

function goName(name: Name): PlainObject {
	return {
		CommonName: textOf(name, commonName),
		Country: list(textsOf(name, "2.5.4.6"), same),
		ExtraNames: null,
		Locality: list(textsOf(name, "2.5.4.7"), same),
		Names: list(name.attributes, ({ type, value }) => ({ Type: identifier(type), Value: value })),
		Organization: list(textsOf(name, "2.5.4.10"), same),
		OrganizationalUnit: list(textsOf(name, "2.5.4.11"), same),
		PostalCode: list(textsOf(name, "2.5.4.17"), same),
		Province: list(textsOf(name, "2.5.4.8"), same),
		SerialNumber: textOf(name, "2.5.4.5"),
		StreetAddress: list(textsOf(name, "2.5.4.9"), same),
	};
}
