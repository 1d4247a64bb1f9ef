/** Tokens: what is signed is verified and decoded again, with every algorithm and every form of key; and what must not pass doesn't. */
import { constants, createHmac, generateKeyPairSync, type KeyPairKeyObjectResult, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeCrypto } from "../../../src/cli/host/nodeCrypto.ts";
import { BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { EvaluationError } from "../../../src/runtime/evaluation/evaluationError.ts";
import { parseJson } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { call as callWithout, testContext } from "./evaluateTerm.ts";

const call = (name: string, ...operands: readonly Value[]): Value | undefined =>
	callWithout(name, operands, { ...testContext(), crypto: nodeCrypto });

function failureOf(name: string, ...operands: readonly Value[]): string {
	try {
		call(name, ...operands);
	} catch (problem) {
		if (problem instanceof BuiltinError) return problem.message;
		throw problem;
	}
	return "nothing";
}

type Pair = KeyPairKeyObjectResult;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const small = generateKeyPairSync("rsa", { modulusLength: 512 });
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
const p521 = generateKeyPairSync("ec", { namedCurve: "P-521" });
const edwards = generateKeyPairSync("ed25519");

const publicPem = ({ publicKey }: Pair): string => publicKey.export({ type: "spki", format: "pem" }) as string;
const publicJwk = ({ publicKey }: Pair, more: object = {}): string =>
	JSON.stringify({ ...publicKey.export({ format: "jwk" }), ...more });
const privateJwk = ({ privateKey }: Pair): Value => parseJson(JSON.stringify(privateKey.export({ format: "jwk" })));

const encoded = (text: string): string => Buffer.from(text).toString("base64url");

/** A token that is signed by other code than ours: with a secret. */
function secretToken(payload: string, header: object = {}, secret = "secret"): string {
	const message = `${encoded(JSON.stringify({ alg: "HS256", ...header }))}.${encoded(payload)}`;
	return `${message}.${createHmac("sha256", secret).update(message).digest("base64url")}`;
}

const pairs: readonly (readonly [algorithm: string, pair: Pair])[] = [
	...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"].map((algorithm) => [algorithm, rsa] as const),
	["ES256", p256],
	["ES384", p384],
	["ES512", p521],
	["EdDSA", edwards],
];

describe.each(pairs)("%s", (algorithm, pair) => {
	const verify = `io.jwt.verify_${algorithm.toLowerCase()}`;
	const token = call("io.jwt.encode_sign", { alg: algorithm }, { iss: "me" }, privateJwk(pair)) as string;

	test("a token is verified with the public key in PEM, as a web key, and in a set", () => {
		const key = publicJwk(pair);
		for (const form of [publicPem(pair), key, `{"keys": [${publicJwk(p384)}, ${key}]}`]) {
			expect(call(verify, token, form)).toBe(true);
			expect(call("io.jwt.decode_verify", token, { cert: form })).toEqual([true, { alg: algorithm }, { iss: "me" }]);
		}
	});

	test("another key, another payload, another signature don't verify", () => {
		const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
		const [header, , signature] = token.split(".") as [string, string, string];
		expect(call(verify, token, publicPem(other))).toBe(false);
		expect(call(verify, `${header}.${encoded('{"iss":"you"}')}.${signature}`, publicPem(pair))).toBe(false);
		for (const wrong of ["", signature.slice(4), `${signature}AAAA`, encoded("\0".repeat(64))]) {
			expect(call(verify, token.replace(signature, wrong), publicPem(pair))).toBe(false);
		}
	});

	test("a private key verifies what it signed only where the token is decoded too, as in OPA", () => {
		const key = JSON.stringify(pair.privateKey.export({ format: "jwk" }));
		expect(call(verify, token, key)).toBe(false);
		expect(call("io.jwt.decode_verify", token, { cert: key })).toEqual([true, { alg: algorithm }, { iss: "me" }]);
	});

	test("a key that is for another algorithm is passed over", () => {
		expect(call(verify, token, publicJwk(pair, { alg: "HS256" }))).toBe(false);
		expect(call(verify, token, publicJwk(pair, { alg: "RSA-OAEP" }))).toBe(false);
		expect(call(verify, token, publicJwk(pair, { alg: algorithm }))).toBe(true);
	});
});

describe("keys are chosen with care", () => {
	test("a public key doesn't pass for a secret", () => {
		for (const key of [publicPem(rsa), publicJwk(edwards), publicJwk(p256)]) {
			const bytes = Buffer.from(edwards.publicKey.export({ format: "jwk" }).x as string, "base64url");
			for (const secret of [key, bytes]) {
				const message = `${encoded('{"alg":"HS256"}')}.${encoded("{}")}`;
				const token = `${message}.${createHmac("sha256", secret).update(message).digest("base64url")}`;
				expect(call("io.jwt.decode_verify", token, { cert: key })).toEqual([false, {}, {}]);
			}
		}
	});

	test("a key that the token names is the only one tried", () => {
		const token = call("io.jwt.encode_sign", { alg: "ES256", kid: "a" }, {}, privateJwk(p256)) as string;
		const [right, wrong] = [publicJwk(p256), publicJwk(p384, { kid: "a" })];
		expect(call("io.jwt.verify_es256", token, `{"keys": [${right}]}`)).toBe(true);
		expect(call("io.jwt.verify_es256", token, `{"keys": [${right}, ${wrong}]}`)).toBe(false);
	});

	test("keys that are too small sign and verify nothing", () => {
		const message = `${encoded('{"alg":"RS256"}')}.${encoded("{}")}`;
		const token = `${message}.${sign("sha256", Buffer.from(message), small.privateKey).toString("base64url")}`;
		expect(call("io.jwt.verify_rs256", token, publicPem(small))).toBe(false);
		expect(failureOf("io.jwt.encode_sign", { alg: "RS256" }, {}, privateJwk(small))).toMatch(/insecure/);
	});

	test("a salt of another length verifies only where the algorithm is the call's", () => {
		const message = `${encoded('{"alg":"PS256"}')}.${encoded("{}")}`;
		const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 };
		const signature = sign("sha256", Buffer.from(message), { key: rsa.privateKey, ...padding });
		const token = `${message}.${signature.toString("base64url")}`;
		expect(call("io.jwt.verify_ps256", token, publicPem(rsa))).toBe(true);
		expect(call("io.jwt.decode_verify", token, { cert: publicPem(rsa) })).toEqual([false, {}, {}]);
	});

	test("a point that isn't on its curve is no key", () => {
		const key = { ...p256.publicKey.export({ format: "jwk" }), y: encoded("\x01".repeat(32)) };
		expect(failureOf("io.jwt.verify_es256", "a.b.c", JSON.stringify(key))).toMatch(/not on the curve/);
	});

	test("without a host the evaluation ends, but secrets need none", () => {
		const token = secretToken("{}");
		expect(callWithout("io.jwt.decode_verify", [token, { secret: "secret" }])).toEqual([true, { alg: "HS256" }, {}]);
		expect(() => callWithout("io.jwt.verify_rs256", [token, publicPem(rsa)])).toThrow(EvaluationError);
	});
});

