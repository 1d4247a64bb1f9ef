/** The object that a policy asks with, as a request. OPA: topdown/http.go; docs, builtins, http. */
import { failure, operandError } from "../builtins/builtin.ts";
import type { HttpRequest } from "../network/networkHost.ts";
import { parseDuration } from "../time/parseDuration.ts";
import { get, isNumber, isObject, keysAndValues } from "../values/access.ts";
import { numberText, type RegoNumber } from "../values/exactNumber.ts";
import { toJson } from "../values/json.ts";
import { toInt64 } from "../values/numbers.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { toRegoText } from "../values/regoText.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";

/** A request, and what is to become of its answer. */
export interface Asked {
	readonly request: HttpRequest;
	readonly forceJson: boolean;
	readonly forceYaml: boolean;
	/** A failure of the network ends the expression; without it, it is an answer. */
	readonly raisesErrors: boolean;
	readonly attempts: number;
}

const required: readonly Value[] = ["method", "url"];

/** Every answer is kept while the evaluation lasts, so that what says how long has nothing to add. */
const caching = ["cache", "caching_mode", "force_cache", "force_cache_duration_seconds", "cache_ignored_headers"];
const chosenByHost = [
	"tls_use_system_certs",
	"tls_ca_cert",
	"tls_ca_cert_file",
	"tls_ca_cert_env_variable",
	"tls_client_cert",
	"tls_client_cert_file",
	"tls_client_cert_env_variable",
	"tls_client_key",
	"tls_client_key_file",
	"tls_client_key_env_variable",
	"tls_insecure_skip_verify",
	"tls_server_name",
];
const known: ReadonlySet<Value> = new Set<Value>([
	...required,
	...caching,
	...chosenByHost,
	"body",
	"raw_body",
	"headers",
	"enable_redirect",
	"force_json_decode",
	"force_yaml_decode",
	"timeout",
	"raise_error",
	"max_retry_attempts",
]);

const DEFAULT_TIMEOUT = 5_000;
const LONGEST_TIMEOUT = 60_000;
const MOST_REDIRECTS = 10;
const MOST_ATTEMPTS = 10;

/** @throws BuiltinError */
export function readRequest(asked: PlainObject | RegoObject): Asked {
	const { keys } = keysAndValues(asked);
	const wrong = keys.filter((key) => !known.has(key));
	if (wrong.length > 0) throw operandError(1, `invalid request parameters(s): ${toRegoText(RegoSet.of([...wrong]))}`);
	const missing = required.filter((key) => get(asked, key) === undefined);
	if (missing.length > 0)
		throw operandError(1, `missing required request parameters(s): ${toRegoText(RegoSet.of(missing))}`);
	for (const name of chosenByHost)
		if (name !== "tls_use_system_certs" && get(asked, name) !== undefined)
			throw failure(`"${name}" can't be chosen here: certificates are the host's business`);
	const body = bodyOf(asked);
	return {
		request: {
			method: text(asked, "method").toUpperCase(),
			url: text(asked, "url"),
			headers: headersOf(get(asked, "headers")),
			...(body === undefined ? {} : { body }),
			timeout: timeoutOf(get(asked, "timeout")),
			redirects: flag(asked, "enable_redirect", false) ? MOST_REDIRECTS : 0,
		},
		forceJson: flag(asked, "force_json_decode", false),
		forceYaml: flag(asked, "force_yaml_decode", false),
		raisesErrors: flag(asked, "raise_error", true),
		attempts: attemptsOf(get(asked, "max_retry_attempts")),
	};
}

function text(asked: Value, name: string): string {
	const found = get(asked, name);
	if (typeof found !== "string") throw failure(`"${name}" must be a string`);
	return found;
}

function flag(asked: Value, name: string, otherwise: boolean): boolean {
	const found = get(asked, name) ?? otherwise;
	if (typeof found !== "boolean") throw failure(`"${name}" must be a boolean`);
	return found;
}

function bodyOf(asked: Value): string | undefined {
	const raw = get(asked, "raw_body");
	if (raw !== undefined) return text(asked, "raw_body");
	const body = get(asked, "body");
	return body === undefined ? undefined : toJson(body);
}

function headersOf(headers: Value | undefined): readonly (readonly [string, string])[] {
	if (headers === undefined) return [];
	if (!isObject(headers)) throw failure("invalid type for headers key");
	const { keys, values } = keysAndValues(headers);
	return keys.map((name, i) => {
		const value = values[i] as Value;
		if (typeof name !== "string") throw failure("invalid type for headers key");
		if (typeof value !== "string") throw failure(`invalid type for headers value "${toRegoText(value)}"`);
		return [name, value] as const;
	});
}

/** Nanoseconds, or a duration's text; none and zero are the usual time. */
function timeoutOf(given: Value | undefined): number {
	if (given === undefined) return DEFAULT_TIMEOUT;
	const nanoseconds = typeof given === "string" ? durationOf(given) : isNumber(given) ? wholeOf(given) : undefined;
	if (nanoseconds === undefined)
		throw operandError(1, `'timeout' must be one of {string, number} but got ${typeName(given)}`);
	const milliseconds = Number(nanoseconds / 1_000_000n);
	return milliseconds <= 0 ? DEFAULT_TIMEOUT : Math.min(milliseconds, LONGEST_TIMEOUT);
}

function durationOf(text: string): bigint {
	// A bare number counts nanoseconds.
	return /^[0-9]+$/.test(text) ? BigInt(text) : parseDuration(text);
}

function wholeOf(number: RegoNumber): bigint {
	const whole = toInt64(number);
	if (whole === undefined) throw failure(`invalid timeout number value ${numberText(number)}, must be int64`);
	return whole;
}

function attemptsOf(given: Value | undefined): number {
	if (given === undefined) return 1;
	const more = isNumber(given) ? toInt64(given) : undefined;
	if (more === undefined) throw failure('"max_retry_attempts" must be an integer');
	return 1 + Math.max(0, Math.min(Number(more), MOST_ATTEMPTS));
}
