/** Proxies between here and a server: which one, as the environment says, and connections through it (RFC 9110, 9.3.6: CONNECT). */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { HttpFault, isLocalHost } from "../../registry/http.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Milliseconds until a proxy has to have made a connection. */
const TIMEOUT = 30_000;

/**
 * The proxy for a URL, from HTTPS_PROXY, HTTP_PROXY and NO_PROXY in either case, read as Go's programs read them: this machine is never reached through one. A
 * scheme may be missing.
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
	const named = (name: string): string => env[name] ?? env[name.toLowerCase()] ?? "";
	const written = named(url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
	if (written === "" || isLocalHost(url.host) || isExcepted(url, named("NO_PROXY"))) return undefined;
	const address = /^https?:\/\//.test(written) ? written : `http://${written}`;
	return URL.canParse(address) ? new URL(address) : undefined;
}

/** `*`, names with all below them (`.example`, `example`), with a port perhaps; addresses as they are written. */
function isExcepted(url: URL, exceptions: string): boolean {
	const host = url.hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
	const port = url.port || (url.protocol === "https:" ? "443" : "80");
	return exceptions
		.toLowerCase()
		.split(/[\s,]+/)
		.filter((each) => each !== "")
		.some((each) => {
			const [, name = each, only] = /^(.*?)(?::(\d+))?$/.exec(each) ?? [];
			const bare = name.replace(/^\*?\./, "");
			return name === "*" || ((only === undefined || only === port) && (host === bare || host.endsWith(`.${bare}`)));
		});
}

/** Connections to servers with TLS, each in a tunnel of its own. */
export class TunnelAgent extends https.Agent {
	readonly #proxy: URL;
	readonly #settings: tls.ConnectionOptions;

	constructor(proxy: URL, settings: https.AgentOptions) {
		super(settings);
		this.#proxy = proxy;
		this.#settings = settings;
	}

	override createConnection(
		{ host, port, servername }: https.RequestOptions,
		done?: (error: Error | null, stream: Duplex) => void,
	): undefined {
		const target = `${host?.includes(":") ? `[${host}]` : host}:${port ?? 443}`;
		const asking = (this.#proxy.protocol === "https:" ? https : http).request(this.#proxy, {
			method: "CONNECT",
			path: target,
			headers: { host: target, ...authorizationFor(this.#proxy) },
			agent: false,
		});
		// Without a stream, which the types don't foresee.
		const failed = done as ((error: Error) => void) | undefined;
		const fail = (reason: string): void =>
			failed?.(new HttpFault("unreachable", `its proxy ${this.#proxy.host} ${reason}`));
		asking.setTimeout(TIMEOUT, () => void asking.destroy());
		asking.once("error", () => fail("doesn't answer"));
		asking.once("connect", ({ statusCode }, socket) => {
			if (statusCode === 200)
				done?.(null, tls.connect({ ...this.#settings, socket, servername: servername ?? host ?? "" }));
			else {
				socket.destroy();
				fail(`makes no connection (status ${statusCode})`);
			}
		});
		asking.end();
		return undefined;
	}
}

export function authorizationFor({ username, password }: URL): Readonly<Record<string, string>> {
	if (username === "") return {};
	const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}
