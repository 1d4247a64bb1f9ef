/** Time stamp tokens (RFC 3161 in CMS, RFC 5652): when an authority has seen a signature. Takes DER of strangers. */
import { failure } from "../../runtime/builtins/builtin.ts";
import { equalBytes } from "../../runtime/bytes/equalBytes.ts";
import { toCharacters } from "../../runtime/bytes/utf8.ts";
import type { CryptoHost, SignatureHash, SignatureScheme } from "../../runtime/crypto/cryptoHost.ts";
import { DerReader, field, tags } from "../../runtime/der/derReader.ts";
import { digests } from "../../runtime/hashing/digests.ts";
import { isSigned } from "../../runtime/jose/algorithms.ts";
import { ecdsaHalves } from "../../runtime/keys/ecdsaHalves.ts";
import type { Certificate } from "../../runtime/x509/certificate.ts";
import { readCertificates } from "../../runtime/x509/readCertificate.ts";

export interface TimestampToken {
	/** Milliseconds since the epoch; and no earlier and no later, as exact as its clock is. */
	readonly time: number;
	readonly from: number;
	readonly until: number;
	readonly signer: Certificate;
	readonly others: readonly Certificate[];
}

const ids = {
	signedData: "1.2.840.113549.1.7.2",
	info: "1.2.840.113549.1.9.16.1.4",
	contentType: "1.2.840.113549.1.9.3",
	messageDigest: "1.2.840.113549.1.9.4",
} as const;

const hashes: ReadonlyMap<string, SignatureHash> = new Map([
	["2.16.840.1.101.3.4.2.1", "sha256"],
	["2.16.840.1.101.3.4.2.2", "sha384"],
	["2.16.840.1.101.3.4.2.3", "sha512"],
]);

const broken = "the time stamp is malformed";
const MOST_CERTIFICATES = 20;

/**
 * Whether the token is about these bytes and signed with a certificate in it; whom that belongs to is for others to ask.
 * @throws BuiltinError with the reason
 */
export function readTimestampToken(der: Uint8Array, stamped: Uint8Array, host: CryptoHost): TimestampToken {
	const outer = new DerReader(der).sequence(broken);
	if (outer.objectIdentifier(broken) !== ids.signedData) throw failure("the time stamp is no signed data");
	const signedData = outer.inside(field(0, true), broken).sequence(broken);
	signedData.integer(broken);
	signedData.element(tags.set, broken);
	const content = signedData.sequence(broken);
	if (content.objectIdentifier(broken) !== ids.info) throw failure("the time stamp holds something else");
	const info = content.inside(field(0, true), broken).content(tags.octetString, broken);
	if (!signedData.nextIs(field(0, true))) throw failure("the time stamp comes without certificates");
	const certificates = readCertificates(signedData.content(field(0, true), broken));
	if (certificates.length > MOST_CERTIFICATES) throw failure("the time stamp has too many certificates");
	if (signedData.nextIs(field(1, true))) signedData.any(broken);
	const signers = signedData.inside(tags.set, broken);
	const signer = signers.sequence(broken);
	if (!signers.isAtEnd) throw failure("the time stamp has several signers");
	const certificate = verifySigner(signer, info, certificates, host);
	return {
		...readInfo(info, stamped),
		signer: certificate,
		others: certificates.filter((each) => each !== certificate),
	};
}

function verifySigner(
	signer: DerReader,
	info: Uint8Array,
	certificates: readonly Certificate[],
	host: CryptoHost,
): Certificate {
	signer.integer(broken);
	const id = signer.sequence(broken);
	const issuer = id.element(tags.sequence, broken).whole;
	const serial = id.integer(broken);
	const certificate = certificates.find((each) => each.serialNumber === serial && equalBytes(each.issuer.raw, issuer));
	if (certificate === undefined) throw failure("the time stamp comes without its signer's certificate");
	const hash = hashOf(signer);
	const attributes = signer.element(field(0, true), broken);
	checkAttributes(attributes.content, digests[hash].of(info));
	const algorithm = signer.sequence(broken);
	const scheme = schemeOf(algorithm.objectIdentifier(broken), hash);
	const value = signer.content(tags.octetString, broken);
	const { publicKey } = certificate;
	// They are signed as the set that they are, not as the field that they stand in.
	const message = Uint8Array.from(attributes.whole);
	message[0] = tags.set;
	const signature = publicKey?.kind === "ec" ? ecdsaHalves(value, publicKey.curve) : value;
	if (publicKey === undefined || signature === undefined || !isSigned(host, scheme, publicKey, message, signature))
		throw failure("the time stamp's signature doesn't hold");
	return certificate;
}

