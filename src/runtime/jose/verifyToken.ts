/** Whether the signature of a token holds. */
import { fromBigEndian, toBigEndian } from "../bytes/bigEndian.ts";
import type { CryptoHost, SignatureScheme } from "../crypto/cryptoHost.ts";
import type { PublicKey } from "../keys/key.ts";
import { algorithms, isHmac, isSigned } from "./algorithms.ts";
import { signedBytes, type Token } from "./token.ts";
import { candidates, type TokenKey } from "./verifyingKeys.ts";

/** What the header of a token says about its key. */
interface Claimed {
	readonly algorithm: string;
	readonly keyId: string;
}

/** By one scheme, whatever algorithm the token says it is signed with. Keys that could sign verify nothing here. */
export function holdsBy(
	scheme: SignatureScheme,
	token: Token,
	signature: Uint8Array,
	keys: readonly TokenKey[],
	{ algorithm, keyId }: Claimed,
	host: CryptoHost,
): boolean {
	return candidates(keys, keyId, algorithm).some(({ material }) => {
		if (material.use !== "verify") return false;
		const { key } = material;
		const exact = scheme.kind === "ecdsa" ? evenHalves(key, signature) : signature;
		return exact !== undefined && isSigned(host, scheme, key, signedBytes(token), exact);
	});
}

/** By the algorithm that the token says, with keys that are for it. */
export function holdsAsClaimed(
	token: Token,
	signature: Uint8Array,
	keys: readonly TokenKey[],
	{ algorithm, keyId }: Claimed,
	host: () => CryptoHost,
): boolean {
	const found = algorithms.get(algorithm);
	if (found === undefined) return false;
	const message = signedBytes(token);
	return candidates(keys, keyId, algorithm).some(({ material }) => {
		if (found.kind === "hmac") {
			// Only a secret: a public key, which anyone has, must not pass for one.
			return material.use === "share" && isHmac(found.hash, material.secret, message, signature);
		}
		if (material.use !== "verify" && material.use !== "sign") return false;
		const key = material.use === "sign" ? material.key.public : material.key;
		if (key.kind === "ec" && signature.length !== key.curve.bytes * 2) return false;
		return isSigned(host(), found.scheme, key, message, signature);
	});
}

/** The two numbers of an ECDSA signature in as many bytes as they should have; undefined where they don't fit. */
function evenHalves(key: PublicKey, signature: Uint8Array): Uint8Array | undefined {
	if (key.kind !== "ec") return undefined;
	const { bytes } = key.curve;
	const half = signature.length >> 1;
	const numbers = [signature.subarray(0, half), signature.subarray(half)].map(fromBigEndian);
	if (numbers.some((number) => number >> BigInt(bytes * 8) > 0n)) return undefined;
	return Uint8Array.from(numbers.flatMap((number) => [...toBigEndian(number, bytes)]));
}
