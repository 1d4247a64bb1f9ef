/** SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) to a key. Takes DER, gives the key; throws BuiltinError in Go's words. */
import { failure } from "../builtins/builtin.ts";
import { fromBigEndian } from "../bytes/bigEndian.ts";
import { DerReader, tags } from "../der/derReader.ts";
import type { Curve } from "./curves.ts";
import { curves, isOnCurve } from "./curves.ts";
import type { EcPublicKey, PublicKey } from "./key.ts";

export const keyAlgorithms = {
	rsa: "1.2.840.113549.1.1.1",
	dsa: "1.2.840.10040.4.1",
	ec: "1.2.840.10045.2.1",
	ed25519: "1.3.101.112",
	x25519: "1.3.101.110",
} as const;

export interface PublicKeyInfo {
	/** Object identifier. */
	readonly algorithm: string;
	/** With tag and length; empty where there are none. */
	readonly parameters: Uint8Array;
	/** The key's own encoding. */
	readonly bits: Uint8Array;
}

/** The whole of a PEM block or a file: nothing may follow the key. */
export function readPublicKey(der: Uint8Array): PublicKey {
	const fault = "asn1: structure error: no SubjectPublicKeyInfo";
	const outer = new DerReader(der);
	const info = outer.sequence(fault);
	const algorithm = info.sequence(fault);
	const identifier = algorithm.objectIdentifier(fault);
	const { bytes } = info.bitString(fault);
	if (!outer.isAtEnd) throw failure("x509: trailing data after ASN.1 of public-key");
	return publicKeyOf({ algorithm: identifier, parameters: algorithm.rest, bits: bytes });
}

export function publicKeyOf({ algorithm, parameters, bits }: PublicKeyInfo): PublicKey {
	switch (algorithm) {
		case keyAlgorithms.rsa:
			return rsaKey(parameters, bits);
		case keyAlgorithms.ec: {
			const identifier = new DerReader(parameters).objectIdentifier("x509: invalid ECDSA parameters");
			const curve = curveOf(identifier);
			if (curve === undefined) throw failure("x509: unsupported elliptic curve");
			return pointOf(curve, bits);
		}
		case keyAlgorithms.ed25519:
			if (parameters.length > 0) throw failure("x509: Ed25519 key encoded with illegal parameters");
			if (bits.length !== 32) throw failure("x509: wrong Ed25519 public key size");
			return { kind: "ed25519", bytes: bits };
		case keyAlgorithms.x25519:
			if (parameters.length > 0) throw failure("x509: X25519 key encoded with illegal parameters");
			if (bits.length !== 32) throw failure("crypto/ecdh: invalid public key");
			return { kind: "x25519", bytes: bits };
		case keyAlgorithms.dsa:
			return dsaKey(parameters, bits);
	}
	throw failure("x509: unknown public key algorithm");
}

export const curveOf = (identifier: string): Curve | undefined =>
	curves.find(({ objectIdentifier }) => objectIdentifier === identifier);

/** A point as two coordinates after a 4; nothing else is taken. */
export function pointOf(curve: Curve, bytes: Uint8Array): EcPublicKey {
	const x = fromBigEndian(bytes.subarray(1, 1 + curve.bytes));
	const y = fromBigEndian(bytes.subarray(1 + curve.bytes));
	if (bytes[0] !== 4 || bytes.length !== 1 + 2 * curve.bytes || !isOnCurve(curve, { x, y })) {
		throw failure("x509: failed to unmarshal elliptic curve point");
	}
	return { kind: "ec", curve, x, y };
}

function rsaKey(parameters: Uint8Array, bits: Uint8Array): PublicKey {
	const isNull = parameters.length === 2 && parameters[0] === tags.null && parameters[1] === 0;
	if (!isNull) throw failure("x509: RSA key missing NULL parameters");
	const key = new DerReader(bits).sequence("x509: invalid RSA public key");
	const modulus = key.integer("x509: invalid RSA modulus");
	const exponent = key.integer("x509: invalid RSA public exponent");
	if (exponent >= 2n ** 63n) throw failure("x509: invalid RSA public exponent");
	if (modulus <= 0n) throw failure("x509: RSA modulus is not a positive number");
	if (exponent <= 0n) throw failure("x509: RSA public exponent is not a positive number");
	return { kind: "rsa", modulus, exponent };
}

function dsaKey(parameters: Uint8Array, bits: Uint8Array): PublicKey {
	const y = new DerReader(bits).integer("x509: invalid DSA public key");
	const fault = "x509: invalid DSA parameters";
	const domain = new DerReader(parameters).sequence(fault);
	const [p, q, g] = [domain.integer(fault), domain.integer(fault), domain.integer(fault)];
	if ([y, p, q, g].some((value) => value <= 0n)) throw failure("x509: zero or negative DSA parameter");
	return { kind: "dsa", p, q, g, y };
}
