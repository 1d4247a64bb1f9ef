/** Certificates of our own, made as Fulcio's and Notary's signers have them. */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { bits, field, integer, objectId, octets, sequence, set, time, truth, utf8 } from "./derWriter.ts";

export interface Authority {
	readonly name: string;
	readonly privateKey: KeyObject;
	readonly certificate: Buffer;
	readonly chain: readonly Buffer[];
}

export const newKeys = (namedCurve = "P-256") => generateKeyPairSync("ec", { namedCurve });
export const spkiOf = (key: KeyObject): Buffer =>
	(key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "der" });
export const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"));
export const extension = (id: string, isCritical: boolean, value: Uint8Array): Buffer =>
	sequence(objectId(id), ...(isCritical ? [truth()] : []), octets(value));

/** `C=US, ST=WA, O=Acme, CN=signer`: types of a name in order. */
export function nameOf(text: string): Buffer {
	const types: Readonly<Record<string, string>> = {
		CN: "2.5.4.3",
		C: "2.5.4.6",
		L: "2.5.4.7",
		ST: "2.5.4.8",
		O: "2.5.4.10",
	};
	const parts = text === "" ? [] : text.split(", ").map((part) => part.split("=") as [string, string]);
	return sequence(...parts.map(([type, value]) => set(sequence(objectId(types[type] as string), utf8(value)))));
}

export interface CertificateWishes {
	readonly subject: string;
	readonly publicKey: KeyObject;
	readonly from: Date;
	readonly until: Date;
	readonly extensions: readonly Buffer[];
	readonly serial?: number;
}

/** The part of a certificate that is signed. */
export function unsignedCertificate(issuer: string, wishes: CertificateWishes): Buffer {
	return sequence(
		field(0, integer(2)),
		integer(wishes.serial ?? 1000),
		ecdsaWithSha256,
		nameOf(issuer),
		sequence(time(wishes.from), time(wishes.until)),
		nameOf(wishes.subject),
		spkiOf(wishes.publicKey),
		field(3, sequence(...wishes.extensions)),
	);
}

export const signedCertificate = (unsigned: Buffer, key: KeyObject): Buffer =>
	sequence(unsigned, ecdsaWithSha256, bits(sign("sha256", unsigned, key)));

const keyId = (key: KeyObject): Buffer => createHash("sha1").update(spkiOf(key)).digest();
export const subjectKeyId = (key: KeyObject): Buffer => extension("2.5.29.14", false, octets(keyId(key)));
export const authorityKeyId = (key: KeyObject): Buffer =>
	extension("2.5.29.35", false, sequence(Buffer.concat([Buffer.from([0x80, 20]), keyId(key)])));
export const mayCertify: readonly Buffer[] = [
	extension("2.5.29.19", true, sequence(truth())),
	extension("2.5.29.15", true, bits(Buffer.from([0x06]), 1)),
];
export const maySign = (usage = "1.3.6.1.5.5.7.3.3"): readonly Buffer[] => [
	extension("2.5.29.15", true, bits(Buffer.from([0x80]), 7)),
	extension("2.5.29.37", false, sequence(objectId(usage))),
];

export const long = { from: new Date("2020-01-01T00:00:00Z"), until: new Date("2045-01-01T00:00:00Z") };

/** A root, or an authority below another one. */
export function newAuthority(name: string, above?: Authority): Authority {
	const { privateKey, publicKey } = newKeys();
	const issuer = above ?? { name, privateKey };
	const unsigned = unsignedCertificate(issuer.name, {
		subject: name,
		publicKey,
		...long,
		extensions: [...mayCertify, subjectKeyId(publicKey), authorityKeyId(issuer.privateKey)],
		serial: 1,
	});
	const certificate = signedCertificate(unsigned, issuer.privateKey);
	return { name, privateKey, certificate, chain: [certificate, ...(above?.chain ?? [])] };
}

export const pemOf = (label: string, bytes: Uint8Array): string =>
	`-----BEGIN ${label}-----\n${(
		Buffer.from(bytes)
			.toString("base64")
			.match(/.{1,64}/g) ?? []
	).join("\n")}\n-----END ${label}-----\n`;
