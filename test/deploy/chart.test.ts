/** The chart: what it renders is golden, and passes our own packs. Rendering needs helm; the goldens are evaluated in every run. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { expectGolden } from "../golden/expectGolden.ts";
import { evaluated, root } from "./evaluated.ts";

const chart = join(root, "deploy/helm/holystone");
const helm = process.env.HELM ?? "helm";
const hasHelm = spawnSync(helm, ["version"]).status === 0;
const digest = `sha256:${"a".repeat(64)}`;

/** Name → what is set. */
const renderings: Readonly<Record<string, readonly string[]>> = {
	generated: [],
	"cert-manager": ["certificate.source=cert-manager"],
	secret: [
		"certificate.source=secret",
		"certificate.secretName=gate-tls",
		"certificate.caBundle=Q0E=",
		`image.digest=${digest}`,
		"webhooks.failurePolicy=Ignore",
		"webhooks.namespaceSelector.matchLabels.gate=on",
		"autoscaling.enabled=false",
		"replicas=3",
		"networkPolicy.apiServer[0].ipBlock.cidr=10.0.0.0/28",
	],
	everything: [
		`image.digest=${digest}`,
		"certificate.source=cert-manager",
		"certificate.issuer.kind=ClusterIssuer",
		"certificate.issuer.name=internal",
		"webhooks.mutating.enabled=true",
		"monitoring.kind=pod",
		"policies.files.own\\.policy=package own",
		"image.pullSecrets[0]=registry",
		"priorityClassName=system-cluster-critical",
		"server.extraArgs[0]=--max-body=1MiB",
		"nodeSelector.pool=system",
		"images.registries[0]=registry.example",
		"images.credentialsSecret=registry-login",
		"images.pinDigests=true",
	],
};
const goldenOf = (name: string): string => join(root, "test/golden/deploy", `${name}.yaml`);

function render(settings: readonly string[]): string {
	const set = settings.flatMap((each) => ["--set", each]);
	const run = spawnSync(helm, ["template", "holystone", chart, "-n", "holystone", "--kube-version", "1.34.0", ...set], {
		encoding: "utf8",
	});
	expect(run.stderr).toBe("");
	// What the chart makes by chance.
	return run.stdout.replace(/^( *(?:ca\.crt|tls\.crt|tls\.key|caBundle): )[A-Za-z0-9+/=]{100,}$/gm, "$1bWFkZQ==");
}

describe("the chart", () => {
	for (const [name, settings] of Object.entries(renderings)) {
		test.skipIf(!hasHelm)(`renders ${name} as its golden says${hasHelm ? "" : " (helm isn't on PATH)"}`, () => {
			expectGolden(pathToFileURL(goldenOf(name)), render(settings));
		});

		test(`${name} passes pod-security restricted, hygiene and kubernetes`, () => {
			expect(existsSync(goldenOf(name))).toBe(true);
			const rendered = readFileSync(goldenOf(name), "utf8");
			const { findings, errors, documents } = evaluated({ "rendered.yaml": rendered }, [
				"pod-security",
				"hygiene",
				"kubernetes",
			]);
			expect(errors).toEqual([]);
			expect(documents).toBeGreaterThan(7);
			// The image has to be pinned by whoever builds it.
			const pinned = rendered.includes(digest);
			expect(findings).toEqual(
				pinned
					? []
					: ["HS3052 container server: registry.example/holystone:0.1.0 is pinned by tag only: add @sha256:…"],
			);
		});
	}

	test.skipIf(!hasHelm)(`keeps the certificate that the webhook names${hasHelm ? "" : " (helm isn't on PATH)"}`, () => {
		const run = spawnSync(helm, ["template", "a", chart, "--kube-version", "1.34.0"], { encoding: "utf8" });
		const [signer] = /^ {2}ca\.crt: (\S+)$/m.exec(run.stdout)?.slice(1) ?? [];
		const [bundle] = /^ {6}caBundle: (\S+)$/m.exec(run.stdout)?.slice(1) ?? [];
		expect(bundle).toBeDefined();
		expect(bundle).toBe(signer);
	});
});

describe("its values", () => {
	const schema = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8")) as object;
	const isValid = new Ajv({ strict: false }).compile(schema);
	const values = () =>
		parse(readFileSync(join(chart, "values.yaml"), "utf8")) as Record<string, Record<string, unknown>>;

	test("are valid by their schema, and each is in it", () => {
		expect(isValid(values()), JSON.stringify(isValid.errors)).toBe(true);
	});

	test.each([
		["a misspelt key", { webhook: {} }],
		["a digest that is none", { image: { repository: "a", digest: "sha256:1" } }],
		["a policy of failure that there isn't", { webhooks: { failurePolicy: "fail" } }],
		["a webhook that waits longer than the API server does", { webhooks: { timeoutSeconds: 31 } }],
		["a severity that there isn't", { server: { failOn: "major" } }],
		["another source of certificates", { certificate: { source: "letsencrypt" } }],
	])("%s is refused", (_, changed) => {
		expect(isValid({ ...values(), ...changed })).toBe(false);
	});
});
