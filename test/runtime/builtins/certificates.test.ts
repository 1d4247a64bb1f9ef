/** Certificates, requests, private keys and signed requests: what they say, which chains hold, and broken ones. */
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeCrypto } from "../../../src/cli/host/nodeCrypto.ts";
import { BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { get } from "../../../src/runtime/values/access.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { call as callWithout, testContext } from "./evaluateTerm.ts";

/** 2027, when all the certificates are valid. */
const now = 1_800_000_000_000_000_000n;
const call = (name: string, ...operands: readonly Value[]): Value | undefined =>
	callWithout(name, operands, { ...testContext(), now, crypto: nodeCrypto });

function failureOf(name: string, ...operands: readonly Value[]): string {
	try {
		call(name, ...operands);
	} catch (problem) {
		if (problem instanceof BuiltinError) return problem.message;
		throw problem;
	}
	return "nothing";
}

const pem = (name: string): string => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), "utf8");
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const derOf = (text: string): Buffer => Buffer.from(text.replace(/-----.*-----|\s/g, ""), "base64");
const chain = (leaf: string): string => pem("root") + pem("int") + pem(leaf);
const at = (value: Value | undefined, ...path: readonly Value[]): Value | undefined =>
	path.reduce<Value | undefined>((found, key) => (found === undefined ? undefined : get(found, key)), value);

describe("what a certificate says", () => {
	const [root, int, good] = call("crypto.x509.parse_certificates", chain("good")) as readonly Value[];

	test.each<[string, Value | undefined, readonly Value[], Value]>([
		["the subject", good, ["Subject", "CommonName"], "www.example.com"],
		["all units of one", root, ["Subject", "OrganizationalUnit"], ["U1", "U2"]],
		["the attributes of a name", int, ["Subject", "Names"], [{ Type: [2, 5, 4, 3], Value: "Int" }]],
		["hosts", good, ["DNSNames"], ["www.example.com", "*.corp.example"]],
		["addresses", good, ["IPAddresses"], ["10.1.2.3"]],
		["URIs as texts", good, ["URIStrings"], ["https://u:p@www.example.com:80/a%20b?q=1"]],
		["a URI's path", good, ["URIs", 0, "Path"], "/a b"],
		["a URI's host", good, ["URIs", 0, "Host"], "www.example.com:80"],
		["what the key is for", good, ["ExtKeyUsage"], [1]],
		["what it is for that has no number", good, ["UnknownExtKeyUsage"], [[1, 2, 3, 4, 5]]],
		["the kind of key", good, ["PublicKeyAlgorithm"], 3],
		["the kind of signature", good, ["SignatureAlgorithm"], 4],
		["an authority", int, ["IsCA"], true],
		["a path length of zero", int, ["MaxPathLenZero"], true],
		["hosts that may be below", int, ["PermittedDNSDomains"], ["example.com", ".corp.example"]],
		["addresses that may be below", int, ["PermittedIPRanges"], [{ IP: "10.0.0.0", Mask: "/wAAAA==" }]],
		["policies", int, ["Policies"], ["1.2.3.4", "2.5.29.32.0"]],
		["where it is revoked", int, ["CRLDistributionPoints"], ["http://crl.example/x.crl"]],
		["whom to ask", int, ["OCSPServer"], ["http://ocsp.example"]],
		["nothing for what isn't there", root, ["DNSNames"], null],
	])("%s", (_, certificate, path, wanted) => {
		expect(at(certificate, ...path)).toEqual(wanted);
	});

	test("is the same in DER, in PEM in base64 and in one PEM after the other", () => {
		const all = [root, int, good];
		const der = Buffer.concat(["root", "int", "good"].map((name) => derOf(pem(name))));
		expect(call("crypto.x509.parse_certificates", der.toString("base64"))).toEqual(all);
		expect(call("crypto.x509.parse_certificates", base64(chain("good")))).toEqual(all);
	});
});

