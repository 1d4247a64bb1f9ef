/** Signatures by identities, under an instance of our own: who is let in, and what each thing that can be wrong comes to. */
import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { nodeCrypto } from "../../src/cli/host/nodeCrypto.ts";
import { readTrust, type TrustWords } from "../../src/signatures/readTrust.ts";
import type { SigstoreTrust } from "../../src/signatures/trust.ts";
import { verifyBundleValue } from "../../src/signatures/verifyBundle.ts";
import { verifyCosign } from "../../src/signatures/verifyCosign.ts";
import { newInstance, type SigningWishes } from "./sigstoreInstance.ts";
import { newKeyPair } from "./trusts.ts";

const instance = newInstance();
const root = new TextEncoder().encode(JSON.stringify(instance.trustedRoot()));
const identity = "https://git.acme.example/web/release.yml@refs/heads/main";
const issuer = "https://git.acme.example";
const digest = `sha256:${"1".repeat(64)}`;
const statement = {
	subject: [{ name: "registry.acme.example/web", digest: { sha256: "1".repeat(64) } }],
	predicateType: "https://sigstore.dev/cosign/sign/v1",
	predicate: {},
};

function trust(words: TrustWords): SigstoreTrust {
	const read = readTrust({ root, identity, issuer, ...words });
	if (typeof read === "string") throw new Error(read);
	return read;
}

const without = (...names: readonly (keyof TrustWords)[]): TrustWords =>
	Object.fromEntries(names.map((name) => [name, undefined]));

function outcome(bundle: unknown, words: TrustWords = {}, digests: readonly string[] = [digest]) {
	const found = verifyBundleValue(bundle, { digests }, trust(words), nodeCrypto);
	return found.verified ? "accepted" : found.reason.code;
}

