/** JSON Web Tokens in compact form, taken apart. Takes text; throws BuiltinError with the reason, as OPA words it. */
import { about } from "../builtins/about.ts";
import { failure } from "../builtins/builtin.ts";
import { unmarshal } from "../builtins/jsonText.ts";
import { fromBase64Url } from "../bytes/base64.ts";
import { fromUtf8, toUtf8 } from "../bytes/utf8.ts";
import { get, isArray, isObject, sortedKeys } from "../values/access.ts";
import type { RegoObject } from "../values/regoObject.ts";
import type { PlainObject, Value } from "../values/value.ts";

/** The three sections, still encoded. */
export interface Token {
	readonly header: string;
	readonly payload: string;
	readonly signature: string;
}

export function splitToken(text: string): Token {
	if (!text.includes(".")) throw failure("encoded JWT had no period separators");
	const sections = text.split(".");
	if (sections.length !== 3) throw failure(`encoded JWT must have 3 sections, found ${sections.length}`);
	const [header, payload, signature] = sections as [string, string, string];
	return { header, payload, signature };
}

/** What is signed. */
export const signedBytes = ({ header, payload }: Token): Uint8Array => toUtf8(`${header}.${payload}`);

export function decodeHeader({ header }: Token): PlainObject | RegoObject {
	const text = fromUtf8(decodeSection("header", header));
	const decoded = about("bad JWT header", () => jsonObject(text));
	// What tells an encrypted token from a signed one (RFC 7516, 9).
	if (get(decoded, "enc") !== undefined) throw failure("JWT is a JWE object, which is not supported");
	return decoded;
}

export function decodeSection(name: "header" | "payload" | "signature", section: string): Uint8Array {
	return about(`JWT ${name} had invalid encoding`, () => fromBase64Url(section));
}

export function jsonObject(text: string): PlainObject | RegoObject {
	const value = about("invalid JSON", () => unmarshal(text));
	if (!isObject(value)) throw failure("decoded JSON type was not an Object");
	return value;
}

/** What of a header decides how its token is verified. Texts are empty where there are none. */
export interface HeaderFields {
	readonly algorithm: string;
	readonly keyId: string;
	readonly contentType: string;
	/** Everything that a verifier has to understand is understood (RFC 7515, 4.1.11). */
	readonly isUnderstood: boolean;
}

const understood = new Set(["alg", "kid", "typ", "cty", "crit"]);

export function readHeader(header: PlainObject | RegoObject): HeaderFields {
	const texts = new Map<string, string>();
	let critical: ReadonlySet<Value> = new Set();
	for (const name of sortedKeys(header)) {
		const value = get(header, name) as Value;
		if (typeof name !== "string" || !understood.has(name)) continue;
		if (name === "crit") critical = criticalNames(value);
		else if (typeof value === "string") texts.set(name, value);
		else throw failure(`${name}: must be a string`);
	}
	const isUnderstood = sortedKeys(header).every((name) => understood.has(String(name)) || !critical.has(name));
	const text = (name: string): string => texts.get(name) ?? "";
	return { algorithm: text("alg"), keyId: text("kid"), contentType: text("cty"), isUnderstood };
}

function criticalNames(value: Value): ReadonlySet<Value> {
	if (!isArray(value)) throw failure("crit: must be a list");
	// Names after one that is no text don't count.
	const end = value.findIndex((name) => typeof name !== "string");
	const names = end === -1 ? value : value.slice(0, end);
	if (names.length === 0) throw failure("crit: must be a nonempty list");
	return new Set(names);
}
