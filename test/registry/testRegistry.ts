/**
 * A registry for tests, in memory: distribution-spec 1.1 with referrers, three ways of authentication, and faults on demand. It is as strict as the
 * specification lets it be, so that a client which gets on with it gets on with others.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface TestRegistryOptions {
	/** Who may come in: anybody, one with a name and password, or one with a token that the service at `/token` gives for these. */
	readonly auth?: "none" | "basic" | "bearer";
	/** Whether there is an endpoint for referrers; else clients have to keep an index under a tag. */
	readonly referrers?: boolean;
	/** Tags on a page, if fewer than are asked for. */
	readonly page?: number;
	/** Blobs are led to under another host name of this machine. */
	readonly blobsElsewhere?: boolean;
	/** Whether a blob may be asked for from an offset on. */
	readonly ranges?: boolean;
	/** The most bytes of a blob that come at once. */
	readonly mostAtOnce?: number;
	/** The most bytes of a blob that are taken at once. */
	readonly mostPut?: number;
	/** Looks at every request first, and gives true where it has answered it. */
	readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean;
	/** Seconds that a token lives. */
	readonly tokenLife?: number;
	readonly createServer?: (listener: RequestListener) => ReturnType<typeof createServer>;
}

export const account = { name: "ada", password: "pa55word-of-ada" };
export const refreshToken = "refresh-token-of-ada";

interface Stored {
	readonly bytes: Buffer;
	readonly mediaType: string;
}

export interface TestRegistry {
	/** `127.0.0.1:PORT` */
	readonly host: string;
	/** What was asked for, as `GET /v2/app/tags/list`, with whether it carried a credential. */
	readonly requests: { readonly line: string; readonly authorization?: string; readonly host?: string }[];
	readonly blobs: Map<string, Buffer>;
	readonly manifests: Map<string, Stored>;
	readonly tags: Map<string, string>;
	close(): Promise<void>;
}

export const sha256 = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

