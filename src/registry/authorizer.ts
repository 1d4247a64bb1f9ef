/**
 * The Authorization header for a registry, worked out from what it asks for. Tokens are fetched as the distribution's "Token Authentication" says
 * (GET with the scope and, where known, a name and password) or, with an identity token, by its OAuth2 way (POST, grant_type=refresh_token).
 */
import { registryAnswerInvalid, registryRedirect, registryUnauthorized } from "../diagnostics/catalogue/registry.ts";
import { asObject, numberOf, textOf } from "../documents/fields.ts";
import { standardAlphabet, toBase64 } from "../runtime/bytes/base64.ts";
import { toUtf8 } from "../runtime/bytes/utf8.ts";
import { JsonError, parseJson } from "../runtime/values/json.ts";
import type { PlainObject } from "../runtime/values/value.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import type { Credential, Credentials } from "./credential.ts";
import { type HttpRequest, type HttpResponse, isLocalHost, readBody } from "./http.ts";
import { RegistryFault } from "./registryFault.ts";

/** Largest answer of a token service, in bytes. */
const MOST_BYTES = 1 << 20;
/** A token lives as long as its service says, or else so long (the specification's default), in seconds. */
const USUAL_LIFE = 60;
/** It isn't used any more in its last seconds. */
const MARGIN = 10;
const MOST_LIFE = 24 * 3600;

export interface AuthorizerOptions {
	readonly credentials: Credentials;
	/** Sends with tries and time limits, and follows nothing. */
	readonly send: (request: HttpRequest) => Promise<HttpResponse>;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
}

interface Grant {
	readonly header: string;
	/** Milliseconds since the epoch. */
	readonly until: number;
}

export class Authorizer {
	readonly #options: AuthorizerOptions;
	readonly #credentials = new Map<string, Promise<Credential | undefined>>();
	readonly #challenges = new Map<string, Challenge>();
	readonly #grants = new Map<string, Promise<Grant>>();
	/** Whatever must never be printed. */
	readonly #secrets = new Set<string>();

	constructor(options: AuthorizerOptions) {
		this.#options = options;
	}

	/** The header's value for a request of a scope (`repository:app:pull`), as far as the registry has told what it wants. */
	async headerFor(registry: string, scope: string): Promise<string | undefined> {
		const challenge = this.#challenges.get(registry);
		return challenge === undefined ? undefined : this.#answer(registry, challenge, scope);
	}

	/**
	 * Takes a 401's WWW-Authenticate and gives the header to try again with; undefined where there is nothing to show.
	 * @param base the registry's own address
	 */
	async challenged(registry: string, base: string, header: string | null, scope: string): Promise<string | undefined> {
		const offers = parseChallenges(header ?? "");
		const challenge =
			offers.find(({ scheme, parameters }) => scheme === "bearer" && parameters.has("realm")) ??
			offers.find(({ scheme }) => scheme === "basic");
		if (challenge === undefined) return undefined;
		if (challenge.scheme === "bearer") checkRealm(registry, base, challenge.parameters.get("realm") as string);
		this.#challenges.set(registry, challenge);
		this.#grants.delete(`${registry} ${scope}`);
		return this.#answer(registry, challenge, scope);
	}

