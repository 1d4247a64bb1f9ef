import { describe, expect, test } from "vitest";
import { BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import type { Capabilities } from "../../../src/runtime/capabilities.ts";
import { EvaluationError } from "../../../src/runtime/evaluation/evaluationError.ts";
import { type HttpRequest, type HttpResponse, NetworkError } from "../../../src/runtime/network/networkHost.ts";
import { toJson } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { call, testContext } from "./evaluateTerm.ts";

const answer = (body: string, type: string): HttpResponse => ({
	statusCode: 200,
	status: "200 OK",
	headers: [
		["Content-Type", type],
		["x-two", "1"],
		["X-Two", "2"],
		["__proto__", "3"],
	],
	body: new TextEncoder().encode(body),
});

/** A network that notes what it is asked. */
function network(answers: readonly (HttpResponse | Error)[]) {
	const requests: HttpRequest[] = [];
	const next = (): HttpResponse => {
		const given = answers[Math.min(requests.length, answers.length) - 1];
		if (given instanceof Error) throw given;
		return given as HttpResponse;
	};
	return {
		requests,
		lookup: (name: string) => {
			if (name === "localhost") return ["127.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1%eth0"];
			throw new NetworkError(`lookup ${name}: no such host`);
		},
		send: (request: HttpRequest) => {
			requests.push(request);
			return next();
		},
	};
}

function outcome(name: string, operands: readonly Value[], capabilities: Capabilities = {}): string {
	const context = { ...testContext(), environment: undefined as never, ...capabilities };
	try {
		return toJson(call(name, operands, context) ?? null);
	} catch (error) {
		if (error instanceof BuiltinError) return `${error.kind}: ${error.message}`;
		if (error instanceof EvaluationError) return `refused: ${error.detail}`;
		throw error;
	}
}

const get = { method: "get", url: "http://example.com/x" };

describe("without leave the evaluation ends, and says how to give it", () => {
	test.each<[string, readonly Value[], string]>([
		["http.send", [get], "http.send: policies may not use the network: --allow-net=example.com allows it"],
		["net.lookup_ip_addr", ["a.b"], "net.lookup_ip_addr: policies may not use the network: --allow-net=a.b allows it"],
		["opa.runtime", [], "opa.runtime: policies may not read the environment: --allow-env allows it"],
	])("%s", (name, operands, wanted) => {
		expect(outcome(name, operands)).toBe(`refused: ${wanted}`);
	});

	test("a host that isn't allowed is no failure that a policy may go on with", () => {
		const refusal = new NetworkError("unallowed host: example.com", true);
		const asked = { ...get, raise_error: false };
		expect(outcome("http.send", [asked], { network: network([refusal]) })).toBe(
			"refused: http.send: unallowed host: example.com",
		);
	});
});

describe("addresses", () => {
	test.each<[string, string]>([
		["10.0.0.1", '["10.0.0.1"]'],
		["::", '["::"]'],
		["::ffff:1.2.3.4", '["1.2.3.4"]'],
		["", "other: lookup : no such host"],
	])("%j needs no network", (name, wanted) => expect(outcome("net.lookup_ip_addr", [name])).toBe(wanted));

	test.each<[string, string]>([
		["localhost", '["127.0.0.1","::1","fe80::1"]'],
		["nowhere", "other: lookup nowhere: no such host"],
	])("%s", (name, wanted) => expect(outcome("net.lookup_ip_addr", [name], { network: network([]) })).toBe(wanted));
});

describe("requests", () => {
	test.each<[string, Value, string]>([
		["an unknown key", { ...get, nope: 1, also: 2 }, 'type: operand 1 invalid request parameters(s): {"also", "nope"}'],
		["no address", { method: "get" }, 'type: operand 1 missing required request parameters(s): {"url"}'],
		["nothing", {}, 'type: operand 1 missing required request parameters(s): {"method", "url"}'],
		["a method that is no string", { ...get, method: 1 }, 'other: "method" must be a string'],
		["headers that are none", { ...get, headers: 1 }, "other: invalid type for headers key"],
		["a header that is no string", { ...get, headers: { X: 1 } }, 'other: invalid type for headers value "1"'],
		["a bad duration", { ...get, timeout: "abc" }, 'other: time: invalid duration "abc"'],
		[
			"a bad time",
			{ ...get, timeout: true },
			"type: operand 1 'timeout' must be one of {string, number} but got boolean",
		],
		[
			"certificates",
			{ ...get, tls_insecure_skip_verify: true },
			"other: \"tls_insecure_skip_verify\" can't be chosen here: certificates are the host's business",
		],
		["another protocol", { ...get, url: "file:///etc/passwd" }, 'other: unsupported protocol scheme "file"'],
		[
			"no address at all",
			{ ...get, url: "::", raise_error: false },
			'{"error":{"code":"eval_http_send_internal_error","message":"parse \\"::\\": it is no URL"},"status_code":0}',
		],
	])("%s", (_, asked, wanted) => {
		expect(outcome("http.send", [asked], { network: network([]) })).toBe(wanted);
	});

	test("what is sent is what was asked", () => {
		const net = network([answer("{}", "application/json")]);
		const asked = {
			...get,
			method: "post",
			body: { a: [1] },
			headers: { A: "b" },
			timeout: "2s",
			enable_redirect: true,
		};
		outcome("http.send", [asked], { network: net });
		expect(net.requests).toEqual([
			{ method: "POST", url: get.url, headers: [["A", "b"]], body: '{"a":[1]}', timeout: 2000, redirects: 10 },
		]);
	});

	test.each<[Value, number]>([
		[1_000_000_000, 1000],
		["90s", 60_000],
		["0s", 5000],
		[-5, 5000],
	])("a timeout of %j is %i ms", (timeout, wanted) => {
		const net = network([answer("", "text/plain")]);
		outcome("http.send", [{ ...get, timeout }], { network: net });
		expect(net.requests[0]?.timeout).toBe(wanted);
	});
});

describe("answers", () => {
	const told = (asked: Value, given: HttpResponse | Error): string =>
		outcome("http.send", [asked], { network: network([given]) });

	test("names of headers are small, their values lists, and any name is data", () => {
		expect(told(get, answer('{"a": 1.50}', "application/json; charset=utf-8"))).toBe(
			'{"body":{"a":1.50},"headers":{"__proto__":["3"],"content-type":["application/json; charset=utf-8"],"x-two":["1","2"]},"raw_body":"{\\"a\\": 1.50}","status":"200 OK","status_code":200}',
		);
	});

	test.each<[string, Value, HttpResponse, string]>([
		["text stays text", get, answer("[1]", "text/plain"), "null"],
		["text said to be JSON", { ...get, force_json_decode: true }, answer("[1]", "text/plain"), "[1]"],
		["YAML", get, answer("a: [1, yes]", "application/yaml"), '{"a":[1,"yes"]}'],
		["text said to be YAML", { ...get, force_yaml_decode: true }, answer("- 1", "text/plain"), "[1]"],
		["what is no JSON", get, answer("{", "application/json"), "null"],
	])("%s", (_, asked, given, wanted) => expect(told(asked, given)).toContain(`{"body":${wanted},"headers"`));

	test("a failure of the network", () => {
		expect(told(get, new NetworkError("Get: timeout"))).toBe("other: Get: timeout");
		expect(told({ ...get, raise_error: false }, new NetworkError("Get: timeout"))).toBe(
			'{"error":{"code":"eval_http_send_network_error","message":"Get: timeout"},"status_code":0}',
		);
	});

	test("the same request is sent once in an evaluation; a failed one as often as the policy wants", () => {
		const net = network([new NetworkError("no"), new NetworkError("no"), answer("[]", "application/json")]);
		const context = { ...testContext(), network: net };
		const asked = { ...get, max_retry_attempts: 5 };
		const first = call("http.send", [asked], context);
		expect(call("http.send", [{ ...asked }], context)).toBe(first);
		expect(net.requests).toHaveLength(3);
	});
});
