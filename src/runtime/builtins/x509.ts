/** Certificates, requests for them, and private keys. OPA: topdown/crypto.go. */
import { fromBase64, standardAlphabet, toBase64 } from "../bytes/base64.ts";
import { equalBytes } from "../bytes/equalBytes.ts";
import { toCharacters, toUtf8 } from "../bytes/utf8.ts";
import { required } from "../capabilities.ts";
import { readPem } from "../der/readPem.ts";
import { toWebKey } from "../jose/toWebKey.ts";
import { goPrivateKey } from "../keys/goKey.ts";
import { type PrivateKey, type PublicKey, publicOf } from "../keys/key.ts";
import { privateKeyReaders } from "../keys/readPrivateKey.ts";
import { any, arrayOf, boolean, nothing, objectOf, string, tuple, union } from "../types.ts";
import { get, isArray, isNumber, sortedKeys } from "../values/access.ts";
import { toInt64 } from "../values/numbers.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import type { PlainObject, Value } from "../values/value.ts";
import type { Certificate } from "../x509/certificate.ts";
import { serverAuthentication, usageNames } from "../x509/extendedKeyUsages.ts";
import { goCertificate, goRequest, withUriTexts } from "../x509/goCertificate.ts";
import { readCertificate, readCertificates } from "../x509/readCertificate.ts";
import { readRequest } from "../x509/readRequest.ts";
import { verifyChain } from "../x509/verifyChain.ts";
import { type Builtin, type BuiltinContext, BuiltinError, builtin, failure } from "./builtin.ts";
import { late, lateString } from "./operands.ts";

const object = objectOf(string, any);
const begin = "-----BEGIN";
/** What verifying one signature costs, in units of the budget. */
const signatureCost = 20_000;
const charge = (text: string, context: BuiltinContext): void => context.spend(1 + (text.length >> 2));

/** One character a byte, which is what PEM and base64 are read from. */
const bytesOf = (text: string): string => toCharacters(toUtf8(text));

/** Certificates in PEM, in DER in base64, or in PEM in base64. */
function certificatesIn(text: string): readonly Certificate[] {
	if (text.startsWith(begin)) return readCertificates(certificateBlocks(bytesOf(text)));
	const decoded = fromBase64(text, standardAlphabet);
	const characters = toCharacters(decoded.subarray(0, begin.length));
	return readCertificates(characters === begin ? certificateBlocks(toCharacters(decoded)) : decoded);
}

/** What is in the blocks of a PEM text, one after the other. */
function certificateBlocks(text: string): Uint8Array {
	const found: Uint8Array[] = [];
	for (let block = readPem(text); block !== undefined; block = readPem(block.rest)) {
		if (block.type !== "CERTIFICATE") {
			throw failure(`PEM block type is '${block.type}', expected CERTIFICATE`);
		}
		found.push(block.bytes);
	}
	const all = new Uint8Array(found.reduce((size, { length }) => size + length, 0));
	let at = 0;
	for (const bytes of found) {
		all.set(bytes, at);
		at += bytes.length;
	}
	return all;
}

const parseCertificates: Builtin = builtin<[string]>(
	{
		name: "crypto.x509.parse_certificates",
		group: "crypto",
		doc: "What certificates say, in the shape that Go's crypto/x509 has for them.",
		args: [{ name: "certs", type: string, doc: "In PEM, or in base64 (of DER or PEM); several one after the other." }],
		returns: { name: "output", type: arrayOf(object) },
		examples: [
			{ call: 'crypto.x509.parse_certificates("")', gives: "[]" },
			{ call: 'crypto.x509.parse_certificates("YmFk")' },
		],
	},
	(text, context) => {
		charge(text, context);
		return certificatesIn(text).map(withUriTexts);
	},
);

interface ChainOptions {
	readonly now: bigint;
	readonly dnsName: string;
	readonly keyUsages: readonly number[];
}

const serverOnly = [serverAuthentication];

