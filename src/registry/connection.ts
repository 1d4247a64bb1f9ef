/** Requests to registries: the right address, authentication, tries again, redirects. The endpoints beside it say what is asked. */
import {
	registryBusy,
	registryDenied,
	registryNotFound,
	registryNotOne,
	registryPlain,
	registryRedirect,
	registryRefused,
	registryUnauthorized,
	registryUnreachable,
	registryUntrusted,
} from "../diagnostics/catalogue/registry.ts";
import { asObject, listOf, textOf } from "../documents/fields.ts";
import { JsonError, parseJson } from "../runtime/values/json.ts";
import { Authorizer } from "./authorizer.ts";
import type { Credentials } from "./credential.ts";
import { HttpFault, type HttpRequest, type HttpResponse, isLocalHost, readBody, type SendHttp } from "./http.ts";
import { RegistryFault } from "./registryFault.ts";
import { hostOf, type Repository } from "./repository.ts";

/** What the client is made from. */
export interface RegistryAccess {
	readonly http: SendHttp;
	readonly credentials: Credentials;
	/** Lets time pass, in milliseconds. */
	readonly sleep: (milliseconds: number) => Promise<void>;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	/** From 0 up to 1: spreads the tries of many clients. */
	readonly random: () => number;
	/** Tries of a request, the first included; absent: as many as people have patience for. */
	readonly tries?: number;
	/** Whether a registry is spoken with in plain HTTP; this machine's are asked for themselves. */
	readonly isPlain?: (host: string) => boolean;
}

export interface RegistryRequest extends Pick<HttpRequest, "method" | "headers"> {
	/** Below `/v2/NAME/`, or an absolute URL that the registry gave, on its own host. */
	readonly path: string;
	/** Called anew for each try. */
	readonly body?: () => NonNullable<HttpRequest["body"]>;
	/** What is to be done, as in a token's scope. */
	readonly actions: "pull" | "pull,push" | "delete";
	/** Another repository that is read in the same request. */
	readonly from?: Repository;
	/** Statuses that are answers; all others are faults. */
	readonly expect: readonly number[];
	/** What it is about, for people: `app:1.2`. */
	readonly what: string;
	/** Milliseconds for the whole exchange; absent where its size is bounded by a descriptor. */
	readonly deadline?: number;
}

const MOST_TRIES = 5;
/** The wait before the second try; it doubles each time, in milliseconds. */
const FIRST_WAIT = 500;
/** A registry that says how long to wait is believed up to here. */
const LONGEST_WAIT = 60_000;
const MOST_REDIRECTS = 5;
/** For answers that are small. */
export const USUAL_DEADLINE = 60_000;
/** Largest answer that explains a refusal, in bytes, and as much of it as people get to see. */
const MOST_EXPLANATION = 64 * 1024;
const SHOWN = 200;

const passing = new Set([429, 500, 502, 503, 504]);

export class Connection {
	readonly #access: RegistryAccess;
	readonly #authorizer: Authorizer;
	readonly #bases = new Map<string, Promise<string>>();

