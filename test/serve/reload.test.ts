/** Policies that change while requests are answered. In threads, as the command runs, and here. */
import { Agent } from "node:http";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { endAll, pod, type Running, review, send, startGate } from "./startGate.ts";

afterEach(endAll);
afterAll(endAll);

const rule = (word: string): string => `package q

policy says on workload {
	title: "Says a word"
	code: "Q1"
	severity: high
	deny because "${word}"
}

word := "${word}"
`;
const wordOf = async (gate: Running): Promise<unknown> =>
	JSON.parse((await send(`${gate.url}/v1/data/q/word`)).body).result;

describe.each([
	["here", 0],
	["in threads", 1],
])("policies evaluated %s", (_, threads) => {
	it("are loaded again, and broken ones change nothing", async () => {
		const gate = await startGate({ files: { "q.policy": rule("one") }, threads });
		expect(await wordOf(gate)).toBe("one");
		gate.write("q.policy", rule("two"));
		expect(await wordOf(gate)).toBe("one");
		await gate.reload();
		expect(await wordOf(gate)).toBe("two");
		gate.write("q.policy", "package q\n\nword := ");
		await gate.reload();
		expect(await wordOf(gate)).toBe("two");
		const ready = await send(`${gate.url}/ready`);
		expect(ready.status).toBe(200);
		expect(JSON.parse(ready.body)).toMatchObject({ ready: true, policies: 1, reload: { failed: true } });
		expect(gate.told.join("\n")).toMatch(/the old policies stay in force:[\s\S]*q\.policy:3:/);
		gate.write("q.policy", rule("three"));
		await gate.reload();
		expect(await wordOf(gate)).toBe("three");
		expect(JSON.parse((await send(`${gate.url}/ready`)).body).reload).toBeUndefined();
		const { body } = await send(`${gate.url}/metrics`);
		expect(body).toContain('holystone_reloads_total{what="policies",result="done"} 3');
		expect(body).toContain('holystone_reloads_total{what="policies",result="failed"} 1');
	});

	it("no request is dropped while they are", async () => {
		const gate = await startGate({ files: { "q.policy": rule("word0") }, threads });
		const agent = new Agent({ keepAlive: true, maxSockets: 4 });
		const body = review(pod({ containers: [{ name: "a", image: "x" }] }));
		let isOver = false;
		const answers: string[] = [];
		const asking = Array.from({ length: 4 }, async () => {
			while (!isOver) {
				const { status, body: text } = await send(`${gate.url}/v1/admit`, { body, agent });
				answers.push(status === 200 ? JSON.parse(text).response.status.message : `status ${status}`);
			}
		});
		for (let round = 1; round <= 2; round++) {
			gate.write("q.policy", rule(`word${round}`));
			await gate.reload();
		}
		const seen = answers.length;
		while (answers.length < seen + 8) await new Promise((resolve) => setTimeout(resolve, 10));
		isOver = true;
		await Promise.all(asking);
		agent.destroy();
		for (const message of answers) expect(message).toMatch(/^1 policy denies it:\n- Q1 word[0-2] /);
		expect(answers.at(-1)).toContain("word2");
	});
});

describe("threads", () => {
	it("one that takes too long is ended, the others answer, and health is told meanwhile", async () => {
		const slow =
			"package q\n\nword := 1\n\nslow := count([1 | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a * b == input.n])\n";
		const gate = await startGate({ files: { "q.rego": slow }, threads: 2, limits: { timeout: 1_500 } });
		const hanging = [1, 2, 3].map(() => send(`${gate.url}/v1/data/q/slow`, { body: '{"input":{"n":-1}}' }));
		expect((await send(`${gate.url}/health`)).status).toBe(200);
		for (const { status, body } of await Promise.all(hanging)) {
			expect(status).toBe(500);
			expect(JSON.parse(body).errors[0].code).toBe("eval_cancel_error");
		}
		// Those that took their places have the policies as they were, whatever the files say by now.
		gate.write("q.rego", "package q\n\nword := ");
		let word: unknown;
		for (let tries = 0; word !== 1 && tries < 10; tries++) word = await wordOf(gate);
		expect(word).toBe(1);
	});

	it("an admission that can't be decided in time is denied", async () => {
		const slow =
			'package q\n\ndeny contains "x" if count([1 | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a * b == -1]) == 7\n';
		const gate = await startGate({ files: { "q.rego": slow }, threads: 1, limits: { timeout: 600 } });
		const body = review(pod({ containers: [] }));
		const { response } = JSON.parse((await send(`${gate.url}/v1/admit`, { body })).body);
		expect(response).toMatchObject({
			allowed: false,
			status: { code: 500, message: "the evaluation took longer than it may" },
		});
	});
});
