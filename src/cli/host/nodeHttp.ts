/** HTTP from Node, streaming both ways. Nothing of an answer is unpacked, and no redirect is followed. */
import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { rootCertificates } from "node:tls";
import {
	HttpFault,
	type HttpFaultKind,
	type HttpRequest,
	type HttpResponse,
	isLocalHost,
	type SendHttp,
} from "../../registry/http.ts";
import type { HttpOptions } from "./host.ts";
import { authorizationFor, proxyFor, TunnelAgent } from "./proxy.ts";

const QUIET = 30_000;
/** In bytes. */
const SHORT = 65_536;
/** Connections to one host at a time. */
const MOST_CONNECTIONS = 16;

/** Whoever holds the function has the connections: they are used again, and keep no process from ending. */
export function nodeHttp({ authorities = [], plainHttp = false, proxies = {} }: HttpOptions): SendHttp {
	const settings = { keepAlive: true, maxSockets: MOST_CONNECTIONS };
	const plain = new http.Agent(settings);
	const trusting = { ...settings, ...(authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }) };
	const secure = new https.Agent(trusting);
	const tunnels = new Map<string, TunnelAgent>();
	const tunnelThrough = (proxy: URL): TunnelAgent => {
		const tunnel = tunnels.get(proxy.href) ?? new TunnelAgent(proxy, trusting);
		tunnels.set(proxy.href, tunnel);
		return tunnel;
	};
	return async (request) => {
		const url = new URL(request.url);
		const proxy = proxyFor(url, proxies);
		if (url.protocol === "https:")
			return exchange(https.request, proxy === undefined ? secure : tunnelThrough(proxy), url, request);
		const isAllowed =
			plainHttp === true || isLocalHost(url.host) || (plainHttp !== false && plainHttp.includes(url.host));
		if (url.protocol !== "http:" || !isAllowed)
			throw new HttpFault("plain", "plain HTTP is spoken with this machine only");
		return exchange(http.request, plain, url, request, proxy);
	};
}

type Open = typeof http.request;

function exchange(
	open: Open,
	agent: http.Agent,
	url: URL,
	{ method, headers, body, quiet = QUIET, deadline }: HttpRequest,
	proxy?: URL,
): Promise<HttpResponse> {
	return new Promise((resolve, reject) => {
		const own = { ...headers, ...lengthOf(method, headers, body) };
		const outgoing =
			proxy === undefined
				? open(url, { method, agent, headers: own })
				: open(proxy, {
						method,
						agent,
						path: url.href,
						headers: { ...own, host: url.host, ...authorizationFor(proxy) },
					});
		const giveUp = (): void => void outgoing.destroy(new HttpFault("timeout", "no answer in time"));
		outgoing.setTimeout(quiet, giveUp);
		// Bytes that trickle keep a connection from being quiet: headers have a time of their own.
		const headTimer = setTimeout(giveUp, Math.min(2 * quiet, deadline ?? Number.POSITIVE_INFINITY)).unref();
		const timer = deadline === undefined ? undefined : setTimeout(giveUp, deadline).unref();
		outgoing.on("error", (error) => {
			clearTimeout(headTimer);
			reject(faultOf(error));
		});
		outgoing.on("close", () => clearTimeout(timer));
		outgoing.on("response", (incoming) => {
			clearTimeout(headTimer);
			// Who reads the body is told; when nobody does, there is nobody to tell.
			incoming.on("error", () => undefined);
			resolve({
				status: incoming.statusCode ?? 0,
				headers: headersOf(incoming.rawHeaders),
				body: bodyOf(incoming),
				close: () => letGo(incoming),
			});
		});
		if (body === undefined || body instanceof Uint8Array) outgoing.end(body);
		else {
			const source = Readable.from(body, { objectMode: false });
			// What the source throws is the caller's: it comes back as it is.
			source.on("error", (error) => void outgoing.destroy(error));
			outgoing.on("close", () => void source.destroy());
			source.pipe(outgoing);
		}
	});
}

