/** COSE_Sign1 (RFC 9052, 4.2) as Notary Project signs with it. Takes CBOR of strangers. */
import { decode, encode } from "cborg";
import { EnvelopeFault, knownAttributes, type NotationEnvelope, names, schemeOf } from "./notationEnvelope.ts";

type CborMap = ReadonlyMap<unknown, unknown>;

/** A number of seconds under tag 1 (RFC 8949, 3.4.2). */
class EpochTime {
	readonly seconds: number;
	constructor(seconds: number) {
		this.seconds = seconds;
	}
}

/** Numbers of algorithms (RFC 9053, 2.1; RFC 8230, 2). */
const algorithms: ReadonlyMap<unknown, string> = new Map([
	[-37, "PS256"],
	[-38, "PS384"],
	[-39, "PS512"],
	[-7, "ES256"],
	[-35, "ES384"],
	[-36, "ES512"],
]);

/** Labels of header parameters. */
const labels = { algorithm: 1, critical: 2, contentType: 3, certificates: 33 } as const;

/** @throws EnvelopeFault, and whatever cborg throws for what is no CBOR */
export function readCoseEnvelope(bytes: Uint8Array): NotationEnvelope {
	const [head, unsigned, payload, signature] = readSign1(bytes);
	const signed = head.length === 0 ? new Map() : decoded(head);
	if (!(signed instanceof Map)) throw new EnvelopeFault("its protected header is no map");
	const number = signed.get(labels.algorithm);
	const algorithm = algorithms.get(number) ?? String(number ?? "");
	const contentType = signed.get(labels.contentType);
	const critical = signed.get(labels.critical) ?? [];
	const chain = unsigned.get(labels.certificates) ?? [];
	const timestamp = unsigned.get(names.timestamp);
	const plugin = signed.get(names.plugin);
	if (!Array.isArray(critical)) throw new EnvelopeFault("its list of critical attributes is no list");
	return {
		message: encode(["Signature1", head, new Uint8Array(0), payload]),
		signature,
		algorithm,
		scheme: schemeOf(algorithm),
		contentType: typeof contentType === "string" ? contentType : "",
		payload,
		signingScheme: String(signed.get(names.scheme) ?? ""),
		...times(signed),
		critical: critical.map(String),
		extended: [...signed.keys()].filter((name) => !isKnown(name)).map(String),
		...(plugin === undefined ? {} : { plugin: String(plugin) }),
		certificates: (Array.isArray(chain) ? chain : [chain]).map(asBytes),
		...(timestamp === undefined ? {} : { timestamp: asBytes(timestamp) }),
	};
}

const isKnown = (name: unknown): boolean =>
	typeof name === "string" ? knownAttributes.has(name) : name === 1 || name === 2 || name === 3;

function readSign1(bytes: Uint8Array): readonly [Uint8Array, CborMap, Uint8Array, Uint8Array] {
	let isTagged = false;
	const parts = decode(bytes, {
		useMaps: true,
		rejectDuplicateMapKeys: true,
		tags: {
			18: (content: () => unknown) => {
				isTagged = true;
				return content();
			},
		},
	});
	if (!isTagged || !Array.isArray(parts) || parts.length !== 4)
		throw new EnvelopeFault("it is no COSE_Sign1 message with its tag");
	const [head, unsigned, payload, signature] = parts;
	if (!(unsigned instanceof Map)) throw new EnvelopeFault("its unprotected header is no map");
	return [asBytes(head), unsigned, asBytes(payload), asBytes(signature)];
}

const decoded = (bytes: Uint8Array): unknown =>
	decode(bytes, {
		useMaps: true,
		rejectDuplicateMapKeys: true,
		tags: { 1: (content: () => unknown) => new EpochTime(Number(content())) },
	});

function asBytes(value: unknown): Uint8Array {
	if (value instanceof Uint8Array) return value;
	throw new EnvelopeFault("a part of it isn't bytes");
}

function times(signed: CborMap): Pick<NotationEnvelope, "signingTime" | "authenticSigningTime" | "expiry"> {
	return Object.fromEntries(
		(["signingTime", "authenticSigningTime", "expiry"] as const).flatMap((name) => {
			const value = signed.get(names[name]);
			if (value === undefined) return [];
			if (!(value instanceof EpochTime) || !Number.isSafeInteger(value.seconds) || Math.abs(value.seconds) > 8.64e12)
				throw new EnvelopeFault(`\`${names[name]}\` is no time`);
			return [[name, value.seconds * 1000]];
		}),
	);
}
