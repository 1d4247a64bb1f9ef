/** JSON Web Tokens: taken apart, verified, signed. OPA: topdown/tokens.go. */

import { fromBase64Url } from "../bytes/base64.ts";
import { toHex } from "../bytes/hex.ts";
import { fromUtf8, toUtf8 } from "../bytes/utf8.ts";
import { required } from "../capabilities.ts";
import type { CryptoHost, SignatureScheme } from "../crypto/cryptoHost.ts";
import { algorithms, isHmac } from "../jose/algorithms.ts";
import { holdsConstraints, readConstraints } from "../jose/constraints.ts";
import { signToken } from "../jose/signToken.ts";
import { decodeHeader, decodeSection, jsonObject, readHeader, signedBytes, splitToken } from "../jose/token.ts";
import { readTokenKeys } from "../jose/verifyingKeys.ts";
import { holdsAsClaimed, holdsBy } from "../jose/verifyToken.ts";
import { any, boolean, objectOf, string, tuple } from "../types.ts";
import { get } from "../values/access.ts";
import type { RegoObject } from "../values/regoObject.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Argument, type Builtin, type BuiltinContext, builtin } from "./builtin.ts";
import { marshal } from "./jsonText.ts";
import { late, lateString } from "./operands.ts";

const object = objectOf(any, any);
/** What verifying or signing with a pair of keys costs, in units of the budget. */
const signatureCost = 20_000;
const charge = (texts: readonly string[], context: BuiltinContext): void =>
	context.spend(1 + (texts.reduce((sum, text) => sum + text.length, 0) >> 3));

const hostOf = (builtin: string, context: BuiltinContext): CryptoHost =>
	required(builtin, context, "crypto", "this host makes and verifies no signatures with key pairs");

const jwt: Argument = { name: "jwt", type: string, doc: "A token: three sections with periods between." };

/** A token that anyone may make and read again: signed with `secret`. */
const example = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJtZSJ9.";

const decode: Builtin = builtin<[string]>(
	{
		name: "io.jwt.decode",
		group: "tokens",
		doc: "The header, the payload and the signature (in hexadecimal) of a token, which is not verified.",
		args: [jwt],
		returns: { name: "output", type: tuple(object, object, string) },
		examples: [
			{ call: `io.jwt.decode("${example}AAEC")`, gives: '[{"alg": "HS256"}, {"iss": "me"}, "000102"]' },
			{ call: 'io.jwt.decode("a.b")' },
		],
	},
	(text, context) => {
		charge([text], context);
		for (let inner = text; ; ) {
			const token = splitToken(inner);
			const header = decodeHeader(token);
			const payload = fromUtf8(decodeSection("payload", token.payload));
			// A token in a token: some write the inner one in quotes.
			if (get(header, "cty") === "JWT") {
				inner = payload.replace(/^["']+|["']+$/g, "");
				continue;
			}
			const claims = jsonObject(payload);
			return [header, claims, toHex(decodeSection("signature", token.signature))];
		}
	},
);

function verifyWithKeys(name: string, what: string, scheme: SignatureScheme): Builtin {
	return builtin<[string, Value]>(
		{
			name: `io.jwt.verify_${name}`,
			group: "tokens",
			doc: `Whether a token's ${what} signature holds.`,
			args: [
				jwt,
				{
					name: "certificate",
					type: string,
					...late,
					doc: "A certificate or a public key in PEM, or JSON Web Keys.",
				},
			],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: `io.jwt.verify_${name}("${example}AAEC", \`{"keys": []}\`)`, gives: "false" },
				{ call: `io.jwt.verify_${name}("${example}AAEC", "no key")` },
			],
		},
		(text, given, context) => {
			charge([text], context);
			const token = splitToken(text);
			const certificate = lateString(given, 2);
			charge([certificate], context);
			const keys = readTokenKeys(certificate);
			const signature = fromBase64Url(token.signature);
			const { algorithm, keyId } = readHeader(decodeHeader(token));
			if (keys.length === 0) return false;
			context.spend(signatureCost * keys.length);
			return holdsBy(scheme, token, signature, keys, { algorithm, keyId }, hostOf(`io.jwt.verify_${name}`, context));
		},
	);
}

function verifyWithSecret(size: 256 | 384 | 512): Builtin {
	return builtin<[string, string]>(
		{
			name: `io.jwt.verify_hs${size}`,
			group: "tokens",
			doc: `Whether a token is signed with a secret (HMAC with SHA-${size}).`,
			args: [jwt, { name: "secret", type: string }],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: `io.jwt.verify_hs${size}("${example}AAEC", "secret")`, gives: "false" },
				{ call: `io.jwt.verify_hs${size}("a", "secret")` },
			],
		},
		(text, secret, context) => {
			charge([text, secret], context);
			const token = splitToken(text);
			const signature = fromBase64Url(token.signature);
			return isHmac(`sha${size}`, toUtf8(secret), signedBytes(token), signature);
		},
	);
}

const unverified: Value = [false, {}, {}];

