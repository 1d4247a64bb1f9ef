/** Clients that mean harm, or are broken: each is turned away in its time, and the others are answered. */
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, pod, type Running, review, send, startGate } from "./startGate.ts";

const rule = {
	"p.rego": `package p

deny contains "latest" if some c in input.spec.containers; endswith(c.image, ":latest")

allow if input.user == "admin"

slow := count([1 | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a * b == input.n])
`
		.replace("if some c in input.spec.containers; endswith", "if {\n\tsome c in input.spec.containers\n\tendswith")
		.replace('":latest")', '":latest")\n}'),
};
const BODY = 100_000;

let gate: Running;
beforeAll(async () => {
	gate = await startGate({ files: rule, limits: { body: BODY, head: 300, request: 600, timeout: 400 } });
});
afterAll(endAll);

const stillAnswers = async (at = gate): Promise<void> => {
	const { body } = await send(`${at.url}/v1/data/p/allow`, { body: '{"input":{"user":"admin"}}' });
	expect(body).toBe('{"result":true}\n');
};

describe("bodies", () => {
	const deep = (depth: number): string => `{"input":${"[".repeat(depth)}${"]".repeat(depth)}}`;
	const gzip = { "content-encoding": "gzip" };
	interface Case {
		readonly what: string;
		readonly body: string | Uint8Array;
		readonly status: number;
		readonly headers?: Readonly<Record<string, string>>;
	}
	const cases: readonly Case[] = [
		{ what: "too large", body: `{"input":"${"x".repeat(BODY)}"}`, status: 413 },
		{ what: "cut off", body: '{"input":{"a":', status: 400 },
		{ what: "nested too deep", body: deep(20_000), status: 400 },
		{ what: "nested as deep as may be", body: deep(900), status: 200 },
		{ what: "with a key twice", body: '{"input":{"user":"admin"},"input":{"user":"bob"}}', status: 200 },
		{ what: "no UTF-8", body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), status: 400 },
		{ what: "half a surrogate pair", body: '{"input":"\\ud800"}', status: 200 },
		{ what: "a number beyond all bounds", body: `{"input":1e${"9".repeat(400)}}`, status: 400 },
		{ what: "packed", body: gzipSync('{"input":{"user":"admin"}}'), status: 200, headers: gzip },
		{
			what: "packed and large when unpacked",
			body: gzipSync(Buffer.alloc(50 * BODY, 0x20)),
			status: 413,
			headers: gzip,
		},
		{ what: "said to be packed", body: "{}", status: 400, headers: gzip },
		{ what: "packed in a way of its own", body: "{}", status: 415, headers: { "content-encoding": "br" } },
		{ what: "of a type that is none", body: "{}", status: 415, headers: { "content-type": "no type" } },
		{
			what: "YAML with aliases of aliases",
			body: bomb(),
			status: 400,
			headers: { "content-type": "application/yaml" },
		},
	];
	it.each(cases)("$what", async ({ body, status, headers = {} }) => {
		const answer = await send(`${gate.url}/v1/data/p/allow`, { body, headers });
		expect(answer.status, answer.body).toBe(status);
		if (status !== 200) expect(Object.keys(JSON.parse(answer.body))).toEqual(["code", "message"]);
		await stillAnswers();
	});

	it("of a key that stands twice the last counts, for policies as for who asked", async () => {
		const twice = '{"input":{"user":"admin"},"input":{"user":"bob"}}';
		expect((await send(`${gate.url}/v1/data/p/allow`, { body: twice })).body).toBe("{}\n");
		const object = JSON.stringify(pod({ containers: [{ name: "a", image: "x:latest" }] }));
		const hidden = review(null).replace('"object":null', `"object":null,"object":${object}`);
		expect(JSON.parse((await send(`${gate.url}/v1/admit`, { body: hidden })).body).response.allowed).toBe(false);
	});
});

function bomb(): string {
	const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
	for (let i = 1; i < 12; i++)
		lines.push(
			`a${i}: &a${i} [${Array(10)
				.fill(`*a${i - 1}`)
				.join(", ")}]`,
		);
	return `${lines.join("\n")}\ninput: *a11\n`;
}

