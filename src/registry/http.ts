/** HTTP as clients need it. The shell hands in the real one, tests their own. */
import { joinBytes } from "../runtime/bytes/joinBytes.ts";

export interface HttpRequest {
	readonly method: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
	/** Absolute, `https:` or `http:`. */
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Bytes, or parts as they come: these go chunked where `content-length` isn't among the headers. */
	readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
	/** Milliseconds in which nothing may come or go before it is given up (default: 30 s). */
	readonly quiet?: number;
	/** Milliseconds that the whole may take, its body included; absent: as long as something comes. */
	readonly deadline?: number;
}

/** An answer whose body is still coming. Redirects are answers like others. */
export interface HttpResponse {
	readonly status: number;
	readonly headers: Headers;
	/** Can be read once. Throws HttpFault where it breaks off. */
	readonly body: AsyncIterable<Uint8Array>;
	/** Lets go of what isn't read. */
	close(): void;
}

/** Sends a request and gives the answer once its headers are there. Throws HttpFault. */
export type SendHttp = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Why there was no answer, or half of one: the host has no address (`unknown-host`) or doesn't answer (`unreachable`), its certificate isn't trusted (`untrusted`) or it doesn't speak TLS
 * (`not-tls`), the time was up (`timeout`), the connection broke (`broken`), or plain HTTP to another machine isn't allowed (`plain`).
 */
export type HttpFaultKind = "unknown-host" | "unreachable" | "untrusted" | "not-tls" | "timeout" | "broken" | "plain";

export class HttpFault extends Error {
	readonly kind: HttpFaultKind;

	/** @param reason in words for people, without the URL */
	constructor(kind: HttpFaultKind, reason: string) {
		super(reason);
		this.kind = kind;
	}
}

/** This machine by name or address; a port and brackets don't matter. */
export function isLocalHost(host: string): boolean {
	const name = host
		.replace(/:\d+$/, "")
		.replace(/^\[(.*)\]$/, "$1")
		.toLowerCase();
	return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** A whole body, or undefined where it has more than `most` bytes; the rest is let go of then. */
export async function readBody(response: HttpResponse, most: number): Promise<Uint8Array | undefined> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of response.body) {
		size += part.length;
		if (size > most) {
			response.close();
			return undefined;
		}
		parts.push(part);
	}
	const [only] = parts;
	if (parts.length === 1 && only !== undefined) return only;
	return joinBytes(parts);
}
