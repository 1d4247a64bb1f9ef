/**
 * The network, which a shell hands in and which it opens to the hosts that a person named. Synchronous, since evaluation is.
 * What is refused or fails is thrown as a NetworkError; nothing here is retried or followed.
 */

export interface HttpRequest {
	/** In capitals. */
	readonly method: string;
	readonly url: string;
	/** Names as the policy wrote them. */
	readonly headers: readonly (readonly [name: string, value: string])[];
	readonly body?: string;
	/** Milliseconds until the request fails. */
	readonly timeout: number;
	/** How often an answer may send it elsewhere; each place must be allowed too. */
	readonly redirects: number;
}

export interface HttpResponse {
	readonly statusCode: number;
	/** Code and reason: `200 OK`. */
	readonly status: string;
	/** Names in lower case; a name may come several times. */
	readonly headers: readonly (readonly [name: string, value: string])[];
	readonly body: Uint8Array;
}

export interface NetworkHost {
	/** The addresses of a name, in any order. @throws NetworkError */
	lookup(name: string): readonly string[];
	/** The answer to a request, whatever its status. @throws NetworkError */
	send(request: HttpRequest): HttpResponse;
}

/** Why nothing came of a request or a look-up, in words for a builtin's error. */
export class NetworkError extends Error {
	/** The person hasn't allowed it: no failure of the network. */
	readonly isRefusal: boolean;

	constructor(message: string, isRefusal = false) {
		super(message);
		this.isRefusal = isRefusal;
	}
}
