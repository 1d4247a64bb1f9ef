/** Bundles that were signed with keys: who is let in, and what each way to tamper comes to. */
import { createHash, createPrivateKey, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { nodeCrypto } from "../../src/cli/host/nodeCrypto.ts";
import { readTrust } from "../../src/signatures/readTrust.ts";
import { readSigningKeys } from "../../src/signatures/signingKey.ts";
import type { Artifact, SigstoreTrust } from "../../src/signatures/trust.ts";
import { verifyBundle } from "../../src/signatures/verifyBundle.ts";
import { newInstance } from "./sigstoreInstance.ts";
import { keyTrust, newKeyPair } from "./trusts.ts";

const pair = newKeyPair();
const artifact = new TextEncoder().encode("a pack\n");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const signed = (bytes: Uint8Array): string => base64(sign("sha256", bytes, createPrivateKey(pair.privateKey)));

function messageBundle(of: Uint8Array = artifact) {
	return {
		mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
		verificationMaterial: { publicKey: { hint: "" } },
		messageSignature: {
			messageDigest: { algorithm: "SHA2_256", digest: base64(Buffer.from(sha256(of), "hex")) },
			signature: signed(of),
		},
	};
}

function statementBundle(digests: Record<string, string>, payloadType = "application/vnd.in-toto+json") {
	const statement = {
		_type: "https://in-toto.io/Statement/v1",
		subject: [{ name: "", digest: digests }],
		predicateType: "https://sigstore.dev/cosign/sign/v1",
		predicate: {},
	};
	const payload = Buffer.from(JSON.stringify(statement));
	const message = Buffer.concat([
		Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
		payload,
	]);
	return {
		mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
		verificationMaterial: { publicKey: { hint: "" } },
		dsseEnvelope: { payload: payload.toString("base64"), payloadType, signatures: [{ sig: signed(message) }] },
	};
}

const trust = keyTrust(pair.publicKey);
const verify = (bundle: unknown, of: Artifact | undefined, whom = trust) => {
	const found = verifyBundle(new TextEncoder().encode(JSON.stringify(bundle)), of, whom, nodeCrypto);
	return found.verified ? found.subjects : found.reason.code;
};
const digest = `sha256:${sha256(artifact)}`;

describe("a bundle signed with a key", () => {
	const message = messageBundle();
	const statement = statementBundle({ sha256: sha256(artifact) });
	const other = new TextEncoder().encode("another pack\n");
	const withoutDigest = { ...message, messageSignature: { signature: message.messageSignature.signature } };
	const cases: readonly (readonly [string, unknown, Artifact | undefined, readonly string[] | string])[] = [
		["of the artifact", message, { bytes: artifact }, [digest]],
		["of its digest", message, { digests: [digest] }, [digest]],
		["of whatever it says", message, undefined, [digest]],
		["of one of several digests", message, { digests: [`sha256:${"0".repeat(64)}`, digest] }, [digest]],
		["without a digest, of the artifact", withoutDigest, { bytes: artifact }, [digest]],
		["without a digest, of a digest", withoutDigest, { digests: [digest] }, [digest]],
		["without a digest, of nothing", withoutDigest, undefined, "artifact_unknown"],
		["of another artifact", message, { bytes: other }, "other_subject"],
		["of another digest", message, { digests: [`sha256:${sha256(other)}`] }, "other_subject"],
		["without a digest, of another artifact", withoutDigest, { bytes: other }, "untrusted_key"],
		["a statement of the artifact", statement, { bytes: artifact }, [digest]],
		["a statement of its digest", statement, { digests: [digest] }, [digest]],
		["a statement of another artifact", statement, { bytes: other }, "other_subject"],
		["a statement of nothing", statementBundle({}), { bytes: artifact }, "other_subject"],
		["a statement that only has a weak digest", statementBundle({ sha1: "00" }), { bytes: artifact }, "other_subject"],
		[
			"an envelope of something else",
			statementBundle({ sha256: sha256(artifact) }, "text/plain"),
			undefined,
			"unsupported",
		],
		[
			"of another version",
			{ ...message, mediaType: "application/vnd.dev.sigstore.bundle.v0.9+json" },
			undefined,
			"unsupported",
		],
		[
			"without a signature",
			{ ...message, messageSignature: { ...message.messageSignature, signature: "" } },
			undefined,
			"malformed",
		],
		["nothing", {}, undefined, "unsupported"],
		["no object", [], undefined, "unsupported"],
		["null", null, undefined, "malformed"],
	];
	for (const [name, bundle, of, expected] of cases) test(name, () => expect(verify(bundle, of)).toEqual(expected));

	test("a changed payload", () => {
		const { dsseEnvelope } = statement;
		const payload = Buffer.from(dsseEnvelope.payload, "base64").toString().replace(sha256(artifact), sha256(other));
		const changed = {
			...statement,
			dsseEnvelope: { ...dsseEnvelope, payload: Buffer.from(payload).toString("base64") },
		};
		expect(verify(changed, { bytes: other })).toBe("untrusted_key");
	});

	test("another key", () => {
		expect(verify(message, { bytes: artifact }, keyTrust(newKeyPair().publicKey))).toBe("untrusted_key");
	});

	test("one of several keys, told by its fingerprint", () => {
		const both = keyTrust(newKeyPair().publicKey + pair.publicKey);
		const found = verifyBundle(
			new TextEncoder().encode(JSON.stringify(message)),
			{ bytes: artifact },
			both,
			nodeCrypto,
		);
		expect(found).toEqual({
			verified: true,
			key: trust.keys[0]?.fingerprint,
			times: [],
			logged: false,
			subjects: [digest],
		});
	});

	test("what is no JSON, and what is too large", () => {
		for (const bytes of [new Uint8Array([0xff]), new TextEncoder().encode("{"), new Uint8Array(17 * 2 ** 20)])
			expect(verifyBundle(bytes, undefined, trust, nodeCrypto)).toMatchObject({
				verified: false,
				reason: { code: "malformed" },
			});
	});
});

describe("a key with a log", () => {
	const instance = newInstance();
	const root = new TextEncoder().encode(JSON.stringify(instance.trustedRoot()));
	const withLog = (ignoreLog = false): SigstoreTrust => {
		const read = readTrust({ keys: [new TextEncoder().encode(pair.publicKey)], root, ignoreLog });
		if (typeof read === "string") throw new Error(read);
		return read;
	};
	const message = messageBundle();
	const signature = Buffer.from(message.messageSignature.signature, "base64");
	const logged = (entry: object) => ({
		...message,
		verificationMaterial: { ...message.verificationMaterial, tlogEntries: [entry] },
	});
	const entry = instance.logKeySignature(artifact, signature, pair.publicKey);
	const verdict = (bundle: unknown, whom: SigstoreTrust) => {
		const bytes = new TextEncoder().encode(JSON.stringify(bundle));
		const found = verifyBundle(bytes, { bytes: artifact }, whom, nodeCrypto);
		return found.verified
			? `${found.logged ? `entry ${found.logIndex} at ${found.signedAt}` : "not logged"}`
			: found.reason.code;
	};
	const strange = newInstance().logKeySignature(artifact, signature, pair.publicKey);
	const other = instance.logKeySignature(new TextEncoder().encode("other"), signature, pair.publicKey);
	test.each<readonly [string, string, string]>([
		["in it", verdict(logged(entry), withLog()), "entry 1 at 2026-01-01T12:01:00Z"],
		["not in it", verdict(message, withLog()), "log_missing"],
		["in another log", verdict(logged(strange), withLog()), "log_invalid"],
		["in it as a signature of something else", verdict(logged(other), withLog()), "log_invalid"],
		["in it at another time", verdict(logged({ ...entry, integratedTime: "1" }), withLog()), "log_invalid"],
		["not in it, and nobody asks", verdict(message, withLog(true)), "not logged"],
		["in another log, and nobody asks", verdict(logged(strange), withLog(true)), "not logged"],
	])("%s", (_, found, expected) => expect(found).toBe(expected));
});

describe("keys that aren't taken", () => {
	const pem = (label: string, body = "AAAA"): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
	const cases: readonly (readonly [string, string, RegExp])[] = [
		["a private key", pair.privateKey, /private key/],
		["cosign's private key", pem("ENCRYPTED SIGSTORE PRIVATE KEY"), /private key/],
		["a certificate", pem("CERTIFICATE"), /CERTIFICATE/],
		["no key", pem("PUBLIC KEY"), /no public key/],
		["no PEM", "ssh-ed25519 AAAA", /no PEM block/],
	];
	for (const [name, text, words] of cases)
		test(name, () => expect(readSigningKeys(new TextEncoder().encode(text))).toMatch(words));
});
