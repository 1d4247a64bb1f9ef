/** The decision log: what is in a line, what isn't, and that no decision is answered without one. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type DecisionLog, openFileLog } from "../../src/serve/decisions/decisionLog.ts";
import { endAll, pod, review, send, startGate } from "./startGate.ts";
import { killAll, startProcess } from "./startProcess.ts";

const folders: string[] = [];
afterEach(() => {
	killAll();
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
afterAll(endAll);

function folder(): string {
	const made = mkdtempSync(path.join(tmpdir(), "policy-log-"));
	folders.push(made);
	return made;
}

const files = {
	"p.policy": `package p

policy latest on workload {
	title: "No latest"
	code: "P1"
	severity: high
	deny container.image because "it has no release" if {
		some container in input.containers
		container.image.tag == "latest"
	}
}
`,
	"q.rego": 'package q\n\nallow if input.user == "admin"\n',
};

/** A log that keeps its lines. */
function memoryLog(): { readonly log: DecisionLog; readonly lines: string[] } {
	const lines: string[] = [];
	return { lines, log: { write: async (line) => void lines.push(line), close: async () => undefined } };
}

describe("a line", () => {
	it("says what was decided, by which policies, about what and for whom", async () => {
		const { log, lines } = memoryLog();
		const gate = await startGate({ files, host: { decisions: log } });
		const answer = await send(`${gate.url}/v1/admit`, {
			body: review(pod({ containers: [{ name: "a", image: "x:latest" }] })),
		});
		const [line = ""] = lines;
		const { decision_id, revision, policies, metrics, input_digest, input, ...rest } = JSON.parse(line);
		expect(decision_id).toBe(JSON.parse(answer.body).response.auditAnnotations["decision-id"]);
		expect(answer.headers["decision-id"]).toBe(decision_id);
		expect(revision).toMatch(/^[0-9a-f]{64}$/);
		expect(policies).toEqual([{ name: "policies", digest: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
		expect(metrics.timer_server_handler_ns).toBeGreaterThan(0);
		expect(input_digest).toMatch(/^sha256:[0-9a-f]{64}$/);
		expect(input.request.object.spec.containers[0].image).toBe("x:latest");
		expect(rest).toEqual({
			timestamp: "2026-01-01T00:00:00.000Z",
			path: "/v1/admit",
			requested_by: "127.0.0.1",
			verdict: "deny",
			about: {
				uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
				operation: "CREATE",
				kind: "Pod",
				namespace: "shop",
				name: "web",
				user: "deployer",
			},
			result: {
				allowed: false,
				message: "1 policy denies it:\n- P1 it has no release (spec.containers[0].image)",
				findings: [
					{
						code: "P1",
						policy: "p.latest",
						severity: "high",
						action: "deny",
						message: "it has no release",
						path: "spec.containers[0].image",
					},
				],
			},
		});
	});

	it.each([
		[
			"a document",
			"/v1/data/q/allow",
			'{"input":{"user":"admin"}}',
			{ verdict: "defined", result: true, input: { user: "admin" } },
		],
		["none", "/v1/data/q/allow", '{"input":{"user":"ann"}}', { verdict: "undefined", input: { user: "ann" } }],
		["a query", "/v1/query", '{"query":"x := 1"}', { verdict: "defined", result: [{ x: 1 }] }],
		[
			"files",
			"/v1/eval",
			'{"files":{"pod.yaml":"apiVersion: v1\\nkind: Pod\\nspec: {containers: [{name: a, image: \\"x:latest\\"}]}"}}',
			{ verdict: "findings" },
		],
	])("for %s", async (_, url, body, expected) => {
		const { log, lines } = memoryLog();
		const gate = await startGate({ files, host: { decisions: log } });
		await send(`${gate.url}${url}`, { body });
		expect(lines).toHaveLength(1);
		expect(JSON.parse(lines[0] as string)).toMatchObject({ path: url, ...expected });
	});

	it("of what can't be read nothing was decided", async () => {
		const { log, lines } = memoryLog();
		const gate = await startGate({ files, host: { decisions: log } });
		await send(`${gate.url}/v1/data/q/allow`, { body: "{" });
		expect(lines).toEqual([]);
	});
});

describe("secrets aren't logged", () => {
	const secret = "hunter2-hunter2";
	const cases: readonly (readonly [what: string, url: string, body: string])[] = [
		[
			"what a Secret holds",
			"/v1/admit",
			review({
				apiVersion: "v1",
				kind: "Secret",
				metadata: { name: "s" },
				data: { a: secret },
				stringData: { b: secret },
			}),
		],
		[
			"a variable with a telling name",
			"/v1/admit",
			review(pod({ containers: [{ name: "a", image: "x", env: [{ name: "DB_PASSWORD", value: secret }] }] })),
		],
		[
			"what kubectl repeats of an object",
			"/v1/admit",
			review({
				apiVersion: "v1",
				kind: "ConfigMap",
				metadata: { annotations: { "kubectl.kubernetes.io/last-applied-configuration": `{"a":"${secret}"}` } },
			}),
		],
		[
			"a key with a telling name",
			"/v1/data/q/allow",
			JSON.stringify({ input: { user: "x", apiToken: secret, nested: [{ "api-key": secret, password: secret }] } }),
		],
		[
			"what the person named",
			"/v1/data/q/allow",
			JSON.stringify({ input: { items: [{ code: secret }], "a/b": { x: secret } } }),
		],
	];
	it.each(cases)("%s", async (_, url, body) => {
		const { log, lines } = memoryLog();
		const answers = { masks: ["/input/items/*/code", "/input/a~1b"] };
		const gate = await startGate({ files, answers, host: { decisions: log } });
		await send(`${gate.url}${url}`, { body });
		expect(lines[0]).not.toContain("hunter2");
		const { input, masked } = JSON.parse(lines[0] as string);
		expect(input).toBeDefined();
		expect(masked.length).toBeGreaterThan(0);
	});

	it("of inputs there may be the digest only", async () => {
		const { log, lines } = memoryLog();
		const gate = await startGate({ files, answers: { logInput: "digest" }, host: { decisions: log } });
		await send(`${gate.url}/v1/data/q/allow`, { body: '{"input":{"user":"admin"}}' });
		const entry = JSON.parse(lines[0] as string);
		expect(entry.input).toBeUndefined();
		expect(entry.input_digest).toMatch(/^sha256:/);
	});
});

describe("the file", () => {
	it("is put aside by its size, and so many are kept", async () => {
		const file = path.join(folder(), "d.ndjson");
		const log = await openFileLog({ file, maxBytes: 1_000, keep: 2, sync: true });
		for (let i = 0; i < 40; i++) await log.write(`${i} ${"x".repeat(90)}`);
		await log.close();
		expect(readdirSync(path.dirname(file)).sort()).toEqual(["d.ndjson", "d.ndjson.1", "d.ndjson.2"]);
		const lines = [`${file}.2`, `${file}.1`, file].flatMap((each) => readFileSync(each, "utf8").trimEnd().split("\n"));
		expect(lines.map((line) => Number(line.split(" ")[0]))).toEqual(
			Array.from({ length: lines.length }, (_, i) => 40 - lines.length + i),
		);
	});

	it("has all lines that were written at the same time, each whole", async () => {
		const file = path.join(folder(), "d.ndjson");
		const log = await openFileLog({ file, maxBytes: 1e9, keep: 1, sync: false });
		await Promise.all(Array.from({ length: 500 }, (_, i) => log.write(JSON.stringify({ i, text: "é".repeat(i) }))));
		await log.close();
		const lines = readFileSync(file, "utf8").trimEnd().split("\n");
		expect(lines.map((line) => JSON.parse(line).i)).toEqual(Array.from({ length: 500 }, (_, i) => i));
	});

	it("goes on after half a line that a kill left", async () => {
		const file = path.join(folder(), "d.ndjson");
		writeFileSync(file, '{"a":1}\n{"b":');
		const log = await openFileLog({ file, maxBytes: 1e9, keep: 1, sync: false });
		await log.write('{"c":3}');
		await log.close();
		expect(readFileSync(file, "utf8")).toBe('{"a":1}\n{"b":\n{"c":3}\n');
	});

	const full = "/dev/full";
	it.skipIf(!existsSync(full))(
		`a full disk is told and counted, and what must be logged is not answered (needs ${full})`,
		async () => {
			const decisions = await openFileLog({ file: full, maxBytes: 1e9, keep: 1, sync: false });
			const body = review(pod({ containers: [{ name: "a", image: "x:1" }] }));
			const lenient = await startGate({ files, host: { decisions } });
			expect(JSON.parse((await send(`${lenient.url}/v1/admit`, { body })).body).response.allowed).toBe(true);
			expect(lenient.told.join()).toContain("a decision can't be logged");
			expect((await send(`${lenient.url}/metrics`)).body).toContain(
				'holystone_decision_log_lines_total{result="failed"} 1',
			);
			const strict = await startGate({ files, host: { decisions }, options: { logRequired: true } });
			const { response } = JSON.parse((await send(`${strict.url}/v1/admit`, { body })).body);
			expect(response).toMatchObject({ allowed: false, status: { message: "the decision can't be logged" } });
			expect((await send(`${strict.url}/v1/data/q/allow`, { body: "{}" })).status).toBe(500);
		},
	);
});

it("a process that is killed has logged every decision that it answered, and the next one goes on", async () => {
	const cwd = folder();
	for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
	const answered = new Set<string>();
	for (let round = 0; round < 2; round++) {
		const { child, url } = await startProcess(
			cwd,
			"--no-config",
			"--decision-log",
			"d.ndjson",
			"--threads",
			"0",
			"p.policy",
			"q.rego",
		);
		let isOver = false;
		const asking = Array.from({ length: 8 }, async () => {
			while (!isOver) {
				const answer = await send(`${url}/v1/data/q/allow`, { body: '{"input":{"user":"admin"}}' }).catch(
					() => undefined,
				);
				const id = answer?.headers["decision-id"];
				if (answer?.status === 200 && typeof id === "string") answered.add(id);
				if (answered.size > 150 * (round + 1) && !isOver) {
					isOver = true;
					child.kill("SIGKILL");
				}
			}
		});
		await Promise.all(asking);
	}
	const lines = readFileSync(path.join(cwd, "d.ndjson"), "utf8").split("\n");
	const logged = new Set(
		lines.flatMap((line) => (/"decision_id":"([^"]+)".*\}$/.exec(line)?.[1] ?? []) as string[] | string),
	);
	expect([...answered].filter((id) => !logged.has(id))).toEqual([]);
});
