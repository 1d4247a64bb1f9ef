/** The gate as a whole: policies that are opened and opened anew, servers that listen, and an orderly end. */
import type { AddressInfo } from "node:net";
import { Server as TlsServer } from "node:tls";
import type { FastifyInstance } from "fastify";
import type { DecisionLog } from "./decisions/decisionLog.ts";
import { type Gate, GateFault } from "./gate/gate.ts";
import { GateHolder } from "./gate/gateHolder.ts";
import type { ImageHost } from "./images/imageHost.ts";
import { ImageLookups } from "./images/imageLookups.ts";
import { Limiter } from "./limits/limiter.ts";
import { contextOf, makeServer } from "./listen.ts";
import { Metrics } from "./metrics.ts";
import type { Address, ServeOptions } from "./options.ts";
import { admitRoute } from "./routes/admit.ts";
import { dataRoute } from "./routes/data.ts";
import { documentRoute } from "./routes/document.ts";
import { evalRoute } from "./routes/eval.ts";
import { healthRoutes } from "./routes/health.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { mutateRoute } from "./routes/mutate.ts";
import { policiesRoute } from "./routes/policies.ts";
import { queryRoute } from "./routes/query.ts";
import type { Serving } from "./serving.ts";
import { type Certificates, readCertificates, sameCertificates } from "./tls/certificates.ts";

export interface ServeHost extends ImageHost {
	/** Opens the policies as they are now. @throws {GateFault} */
	readonly openGate: () => Promise<Gate>;
	readonly decisions?: DecisionLog;
	readonly now: () => bigint;
	readonly log: Serving["log"];
}

export interface GateServer {
	/** Where it listens: `http://127.0.0.1:8181`. */
	readonly urls: readonly string[];
	/** Opens the policies anew; those in force stay where that fails. */
	reload(): Promise<void>;
	/** Reads the certificates again; those in use stay where that fails. Open connections keep theirs. */
	reloadCertificates(): Promise<void>;
	/** Answers what was asked, for as long as it may, and ends. */
	stop(): Promise<void>;
}

/**
 * @throws {GateFault} where the policies can't be opened
 * @throws {CertificateFault} where certificates can't be used
 * @throws the error of `listen` where an address can't be used
 */
export async function startServer(options: ServeOptions, host: ServeHost): Promise<GateServer> {
	let certificates = options.tls === undefined ? undefined : await readCertificates(options.tls);
	let isStopping = false;
	const { log, now } = host;
	const gates = new GateHolder(host.openGate);
	const limiter = new Limiter(options.limits.concurrent, options.limits.waiting);
	const isReady = (): boolean => gates.facts !== undefined && !isStopping;
	const metrics = new Metrics({
		active: () => limiter.active,
		waiting: () => limiter.waiting,
		ready: isReady,
		...(certificates && { certificateExpires: () => certificates?.expires ?? 0 }),
	});
	const images = new ImageLookups(host, metrics, () => Number(now() / 1_000_000n));
	const serving: Serving = { options, gates, limiter, metrics, images, decisions: host.decisions, now, log, isReady };
	const reload = (): Promise<void> => gates.reload((fault) => toldOfReload(serving, fault));
	await reload();
	if (gates.fault !== undefined) throw new GateFault(gates.fault);

	const main = makeServer(serving, certificates);
	for (const add of [admitRoute, mutateRoute, dataRoute, documentRoute, queryRoute, policiesRoute, evalRoute])
		add(main, serving);
	healthRoutes(main, serving);
	metricsRoute(main, serving);
	const servers: FastifyInstance[] = [main];
	const urls = [await listenAt(main, options.address, certificates)];
	if (options.diagnosticAddress !== undefined) {
		const diagnostic = makeServer(serving, undefined);
		healthRoutes(diagnostic, serving);
		metricsRoute(diagnostic, serving);
		servers.push(diagnostic);
		try {
			urls.push(await listenAt(diagnostic, options.diagnosticAddress, undefined));
		} catch (error) {
			await main.close();
			throw error;
		}
	}
	let stopped: Promise<void> | undefined;
	return {
		urls,
		reload,
		reloadCertificates: async () => {
			if (options.tls === undefined || certificates === undefined) return;
			try {
				const next = await readCertificates(options.tls);
				if (sameCertificates(certificates, next)) return;
				certificates = next;
				if (main.server instanceof TlsServer) (main.server as TlsServer).setSecureContext(contextOf(next));
				metrics.reloads.inc({ what: "certificates", result: "done" });
				log("info", "the certificates were read again");
			} catch (error) {
				metrics.reloads.inc({ what: "certificates", result: "failed" });
				log("error", `the old certificates stay: ${error instanceof Error ? error.message : String(error)}`);
			}
		},
		stop: () => {
			isStopping = true;
			stopped ??= stop(serving, servers, host);
			return stopped;
		},
	};
}

function toldOfReload({ gates, metrics, log }: Serving, fault: readonly string[] | undefined): void {
	metrics.reloads.inc({ what: "policies", result: fault === undefined ? "done" : "failed" });
	const { facts } = gates;
	if (fault !== undefined) {
		if (facts !== undefined) for (const line of ["the old policies stay in force:", ...fault]) log("error", line);
	} else if (facts !== undefined) {
		metrics.loaded(facts);
		for (const warning of facts.warnings) log("warning", warning);
		log("info", `${facts.policies.length} policies are in force, revision ${facts.revision.slice(0, 12)}`);
	}
}

async function listenAt(
	app: FastifyInstance,
	{ host, port }: Address,
	certificates: Certificates | undefined,
): Promise<string> {
	await app.listen({ host, port });
	const bound = app.server.address() as AddressInfo;
	const name = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
	return `${certificates === undefined ? "http" : "https"}://${name}:${bound.port}`;
}

/** First nobody is sent here any more, then nobody is let in, then what is left is cut off. */
async function stop(
	{ options, gates, log }: Serving,
	servers: readonly FastifyInstance[],
	host: ServeHost,
): Promise<void> {
	const { delay, grace } = options.shutdown;
	await new Promise((resolve) => setTimeout(resolve, delay));
	const cut = setTimeout(() => {
		log("warning", "requests that took too long are cut off");
		for (const { server } of servers) server.closeAllConnections();
	}, grace);
	await Promise.all(servers.map((server) => server.close()));
	clearTimeout(cut);
	await gates.close();
	await host.decisions?.close();
}
