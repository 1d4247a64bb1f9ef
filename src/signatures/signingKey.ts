/** Public keys that sign: read from PEM, told apart by their digest. */
import { BuiltinError } from "../runtime/builtins/builtin.ts";
import { sizeInBits } from "../runtime/bytes/bigEndian.ts";
import { toHex } from "../runtime/bytes/hex.ts";
import { toCharacters } from "../runtime/bytes/utf8.ts";
import { readPem } from "../runtime/der/readPem.ts";
import { sha256 } from "../runtime/hashing/sha256.ts";
import type { PublicKey, VerifyingKey } from "../runtime/keys/key.ts";
import { readPublicKey } from "../runtime/keys/readPublicKey.ts";

export interface SigningKey {
	readonly key: VerifyingKey;
	/** SubjectPublicKeyInfo, DER. */
	readonly spki: Uint8Array;
	/** `sha256:…` of it. */
	readonly fingerprint: string;
}

/** Keys of one file; a bound against files that aren't key files. */
const MOST_KEYS = 100;
/** Bits of an RSA modulus. */
const LEAST_RSA = 2048;

/**
 * All `PUBLIC KEY` blocks of a PEM text.
 * @returns the keys, or in words what is wrong with the text
 */
export function readSigningKeys(pem: Uint8Array): readonly SigningKey[] | string {
	const keys: SigningKey[] = [];
	let rest = toCharacters(pem);
	for (let block = readPem(rest); block !== undefined; block = readPem(rest)) {
		rest = block.rest;
		if (/PRIVATE KEY$/.test(block.type)) return "it holds a private key: give the public one";
		if (block.type !== "PUBLIC KEY") return `a block \`${block.type}\` stands where a PUBLIC KEY is wanted`;
		const key = signingKeyOf(block.bytes);
		if (typeof key === "string") return key;
		keys.push(key);
		if (keys.length > MOST_KEYS) return `it holds more than ${MOST_KEYS} keys`;
	}
	return keys.length === 0 ? "there is no PEM block `PUBLIC KEY` in it" : keys;
}

/** @returns the key, or in words why it can't be one */
export function signingKeyOf(spki: Uint8Array): SigningKey | string {
	let key: PublicKey;
	try {
		key = readPublicKey(spki);
	} catch (error) {
		if (error instanceof BuiltinError) return `it is no public key (${error.message})`;
		throw error;
	}
	const problem = problemOf(key);
	if (problem !== undefined) return problem;
	return { key: key as VerifyingKey, spki, fingerprint: `sha256:${toHex(sha256(spki))}` };
}

function problemOf(key: PublicKey): string | undefined {
	if (key.kind === "dsa" || key.kind === "x25519") return `keys for ${key.kind} sign nothing here`;
	if (key.kind === "rsa" && sizeInBits(key.modulus) < LEAST_RSA)
		return `an RSA key of fewer than ${LEAST_RSA} bits isn't safe`;
	if (key.kind === "ec" && key.curve.name === "P-224") return "the curve P-224 isn't used for signatures";
	return undefined;
}
