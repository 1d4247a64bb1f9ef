/** Signs as Notary Project's specification has it, JWS and COSE, with certificates of our own; and lets each part be made wrong. */
import { type KeyObject, sign } from "node:crypto";
import { encode, Tagged } from "cborg";
import {
	type Authority,
	authorityKeyId,
	extension,
	long,
	maySign,
	newAuthority,
	newKeys,
	signedCertificate,
	subjectKeyId,
	unsignedCertificate,
} from "./certificates.ts";
import { bits, field, integer, sequence, time } from "./derWriter.ts";

export interface Signer {
	readonly privateKey: KeyObject;
	/** The signer's first, the root last. */
	readonly chain: readonly Buffer[];
	readonly root: Buffer;
	readonly authority: Authority;
}

export interface SignerWishes {
	readonly subject?: string;
	readonly from?: Date;
	readonly until?: Date;
	readonly usage?: string;
	readonly serial?: number;
	readonly curve?: string;
	/** Where its authority says that it publishes who is revoked. */
	readonly revocationList?: string;
}

export function newSigner(wishes: SignerWishes = {}, authority = newAuthority("C=US, ST=WA, O=Acme, CN=root")): Signer {
	const { privateKey, publicKey } = newKeys(wishes.curve);
	const unsigned = unsignedCertificate(authority.name, {
		subject: wishes.subject ?? "C=US, ST=WA, O=Acme, CN=release",
		publicKey,
		from: wishes.from ?? long.from,
		until: wishes.until ?? long.until,
		serial: wishes.serial ?? 77,
		extensions: [
			...maySign(wishes.usage),
			subjectKeyId(publicKey),
			authorityKeyId(authority.privateKey),
			...(wishes.revocationList === undefined ? [] : [publishedAt(wishes.revocationList)]),
		],
	});
	const certificate = signedCertificate(unsigned, authority.privateKey);
	return { privateKey, chain: [certificate, ...authority.chain], root: authority.chain.at(-1) as Buffer, authority };
}

function publishedAt(url: string): Buffer {
	const name = Buffer.concat([Buffer.from([0x86, url.length]), Buffer.from(url)]);
	return extension("2.5.29.31", false, sequence(sequence(field(0, field(0, name)))));
}

/** A list of revoked serial numbers. */
export function revocationList(authority: Authority, revoked: readonly number[], nextUpdate: Date): Buffer {
	const algorithm = sequence(Buffer.from("06082a8648ce3d040302", "hex"));
	const name = nameIn(authority.certificate);
	const unsigned = sequence(
		integer(1),
		algorithm,
		name,
		time(long.from),
		time(nextUpdate),
		...(revoked.length === 0 ? [] : [sequence(...revoked.map((serial) => sequence(integer(serial), time(long.from))))]),
	);
	return sequence(unsigned, algorithm, bits(sign("sha256", unsigned, authority.privateKey)));
}

/** The subject of a certificate that issued itself: its issuer stands first. */
function nameIn(certificate: Buffer): Buffer {
	const at = certificate.indexOf(Buffer.from("06082a8648ce3d040302", "hex")) + 10;
	return certificate.subarray(at, at + 2 + (certificate[at + 1] as number));
}

export interface EnvelopeWishes {
	readonly digest?: string;
	readonly size?: number;
	/** Milliseconds since the epoch. */
	readonly signingTime?: number;
	readonly expiry?: number;
	readonly scheme?: string;
	readonly authenticSigningTime?: number;
	/** Further attributes, signed. */
	readonly attributes?: Readonly<Record<string, string>>;
	readonly critical?: readonly string[];
	readonly contentType?: string;
	readonly algorithm?: string;
}

const prefix = "io.cncf.notary.";

function partsOf(wishes: EnvelopeWishes) {
	const { digest = `sha256:${"1".repeat(64)}`, size = 500, scheme = "notary.x509" } = wishes;
	const mediaType = "application/vnd.oci.image.manifest.v1+json";
	const payload = Buffer.from(JSON.stringify({ targetArtifact: { mediaType, digest, size } }));
	const times: readonly (readonly [string, number | undefined])[] = [
		["signingTime", scheme === "notary.x509" ? (wishes.signingTime ?? Date.parse("2026-01-01T00:00:00Z")) : undefined],
		["authenticSigningTime", wishes.authenticSigningTime],
		["expiry", wishes.expiry],
	];
	const critical = wishes.critical ?? [
		`${prefix}signingScheme`,
		...(wishes.authenticSigningTime === undefined ? [] : [`${prefix}authenticSigningTime`]),
		...(wishes.expiry === undefined ? [] : [`${prefix}expiry`]),
	];
	return {
		payload,
		scheme,
		critical,
		contentType: wishes.contentType ?? "application/vnd.cncf.notary.payload.v1+json",
		times: times.filter((entry): entry is readonly [string, number] => entry[1] !== undefined),
		attributes: wishes.attributes ?? {},
	};
}

export const signatureOf = (message: Uint8Array, key: KeyObject): Buffer =>
	sign("sha256", message, { key, dsaEncoding: "ieee-p1363" });

export function signJws({ privateKey, chain }: Signer, wishes: EnvelopeWishes = {}): Uint8Array {
	const { payload, scheme, critical, contentType, times, attributes } = partsOf(wishes);
	const head = {
		alg: wishes.algorithm ?? "ES256",
		cty: contentType,
		crit: critical,
		[`${prefix}signingScheme`]: scheme,
		...Object.fromEntries(times.map(([name, at]) => [prefix + name, new Date(at).toISOString().replace(".000Z", "Z")])),
		...attributes,
	};
	const signed = [Buffer.from(JSON.stringify(head)), payload].map((part) => part.toString("base64url")) as [
		string,
		string,
	];
	const envelope = {
		payload: signed[1],
		protected: signed[0],
		header: { x5c: chain.map((each) => each.toString("base64")), [`${prefix}signingAgent`]: "tests/1.0" },
		signature: signatureOf(Buffer.from(signed.join(".")), privateKey).toString("base64url"),
	};
	return Buffer.from(JSON.stringify(envelope));
}

export function signCose({ privateKey, chain }: Signer, wishes: EnvelopeWishes = {}): Uint8Array {
	const { payload, scheme, critical, contentType, times, attributes } = partsOf(wishes);
	const head = encode(
		new Map<unknown, unknown>([
			[1, -7],
			[2, critical],
			[3, contentType],
			[`${prefix}signingScheme`, scheme],
			...times.map(([name, at]) => [prefix + name, new Tagged(1, at / 1000)] as const),
			...Object.entries(attributes),
		]),
	);
	const message = encode(["Signature1", head, new Uint8Array(0), new Uint8Array(payload)]);
	const rest = new Map<unknown, unknown>([[33, chain.map((each) => new Uint8Array(each))]]);
	const signature = new Uint8Array(signatureOf(message, privateKey));
	return encode(new Tagged(18, [head, rest, new Uint8Array(payload), signature]));
}
