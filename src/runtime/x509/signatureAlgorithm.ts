/** How a certificate or a request is signed (RFC 5280, 4.1.1.2): from its algorithm identifier. */
import { BuiltinError } from "../builtins/builtin.ts";
import type { SignatureScheme } from "../crypto/cryptoHost.ts";
import { DerReader, field, tags } from "../der/derReader.ts";

export interface SignatureAlgorithm {
	/** As Go numbers them; 0 for one that it doesn't know. */
	readonly number: number;
	/** Undefined for what is not known, or not safe any more (MD5, SHA-1, DSA). */
	readonly scheme: SignatureScheme | undefined;
}

const unknown: SignatureAlgorithm = { number: 0, scheme: undefined };
const unsafe = (number: number): SignatureAlgorithm => ({ number, scheme: undefined });
const safe = (number: number, scheme: SignatureScheme): SignatureAlgorithm => ({ number, scheme });

const byIdentifier: ReadonlyMap<string, SignatureAlgorithm> = new Map([
	["1.2.840.113549.1.1.2", unsafe(1)],
	["1.2.840.113549.1.1.4", unsafe(2)],
	["1.2.840.113549.1.1.5", unsafe(3)],
	["1.3.14.3.2.29", unsafe(3)],
	["1.2.840.113549.1.1.11", safe(4, { kind: "rsa-pkcs1", hash: "sha256" })],
	["1.2.840.113549.1.1.12", safe(5, { kind: "rsa-pkcs1", hash: "sha384" })],
	["1.2.840.113549.1.1.13", safe(6, { kind: "rsa-pkcs1", hash: "sha512" })],
	["1.2.840.10040.4.3", unsafe(7)],
	["2.16.840.1.101.3.4.3.2", unsafe(8)],
	["1.2.840.10045.4.1", unsafe(9)],
	["1.2.840.10045.4.3.2", safe(10, { kind: "ecdsa", hash: "sha256" })],
	["1.2.840.10045.4.3.3", safe(11, { kind: "ecdsa", hash: "sha384" })],
	["1.2.840.10045.4.3.4", safe(12, { kind: "ecdsa", hash: "sha512" })],
]);

const pss = "1.2.840.113549.1.1.10";
const ed25519 = "1.3.101.112";
const maskGeneration = "1.2.840.113549.1.1.8";

/** By the identifier of its hash. */
const pssAlgorithms: ReadonlyMap<string, { readonly saltLength: bigint; readonly algorithm: SignatureAlgorithm }> =
	new Map(
		(["sha256", "sha384", "sha512"] as const).map((hash, at) => [
			`2.16.840.1.101.3.4.2.${at + 1}`,
			{
				saltLength: BigInt(32 + 16 * at),
				algorithm: safe(13 + at, { kind: "rsa-pss", hash, salt: "as long as the hash" }),
			},
		]),
	);

/** The parameters are what follows the identifier, with tag and length; empty where there are none. */
export function signatureAlgorithm(identifier: string, parameters: Uint8Array): SignatureAlgorithm {
	if (identifier === ed25519) return parameters.length === 0 ? safe(16, { kind: "ed25519" }) : unknown;
	if (identifier !== pss) return byIdentifier.get(identifier) ?? unknown;
	try {
		return pssAlgorithm(new DerReader(parameters));
	} catch (error) {
		if (error instanceof BuiltinError) return unknown;
		throw error;
	}
}

/** Only with the same hash for message and mask, and a salt as long as it: what is in use, and all that Go takes. */
function pssAlgorithm(reader: DerReader): SignatureAlgorithm {
	const fault = "malformed parameters";
	const parameters = reader.sequence(fault);
	const hash = hashIdentifier(parameters.inside(field(0, true), fault).sequence(fault), fault);
	const mask = parameters.inside(field(1, true), fault).sequence(fault);
	const isMask =
		mask.objectIdentifier(fault) === maskGeneration && hashIdentifier(mask.sequence(fault), fault) === hash;
	const saltLength = parameters.inside(field(2, true), fault).integer(fault);
	const trailer = parameters.insideIf(field(3, true), fault)?.integer(fault) ?? 1n;
	const found = pssAlgorithms.get(hash);
	return found !== undefined && isMask && saltLength === found.saltLength && trailer === 1n ? found.algorithm : unknown;
}

function hashIdentifier(algorithm: DerReader, fault: string): string {
	const identifier = algorithm.objectIdentifier(fault);
	if (!algorithm.isAtEnd) algorithm.content(tags.null, fault);
	return identifier;
}
