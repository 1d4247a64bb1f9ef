/** Notary Project signatures under certificates of our own: trust policies as notation reads them, and what each thing that can be wrong comes to. */
import { describe, expect, test } from "vitest";
import { nodeCrypto } from "../../src/cli/host/nodeCrypto.ts";
import { readNotationTrust } from "../../src/signatures/notation/readNotationTrust.ts";
import { readTrustPolicies } from "../../src/signatures/notation/trustPolicy.ts";
import { verifyNotation } from "../../src/signatures/notation/verifyNotation.ts";
import type { NotationTrust } from "../../src/signatures/trust.ts";
import { newAuthority } from "./certificates.ts";
import {
	type EnvelopeWishes,
	newSigner,
	revocationList,
	type Signer,
	type SignerWishes,
	signCose,
	signJws,
} from "./notationSigner.ts";

const authority = newAuthority("C=US, ST=WA, O=Acme, CN=root");
const signer = newSigner({}, authority);
const digest = `sha256:${"1".repeat(64)}`;
const now = (): number => Date.parse("2026-06-01T00:00:00Z");
const repository = "registry.acme.example/web";

interface Asked {
	readonly level?: string;
	readonly override?: Readonly<Record<string, string>>;
	readonly identities?: readonly string[];
	readonly scopes?: readonly string[];
	readonly stores?: Readonly<Record<string, Uint8Array>>;
	readonly lists?: readonly Uint8Array[];
}

function trust({
	level = "strict",
	override,
	identities = ["*"],
	scopes = ["*"],
	stores,
	lists = [],
}: Asked): NotationTrust {
	const certificates: Readonly<Record<string, Uint8Array>> = stores ?? { "ca:acme": signer.root };
	const policy = {
		version: "1.0",
		trustPolicies: [
			{
				name: "acme",
				registryScopes: scopes,
				signatureVerification: { level, ...(override && { override }) },
				...(level === "skip" ? {} : { trustStores: Object.keys(certificates), trustedIdentities: identities }),
			},
		],
	};
	const read = readNotationTrust({
		trustPolicy: Buffer.from(JSON.stringify(policy)),
		storeFiles: (kind, name) => [{ name: "root", bytes: certificates[`${kind}:${name}`] ?? new Uint8Array(0) }],
		revocationLists: lists.map((bytes, index) => ({ name: `${index}.crl`, bytes })),
	});
	if (typeof read === "string") throw new Error(read);
	return read;
}

function outcome(envelope: Uint8Array, asked: Asked = {}, digests = [digest], names = [repository]) {
	const format = envelope[0] === 0xd2 ? "notation_cose" : "notation_jws";
	const found = verifyNotation(format, envelope, { digests, names }, trust(asked), { crypto: nodeCrypto, now });
	if (!found.verified) return found.reason.code;
	return found.warnings === undefined
		? "accepted"
		: `accepted, warned: ${found.warnings.map(({ code }) => code).join(" ")}`;
}

