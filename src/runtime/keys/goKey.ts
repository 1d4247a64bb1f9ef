/** Keys in the shapes that Go's JSON gives its structs: what policies written for OPA read. */
import { standardAlphabet, toBase64 } from "../bytes/base64.ts";
import { numberOfInteger } from "../values/numbers.ts";
import type { Value } from "../values/value.ts";
import type { PrivateKey, PublicKey, RsaPrivateKey } from "./key.ts";
import { inverse } from "./modular.ts";
import { rsaShortcuts } from "./rsaProblem.ts";

const base64 = (bytes: Uint8Array): string => toBase64(bytes, standardAlphabet, true);

/** Go keeps what a curve is to itself. */
const curve = {};

export function goPublicKey(key: PublicKey | undefined): Value {
	switch (key?.kind) {
		case undefined:
			return null;
		case "rsa":
			return { E: numberOfInteger(key.exponent), N: numberOfInteger(key.modulus) };
		case "ec":
			return { Curve: curve, X: numberOfInteger(key.x), Y: numberOfInteger(key.y) };
		case "ed25519":
			return base64(key.bytes);
		case "dsa": {
			const [G, P, Q, Y] = [key.g, key.p, key.q, key.y].map(numberOfInteger) as [Value, Value, Value, Value];
			return { G, P, Q, Y };
		}
		case "x25519":
			return {};
	}
}

export function goPrivateKey(key: PrivateKey): Value {
	switch (key.kind) {
		case "rsa": {
			const shortcuts = rsaShortcuts(key);
			return {
				D: numberOfInteger(key.exponent),
				E: numberOfInteger(key.public.exponent),
				N: numberOfInteger(key.public.modulus),
				Precomputed: {
					CRTValues: key.primes.slice(2).map((prime, at) => goFactor(key, prime, at + 2)),
					Dp: shortcuts === undefined ? null : numberOfInteger(shortcuts.dp),
					Dq: shortcuts === undefined ? null : numberOfInteger(shortcuts.dq),
					Qinv: shortcuts === undefined ? null : numberOfInteger(shortcuts.qInverse),
				},
				Primes: key.primes.map(numberOfInteger),
			};
		}
		case "ec": {
			const { x, y } = key.public;
			return { Curve: curve, D: numberOfInteger(key.scalar), X: numberOfInteger(x), Y: numberOfInteger(y) };
		}
		case "ed25519":
			return base64(Uint8Array.from([...key.seed, ...key.public.bytes]));
		case "x25519":
			return {};
	}
}

/** What Go computes of each prime after the second. */
function goFactor({ exponent, primes }: RsaPrivateKey, prime: bigint, at: number): Value {
	const product = primes.slice(0, at).reduce((all, before) => all * before);
	return {
		Coeff: numberOfInteger(inverse(product, prime) ?? 0n),
		Exp: numberOfInteger(exponent % (prime - 1n)),
		R: numberOfInteger(product),
	};
}
