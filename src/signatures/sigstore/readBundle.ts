/** A Sigstore bundle (sigstore/protobuf-specs, v0.1 to v0.3) as something signed. Takes parsed JSON of strangers. */
import { type Bundle, bundleFromJSON, ValidationError } from "@sigstore/bundle";
import { dsse } from "@sigstore/core";
import { HashAlgorithm } from "@sigstore/protobuf-specs";
import { type Refused, refused } from "../../documents/signature/verification.ts";
import { standardAlphabet, toBase64 } from "../../runtime/bytes/base64.ts";
import { fromHex } from "../../runtime/bytes/hex.ts";
import type { SignatureHash } from "../../runtime/crypto/cryptoHost.ts";
import { digests } from "../../runtime/hashing/digests.ts";
import type { MessageDigest } from "../isSignedBy.ts";
import type { Artifact } from "../trust.ts";
import type { SignedContent } from "./signedContent.ts";

/** An envelope with what it holds, or a signature of bytes with their digest as the bundle has it. */
export type ReadBundle =
	| { readonly signed: SignedContent; readonly payload: { readonly type: string; readonly bytes: Uint8Array } }
	| { readonly signed: SignedContent; readonly claimed: MessageDigest };

const mediaTypes: ReadonlySet<string> = new Set([
	"application/vnd.dev.sigstore.bundle+json;version=0.1",
	"application/vnd.dev.sigstore.bundle+json;version=0.2",
	"application/vnd.dev.sigstore.bundle+json;version=0.3",
	"application/vnd.dev.sigstore.bundle.v0.3+json",
]);

const hashes: ReadonlyMap<HashAlgorithm, SignatureHash> = new Map([
	[HashAlgorithm.HASH_ALGORITHM_UNSPECIFIED, "sha256"],
	[HashAlgorithm.SHA2_256, "sha256"],
	[HashAlgorithm.SHA2_384, "sha384"],
	[HashAlgorithm.SHA2_512, "sha512"],
]);

/** @param given what it has to be of, as far as it is known */
export function readBundle(json: unknown, given: Artifact | undefined): ReadBundle | Refused {
	const artifact = given !== undefined && "bytes" in given ? given.bytes : undefined;
	let bundle: Bundle;
	try {
		const found = (json as { readonly mediaType?: unknown }).mediaType;
		if (typeof found !== "string" || !mediaTypes.has(found))
			return refused("unsupported", "bundles of this version aren't known");
		const digest = sha256Of(given);
		if (digest === undefined && lacksDigest(json))
			return refused("artifact_unknown", "it doesn't say of what it is, and the artifact isn't there");
		bundle = bundleFromJSON(withDigest(json, digest));
	} catch (error) {
		if (error instanceof ValidationError)
			return refused(
				"malformed",
				`the bundle isn't as its version has it: ${error.fields.slice(0, 3).join(", ") || "a part"}`,
			);
		if (error instanceof Error) return refused("malformed", "it is no bundle that can be read");
		throw error;
	}
	const material = bundle.verificationMaterial;
	const chain =
		material.content.$case === "certificate"
			? [material.content.certificate.rawBytes]
			: material.content.$case === "x509CertificateChain"
				? material.content.x509CertificateChain.certificates.map(({ rawBytes }) => rawBytes)
				: [];
	const [certificate, ...intermediates] = chain;
	const witnesses = {
		...(certificate && { certificate }),
		intermediates,
		entries: material.tlogEntries,
		timestamps: (material.timestampVerificationData?.rfc3161Timestamps ?? []).map(
			({ signedTimestamp }) => signedTimestamp,
		),
	};
	if (bundle.content.$case === "dsseEnvelope") {
		const { payload, payloadType, signatures } = bundle.content.dsseEnvelope;
		const message = dsse.preAuthEncoding(payloadType, payload);
		const listedAs = [digests.sha256.of(payload), digests.sha256.of(message)];
		const signature = signatures[0]?.sig ?? new Uint8Array();
		return { signed: { message, listedAs, signature, ...witnesses }, payload: { type: payloadType, bytes: payload } };
	}
	const { signature, messageDigest } = bundle.content.messageSignature;
	const hash = hashes.get(messageDigest.algorithm);
	if (hash === undefined) return refused("unsupported", "its digest is of an algorithm that isn't known");
	const claimed = { hash, bytes: messageDigest.digest };
	return {
		signed: {
			...(artifact ? { message: artifact } : { digest: claimed }),
			listedAs: artifact ? [digests[hash].of(artifact)] : [claimed.bytes],
			signature,
			...witnesses,
		},
		claimed,
	};
}

interface WithSignature {
	readonly messageSignature?: { readonly messageDigest?: unknown };
}

function lacksDigest(json: unknown): boolean {
	const { messageSignature } = json as WithSignature;
	return typeof messageSignature === "object" && messageSignature !== null && !messageSignature.messageDigest;
}

/** The digest in a bundle is a hint, and may be left out; the library wants one. */
function withDigest(json: unknown, bytes: Uint8Array | undefined): unknown {
	if (bytes === undefined || !lacksDigest(json)) return json;
	const digest = toBase64(bytes, standardAlphabet, true);
	const { messageSignature } = json as WithSignature;
	return {
		...(json as object),
		messageSignature: { ...messageSignature, messageDigest: { algorithm: "SHA2_256", digest } },
	};
}

function sha256Of(artifact: Artifact | undefined): Uint8Array | undefined {
	if (artifact === undefined) return undefined;
	if ("bytes" in artifact) return digests.sha256.of(artifact.bytes);
	const hex = artifact.digests.flatMap((digest) => /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1] ?? [])[0];
	return hex === undefined ? undefined : fromHex(hex);
}