/** Root first, leaf last, intermediates between them. */
function verified(
	builtin: string,
	text: string,
	optionsOf: () => ChainOptions,
	shape: (certificate: Certificate) => Value,
	context: BuiltinContext,
): Value {
	const invalid: Value = [false, []];
	let certificates: readonly Certificate[];
	try {
		certificates = certificatesIn(text);
	} catch (error) {
		if (error instanceof BuiltinError) return invalid;
		throw error;
	}
	const options = optionsOf();
	const [root, ...below] = certificates;
	const leaf = below.pop();
	if (root === undefined || leaf === undefined) return invalid;
	const spend = (): void => context.spend(signatureCost);
	const host = required(builtin, context, "crypto", "this host verifies no signatures with key pairs");
	const chain = verifyChain(leaf, below, root, { ...options, spend }, host);
	return chain === undefined ? invalid : [true, chain.map(shape)];
}

const verifyName = "crypto.x509.parse_and_verify_certificates";
const verifyWithOptionsName = "crypto.x509.parse_and_verify_certificates_with_options";
const verifiedType = tuple(boolean, arrayOf(object));

const parseAndVerify: Builtin = builtin<[string]>(
	{
		name: verifyName,
		group: "crypto",
		doc: "Whether certificates are a chain from a root (the first) to a server's (the last), and if so what they say.",
		args: [{ name: "certs", type: string, doc: "In PEM, or in base64 (of DER or PEM): two at least." }],
		returns: { name: "output", type: verifiedType },
		nondeterministic: true,
		examples: [{ call: 'crypto.x509.parse_and_verify_certificates("YmFk")', gives: "[false, []]" }],
	},
	(text, context) => {
		charge(text, context);
		return verified(
			verifyName,
			text,
			() => ({ now: context.now, dnsName: "", keyUsages: serverOnly }),
			withUriTexts,
			context,
		);
	},
);

const parseAndVerifyWithOptions: Builtin = builtin<[string, PlainObject | RegoObject]>(
	{
		name: verifyWithOptionsName,
		group: "crypto",
		doc: "The same, for a name (`DNSName`), at a time (`CurrentTime`, nanoseconds), for other uses (`KeyUsages`).",
		args: [
			{ name: "certs", type: string, doc: "In PEM, or in base64 (of DER or PEM): two at least." },
			{ name: "options", type: objectOf(string, any) },
		],
		returns: { name: "output", type: verifiedType },
		nondeterministic: true,
		examples: [
			{
				call: 'crypto.x509.parse_and_verify_certificates_with_options("YmFk", {"DNSName": "example.com"})',
				gives: "[false, []]",
			},
		],
	},
	(text, options, context) => {
		charge(text, context);
		return verified(verifyWithOptionsName, text, () => chainOptions(options, context.now), goCertificate, context);
	},
);

function chainOptions(options: PlainObject | RegoObject, now: bigint): ChainOptions {
	const found = { now, dnsName: "", keyUsages: serverOnly as readonly number[] };
	for (const name of sortedKeys(options)) {
		const value = get(options, name) as Value;
		switch (name) {
			case "DNSName":
				if (typeof value !== "string") throw failure("'DNSName' should be a string");
				found.dnsName = value.replace(/^"+|"+$/g, "");
				break;
			case "CurrentTime": {
				if (!isNumber(value)) throw failure("'CurrentTime' should be a number");
				const nanoseconds = toInt64(value);
				if (nanoseconds === undefined) throw failure("'CurrentTime' should be a valid int64 number");
				found.now = nanoseconds;
				break;
			}
			case "MaxConstraintComparisons":
				// A bound on work that grows with its square elsewhere; here the budget bounds it.
				if (!isNumber(value)) throw failure("'MaxConstraintComparisons' should be a number");
				if (toInt64(value) === undefined) throw failure("'MaxConstraintComparisons' should be a valid number");
				break;
			case "KeyUsages": {
				const usages = keyUsagesIn(value);
				if (usages.length > 0) found.keyUsages = usages;
				break;
			}
			default:
				if (typeof name === "string") throw failure("invalid key option");
		}
	}
	return found;
}

