/** Signatures as cosign attaches them, made by the tests with keys of their own. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { ociManifest, type Put, putArtifact } from "../registry/images.ts";
import type { TestRegistry } from "../registry/testRegistry.ts";

export interface Key {
	readonly own: KeyObject;
	/** PEM */
	readonly pub: string;
}

export function newKey(): Key {
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	return { own: privateKey, pub: publicKey.export({ type: "spki", format: "pem" }).toString() };
}

const signed = (bytes: Uint8Array, { own }: Key): string => sign("sha256", bytes, own).toString("base64");

export interface Signature {
	readonly payload: Buffer;
	readonly signature: string;
}

/** A signature of an image in the "simple signing" format. */
export function simpleSignature(digest: string, key: Key): Signature {
	const payload = Buffer.from(
		JSON.stringify({
			critical: {
				identity: { "docker-reference": "registry.example/app" },
				image: { "docker-manifest-digest": digest },
				type: "cosign container image signature",
			},
			optional: null,
		}),
	);
	return { payload, signature: signed(payload, key) };
}

/** Attaches a signature by cosign's tag scheme. */
export function attachByTag(registry: TestRegistry, name: string, to: Put, { payload, signature }: Signature): void {
	putArtifact(
		registry,
		name,
		{
			value: payload,
			mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
			annotations: { "dev.cosignproject.cosign/signature": signature },
		},
		{},
		`${to.digest.replace(":", "-")}.sig`,
	);
}

/** A Sigstore bundle of a statement about an image, as a referrer. */
export function attachBundle(
	registry: TestRegistry,
	name: string,
	to: Put,
	key: Key,
	{ predicateType = "https://sigstore.dev/cosign/sign/v1", about = to.digest } = {},
): void {
	const payload = Buffer.from(
		JSON.stringify({
			_type: "https://in-toto.io/Statement/v1",
			subject: [{ name: "app", digest: { sha256: about.replace("sha256:", "") } }],
			predicateType,
			predicate: {},
		}),
	);
	const payloadType = "application/vnd.in-toto+json";
	const encoded = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `;
	const sig = signed(Buffer.concat([Buffer.from(encoded), payload]), key);
	const mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";
	const value = {
		mediaType,
		verificationMaterial: { publicKey: { hint: "" } },
		dsseEnvelope: { payload: payload.toString("base64"), payloadType, signatures: [{ sig }] },
	};
	const { digest, size } = to;
	putArtifact(
		registry,
		name,
		{ value, mediaType },
		{ artifactType: mediaType, subject: { mediaType: ociManifest, digest, size } },
	);
}
