/** JSON Web Keys and sets of them (RFC 7517). Takes JSON text, gives keys; throws BuiltinError with the reason. */
import { about } from "../builtins/about.ts";
import { BuiltinError, failure } from "../builtins/builtin.ts";
import { unmarshal } from "../builtins/jsonText.ts";
import { fromBase64, standardAlphabet, urlAlphabet } from "../bytes/base64.ts";
import { fromBigEndian, sizeInBits } from "../bytes/bigEndian.ts";
import { curves, isOnCurve } from "../keys/curves.ts";
import type { EcPublicKey, PublicKey, RsaPrivateKey, RsaPublicKey, SigningKey } from "../keys/key.ts";
import { get, isArray, isObject } from "../values/access.ts";
import { quote } from "../values/quote.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";

/** What a key is for: verifying, signing, or both with one secret. */
export type KeyMaterial =
	| { readonly use: "verify"; readonly key: PublicKey }
	| { readonly use: "sign"; readonly key: SigningKey }
	| { readonly use: "share"; readonly secret: Uint8Array }
	/** For agreeing on keys: nothing is signed with it. */
	| { readonly use: "none" };

export interface WebKey {
	readonly material: KeyMaterial;
	/** Empty where the key names none. */
	readonly algorithm: string;
	/** Empty where the key has none. */
	readonly id: string;
	/** As errors name it: `ecdsaPrivateKey`. */
	readonly type: string;
}

/** The keys of a set, or the one that isn't in a set. */
export function readWebKeys(text: string): readonly WebKey[] {
	const document = about(
		"failed to parse sole key: jwk.ParseKey: jwk.Parse: failed to probe data: probe: failed to unmarshal data",
		() => unmarshal(text),
	);
	const keys = isObject(document) ? get(document, "keys") : undefined;
	if (keys === undefined) return [about("failed to parse sole key: jwk.ParseKey", () => readWebKey(document))];
	if (!isArray(keys))
		throw failure(`failed to unmarshal JWK set: failed to decode "keys": expected '[' but got ${typeName(keys)}`);
	return keys.map((key, at) =>
		about(`failed to unmarshal JWK set: failed to decode key #${at} in "keys": jwk.ParseKey`, () => readWebKey(key)),
	);
}

type Fields = PlainObject | RegoObject;

function readWebKey(value: Value): WebKey {
	if (value === null) throw failure("invalid key type from JSON ()");
	if (!isObject(value)) {
		const problem = `probe: failed to unmarshal data: json: cannot unmarshal ${typeName(value)} into a key`;
		throw failure(`jwk.Parse: failed to probe data: ${problem}`);
	}
	const kind = get(value, "kty");
	const family = typeof kind === "string" ? families.get(kind) : undefined;
	if (family === undefined) throw failure(`invalid key type from JSON (${typeof kind === "string" ? kind : ""})`);
	const isPrivate = family.hasPrivate && get(value, "d") !== undefined;
	const type = family.hasPrivate ? `${family.type}${isPrivate ? "PrivateKey" : "PublicKey"}` : family.type;
	const inside = `failed to unmarshal JSON into key (*jwk.${type})`;
	const parts = about(`${inside}: ${inside}`, () => {
		const algorithm = textField(value, "alg");
		if (algorithm !== "" && !knownAlgorithms.has(algorithm)) {
			throw failure(
				`failed to decode value for key alg: invalid key value: ${quote(algorithm)}: invalid key algorithm`,
			);
		}
		for (const name of ["use", "x5t", "x5t#S256", "x5u"]) textField(value, name);
		const bytes = new Map<string, Uint8Array>();
		for (const name of family.fields) {
			const field = get(value, name);
			if (field !== undefined) bytes.set(name, bytesField(name, field));
		}
		for (const name of [...(isPrivate ? ["d"] : []), ...family.required]) {
			if (!bytes.has(name)) throw failure(`required field ${name} is missing`);
		}
		return { algorithm, id: textField(value, "kid"), curve: family.hasCurve ? curveName(value) : "", bytes };
	});
	const { algorithm, id, curve, bytes } = parts;
	const validated = `jwk.Parse: key validation failed: key validation failed: jwk.${type[0]!.toUpperCase()}${type.slice(1)}`;
	const material = about(validated, () => family.read({ bytes, curve, isPrivate }));
	return { material, algorithm, id, type };
}

function textField(fields: Fields, name: string): string {
	const value = get(fields, name);
	if (value === undefined || value === null) return "";
	if (typeof value === "string") return value;
	const problem = `json: cannot unmarshal ${typeName(value)} into Go value of type string`;
	throw failure(`failed to decode value for key ${name}: error reading next value: ${problem}`);
}

/** In either alphabet, padded or not. */
function bytesField(name: string, value: Value): Uint8Array {
	if (typeof value === "string") {
		const bare = value.replace(/=+$/, "");
		const alphabet = /[+/]/.test(bare) ? standardAlphabet : urlAlphabet;
		try {
			return fromBase64(bare + "=".repeat(-bare.length & 3), alphabet);
		} catch (error) {
			if (!(error instanceof BuiltinError)) throw error;
		}
	}
	throw failure(`failed to decode value for key ${name}: expected base64 encoded []byte (string)`);
}

/** RFC 8037 and RFC 7518, 6.2.1.1, with those that are known but of no use here. */
const curveNames = new Set(["P-256", "P-384", "P-521", "Ed25519", "Ed448", "X25519", "X448"]);