describe.each([
	["JWS", signJws],
	["COSE", signCose],
] as const)("an envelope as %s", (_, sign) => {
	const made: readonly (readonly [string, EnvelopeWishes, string])[] = [
		["as it should be", {}, "accepted"],
		["that holds for another year", { expiry: Date.parse("2027-01-01T00:00:00Z") }, "accepted"],
		["that has expired", { expiry: Date.parse("2026-05-31T00:00:00Z") }, "expired"],
		["that expired before it was signed", { expiry: 0 }, "malformed"],
		["of another image", { digest: `sha256:${"2".repeat(64)}` }, "other_subject"],
		["of another type of payload", { contentType: "application/json" }, "unsupported"],
		["of an unknown scheme", { scheme: "notary.other" }, "unsupported"],
		[
			"that wants an unknown attribute understood",
			{ attributes: { strange: "x" }, critical: ["io.cncf.notary.signingScheme", "strange"] },
			"critical_attribute",
		],
		["with an unknown attribute that need not be understood", { attributes: { strange: "x" } }, "accepted"],
		[
			"that wants a plugin",
			{
				attributes: { "io.cncf.notary.verificationPlugin": "p" },
				critical: ["io.cncf.notary.signingScheme", "io.cncf.notary.verificationPlugin"],
			},
			"critical_attribute",
		],
		["whose scheme isn't critical", { critical: [] }, "malformed"],
		[
			"by a signing authority, whose store isn't there",
			{ scheme: "notary.x509.signingAuthority", authenticSigningTime: now() - 1000 },
			"untrusted_certificate",
		],
	];
	for (const [name, wishes, expected] of made)
		test(`${name}: ${expected}`, () => expect(outcome(sign(signer, wishes))).toBe(expected));

	test("by a signing authority", () => {
		const envelope = sign(signer, {
			scheme: "notary.x509.signingAuthority",
			authenticSigningTime: Date.parse("2026-01-02T00:00:00Z"),
		});
		expect(outcome(envelope, { stores: { "signingAuthority:acme": signer.root } })).toBe("accepted");
	});

	test("says who has signed", () => {
		const format = sign === signCose ? "notation_cose" : "notation_jws";
		const found = verifyNotation(format, sign(signer), { digests: [digest], names: [] }, trust({}), {
			crypto: nodeCrypto,
			now,
		});
		expect(found).toMatchObject({
			verified: true,
			identity: "CN=release,O=Acme,ST=WA,C=US",
			issuer: "CN=root,O=Acme,ST=WA,C=US",
			subjects: [digest],
			logged: false,
		});
	});

	test("each changed byte makes it worthless", () => {
		const envelope = sign(signer);
		const codes = new Set<string>();
		for (let at = 0; at < envelope.length; at += 41) {
			const changed = Uint8Array.from(envelope);
			changed[at] = (changed[at] as number) ^ 1;
			codes.add(outcome(changed));
		}
		// What isn't signed may change: certificates above the signer's that are in the store anyway, and the name of a program.
		expect(
			[...codes].filter(
				(code) =>
					!/^(?:malformed|signature_invalid|unsupported|untrusted_certificate|accepted|critical_attribute|other_subject)$/.test(
						code,
					),
			),
		).toEqual([]);
		expect(codes).toContain("signature_invalid");
	});
});

describe("signers", () => {
	const cases: readonly (readonly [string, SignerWishes, string])[] = [
		["whose certificate has expired", { until: new Date("2026-02-01T00:00:00Z") }, "outside_certificate_life"],
		["whose certificate isn't valid yet", { from: new Date("2027-01-01T00:00:00Z") }, "outside_certificate_life"],
		["whose certificate is for servers", { usage: "1.3.6.1.5.5.7.3.1" }, "untrusted_certificate"],
		["whose key is of another size than the algorithm", { curve: "P-384" }, "unsupported"],
	];
	for (const [name, wishes, expected] of cases)
		test(`${name}: ${expected}`, () => expect(outcome(signJws(newSigner(wishes, authority)))).toBe(expected));

	test("of another root", () => expect(outcome(signJws(newSigner()))).toBe("untrusted_certificate"));
});

describe("a trust policy", () => {
	const expired = signJws(signer, { expiry: Date.parse("2026-02-01T00:00:00Z") });
	const strange = signJws(newSigner());
	const cases: readonly (readonly [string, Uint8Array, Asked, string])[] = [
		["strict, expired", expired, {}, "expired"],
		["permissive, expired", expired, { level: "permissive" }, "accepted, warned: expired"],
		["permissive, another root", strange, { level: "permissive" }, "untrusted_certificate"],
		["audit, another root", strange, { level: "audit" }, "accepted, warned: untrusted_certificate"],
		["skip", expired, { level: "skip" }, "skipped"],
		["strict, but for the expiry", expired, { override: { expiry: "log" } }, "accepted, warned: expired"],
		["permissive, but for the expiry", expired, { level: "permissive", override: { expiry: "enforce" } }, "expired"],
		["the signer", signJws(signer), { identities: ["x509.subject: C=US, ST=WA, O=Acme"] }, "accepted"],
		[
			"one of several signers",
			signJws(signer),
			{ identities: ["x509.subject: C=DE, ST=BE, O=Other", "x509.subject: CN=release, C=US, ST=WA, O=Acme"] },
			"accepted",
		],
		[
			"another signer",
			signJws(signer),
			{ identities: ["x509.subject: C=US, ST=WA, O=Acme, CN=test"] },
			"identity_mismatch",
		],
		["for this repository", signJws(signer), { scopes: [repository] }, "accepted"],
		["for another repository", signJws(signer), { scopes: ["registry.acme.example/other"] }, "no_trust"],
		["for the repository above", signJws(signer), { scopes: ["registry.acme.example/we"] }, "no_trust"],
	];
	for (const [name, envelope, asked, expected] of cases)
		test(`${name}: ${expected}`, () => expect(outcome(envelope, asked)).toBe(expected));
});