const billion = 1_000_000_000;
const unverified = [false, {}, {}];

describe("what a token must meet", () => {
	test.each<[string, Record<string, Value>, boolean]>([
		['{"exp": 10}', { time: 10 * billion }, false],
		['{"exp": 10.5}', { time: 10 * billion }, true],
		['{"nbf": 10}', { time: 10 * billion }, true],
		['{"nbf": 10.5}', { time: 10 * billion }, false],
		['{"nbf": 1600000000, "exp": 1800000000}', {}, true],
		['{"iss": "x"}', { iss: "x" }, true],
		['{"iss": ["x"]}', { iss: "x" }, false],
		["{}", { iss: "x" }, false],
		['{"aud": "x"}', {}, false],
		['{"aud": "x"}', { aud: "x" }, true],
		['{"aud": ["y", "x"]}', { aud: "x" }, true],
		['{"aud": [1]}', { aud: "x" }, false],
		["{}", { aud: "x" }, false],
		["{}", { alg: "HS256" }, true],
		["{}", { alg: "HS512" }, false],
	])("%s under %j: %s", (payload, constraints, holds) => {
		const found = call("io.jwt.decode_verify", secretToken(payload), { secret: "secret", ...constraints });
		expect(found).toEqual(holds ? [true, { alg: "HS256" }, parseJson(payload)] : unverified);
	});

	test.each<[Record<string, Value>, string]>([
		[{}, "no key constraint"],
		[{ secret: "" }, "no key constraint"],
		[{ secret: "x", cert: '{"keys": []}' }, "duplicate key constraints"],
		[{ secret: 1 }, "secret constraint: must be a string"],
		[{ colour: 1 }, "unknown token validation constraint: colour"],
		[{ secret: "x", time: "now" }, "token time constraint: must be a number"],
		[{ secret: "x", time: -1 }, "token time constraint: must not be negative"],
	])("constraints %j: %s", (constraints, message) => {
		expect(failureOf("io.jwt.decode_verify", secretToken("{}"), constraints)).toBe(message);
	});

	test.each<[object, boolean]>([
		[{ crit: ["alg"] }, true],
		[{ crit: ["b64"] }, true],
		[{ crit: ["b64"], b64: true }, false],
		[{ alg: "" }, false],
		[{ alg: "none" }, false],
	])("a header with %j: %s", (header, holds) => {
		const found = call("io.jwt.decode_verify", secretToken("{}", header), { secret: "secret" }) as readonly Value[];
		expect(found[0]).toBe(holds);
	});

	test("a token in a token is read to the innermost", () => {
		const inner = secretToken('{"deep": 1.50}');
		const outer = secretToken(inner, { cty: "JWT" });
		const [, , claims] = call("io.jwt.decode_verify", outer, { secret: "secret" }) as readonly Value[];
		expect(claims).toEqual(parseJson('{"deep": 1.50}'));
		expect((call("io.jwt.decode", secretToken(`"${inner}"`, { cty: "JWT" })) as readonly Value[])[1]).toEqual(claims);
	});
});