describe("a chain holds", () => {
	const plain = (text: string): Value | undefined => at(call("crypto.x509.parse_and_verify_certificates", text), 0);
	const withOptions = (leaf: string, options: Value): Value | undefined =>
		at(call("crypto.x509.parse_and_verify_certificates_with_options", chain(leaf), options), 0);

	test("from the leaf to the root", () => {
		const found = call("crypto.x509.parse_and_verify_certificates", chain("good"));
		const names = [0, 1, 2].map((i) => at(found, 1, i, "Subject", "CommonName"));
		expect(names).toEqual(["www.example.com", "Int", "Root"]);
	});

	test.each<[string, string]>([
		["without the certificate between", pem("root") + pem("good")],
		["with the root at the end", pem("good") + pem("int") + pem("root")],
		["of one certificate", pem("root")],
		["of no certificate", "x"],
		["whose leaf is for a client", chain("client")],
		["to a host that is excluded", chain("bad1")],
		["to a wildcard that stands for a host that is excluded", chain("bad5")],
		["to an address that isn't permitted", chain("bad3")],
		["to a URI that isn't permitted", chain("bad6")],
		["with a critical extension that nobody knows", chain("crit")],
	])("but not one %s", (_, text) => {
		expect(plain(text)).toBe(false);
	});

	test("but not one whose signature is wrong", () => {
		const der = derOf(pem("good"));
		der[der.length - 1]! ^= 1;
		const leaf = `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
		expect(plain(pem("root") + pem("int") + leaf)).toBe(false);
	});

	test.each<[string, Value, boolean]>([
		["good", {}, true],
		["good", { DNSName: "www.example.com" }, true],
		["good", { DNSName: "Other.corp.example." }, true],
		["good", { DNSName: "a.b.corp.example" }, false],
		["good", { DNSName: "10.1.2.3" }, true],
		["good", { DNSName: "10.1.2.4" }, false],
		["good", { CurrentTime: 1 }, false],
		["good", { KeyUsages: ["KeyUsageClientAuth"] }, false],
		["client", { KeyUsages: ["KeyUsageServerAuth", "KeyUsageClientAuth"] }, true],
		["client", { KeyUsages: ["KeyUsageAny"] }, true],
	])("%s with %j: %s", (leaf, options, holds) => {
		expect(withOptions(leaf, options)).toBe(holds);
	});

	test.each<[Value, string]>([
		[{ DNSName: 1 }, "'DNSName' should be a string"],
		[{ CurrentTime: 1.5 }, "'CurrentTime' should be a valid int64 number"],
		[{ KeyUsages: ["Fun", "KeyUsageAny"] }, "invalid entries for 'KeyUsages' found: [Fun]"],
		[{ Colour: 1 }, "invalid key option"],
	])("options %j: %s", (options, message) => {
		const name = "crypto.x509.parse_and_verify_certificates_with_options";
		expect(failureOf(name, chain("good"), options)).toBe(message);
	});
});

test("a request says who asks, and for which names", () => {
	const found = call("crypto.x509.parse_certificate_request", pem("request"));
	expect(at(found, "Subject", "CommonName")).toBe("r");
	expect(at(found, "DNSNames")).toEqual(["q.example"]);
	expect(at(found, "IPAddresses")).toEqual(["::1"]);
	expect(at(found, "PublicKeyAlgorithm")).toBe(4);
	expect(call("crypto.x509.parse_certificate_request", base64(pem("request")))).toEqual(found);
});

describe("private keys", () => {
	const keys = [
		generateKeyPairSync("rsa", { modulusLength: 1024 }),
		generateKeyPairSync("ec", { namedCurve: "P-256" }),
		generateKeyPairSync("ec", { namedCurve: "P-521" }),
		generateKeyPairSync("ed25519"),
		generateKeyPairSync("x25519"),
	].map(({ privateKey }) => privateKey);

	test.each(keys)("as web keys are what others make of them (%#)", (key) => {
		const text = key.export({ type: "pkcs8", format: "pem" }) as string;
		expect(call("crypto.x509.parse_rsa_private_key", text)).toEqual(key.export({ format: "jwk" }));
	});

	test("of several kinds come out in order, other blocks passed over", () => {
		const [rsa, , p521] = keys.map((key) => key.export({ type: "pkcs8", format: "pem" }) as string);
		const found = call("crypto.parse_private_keys", `${rsa}${pem("root")}${p521}`) as readonly Value[];
		expect(found.map((key) => Object.keys(key as object))).toEqual([
			["D", "E", "N", "Precomputed", "Primes"],
			["Curve", "D", "X", "Y"],
		]);
	});

	test("go with their certificate, and with no other", () => {
		const found = call("crypto.x509.parse_keypair", pem("good") + pem("int"), pem("good.key"));
		expect(at(found, "Certificate", 1)).toBe(derOf(pem("int")).toString("base64"));
		expect(at(found, "Leaf", "Subject", "CommonName")).toBe("www.example.com");
		expect(failureOf("crypto.x509.parse_keypair", pem("client"), pem("good.key"))).toBe(
			"tls: private key does not match public key",
		);
		expect(failureOf("crypto.x509.parse_keypair", pem("int"), pem("good.key"))).toBe(
			"tls: private key type does not match public key type",
		);
	});
});

describe("broken input", () => {
	const names = [
		"crypto.x509.parse_certificates",
		"crypto.x509.parse_and_verify_certificates",
		"crypto.x509.parse_certificate_request",
		"crypto.parse_private_keys",
		"crypto.x509.parse_rsa_private_key",
	];

	test.each<[string, string, string]>([
		["crypto.x509.parse_certificates", "YmFk", "x509: malformed certificate"],
		["crypto.x509.parse_certificates", "?", "illegal base64 data at input byte 0"],
		["crypto.x509.parse_certificates", pem("request"), "PEM block type is 'CERTIFICATE REQUEST', expected CERTIFICATE"],
		["crypto.x509.parse_rsa_private_key", "", "input PEM data was empty"],
	])("%s says what is wrong", (name, text, message) => {
		expect(failureOf(name, text)).toBe(message);
	});

	/** Bytes changed, cut off or put in. */
	const damaged = (bytes: Buffer) =>
		fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 3 })), { minLength: 1, maxLength: 3 }).map((edits) =>
			edits.reduce((all, [place, put]) => {
				const where = place % all.length;
				return Buffer.concat([all.subarray(0, where), put, all.subarray(where + 1)]);
			}, bytes),
		);
	const originals = [...["root", "int", "good", "request", "good.key"].map((name) => derOf(pem(name)))];
	const der = fc.oneof(...originals.map(damaged));

	test("in DER gives nothing but builtin errors", () => {
		fc.assert(
			fc.property(der, fc.constantFrom(...names), (bytes, name) => {
				failureOf(name, bytes.toString("base64"));
			}),
			{ numRuns: 500 },
		);
	});

	test("in DER within PEM gives nothing but builtin errors", () => {
		const types = [
			"CERTIFICATE",
			"CERTIFICATE REQUEST",
			"PRIVATE KEY",
			"EC PRIVATE KEY",
			"RSA PRIVATE KEY",
			"PUBLIC KEY",
		];
		fc.assert(
			fc.property(der, fc.constantFrom(...types), fc.constantFrom(...names), (bytes, type, name) => {
				const text = `-----BEGIN ${type}-----\n${bytes.toString("base64")}\n-----END ${type}-----\n`;
				failureOf(name, text);
				failureOf("io.jwt.verify_rs256", "e30.e30.", text);
				failureOf("crypto.x509.parse_keypair", text, text);
			}),
			{ numRuns: 300 },
		);
	});

	test("in PEM gives nothing but builtin errors, in time that grows with its length", () => {
		fc.assert(
			fc.property(damaged(Buffer.from(chain("good"))), fc.constantFrom(...names), (bytes, name) => {
				failureOf(name, bytes.toString("latin1"));
			}),
			{ numRuns: 200 },
		);
		const started = performance.now();
		failureOf("crypto.x509.parse_certificates", "-----BEGIN CERTIFICATE-----\n-----END X-----\n".repeat(20_000));
		failureOf("crypto.x509.parse_certificates", "-----BEGIN X-----\na: b\n".repeat(20_000));
		expect(performance.now() - started).toBeLessThan(2000);
	});
});

describe("requests for Amazon's services", () => {
	const config = { aws_access_key: "a", aws_secret_access_key: "b", aws_service: "s3", aws_region: "c" };
	const signed = (request: Value, more: object = {}): Value | undefined =>
		call("providers.aws.sign_req", request, { ...config, ...more }, 0);

	test("keep what they had and get what the service wants", () => {
		const request = {
			method: "PUT",
			url: "https://h.example/a b?q",
			headers: { "X-A": "1", Host: "x" },
			body: { a: [1] },
		};
		const found = signed(request, { aws_session_token: "t" });
		expect(at(found, "body")).toEqual({ a: [1] });
		expect(Object.keys(at(found, "headers") as object).sort()).toEqual(
			["Authorization", "Host", "X-A", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"].sort(),
		);
		expect(at(found, "headers", "Authorization")).toContain(
			"SignedHeaders=host;x-a;x-amz-content-sha256;x-amz-date;x-amz-security-token,",
		);
	});

	test("may leave the body unsigned", () => {
		const found = signed({ method: "GET", url: "https://h.example" }, { disable_payload_signing: true });
		expect(at(found, "headers", "x-amz-content-sha256")).toBe("UNSIGNED-PAYLOAD");
	});

	test.each<[Value, object, string]>([
		[{}, {}, 'operand 1 missing required request parameters(s): {"method", "url"}'],
		[{ method: "GET", url: "x", colour: 1 }, {}, 'operand 1 invalid request parameters(s): {"colour"}'],
		[{ method: 1, url: "x" }, {}, 'operand 1 invalid values for required request parameters(s): {"method"}'],
		[{ method: "GET", url: "x", headers: 1 }, {}, "operand 0 must be object but got number"],
		[
			{ method: "GET", url: "x" },
			{ aws_region: 1 },
			'operand 2 invalid values for required AWS config parameters(s): {"aws_region"}',
		],
	])("%j with %j are refused: %s", (request, more, message) => {
		expect(failureOf("providers.aws.sign_req", request, { ...config, ...more }, 0)).toBe(message);
	});
});