export async function startTestRegistry(options: TestRegistryOptions = {}): Promise<TestRegistry> {
	const { auth = "none", referrers = true, ranges = true, page = 1000, tokenLife = 300 } = options;
	const requests: TestRegistry["requests"] = [];
	const blobs = new Map<string, Buffer>();
	const manifests = new Map<string, Stored>();
	const tags = new Map<string, string>();
	const uploads = new Map<string, Buffer>();
	const tokens = new Map<string, { readonly scopes: readonly string[]; readonly until: number }>();
	let uploadCount = 0;

	const fail = (response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void => {
		response.writeHead(status, { "content-type": "application/json", ...headers });
		response.end(JSON.stringify({ errors: [{ code, message: code.toLowerCase().replace(/_/g, " ") }] }));
	};

	function isAdmitted(request: IncomingMessage, response: ServerResponse, name: string): boolean {
		if (auth === "none") return true;
		const { authorization } = request.headers;
		if (auth === "basic") {
			if (authorization === `Basic ${Buffer.from(`${account.name}:${account.password}`).toString("base64")}`)
				return true;
			fail(response, 401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="test"' });
			return false;
		}
		const wanted = `repository:${name}:${request.method === "GET" || request.method === "HEAD" ? "pull" : request.method === "DELETE" ? "delete" : "push"}`;
		const token = tokens.get(authorization?.replace(/^Bearer /, "") ?? "");
		const isAllowed =
			token !== undefined && token.until > Date.now() && token.scopes.some((scope) => grants(scope, wanted));
		if (isAllowed) return true;
		const realm = `http://${registry.host}/token`;
		fail(response, 401, "UNAUTHORIZED", {
			"www-authenticate": `Bearer realm="${realm}",service="test, registry",scope="${wanted}"`,
		});
		return false;
	}

	async function giveToken(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
		const form = request.method === "POST" ? new URLSearchParams((await bodyOf(request)).toString()) : url.searchParams;
		const basic = `Basic ${Buffer.from(`${account.name}:${account.password}`).toString("base64")}`;
		const isKnown =
			request.method === "POST"
				? form.get("grant_type") === "refresh_token" && form.get("refresh_token") === refreshToken
				: request.headers.authorization === basic;
		if (!isKnown || form.get("service") !== "test, registry") return fail(response, 401, "UNAUTHORIZED");
		const token = `token-${tokens.size}-${sha256(Buffer.from(String(Math.random()))).slice(7, 27)}`;
		tokens.set(token, {
			scopes: form.getAll("scope").flatMap((scope) => scope.split(" ")),
			until: Date.now() + tokenLife * 1000,
		});
		response.end(
			JSON.stringify({ [request.method === "POST" ? "access_token" : "token"]: token, expires_in: tokenLife }),
		);
	}

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
		requests.push({
			line: `${request.method} ${url.pathname}${url.search}`,
			...(request.headers.authorization === undefined ? {} : { authorization: request.headers.authorization }),
			...(request.headers.host === undefined ? {} : { host: request.headers.host }),
		});
		if (options.before?.(request, response)) return;
		if (url.pathname === "/token") return giveToken(request, response, url);
		if (url.pathname === "/v2/") return void response.end("{}");
		if (url.pathname.startsWith("/elsewhere/")) return giveBlob(request, response, url.pathname.slice(11));
		const found = /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/(.*)$/.exec(url.pathname);
		if (found === null) return fail(response, 404, "NOT_FOUND");
		const [, name = "", what = "", rest = ""] = found;
		if (what === "blobs" && rest.startsWith("uploads")) {
			const upload = /^\/v2\/(.+)\/blobs\/uploads\/(.*)$/.exec(url.pathname);
			return isAdmitted(request, response, upload?.[1] ?? name)
				? take(request, response, url, upload?.[1] ?? name, upload?.[2] ?? "")
				: undefined;
		}
		if (!isAdmitted(request, response, name)) return;
		if (what === "manifests") return manifest(request, response, name, rest);
		if (what === "tags") return giveTags(response, url, name);
		if (what === "referrers") return giveReferrers(response, url, name, rest);
		if (!blobs.has(`${name} ${rest}`)) return fail(response, 404, "BLOB_UNKNOWN");
		if (options.blobsElsewhere && request.method === "GET") {
			const port = registry.host.split(":")[1];
			return void response
				.writeHead(307, { location: `http://localhost:${port}/elsewhere/${name} ${rest}`.replace(" ", "%20") })
				.end();
		}
		return giveBlob(request, response, `${name} ${rest}`);
	}

	function giveBlob(request: IncomingMessage, response: ServerResponse, key: string): void {
		const bytes = blobs.get(decodeURIComponent(key)) as Buffer;
		const range = ranges ? /^bytes=(\d+)-$/.exec(request.headers.range ?? "") : null;
		const from = Number(range?.[1] ?? 0);
		const rest = bytes.subarray(from);
		response.writeHead(range === null ? 200 : 206, {
			"content-type": "application/octet-stream",
			"content-length": rest.length,
			...(range === null ? {} : { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
		});
		if (request.method === "HEAD") return void response.end();
		const { mostAtOnce = rest.length } = options;
		if (rest.length <= mostAtOnce) return void response.end(rest);
		response.write(rest.subarray(0, mostAtOnce), () => response.destroy());
	}

	async function take(
		request: IncomingMessage,
		response: ServerResponse,
		url: URL,
		name: string,
		id: string,
	): Promise<void> {
		const bytes = await bodyOf(request);
		const mount = url.searchParams.get("mount");
		const created = (digest: string): void =>
			void response.writeHead(201, { location: `/v2/${name}/blobs/${digest}` }).end();
		if (request.method === "POST") {
			const known = blobs.get(`${url.searchParams.get("from")} ${mount}`);
			if (known !== undefined) {
				blobs.set(`${name} ${mount}`, known);
				return created(mount as string);
			}
			uploads.set(String(++uploadCount), Buffer.alloc(0));
			return void response.writeHead(202, { location: `/v2/${name}/blobs/uploads/${uploadCount}?state=x` }).end();
		}
		const known = uploads.get(id);
		if (known === undefined) return fail(response, 404, "BLOB_UPLOAD_UNKNOWN");
		if (bytes.length > (options.mostPut ?? Number.POSITIVE_INFINITY) && request.method === "PUT")
			return fail(response, 413, "SIZE_INVALID");
		const whole = Buffer.concat([known, bytes]);
		uploads.set(id, whole);
		if (request.method === "PATCH") {
			const range = request.headers["content-range"];
			if (range !== undefined && range !== `${known.length}-${whole.length - 1}`)
				return fail(response, 416, "RANGE_INVALID");
			return void response
				.writeHead(202, { location: `/v2/${name}/blobs/uploads/${id}?state=y`, range: `0-${whole.length - 1}` })
				.end();
		}
		const digest = url.searchParams.get("digest") ?? "";
		if (sha256(whole) !== digest) return fail(response, 400, "DIGEST_INVALID");
		uploads.delete(id);
		blobs.set(`${name} ${digest}`, whole);
		created(digest);
	}

	async function manifest(
		request: IncomingMessage,
		response: ServerResponse,
		name: string,
		reference: string,
	): Promise<void> {
		const digest = reference.startsWith("sha256:") ? reference : tags.get(`${name} ${reference}`);
		if (request.method === "PUT") {
			const bytes = await bodyOf(request);
			const own = sha256(bytes);
			if (reference.startsWith("sha256:") && reference !== own) return fail(response, 400, "DIGEST_INVALID");
			const object = JSON.parse(bytes.toString()) as ManifestShape;
			const named = [...(object.config === undefined ? [] : [object.config]), ...(object.layers ?? [])].map(
				(each) => each.digest,
			);
			if (named.some((each) => !blobs.has(`${name} ${each}`))) return fail(response, 404, "MANIFEST_BLOB_UNKNOWN");
			manifests.set(`${name} ${own}`, { bytes, mediaType: request.headers["content-type"] ?? "" });
			if (!reference.startsWith("sha256:")) tags.set(`${name} ${reference}`, own);
			const subject = referrers && object.subject !== undefined ? { "oci-subject": object.subject.digest } : {};
			return void response
				.writeHead(201, { "docker-content-digest": own, location: `/v2/${name}/manifests/${own}`, ...subject })
				.end();
		}
		const found = digest === undefined ? undefined : manifests.get(`${name} ${digest}`);
		if (found === undefined) return fail(response, 404, "MANIFEST_UNKNOWN");
		if (request.method === "DELETE") {
			manifests.delete(`${name} ${digest}`);
			return void response.writeHead(202).end();
		}
		if (!(request.headers.accept ?? "").includes(found.mediaType)) return fail(response, 406, "NOT_ACCEPTABLE");
		response.writeHead(200, {
			"content-type": found.mediaType,
			"content-length": found.bytes.length,
			"docker-content-digest": digest,
		});
		response.end(request.method === "HEAD" ? undefined : found.bytes);
	}

	function giveTags(response: ServerResponse, url: URL, name: string): void {
		const all = [...tags.keys()]
			.filter((key) => key.startsWith(`${name} `))
			.map((key) => key.slice(name.length + 1))
			.sort();
		if (all.length === 0) {
			fail(response, 404, "NAME_UNKNOWN");
			return;
		}
		const last = url.searchParams.get("last") ?? "";
		const count = Math.min(Number(url.searchParams.get("n") ?? page), page);
		const rest = all.filter((tag) => tag > last);
		const shown = rest.slice(0, count);
		const link =
			rest.length > count ? { link: `</v2/${name}/tags/list?n=${count}&last=${shown.at(-1)}>; rel="next"` } : {};
		response.writeHead(200, { "content-type": "application/json", ...link });
		response.end(JSON.stringify({ name, tags: shown }));
	}

	function giveReferrers(response: ServerResponse, url: URL, name: string, digest: string): void {
		if (!referrers) {
			fail(response, 404, "NOT_FOUND");
			return;
		}
		const wanted = url.searchParams.get("artifactType");
		const all = [...manifests].flatMap(([key, { bytes, mediaType }]) => {
			const object = JSON.parse(bytes.toString()) as ManifestShape;
			if (!key.startsWith(`${name} `) || object.subject?.digest !== digest) return [];
			const artifactType = object.artifactType ?? object.config?.mediaType;
			return [
				{
					mediaType,
					digest: key.slice(name.length + 1),
					size: bytes.length,
					artifactType,
					annotations: object.annotations,
				},
			];
		});
		const shown = all.filter(({ artifactType }) => wanted === null || artifactType === wanted);
		const after = Number(url.searchParams.get("after") ?? 0);
		const rest =
			shown.length > after + page
				? { link: `</v2/${name}/referrers/${digest}?after=${after + page}>; rel="next"` }
				: {};
		response.writeHead(200, {
			"content-type": ociIndex,
			...(wanted === null ? {} : { "oci-filters-applied": "artifactType" }),
			...rest,
		});
		response.end(
			JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests: shown.slice(after, after + page) }),
		);
	}

	const server = (options.createServer ?? createServer)((request, response) => {
		answer(request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
	const registry: TestRegistry = {
		host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		blobs,
		manifests,
		tags,
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
	return registry;
}

const ociIndex = "application/vnd.oci.image.index.v1+json";

interface ManifestShape {
	readonly config?: { readonly digest: string; readonly mediaType: string };
	readonly layers?: readonly { readonly digest: string }[];
	readonly subject?: { readonly digest: string };
	readonly artifactType?: string;
	readonly annotations?: Readonly<Record<string, string>>;
}

function grants(scope: string, wanted: string): boolean {
	const name = scope.slice(0, scope.lastIndexOf(":"));
	const actions = scope.slice(name.length + 1).split(",");
	return (
		wanted.slice(0, wanted.lastIndexOf(":")) === name && actions.includes(wanted.slice(wanted.lastIndexOf(":") + 1))
	);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts);
}
