/** OPA's REST API: what this gate answers beside what `opa run --server` was recorded to answer. With OPA at hand, the record is checked, too. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectGolden } from "../golden/expectGolden.ts";
import { type OpaCase, opaCases, opaFiles } from "./opaCases.ts";
import { endAll, type Running, send, startGate } from "./startGate.ts";

const golden = new URL("goldens/opaApi.json", import.meta.url);
const opa = process.env.OPA ?? "opa";
const hasOpa = spawnSync(opa, ["version"]).status === 0;

interface Recorded {
	readonly status: number;
	readonly body: unknown;
}

const nameOf = ({ method, path: url, body, headers }: OpaCase): string =>
	[method ?? (body === undefined ? "GET" : "POST"), url, headers?.["content-type"], body].filter(Boolean).join(" ");

async function ask(base: string, { method, path: url, body, headers }: OpaCase): Promise<Recorded> {
	const answer = await send(`${base}${url}`, {
		...(body === undefined ? {} : { body }),
		...(method === undefined ? {} : { method }),
		headers: { ...headers },
	});
	return { status: answer.status, body: comparable(answer.body) };
}

/** Numbers are kept as they are written. What is left out is OPA's own trace of an error, and the words of its parser. */
function comparable(text: string): unknown {
	try {
		const value = JSON.parse(text.replace(/([:,[]\s*)(\d{16,})/g, '$1"$2"')) as Record<string, unknown>;
		if (typeof value !== "object" || value === null || !Array.isArray(value.errors)) return withoutParser(value);
		const errors = (value.errors as Record<string, unknown>[]).map(({ code, location }) => ({
			code,
			...(location === undefined ? {} : { row: (location as { readonly row?: number }).row }),
		}));
		return { ...value, errors: [...new Map(errors.map((each) => [JSON.stringify(each), each])).values()] };
	} catch {
		return "";
	}
}

function withoutParser(value: Record<string, unknown>): unknown {
	if (value?.code === undefined || typeof value.message !== "string") return value;
	return {
		...value,
		message: value.message.replace(/(malformed input document|decoding request|parsing|could not decode).*/s, "$1"),
	};
}

let gate: Running;
beforeAll(async () => {
	gate = await startGate({ files: opaFiles });
});
afterAll(endAll);

describe("answers are OPA's", () => {
	const recorded = JSON.parse(readFileSync(golden, "utf8")) as Readonly<Record<string, Recorded>>;
	it.each(opaCases.filter(({ differs }) => differs === undefined).map((each) => [nameOf(each), each] as const))(
		"%s",
		async (name, each) => expect(await ask(gate.url, each)).toEqual(recorded[name]),
	);

	it.each(
		opaCases.flatMap((each) => (each.differs === undefined ? [] : [[nameOf(each), each.differs, each] as const])),
	)("%s, but: %s", async (_, __, each) => {
		const { status, body } = await ask(gate.url, each);
		expect({ status, code: (body as { readonly code?: string }).code }).toEqual(each.ours);
	});
});

it("metrics and provenance are under OPA's names", async () => {
	const { body } = await send(`${gate.url}/v1/data/acme/readers?metrics&provenance`);
	const { metrics, provenance, result } = JSON.parse(body);
	expect(result).toEqual(["ann", "bob"]);
	expect(Object.keys(metrics)).toEqual([
		"timer_rego_input_parse_ns",
		"timer_rego_query_eval_ns",
		"timer_server_handler_ns",
	]);
	expect(Object.keys(provenance)).toContain("version");
});

it("the modules are listed with their texts", async () => {
	const { body } = await send(`${gate.url}/v1/policies`);
	const { result } = JSON.parse(body) as { readonly result: readonly { readonly id: string; readonly raw: string }[] };
	expect(result.map(({ id }) => id).sort()).toEqual(["policy.rego", "system.rego"]);
	const one = await send(`${gate.url}/v1/policies/policy.rego`);
	expect(JSON.parse(one.body).result.raw).toBe(opaFiles["policy.rego"]);
});

describe("the record is what OPA answers", () => {
	let child: ChildProcess | undefined;
	let folder = "";
	afterAll(() => {
		child?.kill("SIGKILL");
		if (folder !== "") rmSync(folder, { recursive: true, force: true });
	});
	const title = hasOpa ? "all requests" : "all requests (skipped: there is no `opa` on PATH or in OPA)";
	it.skipIf(!hasOpa)(title, async () => {
		folder = mkdtempSync(path.join(tmpdir(), "policy-opa-"));
		for (const [name, text] of Object.entries(opaFiles)) writeFileSync(path.join(folder, name), text);
		const port = await freePort();
		const args = ["run", "--server", "--addr", `127.0.0.1:${port}`, ...Object.keys(opaFiles)];
		child = spawn(opa, args, { cwd: folder, stdio: "ignore" });
		await untilHealthy(`http://127.0.0.1:${port}`);
		const answers: [string, Recorded][] = [];
		for (const each of opaCases) answers.push([nameOf(each), await ask(`http://127.0.0.1:${port}`, each)]);
		expectGolden(golden, `${JSON.stringify(Object.fromEntries(answers), null, "\t")}\n`);
	});
});

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address() as { readonly port: number };
			server.close(() => resolve(port));
		});
	});
}

async function untilHealthy(url: string): Promise<void> {
	for (let tries = 0; tries < 200; tries++) {
		const answer = await send(`${url}/health`).catch(() => undefined);
		if (answer?.status === 200) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error("OPA doesn't answer");
}
