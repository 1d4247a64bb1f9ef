/** Whom the files of the corpus are tried with. */
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { readNotationEnvelope } from "../../src/documents/signature/notationEnvelope.ts";
import { readNotationTrust } from "../../src/signatures/notation/readNotationTrust.ts";
import { readSigningKeys, type SigningKey } from "../../src/signatures/signingKey.ts";
import type { IdentityTrust, SigstoreTrust } from "../../src/signatures/trust.ts";
import type { Trust } from "../../src/signatures/verifier.ts";
import type { Trust as TrustName } from "./corpusVerdicts.ts";

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

const store = "notaryproject__notation-go__verifier__testdata__truststore__x509__";
const testRoot = `${store}ca__valid-trust-store__NotationTestRoot.pem`;
const alpine = `${store}ca__valid-trust-store__TestTimestamp.crt`;
const globalSign = `${store}tsa__test-timestamp__globalsignRoot.cer`;

/** Anybody of these stores, strictly. */
export function notationTrust(stores: Readonly<Record<string, Uint8Array>>): Trust {
	const policy = {
		version: "1.0",
		trustPolicies: [
			{
				name: "all",
				registryScopes: ["*"],
				signatureVerification: { level: "strict" },
				trustStores: Object.keys(stores),
				trustedIdentities: ["*"],
			},
		],
	};
	const trust = readNotationTrust({
		trustPolicy: new TextEncoder().encode(JSON.stringify(policy)),
		storeFiles: (kind, name) => [{ name: "certificate", bytes: stores[`${kind}:${name}`] ?? new Uint8Array(0) }],
		revocationLists: [],
	});
	if (typeof trust === "string") throw new Error(trust);
	return trust;
}

function lastCertificate(envelope: Uint8Array): Uint8Array {
	const read = readNotationEnvelope(envelope[0] === 0xd2 ? "notation_cose" : "notation_jws", envelope);
	return (typeof read === "string" ? undefined : read.certificates.at(-1)) ?? new Uint8Array(0);
}

const notationTrusts: Readonly<Record<string, (envelope: Uint8Array) => Trust>> = {
	"test root": () => notationTrust({ "ca:test": corpusFile(testRoot) }),
	"test authority": () => notationTrust({ "signingAuthority:test": corpusFile(testRoot) }),
	alpine: () => notationTrust({ "ca:alpine": corpusFile(alpine) }),
	"alpine with time stamps": () =>
		notationTrust({ "ca:alpine": corpusFile(alpine), "tsa:globalsign": corpusFile(globalSign) }),
	"itself with time stamps": (envelope) =>
		notationTrust({ "ca:itself": lastCertificate(envelope), "tsa:globalsign": corpusFile(globalSign) }),
};

/** The trust that the table of verdicts names. */
export function trustNamed(name: TrustName, envelope: Uint8Array): Trust {
	const make = notationTrusts[name] ?? sigstoreTrusts[name];
	if (make === undefined) throw new Error(`no trust is called ${name}`);
	return make(envelope);
}
