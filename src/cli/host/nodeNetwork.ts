/**
 * The network for policies, from Node: open to the hosts that the person named and to no other. A worker waits for the
 * network while this thread waits for the worker, since evaluation is synchronous.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import {
	type HttpRequest,
	type HttpResponse,
	NetworkError,
	type NetworkHost,
} from "../../runtime/network/networkHost.ts";

/** Largest body of an answer. */
const MOST_BYTES = 16 * 1024 * 1024;
const LOOKUP_TIMEOUT = 5_000;
/** Longer than any time that the worker allows itself. */
const GRACE = 2_000;

/** @param allowed host names or addresses, each perhaps with a port (`example.com:8443`); `*` allows all */
export function nodeNetwork(allowed: readonly string[]): NetworkHost {
	const open = new Set(allowed.map((host) => host.toLowerCase()));
	let bridge: Bridge | undefined;
	const ask = (task: Task, timeout: number): Answer => {
		bridge ??= new Bridge();
		return bridge.ask(task, timeout);
	};
	const demand = (host: string, port = ""): void => {
		const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
		if (open.has("*") || open.has(name) || open.has(`${name}:${port}`)) return;
		throw new NetworkError(`unallowed host: ${name} (--allow-net=${name} allows it)`, true);
	};
	return {
		lookup: (name) => {
			demand(name);
			const answer = ask({ kind: "lookup", name }, LOOKUP_TIMEOUT);
			if ("addresses" in answer) return answer.addresses;
			throw new NetworkError(`lookup ${name}: ${"fault" in answer ? answer.fault : "no answer"}`);
		},
		send: (request) => {
			let { url, method, body } = request;
			for (let left = request.redirects; ; left--) {
				const target = new URL(url);
				demand(target.hostname, target.port || (target.protocol === "https:" ? "443" : "80"));
				const headers = sameOrigin(url, request.url) ? request.headers : request.headers.filter(isHarmless);
				const task: Task = { kind: "send", method, url, headers, body, timeout: request.timeout, most: MOST_BYTES };
				const answer = ask(task, request.timeout + GRACE);
				if (!("statusCode" in answer))
					throw new NetworkError(
						`${title(method)} ${JSON.stringify(url)}: ${"fault" in answer ? answer.fault : "no answer"}`,
					);
				const next = request.redirects === 0 ? undefined : redirection(answer, url);
				if (next === undefined) return answer;
				if (left === 0)
					throw new NetworkError(
						`${title(method)} ${JSON.stringify(url)}: stopped after ${request.redirects} redirects`,
					);
				url = next;
				if (answer.statusCode !== 307 && answer.statusCode !== 308 && method !== "HEAD") {
					method = "GET";
					body = undefined;
				}
			}
		},
	};
}

const title = (method: string): string => method.charAt(0) + method.slice(1).toLowerCase();

function sameOrigin(a: string, b: string): boolean {
	return new URL(a).origin === new URL(b).origin;
}

/** Whether a header may go along to where an answer sends the request. */
function isHarmless([name]: readonly [string, string]): boolean {
	return !/^(?:authorization|cookie|proxy-authorization|www-authenticate)$/i.test(name);
}

function redirection({ statusCode, headers }: HttpResponse, from: string): string | undefined {
	if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
	const location = headers.find(([name]) => name === "location")?.[1];
	if (location === undefined || !URL.canParse(location, from)) return undefined;
	const to = new URL(location, from);
	return to.protocol === "http:" || to.protocol === "https:" ? to.href : undefined;
}

type Task =
	| { readonly kind: "lookup"; readonly name: string }
	| ({ readonly kind: "send"; readonly most: number; readonly body: string | undefined } & Pick<
			HttpRequest,
			"method" | "url" | "headers" | "timeout"
	  >);
type Answer = { readonly addresses: readonly string[] } | HttpResponse | { readonly fault: string };

/** A worker and the line to it. */
class Bridge {
	readonly #signal = new Int32Array(new SharedArrayBuffer(4));
	readonly #port: MessagePort;
	#asked = 0;

	constructor() {
		const { port1, port2 } = new MessageChannel();
		this.#port = port1;
		const worker = new Worker(workerText, {
			eval: true,
			workerData: { signal: this.#signal, port: port2 },
			transferList: [port2],
			execArgv: [],
		});
		// Neither keeps the command from ending.
		worker.unref();
		port1.unref();
	}

	ask(task: Task, timeout: number): Answer {
		const number = ++this.#asked;
		const before = Atomics.load(this.#signal, 0);
		this.#port.postMessage({ number, task });
		const until = performance.now() + timeout + GRACE;
		for (let seen = before; ; seen = Atomics.load(this.#signal, 0)) {
			for (let got = receiveMessageOnPort(this.#port); got !== undefined; got = receiveMessageOnPort(this.#port)) {
				const { number: answered, answer } = got.message as { readonly number: number; readonly answer: Answer };
				// What comes after its time is of no use any more.
				if (answered === number) return answer;
			}
			const left = until - performance.now();
			if (left <= 0) return { fault: "timeout" };
			Atomics.wait(this.#signal, 0, seen, left);
		}
	}
}

/** Plain JavaScript, since a worker has neither the bundle nor a loader for TypeScript. */
const workerText = `
const { workerData: { signal, port } } = require("node:worker_threads");
const { lookup } = require("node:dns/promises");

async function send({ method, url, headers, body, timeout, most }) {
	const response = await fetch(url, {
		method,
		headers: headers.map(([name, value]) => [name, value]),
		body: body === undefined ? undefined : new TextEncoder().encode(body),
		redirect: "manual",
		signal: AbortSignal.timeout(timeout),
	});
	const chunks = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += chunk.length;
		if (size > most) throw new Error("the answer is longer than " + most + " bytes");
		chunks.push(chunk);
	}
	return {
		statusCode: response.status,
		status: (response.status + " " + response.statusText).trim(),
		headers: [...response.headers],
		body: new Uint8Array(Buffer.concat(chunks)),
	};
}

const tasks = {
	send,
	lookup: async ({ name }) => ({ addresses: (await lookup(name, { all: true })).map(({ address }) => address) }),
};

function reasonOf(error) {
	const cause = error.cause ?? error;
	if (cause.code === "ENOTFOUND") return "no such host";
	if (cause.code === "ECONNREFUSED") return "connection refused";
	if (error.name === "TimeoutError") return "timeout";
	return cause.message || cause.code || String(cause);
}

port.on("message", async ({ number, task }) => {
	let answer;
	try {
		answer = await tasks[task.kind](task);
	} catch (error) {
		answer = { fault: reasonOf(error) };
	}
	port.postMessage({ number, answer });
	Atomics.add(signal, 0, 1);
	Atomics.notify(signal, 0);
});
`;