function hashOf(reader: DerReader): SignatureHash {
	const hash = hashes.get(reader.sequence(broken).objectIdentifier(broken));
	if (hash === undefined) throw failure("the time stamp's digest is of an algorithm that isn't taken");
	return hash;
}

function checkAttributes(content: Uint8Array, digest: Uint8Array): void {
	let isOfInfo = false;
	let isDigest = false;
	for (const reader = new DerReader(content); !reader.isAtEnd; ) {
		const attribute = reader.sequence(broken);
		const id = attribute.objectIdentifier(broken);
		const values = attribute.inside(tags.set, broken);
		if (id === ids.contentType) isOfInfo = values.objectIdentifier(broken) === ids.info;
		if (id === ids.messageDigest) isDigest = equalBytes(values.content(tags.octetString, broken), digest);
	}
	if (!isOfInfo || !isDigest) throw failure("the time stamp's signature is of something else");
}

const ecdsa: ReadonlyMap<string, SignatureHash> = new Map([
	["1.2.840.10045.4.3.2", "sha256"],
	["1.2.840.10045.4.3.3", "sha384"],
	["1.2.840.10045.4.3.4", "sha512"],
]);
const rsa: ReadonlyMap<string, SignatureHash | undefined> = new Map([
	["1.2.840.113549.1.1.1", undefined],
	["1.2.840.113549.1.1.11", "sha256"],
	["1.2.840.113549.1.1.12", "sha384"],
	["1.2.840.113549.1.1.13", "sha512"],
]);

function schemeOf(id: string, hash: SignatureHash): SignatureScheme {
	const curve = ecdsa.get(id);
	if (curve !== undefined) return { kind: "ecdsa", hash: curve };
	if (rsa.has(id)) return { kind: "rsa-pkcs1", hash: rsa.get(id) ?? hash };
	throw failure("the time stamp is signed with an algorithm that isn't taken");
}

function readInfo(info: Uint8Array, stamped: Uint8Array): Pick<TimestampToken, "time" | "from" | "until"> {
	const reader = new DerReader(info).sequence(broken);
	if (reader.integer(broken) !== 1n) throw failure(broken);
	reader.objectIdentifier(broken);
	const imprint = reader.sequence(broken);
	const hash = hashOf(imprint);
	if (!equalBytes(imprint.content(tags.octetString, broken), digests[hash].of(stamped)))
		throw failure("the time stamp is of something else");
	reader.integer(broken);
	const time = timeOf(toCharacters(reader.content(tags.generalizedTime, broken)));
	const accuracy = reader.nextIs(tags.sequence) ? accuracyOf(reader.sequence(broken)) : 0;
	return { time, from: time - accuracy, until: time + accuracy };
}

/** Fractions of a second are allowed here (RFC 3161, 2.4.2), unlike in certificates. */
function timeOf(text: string): number {
	const [, year, month, day, hour, minute, second, fraction = ""] =
		/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text) ?? [];
	if (year === undefined) throw failure(broken);
	const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
	if (Number.isNaN(time)) throw failure(broken);
	return time;
}

/** Milliseconds. */
function accuracyOf(reader: DerReader): number {
	const seconds = reader.nextIs(tags.integer) ? reader.integer(broken) : 0n;
	const milliseconds = reader.nextIs(field(0)) ? reader.integer(broken, field(0)) : 0n;
	const microseconds = reader.nextIs(field(1)) ? 1n : 0n;
	const total = seconds * 1000n + milliseconds + microseconds;
	if (total > 86_400_000n || total < 0n) throw failure("the time stamp isn't exact to a day");
	return Number(total);
}
