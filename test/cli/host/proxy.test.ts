/** Proxies: which one a URL goes through, and requests that do. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { nodeHttp } from "../../../src/cli/host/nodeHttp.ts";
import { proxyFor } from "../../../src/cli/host/proxy.ts";
import { readBody } from "../../../src/registry/http.ts";

test.each([
	["https://registry.example/", { HTTPS_PROXY: "http://proxy.example:3128" }, "http://proxy.example:3128/"],
	["https://registry.example/", { https_proxy: "proxy.example:3128" }, "http://proxy.example:3128/"],
	["http://registry.example/", { HTTP_PROXY: "proxy.example" }, "http://proxy.example/"],
	["http://registry.example/", { HTTPS_PROXY: "proxy.example" }, undefined],
	["https://registry.example/", { HTTPS_PROXY: "proxy.example", NO_PROXY: "example" }, undefined],
	["https://registry.example/", { HTTPS_PROXY: "proxy.example", NO_PROXY: "a.b, .registry.example" }, undefined],
	[
		"https://myregistry.example/",
		{ HTTPS_PROXY: "proxy.example", NO_PROXY: "registry.example" },
		"http://proxy.example/",
	],
	[
		"https://registry.example:5000/",
		{ HTTPS_PROXY: "proxy.example", no_proxy: "registry.example:443" },
		"http://proxy.example/",
	],
	["https://registry.example/", { HTTPS_PROXY: "proxy.example", no_proxy: "*" }, undefined],
	["https://127.0.0.1:5000/", { HTTPS_PROXY: "proxy.example" }, undefined],
	["https://registry.example/", {}, undefined],
	["https://registry.example/", { HTTPS_PROXY: "http://" }, undefined],
])("%s with %j goes through %s", (url, env, expected) => {
	expect(proxyFor(new URL(url), env)?.href).toBe(expected);
});

const open: Server[] = [];
afterEach(() => {
	for (const server of open.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
	open.push(server);
	await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
	return (server.address() as AddressInfo).port;
}

/** A certificate for a name that nobody looks up. */
function certificate(): { readonly key: string; readonly cert: string } {
	const folder = mkdtempSync(path.join(tmpdir(), "certificate-"));
	const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
	const subject = ["-subj", "/CN=registry.example", "-addext", "subjectAltName=DNS:registry.example"];
	const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
	execFileSync("openssl", [...kind, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
	const made = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
	rmSync(folder, { recursive: true });
	return made;
}

test("a request with TLS goes through a tunnel, and the proxy sees no more of it than the name", async () => {
	const made = certificate();
	const target = await listening(
		createSecureServer(made, (request, response) => void response.end(`got ${request.url}`)) as unknown as Server,
	);
	const asked: unknown[] = [];
	const proxy = createServer((_, response) => void response.writeHead(500).end());
	proxy.on("connect", (request, socket) => {
		asked.push([request.url, request.headers["proxy-authorization"]]);
		const through = connect(target, "127.0.0.1", () => {
			socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
			socket.pipe(through).pipe(socket);
		});
		through.on("error", () => socket.destroy());
		socket.on("error", () => through.destroy());
	});
	const port = await listening(proxy);
	const send = nodeHttp({ authorities: [made.cert], proxies: { HTTPS_PROXY: `http://ada:p%40ss@127.0.0.1:${port}` } });
	const response = await send({ method: "GET", url: "https://registry.example/v2/" });
	expect(new TextDecoder().decode(await readBody(response, 100))).toBe("got /v2/");
	expect(asked).toEqual([["registry.example:443", `Basic ${Buffer.from("ada:p@ss").toString("base64")}`]]);
});

test("a proxy that refuses is named, without what it was told", async () => {
	const proxy = createServer();
	proxy.on("connect", (_, socket) => void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
	const port = await listening(proxy);
	const send = nodeHttp({ proxies: { HTTPS_PROXY: `http://ada:s3cret@127.0.0.1:${port}` } });
	await expect(send({ method: "GET", url: "https://registry.example/v2/" })).rejects.toThrow(
		`its proxy 127.0.0.1:${port} makes no connection (status 407)`,
	);
});
