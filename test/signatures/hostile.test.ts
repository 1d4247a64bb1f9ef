/** Whatever bytes somebody puts beside an image: an answer comes of them, never an exception, and never trust. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeCrypto } from "../../src/cli/host/nodeCrypto.ts";
import { claimsOf } from "../../src/documents/signature/claims.ts";
import type { SignatureMaterial } from "../../src/documents/signature/material.ts";
import { readNotationEnvelope } from "../../src/documents/signature/notationEnvelope.ts";
import { readStatement } from "../../src/documents/signature/statement.ts";
import { toUtf8 } from "../../src/runtime/bytes/utf8.ts";
import type { PlainObject, Value } from "../../src/runtime/values/value.ts";
import { readNotationTrust } from "../../src/signatures/notation/readNotationTrust.ts";
import { readTrustPolicies } from "../../src/signatures/notation/trustPolicy.ts";
import { readTrust } from "../../src/signatures/readTrust.ts";
import type { Trust } from "../../src/signatures/verifier.ts";
import { verifierOf } from "../../src/signatures/verifier.ts";
import { newSigner, signCose, signJws } from "./notationSigner.ts";
import { newInstance } from "./sigstoreInstance.ts";
import { keyTrust, newKeyPair, notationTrust } from "./trusts.ts";

const instance = newInstance();
const identity = readTrust({
	root: toUtf8(JSON.stringify(instance.trustedRoot())),
	identityPattern: ".*",
	issuerPattern: ".*",
}) as Trust;
const signer = newSigner();
const trusts: readonly Trust[] = [identity, keyTrust(newKeyPair().publicKey), notationTrust({ "ca:a": signer.root })];
const verify = verifierOf(
	trusts.map((trust) => ({ trust })),
	{ crypto: nodeCrypto, now: () => Date.parse("2026-06-01T00:00:00Z") },
);

/** Of an image that none of it is about. */
const elsewhere = { digests: [`sha256:${"9".repeat(64)}`], names: ["registry.acme.example/web"] };

function answers(material: SignatureMaterial): void {
	expect(() => claimsOf(material)).not.toThrow();
	expect(verify(material, elsewhere).verified).toBe(false);
}

/** A copy of some bytes with a few of them changed, or its end gone. */
const meddled = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
	fc
		.tuple(
			fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
			fc.option(fc.nat(bytes.length), { freq: 4 }),
		)
		.map(([changes, end]) => {
			const copy = Uint8Array.from(bytes);
			for (const [at, value] of changes) copy[at] = value;
			return end === null ? copy : copy.slice(0, end);
		});

/** A JSON value with a value somewhere in it put in the place of another. */
function swapped(json: unknown): fc.Arbitrary<unknown> {
	const paths: (readonly (string | number)[])[] = [];
	const walk = (value: unknown, path: readonly (string | number)[]): void => {
		if (path.length > 0) paths.push(path);
		if (typeof value === "object" && value !== null)
			for (const [key, each] of Object.entries(value)) walk(each, [...path, Array.isArray(value) ? Number(key) : key]);
	};
	walk(json, []);
	const other = fc.oneof(
		fc.constantFrom<unknown>(
			null,
			"",
			"AAAA",
			0,
			-1,
			1e300,
			true,
			[],
			{},
			[null],
			{ __proto__: null },
			"\u0000",
			"\ud800",
		),
		fc.json().map((text) => JSON.parse(text) as unknown),
	);
	return fc.tuple(fc.constantFrom(...paths), other).map(([path, value]) => {
		const copy = structuredClone(json);
		let at = copy as Record<string | number, unknown>;
		for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
		at[path.at(-1) as string] = value;
		return copy;
	});
}

const statement = {
	subject: [{ name: "a", digest: { sha256: "1".repeat(64) } }],
	predicateType: "https://slsa.dev/provenance/v1",
	predicate: {
		buildDefinition: { externalParameters: { workflow: {} }, resolvedDependencies: [{ uri: "a", digest: {} }] },
		runDetails: { builder: { id: "b" } },
	},
};
const bundle = instance.attest(statement);
const runs = { numRuns: 60 };

