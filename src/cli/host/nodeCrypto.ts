/** Signatures with key pairs, as Node makes and verifies them. */
import {
	constants,
	createPrivateKey,
	createPublicKey,
	type JsonWebKey,
	type KeyObject,
	sign as signWith,
	verify as verifyWith,
} from "node:crypto";
import { toBigEndian } from "../../runtime/bytes/bigEndian.ts";
import type { CryptoHost, SignatureScheme } from "../../runtime/crypto/cryptoHost.ts";
import type { SigningKey, VerifyingKey } from "../../runtime/keys/key.ts";
import { rsaShortcuts } from "../../runtime/keys/rsaProblem.ts";

export const nodeCrypto: CryptoHost = {
	verify(scheme, key, message, signature) {
		try {
			const keyObject = createPublicKey({ key: publicJwk(key), format: "jwk" });
			return verifyWith(hashOf(scheme), message, { key: keyObject, ...optionsOf(scheme) }, signature);
		} catch {
			// Node throws for keys and signatures of sizes that can't be.
			return false;
		}
	},
	sign(scheme, key, message) {
		const jwk = privateJwk(key);
		if (jwk === undefined) return undefined;
		let keyObject: KeyObject;
		try {
			keyObject = createPrivateKey({ key: jwk, format: "jwk" });
			return signWith(hashOf(scheme), message, { key: keyObject, ...optionsOf(scheme) });
		} catch {
			return undefined;
		}
	},
};

const hashOf = (scheme: SignatureScheme): string | null => (scheme.kind === "ed25519" ? null : scheme.hash);

function optionsOf(scheme: SignatureScheme) {
	switch (scheme.kind) {
		case "rsa-pkcs1":
			return { padding: constants.RSA_PKCS1_PADDING };
		case "rsa-pss": {
			const { RSA_PSS_SALTLEN_AUTO, RSA_PSS_SALTLEN_DIGEST } = constants;
			const saltLength = scheme.salt === "of any length" ? RSA_PSS_SALTLEN_AUTO : RSA_PSS_SALTLEN_DIGEST;
			return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
		}
		case "ecdsa":
			return { dsaEncoding: "ieee-p1363" } as const;
		case "ed25519":
			return {};
	}
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const integer = (value: bigint, size?: number): string => base64url(toBigEndian(value, size));

function publicJwk(key: VerifyingKey): JsonWebKey {
	switch (key.kind) {
		case "rsa":
			return { kty: "RSA", n: integer(key.modulus), e: integer(key.exponent) };
		case "ec": {
			const { name, bytes } = key.curve;
			return { kty: "EC", crv: name, x: integer(key.x, bytes), y: integer(key.y, bytes) };
		}
		case "ed25519":
			return { kty: "OKP", crv: "Ed25519", x: base64url(key.bytes) };
	}
}

/** Undefined for keys that JSON Web Keys can't say: with more than two primes. */
function privateJwk(key: SigningKey): JsonWebKey | undefined {
	const jwk = publicJwk(key.public);
	switch (key.kind) {
		case "rsa": {
			const [p, q, ...others] = key.primes;
			const shortcuts = rsaShortcuts(key);
			if (p === undefined || q === undefined || others.length > 0 || shortcuts === undefined) return undefined;
			const { dp, dq, qInverse } = shortcuts;
			const parts = { d: key.exponent, p, q, dp, dq, qi: qInverse };
			return { ...jwk, ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, integer(part)])) };
		}
		case "ec":
			return { ...jwk, d: integer(key.scalar, key.public.curve.bytes) };
		case "ed25519":
			return { ...jwk, d: base64url(key.seed) };
	}
}