describe("a bundle by an identity", () => {
	const bundle = instance.attest(statement);

	test("says who, when, and where in the log", () => {
		const found = verifyBundleValue(bundle, { digests: [digest] }, trust({}), nodeCrypto);
		expect(found).toEqual({
			verified: true,
			identity,
			issuer,
			key: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
			signedAt: "2026-01-01T12:01:00Z",
			times: [{ source: "log", time: "2026-01-01T12:01:00Z" }],
			logged: true,
			logIndex: "1",
			subjects: [digest],
		});
	});

	const asked: readonly (readonly [string, TrustWords, string])[] = [
		["the identity and issuer", {}, "accepted"],
		["another identity", { identity: "https://git.acme.example/other" }, "identity_mismatch"],
		["the beginning of the identity", { identity: "https://git.acme.example/web" }, "identity_mismatch"],
		["another issuer", { issuer: "https://evil.example" }, "issuer_mismatch"],
		[
			"a pattern",
			{ ...without("identity"), identityPattern: "https://git\\.acme\\.example/[a-z]+/release\\.yml@refs/heads/main" },
			"accepted",
		],
		[
			"a pattern that fits in the middle only",
			{ ...without("identity"), identityPattern: "git\\.acme\\.example" },
			"identity_mismatch",
		],
		[
			"a pattern of alternatives",
			{ ...without("identity"), identityPattern: "nobody|https://git\\.acme\\.example/.*" },
			"accepted",
		],
		[
			"a pattern for the issuer",
			{ ...without("issuer"), issuerPattern: "https://[a-z]+\\.acme\\.example" },
			"accepted",
		],
		[
			"a pattern for another issuer",
			{ ...without("issuer"), issuerPattern: "https://[a-z]+\\.acme" },
			"issuer_mismatch",
		],
	];
	for (const [name, words, expected] of asked)
		test(`asked for ${name}: ${expected}`, () => expect(outcome(bundle, words)).toBe(expected));

	const made: readonly (readonly [string, SigningWishes, string])[] = [
		["by an address", { identity: "release@acme.example" }, "identity_mismatch"],
		["logged before its certificate began", { loggedAt: new Date("2026-01-01T11:59:00Z") }, "outside_certificate_life"],
		["logged after its certificate ended", { loggedAt: new Date("2026-01-01T12:11:00Z") }, "outside_certificate_life"],
		["with a certificate for servers", { usage: "1.3.6.1.5.5.7.3.1" }, "untrusted_certificate"],
		["with a certificate that was never logged", { withoutCertificateLog: true }, "certificate_log_invalid"],
	];
	for (const [name, wishes, expected] of made)
		test(`${name}: ${expected}`, () => expect(outcome(instance.attest(statement, wishes))).toBe(expected));

	test("a certificate log isn't asked where there is none", () => {
		const unlogged = instance.attest(statement, { withoutCertificateLog: true });
		expect(outcome(unlogged, { ignoreCertificateLog: true })).toBe("accepted");
	});

	test("an image that it isn't of", () => {
		expect(outcome(bundle, {}, [`sha256:${"2".repeat(64)}`])).toBe("other_subject");
	});

	test("by another instance", () => {
		expect(outcome(newInstance().attest(statement))).toBe("untrusted_certificate");
	});

	const [entry] = bundle.verificationMaterial.tlogEntries;
	const material = bundle.verificationMaterial;
	const withEntry = (changes: object) => ({
		...bundle,
		verificationMaterial: { ...material, tlogEntries: [{ ...entry, ...changes }] },
	});
	const other = instance.attest({ ...statement, predicate: { other: true } });
	const [otherEntry] = other.verificationMaterial.tlogEntries;
	const changed: readonly (readonly [string, unknown, string])[] = [
		["without an entry", { ...bundle, verificationMaterial: { ...material, tlogEntries: [] } }, "log_missing"],
		[
			"with the entry of another signature",
			{ ...bundle, verificationMaterial: { ...material, tlogEntries: [otherEntry] } },
			"log_invalid",
		],
		[
			"with another time of the log",
			withEntry({ integratedTime: String(Number(entry?.integratedTime) + 1) }),
			"log_invalid",
		],
		["with the promise of another entry", withEntry({ inclusionPromise: otherEntry?.inclusionPromise }), "log_invalid"],
		["with the proof of another entry", withEntry({ inclusionProof: otherEntry?.inclusionProof }), "log_invalid"],
		["with a body of its own", withEntry({ canonicalizedBody: otherEntry?.canonicalizedBody }), "log_invalid"],
		[
			"without the promise nobody vouches for the time",
			withEntry({ inclusionPromise: undefined }),
			"timestamp_missing",
		],
		[
			"with a checkpoint whose name is a pattern",
			withEntry({
				inclusionProof: {
					...entry?.inclusionProof,
					checkpoint: {
						envelope: entry?.inclusionProof.checkpoint.envelope.replace("\u2014 rekor", "\u2014 (a+)+"),
					},
				},
			}),
			"malformed",
		],
		["with the envelope of another", { ...bundle, dsseEnvelope: other.dsseEnvelope }, "signature_invalid"],
		[
			"with the certificate of another",
			{ ...bundle, verificationMaterial: { ...material, certificate: other.verificationMaterial.certificate } },
			"signature_invalid",
		],
		[
			"with a certificate that is none",
			{ ...bundle, verificationMaterial: { ...material, certificate: { rawBytes: "AAAA" } } },
			"malformed",
		],
	];
	for (const [name, value, expected] of changed)
		test(`${name}: ${expected}`, () => expect(outcome(value)).toBe(expected));

	test("without a log nobody vouches for the time", () => {
		expect(outcome(bundle, { ignoreLog: true })).toBe("timestamp_missing");
	});
});