const decodeVerify: Builtin = builtin<[Value, PlainObject | RegoObject]>(
	{
		name: "io.jwt.decode_verify",
		group: "tokens",
		doc: "Whether a token's signature holds and its claims meet the constraints, and if so its header and payload.",
		args: [
			{ ...jwt, ...late },
			{
				name: "constraints",
				type: objectOf(string, any),
				doc: "`cert` or `secret`, and if wanted `alg`, `iss`, `aud`, `time` (nanoseconds; now unless given).",
			},
		],
		returns: { name: "output", type: tuple(boolean, object, object) },
		nondeterministic: true,
		examples: [
			{ call: `io.jwt.decode_verify("${example}AAEC", {"secret": "secret"})`, gives: "[false, {}, {}]" },
			{ call: `io.jwt.decode_verify("${example}AAEC", {})` },
		],
	},
	(operand, given, context) => {
		const constraints = readConstraints(given, context.now);
		const text = lateString(operand, 1);
		charge([text], context);
		for (let inner = text; ; ) {
			const token = splitToken(inner);
			const header = decodeHeader(token);
			const { algorithm, keyId, contentType, isUnderstood } = readHeader(header);
			if (algorithm === "" || !isUnderstood) return unverified;
			if (constraints.algorithm !== "" && constraints.algorithm !== algorithm) return unverified;
			const signature = fromBase64Url(token.signature);
			if (algorithms.get(algorithm)?.kind === "signature") context.spend(signatureCost * constraints.keys.length);
			const claimed = { algorithm, keyId };
			if (!holdsAsClaimed(token, signature, constraints.keys, claimed, () => hostOf("io.jwt.decode_verify", context)))
				return unverified;
			const payload = fromUtf8(decodeSection("payload", token.payload));
			if (contentType.toUpperCase() === "JWT") {
				inner = payload;
				continue;
			}
			const claims = jsonObject(payload);
			return holdsConstraints(claims, constraints) ? [true, header, claims] : unverified;
		}
	},
);

const secretKey = '{"kty": "oct", "k": "c2VjcmV0"}';

const encodeSignRaw: Builtin = builtin<[string, string, string]>(
	{
		name: "io.jwt.encode_sign_raw",
		group: "tokens",
		doc: "A token signed with a key, of a header and a payload taken as they are written.",
		args: [
			{ name: "headers", type: string, doc: "JSON; `alg` says how to sign." },
			{ name: "payload", type: string },
			{ name: "key", type: string, doc: "A JSON Web Key." },
		],
		returns: { name: "output", type: string },
		nondeterministic: true,
		examples: [
			{
				call: `io.jwt.encode_sign_raw(\`{"alg":"HS256"}\`, "{}", \`${secretKey}\`)`,
				gives: '"eyJhbGciOiJIUzI1NiJ9.e30.XmNK3GpH3Ys_7wsYBfq4C3M6goz71I7dTgUkuIa5lyQ"',
			},
			{ call: `io.jwt.encode_sign_raw("{}", "{}", \`${secretKey}\`)` },
		],
	},
	(headers, payload, key, context) => {
		charge([headers, payload, key], context);
		return signed("io.jwt.encode_sign_raw", [headers, payload, key], context);
	},
);

const encodeSign: Builtin = builtin<[Value, Value, Value]>(
	{
		name: "io.jwt.encode_sign",
		group: "tokens",
		doc: "A token signed with a key.",
		args: [
			{ name: "headers", type: objectOf(string, any), accepts: any, doc: "`alg` says how to sign." },
			{ name: "payload", type: objectOf(string, any), accepts: any },
			{ name: "key", type: objectOf(string, any), accepts: any, doc: "A JSON Web Key." },
		],
		returns: { name: "output", type: string },
		nondeterministic: true,
		examples: [
			{
				call: `io.jwt.encode_sign({"alg": "HS256"}, {}, ${secretKey})`,
				gives: '"eyJhbGciOiJIUzI1NiJ9.e30.XmNK3GpH3Ys_7wsYBfq4C3M6goz71I7dTgUkuIa5lyQ"',
			},
			{ call: `io.jwt.encode_sign({"alg": "HS256"}, {}, {"kty": "oct"})` },
		],
	},
	(headers, payload, key, context) => {
		const texts = [headers, payload, key].map((value) => marshal(value)) as [string, string, string];
		charge(texts, context);
		return signed("io.jwt.encode_sign", texts, context);
	},
);

/** Some schemes sign differently each time: within one evaluation the same gives the same. */
function signed(builtin: string, texts: readonly [string, string, string], context: BuiltinContext): string {
	const memo = `io.jwt.encode_sign ${JSON.stringify(texts)}`;
	const known = context.memo.get(memo) as string | undefined;
	if (known !== undefined) return known;
	const token = signToken(...texts, () => {
		context.spend(signatureCost);
		return hostOf(builtin, context);
	});
	context.memo.set(memo, token);
	return token;
}

const sizes = [256, 384, 512] as const;

export const tokens: readonly Builtin[] = [
	decode,
	decodeVerify,
	encodeSign,
	encodeSignRaw,
	verifyWithKeys("eddsa", "EdDSA", { kind: "ed25519" }),
	...sizes.map((size) => verifyWithKeys(`es${size}`, `ES${size} (ECDSA)`, { kind: "ecdsa", hash: `sha${size}` })),
	...sizes.map(verifyWithSecret),
	...sizes.map((size) =>
		verifyWithKeys(`ps${size}`, `PS${size} (RSA-PSS)`, { kind: "rsa-pss", hash: `sha${size}`, salt: "of any length" }),
	),
	...sizes.map((size) => verifyWithKeys(`rs${size}`, `RS${size} (RSA)`, { kind: "rsa-pkcs1", hash: `sha${size}` })),
];
