/** What cosign's annotations hold besides the signature (sigstore/cosign, specs/SIGNATURE_SPEC.md): certificates, and what Rekor and a time stamp authority answered. */
import type { TransparencyLogEntry } from "@sigstore/bundle";
import { asObject, fieldOf, objectOf, textOf } from "../../documents/fields.ts";
import { attempt } from "../../documents/signature/attempt.ts";
import type { CosignAnnotations } from "../../documents/signature/material.ts";
import { fromBase64, standardAlphabet } from "../../runtime/bytes/base64.ts";
import { fromHex } from "../../runtime/bytes/hex.ts";
import { fromUtf8 } from "../../runtime/bytes/utf8.ts";
import { readPem } from "../../runtime/der/readPem.ts";
import { parseJson } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { SignedContent } from "./signedContent.ts";

type Witnesses = Pick<SignedContent, "certificate" | "intermediates" | "entries" | "timestamps">;

const MOST_CERTIFICATES = 20;

/** @returns what they hold, or in words what can't be read */
export function cosignWitnesses(annotations: CosignAnnotations): Witnesses | string {
	const [certificate] = certificatesIn(annotations.certificate);
	if (annotations.certificate !== undefined && certificate === undefined) return "its certificate is no PEM";
	const entry = annotations.bundle === undefined ? undefined : entryOf(annotations.bundle);
	if (annotations.bundle !== undefined && entry === undefined) return "the log's answer in it can't be read";
	const timestamp = annotations.timestamp === undefined ? undefined : timestampOf(annotations.timestamp);
	if (annotations.timestamp !== undefined && timestamp === undefined) return "its time stamp can't be read";
	return {
		...(certificate && { certificate }),
		intermediates: certificatesIn(annotations.chain),
		entries: entry === undefined ? [] : [entry],
		timestamps: timestamp === undefined ? [] : [timestamp],
	};
}

function certificatesIn(pem: string | undefined): Uint8Array[] {
	const found: Uint8Array[] = [];
	let block = pem === undefined ? undefined : readPem(pem);
	for (; block !== undefined && found.length < MOST_CERTIFICATES; block = readPem(block.rest))
		if (block.type === "CERTIFICATE") found.push(block.bytes);
	return found;
}

/** Rekor's answer as the newer bundles have it: a promise, without a proof. */
function entryOf(json: string): TransparencyLogEntry | undefined {
	const bundle = attempt(() => asObject(parseJson(json)));
	const payload = objectOf(bundle, "Payload");
	const body = bytesOf(payload, "body");
	const promise = bytesOf(bundle, "SignedEntryTimestamp");
	const logId = attempt(() => fromHex(textOf(payload, "logID") ?? ""));
	const [time, index] = [fieldOf(payload, "integratedTime"), fieldOf(payload, "logIndex")];
	if (body === undefined || promise === undefined || logId === undefined) return undefined;
	if (typeof time !== "number" || typeof index !== "number") return undefined;
	const entry = attempt(() => asObject(parseJson(fromUtf8(body))));
	return {
		logIndex: String(index),
		logId: { keyId: Buffer.from(logId) },
		kindVersion: { kind: textOf(entry, "kind") ?? "", version: textOf(entry, "apiVersion") ?? "" },
		integratedTime: String(time),
		inclusionPromise: { signedEntryTimestamp: Buffer.from(promise) },
		inclusionProof: undefined,
		canonicalizedBody: Buffer.from(body),
	};
}

function timestampOf(json: string): Uint8Array | undefined {
	return bytesOf(
		attempt(() => asObject(parseJson(json))),
		"SignedRFC3161Timestamp",
	);
}

function bytesOf(object: PlainObject | undefined, key: string): Uint8Array | undefined {
	const text = textOf(object, key);
	return text === undefined ? undefined : attempt(() => fromBase64(text, standardAlphabet));
}