/** A short rest is read away, so that the connection can be used again. */
function letGo(incoming: http.IncomingMessage): void {
	const length = Number(incoming.headers["content-length"] ?? Number.POSITIVE_INFINITY);
	if (incoming.complete || length <= SHORT) incoming.resume();
	else incoming.destroy();
}

/** Registries want a length even of nothing. */
function lengthOf(
	method: string,
	headers: HttpRequest["headers"] = {},
	body: HttpRequest["body"],
): Readonly<Record<string, string>> {
	if (Object.keys(headers).some((name) => name.toLowerCase() === "content-length")) return {};
	if (body instanceof Uint8Array) return { "content-length": String(body.length) };
	return body === undefined && method !== "GET" && method !== "HEAD" ? { "content-length": "0" } : {};
}

function headersOf(raw: readonly string[]): Headers {
	const headers = new Headers();
	for (let at = 0; at + 1 < raw.length; at += 2) {
		try {
			headers.append(raw[at] as string, raw[at + 1] as string);
		} catch {
			// Node takes bytes in a header that the standard has no place for; nobody asks for such a one.
		}
	}
	return headers;
}

async function* bodyOf(incoming: http.IncomingMessage): AsyncGenerator<Uint8Array> {
	try {
		for await (const part of incoming) yield part as Uint8Array;
	} catch (error) {
		throw faultOf(error);
	}
}

const faults: Readonly<Record<string, readonly [HttpFaultKind, string]>> = {
	ENOTFOUND: ["unknown-host", "there is no such host"],
	EAI_AGAIN: ["unreachable", "its name can't be looked up now"],
	ECONNREFUSED: ["unreachable", "nobody listens there"],
	EHOSTUNREACH: ["unreachable", "no way leads to it"],
	ENETUNREACH: ["unreachable", "no way leads to it"],
	ETIMEDOUT: ["timeout", "no answer in time"],
	ECONNRESET: ["broken", "the connection was cut"],
	EPIPE: ["broken", "the connection was cut"],
	ERR_STREAM_PREMATURE_CLOSE: ["broken", "the connection was cut"],
	EPROTO: ["not-tls", "it doesn't speak TLS"],
	ERR_SSL_WRONG_VERSION_NUMBER: ["not-tls", "it doesn't speak TLS"],
	ERR_SSL_PACKET_LENGTH_TOO_LONG: ["not-tls", "it doesn't speak TLS"],
	CERT_HAS_EXPIRED: ["untrusted", "its certificate has expired"],
	DEPTH_ZERO_SELF_SIGNED_CERT: ["untrusted", "its certificate is signed by itself only"],
	SELF_SIGNED_CERT_IN_CHAIN: ["untrusted", "its certificate leads to an authority that isn't known"],
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["untrusted", "its certificate is by an authority that isn't known"],
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["untrusted", "its certificate is by an authority that isn't known"],
	UNABLE_TO_GET_ISSUER_CERT: ["untrusted", "its certificate is by an authority that isn't known"],
	ERR_TLS_CERT_ALTNAME_INVALID: ["untrusted", "its certificate is for another name"],
};

/** What Node throws in our words; what others throw, as it is. */
function faultOf(error: unknown): unknown {
	if (!(error instanceof Error) || error instanceof HttpFault || !("code" in error)) return error;
	const code = String(error.code);
	// Of several addresses of a name none answered: any of the reasons will do.
	if (error instanceof AggregateError && error.errors.length > 0) return faultOf(error.errors[0]);
	const known = Object.hasOwn(faults, code) ? faults[code] : undefined;
	if (known !== undefined) return new HttpFault(...known);
	if (/^(?:CERT|UNABLE|ERR_TLS|ERR_SSL)/.test(code)) return new HttpFault("untrusted", `TLS fails (${code})`);
	if (/^(?:HPE_|ERR_|E[A-Z]+$)/.test(code)) return new HttpFault("broken", `the connection failed (${code})`);
	return error;
}