	/** Whether there is a credential for a registry. */
	async knows(registry: string): Promise<boolean> {
		return (await this.#credentialFor(registry)) !== undefined;
	}

	/** A text of a server with all that is secret crossed out. */
	mask(text: string): string {
		let masked = text;
		for (const secret of this.#secrets) masked = masked.replaceAll(secret, "***");
		return masked;
	}

	async #answer(registry: string, challenge: Challenge, scope: string): Promise<string | undefined> {
		const credential = await this.#credentialFor(registry);
		if (credential?.kind === "bearer") return `Bearer ${credential.token}`;
		if (challenge.scheme === "basic")
			return credential?.kind === "basic" ? this.#hidden(`Basic ${basicOf(credential)}`) : undefined;
		const key = `${registry} ${scope}`;
		const known = await this.#grants.get(key)?.catch(() => undefined);
		if (known !== undefined && known.until > this.#options.now()) return known.header;
		const fetched = this.#fetchToken(registry, challenge, scope, credential);
		this.#grants.set(key, fetched);
		return (await fetched).header;
	}

	#credentialFor(registry: string): Promise<Credential | undefined> {
		let found = this.#credentials.get(registry);
		if (found === undefined) {
			found = this.#options.credentials(registry).then((credential) => {
				if (credential !== undefined)
					this.#hidden(credential.kind === "basic" ? credential.password : credential.token);
				return credential;
			});
			this.#credentials.set(registry, found);
		}
		return found;
	}

	async #fetchToken(
		registry: string,
		{ parameters }: Challenge,
		scope: string,
		credential: Credential | undefined,
	): Promise<Grant> {
		const realm = parameters.get("realm") as string;
		const service = parameters.get("service");
		const query = new URLSearchParams(service === undefined ? {} : { service });
		for (const one of scope.split(" ")) query.append("scope", one);
		const response = await this.#options.send(
			credential?.kind === "identity"
				? oauthRequest(realm, query, scope, credential.token)
				: tokenRequest(realm, query, credential),
		);
		const what = `a token for ${scope}`;
		if (response.status === 401 || response.status === 403 || response.status === 400) {
			response.close();
			const tried = credential === undefined ? "nothing" : "credentials";
			throw new RegistryFault(registryUnauthorized({ registry, what: scope, tried }));
		}
		const answer = response.status === 200 ? await objectIn(response) : undefined;
		const token = textOf(answer, "token") ?? textOf(answer, "access_token");
		if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) {
			response.close();
			const reason = response.status === 200 ? "it holds no token" : `status ${response.status}`;
			throw new RegistryFault(registryAnswerInvalid({ registry, what, reason }));
		}
		this.#hidden(token);
		const life = Number(numberOf(answer, "expires_in") ?? USUAL_LIFE);
		const seconds = Math.max(Math.min(Number.isFinite(life) ? life : USUAL_LIFE, MOST_LIFE) - MARGIN, 0);
		return { header: `Bearer ${token}`, until: this.#options.now() + seconds * 1000 };
	}

	#hidden(secret: string): string {
		// Very short ones would cross out half of any text.
		const bare = secret.replace(/^Basic /, "");
		if (bare.length >= 4) this.#secrets.add(bare);
		return secret;
	}
}

function basicOf({ name, password }: Extract<Credential, { kind: "basic" }>): string {
	return toBase64(toUtf8(`${name}:${password}`), standardAlphabet, true);
}

/** A registry may name any token service of its own, but none without encryption, and none on the machine of who asks. */
function checkRealm(registry: string, base: string, realm: string): void {
	const isUrl = URL.canParse(realm);
	const url = isUrl ? new URL(realm) : undefined;
	const isLocal = isLocalHost(new URL(base).host);
	const isFine =
		url !== undefined &&
		(url.protocol === "https:" || (url.protocol === "http:" && new URL(base).protocol === "http:")) &&
		(isLocal || !isLocalHost(url.host));
	if (!isFine)
		throw new RegistryFault(registryRedirect({ registry, reason: "to a token service that isn't safe to ask" }));
}

function tokenRequest(realm: string, query: URLSearchParams, credential: Credential | undefined): HttpRequest {
	const url = new URL(realm);
	for (const [name, value] of query) url.searchParams.append(name, value);
	if (credential?.kind === "basic") url.searchParams.append("account", credential.name);
	return {
		method: "GET",
		url: url.href,
		headers: credential?.kind === "basic" ? { authorization: `Basic ${basicOf(credential)}` } : {},
	};
}

function oauthRequest(realm: string, query: URLSearchParams, scope: string, token: string): HttpRequest {
	const form = new URLSearchParams({
		grant_type: "refresh_token",
		refresh_token: token,
		client_id: "holystone",
		scope,
	});
	const service = query.get("service");
	if (service !== null) form.set("service", service);
	return {
		method: "POST",
		url: realm,
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: toUtf8(form.toString()),
	};
}

async function objectIn(response: HttpResponse): Promise<PlainObject | undefined> {
	const bytes = await readBody(response, MOST_BYTES);
	if (bytes === undefined) return undefined;
	try {
		return asObject(parseJson(new TextDecoder().decode(bytes)));
	} catch (error) {
		if (error instanceof JsonError) return undefined;
		throw error;
	}
}
