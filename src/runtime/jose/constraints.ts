/** What a token has to meet beyond its signature (RFC 7519, 4.1). Throws BuiltinError with the reason, as OPA words it. */
import { failure } from "../builtins/builtin.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { get, isArray, isNumber, sortedKeys } from "../values/access.ts";
import { compareNumbers, numberText, type RegoNumber } from "../values/exactNumber.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { toRegoText } from "../values/regoText.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { readTokenKeys, type TokenKey } from "./verifyingKeys.ts";

/** Texts are empty where there is no such constraint. */
export interface Constraints {
	readonly keys: readonly TokenKey[];
	readonly algorithm: string;
	readonly issuer: string;
	readonly audience: string;
	/** Seconds since the epoch, as exactly as a double has them. */
	readonly time: number;
}

const texts = ["alg", "aud", "iss", "secret"] as const;

/** `now` is in nanoseconds. */
export function readConstraints(given: PlainObject | RegoObject, now: bigint): Constraints {
	const found = new Map<string, string>();
	let certified: readonly TokenKey[] | undefined;
	let nanoseconds = Number(now);
	for (const name of sortedKeys(given)) {
		const value = get(given, name) as Value;
		if (name === "cert") {
			if (typeof value !== "string") throw failure("cert constraint: must be a string");
			certified = readTokenKeys(value);
		} else if (name === "time") nanoseconds = timeOf(value);
		else if (texts.some((text) => text === name)) {
			if (typeof value !== "string") throw failure(`${String(name)} constraint: must be a string`);
			found.set(String(name), value);
		} else {
			const shown = typeof name === "string" ? name : toRegoText(name);
			throw failure(`unknown token validation constraint: ${shown}`);
		}
	}
	const secret = found.get("secret") ?? "";
	if (certified !== undefined && secret !== "") throw failure("duplicate key constraints");
	if (certified === undefined && secret === "") throw failure("no key constraint");
	return {
		keys: certified ?? [{ material: { use: "share", secret: toUtf8(secret) }, algorithm: "", id: "" }],
		algorithm: found.get("alg") ?? "",
		issuer: found.get("iss") ?? "",
		audience: found.get("aud") ?? "",
		time: nanoseconds / 1e9,
	};
}

function timeOf(value: Value): number {
	if (!isNumber(value)) throw failure("token time constraint: must be a number");
	const nanoseconds = Number(numberText(value));
	if (!Number.isFinite(nanoseconds)) throw failure("token time constraint: unvalid float64");
	if (nanoseconds < 0) throw failure("token time constraint: must not be negative");
	return nanoseconds;
}

/** Whether a verified token's claims meet the constraints. */
export function holdsConstraints(claims: PlainObject | RegoObject, constraints: Constraints): boolean {
	const { issuer, audience, time } = constraints;
	if (issuer !== "" && get(claims, "iss") !== issuer) return false;
	// A token that is for someone is not for one who doesn't say who they are.
	const meant = get(claims, "aud");
	if (meant === undefined ? audience !== "" : !isMeant(meant, audience)) return false;
	const expiry = instant(claims, "exp");
	if (expiry !== undefined && compareNumbers(time, expiry) >= 0) return false;
	const start = instant(claims, "nbf");
	return start === undefined || compareNumbers(time, start) >= 0;
}

const isMeant = (meant: Value, audience: string): boolean =>
	isArray(meant) ? meant.includes(audience) : meant === audience;

function instant(claims: PlainObject | RegoObject, name: string): RegoNumber | undefined {
	const value = get(claims, name);
	if (value !== undefined && !isNumber(value)) throw failure(`${name} value must be a number`);
	return value;
}
