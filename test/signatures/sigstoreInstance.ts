/**
 * A Sigstore instance of our own: a certificate authority, a certificate log, a transparency log. What it makes is what Fulcio, CT and Rekor v1 make, so
 * that everything that can be wrong with it can be tried without a network.
 */
import { type KeyObject, sign } from "node:crypto";
import {
	authorityKeyId,
	extension,
	maySign,
	newAuthority,
	newKeys,
	pemOf,
	sha256,
	signedCertificate,
	spkiOf,
	subjectKeyId,
	unsignedCertificate,
} from "./certificates.ts";
import { der, octets, sequence, utf8 } from "./derWriter.ts";

export interface SigningWishes {
	readonly identity?: string;
	readonly issuer?: string;
	/** When the certificate begins; it holds for ten minutes. */
	readonly certifiedAt?: Date;
	/** When the log took the entry. */
	readonly loggedAt?: Date;
	readonly usage?: string;
	readonly withoutCertificateLog?: boolean;
}

export interface Signed {
	readonly signature: Buffer;
	readonly certificate: Buffer;
	readonly body: Buffer;
	readonly promise: Buffer;
	readonly loggedAt: number;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

export function newInstance(host = "sigstore.acme.example") {
	const root = newAuthority("O=Acme, CN=root");
	const authority = newAuthority("O=Acme, CN=intermediate", root);
	const certificateLog = newKeys();
	const log = newKeys();
	const logId = sha256(spkiOf(log.publicKey));
	const certificateLogId = sha256(spkiOf(certificateLog.publicKey));

	function certify(publicKey: KeyObject, wishes: SigningWishes): Buffer {
		const {
			identity = "https://git.acme.example/web/release.yml@refs/heads/main",
			issuer = "https://git.acme.example",
			certifiedAt = new Date("2026-01-01T12:00:00Z"),
		} = wishes;
		const name = identity.includes("://") ? der(0x86, Buffer.from(identity)) : der(0x81, Buffer.from(identity));
		const extensions = [
			...maySign(wishes.usage),
			subjectKeyId(publicKey),
			authorityKeyId(authority.privateKey),
			extension("2.5.29.17", true, sequence(name)),
			extension("1.3.6.1.4.1.57264.1.8", false, utf8(issuer)),
		];
		const common = {
			subject: "",
			publicKey,
			from: certifiedAt,
			until: new Date(certifiedAt.getTime() + 600_000),
		};
		const before = unsignedCertificate(authority.name, { ...common, extensions });
		if (wishes.withoutCertificateLog) return signedCertificate(before, authority.privateKey);
		const stamp = Buffer.alloc(8);
		stamp.writeBigUInt64BE(BigInt(certifiedAt.getTime()));
		const size = Buffer.alloc(4);
		size.writeUInt32BE(before.length);
		const issuerKey = sha256(spkiOf(authority.privateKey));
		const entry = Buffer.concat([Buffer.from([0, 0]), stamp, u16(1), issuerKey, size.subarray(1), before, u16(0)]);
		const signature = sign("sha256", entry, certificateLog.privateKey);
		const promise = Buffer.concat([
			Buffer.from([0]),
			certificateLogId,
			stamp,
			u16(0),
			Buffer.from([4, 3]),
			u16(signature.length),
			signature,
		]);
		const list = Buffer.concat([u16(promise.length + 2), u16(promise.length), promise]);
		const stamped = [...extensions, extension("1.3.6.1.4.1.11129.2.4.2", false, octets(list))];
		return signedCertificate(
			unsignedCertificate(authority.name, { ...common, extensions: stamped }),
			authority.privateKey,
		);
	}

	const dated = (certifiedAt = new Date("2026-01-01T12:00:00Z"), loggedAt?: Date): number =>
		Math.floor((loggedAt ?? new Date(certifiedAt.getTime() + 60_000)).getTime() / 1000);

	/** What the log says to an entry. */
	function promiseOf(body: Uint8Array, loggedAt: number): Buffer {
		const text = JSON.stringify({
			body: base64(body),
			integratedTime: loggedAt,
			logID: logId.toString("hex"),
			logIndex: 1,
		});
		return sign("sha256", Buffer.from(text), log.privateKey);
	}

	/** Signs a message; `entry` makes of signature and certificate what the log writes down. */
	function signMessage(
		message: Uint8Array,
		wishes: SigningWishes,
		entry: (signature: Buffer, pem: Buffer) => object,
	): Signed {
		const keys = newKeys();
		const certificate = certify(keys.publicKey, wishes);
		const signature = sign("sha256", message, keys.privateKey);
		const body = Buffer.from(JSON.stringify(entry(signature, Buffer.from(pemOf("CERTIFICATE", certificate)))));
		const loggedAt = dated(wishes.certifiedAt, wishes.loggedAt);
		return { signature, certificate, body, promise: promiseOf(body, loggedAt), loggedAt };
	}

	/** The log as of its second entry. */
	function proofOf(body: Uint8Array) {
		const leaf = sha256(Buffer.concat([Buffer.from([0]), body]));
		const first = sha256(Buffer.from([0]));
		const rootHash = sha256(Buffer.concat([Buffer.from([1]), first, leaf]));
		const note = `rekor.${host}\n2\n${base64(rootHash)}\n`;
		const signature = sign("sha256", Buffer.from(note), log.privateKey);
		const line = base64(Buffer.concat([logId.subarray(0, 4), signature]));
		return {
			logIndex: "1",
			rootHash: base64(rootHash),
			treeSize: "2",
			hashes: [base64(first)],
			checkpoint: { envelope: `${note}\n\u2014 rekor.${host} ${line}\n` },
		};
	}

	const payloadType = "application/vnd.in-toto+json";
	return {
		/** An attestation as a bundle v0.3. */
		attest(statement: object, wishes: SigningWishes = {}) {
			const payload = Buffer.from(JSON.stringify({ _type: "https://in-toto.io/Statement/v1", ...statement }));
			const message = Buffer.concat([
				Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
				payload,
			]);
			const { signature, certificate, body, promise, loggedAt } = signMessage(message, wishes, (signed, pem) => ({
				apiVersion: "0.0.1",
				kind: "dsse",
				spec: {
					envelopeHash: { algorithm: "sha256", value: sha256(payload).toString("hex") },
					payloadHash: { algorithm: "sha256", value: sha256(payload).toString("hex") },
					signatures: [{ signature: base64(signed), verifier: base64(pem) }],
				},
			}));
			return {
				mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
				verificationMaterial: {
					certificate: { rawBytes: base64(certificate) },
					tlogEntries: [
						{
							logIndex: "1",
							logId: { keyId: base64(logId) },
							kindVersion: { kind: "dsse", version: "0.0.1" },
							integratedTime: String(loggedAt),
							inclusionPromise: { signedEntryTimestamp: base64(promise) },
							inclusionProof: proofOf(body),
							canonicalizedBody: base64(body),
						},
					],
				},
				dsseEnvelope: { payload: base64(payload), payloadType, signatures: [{ sig: base64(signature) }] },
			};
		},
		/** A payload with annotations, as cosign writes them into a registry. */
		signPayload(payload: Uint8Array, wishes: SigningWishes = {}) {
			const { signature, certificate, body, promise, loggedAt } = signMessage(payload, wishes, (signed, pem) => ({
				apiVersion: "0.0.1",
				kind: "hashedrekord",
				spec: {
					data: { hash: { algorithm: "sha256", value: sha256(payload).toString("hex") } },
					signature: { content: base64(signed), publicKey: { content: base64(pem) } },
				},
			}));
			return {
				signature: base64(signature),
				certificate: pemOf("CERTIFICATE", certificate),
				chain: authority.chain.map((each) => pemOf("CERTIFICATE", each)).join(""),
				bundle: JSON.stringify({
					SignedEntryTimestamp: base64(promise),
					Payload: { body: base64(body), integratedTime: loggedAt, logIndex: 1, logID: logId.toString("hex") },
				}),
			};
		},
		/** The log's entry of a signature of bytes by a key, for a bundle. */
		logKeySignature(message: Uint8Array, signature: Uint8Array, publicKey: string) {
			const body = Buffer.from(
				JSON.stringify({
					apiVersion: "0.0.1",
					kind: "hashedrekord",
					spec: {
						data: { hash: { algorithm: "sha256", value: sha256(message).toString("hex") } },
						signature: { content: base64(signature), publicKey: { content: base64(Buffer.from(publicKey)) } },
					},
				}),
			);
			const loggedAt = dated();
			return {
				logIndex: "1",
				logId: { keyId: base64(logId) },
				kindVersion: { kind: "hashedrekord", version: "0.0.1" },
				integratedTime: String(loggedAt),
				inclusionPromise: { signedEntryTimestamp: base64(promiseOf(body, loggedAt)) },
				inclusionProof: proofOf(body),
				canonicalizedBody: base64(body),
			};
		},
		/** trusted_root.json. */
		trustedRoot() {
			const since = { start: "2020-01-01T00:00:00Z" };
			const logOf = (key: KeyObject, id: Uint8Array, baseUrl: string) => ({
				baseUrl,
				hashAlgorithm: "SHA2_256",
				publicKey: { rawBytes: base64(spkiOf(key)), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor: since },
				logId: { keyId: base64(id) },
			});
			return {
				mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
				tlogs: [logOf(log.publicKey, logId, `https://rekor.${host}`)],
				certificateAuthorities: [
					{
						subject: { organization: "Acme", commonName: "root" },
						uri: `https://fulcio.${host}`,
						certChain: { certificates: authority.chain.map((each) => ({ rawBytes: base64(each) })) },
						validFor: since,
					},
				],
				ctlogs: [logOf(certificateLog.publicKey, certificateLogId, `https://ctfe.${host}`)],
				timestampAuthorities: [],
			};
		},
	};
}
