/** Private keys in PKCS #1, PKCS #8 and SEC 1. Takes DER, gives the key; throws BuiltinError in Go's words. */
import { about } from "../builtins/about.ts";
import { failure } from "../builtins/builtin.ts";
import { fromBigEndian } from "../bytes/bigEndian.ts";
import { DerReader, field, tags } from "../der/derReader.ts";
import { publicPoint } from "./curves.ts";
import { ed25519PublicKey, x25519PublicKey } from "./ed25519.ts";
import type { EcPrivateKey, Ed25519PrivateKey, PrivateKey, RsaPrivateKey } from "./key.ts";
import { curveOf, keyAlgorithms } from "./readPublicKey.ts";
import { rsaProblem } from "./rsaProblem.ts";

/** By the type of the PEM block that each stands in. */
export const privateKeyReaders: Readonly<Record<string, (der: Uint8Array) => PrivateKey>> = {
	"RSA PRIVATE KEY": readRsaPrivateKey,
	"PRIVATE KEY": readPkcs8,
	"EC PRIVATE KEY": (der) => readEcPrivateKey(der, undefined),
};

const structureFault = "asn1: structure error: no private key";

function readRsaPrivateKey(der: Uint8Array): RsaPrivateKey {
	const outer = new DerReader(der);
	const key = outer.sequence(structureFault);
	const version = key.integer(structureFault);
	if (key.nextIs(tags.octetString)) {
		throw failure(`x509: failed to parse private key (use ParseECPrivateKey instead for this key format)`);
	}
	if (key.nextIs(tags.sequence)) {
		throw failure(`x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)`);
	}
	const [modulus, publicExponent, exponent, p, q, dp, dq, qInverse] = Array.from({ length: 8 }, () =>
		key.integer(structureFault),
	) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
	const primes = [p, q];
	const others = key.insideIf(tags.sequence, structureFault);
	while (others !== undefined && !others.isAtEnd) primes.push(others.sequence(structureFault).integer(structureFault));
	if (!outer.isAtEnd) throw failure("asn1: syntax error: trailing data");
	if (version > 1n) throw failure("x509: unsupported private key version");
	if ([modulus, exponent, dp, dq, qInverse, ...primes].some((value) => value <= 0n)) {
		throw failure("x509: private key contains zero or negative value");
	}
	const found: RsaPrivateKey = {
		kind: "rsa",
		public: { kind: "rsa", modulus, exponent: publicExponent },
		exponent,
		primes,
	};
	const problem = rsaProblem(found, { dp, dq, qInverse });
	if (problem !== undefined) throw failure(problem);
	return found;
}

function readPkcs8(der: Uint8Array): PrivateKey {
	const info = new DerReader(der).sequence(structureFault);
	info.integer(structureFault);
	const algorithm = info.sequence(structureFault);
	const identifier = algorithm.objectIdentifier(structureFault);
	const parameters = algorithm.rest;
	const inner = info.content(tags.octetString, structureFault);
	switch (identifier) {
		case keyAlgorithms.rsa:
			return about("x509: failed to parse RSA private key embedded in PKCS#8", () => readRsaPrivateKey(inner));
		case keyAlgorithms.ec: {
			const named = new DerReader(parameters);
			const curve = named.nextIs(tags.objectIdentifier) ? named.objectIdentifier(structureFault) : undefined;
			return about("x509: failed to parse EC private key embedded in PKCS#8", () => readEcPrivateKey(inner, curve));
		}
		case keyAlgorithms.ed25519: {
			if (parameters.length > 0) throw failure("x509: invalid Ed25519 private key parameters");
			return ed25519Key(new DerReader(inner).content(tags.octetString, "x509: invalid Ed25519 private key"));
		}
		case keyAlgorithms.x25519: {
			if (parameters.length > 0) throw failure("x509: invalid X25519 private key parameters");
			const scalar = new DerReader(inner).content(tags.octetString, "x509: invalid X25519 private key");
			if (scalar.length !== 32) throw failure("crypto/ecdh: invalid private key size");
			return { kind: "x25519", scalar, public: { kind: "x25519", bytes: x25519PublicKey(scalar) } };
		}
	}
	throw failure(`x509: PKCS#8 wrapping contained private key with unknown algorithm: ${identifier}`);
}

function ed25519Key(seed: Uint8Array): Ed25519PrivateKey {
	if (seed.length !== 32) throw failure(`x509: invalid Ed25519 private key length: ${seed.length}`);
	return { kind: "ed25519", seed, public: { kind: "ed25519", bytes: ed25519PublicKey(seed) } };
}

/** The curve that a wrapping names counts before the one that the key names. */
function readEcPrivateKey(der: Uint8Array, wrapped: string | undefined): EcPrivateKey {
	const fault = `x509: failed to parse EC private key: ${structureFault}`;
	const key = new DerReader(der).sequence(fault);
	const version = key.integer(fault);
	if (key.nextIs(tags.sequence)) {
		throw failure("x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)");
	}
	if (key.nextIs(tags.integer)) {
		throw failure("x509: failed to parse private key (use ParsePKCS1PrivateKey instead for this key format)");
	}
	const secret = key.content(tags.octetString, fault);
	const named = key.insideIf(field(0, true), fault)?.objectIdentifier(fault);
	if (version !== 1n) throw failure(`x509: unknown EC private key version ${version}`);
	const curve = curveOf(wrapped ?? named ?? "");
	if (curve === undefined) throw failure("x509: unknown elliptic curve");
	const scalar = fromBigEndian(secret);
	// Zeros before it are passed over, as are those that are missing.
	if (secret.length > curve.bytes && secret.subarray(0, secret.length - curve.bytes).some((byte) => byte !== 0)) {
		throw failure("x509: invalid private key length");
	}
	if (scalar === 0n || scalar >= curve.order) throw failure("x509: invalid elliptic curve private key value");
	return { kind: "ec", scalar, public: { kind: "ec", curve, ...publicPoint(curve, scalar) } };
}
