/** What goes wrong with registries, and what the client says and does about it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Credential } from "../../src/registry/credential.ts";
import { bytesOf, faultOf, testClient } from "./client.ts";
import {
	account,
	refreshToken,
	sha256,
	startTestRegistry,
	type TestRegistry,
	type TestRegistryOptions,
} from "./testRegistry.ts";

const open: TestRegistry[] = [];
afterEach(async () => {
	for (const registry of open.splice(0)) await registry.close();
});

const layer = Buffer.alloc(200_000, "layer ");
const blob = { digest: sha256(layer), size: layer.length };
const manifest = Buffer.from(
	JSON.stringify({ schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json" }),
);

/** A registry with `app:1.0` and a blob in it. */
async function start(options: TestRegistryOptions = {}): Promise<TestRegistry> {
	const registry = await startTestRegistry(options);
	open.push(registry);
	registry.blobs.set(`app ${blob.digest}`, layer);
	registry.manifests.set(`app ${sha256(manifest)}`, {
		bytes: manifest,
		mediaType: "application/vnd.oci.image.manifest.v1+json",
	});
	registry.tags.set("app 1.0", sha256(manifest));
	return registry;
}

const appOf = ({ host }: TestRegistry) => ({ registry: host, repository: "app" });
const basic: Credential = { kind: "basic", ...account };
/** Answers requests for some path in one way. */
const answering =
	(
		pattern: RegExp,
		answer: (response: ServerResponse, request: IncomingMessage) => void,
		times = Number.POSITIVE_INFINITY,
	) =>
	(request: IncomingMessage, response: ServerResponse): boolean => {
		if (!pattern.test(request.url ?? "") || times-- <= 0) return false;
		answer(response, request);
		return true;
	};
const status =
	(code: number, headers: Record<string, string> = {}, body = "") =>
	(response: ServerResponse): void => {
		response.writeHead(code, headers).end(body);
	};

describe("what comes is checked", () => {
	test("a manifest with another digest than was asked for", async () => {
		const registry = await start();
		registry.manifests.set(`app ${sha256(manifest)}`, {
			bytes: Buffer.from('{"schemaVersion":2}'),
			mediaType: "application/vnd.oci.image.manifest.v1+json",
		});
		const fault = await faultOf(testClient().manifest(appOf(registry), sha256(manifest)));
		expect(fault.code).toBe("registry-digest-mismatch");
		expect(fault.text).toContain(`${registry.host}/app@${sha256(manifest)}`);
	});

	test("a digest that the registry claims counts for nothing", async () => {
		const registry = await start({
			before: answering(
				/manifests/,
				status(
					200,
					{
						"content-type": "application/vnd.oci.image.manifest.v1+json",
						"docker-content-digest": `sha256:${"0".repeat(64)}`,
					},
					manifest.toString(),
				),
			),
		});
		expect((await testClient().manifest(appOf(registry), "1.0")).digest).toBe(sha256(manifest));
	});

	test("a blob with other bytes of the same length", async () => {
		const registry = await start();
		registry.blobs.set(`app ${blob.digest}`, Buffer.alloc(layer.length));
		expect((await faultOf(bytesOf(testClient().blob(appOf(registry), blob)))).code).toBe("registry-digest-mismatch");
	});

	test("a blob that is longer than announced", async () => {
		const registry = await start();
		const fault = faultOf(bytesOf(testClient().blob(appOf(registry), { ...blob, size: 1000 })));
		expect((await fault).code).toBe("registry-too-large");
	});

	test("a manifest of more than 4 MiB", async () => {
		const registry = await start({ before: answering(/manifests/, status(200, {}, "x".repeat(4 * 1024 * 1024 + 1))) });
		expect(await faultOf(testClient().manifest(appOf(registry), "1.0"))).toMatchObject({ code: "registry-too-large" });
	});

	test.each([
		["a web page", "text/html", "<html>"],
		["an array", "application/vnd.oci.image.manifest.v1+json", "[]"],
		["not UTF-8", "application/vnd.oci.image.manifest.v1+json", Buffer.from([0x7b, 0xff, 0x7d])],
		["an old form", "application/vnd.docker.distribution.manifest.v1+prettyjws", '{"schemaVersion": 1}'],
		["a type of its own", "application/json", "{}"],
	])("a manifest that is none: %s", async (_, type, body) => {
		const registry = await start({
			before: answering(/manifests/, (response) => void response.writeHead(200, { "content-type": type }).end(body)),
		});
		expect((await faultOf(testClient().manifest(appOf(registry), "1.0"))).code).toBe("registry-answer-invalid");
	});

	test("pages that lead round in a circle", async () => {
		const registry = await start({
			before: answering(/tags/, status(200, { link: '</v2/app/tags/list?last=a>; rel="next"' }, '{"tags":["a"]}')),
		});
		expect((await faultOf(testClient().tags(appOf(registry)))).code).toBe("registry-too-large");
	});
});

