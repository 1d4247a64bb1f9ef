/** Admission of images that have to be signed: how long the first one takes that the registry has to be asked about, and what is done a second once it was. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newKey, simpleSignature } from "../test/endToEnd/signatures.ts";
import { registryProgram, startDebianRegistry } from "../test/registry/debianRegistry.ts";
import { pushArtifact, pushImage, pushManifest, readManifest } from "../test/signatures/pushing.ts";
import { load } from "./serve/load.ts";
import { startOurs } from "./serve/startServer.ts";
import { digits, median, table } from "./statistics.ts";

/** Images, each with a signature of its own. */
const IMAGES = 40;
const WARM_UP = 500;
const REQUESTS = 2_000;
const key = newKey();
const policies = "hygiene, with a signature required of every image";

export async function serveImages(): Promise<string> {
	if (registryProgram === undefined) return "verify: docker-registry is missing";
	const folder = mkdtempSync(join(tmpdir(), "serve-images-"));
	const registry = await startDebianRegistry();
	writeFileSync(join(folder, "cosign.pub"), key.pub);
	const settings = "packs: [hygiene]\nimages:\n  requireSignature: true\n  signatures:\n    - key: cosign.pub\n";
	writeFileSync(join(folder, "policy.yaml"), settings);
	const asked = ["--threads", "2", "--config", join(folder, "policy.yaml")];
	const server = await startOurs("verify", asked);
	const without = await startOurs("admit", ["--threads", "2", "--pack", "hygiene"]);
	try {
		const images: string[] = [];
		for (let index = 0; index < IMAGES; index++) images.push(await pushSigned(registry.host, `1.${index}`));
		const admit = { path: "/v1/admit", connections: 1, requests: 1 };
		// Nobody pays for the first start of everything.
		await load({ ...admit, port: server.port, body: reviewOf(images[0] as string), requests: WARM_UP });
		const cold: number[] = [];
		for (const image of images.slice(1))
			cold.push((await load({ ...admit, port: server.port, body: reviewOf(image) })).p50);
		const rows = [["", "connections", "requests/s", "p50 ms", "p99 ms", "failed"]];
		const body = reviewOf(images[1] as string);
		await load({ ...admit, port: without.port, body, requests: WARM_UP });
		for (const connections of [1, 8])
			for (const [name, { port }] of [
				["verified", server],
				["not asked about", without],
			] as const) {
				const { rate, p50, p99, failed } = await load({ ...admit, port, body, connections, requests: REQUESTS });
				rows.push([name, String(connections), digits(rate), digits(p50), digits(p99), String(failed)]);
			}
		const slowest = Math.max(...cold);
		return `/v1/admit, ${policies}\nan image for the first time: ${digits(median(cold))} ms, at most ${digits(slowest)} ms, of ${cold.length}\n${table(rows)}`;
	} finally {
		server.stop();
		without.stop();
		await registry.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Pushes an image and its signature, by cosign's tag scheme; gives its reference. */
async function pushSigned(host: string, tag: string): Promise<string> {
	const digest = await pushImage(host, "app", tag);
	const { payload, signature } = simpleSignature(digest, key);
	const like = {
		mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
		annotations: { "dev.cosignproject.cosign/signature": signature },
	};
	const image = (await readManifest(host, "app", digest)) ?? {};
	const manifest = await pushArtifact(host, "app", payload, like, image);
	await pushManifest(host, "app", manifest, `${digest.replace(":", "-")}.sig`);
	return `${host}/app:${tag}`;
}

const reviewOf = (image: string): string =>
	JSON.stringify({
		kind: "AdmissionReview",
		apiVersion: "admission.k8s.io/v1",
		request: {
			uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
			kind: { group: "", version: "v1", kind: "Pod" },
			name: "web",
			namespace: "shop",
			operation: "CREATE",
			userInfo: { username: "deployer" },
			object: {
				apiVersion: "v1",
				kind: "Pod",
				metadata: { name: "web", namespace: "shop" },
				spec: { containers: [{ name: "web", image }] },
			},
		},
	});
