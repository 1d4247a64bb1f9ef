/** The gate under load: against `opa run --server` on the same policies and inputs, in turn in one run; and its memory over many requests. */
import { readFileSync } from "node:fs";
import { opa } from "./peers/opa.ts";
import { type Load, load, type Measured } from "./serve/load.ts";
import { review } from "./serve/review.ts";
import { type Started, startOpa, startOurs } from "./serve/startServer.ts";
import { digits, median, table } from "./statistics.ts";
import { type Workload, workloads } from "./workloads.ts";

const concurrency = [1, 8, 64] as const;
/** Requests before anything is measured, on each server. */
const WARM_UP = 2_000;
const REQUESTS = 3_000;
const SOAK = 100_000;

/** The tables as they come, which takes minutes; says so where the workloads or OPA are missing. */
export async function* serve(rounds = 3): AsyncGenerator<string> {
	const peer = opa();
	for (const name of ["pss-small", "rbac"]) {
		const workload = workloads().find((each) => each.name === name);
		if (workload === undefined) yield "serve: ../shared/bench is not there";
		else yield await against(workload, !("why" in peer), rounds);
	}
	yield await soak();
}

async function against(workload: Workload, withOpa: boolean, rounds: number): Promise<string> {
	const files = [workload.policy, ...(workload.data === undefined ? [] : [workload.data])];
	const servers = [
		await startOurs("two threads", ["--threads", "2", ...files]),
		await startOurs("no threads of its own", ["--threads", "0", ...files]),
		...(withOpa ? [await startOpa(files)] : []),
	];
	const path = `/v1/data/${workload.rule.replaceAll(".", "/")}`;
	const body = `{"input":${readFileSync(workload.input, "utf8")}}`;
	try {
		const rows = await inTurn(servers, { path, body }, rounds);
		return `${workload.name}, ${body.length} bytes\n${table([head, ...rows])}${withOpa ? "" : "\nopa is missing"}`;
	} finally {
		for (const server of servers) server.stop();
	}
}

const head = ["", "connections", "requests/s", "p50 ms", "p99 ms", "failed", "processor ms", "MB"];

/** With the processor time of one request in milliseconds, which tells more than the clock where others use the machine. */
interface Round extends Measured {
	readonly processor: number;
}

async function measure(server: Started, asked: Omit<Load, "port">): Promise<Round> {
	const before = server.processorTime();
	const measured = await load({ ...asked, port: server.port });
	return { ...measured, processor: (server.processorTime() - before) / asked.requests };
}

async function inTurn(
	servers: readonly Started[],
	asked: Pick<Load, "path" | "body">,
	rounds: number,
): Promise<string[][]> {
	for (const { port } of servers) await load({ ...asked, port, connections: 8, requests: WARM_UP });
	const rows: string[][] = [];
	for (const connections of concurrency) {
		const measured = new Map<Started, Round[]>(servers.map((server) => [server, []]));
		for (let round = 0; round < rounds; round++)
			for (const server of servers) {
				const requests = connections === 1 ? REQUESTS / 3 : REQUESTS;
				measured.get(server)?.push(await measure(server, { ...asked, connections, requests }));
			}
		for (const [server, all] of measured) rows.push(rowOf(server, connections, all));
	}
	return rows;
}

function rowOf(server: Started, connections: number, all: readonly Round[]): string[] {
	const middle = (of: (each: Round) => number): string => digits(median(all.map(of)));
	const failed = all.reduce((sum, each) => sum + each.failed, 0);
	const figures = [middle(({ rate }) => rate), middle(({ p50 }) => p50), middle(({ p99 }) => p99)];
	return [
		server.name,
		String(connections),
		...figures,
		String(failed),
		middle(({ processor }) => processor),
		server.memory().toFixed(0),
	];
}

/** Admission with two packs, and what memory it takes at first and at last. */
export async function soak(): Promise<string> {
	const server = await startOurs("admit", ["--threads", "2", "--pack", "hygiene", "--pack", "pod-security"]);
	const asked = { port: server.port, path: "/v1/admit", body: review, connections: 8 };
	try {
		const rows = [
			["requests", "MB", "requests/s", "p50 ms", "p99 ms", "failed"],
			["0", server.memory().toFixed(0), "", "", "", ""],
		];
		for (let done = 0; done < SOAK; done += SOAK / 10) {
			const { rate, p50, p99, failed } = await load({ ...asked, requests: SOAK / 10 });
			rows.push([
				String(done + SOAK / 10),
				server.memory().toFixed(0),
				digits(rate),
				digits(p50),
				digits(p99),
				String(failed),
			]);
		}
		return `/v1/admit, hygiene and pod-security (241 policies), ${review.length} bytes, 8 connections\n${table(rows)}`;
	} finally {
		server.stop();
	}
}
