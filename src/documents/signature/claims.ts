/**
 * What a signature says of itself: of what, by whom, since when. Takes what was found, gives plain values for people and for finding the image; nobody
 * has verified any of it.
 */
import { fromBase64, standardAlphabet } from "../../runtime/bytes/base64.ts";
import { toHex } from "../../runtime/bytes/hex.ts";
import { fromUtf8 } from "../../runtime/bytes/utf8.ts";
import { readPem } from "../../runtime/der/readPem.ts";
import { parseJson } from "../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { readCertificate } from "../../runtime/x509/readCertificate.ts";
import { asObject, fieldOf, listOf, objectOf, textOf } from "../fields.ts";
import { attempt } from "./attempt.ts";
import { type CertificateFacts, certificateFacts } from "./certificateFacts.ts";
import { certificateIdentity } from "./certificateIdentity.ts";
import type { CosignAnnotations, SignatureMaterial } from "./material.ts";
import { type NotationEnvelope, readNotationEnvelope } from "./notationEnvelope.ts";
import { type Provenance, readStatement, type Statement } from "./statement.ts";

export interface Claims {
	readonly form: "signature" | "attestation";
	readonly predicateType?: string;
	/** `sha256:…` of what it says that it is of. */
	readonly digests: readonly string[];
	/** What it calls that: names of subjects, cosign's `docker-reference`. */
	readonly names: readonly string[];
	readonly identity?: string;
	readonly issuer?: string;
	/** A hint which key: whatever the signer wrote. */
	readonly keyHint?: string;
	/** RFC 3339, in UTC. */
	readonly signedAt?: string;
	readonly expiresAt?: string;
	readonly logIndex?: string;
	/** Of Notary Project: `notary.x509` or `notary.x509.signingAuthority`. */
	readonly scheme?: string;
	readonly certificate?: CertificateFacts;
	readonly provenance?: Provenance;
	/** Text annotations that were signed with it. */
	readonly annotations?: Readonly<Record<string, string>>;
}

/** Of cosign's own signatures in the newer format: a statement without any content. */
const signaturePredicate = "https://sigstore.dev/cosign/sign/v1";

export function claimsOf(material: SignatureMaterial): Claims {
	switch (material.format) {
		case "sigstore_bundle":
			return ofBundle(material.bundle);
		case "dsse":
			return { ...ofEnvelope(material.envelope), ...ofAnnotations(material.annotations) };
		case "cosign":
			return { ...ofPayload(material.payload), ...ofAnnotations(material.annotations) };
		case "notation_jws":
		case "notation_cose": {
			const envelope = readNotationEnvelope(material.format, material.envelope);
			return typeof envelope === "string" ? nothing : ofNotation(envelope);
		}
	}
}

const nothing: Claims = { form: "signature", digests: [], names: [] };

function ofBundle(bundle: PlainObject): Claims {
	const material = objectOf(bundle, "verificationMaterial");
	const [first] = listOf(objectOf(material, "x509CertificateChain"), "certificates");
	const certificate = objectOf(material, "certificate") ?? asObject(first);
	const entry = asObject(listOf(material, "tlogEntries")[0]);
	const integrated = Number(fieldOf(entry, "integratedTime") ?? 0);
	const index = fieldOf(entry, "logIndex");
	const hint = textOf(objectOf(material, "publicKey"), "hint");
	const envelope = objectOf(bundle, "dsseEnvelope");
	const digest = objectOf(objectOf(bundle, "messageSignature"), "messageDigest");
	const bytes = attempt(() => fromBase64(textOf(digest, "digest") ?? "", standardAlphabet));
	const [, size] = /^SHA2_(256|384|512)$/.exec(textOf(digest, "algorithm") ?? "") ?? [];
	return {
		...(envelope === undefined ? nothing : ofEnvelope(envelope)),
		...(bytes && size !== undefined && { digests: [`sha${size}:${toHex(bytes)}`] }),
		...(hint !== undefined && { keyHint: hint }),
		...(integrated > 0 && { signedAt: asTime(integrated * 1000) }),
		...(typeof index === "string" || typeof index === "number" ? { logIndex: String(index) } : {}),
		...ofCertificate(attempt(() => fromBase64(textOf(certificate, "rawBytes") ?? "", standardAlphabet))),
	};
}

