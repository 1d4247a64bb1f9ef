/** Whether a key has signed a message, or a message of a digest, as Sigstore's algorithm registry has it. */
import { fromBigEndian, toBigEndian } from "../runtime/bytes/bigEndian.ts";
import { equalBytes } from "../runtime/bytes/equalBytes.ts";
import { fromHex } from "../runtime/bytes/hex.ts";
import type { CryptoHost, SignatureHash } from "../runtime/crypto/cryptoHost.ts";
import { ecdsaHalves } from "../runtime/keys/ecdsaHalves.ts";
import { isEcdsaDigestSigned } from "../runtime/keys/ecdsaVerify.ts";
import type { VerifyingKey } from "../runtime/keys/key.ts";

export interface MessageDigest {
	readonly hash: SignatureHash;
	readonly bytes: Uint8Array;
}

/** cosign signs with SHA-256 whatever the key; newer clients take the digest that fits the curve. */
function hashesOf(key: VerifyingKey): readonly SignatureHash[] {
	if (key.kind !== "ec" || key.curve.name === "P-256") return key.kind === "rsa" ? ["sha256", "sha512"] : ["sha256"];
	return [key.curve.name === "P-384" ? "sha384" : "sha512", "sha256"];
}

export function isMessageSignedBy(
	key: VerifyingKey,
	message: Uint8Array,
	signature: Uint8Array,
	host: CryptoHost,
): boolean {
	switch (key.kind) {
		case "ed25519":
			return host.verify({ kind: "ed25519" }, key, message, signature);
		case "ec": {
			const halves = ecdsaHalves(signature, key.curve);
			return (
				halves !== undefined && hashesOf(key).some((hash) => host.verify({ kind: "ecdsa", hash }, key, message, halves))
			);
		}
		case "rsa":
			return hashesOf(key).some(
				(hash) =>
					host.verify({ kind: "rsa-pkcs1", hash }, key, message, signature) ||
					host.verify({ kind: "rsa-pss", hash, salt: "as long as the hash" }, key, message, signature),
			);
	}
}

/** Where only the digest of the message is known. Ed25519 needs the message itself, and RSASSA-PSS isn't asked for. */
export function isDigestSignedBy(key: VerifyingKey, digest: MessageDigest, signature: Uint8Array): boolean {
	switch (key.kind) {
		case "ed25519":
			return false;
		case "ec": {
			const halves = ecdsaHalves(signature, key.curve);
			return halves !== undefined && isEcdsaDigestSigned(key, digest.bytes, halves);
		}
		case "rsa":
			return isPkcs1Signed(key.modulus, key.exponent, digest, signature);
	}
}

/** DigestInfo up to the digest (RFC 8017, 9.2). */
const prefixes: Readonly<Record<SignatureHash, Uint8Array>> = {
	sha256: fromHex("3031300d060960864801650304020105000420"),
	sha384: fromHex("3041300d060960864801650304020205000430"),
	sha512: fromHex("3051300d060960864801650304020305000440"),
};

function isPkcs1Signed(
	modulus: bigint,
	exponent: bigint,
	{ hash, bytes }: MessageDigest,
	signature: Uint8Array,
): boolean {
	const size = toBigEndian(modulus).length;
	const value = fromBigEndian(signature);
	// Exponents in use have at most 17 bits; a huge one would take for ever.
	if (signature.length !== size || value >= modulus || exponent > 0xffffffffn) return false;
	const info = Uint8Array.from([...prefixes[hash], ...bytes]);
	if (size < info.length + 11) return false;
	const expected = new Uint8Array(size).fill(0xff);
	expected.set([0, 1]);
	expected[size - info.length - 1] = 0;
	expected.set(info, size - info.length);
	return equalBytes(toBigEndian(power(value, exponent, modulus), size), expected);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n;
	let square = base % modulus;
	for (let bits = exponent; bits > 0n; bits >>= 1n) {
		if ((bits & 1n) === 1n) result = (result * square) % modulus;
		square = (square * square) % modulus;
	}
	return result;
}