function keyUsagesIn(value: Value): readonly number[] {
	const all = value instanceof RegoSet ? value.sorted() : isArray(value) ? value : undefined;
	if (all === undefined) throw failure("'KeyUsages' should be an Array or Set");
	const names = all.flatMap((name) => (typeof name === "string" ? [name.replace(/^"+|"+$/g, "")] : []));
	const unknown = names.filter((name) => !usageNames.includes(name));
	if (unknown.length > 0) throw failure(`invalid entries for 'KeyUsages' found: [${unknown.join(" ")}]`);
	return names.map((name) => usageNames.indexOf(name));
}

const parseRequest: Builtin = builtin<[string]>(
	{
		name: "crypto.x509.parse_certificate_request",
		group: "crypto",
		doc: "What a request for a certificate says, in the shape that Go's crypto/x509 has for it.",
		args: [{ name: "csr", type: string, doc: "In PEM, or in base64 (of DER or PEM)." }],
		returns: { name: "output", type: object },
		examples: [{ call: 'crypto.x509.parse_certificate_request("YmFk")' }],
	},
	(text, context) => {
		charge(text, context);
		const isPem = text.startsWith("-----BEGIN CERTIFICATE REQUEST-----");
		const bytes = isPem ? toUtf8(text) : fromBase64(text, standardAlphabet);
		const block = readPem(toCharacters(bytes));
		if (block !== undefined && block.type !== "CERTIFICATE REQUEST") {
			throw failure("invalid PEM-encoded certificate signing request");
		}
		return goRequest(readRequest(block?.bytes ?? bytes));
	},
);

/** The private keys in a text of PEM. Blocks of other types are passed over. */
function privateKeysIn(text: string, context: BuiltinContext): readonly PrivateKey[] {
	const found: PrivateKey[] = [];
	for (let block = readPem(text); block !== undefined; block = readPem(block.rest)) {
		const read = Object.hasOwn(privateKeyReaders, block.type) ? privateKeyReaders[block.type] : undefined;
		if (read === undefined) continue;
		context.spend(signatureCost);
		found.push(read(block.bytes));
	}
	return found;
}

/** What base64 stands for, or the text itself where it isn't that. */
function decodedOrNot(text: string): string {
	try {
		return toCharacters(fromBase64(text, standardAlphabet));
	} catch (error) {
		if (error instanceof BuiltinError) return bytesOf(text);
		throw error;
	}
}

const parsePrivateKeys: Builtin = builtin<[string]>(
	{
		name: "crypto.parse_private_keys",
		group: "crypto",
		doc: "Private keys, in the shapes that Go has for them.",
		args: [{ name: "keys", type: string, doc: "In PEM, which may be in base64; several one after the other." }],
		returns: { name: "output", type: union(arrayOf(any), nothing) },
		examples: [
			{ call: 'crypto.parse_private_keys("none")', gives: "[]" },
			{ call: 'crypto.parse_private_keys("")', gives: "null" },
		],
	},
	(text, context) => {
		charge(text, context);
		return text === "" ? null : privateKeysIn(decodedOrNot(text), context).map(goPrivateKey);
	},
);

const parseRsaPrivateKey: Builtin = builtin<[string]>(
	{
		name: "crypto.x509.parse_rsa_private_key",
		group: "crypto",
		doc: "A private key as a JSON Web Key.",
		args: [{ name: "pem", type: string, doc: "In PEM, which may be in base64." }],
		returns: { name: "output", type: object },
		examples: [{ call: 'crypto.x509.parse_rsa_private_key("invalid")' }],
	},
	(text, context) => {
		charge(text, context);
		if (text === "") throw failure("input PEM data was empty");
		const pem = text.startsWith(begin) ? bytesOf(text) : toCharacters(fromBase64(text, standardAlphabet));
		const [key] = privateKeysIn(decodedOrNot(pem), context);
		return key === undefined ? null : toWebKey(key);
	},
);

