/** Keys as plain data, whatever they were read from. Numbers are integers that are not negative. */
import type { Curve } from "./curves.ts";

export interface RsaPublicKey {
	readonly kind: "rsa";
	readonly modulus: bigint;
	readonly exponent: bigint;
}
/** A point of a curve. */
export interface EcPublicKey {
	readonly kind: "ec";
	readonly curve: Curve;
	readonly x: bigint;
	readonly y: bigint;
}
export interface Ed25519PublicKey {
	readonly kind: "ed25519";
	/** 32 of them. */
	readonly bytes: Uint8Array;
}
/** Read for those who look at certificates; nothing is verified with it. */
export interface DsaPublicKey {
	readonly kind: "dsa";
	readonly p: bigint;
	readonly q: bigint;
	readonly g: bigint;
	readonly y: bigint;
}
/** For agreeing on keys only. */
export interface X25519PublicKey {
	readonly kind: "x25519";
	readonly bytes: Uint8Array;
}
/** What signatures are verified with. */
export type VerifyingKey = RsaPublicKey | EcPublicKey | Ed25519PublicKey;
export type PublicKey = VerifyingKey | DsaPublicKey | X25519PublicKey;

export interface RsaPrivateKey {
	readonly kind: "rsa";
	readonly public: RsaPublicKey;
	readonly exponent: bigint;
	/** At least two. */
	readonly primes: readonly bigint[];
}
export interface EcPrivateKey {
	readonly kind: "ec";
	readonly public: EcPublicKey;
	readonly scalar: bigint;
}
export interface Ed25519PrivateKey {
	readonly kind: "ed25519";
	readonly public: Ed25519PublicKey;
	/** 32 bytes. */
	readonly seed: Uint8Array;
}
export interface X25519PrivateKey {
	readonly kind: "x25519";
	readonly public: X25519PublicKey;
	/** 32 bytes. */
	readonly scalar: Uint8Array;
}
/** What signatures are made with. */
export type SigningKey = RsaPrivateKey | EcPrivateKey | Ed25519PrivateKey;
export type PrivateKey = SigningKey | X25519PrivateKey;

/** The key that verifies what this one signs. */
export const publicOf = (key: SigningKey): VerifyingKey => key.public;
