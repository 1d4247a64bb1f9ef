/** Whom the files of the corpus are tried with. */
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { readSigningKeys, type SigningKey } from "../../src/signatures/signingKey.ts";
import type { IdentityTrust, SigstoreTrust } from "../../src/signatures/trust.ts";

export const corpus = resolve(import.meta.dirname, "../../../shared/corpus/signatures");
export const corpusIsThere = existsSync(corpus);
export const corpusFile = (name: string): Uint8Array => readFileSync(join(corpus, name));

const java = "sigstore__sigstore-java__sigstore-java__src__test__resources__dev__sigstore__trustroot__";
const go = "sigstore__sigstore-go__pkg__testing__data__trusted-roots__";

export function anybodyOf(root: string): IdentityTrust {
	return {
		kind: "identity",
		root: TrustedRoot.fromJSON(JSON.parse(readFileSync(join(corpus, root), "utf8"))),
		identityPattern: ".+",
		issuerPattern: ".+",
	};
}

export function keyTrust(pem: string): SigstoreTrust & { readonly keys: readonly SigningKey[] } {
	const keys = readSigningKeys(new TextEncoder().encode(pem));
	if (typeof keys === "string") throw new Error(keys);
	return { kind: "key", keys };
}

export const newKeyPair = () =>
	generateKeyPairSync("ec", {
		namedCurve: "P-256",
		publicKeyEncoding: { type: "spki", format: "pem" },
		privateKeyEncoding: { type: "pkcs8", format: "pem" },
	});

export const sigstoreTrusts: Readonly<Record<string, () => SigstoreTrust>> = {
	public: () => anybodyOf(`${java}trusted_root.json`),
	staging: () => anybodyOf(`${java}staging_trusted_root.json`),
	scaffolding: () => anybodyOf(`${go}scaffolding.json`),
	"other key": () => keyTrust(newKeyPair().publicKey),
};