describe("nothing throws, and nothing is trusted", () => {
	test("bundles", () =>
		fc.assert(
			fc.property(swapped(bundle), (value) => answers({ format: "sigstore_bundle", bundle: value as PlainObject })),
			runs,
		));

	test("envelopes", () =>
		fc.assert(
			fc.property(swapped(bundle.dsseEnvelope), (value) => answers({ format: "dsse", envelope: value as PlainObject })),
			runs,
		));

	test("cosign's annotations", () => {
		const payload = toUtf8(
			'{"critical":{"image":{"docker-manifest-digest":"sha256:1"},"type":"cosign container image signature"}}',
		);
		const annotations = instance.signPayload(payload);
		fc.assert(
			fc.property(swapped(annotations), meddled(payload), (changed, bytes) => {
				const texts = Object.fromEntries(
					Object.entries(changed as object).map(([key, value]) => [
						key,
						typeof value === "string" ? value : JSON.stringify(value),
					]),
				);
				answers({ format: "cosign", payload: bytes, annotations: { signature: "", ...texts } });
			}),
			runs,
		);
	});

	test.each([
		["notation_jws", signJws(signer)],
		["notation_cose", signCose(signer)],
	] as const)("%s", (format, envelope) =>
		fc.assert(
			fc.property(fc.oneof(meddled(envelope), fc.uint8Array({ maxLength: 200 })), (bytes) =>
				answers({ format, envelope: bytes }),
			),
			runs,
		),
	);

	test("statements", () =>
		fc.assert(
			fc.property(swapped({ _type: "https://in-toto.io/Statement/v1", ...statement }), (value) => {
				expect(() => readStatement(value as Value)).not.toThrow();
			}),
			runs,
		));
});

describe("what says whom to trust may be broken, too", () => {
	test("trusted roots", () =>
		fc.assert(
			fc.property(swapped(instance.trustedRoot()), (value) => {
				const read = readTrust({ root: toUtf8(JSON.stringify(value)), identityPattern: ".*", issuerPattern: ".*" });
				if (typeof read === "string") return;
				const asked = verifierOf([{ trust: read }], { crypto: nodeCrypto, now: Date.now });
				expect(() =>
					asked({ format: "sigstore_bundle", bundle: bundle as unknown as PlainObject }, { digests: [], names: [] }),
				).not.toThrow();
			}),
			runs,
		));

	test("trust policies and stores", () => {
		const policy = {
			version: "1.0",
			trustPolicies: [
				{
					name: "a",
					registryScopes: ["*"],
					signatureVerification: { level: "strict", override: { expiry: "log" } },
					trustStores: ["ca:a"],
					trustedIdentities: ["x509.subject: C=US, ST=WA, O=Acme"],
				},
			],
		};
		fc.assert(
			fc.property(swapped(policy), meddled(signer.root), (value, certificate) => {
				const bytes = toUtf8(JSON.stringify(value));
				expect(() => readTrustPolicies(bytes)).not.toThrow();
				const files = {
					trustPolicy: toUtf8(JSON.stringify(policy)),
					storeFiles: () => [{ name: "a", bytes: certificate }],
					revocationLists: [{ name: "b", bytes: certificate }],
				};
				expect(() => readNotationTrust(files)).not.toThrow();
			}),
			runs,
		);
	});

	test("an envelope of brackets", () => {
		const deep = toUtf8(`{"payload":"${"W".repeat(4)}","protected":${"[".repeat(100_000)}`);
		expect(readNotationEnvelope("notation_jws", deep)).toMatch(/decoded/);
		expect(readNotationEnvelope("notation_cose", new Uint8Array(100_000).fill(0x81))).toMatch(/decoded/);
	});
});