describe("revocation lists", () => {
	const later = new Date("2026-12-01T00:00:00Z");
	const before = new Date("2026-05-01T00:00:00Z");
	const published = newSigner({ revocationList: "http://crl.acme.example/root.crl" }, authority);
	const cases: readonly (readonly [string, Signer, readonly Buffer[], Asked, string])[] = [
		["none, and none is published", signer, [], {}, "accepted"],
		["none, and one is published", published, [], {}, "revocation_unknown"],
		["one that lists others", published, [revocationList(authority, [5], later)], {}, "accepted"],
		["one that lists nobody", published, [revocationList(authority, [], later)], {}, "accepted"],
		["one that lists the signer", published, [revocationList(authority, [5, 77], later)], {}, "certificate_revoked"],
		[
			"one that lists the signer, though none is published",
			signer,
			[revocationList(authority, [77], later)],
			{},
			"certificate_revoked",
		],
		[
			"an old one that lists the signer",
			published,
			[revocationList(authority, [77], before)],
			{},
			"certificate_revoked",
		],
		["an old one that lists others", published, [revocationList(authority, [5], before)], {}, "revocation_unknown"],
		[
			"one by another authority of this name",
			published,
			[revocationList({ ...newAuthority(authority.name), name: authority.name }, [77], later)],
			{},
			"revocation_unknown",
		],
		[
			"one that lists the signer, permissive",
			published,
			[revocationList(authority, [77], later)],
			{ level: "permissive" },
			"accepted, warned: certificate_revoked",
		],
		[
			"one that lists the signer, skipped",
			published,
			[revocationList(authority, [77], later)],
			{ override: { revocation: "skip" } },
			"accepted",
		],
	];
	for (const [name, by, lists, asked, expected] of cases)
		test(`${name}: ${expected}`, () => expect(outcome(signJws(by), { ...asked, lists })).toBe(expected));
});

describe("trust policies that notation refuses, too", () => {
	const policy = (changes: object, ...more: readonly object[]) => ({
		version: "1.0",
		trustPolicies: [
			{
				name: "a",
				registryScopes: ["*"],
				signatureVerification: { level: "strict" },
				trustStores: ["ca:acme"],
				trustedIdentities: ["*"],
				...changes,
			},
			...more,
		],
	});
	const cases: readonly (readonly [string, unknown, RegExp])[] = [
		["no object", [], /no JSON object/],
		["another version", { ...policy({}), version: "2.0" }, /version/],
		["without policies", { version: "1.0", trustPolicies: [] }, /no policies/],
		["without a name", policy({ name: "" }), /no name/],
		["without scopes", policy({ registryScopes: [] }), /registryScopes/],
		["a scope beside the star", policy({ registryScopes: ["*", "a.example/b"] }), /by itself/],
		["a scope with a wildcard", policy({ registryScopes: ["a.example/*"] }), /no repository/],
		["a scope with a tag", policy({ registryScopes: ["a.example/b:1"] }), /no repository/],
		["a level that isn't one", policy({ signatureVerification: { level: "lax" } }), /no verification level/],
		[
			"integrity left out",
			policy({ signatureVerification: { level: "strict", override: { integrity: "log" } } }),
			/can't be overridden/,
		],
		[
			"authenticity skipped",
			policy({ signatureVerification: { level: "strict", override: { authenticity: "skip" } } }),
			/can't be skipped/,
		],
		["skip with stores", policy({ signatureVerification: { level: "skip" } }), /no trustStores/],
		["without stores", policy({ trustStores: [] }), /trust store/],
		["a store on the way up", policy({ trustStores: ["ca:../x"] }), /trust store/],
		["without identities", policy({ trustedIdentities: [] }), /trustedIdentities/],
		[
			"an identity beside the star",
			policy({ trustedIdentities: ["*", "x509.subject: C=US, ST=WA, O=A"] }),
			/by itself/,
		],
		["an identity without an organization", policy({ trustedIdentities: ["x509.subject: C=US, ST=WA"] }), /lacks O/],
		["an identity of another sort", policy({ trustedIdentities: ["acme"] }), /no identity/],
		[
			"two of one name",
			policy({}, policy({ registryScopes: ["a.example/b"] }).trustPolicies[0] as object),
			/called `a`/,
		],
		["two for one scope", policy({}, { ...policy({}).trustPolicies[0], name: "b" }), /twice/],
	];
	for (const [name, value, expected] of cases)
		test(name, () => expect(readTrustPolicies(Buffer.from(JSON.stringify(value)))).toMatch(expected));
});
