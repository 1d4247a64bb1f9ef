/** The keys that tokens are verified with: from a certificate, a public key or JSON Web Keys. */
import { about } from "../builtins/about.ts";
import { failure } from "../builtins/builtin.ts";
import { toCharacters, toUtf8 } from "../bytes/utf8.ts";
import { readPem } from "../der/readPem.ts";
import type { PublicKey } from "../keys/key.ts";
import { readPublicKey } from "../keys/readPublicKey.ts";
import { readCertificate } from "../x509/readCertificate.ts";
import { algorithms } from "./algorithms.ts";
import { type KeyMaterial, readWebKeys } from "./webKey.ts";

export interface TokenKey {
	readonly material: KeyMaterial;
	/** The only algorithm it is for; empty where it says none. */
	readonly algorithm: string;
	/** Empty where it has none. */
	readonly id: string;
}

export function readTokenKeys(text: string): readonly TokenKey[] {
	const block = readPem(toCharacters(toUtf8(text)));
	if (block === undefined) {
		const keys = about("failed to parse a JWK key (set): jwk.ParseString: failed to parse string: jwk.Parse", () =>
			readWebKeys(text),
		);
		return keys.filter(({ algorithm }) => algorithm === "" || algorithms.has(algorithm));
	}
	if (block.rest !== "") throw failure("extra data after a PEM certificate block");
	switch (block.type) {
		case "CERTIFICATE":
			return alone(about("failed to parse a PEM certificate", () => readCertificate(block.bytes).publicKey));
		case "PUBLIC KEY":
			return alone(about("failed to parse a PEM public key", () => readPublicKey(block.bytes)));
	}
	throw failure("failed to extract a Key from the PEM certificate");
}

const alone = (key: PublicKey | undefined): readonly TokenKey[] => [
	{ material: key === undefined ? { use: "none" } : { use: "verify", key }, algorithm: "", id: "" },
];

/**
 * The keys that may have signed a token: the one that it names, if there is such; otherwise all that aren't for another
 * algorithm than the token's.
 */
export function candidates(keys: readonly TokenKey[], keyId: string, algorithm: string): readonly TokenKey[] {
	const named = keyId === "" ? undefined : keys.find(({ id }) => id === keyId);
	if (named !== undefined) return [named];
	return keys.filter((key) => key.algorithm === "" || key.algorithm === algorithm);
}