describe("paths and heads", () => {
	it.each([
		["an escape that is none", "/v1/data/%zz", 400],
		["a NUL", "/v1/data/%00", 200],
		["steps up", "/v1/data/..%2f..%2fetc", 200],
		["names of objects' own", "/v1/data/__proto__/constructor", 200],
		["another method", "/v1/admit", 405],
		["nothing that is there", "/admin", 404],
	])("%s", async (_, path, status) => {
		const answer = await send(`${gate.url}${path}`);
		expect(answer.status).toBe(status);
		if (status === 200) expect(answer.body).toBe("{}\n");
	});

	it("a head that is too large", async () => {
		const { status } = await send(`${gate.url}/health`, { headers: { "x-large": "x".repeat(20_000) } });
		expect(status).toBe(431);
		await stillAnswers();
	});
});

/** What comes back on a connection that bytes are written to, until it is closed. */
function talk(port: number, write: (send: (text: string) => void) => void): Promise<string> {
	return new Promise((resolve) => {
		let text = "";
		const socket = connect(port, "127.0.0.1", () => write((part) => socket.write(part)));
		socket.on("data", (chunk) => {
			text += chunk;
		});
		socket.on("error", () => undefined);
		socket.on("close", () => resolve(text));
	});
}

describe("slow clients are let go", () => {
	it("a head that never ends", async () => {
		const told = await talk(gate.port, (write) => {
			write("POST /v1/admit HTTP/1.1\r\nHost: x\r\n");
			const timer = setInterval(() => write("X-More: x\r\n"), 50);
			setTimeout(() => clearInterval(timer), 5_000).unref();
		});
		expect(told).toMatch(/^HTTP\/1\.1 408 /);
	});

	it("a body that never comes", async () => {
		const told = await talk(gate.port, (write) =>
			write("POST /v1/admit HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"),
		);
		expect(told).toMatch(/^(HTTP\/1\.1 408 |$)/);
		await stillAnswers();
	});

	it("an upload that breaks off", async () => {
		await new Promise<void>((resolve) => {
			const socket = connect(gate.port, "127.0.0.1", () => {
				socket.write("POST /v1/admit HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{", () => {
					socket.destroy();
					resolve();
				});
			});
		});
		await stillAnswers();
	});

	it("no HTTP at all", async () => {
		expect(await talk(gate.port, (write) => write("\x16\x03\x01\x02hello\r\n\r\n"))).toMatch(/^HTTP\/1\.1 400 /);
		await stillAnswers();
	});
});

it("an evaluation that takes too long is stopped, and said so", async () => {
	const { status, body } = await send(`${gate.url}/v1/data/p/slow`, { body: '{"input":{"n":-1}}' });
	expect(status).toBe(500);
	expect(JSON.parse(body).errors[0].code).toBe("eval_cancel_error");
	await stillAnswers();
});

it("more requests than may wait are turned away at once, and told when to come again", async () => {
	const host = {
		resolveDigest: () => new Promise<string>((resolve) => setTimeout(() => resolve(`sha256:${"a".repeat(64)}`), 300)),
	};
	const busy = await startGate({
		files: rule,
		limits: { concurrent: 1, waiting: 1 },
		options: { pinDigests: true },
		host,
	});
	const body = review(pod({ containers: [{ name: "a", image: "registry.example/a:1" }] }));
	const answers = await Promise.all(Array.from({ length: 5 }, () => send(`${busy.url}/v1/mutate`, { body })));
	const codes = answers.map(({ status }) => status).sort();
	expect(codes).toEqual([200, 200, 503, 503, 503]);
	expect(answers.find(({ status }) => status === 503)?.headers["retry-after"]).toBe("1");
	const { body: health } = await send(`${busy.url}/health`);
	expect(health).toBe("{}\n");
});

it("there are no more metrics for paths that were made up", async () => {
	for (let i = 0; i < 50; i++) await send(`${gate.url}/v1/data/made/up/${i}`);
	const { body } = await send(`${gate.url}/metrics`);
	expect(body).not.toContain("made");
	expect(body.split("\n").filter((line) => line.startsWith("holystone_http_requests_total")).length).toBeLessThan(20);
});
