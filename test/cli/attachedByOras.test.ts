/** What oras attaches to an image in a real registry, seen from the registry and from the layout that oras copies: the same documents. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { layout, tar } from "../documents/image/archive.ts";
import { registryProgram, startDebianRegistry } from "../registry/debianRegistry.ts";
import { testHost } from "../scenarios/scenario.ts";
import { missing, program, runProgram } from "./peerPrograms.ts";

const oras = program("oras", "version");
const registry = { name: "docker-registry", ...(registryProgram === undefined ? {} : { path: registryProgram }) };
const lacking = missing(oras, registry);

test.skipIf(lacking !== "")(`an image with a bill of materials${lacking}`, async () => {
	const folder = mkdtempSync(path.join(tmpdir(), "oras-"));
	const started = await startDebianRegistry();
	try {
		const files = layout([{ name: "1.0", layers: [{ tar: tar([{ name: "a", content: "a" }]) }] }]);
		const index = JSON.parse(Buffer.from(files.get("index.json") as Uint8Array).toString());
		index.manifests[0].annotations = { "org.opencontainers.image.ref.name": "1.0" };
		files.set("index.json", Buffer.from(JSON.stringify(index)));
		for (const [file, bytes] of files) {
			mkdirSync(path.dirname(path.join(folder, "lay", file)), { recursive: true });
			writeFileSync(path.join(folder, "lay", file), bytes);
		}
		const bill = {
			bomFormat: "CycloneDX",
			specVersion: "1.5",
			components: [{ type: "library", name: "z", version: "1" }],
		};
		writeFileSync(path.join(folder, "bom.json"), JSON.stringify(bill));
		const image = `${started.host}/app:1.0`;
		const type = "application/vnd.cyclonedx+json";
		for (const args of [
			["cp", "--from-oci-layout", "lay:1.0", image, "--to-plain-http"],
			["attach", "--plain-http", "--artifact-type", type, image, `bom.json:${type}`],
			["cp", "-r", "--from-plain-http", image, "--to-oci-layout", "copy:1.0"],
		])
			expect(runProgram(oras, args, folder)).toMatchObject({ status: 0 });
		const seen = async (named: string) => {
			const out: string[] = [];
			await run(["parse", named], testHost(folder, { stdout: (text) => out.push(text), env: { HOME: folder } }));
			const documents = JSON.parse(out.join("")) as { kind: string; name: string; value: Record<string, unknown> }[];
			// What an image is called is another matter.
			return documents.map(({ kind, value }) => [kind, { ...value, tags: [] }]);
		};
		const remote = await seen(image);
		expect(remote.map(([kind]) => kind)).toEqual(["image", "sbom"]);
		expect(await seen("oci:copy:1.0")).toEqual(remote);
	} finally {
		await started.close();
		rmSync(folder, { recursive: true, force: true });
	}
});
