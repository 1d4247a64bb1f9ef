/** A gate on a free port of this machine, from the sources, with policies that are files of a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { nodeFiles, nodeHost } from "../../src/cli/host/nodeHost.ts";
import { gateOpener } from "../../src/cli/serve/gateOpener.ts";
import type { ServedPolicies } from "../../src/cli/serve/openPolicies.ts";
import { defaultLimits, type ServeLimits, type ServeOptions } from "../../src/serve/options.ts";
import { type GateServer, type ServeHost, startServer } from "../../src/serve/server.ts";
import { buildProgram } from "./buildProgram.ts";

export interface GateSetup {
	/** Policies and data by file name. */
	readonly files?: Readonly<Record<string, string>>;
	readonly packs?: readonly string[];
	readonly served?: Partial<ServedPolicies>;
	readonly answers?: Partial<ServedPolicies["answers"]>;
	readonly limits?: Partial<ServeLimits>;
	readonly options?: Partial<ServeOptions>;
	readonly host?: Partial<ServeHost>;
	/** Threads of its own. */
	readonly threads?: number;
}

export interface Running extends GateServer {
	readonly url: string;
	readonly port: number;
	readonly folder: string;
	/** What it told whoever runs it. */
	readonly told: readonly string[];
	/** Replaces a file of the policies. */
	write(name: string, text: string): void;
}

const running: Running[] = [];

/** Ends all that were started and removes what they left. */
export async function endAll(): Promise<void> {
	for (const gate of running.splice(0)) {
		await gate.stop();
		rmSync(gate.folder, { recursive: true, force: true });
	}
}

export async function startGate(setup: GateSetup = {}): Promise<Running> {
	const { files = {}, packs = [], limits, options, host, threads = 0 } = setup;
	const folder = mkdtempSync(path.join(tmpdir(), "policy-serve-"));
	const write = (name: string, text: string): void => {
		mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
		writeFileSync(path.join(folder, name), text);
	};
	for (const [name, text] of Object.entries(files)) write(name, text);
	const served: ServedPolicies = {
		paths: Object.keys(files).length > 0 ? ["."] : [],
		pack: packs,
		policy: [],
		builtins: [],
		config: false,
		cache: false,
		allowNet: [],
		allowEnv: false,
		data: [],
		buildArg: [],
		answers: {
			onError: "deny",
			onUnavailable: "deny",
			logInput: "masked",
			masks: [],
			log: host?.decisions !== undefined,
			...setup.answers,
		},
		...setup.served,
	};
	const machine = {
		...nodeHost(threads === 0 ? undefined : await buildProgram()),
		cwd: folder,
		files: nodeFiles(folder),
		now: () => NOW,
	};
	const told: string[] = [];
	const server = await startServer(
		{
			address: { host: "127.0.0.1", port: 0 },
			clientNames: [],
			limits: { ...defaultLimits, ...limits },
			logRequired: false,
			onError: served.answers.onError,
			pinDigests: false,
			verifyImages: false,
			shutdown: { delay: 0, grace: 2_000 },
			...options,
		},
		{
			openGate: gateOpener(machine, served, threads).open,
			now: () => NOW,
			log: (level, text) => told.push(`${level}: ${text}`),
			...host,
		},
	);
	const [url = ""] = server.urls;
	const gate = { ...server, url, port: Number(new URL(url).port), folder, told, write };
	running.push(gate);
	return gate;
}

/** 2026-01-01T00:00:00Z, in nanoseconds. */
const NOW = 1_767_225_600_000_000_000n;

export interface Response {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** One request on a connection of its own. */
export function send(
	url: string,
	{ body, ...options }: RequestOptions & { readonly body?: string | Uint8Array } = {},
): Promise<Response> {
	const make = url.startsWith("https:") ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const request = make(url, { agent: false, method: body === undefined ? "GET" : "POST", ...options }, (response) => {
			let text = "";
			response.setEncoding("utf8");
			response.on("data", (chunk) => {
				text += chunk;
			});
			response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
			response.on("error", reject);
		});
		request.on("error", reject);
		request.end(body);
	});
}

/** An AdmissionReview of an object, as an API server sends it. */
export function review(object: unknown, request: Readonly<Record<string, unknown>> = {}): string {
	const {
		apiVersion = "v1",
		kind = "",
		metadata,
	} = (object ?? {}) as Readonly<Record<string, string>> & {
		readonly metadata?: { readonly name?: string; readonly namespace?: string };
	};
	const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
	return JSON.stringify({
		kind: "AdmissionReview",
		apiVersion: "admission.k8s.io/v1",
		request: {
			uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
			kind: { group, version, kind },
			name: metadata?.name,
			namespace: metadata?.namespace,
			operation: "CREATE",
			userInfo: { username: "deployer" },
			object,
			oldObject: null,
			dryRun: false,
			...request,
		},
	});
}

export function pod(spec: Readonly<Record<string, unknown>>, name = "web"): Readonly<Record<string, unknown>> {
	return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop" }, spec };
}