test("what is signed keeps the text of its numbers, and comes out the same again within one evaluation", () => {
	const context = { ...testContext(), crypto: nodeCrypto };
	const operands = [{ alg: "ES256" }, parseJson('{"b": 1.50, "a": "<"}'), privateJwk(p256)];
	const token = callWithout("io.jwt.encode_sign", operands, context) as string;
	expect(Buffer.from(token.split(".")[1] as string, "base64url").toString()).toBe('{"a":"\\u003c","b":1.50}');
	expect(callWithout("io.jwt.encode_sign", operands, context)).toBe(token);
});

test("nothing but builtin errors comes of broken tokens and keys", () => {
	const token = call("io.jwt.encode_sign", { alg: "RS256" }, { a: [1, { b: "c" }] }, privateJwk(rsa)) as string;
	const texts = [
		token,
		secretToken('{"exp": 1}'),
		publicPem(rsa),
		publicJwk(p256),
		`{"keys": [${publicJwk(edwards)}]}`,
	];
	const broken = fc
		.tuple(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 3 })), { maxLength: 4 }))
		.map(([text, edits]) =>
			edits.reduce((all, [at, put]) => {
				const place = at % all.length;
				return all.slice(0, place) + put + all.slice(place + 1);
			}, text),
		);
	fc.assert(
		fc.property(broken, broken, fc.constantFrom("rs256", "es256", "eddsa", "hs512", "ps384"), (left, right, name) => {
			failureOf(`io.jwt.verify_${name}`, left, right);
			failureOf("io.jwt.decode", left);
			failureOf("io.jwt.decode_verify", left, { cert: right });
			failureOf("io.jwt.encode_sign_raw", left, "{}", right);
			failureOf("io.jwt.encode_sign_raw", '{"alg":"RS256"}', right, right);
		}),
		{ numRuns: 300 },
	);
});