function curveName(fields: Fields): string {
	const name = textField(fields, "crv");
	if (get(fields, "crv") === undefined) throw failure("required field crv is missing");
	if (!curveNames.has(name)) {
		throw failure(`failed to decode value for key crv: unknown EllipticCurveAlgorithm: ${quote(name)}`);
	}
	return name;
}

interface Parts {
	readonly bytes: ReadonlyMap<string, Uint8Array>;
	/** Empty for keys without one. */
	readonly curve: string;
	readonly isPrivate: boolean;
}

interface Family {
	/** As errors name its keys, without what they are for. */
	readonly type: string;
	readonly hasPrivate: boolean;
	readonly hasCurve: boolean;
	/** What is read of a key. */
	readonly fields: readonly string[];
	/** What a public key has to have. */
	readonly required: readonly string[];
	readonly read: (parts: Parts) => KeyMaterial;
}

const families: ReadonlyMap<string, Family> = new Map([
	[
		"RSA",
		{
			type: "rsa",
			hasPrivate: true,
			hasCurve: false,
			fields: ["n", "e", "d", "p", "q", "dp", "dq", "qi"],
			required: ["e", "n"],
			read: readRsa,
		},
	],
	[
		"EC",
		{
			type: "ecdsa",
			hasPrivate: true,
			hasCurve: true,
			fields: ["x", "y", "d"],
			required: ["x", "y"],
			read: readEc,
		},
	],
	["OKP", { type: "okp", hasPrivate: true, hasCurve: true, fields: ["x", "d"], required: ["x"], read: readOctetPair }],
	[
		"oct",
		{ type: "symmetricKey", hasPrivate: false, hasCurve: false, fields: ["k"], required: ["k"], read: readSecret },
	],
]);

function readRsa({ bytes, isPrivate }: Parts): KeyMaterial {
	const integer = (name: string): bigint => fromBigEndian(bytes.get(name) ?? new Uint8Array());
	const [modulus, exponent] = [integer("n"), integer("e")];
	if (modulus === 0n) throw failure('missing "n" value');
	if (exponent === 0n) throw failure('missing "e" value');
	if (exponent % 2n === 0n) throw failure("invalid rsa public exponent: must be a positive odd integer");
	if (sizeInBits(exponent) > 63) {
		throw failure(`rsa public exponent too large for this platform: ${sizeInBits(exponent)} bits (max 63)`);
	}
	const key: RsaPublicKey = { kind: "rsa", modulus, exponent };
	if (!isPrivate) return { use: "verify", key };
	const primes = [integer("p"), integer("q")];
	if (primes[1] === 0n) throw failure('missing "q" value');
	if (primes[0] === 0n) throw failure('missing "p" value');
	const found: RsaPrivateKey = { kind: "rsa", public: key, exponent: integer("d"), primes };
	return { use: "sign", key: found };
}

function readEc({ bytes, curve: name, isPrivate }: Parts): KeyMaterial {
	const curve = curves.find((each) => each.name === name);
	if (curve === undefined) throw failure(`invalid curve algorithm ${name}`);
	const integer = (field: string): bigint => {
		const found = bytes.get(field) ?? new Uint8Array();
		if (found.length !== curve.bytes) throw failure(`invalid "${field}" length (${found.length}) for curve "${name}"`);
		return fromBigEndian(found);
	};
	const key: EcPublicKey = { kind: "ec", curve, x: integer("x"), y: integer("y") };
	const scalar = isPrivate ? integer("d") : undefined;
	if (!isOnCurve(curve, key)) throw failure("invalid ECDSA public key: point is not on the curve");
	if (scalar === undefined) return { use: "verify", key };
	if (scalar === 0n || scalar >= curve.order) throw failure('invalid "d" value');
	return { use: "sign", key: { kind: "ec", public: key, scalar } };
}

function readOctetPair({ bytes, curve, isPrivate }: Parts): KeyMaterial {
	const x = bytes.get("x") as Uint8Array;
	if (curve === "X25519") {
		if (x.length !== 32) throw failure("x25519: wrong public key size");
		return isPrivate ? { use: "none" } : { use: "verify", key: { kind: "x25519", bytes: x } };
	}
	if (curve !== "Ed25519")
		throw failure(`failed to build ${isPrivate ? "private" : "public"} key: invalid curve algorithm ${curve}`);
	if (x.length !== 32) throw failure("ed25519: wrong public key size");
	const key = { kind: "ed25519", bytes: x } as const;
	const seed = bytes.get("d");
	if (!isPrivate || seed === undefined) return { use: "verify", key };
	if (seed.length !== 32) throw failure("ed25519: wrong private key size");
	return { use: "sign", key: { kind: "ed25519", public: key, seed } };
}

function readSecret({ bytes }: Parts): KeyMaterial {
	const secret = bytes.get("k") as Uint8Array;
	if (secret.length === 0) throw failure('missing "k" field');
	return { use: "share", secret };
}

/** Of RFC 7518 and RFC 8037, for signatures and for encryption: a key may be for any. */
const knownAlgorithms = new Set([
	...["HS", "RS", "ES", "PS"].flatMap((family) => ["256", "384", "512"].map((size) => family + size)),
	...["EdDSA", "EdDSAEd25519", "ES256K", "none", "dir", "ECDH-ES", "RSA1_5", "RSA-OAEP"],
	...["256", "384", "512"].map((size) => `RSA-OAEP-${size}`),
	...["128", "192", "256"].flatMap((size) => [
		`A${size}KW`,
		`A${size}GCMKW`,
		`A${size}GCM`,
		`ECDH-ES+A${size}KW`,
		`A${size}CBC-HS${Number(size) * 2}`,
	]),
	...["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"],
]);
