/** Beginning, changing and ending: what is told on the way, and that nobody is left without an answer. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { endAll, pod, review, send, startGate } from "./startGate.ts";
import { killAll, startProcess } from "./startProcess.ts";

const folders: string[] = [];
afterEach(async () => {
	killAll();
	await endAll();
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
	const made = mkdtempSync(path.join(tmpdir(), "policy-life-"));
	folders.push(made);
	return made;
}

const rule = (word: string): string => `package q\n\nword := "${word}"\n`;
const digest = `sha256:${"a".repeat(64)}`;

describe("the end", () => {
	it("comes when what was asked is answered; until then requests are taken, and /ready says no", async () => {
		let answer: (digest: string) => void = () => undefined;
		const resolveDigest = () => new Promise<string>((resolve) => (answer = resolve));
		const options = { pinDigests: true, shutdown: { delay: 400, grace: 5_000 } };
		const gate = await startGate({ files: { "q.rego": rule("one") }, options, host: { resolveDigest } });
		const body = review(pod({ containers: [{ name: "a", image: "registry.example/a:1" }] }));
		const asked = send(`${gate.url}/v1/mutate`, { body });
		while (!(await send(`${gate.url}/metrics`)).body.includes("holystone_requests_in_work 1"));
		const stopped = gate.stop();
		const ready = await send(`${gate.url}/ready`);
		expect([ready.status, ready.headers.connection]).toEqual([503, "close"]);
		expect((await send(`${gate.url}/health`)).status).toBe(200);
		expect((await send(`${gate.url}/v1/data/q/word`)).body).toBe('{"result":"one"}\n');
		answer(digest);
		expect(JSON.parse((await asked).body).response.patchType).toBe("JSONPatch");
		await stopped;
		await expect(send(`${gate.url}/health`)).rejects.toThrow("ECONNREFUSED");
	});

	it("cuts off what takes longer than it may", async () => {
		const resolveDigest = () => new Promise<string>(() => undefined);
		const options = { pinDigests: true, shutdown: { delay: 0, grace: 200 } };
		const gate = await startGate({ files: { "q.rego": rule("one") }, options, host: { resolveDigest } });
		const body = review(pod({ containers: [{ name: "a", image: "registry.example/a:1" }] }));
		const asked = send(`${gate.url}/v1/mutate`, { body }).catch((error: Error) => error.message);
		while (!(await send(`${gate.url}/metrics`)).body.includes("holystone_requests_in_work 1"));
		await gate.stop();
		expect(await asked).toMatch(/hang up|ECONNRESET/);
		expect(gate.told).toContain("warning: requests that took too long are cut off");
	});
});

it("the diagnostic address answers health, readiness and metrics, and nothing else", async () => {
	const diagnosticAddress = { host: "127.0.0.1", port: 0 };
	const gate = await startGate({ files: { "q.rego": rule("one") }, options: { diagnosticAddress } });
	const [, other = ""] = gate.urls;
	for (const url of ["/health", "/ready", "/metrics"]) expect((await send(`${other}${url}`)).status).toBe(200);
	expect((await send(`${other}/v1/data/q/word`)).status).toBe(404);
});

it("an address that is in use is told, and nothing goes on", async () => {
	const gate = await startGate({ files: { "q.rego": rule("one") } });
	const address = { host: "127.0.0.1", port: gate.port };
	await expect(startGate({ files: { "q.rego": rule("one") }, options: { address } })).rejects.toThrow("EADDRINUSE");
});

it("without policies nothing is served", async () => {
	await expect(startGate({ files: { "data.json": '{"a":1}' } })).rejects.toThrow("there is no policy to serve");
});

describe("a process", () => {
	const wordAt = async (url: string): Promise<unknown> => JSON.parse((await send(`${url}/v1/data/q/word`)).body).result;
	/** Waits until the word is there, for a bounded time. */
	async function untilWord(url: string, word: string): Promise<void> {
		for (let tries = 0; tries < 400; tries++) {
			if ((await wordAt(url)) === word) return;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		throw new Error(`it never says ${word}`);
	}

	it("with threads loads changed policies by itself, and ends in order at SIGTERM", async () => {
		const cwd = folder();
		writeFileSync(path.join(cwd, "q.rego"), rule("one"));
		const { child, url, ended, told } = await startProcess(cwd, "--no-config", "--threads", "1", "q.rego");
		expect(await wordAt(url)).toBe("one");
		writeFileSync(path.join(cwd, "q.rego"), rule("two"));
		await untilWord(url, "two");
		child.kill("SIGTERM");
		expect(await ended).toBe(0);
		expect(told()).toContain("ending: what was asked is still answered");
	});

	it("that doesn't watch reads them again at SIGHUP", async () => {
		const cwd = folder();
		writeFileSync(path.join(cwd, "q.rego"), rule("one"));
		const { child, url } = await startProcess(cwd, "--no-config", "--threads", "0", "--no-watch", "q.rego");
		writeFileSync(path.join(cwd, "q.rego"), rule("two"));
		expect(await wordAt(url)).toBe("one");
		child.kill("SIGHUP");
		await untilWord(url, "two");
	});
});
