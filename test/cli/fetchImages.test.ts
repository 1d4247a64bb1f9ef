/** `policy eval --fetch-images`: which images are asked about, and which aren't. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { putArtifact, putImage } from "../registry/images.ts";
import { startTestRegistry, type TestRegistry } from "../registry/testRegistry.ts";
import { testHost } from "../scenarios/scenario.ts";

let folder: string;
let registry: TestRegistry;
beforeEach(async () => {
	folder = mkdtempSync(path.join(tmpdir(), "fetch-images-"));
	registry = await startTestRegistry();
	write("policy/bill.policy", policy);
});
afterEach(async () => {
	rmSync(folder, { recursive: true, force: true });
	await registry.close();
});

const policy = `package acme

policy bill_missing on workload {
	title:    "Images have a bill of materials"
	code:     "ACME1"
	severity: high

	deny container.spec.image because $"{container.image.ref} has no bill of materials" if {
		some container in input.containers
		count(object.get(container.image, "sboms", [])) == 0
	}
}

policy stage_bill_missing on dockerfile {
	title:    "Base images have a bill of materials"
	code:     "ACME2"
	severity: high

	deny stage.from because $"{stage.from.ref} has no bill of materials" if {
		some stage in input.stages
		not stage.from.stage
		count(object.get(stage.from, "sboms", [])) == 0
	}
}
`;

function write(name: string, text: string): void {
	mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
	writeFileSync(path.join(folder, name), text);
}

/** An image, and what it is made of as a referrer. */
function putWithBill(name: string): void {
	const { mediaType, digest, size } = putImage(registry, name, { layers: [] }, "1.0");
	const bill = { bomFormat: "CycloneDX", specVersion: "1.5", components: [{ type: "library", name, version: "1.0" }] };
	const part = { value: bill, mediaType: "application/vnd.cyclonedx+json" };
	putArtifact(registry, name, part, { artifactType: part.mediaType, subject: { mediaType, digest, size } });
}

const pod = (...images: readonly string[]): string =>
	JSON.stringify({
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name: "web" },
		spec: { containers: images.map((image, index) => ({ name: `c${index}`, image: `${registry.host}/${image}` })) },
	});

async function evaluate(...argv: readonly string[]) {
	const out: string[] = [];
	const err: string[] = [];
	const host = testHost(folder, {
		stdout: (text) => out.push(text),
		stderr: (text) => err.push(text),
		env: { HOME: folder },
	});
	const status = await run(["eval", "--policy", "policy", "--format", "json", ...argv], host);
	const { findings, diagnostics } = JSON.parse(out.join("")) as {
		readonly findings: readonly { readonly message: string }[];
		readonly diagnostics: readonly { readonly code: string; readonly source?: string }[];
	};
	return { status, told: findings.map(({ message }) => message), diagnostics };
}

const asked = (pattern: RegExp): number => registry.requests.filter(({ line }) => pattern.test(line)).length;

test("asks nobody unless it is told to", async () => {
	putWithBill("app");
	write("deploy/pod.yaml", pod("app:1.0"));
	expect((await evaluate("deploy")).told).toEqual([`${registry.host}/app:1.0 has no bill of materials`]);
	expect(registry.requests).toEqual([]);
	expect((await evaluate("--fetch-images", "deploy")).told).toEqual([]);
});

test("asks once for an image that many files name, of manifests and of Dockerfiles, and fetches no layers", async () => {
	putWithBill("app");
	putWithBill("base");
	write("deploy/a.yaml", pod("app:1.0"));
	write("deploy/b.yaml", pod("app:1.0", "base:1.0"));
	write("deploy/Dockerfile", `FROM ${registry.host}/base:1.0 AS build\nFROM build\nFROM scratch\n`);
	const { told } = await evaluate("--fetch-images", "deploy");
	expect(told).toEqual(["scratch has no bill of materials"]);
	expect(asked(/GET .*\/app\/manifests\/1\.0/)).toBe(1);
	expect(asked(/GET .*\/base\/manifests\/1\.0/)).toBe(1);
});

test("asks for what kustomizations make of an image", async () => {
	putWithBill("app");
	write("deploy/pod.yaml", pod("app:0.9"));
	write(
		"deploy/kustomization.yaml",
		`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [pod.yaml]
images:
  - {name: "${registry.host}/app", newTag: "1.0"}
`,
	);
	expect((await evaluate("--fetch-images", "deploy")).told).toEqual([]);
	expect(asked(/manifests\/0\.9/)).toBe(0);
});

test("takes an image that is an input itself as it is", async () => {
	putWithBill("app");
	write("pod.yaml", pod("app:1.0"));
	expect((await evaluate("--fetch-images", "pod.yaml", `${registry.host}/app:1.0`)).told).toEqual([]);
	expect(asked(/GET .*\/app\/manifests\/1\.0/)).toBe(1);
});

test("says at its place which image couldn't be asked about, and goes on with the others", async () => {
	putWithBill("app");
	putImage(registry, "bare", { layers: [] }, "1.0");
	write("pod.yaml", pod("app:1.0", "gone:1.0", "bare:1.0"));
	const { status, told, diagnostics } = await evaluate("--fetch-images", "pod.yaml");
	expect(status).toBe(2);
	expect(told).toEqual([`${registry.host}/bare:1.0 has no bill of materials`]);
	expect(diagnostics).toMatchObject([{ code: "registry-not-found" }]);
});
