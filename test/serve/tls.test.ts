/** TLS: certificates that change while the server runs, and clients that have to have one. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CertificateFault } from "../../src/serve/tls/certificates.ts";
import { endAll, pod, type Running, review, send, startGate } from "./startGate.ts";

const given = (name: string): string => fileURLToPath(new URL(`certificates/${name}`, import.meta.url));
const pem = (name: string): Buffer => readFileSync(given(name));
const ca = pem("authority.crt");
const files = { "q.rego": 'package q\n\nallow if input.user == "admin"\n' };
const body = '{"input":{"user":"admin"}}';

let folder: string;
let cert: string;
let key: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), "policy-tls-"));
	cert = path.join(folder, "tls.crt");
	key = path.join(folder, "tls.key");
	use("server");
});
afterAll(async () => {
	await endAll();
	rmSync(folder, { recursive: true, force: true });
});

function use(name: string): void {
	copyFileSync(given(`${name}.crt`), cert);
	copyFileSync(given(`${name}.key`), key);
}

/** The name of the certificate that a new connection is shown. */
function shownTo({ port }: Running, more: ConnectionOptions = {}): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket: TLSSocket = connect({ host: "127.0.0.1", port, ca, ...more }, () => {
			resolve(String(socket.getPeerCertificate().subject.CN));
			socket.destroy();
		});
		socket.on("error", reject);
	});
}

it("new certificates are used when they are read again, and open connections go on", async () => {
	const gate = await startGate({ files, options: { tls: { cert, key } } });
	expect(gate.url).toMatch(/^https:/);
	expect(await shownTo(gate)).toBe("localhost");
	const agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
	const ask = () => send(`${gate.url}/v1/data/q/allow`, { body, agent });
	expect((await ask()).body).toBe('{"result":true}\n');
	use("server2");
	await gate.reloadCertificates();
	expect(await shownTo(gate)).toBe("localhost, renewed");
	expect((await ask()).body).toBe('{"result":true}\n');
	agent.destroy();
	writeFileSync(key, "no key");
	await gate.reloadCertificates();
	expect(gate.told.join()).toContain("the old certificates stay");
	expect(await shownTo(gate)).toBe("localhost, renewed");
	expect((await send(`${gate.url}/metrics`, { ca })).body).toMatch(/holystone_certificate_expires_seconds \d{9}/);
	use("server");
});

it("what can't be used is refused before anything is served", async () => {
	const tls = { cert, key: given("client.key") };
	await expect(startGate({ files, options: { tls } })).rejects.toThrow(CertificateFault);
	await expect(startGate({ files, options: { tls: { cert: "/no/such", key } } })).rejects.toThrow(
		"can't read /no/such (ENOENT)",
	);
});

it("old versions of TLS aren't spoken", async () => {
	const gate = await startGate({ files, options: { tls: { cert, key } } });
	await expect(shownTo(gate, { maxVersion: "TLSv1.1", minVersion: "TLSv1" })).rejects.toThrow();
});

describe("with an authority for clients", () => {
	let gate: Running;
	beforeAll(async () => {
		const tls = { cert, key, ca: given("authority.crt") };
		gate = await startGate({ files, options: { tls, clientNames: ["apiserver.example"] } });
	});
	const client = (name: string) => ({ ca, cert: pem(`${name}.crt`), key: pem(`${name}.key`) });

	it("one with its certificate is let in", async () => {
		const answer = await send(`${gate.url}/v1/admit`, { body: review(pod({ containers: [] })), ...client("client") });
		expect(answer.status).toBe(200);
	});

	it.each([
		["none", { ca }],
		["one of another authority", client("intruder")],
		["one of another name", client("server")],
	])("with %s a client gets health and metrics, and nothing else", async (_, options) => {
		for (const url of ["/health", "/ready", "/metrics"])
			expect((await send(`${gate.url}${url}`, options)).status).toBe(200);
		for (const url of ["/v1/admit", "/v1/data/q/allow", "/v1/eval", "/", "/nope"]) {
			const { status, body: text } = await send(`${gate.url}${url}`, { ...options, body });
			expect(status).toBe(401);
			expect(JSON.parse(text).code).toBe("unauthorized");
		}
	});
});