describe("what passes is tried again", () => {
	test.each([429, 500, 502, 503, 504])("status %d, twice", async (code) => {
		const waits: number[] = [];
		const registry = await start({ before: answering(/manifests/, status(code), 2) });
		expect((await testClient({ waits }).manifest(appOf(registry), "1.0")).digest).toBe(sha256(manifest));
		expect(waits).toEqual([375, 750]);
	});

	test("as late as the registry asks for, up to a minute", async () => {
		const waits: number[] = [];
		let asked = 0;
		const registry = await start({
			before: answering(
				/manifests/,
				(response) => status(429, { "retry-after": ["7", "9999"][asked++] as string })(response),
				2,
			),
		});
		await testClient({ waits }).manifest(appOf(registry), "1.0");
		expect(waits).toEqual([7000, 60_000]);
	});

	test("and in the end given up", async () => {
		const registry = await start({ before: answering(/manifests/, status(503)) });
		expect(await faultOf(testClient().manifest(appOf(registry), "1.0"))).toMatchObject({
			code: "registry-busy",
			text: `\`${registry.host}\` is out of order (status 503, for \`${registry.host}/app:1.0\`)`,
		});
		expect(registry.requests.filter(({ line }) => line.includes("manifests"))).toHaveLength(5);
	});

	test("a connection that is cut before an answer", async () => {
		const registry = await start({ before: answering(/manifests/, (response) => response.destroy(), 2) });
		expect((await testClient().manifest(appOf(registry), "1.0")).digest).toBe(sha256(manifest));
	});

	test("a blob that breaks off is taken up where it broke off", async () => {
		const registry = await start({ mostAtOnce: 90_000 });
		expect((await bytesOf(testClient().blob(appOf(registry), blob))).equals(layer)).toBe(true);
		expect(registry.requests.filter(({ line }) => line.includes("blobs")).length).toBeGreaterThanOrEqual(3);
	});

	test("a blob that gets no further", async () => {
		const registry = await start({ mostAtOnce: 0 });
		expect((await faultOf(bytesOf(testClient().blob(appOf(registry), blob)))).code).toBe("registry-unreachable");
	});

	test("nobody there", async () => {
		const registry = await start();
		await registry.close();
		open.length = 0;
		expect(await faultOf(testClient().manifest(appOf(registry), "1.0"))).toMatchObject({
			code: "registry-unreachable",
			text: `\`${registry.host}\` doesn't answer: nobody listens there`,
		});
	});
});

describe("who asks", () => {
	test("nobody is told that credentials are missing", async () => {
		const registry = await start({ auth: "bearer" });
		const fault = await faultOf(testClient().manifest(appOf(registry), "1.0"));
		expect(fault).toMatchObject({ code: "registry-unauthorized" });
		expect(fault.text).toMatch(/there are none$/);
		expect(fault.hint).toContain(`docker login ${registry.host}`);
	});

	test.each(["basic", "bearer"] as const)("a wrong password isn't accepted, nor printed (%s)", async (auth) => {
		const registry = await start({ auth });
		const credential: Credential = { kind: "basic", name: "ada", password: "wrong-pa55word" };
		const fault = await faultOf(testClient({ credential }).manifest(appOf(registry), "1.0"));
		expect(fault.code).toBe("registry-unauthorized");
		expect(JSON.stringify(fault)).not.toContain("wrong-pa55word");
	});

	test("a secret that the registry sends back isn't printed", async () => {
		const registry = await start({
			before: answering(/manifests/, (response, { headers }) => {
				if (headers.authorization === undefined) status(401, { "www-authenticate": 'Basic realm="x"' })(response);
				else
					status(
						403,
						{},
						JSON.stringify({ errors: [{ message: `${account.password} and ${headers.authorization}` }] }),
					)(response);
			}),
		});
		const { code, text } = await faultOf(testClient({ credential: basic }).manifest(appOf(registry), "1.0"));
		expect(code).toBe("registry-denied");
		expect(text).toMatch(/: \*\*\* and Basic \*\*\*$/);
	});

	test("one token serves all requests of a scope", async () => {
		const registry = await start({ auth: "bearer" });
		const client = testClient({ credential: basic });
		await client.manifest(appOf(registry), "1.0");
		await bytesOf(client.blob(appOf(registry), blob));
		await client.tags(appOf(registry));
		expect(registry.requests.filter(({ line }) => line.includes("/token"))).toHaveLength(1);
	});

	test("a token that has expired is fetched anew", async () => {
		const registry = await start({ auth: "bearer", tokenLife: 100 });
		let now = Date.now();
		const client = testClient({ credential: basic, now: () => now });
		await client.manifest(appOf(registry), "1.0");
		now += 95_000;
		await client.manifest(appOf(registry), "1.0");
		expect(registry.requests.filter(({ line }) => line.includes("/token"))).toHaveLength(2);
	});

	test("an identity token is exchanged by POST, and never part of an address", async () => {
		const registry = await start({ auth: "bearer" });
		const client = testClient({ credential: { kind: "identity", token: refreshToken } });
		expect((await client.manifest(appOf(registry), "1.0")).digest).toBe(sha256(manifest));
		expect(registry.requests.some(({ line }) => line.includes(refreshToken))).toBe(false);
	});

	test("a credential stays with its registry when blobs lie elsewhere", async () => {
		const registry = await start({ auth: "basic", blobsElsewhere: true });
		await bytesOf(testClient({ credential: basic }).blob(appOf(registry), blob));
		const elsewhere = registry.requests.filter(({ line }) => line.includes("/elsewhere/"));
		expect(elsewhere).toHaveLength(1);
		expect(elsewhere[0]).not.toHaveProperty("authorization");
	});

	test("an account that may not", async () => {
		const registry = await start({
			before: answering(/manifests/, status(403, {}, '{"errors":[{"message":"no pull for you."}]}')),
		});
		expect(await faultOf(testClient().manifest(appOf(registry), "1.0"))).toMatchObject({
			code: "registry-denied",
			text: `\`${registry.host}\` doesn't allow to read \`${registry.host}/app:1.0\`: no pull for you`,
		});
	});
});

