/** Scanners that are called for the images of a run: stand-ins on PATH that write down how they were called. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { layout, tar, tarOf } from "../documents/image/archive.ts";
import { putImage } from "../registry/images.ts";
import { startTestRegistry, type TestRegistry } from "../registry/testRegistry.ts";
import { testHost } from "../scenarios/scenario.ts";

let folder: string;
let registry: TestRegistry;
let name: string;
let digest: string;
const layer = { tar: tar([{ name: "a", content: "a" }]) };

beforeEach(async () => {
	folder = mkdtempSync(path.join(tmpdir(), "scan-"));
	mkdirSync(path.join(folder, "bin"));
	registry = await startTestRegistry();
	name = `${registry.host}/app:1.0`;
	digest = putImage(registry, "app", { layers: [layer] }, "1.0").digest;
	writeFileSync(
		path.join(folder, "vulnerable.rego"),
		"package a\nimport rego.v1\n# METADATA\n# custom:\n#   on: image\ndeny contains v.id if { some scan in input.scans; some v in scan.vulnerabilities }\n",
	);
});
afterEach(async () => {
	rmSync(folder, { recursive: true, force: true });
	await registry.close();
});

const trivyReport = () =>
	JSON.stringify({
		SchemaVersion: 2,
		ArtifactName: name,
		ArtifactType: "container_image",
		Metadata: { RepoDigests: [`${registry.host}/app@${digest}`] },
		Results: [
			{
				Target: "app",
				Class: "os-pkgs",
				Type: "debian",
				Vulnerabilities: [
					{ VulnerabilityID: "CVE-2026-0001", PkgName: "libc", InstalledVersion: "1", Severity: "HIGH" },
				],
			},
		],
	});

/** A program that notes its arguments and does as told. */
function install(program: string, script: string): void {
	const file = path.join(folder, "bin", program);
	writeFileSync(file, `#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "$@" >> "${folder}/calls"\n${script}\n`);
	chmodSync(file, 0o755);
}

async function evaluate(...argv: readonly string[]) {
	const out: string[] = [];
	const env = { PATH: `${path.join(folder, "bin")}:/usr/bin:/bin`, HOME: folder };
	const host = testHost(folder, { stdout: (text) => out.push(text), env });
	const status = await run(["eval", "--policy", "vulnerable.rego", ...argv], host);
	return { status, stdout: out.join("") };
}

const calls = (): string => readFileSync(path.join(folder, "calls"), "utf8").trim();

test("a scanner's report is evidence about the image, which it is given by digest", async () => {
	writeFileSync(path.join(folder, "report.json"), trivyReport());
	install("trivy", `cat "${folder}/report.json"`);
	const { status, stdout } = await evaluate("--scan=trivy", "--platform", "linux/amd64", name);
	expect([status, stdout]).toEqual([1, expect.stringContaining("CVE-2026-0001")]);
	expect(calls()).toBe(
		`image --quiet --format json --scanners vuln --platform linux/amd64 --insecure ${registry.host}/app@${digest}`,
	);
});

test("without a name the first scanner that is there is taken", async () => {
	install("grype", `echo '{"matches": [], "source": {}, "descriptor": {"name": "grype"}, "distro": {}}'`);
	expect((await evaluate("--scan", name)).status).toBe(0);
	expect(calls()).toBe(`registry:${registry.host}/app@${digest} --quiet --output json`);
});

test("archives and layouts are given by their place", async () => {
	install("trivy", `cat "${folder}/report.json"`);
	writeFileSync(path.join(folder, "report.json"), trivyReport());
	const files = layout([{ layers: [layer], name: "app:1.0" }]);
	writeFileSync(path.join(folder, "app.tar"), tarOf(files));
	for (const [file, bytes] of files) {
		mkdirSync(path.dirname(path.join(folder, "lay", file)), { recursive: true });
		writeFileSync(path.join(folder, "lay", file), bytes);
	}
	await evaluate("--scan", "app.tar", "oci:lay");
	expect(calls().split("\n").sort()).toEqual(
		["app.tar", "lay"].map((each) => `image --quiet --format json --scanners vuln --input ${folder}/${each}`),
	);
});

test.each([
	["isn't there", undefined, "cannot scan this: trivy isn't on PATH", "scanner-missing"],
	[
		"fails",
		"echo first >&2; echo 'FATAL no database' >&2; exit 1",
		"trivy failed: FATAL no database (status 1)",
		"scanner-failed",
	],
	["says nothing", "exit 3", "trivy failed: it says nothing of why it failed (status 3)", "scanner-failed"],
	["writes no JSON", "echo hello", "trivy failed: it writes no JSON", "scanner-failed"],
])("one that %s is an error, and the rest goes on", async (_, script, text, code) => {
	if (script !== undefined) install("trivy", script);
	const { status, stdout } = await evaluate("--scan=trivy", name);
	expect(status).toBe(2);
	expect(stdout).toContain(`${name}.scan: error: ${text} [${code}]`);
	expect(stdout).toContain("1 passed");
});

test("a run without images says that no scanner was called", async () => {
	install("trivy", "exit 1");
	writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\n");
	expect((await evaluate("--scan", "Dockerfile")).stdout).toContain("no scanner was called");
});

test("no other scanner can be named", async () => {
	const err: string[] = [];
	expect(await run(["eval", "--scan=sh", name], testHost(folder, { stderr: (text) => err.push(text) }))).toBe(2);
	expect(err.join("")).toContain("--scan");
});
