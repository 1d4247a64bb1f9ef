/**
 * What only the host can tell: addresses of names, answers of servers, the environment. Each is a capability that the person
 * who runs the command allows; without it the evaluation ends and says how. OPA: topdown/net.go, http.go, runtime.go.
 */
import { required } from "../capabilities.ts";
import { EvaluationError } from "../evaluation/evaluationError.ts";
import { type Asked, readRequest } from "../http/readRequest.ts";
import { writeFailure, writeResponse } from "../http/writeResponse.ts";
import { formatAddress, parseAddress, unmapped } from "../network/ipAddress.ts";
import { type HttpResponse, NetworkError, type NetworkHost } from "../network/networkHost.ts";
import { any, objectOf, setOf, string } from "../types.ts";
import { KeyIndex } from "../values/keyIndex.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin, failure } from "./builtin.ts";

function networkFor(name: string, target: string, context: BuiltinContext): NetworkHost {
	return required(name, context, "network", `policies may not use the network: --allow-net=${target} allows it`);
}

/** What a refusal is, no policy may mistake for a failure of the network. */
function asRefusal(name: string, error: NetworkError): EvaluationError {
	return new EvaluationError("eval_builtin_error", "", `${name}: ${error.message}`);
}

/** Results that must not change within one evaluation, by operand. */
class Remembered {
	readonly #operands = new KeyIndex();
	readonly #results: Value[] = [];

	static of({ memo }: BuiltinContext, name: string): Remembered {
		let kept = memo.get(name) as Remembered | undefined;
		if (kept === undefined) {
			kept = new Remembered();
			memo.set(name, kept);
		}
		return kept;
	}

	/** @param make may throw, and then nothing is kept */
	once(operand: Value, make: () => Value): Value {
		const before = this.#operands.find(operand);
		if (before !== -1) return this.#results[before] as Value;
		const result = make();
		this.#operands.add(operand);
		this.#results.push(result);
		return result;
	}
}

function addressesOf(name: string, context: BuiltinContext): Value {
	const literal = name.includes("%") ? undefined : parseAddress(name);
	if (literal !== undefined) return RegoSet.of([formatAddress(unmapped(literal))]);
	if (name === "") throw failure("lookup : no such host");
	const network = networkFor("net.lookup_ip_addr", name, context);
	try {
		const found = network.lookup(name).flatMap((text) => parseAddress(text.replace(/%.*$/s, "")) ?? []);
		return RegoSet.of(found.map((address) => formatAddress(unmapped(address))));
	} catch (error) {
		if (!(error instanceof NetworkError)) throw error;
		throw error.isRefusal ? asRefusal("net.lookup_ip_addr", error) : failure(error.message);
	}
}

function answerTo(request: PlainObject | RegoObject, context: BuiltinContext): Value {
	const asked = readRequest(request);
	const { hostname, fault } = targetOf(asked.request.url);
	if (fault !== undefined) {
		if (asked.raisesErrors) throw failure(fault);
		return writeFailure(fault, false);
	}
	const network = networkFor("http.send", hostname, context);
	try {
		const response = sent(network, asked);
		context.spend(response.body.length / 4);
		return writeResponse(response, asked);
	} catch (error) {
		if (!(error instanceof NetworkError)) throw error;
		if (error.isRefusal) throw asRefusal("http.send", error);
		if (asked.raisesErrors) throw failure(error.message);
		return writeFailure(error.message, true);
	}
}

/** As often as the policy wants to try again. */
function sent(network: NetworkHost, { request, attempts }: Asked): HttpResponse {
	for (let left = attempts - 1; ; left--) {
		try {
			return network.send(request);
		} catch (error) {
			if (left <= 0 || !(error instanceof NetworkError) || error.isRefusal) throw error;
		}
	}
}

function targetOf(address: string): { readonly hostname: string; readonly fault?: string } {
	let url: URL;
	try {
		url = new URL(address);
	} catch {
		return { hostname: "", fault: `parse ${JSON.stringify(address)}: it is no URL` };
	}
	if (url.protocol === "http:" || url.protocol === "https:") return { hostname: url.hostname };
	return { hostname: "", fault: `unsupported protocol scheme ${JSON.stringify(url.protocol.slice(0, -1))}` };
}

export const host: readonly Builtin[] = [
	builtin<[string]>(
		{
			name: "net.lookup_ip_addr",
			group: "net",
			doc: "The addresses of a name. Needs leave to use the network, but for an address itself.",
			args: [{ name: "name", type: string }],
			returns: { name: "addrs", type: setOf(string) },
			nondeterministic: true,
			examples: [{ call: 'net.lookup_ip_addr("10.0.0.1")', gives: '{"10.0.0.1"}' }, { call: 'net.lookup_ip_addr("")' }],
		},
		(name, context) => Remembered.of(context, "net.lookup_ip_addr").once(name, () => addressesOf(name, context)),
	),
	builtin<[PlainObject | RegoObject]>(
		{
			name: "http.send",
			group: "http",
			doc: "The answer to an HTTP request; the same request is sent once. Needs leave to use the network.",
			args: [{ name: "request", type: objectOf(string, any) }],
			returns: { name: "response", type: objectOf(any, any) },
			nondeterministic: true,
			examples: [
				{ call: 'http.send({"method": "GET"})' },
				{ call: 'http.send({"method": "GET", "url": "ftp://example.com"})' },
			],
		},
		(request, context) => Remembered.of(context, "http.send").once(request, () => answerTo(request, context)),
	),
	builtin<[]>(
		{
			name: "opa.runtime",
			group: "opa",
			doc: "What the host tells of itself: `env`, the environment. Needs leave to read it.",
			args: [],
			returns: { name: "output", type: objectOf(string, any) },
			nondeterministic: true,
			examples: [{ call: "opa.runtime()", gives: "{}" }],
		},
		(context) =>
			required("opa.runtime", context, "environment", "policies may not read the environment: --allow-env allows it")(),
	),
];