describe("a bundle by a key, in the log of an instance", () => {
	const bundle = instance.attest(statement);
	const certificate = Buffer.from(bundle.verificationMaterial.certificate.rawBytes, "base64");
	const own = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "pem" }) as string;
	const byKey = (key: string, words: TrustWords = {}): TrustWords => ({
		...without("identity", "issuer"),
		keys: [new TextEncoder().encode(key)],
		...words,
	});
	const unlogged = { ...bundle, verificationMaterial: { ...bundle.verificationMaterial, tlogEntries: [] } };
	const asked: readonly (readonly [string, unknown, TrustWords, string])[] = [
		["the key", bundle, byKey(own), "accepted"],
		["another key", bundle, byKey(newKeyPair().publicKey), "untrusted_key"],
		["the key, and an entry that is missing", unlogged, byKey(own), "log_missing"],
		["the key, whatever the log says", unlogged, byKey(own, { ignoreLog: true }), "accepted"],
		["the key, where no log is known", unlogged, byKey(own, { root: undefined }), "accepted"],
	];
	for (const [name, value, words, expected] of asked)
		test(`asked for ${name}: ${expected}`, () => expect(outcome(value, words)).toBe(expected));
});

describe("cosign's annotations by an identity", () => {
	const payloadFor = (image: string) =>
		new TextEncoder().encode(
			JSON.stringify({
				critical: {
					identity: { "docker-reference": "registry.acme.example/web" },
					image: { "docker-manifest-digest": image },
					type: "cosign container image signature",
				},
				optional: null,
			}),
		);
	const payload = payloadFor(digest);
	const annotations = instance.signPayload(payload);
	const verify = (of: Uint8Array, changes: Partial<typeof annotations> = {}, digests = [digest]) => {
		const found = verifyCosign(of, { ...annotations, ...changes }, { digests }, trust({}), nodeCrypto);
		return found.verified ? "accepted" : found.reason.code;
	};
	const another = instance.signPayload(payloadFor(`sha256:${"2".repeat(64)}`));
	const { bundle: _, ...unlogged } = annotations;
	test.each<readonly [string, string, string]>([
		["as it was made", verify(payload), "accepted"],
		["moved to another image", verify(payload, {}, [`sha256:${"2".repeat(64)}`]), "other_subject"],
		["with another payload", verify(payloadFor(`sha256:${"2".repeat(64)}`)), "signature_invalid"],
		[
			"with the certificate of another signature",
			verify(payload, { certificate: another.certificate }),
			"signature_invalid",
		],
		["with the log's answer about another signature", verify(payload, { bundle: another.bundle }), "log_invalid"],
		["with an answer of the log that is none", verify(payload, { bundle: "{}" }), "malformed"],
		["without a signature", verify(payload, { signature: "" }), "malformed"],
		["with a certificate that is none", verify(payload, { certificate: "no" }), "malformed"],
	])("%s", (_name, found, expected) => expect(found).toBe(expected));

	test("without the log's answer", () => {
		const found = verifyCosign(payload, unlogged, { digests: [digest] }, trust({}), nodeCrypto);
		expect(found).toMatchObject({ verified: false, reason: { code: "log_missing" } });
	});

	test("a payload that says nothing of an image", () => {
		const text = new TextEncoder().encode('{"critical":{"type":"atomic container signature"}}');
		const found = verifyCosign(text, instance.signPayload(text), { digests: [digest] }, trust({}), nodeCrypto);
		expect(found).toMatchObject({ verified: false, reason: { code: "malformed" } });
	});
});

describe("words that are no trust", () => {
	const cases: readonly (readonly [string, TrustWords, RegExp])[] = [
		["nothing", {}, /neither a key nor an identity/],
		["an identity without its issuer", { root, identity }, /without its issuer/],
		["an issuer without an identity", { root, issuer }, /issuer alone/],
		["an identity without a root", { identity, issuer }, /trusted root/],
		["a key and an identity", { keys: [new Uint8Array()], identity }, /not by both/],
		["a pattern that is none", { root, identityPattern: "(", issuer }, /no regular expression/],
		["a pattern that closes what it didn't open", { root, identityPattern: "a)|(.*", issuer }, /no regular expression/],
		["a root that is none", { root: new TextEncoder().encode("{}"), identity, issuer }, /no trusted root/],
	];
	for (const [name, words, expected] of cases) test(name, () => expect(readTrust(words)).toMatch(expected));
});
