/**
 * Notary Project's own library beside ours: what it signs is accepted, and what we sign gets the same verdict from both. NOTATION_PEER names the program:
 * `cd test/signatures/notationPeer && go build -o /tmp/notationpeer .`
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeCrypto } from "../../src/cli/host/nodeCrypto.ts";
import { readNotationTrust } from "../../src/signatures/notation/readNotationTrust.ts";
import { verifyNotation } from "../../src/signatures/notation/verifyNotation.ts";
import { newAuthority, pemOf } from "./certificates.ts";
import { type EnvelopeWishes, newSigner, type Signer, type SignerWishes, signCose, signJws } from "./notationSigner.ts";

const program = process.env.NOTATION_PEER;
const repository = "registry.acme.example/web";
const digest = `sha256:${"1".repeat(64)}`;
const authority = newAuthority("C=US, ST=WA, O=Acme, CN=root");
const signer = newSigner({}, authority);
const formats = ["jws", "cose"] as const;
type Format = (typeof formats)[number];

interface Policy {
	readonly level?: string;
	readonly override?: Readonly<Record<string, string>>;
	readonly identities?: readonly string[];
	readonly scopes?: readonly string[];
}

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), "notation-"));
	for (const kind of ["ca", "signingAuthority"]) {
		mkdirSync(path.join(folder, "truststore/x509", kind, "acme"), { recursive: true });
		writeFileSync(path.join(folder, "truststore/x509", kind, "acme/root.pem"), pemOf("CERTIFICATE", signer.root));
	}
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writePolicy({ level = "strict", override, identities = ["*"], scopes = ["*"] }: Policy): void {
	const verification = { level, ...(override && { override }) };
	const whom =
		level === "skip" ? {} : { trustStores: ["ca:acme", "signingAuthority:acme"], trustedIdentities: identities };
	const policy = { name: "acme", registryScopes: scopes, signatureVerification: verification, ...whom };
	writeFileSync(path.join(folder, "trustpolicy.json"), JSON.stringify({ version: "1.0", trustPolicies: [policy] }));
}

/** Ours: `accepted`, perhaps with warnings, or `refused`. */
function ours(format: Format, envelope: Uint8Array, of = digest): string {
	const trust = readNotationTrust({
		trustPolicy: readFileSync(path.join(folder, "trustpolicy.json")),
		storeFiles: () => [
			{ name: "root.pem", bytes: readFileSync(path.join(folder, "truststore/x509/ca/acme/root.pem")) },
		],
		revocationLists: [],
	});
	if (typeof trust === "string") return "refused";
	const names = [repository];
	const found = verifyNotation(
		`notation_${format}`,
		envelope,
		{ digests: [of], names, bytes: new Uint8Array(500) },
		trust,
		{
			crypto: nodeCrypto,
			now: Date.now,
		},
	);
	if (!found.verified) return found.reason.code === "skipped" ? "accepted" : "refused";
	return `accepted${found.warnings === undefined ? "" : ", warned"}`;
}

function theirs(format: Format, envelope: Uint8Array, of = digest): string {
	const argv = ["verify", format, folder, `${repository}@${of}`, of, "500"];
	const { stdout } = spawnSync(program as string, argv, { input: envelope, encoding: "utf8" });
	return stdout.startsWith("refused") ? "refused" : stdout.trim().replace(/, warned.*/, ", warned");
}