const parseKeyPair: Builtin = builtin<[string, string]>(
	{
		name: "crypto.x509.parse_keypair",
		group: "crypto",
		doc: "A certificate and its private key, in the shape that Go's crypto/tls has for them.",
		args: [
			{ name: "cert", type: string, doc: "In PEM, or in base64 (of DER or PEM); those above it may follow." },
			{ name: "pem", type: string, ...late, doc: "The private key, likewise." },
		],
		returns: { name: "output", type: object },
		examples: [{ call: 'crypto.x509.parse_keypair("YmFk", "YmFk")' }],
	},
	(certificate, given, context) => {
		const key = lateString(given, 1);
		charge(certificate + key, context);
		const chain = blocksNamed(blocksOf(certificate, "CERTIFICATE"), "certificate");
		const [keyBlock] = blocksNamed(blocksOf(key, "PRIVATE KEY"), "key");
		const leaf = readCertificate(chain[0].bytes);
		context.spend(signatureCost);
		const privateKey = anyPrivateKey(keyBlock.bytes);
		checkPair(leaf.publicKey, privateKey);
		return {
			Certificate: chain.map(({ bytes }) => toBase64(bytes, standardAlphabet, true)),
			Leaf: goCertificate(leaf),
			OCSPStaple: null,
			PrivateKey: goPrivateKey(privateKey),
			SignedCertificateTimestamps: null,
			SupportedSignatureAlgorithms: null,
		};
	},
);

interface Block {
	readonly type: string;
	readonly bytes: Uint8Array;
}

/** The blocks of a PEM text, or of what base64 stands for; DER is one block of the given type. */
function blocksOf(text: string, type: string): readonly Block[] {
	const bytes = text.startsWith(`${begin} `) ? toUtf8(text) : fromBase64(text, standardAlphabet);
	const characters = toCharacters(bytes);
	if (!characters.startsWith(begin)) return [{ type, bytes }];
	const found: Block[] = [];
	for (let block = readPem(characters); block !== undefined; block = readPem(block.rest)) found.push(block);
	return found;
}

/** Those of certificates or of keys: one at least. What else there is may be a mix-up. */
function blocksNamed(blocks: readonly Block[], wanted: "certificate" | "key"): readonly [Block, ...Block[]] {
	const isKey = ({ type }: Block): boolean => type === "PRIVATE KEY" || type.endsWith(" PRIVATE KEY");
	const isWanted = (block: Block): boolean => (wanted === "key" ? isKey(block) : block.type === "CERTIFICATE");
	const [first, ...others] = blocks.filter(isWanted);
	if (first !== undefined) return [first, ...others];
	if (blocks.length === 0) throw failure(`tls: failed to find any PEM data in ${wanted} input`);
	if (wanted === "key" && blocks.every(({ type }) => type === "CERTIFICATE")) {
		throw failure("tls: found a certificate rather than a key in the PEM for the private key");
	}
	if (wanted === "certificate" && isKey(blocks[0] as Block)) {
		throw failure(
			"tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
		);
	}
	const found = blocks.map(({ type }) => type).join(" ");
	throw failure(
		`tls: failed to find the ${wanted} in PEM input after skipping PEM blocks of the following types: [${found}]`,
	);
}

/** In whichever form it is: what the block calls itself isn't relied on. */
function anyPrivateKey(der: Uint8Array): PrivateKey {
	for (const read of Object.values(privateKeyReaders)) {
		try {
			return read(der);
		} catch (error) {
			if (!(error instanceof BuiltinError)) throw error;
		}
	}
	throw failure("tls: failed to parse private key");
}

function checkPair(found: PublicKey | undefined, privateKey: PrivateKey): void {
	if (found === undefined || found.kind === "dsa" || found.kind === "x25519" || privateKey.kind === "x25519") {
		throw failure("tls: unknown public key algorithm");
	}
	const wanted = publicOf(privateKey);
	if (wanted.kind !== found.kind) throw failure("tls: private key type does not match public key type");
	if (!isSameKey(found, wanted)) throw failure("tls: private key does not match public key");
}

function isSameKey(left: PublicKey, right: PublicKey): boolean {
	if (left.kind === "rsa" && right.kind === "rsa") return left.modulus === right.modulus;
	if (left.kind === "ec" && right.kind === "ec") return left.x === right.x && left.y === right.y;
	return left.kind === "ed25519" && right.kind === "ed25519" && equalBytes(left.bytes, right.bytes);
}

export const x509: readonly Builtin[] = [
	parsePrivateKeys,
	parseAndVerify,
	parseAndVerifyWithOptions,
	parseRequest,
	parseCertificates,
	parseKeyPair,
	parseRsaPrivateKey,
];
