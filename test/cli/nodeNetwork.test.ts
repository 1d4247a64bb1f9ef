import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeNetwork } from "../../src/cli/host/nodeNetwork.ts";
import { type HttpRequest, NetworkError } from "../../src/runtime/network/networkHost.ts";

/** A server on a thread of its own, since this one is blocked while it waits for an answer. */
const serverText = `
const { parentPort } = require("node:worker_threads");
const server = require("node:http").createServer((request, response) => {
	const [, first, rest = ""] = request.url.split("/");
	if (first === "slow") return;
	if (first === "to") { response.writeHead(302, { location: decodeURIComponent(rest) }); response.end(); return; }
	if (first === "huge") { response.writeHead(200); const chunk = Buffer.alloc(1 << 20); const more = () => { while (response.write(chunk)); response.once("drain", more); }; more(); return; }
	let body = "";
	request.on("data", (chunk) => { body += chunk; });
	request.on("end", () => response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body })));
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

let server: Worker;
let base = "";
let port = 0;
beforeAll(async () => {
	server = new Worker(serverText, { eval: true });
	port = await new Promise<number>((resolve) => server.once("message", resolve));
	base = `http://127.0.0.1:${port}`;
});
afterAll(() => server.terminate());

const request = (path: string, over: Partial<HttpRequest> = {}): HttpRequest => ({
	method: "GET",
	url: path.startsWith("http") ? path : base + path,
	headers: [],
	timeout: 5000,
	redirects: 0,
	...over,
});
const open = nodeNetwork(["127.0.0.1"]);
const echoed = (asked: HttpRequest) => JSON.parse(new TextDecoder().decode(open.send(asked).body));

function faultOf(run: () => unknown): { readonly message: string; readonly isRefusal: boolean } {
	try {
		run();
	} catch (error) {
		if (error instanceof NetworkError) return error;
		throw error;
	}
	throw new Error("nothing went wrong");
}

describe("sending", () => {
	test("method, headers and body arrive; status and headers come back", () => {
		const asked = request("/x", { method: "POST", headers: [["X-A", "b"]], body: "é" });
		expect(echoed(asked)).toMatchObject({ method: "POST", url: "/x", body: "é", headers: { "x-a": "b" } });
		const { status, statusCode, headers } = open.send(asked);
		expect([status, statusCode, headers.some(([name]) => name === "date")]).toEqual(["200 OK", 200, true]);
	});

	test("redirects are followed only where that is wanted, as far as it is wanted", () => {
		const there = `/to/${encodeURIComponent("/end")}`;
		expect(open.send(request(there)).statusCode).toBe(302);
		expect(echoed(request(there, { method: "POST", body: "x", redirects: 1 }))).toMatchObject({
			method: "GET",
			url: "/end",
			body: "",
		});
		const circle = `/to/${encodeURIComponent(`/to/${encodeURIComponent("/to/x")}`)}`;
		expect(faultOf(() => open.send(request(circle, { redirects: 1 }))).message).toMatch(/stopped after 1 redirects$/);
	});

	test.each(["http://localhost/", "http://169.254.169.254/latest", "http://example.com:80/"])(
		"a redirect doesn't lead to %s",
		(target) => {
			const fault = faultOf(() => open.send(request(`/to/${encodeURIComponent(target)}`, { redirects: 5 })));
			expect(fault.isRefusal).toBe(true);
			expect(fault.message).toMatch(/^unallowed host: /);
		},
	);

	test("what takes too long or is too long ends", () => {
		expect(faultOf(() => open.send(request("/slow", { timeout: 100 }))).message).toMatch(/timeout$/);
		expect(faultOf(() => open.send(request("/huge"))).message).toMatch(/the answer is longer than 16777216 bytes$/);
	});

	test("what can't be sent says so", () => {
		expect(faultOf(() => open.send(request("/", { headers: [["a b", "c"]] }))).message).toMatch(/invalid header name/);
		expect(faultOf(() => open.send(request("/", { method: "A B" }))).isRefusal).toBe(false);
	});
});

describe("leave", () => {
	const refused = (allowed: readonly string[], url: string): boolean => {
		try {
			nodeNetwork(allowed).send(request(url, { timeout: 50 }));
			return false;
		} catch (error) {
			return error instanceof NetworkError && error.isRefusal;
		}
	};

	test.each<[readonly string[], string, boolean]>([
		[["127.0.0.1"], "/", false],
		[["*"], "/", false],
		[["127.0.0.1:PORT"], "/", false],
		[["127.0.0.1:1"], "/", true],
		[["example.com"], "/", true],
		[["127.0.0.1"], "http://127.0.0.1.example.com/", true],
		[["example.com"], "http://example.com@127.0.0.1/", true],
		[["LOCALHOST"], "http://localhost:9/", false],
		[["::1"], "http://[::1]:9/", false],
		[[], "/", true],
	])("%j and %s: refused %s", (allowed, url, wanted) => {
		expect(
			refused(
				allowed.map((host) => host.replace("PORT", String(port))),
				url,
			),
		).toBe(wanted);
	});
});

test("names are looked up", () => {
	expect(nodeNetwork(["localhost"]).lookup("localhost")).toContain("127.0.0.1");
	expect(faultOf(() => nodeNetwork(["*"]).lookup("no-such-host.invalid")).isRefusal).toBe(false);
	expect(faultOf(() => open.lookup("localhost")).isRefusal).toBe(true);
});
