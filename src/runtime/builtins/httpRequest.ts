/** What a request for `http.send` may and must say; checked wherever one is taken. OPA: topdown/http.go. */
import { get, sortedKeys } from "../values/access.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { toRegoText } from "../values/regoText.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { operandError } from "./builtin.ts";

const required = ["method", "url"] as const;

const allowed: ReadonlySet<Value> = new Set([
	...required,
	...["body", "raw_body", "headers", "enable_redirect", "timeout", "max_retry_attempts", "raise_error"],
	...["force_json_decode", "force_yaml_decode"],
	...["cache", "caching_mode", "force_cache", "force_cache_duration_seconds", "cache_ignored_headers"],
	...["tls_use_system_certs", "tls_insecure_skip_verify", "tls_server_name"],
	...["ca_cert", "client_cert", "client_key"].flatMap((name) => [
		`tls_${name}`,
		`tls_${name}_file`,
		`tls_${name}_env_variable`,
	]),
]);

/** Throws BuiltinError about the operand at a position, which counts from 1. */
export function checkRequestKeys(request: PlainObject | RegoObject, position: number): void {
	const shown = (names: readonly Value[]): string => toRegoText(RegoSet.of(names));
	const invalid = sortedKeys(request).filter((name) => !allowed.has(name));
	if (invalid.length > 0) throw operandError(position, `invalid request parameters(s): ${shown(invalid)}`);
	const missing = required.filter((name) => get(request, name) === undefined);
	if (missing.length > 0) throw operandError(position, `missing required request parameters(s): ${shown(missing)}`);
}
