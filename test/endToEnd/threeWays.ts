/** One image, judged in the three ways that people meet it: named on the command line, in a manifest, and at admission. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { nodeHost } from "../../src/cli/host/nodeHost.ts";
import { run } from "../../src/cli/run.ts";
import { imageHost } from "../../src/cli/serve/imageHost.ts";
import type { ServeOptions } from "../../src/serve/options.ts";
import type { ServeHost } from "../../src/serve/server.ts";
import { testHost } from "../scenarios/scenario.ts";
import { endAll, type GateSetup, pod, type Running, review, send, startGate } from "../serve/startGate.ts";

export interface Told {
	readonly passes: boolean;
	readonly text: string;
}

export interface Ways {
	readonly named: Told;
	readonly inManifest: Told;
	readonly admitted: Told;
}

const policies = path.resolve(import.meta.dirname, "../../policies");
/** What `requireSignature: true` sets the parameters of. All of the bundled policies would take a while to compile. */
const policy = ["hygiene/image_unsigned.policy", "hygiene/signature_missing.policy", "lib/signatures.policy"].map(
	(name) => path.join(policies, name),
);

export class ThreeWays {
	readonly folder = mkdtempSync(path.join(tmpdir(), "policy-images-"));
	readonly #files: Readonly<Record<string, string>>;
	readonly #gates: Running[] = [];

	/** @param files `policy.yaml`, and those that it names */
	constructor(files: Readonly<Record<string, string>>) {
		this.#files = files;
		for (const [name, text] of Object.entries(files)) writeFileSync(path.join(this.folder, name), text);
	}

	async judge(image: string): Promise<Ways> {
		mkdirSync(path.join(this.folder, "deploy"), { recursive: true });
		writeFileSync(path.join(this.folder, "deploy/pod.yaml"), JSON.stringify(podOf(image), undefined, "\t"));
		return {
			named: await this.eval(image),
			inManifest: await this.eval("--fetch-images", "deploy/pod.yaml"),
			admitted: await admission(await this.gate(), image),
		};
	}

	/** Passes where the status is 0; the text is all that is told. */
	async eval(...argv: readonly string[]): Promise<Told & { readonly status: number }> {
		const told: string[] = [];
		const take = (text: string): void => void told.push(text);
		const host = testHost(this.folder, { stdout: take, stderr: take, env: { HOME: this.folder } });
		const given = policy.flatMap((name) => ["--policy", name]);
		const status = await run(["eval", "--no-cache", ...given, ...argv], host);
		return { status, passes: status === 0, text: told.join("") };
	}

	/** The gate that the three ways have in common. */
	async gate(): Promise<Running> {
		this.#gates[0] ??= await this.startGate();
		return this.#gates[0];
	}

	startGate(
		more: {
			readonly threads?: number;
			readonly answers?: GateSetup["answers"];
			readonly options?: Partial<ServeOptions>;
			readonly host?: Partial<ServeHost>;
		} = {},
	): Promise<Running> {
		const machine = { ...nodeHost(), env: { HOME: this.folder } };
		return startGate({
			files: this.#files,
			served: { paths: [], policy, config: "policy.yaml" },
			...more,
			host: { ...imageHost(machine, { imageRegistry: [] }), ...more.host },
		});
	}

	async close(): Promise<void> {
		await endAll();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

const podOf = (...images: readonly string[]) =>
	pod({ containers: images.map((image, index) => ({ name: `c${index}`, image })) });

export interface Admission extends Told {
	readonly warnings: readonly string[];
	readonly annotations: Readonly<Record<string, string>>;
}

/** What a gate says of a pod with these images. */
export async function admission({ url }: Running, ...images: readonly string[]): Promise<Admission> {
	const { body } = await send(`${url}/v1/admit`, { body: review(podOf(...images)) });
	const { response } = JSON.parse(body) as {
		readonly response: {
			readonly allowed: boolean;
			readonly status?: { readonly message: string };
			readonly warnings?: readonly string[];
			readonly auditAnnotations?: Readonly<Record<string, string>>;
		};
	};
	const { allowed, status, warnings = [], auditAnnotations = {} } = response;
	return { passes: allowed, text: status?.message ?? "", warnings, annotations: auditAnnotations };
}