describe("where a registry leads", () => {
	test.each([
		["to an open connection", "http://storage.example/blob"],
		["to no address", "https://"],
		["to another scheme", "file:///etc/passwd"],
	])("%s: nobody goes there", async (_, location) => {
		const registry = await start({ before: answering(/blobs/, status(307, { location })) });
		const fault = await faultOf(bytesOf(testClient().blob(appOf(registry), blob)));
		expect(["registry-redirect", "registry-plain"]).toContain(fault.code);
	});

	test("round and round", async () => {
		const registry = await start({
			before: answering(/blobs/, (response, { url }) => status(302, { location: `${url}&` })(response)),
		});
		expect((await faultOf(bytesOf(testClient().blob(appOf(registry), blob)))).code).toBe("registry-redirect");
	});

	test("to another host for an upload or a next page", async () => {
		const away = { location: "https://elsewhere.example/upload", link: '<https://elsewhere.example/tags>; rel="next"' };
		const upload = await start({ before: answering(/uploads/, status(202, away)) });
		const bytes = Buffer.from("new");
		expect((await faultOf(testClient().pushBlob(appOf(upload), sha256(bytes), bytes))).code).toBe("registry-redirect");
		const paged = await start({ before: answering(/tags/, status(200, away, '{"tags":["a"]}')) });
		expect((await faultOf(testClient().tags(appOf(paged)))).code).toBe("registry-redirect");
	});

	test.each(["http://auth.example/token", "ftp://auth.example/", "nonsense"])(
		"to a token service at %s",
		async (realm) => {
			const registry = await start({
				before: answering(/manifests/, status(401, { "www-authenticate": `Bearer realm="${realm}"` })),
			});
			const fault = await faultOf(testClient({ credential: basic }).manifest(appOf(registry), "1.0"));
			expect(["registry-redirect", "registry-plain"]).toContain(fault.code);
		},
	);
});

describe("what isn't a registry", () => {
	test("a web site of the same name", async () => {
		const registry = await start({ before: answering(/manifests/, status(302, { location: "/login" })) });
		const fault = await faultOf(testClient().manifest(appOf(registry), "1.0"));
		expect(["registry-not-one", "registry-not-found"]).toContain(fault.code);
	});

	test("plain HTTP on another machine", async () => {
		const { code } = await faultOf(
			testClient().manifest({ registry: "192.0.2.1.invalid:80", repository: "app" }, "1.0"),
		);
		expect(code).toBe("registry-unreachable");
	});

	test("a certificate of nobody known; with its authority named, all is well", async () => {
		const folder = mkdtempSync(path.join(tmpdir(), "certificate-"));
		const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
		execFileSync(
			"openssl",
			[
				"req",
				"-x509",
				"-newkey",
				"ec",
				"-pkeyopt",
				"ec_paramgen_curve:P-256",
				"-nodes",
				"-days",
				"2",
				"-subj",
				"/CN=localhost",
				"-addext",
				"subjectAltName=IP:127.0.0.1",
				"-keyout",
				key,
				"-out",
				cert,
			],
			{ stdio: "ignore" },
		);
		const pem = readFileSync(cert, "utf8");
		const registry = await start({
			createServer: (listener) => createSecureServer({ key: readFileSync(key), cert: pem }, listener),
		});
		rmSync(folder, { recursive: true });
		expect(await faultOf(testClient().manifest(appOf(registry), "1.0"))).toMatchObject({
			code: "registry-untrusted",
			text: `\`${registry.host}\` can't be trusted: its certificate is signed by itself only`,
		});
		const trusting = testClient({ authorities: [pem] });
		expect((await trusting.manifest(appOf(registry), "1.0")).digest).toBe(sha256(manifest));
	});
});

test("a blob that is too large to be taken at once goes in parts", async () => {
	const registry = await start({ mostPut: 9_000_000 });
	const large = Buffer.alloc(17_000_001, "0123456789");
	await testClient().pushBlob(appOf(registry), sha256(large), large);
	expect(registry.blobs.get(`app ${sha256(large)}`)?.equals(large)).toBe(true);
	expect(registry.requests.filter(({ line }) => line.startsWith("PATCH"))).toHaveLength(3);
});