const envelopes: readonly (readonly [string, EnvelopeWishes])[] = [
	["as it should be", {}],
	["that holds for long", { expiry: Date.parse("2040-01-01T00:00:00Z") }],
	["that has expired", { expiry: Date.parse("2026-02-01T00:00:00Z") }],
	["of another image", { digest: `sha256:${"2".repeat(64)}` }],
	["of another size", { size: 501 }],
	["of another type of payload", { contentType: "application/json" }],
	["of an unknown scheme", { scheme: "notary.other" }],
	[
		"by a signing authority",
		{ scheme: "notary.x509.signingAuthority", authenticSigningTime: Date.parse("2026-01-02T00:00:00Z") },
	],
	[
		"by a signing authority before its certificate",
		{ scheme: "notary.x509.signingAuthority", authenticSigningTime: Date.parse("2019-01-02T00:00:00Z") },
	],
	["with an unknown attribute", { attributes: { strange: "x" } }],
	[
		"that wants a plugin",
		{
			attributes: { "io.cncf.notary.verificationPlugin": "p" },
			critical: ["io.cncf.notary.signingScheme", "io.cncf.notary.verificationPlugin"],
		},
	],
	["whose scheme isn't critical", { critical: [] }],
];
const signers: readonly (readonly [string, SignerWishes])[] = [
	["whose certificate has expired", { until: new Date("2026-02-01T00:00:00Z") }],
	["whose certificate isn't valid yet", { from: new Date("2040-01-01T00:00:00Z") }],
	["whose certificate is for servers", { usage: "1.3.6.1.5.5.7.3.1" }],
	["with a key of another size", { curve: "P-384" }],
];
const policies: readonly (readonly [string, Policy])[] = [
	["permissive", { level: "permissive" }],
	["audit", { level: "audit" }],
	["skip", { level: "skip" }],
	["strict without expiry", { override: { expiry: "log" } }],
	["integrity left out", { override: { integrity: "log" } }],
	["authenticity skipped", { override: { authenticity: "skip" } }],
	["the signer", { identities: ["x509.subject: C=US, ST=WA, O=Acme"] }],
	["another signer", { identities: ["x509.subject: C=US, ST=WA, O=Acme, CN=test"] }],
	["no organization", { identities: ["x509.subject: C=US, ST=WA"] }],
	["this repository", { scopes: [repository] }],
	["another repository", { scopes: ["registry.acme.example/other"] }],
	["a wildcard", { scopes: ["registry.acme.example/*"] }],
	["a scope beside the star", { scopes: ["*", repository] }],
];

describe.skipIf(program === undefined)(
	program === undefined ? "notation (NOTATION_PEER names no program: not run)" : "notation",
	() => {
		describe.each(formats)("%s", (format) => {
			const sign = (by: Signer, wishes: EnvelopeWishes = {}): Uint8Array =>
				format === "jws" ? signJws(by, wishes) : signCose(by, wishes);

			test("what it signs is accepted here", () => {
				writePolicy({});
				const key = signer.privateKey.export({ type: "pkcs8", format: "pem" });
				writeFileSync(path.join(folder, "key.pem"), key);
				writeFileSync(path.join(folder, "chain.pem"), signer.chain.map((each) => pemOf("CERTIFICATE", each)).join(""));
				const files = ["key.pem", "chain.pem"].map((file) => path.join(folder, file));
				const envelope = execFileSync(program as string, ["sign", format, ...files, digest, "500"]);
				expect(ours(format, envelope)).toBe("accepted");
				expect(ours(format, envelope, `sha256:${"2".repeat(64)}`)).toBe("refused");
				envelope[envelope.length - 20] = (envelope[envelope.length - 20] as number) ^ 1;
				expect(ours(format, envelope)).toBe(theirs(format, envelope));
			});

			test.each(envelopes)("an envelope %s", (_, wishes) => {
				writePolicy({});
				const envelope = sign(signer, wishes);
				expect(ours(format, envelope)).toBe(theirs(format, envelope));
			});

			// The specification has an attribute refused that is critical and not understood; their library looks only where a plugin is asked for.
			test("an envelope with an unknown critical attribute is refused here alone", () => {
				writePolicy({});
				const critical = ["io.cncf.notary.signingScheme", "strange"];
				const envelope = sign(signer, { attributes: { strange: "x" }, critical });
				expect([ours(format, envelope), theirs(format, envelope)]).toEqual(["refused", "accepted"]);
			});

			test.each(signers)("a signer %s", (_, wishes) => {
				writePolicy({});
				const envelope = sign(newSigner(wishes, authority));
				expect(ours(format, envelope)).toBe(theirs(format, envelope));
			});

			test.each(policies)("a policy: %s", (_, policy) => {
				writePolicy(policy);
				for (const envelope of [
					sign(signer),
					sign(signer, { expiry: Date.parse("2026-02-01T00:00:00Z") }),
					sign(newSigner()),
				])
					expect(ours(format, envelope)).toBe(theirs(format, envelope));
			});
		});
	},
);
