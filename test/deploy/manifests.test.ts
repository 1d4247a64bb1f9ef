/** What is applied without Helm is what the chart renders; and the image is built as our own policies want. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { addServeOptions } from "../../src/cli/serve/serveOptions.ts";
import { evaluated, root } from "./evaluated.ts";

const folder = join(root, "deploy/manifests");
const files = readdirSync(folder).filter((name) => name !== "kustomization.yaml");
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

interface Named {
	readonly kind: string;
	readonly metadata: { readonly name: string };
}

/** The objects of texts by kind and name, without what tells who applied them. */
function objectsIn(...texts: readonly string[]): Readonly<Record<string, unknown>> {
	const objects = texts
		.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Named | null))
		.filter((object) => object !== null);
	const plain = objects.map(
		(object) => JSON.parse(JSON.stringify(object).replace(/"(Helm|kubectl)"/g, '"anybody"')) as Named,
	);
	return Object.fromEntries(plain.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

test("the manifests are the chart with cert-manager's certificates, and a namespace for it", () => {
	const namespace = objectsIn(read("namespace.yaml"))["Namespace holystone"];
	const manifests = objectsIn(...files.filter((name) => name !== "namespace.yaml").map(read));
	expect(namespace).toMatchObject({ metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } } });
	expect(manifests).toEqual(objectsIn(readFileSync(join(root, "test/golden/deploy/cert-manager.yaml"), "utf8")));
});

test("the kustomization names every manifest", () => {
	const { resources } = parse(read("kustomization.yaml")) as { readonly resources: readonly string[] };
	expect([...resources].sort()).toEqual([...files].sort());
});

test("the server is started with options that it has", () => {
	const server = parseAllDocuments(read("server.yaml")).map((document) => document.toJS() as Named | null);
	const deployment = server.find((object) => object?.kind === "Deployment") as unknown as {
		readonly spec: {
			readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } };
		};
	};
	const [command, ...options] = deployment.spec.template.spec.containers[0]?.args ?? [];
	expect(command).toBe("serve");
	const parsed = addServeOptions(new Command("serve")).exitOverride().parse(options, { from: "user" });
	expect(parsed.args).toEqual([]);
	expect(parsed.opts()).toMatchObject({
		addr: { port: 8443 },
		diagnosticAddr: { port: 8181 },
		failOn: "high",
		onError: "deny",
	});
});

test("the manifests pass pod-security restricted, hygiene and kubernetes, once the image is pinned", () => {
	const pinned = files.map((name) => [
		name,
		read(name).replace("holystone:0.1.0", `holystone:0.1.0@sha256:${"a".repeat(64)}`),
	]);
	const { findings, errors, documents } = evaluated(Object.fromEntries(pinned), [
		"pod-security",
		"hygiene",
		"kubernetes",
	]);
	expect({ findings, errors }).toEqual({ findings: [], errors: [] });
	expect(documents).toBeGreaterThan(10);
});

test("the image's Dockerfile passes hygiene, dockerfile and shell", () => {
	const text = readFileSync(join(root, "deploy/image/Dockerfile"), "utf8");
	const { findings, errors, documents } = evaluated(
		{ "deploy/image/Dockerfile": text },
		["hygiene", "dockerfile", "shell"],
		["dockerfile"],
	);
	expect({ findings, errors, documents }).toEqual({ findings: [], errors: [], documents: 1 });
});
