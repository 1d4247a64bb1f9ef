/**
 * Notary Project signature envelopes (github.com/notaryproject/specifications, signature-specification v1.1: JWS as JSON, COSE_Sign1 as CBOR),
 * taken apart. Takes bytes of strangers, gives what stands in them; nothing is verified here.
 */
import { fromBase64, fromBase64Url, standardAlphabet } from "../../runtime/bytes/base64.ts";
import { fromUtf8, toUtf8 } from "../../runtime/bytes/utf8.ts";
import type { SignatureScheme } from "../../runtime/crypto/cryptoHost.ts";
import { parseJson } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { asObject, listOf, numberOf, objectOf, textOf, textsOf } from "../fields.ts";
import { readCoseEnvelope } from "./coseEnvelope.ts";

export interface NotationEnvelope {
	/** What the signature is over. */
	readonly message: Uint8Array;
	readonly signature: Uint8Array;
	/** As the envelope names it, and what that means; undefined where it is none of those that are allowed. */
	readonly algorithm: string;
	readonly scheme: SignatureScheme | undefined;
	readonly contentType: string;
	readonly payload: Uint8Array;
	/** `notary.x509`, `notary.x509.signingAuthority`, or what is none of these. */
	readonly signingScheme: string;
	/** Milliseconds since the epoch. The signer's word. */
	readonly signingTime?: number;
	/** Milliseconds since the epoch. A signing authority's word. */
	readonly authenticSigningTime?: number;
	readonly expiry?: number;
	/** Names of attributes that have to be understood. */
	readonly critical: readonly string[];
	/** Names of attributes that aren't the specification's. */
	readonly extended: readonly string[];
	readonly plugin?: string;
	/** DER, the signer's first. */
	readonly certificates: readonly Uint8Array[];
	/** A time stamp token, DER. */
	readonly timestamp?: Uint8Array;
	readonly target?: NotationTarget;
}

/** What a payload says it is of. */
export interface NotationTarget {
	readonly digest: string;
	readonly mediaType: string;
	readonly size: number;
	readonly annotations: Readonly<Record<string, string>>;
}

/** Why an envelope can't be read: thrown within this folder only. */
export class EnvelopeFault extends Error {}

export const names = {
	scheme: "io.cncf.notary.signingScheme",
	signingTime: "io.cncf.notary.signingTime",
	authenticSigningTime: "io.cncf.notary.authenticSigningTime",
	expiry: "io.cncf.notary.expiry",
	plugin: "io.cncf.notary.verificationPlugin",
	pluginVersion: "io.cncf.notary.verificationPluginMinVersion",
	timestamp: "io.cncf.notary.timestampSignature",
} as const;

/** Attributes of a signed header that the specification knows. */
export const knownAttributes: ReadonlySet<string> = new Set([...Object.values(names), "alg", "cty", "crit"]);

const hashes = { 256: "sha256", 384: "sha384", 512: "sha512" } as const;

/** The algorithms that the specification allows, and no others. */
export function schemeOf(algorithm: string): SignatureScheme | undefined {
	const [, kind, size = ""] = /^(PS|ES)(256|384|512)$/.exec(algorithm) ?? [];
	const hash = hashes[Number(size) as keyof typeof hashes];
	if (kind === undefined) return undefined;
	return kind === "PS" ? { kind: "rsa-pss", hash, salt: "as long as the hash" } : { kind: "ecdsa", hash };
}

/** Bytes of an envelope, certificates in it. */
const LARGEST = 4 * 2 ** 20;
const MOST_CERTIFICATES = 32;

/** @returns the envelope, or in words why it is none */
export function readNotationEnvelope(
	format: "notation_jws" | "notation_cose",
	bytes: Uint8Array,
): NotationEnvelope | string {
	if (bytes.length > LARGEST) return `it is larger than ${LARGEST / 2 ** 20} MiB`;
	try {
		const envelope = format === "notation_jws" ? readJws(bytes) : readCoseEnvelope(bytes);
		if (envelope.certificates.length > MOST_CERTIFICATES) return `it has more than ${MOST_CERTIFICATES} certificates`;
		const target = targetOf(envelope.payload);
		return { ...envelope, ...(target && { target }) };
	} catch (error) {
		return error instanceof EnvelopeFault ? error.message : "its parts can't be decoded";
	}
}

/** JWS JSON serialization, flattened (RFC 7515, 7.2.2). */
function readJws(bytes: Uint8Array): NotationEnvelope {
	const envelope = asObject(parseJson(fromUtf8(bytes)));
	const [payload, header, signature] = ["payload", "protected", "signature"].map((name) => textOf(envelope, name));
	if (payload === undefined || header === undefined || signature === undefined)
		throw new EnvelopeFault("it lacks a payload, a protected header or a signature");
	const signed = asObject(parseJson(fromUtf8(fromBase64Url(header))));
	if (signed === undefined) throw new EnvelopeFault("its protected header is no object");
	const unsigned = objectOf(envelope, "header");
	const algorithm = textOf(signed, "alg") ?? "";
	const timestamp = textOf(unsigned, names.timestamp);
	const plugin = textOf(signed, names.plugin);
	return {
		message: toUtf8(`${header}.${payload}`),
		signature: fromBase64Url(signature),
		algorithm,
		scheme: schemeOf(algorithm),
		contentType: textOf(signed, "cty") ?? "",
		payload: fromBase64Url(payload),
		signingScheme: textOf(signed, names.scheme) ?? "",
		...times(signed),
		critical: textsOf(signed, "crit"),
		extended: Object.keys(signed).filter((name) => !knownAttributes.has(name)),
		...(plugin !== undefined && { plugin }),
		certificates: listOf(unsigned, "x5c").map((each) => fromBase64(String(each), standardAlphabet)),
		...(timestamp !== undefined && { timestamp: fromBase64(timestamp, standardAlphabet) }),
	};
}

function times(signed: PlainObject): Pick<NotationEnvelope, "signingTime" | "authenticSigningTime" | "expiry"> {
	const found = (["signingTime", "authenticSigningTime", "expiry"] as const).flatMap((name) => {
		const text = textOf(signed, names[name]);
		if (text === undefined) {
			if (Object.hasOwn(signed, names[name])) throw new EnvelopeFault(`\`${names[name]}\` is no time`);
			return [];
		}
		if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text))
			throw new EnvelopeFault(`\`${names[name]}\` is no time`);
		return [[name, Date.parse(text)] as const];
	});
	if (found.some(([, time]) => Number.isNaN(time))) throw new EnvelopeFault("it has a time that doesn't exist");
	return Object.fromEntries(found);
}

function targetOf(payload: Uint8Array): NotationTarget | undefined {
	let target: PlainObject | undefined;
	try {
		target = objectOf(asObject(parseJson(fromUtf8(payload))), "targetArtifact");
	} catch {
		return undefined;
	}
	const digest = textOf(target, "digest");
	const size = numberOf(target, "size");
	if (digest === undefined || typeof size !== "number") return undefined;
	const annotations = objectOf(target, "annotations") ?? {};
	return {
		digest,
		mediaType: textOf(target, "mediaType") ?? "",
		size,
		annotations: Object.fromEntries(
			Object.entries(annotations).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
		),
	};
}
