/** A private key as a JSON Web Key (RFC 7517). Throws BuiltinError for keys that have none, as OPA words it. */
import { failure } from "../builtins/builtin.ts";
import { toBase64, urlAlphabet } from "../bytes/base64.ts";
import { toBigEndian } from "../bytes/bigEndian.ts";
import type { PrivateKey } from "../keys/key.ts";
import { rsaShortcuts } from "../keys/rsaProblem.ts";
import type { PlainObject } from "../values/value.ts";

const encode = (bytes: Uint8Array): string => toBase64(bytes, urlAlphabet, false);
const integer = (value: bigint, size?: number): string => encode(toBigEndian(value, size));

export function toWebKey(key: PrivateKey): PlainObject {
	switch (key.kind) {
		case "rsa": {
			const [p, q] = key.primes;
			const shortcuts = rsaShortcuts(key);
			if (p === undefined || q === undefined || key.primes.length > 2 || shortcuts === undefined) {
				const problem = `invalid number of primes in rsa.PrivateKey: need 0 to 2, but got ${key.primes.length}`;
				throw failure(`failed to initialize *jwk.rsaPrivateKey from *rsa.PrivateKey: ${problem}`);
			}
			return {
				d: integer(key.exponent),
				dp: integer(shortcuts.dp),
				dq: integer(shortcuts.dq),
				e: integer(key.public.exponent),
				kty: "RSA",
				n: integer(key.public.modulus),
				p: integer(p),
				q: integer(q),
				qi: integer(shortcuts.qInverse),
			};
		}
		case "ec": {
			const { curve, x, y } = key.public;
			if (curve.name === "P-224") {
				throw failure("failed to initialize *jwk.ecdsaPrivateKey from *ecdsa.PrivateKey: unknown elliptic curve P-224");
			}
			const { bytes, name } = curve;
			return { crv: name, d: integer(key.scalar, bytes), kty: "EC", x: integer(x, bytes), y: integer(y, bytes) };
		}
		case "ed25519":
			return { crv: "Ed25519", d: encode(key.seed), kty: "OKP", x: encode(key.public.bytes) };
		case "x25519":
			return { crv: "X25519", d: encode(key.scalar), kty: "OKP", x: encode(key.public.bytes) };
	}
}