function ofEnvelope(envelope: PlainObject): Claims {
	const payload = textOf(envelope, "payload");
	const bytes = payload === undefined ? undefined : attempt(() => fromBase64(payload, standardAlphabet));
	const [first] = listOf(envelope, "signatures").map(asObject);
	const hint = textOf(first, "keyid");
	return { ...ofStatement(readStatement(jsonIn(bytes))), ...(hint !== undefined && { keyHint: hint }) };
}

function ofStatement(statement: Statement | undefined): Claims {
	if (statement === undefined) return { ...nothing, form: "attestation" };
	const { predicateType, digests, names, provenance } = statement;
	return {
		form: predicateType === signaturePredicate ? "signature" : "attestation",
		predicateType,
		digests,
		names,
		...(provenance && { provenance }),
	};
}

/** "Simple signing" (containers/image, docs/containers-signature.5.md), or an envelope in its place. */
function ofPayload(payload: Uint8Array): Claims {
	const value = asObject(jsonIn(payload));
	if (value !== undefined && Object.hasOwn(value, "payloadType")) return ofEnvelope(value);
	const critical = objectOf(value, "critical");
	const digest = textOf(objectOf(critical, "image"), "docker-manifest-digest");
	const reference = textOf(objectOf(critical, "identity"), "docker-reference");
	const annotations = Object.entries(objectOf(value, "optional") ?? {}).filter(
		(entry): entry is [string, string] => typeof entry[1] === "string",
	);
	return {
		...nothing,
		digests: digest === undefined ? [] : [digest],
		names: reference === undefined ? [] : [reference],
		...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
	};
}

function ofAnnotations(annotations: CosignAnnotations | undefined): Partial<Claims> {
	if (annotations === undefined) return {};
	const payload = objectOf(asObject(jsonIn(annotations.bundle)), "Payload");
	const integrated = Number(fieldOf(payload, "integratedTime") ?? 0);
	const index = fieldOf(payload, "logIndex");
	return {
		...(integrated > 0 && { signedAt: asTime(integrated * 1000) }),
		...(typeof index === "number" && { logIndex: String(index) }),
		...ofCertificate(attempt(() => readPem(annotations.certificate ?? "")?.bytes)),
	};
}

function ofNotation(envelope: NotationEnvelope): Claims {
	const { target, signingScheme, signingTime, authenticSigningTime, expiry, certificates } = envelope;
	const signed = authenticSigningTime ?? signingTime;
	const { certificate } = ofCertificate(certificates[0]);
	const annotations = Object.entries(target?.annotations ?? {});
	return {
		form: "signature",
		digests: target === undefined ? [] : [target.digest],
		names: [],
		scheme: signingScheme,
		...(signed !== undefined && { signedAt: asTime(signed) }),
		...(expiry !== undefined && { expiresAt: asTime(expiry) }),
		...(certificate && { identity: certificate.subject, issuer: certificate.issuer, certificate }),
		...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
	};
}

function ofCertificate(der: Uint8Array | undefined): Pick<Claims, "identity" | "issuer" | "certificate"> {
	const certificate = der && der.length > 0 ? attempt(() => readCertificate(der)) : undefined;
	if (certificate === undefined) return {};
	return { ...certificateIdentity(certificate), certificate: certificateFacts(certificate) };
}

const asTime = (milliseconds: number): string =>
	Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString().replace(/\.000Z$/, "Z") : "";

function jsonIn(text: Uint8Array | string | undefined): Value | undefined {
	if (text === undefined) return undefined;
	try {
		return parseJson(typeof text === "string" ? text : fromUtf8(text));
	} catch {
		return undefined;
	}
}
