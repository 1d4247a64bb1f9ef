/** DSSE envelopes with in-toto statements, by themselves or with cosign's annotations beside. */
import { dsse } from "@sigstore/core";
import { asObject, listOf, textOf } from "../documents/fields.ts";
import { attempt } from "../documents/signature/attempt.ts";
import type { CosignAnnotations } from "../documents/signature/material.ts";
import { readStatement } from "../documents/signature/statement.ts";
import { type Refused, refused, type Subject, type Verification } from "../documents/signature/verification.ts";
import { fromBase64, fromBase64Url, standardAlphabet } from "../runtime/bytes/base64.ts";
import { fromUtf8 } from "../runtime/bytes/utf8.ts";
import type { CryptoHost } from "../runtime/crypto/cryptoHost.ts";
import { digests } from "../runtime/hashing/digests.ts";
import { parseJson } from "../runtime/values/json.ts";
import type { PlainObject } from "../runtime/values/value.ts";
import { cosignWitnesses } from "./sigstore/cosignWitnesses.ts";
import { verifySigned, type Witnessed } from "./sigstore/verifySigned.ts";
import type { SigstoreTrust } from "./trust.ts";

/** Signatures of one envelope that are tried. */
const MOST_SIGNATURES = 10;

export function verifyEnvelope(
	envelope: PlainObject,
	annotations: CosignAnnotations | undefined,
	subject: Pick<Subject, "digests">,
	trust: SigstoreTrust,
	host: CryptoHost,
): Verification {
	const type = textOf(envelope, "payloadType") ?? "";
	const payload = decoded(textOf(envelope, "payload"));
	const signatures = listOf(envelope, "signatures").flatMap((each) => decoded(textOf(asObject(each), "sig")) ?? []);
	if (payload === undefined || signatures.length === 0)
		return refused("malformed", "the envelope lacks a payload or a signature");
	if (signatures.length > MOST_SIGNATURES)
		return refused("malformed", `the envelope has more than ${MOST_SIGNATURES} signatures`);
	const witnesses = cosignWitnesses(annotations ?? { signature: "" });
	if (typeof witnesses === "string") return refused("malformed", witnesses);
	const message = dsse.preAuthEncoding(type, Buffer.from(payload));
	const listedAs = [digests.sha256.of(payload), digests.sha256.of(message)];
	const witnessed = firstVerified(signatures, (signature) =>
		verifySigned({ message, listedAs, signature, ...witnesses }, trust, host),
	);
	if (!witnessed.verified) return witnessed;
	if (type !== "application/vnd.in-toto+json")
		return refused("unsupported", "the envelope holds something other than an in-toto statement");
	const statement = readStatement(attempt(() => parseJson(fromUtf8(payload))));
	if (statement === undefined) return refused("malformed", "the envelope's in-toto statement can't be read");
	if (subject.digests.length > 0 && !subject.digests.some((digest) => statement.digests.includes(digest)))
		return refused("other_subject", "its statement is of something other than what it lies with");
	return { ...witnessed, subjects: statement.digests };
}

/** The first that holds, or else why the first doesn't. */
function firstVerified(
	signatures: readonly Uint8Array[],
	verify: (signature: Uint8Array) => Witnessed | Refused,
): Witnessed | Refused {
	let first: Refused | undefined;
	for (const signature of signatures) {
		const found = verify(signature);
		if (found.verified) return found;
		first ??= found;
	}
	return first ?? refused("malformed", "the envelope has no signature");
}

/** Either alphabet is allowed (DSSE v1, protocol.md). */
function decoded(text: string | undefined): Uint8Array | undefined {
	if (text === undefined) return undefined;
	return attempt(() => fromBase64(text, standardAlphabet)) ?? attempt(() => fromBase64Url(text));
}
