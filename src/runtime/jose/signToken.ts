/** Makes a signed token of texts: header, payload, key. Throws BuiltinError with the reason, as OPA words it. */
import { about } from "../builtins/about.ts";
import { type BuiltinError, failure } from "../builtins/builtin.ts";
import { toBase64, urlAlphabet } from "../bytes/base64.ts";
import { sizeInBits } from "../bytes/bigEndian.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import type { CryptoHost, SignatureScheme } from "../crypto/cryptoHost.ts";
import { isTooSmall, rsaProblem } from "../keys/rsaProblem.ts";
import { get, isArray, isNumber, isObject } from "../values/access.ts";
import { isJson, JsonError, parseJson } from "../values/json.ts";
import type { Value } from "../values/value.ts";
import { algorithms, hmacOf, keyKindOf } from "./algorithms.ts";
import { readWebKeys, type WebKey } from "./webKey.ts";

/** The first key of a set signs. */
export function signToken(header: string, payload: string, keys: string, host: () => CryptoHost): string {
	const [key] = about("jwk.Parse", () => readWebKeys(keys));
	if (key === undefined) throw failure("no keys found in JWK set");
	const fields = headerFields(header);
	const name = stringField(fields, "alg");
	if (typeof name !== "string") throw failure(`missing or invalid 'alg' header: ${name.message}`);
	const algorithm = algorithms.get(name);
	if (algorithm === undefined) throw failure(`unknown JWS algorithm: ${name}`);
	const type = stringField(fields, "typ");
	// A header that says no type is taken for a token's.
	const isToken = typeof type !== "string" || type === "JWT";
	if (isToken && !isJson(payload)) throw failure("type is JWT but payload is not JSON");
	const encode = (bytes: Uint8Array): string => toBase64(bytes, urlAlphabet, false);
	const message = `${encode(toUtf8(header))}.${encode(toUtf8(payload))}`;
	const bytes = toUtf8(message);
	const signature =
		algorithm.kind === "hmac"
			? hmacOf(algorithm.hash, secretOf(key), bytes)
			: signWith(algorithm.scheme, key, bytes, host());
	return `${message}.${encode(signature)}`;
}

/** What a header says; undefined for JSON that is no object. */
function headerFields(text: string): Value | undefined {
	const invalid = "missing or invalid 'alg' header: cannot parse JSON";
	if (text.trim() === "") throw failure(`${invalid}: cannot parse empty string; unparsed tail: ""`);
	// Whatever looks like a number somewhere is one for the parser that OPA uses here.
	if (/^[0-9.eE+-]+$/.test(text)) return undefined;
	try {
		return parseJson(text);
	} catch (error) {
		throw error instanceof JsonError ? failure(`${invalid}: ${error.message}`) : error;
	}
}

function stringField(fields: Value | undefined, name: string): string | BuiltinError {
	const value = fields !== undefined && isObject(fields) ? get(fields, name) : undefined;
	if (value === undefined) return failure(`jwsbb: header "${name}" not found`);
	return typeof value === "string" ? value : failure(`value doesn't contain string; it contains ${kindOf(value)}`);
}

function kindOf(value: Value): string {
	if (typeof value === "boolean" || value === null) return String(value);
	if (isNumber(value)) return "number";
	return isArray(value) ? "array" : "object";
}

const noExporter = (type: string): string => `jwk.Export: no suitable exporter found for key type '*jwk.${type}'`;

function secretOf({ material, type }: WebKey): Uint8Array {
	if (material.use === "share") return material.secret;
	const reason = `keyconv: failed to produce []byte from *jwk.${type}: ${noExporter(type)}`;
	throw failure(`jwsbb.Sign: invalid key type *jwk.${type}. []byte is required: ${reason}`);
}

/** What each kind of key is called, and what says that there is none of it. */
const wantedKeys = {
	rsa: { name: "*rsa.PrivateKey", produce: "failed to produce rsa.PrivateKey" },
	ec: { name: "*ecdsa.PrivateKey", produce: "keyconv: failed to produce ecdsa.PrivateKey" },
	ed25519: { name: "ed25519.PrivateKey", produce: "failed to produce ed25519.PrivateKey" },
} as const;

function signWith(
	scheme: SignatureScheme,
	{ material, type }: WebKey,
	bytes: Uint8Array,
	host: CryptoHost,
): Uint8Array {
	const kind = keyKindOf(scheme);
	if (material.use !== "sign" || material.key.kind !== kind) {
		const { name, produce } = wantedKeys[kind];
		const reason = `${produce} from *jwk.${type}: ${noExporter(type)}`;
		throw failure(`jwsbb.Sign: invalid key type *jwk.${type}. ${name} is required: ${reason}`);
	}
	const { key } = material;
	if (key.kind === "rsa") {
		const problem = rsaProblem(key);
		if (problem !== undefined) throw failure(problem);
		if (isTooSmall(key.public.modulus)) {
			throw failure(`crypto/rsa: ${sizeInBits(key.public.modulus)}-bit keys are insecure`);
		}
	}
	const signature = host.sign(scheme, key, bytes);
	if (signature === undefined) throw failure(`failed to sign: the key can't make such a signature`);
	return signature;
}
