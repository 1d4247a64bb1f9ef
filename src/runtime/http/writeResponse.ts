/** An answer as a policy sees it: its body decoded where it says that it is JSON or YAML. OPA: topdown/http.go. */
import { BuiltinError } from "../builtins/builtin.ts";
import type { HttpResponse } from "../network/networkHost.ts";
import { JsonError, parseJson } from "../values/json.ts";
import { setOwn } from "../values/regoObject.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { parseYaml } from "../yaml/parseYaml.ts";
import type { Asked } from "./readRequest.ts";

export function writeResponse(response: HttpResponse, { forceJson, forceYaml }: Asked): PlainObject {
	const headers = headersOf(response);
	const raw = new TextDecoder("utf-8", { ignoreBOM: true }).decode(response.body);
	const type = headers["content-type"]?.[0] ?? "";
	const isJson = forceJson || /^application\/json\b/i.test(type);
	const isYaml = forceYaml || /^application\/(?:x-)?yaml\b/i.test(type);
	return {
		status: response.status,
		status_code: response.statusCode,
		headers,
		body: isJson ? decoded(() => parseJson(raw)) : isYaml ? decoded(() => parseYaml(raw)) : null,
		raw_body: raw,
	};
}

/** What went wrong, where a policy wants to see it as an answer. */
export function writeFailure(message: string, isNetwork: boolean): PlainObject {
	const code = isNetwork ? "eval_http_send_network_error" : "eval_http_send_internal_error";
	return { status_code: 0, error: { code, message } };
}

function headersOf({ headers }: HttpResponse): { readonly [name: string]: readonly string[] } {
	const byName = new Map<string, string[]>();
	for (const [name, value] of headers) {
		const values = byName.get(name.toLowerCase());
		if (values === undefined) byName.set(name.toLowerCase(), [value]);
		else values.push(value);
	}
	const object: { [name: string]: Value } = {};
	for (const [name, values] of byName) setOwn(object, name, values);
	return object as { readonly [name: string]: readonly string[] };
}

/** What doesn't hold what it says has no decoded body; its text is there still. */
function decoded(read: () => Value): Value {
	try {
		return read();
	} catch (error) {
		if (error instanceof BuiltinError || error instanceof JsonError) return null;
		throw error;
	}
}