	constructor(access: RegistryAccess) {
		this.#access = access;
		this.#authorizer = new Authorizer({
			credentials: access.credentials,
			now: access.now,
			send: (request) =>
				this.#try(new URL(request.url).host, "a token", () => ({ deadline: USUAL_DEADLINE, ...request })),
		});
	}

	/** The address of a registry: `https://registry.example`. */
	base(registry: string): Promise<string> {
		let base = this.#bases.get(registry);
		if (base === undefined) {
			base = this.#findBase(hostOf(registry));
			this.#bases.set(registry, base);
			// One that doesn't answer now may do so later.
			base.catch(() => this.#bases.delete(registry));
		}
		return base;
	}

	/** Sends a request and gives its answer with one of the statuses that are expected. Throws RegistryFault. */
	async send({ registry, repository }: Repository, request: RegistryRequest): Promise<HttpResponse> {
		const base = await this.base(registry);
		const url = urlOf(registry, base, repository, request.path);
		const scope = [
			`repository:${repository}:${request.actions}`,
			...(request.from === undefined ? [] : [`repository:${request.from.repository}:pull`]),
		].join(" ");
		let authorization = await this.#authorizer.headerFor(registry, scope);
		let response = await this.#follow(registry, url, request, authorization);
		if (response.status === 401) {
			response.close();
			authorization = await this.#authorizer.challenged(
				registry,
				base,
				response.headers.get("www-authenticate"),
				scope,
			);
			if (authorization !== undefined) response = await this.#follow(registry, url, request, authorization);
		}
		if (request.expect.includes(response.status)) return response;
		throw await this.#refusal(registry, request, response);
	}

	/** Waits before another try; longer from one to the next. */
	async pause(attempt: number): Promise<void> {
		const wait = FIRST_WAIT * 2 ** (attempt - 1);
		await this.#access.sleep(wait / 2 + (wait / 2) * this.#access.random());
	}

	async #findBase(host: string): Promise<string> {
		if (this.#access.isPlain?.(host)) return `http://${host}`;
		if (!isLocalHost(host)) return `https://${host}`;
		// Registries on one's own machine mostly do without TLS.
		try {
			const response = await this.#access.http({ method: "GET", url: `https://${host}/v2/`, deadline: USUAL_DEADLINE });
			response.close();
			return `https://${host}`;
		} catch (error) {
			if (error instanceof HttpFault && (error.kind === "not-tls" || error.kind === "broken")) return `http://${host}`;
			throw faultOf(host, error);
		}
	}

	/** Sends, again where that may help, and goes where the registry leads. A credential is for the registry's own host. */
	async #follow(
		registry: string,
		url: URL,
		{ method, headers, body, what, deadline }: RegistryRequest,
		authorization: string | undefined,
	): Promise<HttpResponse> {
		let at = url;
		for (let left = MOST_REDIRECTS; ; left--) {
			const isOwn = at.origin === url.origin;
			const response = await this.#try(registry, what, () => ({
				method,
				url: at.href,
				headers: { ...headers, ...(isOwn && authorization !== undefined ? { authorization } : {}) },
				...(body === undefined ? {} : { body: body() }),
				...(deadline === undefined ? {} : { deadline }),
			}));
			const location = response.headers.get("location");
			const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
			if (!isRedirect || (method !== "GET" && method !== "HEAD")) return response;
			response.close();
			if (left === 0)
				throw new RegistryFault(registryRedirect({ registry, reason: "from one place to the next, round and round" }));
			at = redirected(registry, at, location);
		}
	}

	async #try(registry: string, what: string, make: () => HttpRequest): Promise<HttpResponse> {
		const tries = this.#access.tries ?? MOST_TRIES;
		for (let attempt = 1; ; attempt++) {
			let response: HttpResponse;
			try {
				response = await this.#access.http(make());
			} catch (error) {
				const mayHelp = error instanceof HttpFault && ["broken", "timeout", "unreachable"].includes(error.kind);
				if (!mayHelp || attempt >= tries) throw faultOf(registry, error);
				await this.pause(attempt);
				continue;
			}
			if (!passing.has(response.status)) return response;
			response.close();
			if (attempt >= tries)
				throw new RegistryFault(registryBusy({ registry, status: response.status, what: this.#authorizer.mask(what) }));
			const told = secondsOf(response.headers.get("retry-after"), this.#access.now());
			if (told === undefined) await this.pause(attempt);
			else await this.#access.sleep(Math.min(told * 1000, LONGEST_WAIT));
		}
	}

	async #refusal(registry: string, { what, actions }: RegistryRequest, response: HttpResponse): Promise<RegistryFault> {
		const { status } = response;
		const reason = this.#authorizer.mask(await reasonIn(response));
		if (status === 404) return new RegistryFault(registryNotFound({ registry, what }));
		if (status === 401) {
			const tried = (await this.#authorizer.knows(registry)) ? "credentials" : "nothing";
			return new RegistryFault(registryUnauthorized({ registry, what, tried }));
		}
		if (status === 403 || (status === 405 && actions !== "pull")) {
			const action = { pull: "read", "pull,push": "write", delete: "delete" }[actions];
			return new RegistryFault(registryDenied({ registry, what, action, ...(reason === "" ? {} : { reason }) }));
		}
		if (status < 400 || (status < 500 && reason === "")) return new RegistryFault(registryNotOne({ registry, status }));
		return new RegistryFault(registryRefused({ registry, status, what, reason }));
	}
}

/** The URL of a request; what a registry gave has to lie on its own host, or a credential would go elsewhere. */
function urlOf(registry: string, base: string, repository: string, path: string): URL {
	if (!/^(?:https?:)?\//.test(path)) return new URL(`${base}/v2/${repository}/${path}`);
	if (!URL.canParse(path, base))
		throw new RegistryFault(registryRedirect({ registry, reason: "to something that is no address" }));
	const url = new URL(path, base);
	if (url.origin !== new URL(base).origin)
		throw new RegistryFault(registryRedirect({ registry, reason: `to another host for what goes on: ${url.host}` }));
	return url;
}

function redirected(registry: string, from: URL, location: string): URL {
	const refuse = (reason: string): RegistryFault => new RegistryFault(registryRedirect({ registry, reason }));
	if (!URL.canParse(location, from.href)) throw refuse("to something that is no address");
	const to = new URL(location, from);
	if (to.protocol !== "https:" && to.protocol !== from.protocol) throw refuse(`to an open connection: ${to.host}`);
	if (isLocalHost(to.host) && !isLocalHost(from.host)) throw refuse("to the machine that asks");
	return to;
}

function faultOf(registry: string, error: unknown): unknown {
	if (!(error instanceof HttpFault)) return error;
	const reason = error.message;
	if (error.kind === "untrusted") return new RegistryFault(registryUntrusted({ registry, reason }));
	if (error.kind === "plain" || error.kind === "not-tls") return new RegistryFault(registryPlain({ registry }));
	return new RegistryFault(registryUnreachable({ registry, reason }));
}

/** Retry-After: seconds, or a date (RFC 9110, 10.2.3). */
function secondsOf(text: string | null, now: number): number | undefined {
	if (text === null) return undefined;
	if (/^\d{1,9}$/.test(text)) return Number(text);
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max((date - now) / 1000, 0);
}

/** What a registry says of an error (distribution-spec, "Error Codes"), in one line. */
async function reasonIn(response: HttpResponse): Promise<string> {
	try {
		const bytes = await readBody(response, MOST_EXPLANATION);
		const answer = bytes === undefined ? undefined : asObject(parseJson(new TextDecoder().decode(bytes)));
		const errors = listOf(answer, "errors").map(asObject);
		const texts = errors.map((error) => textOf(error, "message") ?? textOf(error, "code") ?? "");
		return texts
			.join(", ")
			.replace(/\s+/g, " ")
			.replace(/[.!\s]+$/, "")
			.slice(0, SHOWN);
	} catch (error) {
		if (error instanceof JsonError || error instanceof HttpFault) return "";
		throw error;
	}
}
