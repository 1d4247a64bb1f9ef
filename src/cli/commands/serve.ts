/** `policy serve [PATH…]`: the policies over HTTP, until somebody ends it. */
import { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import {
	serveAddressUnusable,
	serveCertificateUnusable,
	serveExposed,
	serveLogUnusable,
	servePoliciesFaulty,
} from "../../diagnostics/catalogue/serving.ts";
import { type DecisionLog, openFileLog, streamLog } from "../../serve/decisions/decisionLog.ts";
import { GateFault } from "../../serve/gate/gate.ts";
import { type Address, defaultLimits, type ServeOptions } from "../../serve/options.ts";
import { type GateServer, type ServeHost, startServer } from "../../serve/server.ts";
import { CertificateFault, type TlsFiles } from "../../serve/tls/certificates.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { standardOutput, takeSignals } from "../host/signals.ts";
import { Refusal } from "../refusal.ts";
import { gateOpener } from "../serve/gateOpener.ts";
import { imageHost } from "../serve/imageHost.ts";
import type { ServedPolicies } from "../serve/openPolicies.ts";
import { addressText, addServeOptions, isLoopback, type ServeCommandOptions } from "../serve/serveOptions.ts";
import { watchCertificates, watchServed } from "../serve/watchServed.ts";

export function serveCommand(host: Host, finish: (status: number) => void): Command {
	return addServeOptions(new Command("serve"))
		.description("Answer over HTTP: Kubernetes admission webhook, OPA's REST API, documents in and findings out.")
		.argument("[path...]", "policies and data besides, as `opa run --server` takes them")
		.addHelpText("after", help)
		.action(async (paths: readonly string[], options: ServeCommandOptions) =>
			finish(await serve(host, paths, options)),
		);
}

const help = `
Paths:
  /v1/admit   /v1/mutate        webhooks of a Kubernetes API server
  /v1/data/…  /v1/query  /      as OPA answers them; policies and data can't be written
  /v1/eval                      {"files": {NAME: TEXT}}, or one file with ?name=; a report as Accept or ?format= say
  /health     /ready  /metrics

Policies, data and certificates are loaded again when their files change, and on SIGHUP; what is broken is told, and the old stays.
SIGTERM ends it when what was asked is answered; a second one at once.

Examples:
  policy serve
  policy serve --pack pod-security --fail-on high --tls-cert tls.crt --tls-key tls.key --addr :8443
  policy serve policies/ data.json --decision-log decisions.ndjson
  policy serve --verify-images --image-registry registry.example
  curl -s localhost:8181/v1/eval?name=Dockerfile --data-binary @Dockerfile`;

async function serve(host: Host, paths: readonly string[], options: ServeCommandOptions): Promise<number> {
	const tls = tlsOf(options);
	const settings = settingsOf(options, tls);
	const painter = painterFor(host.stderr, host.env, options.color);
	const log = (level: "info" | "warning" | "error", text: string): void => {
		const time = new Date(Number(host.now() / 1_000_000n)).toISOString();
		for (const line of text.split("\n"))
			host.stderr.write(`${painter.dim(time)} ${painter[level](level.padEnd(7))} ${line}\n`);
	};
	if (tls === undefined && !isLoopback(settings.address))
		log("warning", serveExposed({ address: addressText(settings.address) }).text);
	const opener = gateOpener(host, servedOf(paths, options), options.threads ?? host.processors ?? 1);
	const decisions = await openDecisionLog(options);
	const server = await started(host, settings, {
		openGate: opener.open,
		now: host.now,
		log,
		...imageHost(host, options),
		...(decisions && { decisions }),
	});
	const stopWatching = options.watch ? watch(server, opener.files, tls) : () => undefined;
	for (const url of server.urls) log("info", `listening on ${url}`);
	await new Promise<void>((resolve) => {
		takeSignals({
			end: () => {
				log("info", "ending: what was asked is still answered");
				stopWatching();
				void server.stop().then(resolve);
			},
			hangUp: () => void Promise.all([server.reload(), server.reloadCertificates()]),
		});
	});
	return 0;
}

function watch(
	server: GateServer,
	files: ReturnType<typeof gateOpener>["files"],
	tls: TlsFiles | undefined,
): () => void {
	const policies = watchServed(() => void server.reload().then(() => policies.follow(files())));
	policies.follow(files());
	const certificates = tls && watchCertificates(tls, () => void server.reloadCertificates());
	return () => {
		policies.close();
		certificates?.close();
	};
}

function tlsOf({ tlsCert, tlsKey, tlsCa, clientName }: ServeCommandOptions): TlsFiles | undefined {
	const refuse = (text: string, hint: string) => new Refusal([usageInvalid({ text, hint })]);
	if (tlsCert === undefined && tlsKey === undefined) {
		if (tlsCa !== undefined)
			throw refuse("--tls-ca is for a server with a certificate", "give --tls-cert and --tls-key");
		if (clientName.length > 0) throw refuse("--client-name is for clients with certificates", "give --tls-ca");
		return undefined;
	}
	if (tlsCert === undefined || tlsKey === undefined)
		throw refuse("a certificate and its key belong together", "give both --tls-cert and --tls-key");
	if (clientName.length > 0 && tlsCa === undefined)
		throw refuse("--client-name is for clients with certificates", "give --tls-ca");
	return { cert: tlsCert, key: tlsKey, ...(tlsCa !== undefined && { ca: tlsCa }) };
}

function settingsOf(options: ServeCommandOptions, tls: TlsFiles | undefined): ServeOptions {
	const usual: Address = { host: "127.0.0.1", port: tls === undefined ? 8181 : 8443 };
	return {
		address: options.addr ?? usual,
		...(options.diagnosticAddr && { diagnosticAddress: options.diagnosticAddr }),
		...(tls && { tls }),
		clientNames: options.clientName,
		limits: {
			...defaultLimits,
			body: options.maxBody,
			concurrent: options.maxConcurrent,
			waiting: options.maxWaiting,
			connections: options.maxConnections,
			timeout: options.timeout,
		},
		logRequired: options.decisionLogRequired,
		onError: options.onError,
		pinDigests: options.pinDigests,
		verifyImages: options.verifyImages,
		shutdown: { delay: options.shutdownDelay, grace: options.shutdownGrace },
	};
}

/** Plain data: what the command line has besides is the server's business. */
function servedOf(paths: readonly string[], options: ServeCommandOptions): ServedPolicies {
	const { pack, policy, v0Compatible, config, cache, namespace, builtins, schema, shape } = options;
	const { allowNet, allowEnv, data, buildArg, platform, failOn } = options;
	return {
		paths,
		pack,
		policy,
		builtins,
		allowNet,
		allowEnv,
		data,
		buildArg,
		...(v0Compatible !== undefined && { v0Compatible }),
		...(config !== undefined && { config }),
		...(cache !== undefined && { cache }),
		...(namespace !== undefined && { namespace }),
		...(schema !== undefined && { schema }),
		...(shape !== undefined && { shape }),
		...(platform !== undefined && { platform }),
		...(failOn !== undefined && { failOn }),
		answers: {
			onError: options.onError,
			onUnavailable: options.onUnavailable,
			logInput: options.decisionLogInput,
			masks: options.decisionLogMask,
			log: options.decisionLog !== undefined,
		},
	};
}

async function openDecisionLog(options: ServeCommandOptions): Promise<DecisionLog | undefined> {
	const { decisionLog: file, decisionLogMaxSize: maxBytes, decisionLogKeep: keep, decisionLogSync: sync } = options;
	if (file === undefined) return undefined;
	if (file === "-") return streamLog(standardOutput());
	try {
		return await openFileLog({ file, maxBytes, keep, sync });
	} catch (error) {
		throw new Refusal([serveLogUnusable({ file, reason: reasonOf(error) })]);
	}
}

async function started(host: Host, settings: ServeOptions, given: ServeHost): Promise<GateServer> {
	try {
		return await startServer(settings, given);
	} catch (error) {
		if (error instanceof GateFault) {
			for (const text of error.lines) host.stderr.write(`${text}\n`);
			throw new Refusal([servePoliciesFaulty({ count: error.lines.length })]);
		}
		if (error instanceof CertificateFault) throw new Refusal([serveCertificateUnusable({ reason: error.message })]);
		if (error instanceof Error && "syscall" in error) {
			const { address } = settings;
			throw new Refusal([serveAddressUnusable({ address: addressText(address), reason: reasonOf(error) })]);
		}
		throw error;
	}
}

const reasons: Readonly<Record<string, string>> = {
	EADDRINUSE: "something else listens there",
	EACCES: "you may not",
	EADDRNOTAVAIL: "this machine doesn't have that address",
	ENOTFOUND: "there is no such host",
	ENOENT: "there is no such folder",
	EISDIR: "it is a folder",
	EROFS: "the disk can't be written to",
	ENOSPC: "the disk is full",
};

function reasonOf(error: unknown): string {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
