/** cosign's signatures in annotations: a payload in the "simple signing" format says which image was signed. */

import { asObject, objectOf, textOf } from "../documents/fields.ts";
import { attempt } from "../documents/signature/attempt.ts";
import type { CosignAnnotations } from "../documents/signature/material.ts";
import { refused, type Subject, type Verification } from "../documents/signature/verification.ts";
import { fromBase64, standardAlphabet } from "../runtime/bytes/base64.ts";
import { fromHex } from "../runtime/bytes/hex.ts";
import { fromUtf8 } from "../runtime/bytes/utf8.ts";
import type { CryptoHost } from "../runtime/crypto/cryptoHost.ts";
import { digests } from "../runtime/hashing/digests.ts";
import { parseJson } from "../runtime/values/json.ts";
import { cosignWitnesses } from "./sigstore/cosignWitnesses.ts";
import type { SignedContent } from "./sigstore/signedContent.ts";
import { verifySigned } from "./sigstore/verifySigned.ts";
import type { SigstoreTrust } from "./trust.ts";

const payloadType = "cosign container image signature";

/** @param payload empty where it is a blob's, which isn't kept: then the log's digest of it counts */
export function verifyCosign(
	payload: Uint8Array,
	annotations: CosignAnnotations,
	subject: Pick<Subject, "digests">,
	trust: SigstoreTrust,
	host: CryptoHost,
): Verification {
	const witnesses = cosignWitnesses(annotations);
	if (typeof witnesses === "string") return refused("malformed", witnesses);
	const signature = attempt(() => fromBase64(annotations.signature, standardAlphabet));
	if (signature === undefined || signature.length === 0) return refused("malformed", "it has no signature");
	const blob = payload.length === 0 ? blobDigest(witnesses) : undefined;
	if (payload.length === 0 && blob === undefined)
		return refused("artifact_unknown", "it is of bytes that aren't there, and no log tells their digest");
	const content =
		blob === undefined
			? { message: payload, listedAs: [digests.sha256.of(payload)] }
			: { digest: { hash: "sha256", bytes: fromHex(blob) } as const, listedAs: [fromHex(blob)] };
	const witnessed = verifySigned({ ...content, signature, ...witnesses }, trust, host);
	if (!witnessed.verified) return witnessed;
	const signed = blob === undefined ? imageIn(payload) : `sha256:${blob}`;
	if (signed === undefined) return refused("malformed", "what was signed doesn't say which image is meant");
	if (subject.digests.length > 0 && !subject.digests.includes(signed))
		return refused("other_subject", `it is of ${signed}, not of the image that it lies with`);
	return { ...witnessed, subjects: [signed] };
}

function imageIn(payload: Uint8Array): string | undefined {
	const critical = objectOf(
		attempt(() => asObject(parseJson(fromUtf8(payload)))),
		"critical",
	);
	const digest = textOf(objectOf(critical, "image"), "docker-manifest-digest");
	return textOf(critical, "type") === payloadType && /^sha256:[0-9a-f]{64}$/.test(digest ?? "") ? digest : undefined;
}

/** The SHA-256 digest in a `hashedrekord`. Who signed it is asked afterwards. */
function blobDigest({ entries: [entry] }: Pick<SignedContent, "entries">): string | undefined {
	const body = entry && attempt(() => asObject(parseJson(fromUtf8(entry.canonicalizedBody))));
	const hash = objectOf(objectOf(objectOf(body, "spec"), "data"), "hash");
	const value = textOf(hash, "value");
	return textOf(hash, "algorithm") === "sha256" && /^[0-9a-f]{64}$/.test(value ?? "") ? value : undefined;
}
