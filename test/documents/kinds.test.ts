import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { kindOf, kinds, kindsOf, whyUnclaimed } from "../../src/documents/kinds.ts";
import { Source } from "../../src/text/source.ts";

const object = "apiVersion: v1\nkind: Pod\n";

describe("which kinds claim a file", () => {
	test.each<[string, string, readonly string[]]>([
		["Dockerfile", "FROM scratch\n", ["dockerfile", "context"]],
		["web.Dockerfile", "", ["dockerfile", "context"]],
		["Dockerfile.dockerignore", "a\n", ["context"]],
		[".dockerignore", "", ["context"]],
		["a.yaml", object, ["manifest", "workload"]],
		["a.yml", `# head\n---\n${object}`, ["manifest", "workload"]],
		["a.yaml", "kind: Pod\napiVersion: v1\n", ["manifest", "workload"]],
		["a.yaml", '"apiVersion": v1\n"kind": Pod\n', ["manifest", "workload"]],
		["a.json", '{"kind": "Pod", "apiVersion": "v1"}', ["manifest", "workload"]],
		["<stdin>", object, ["manifest", "workload"]],
		["a.yaml", `apiVersion: v1\ndata:\n${"  x: y\n".repeat(1000)}`, ["manifest", "workload"]],
		["a.yaml", "spec:\n  apiVersion: v1\n  kind: Pod\n", []],
		["a.yaml", "apiVersion: v1\n", []],
		["Chart.yaml", object, []],
		["a.txt", object, []],
		["a.md", object, []],
		["a.json", '{"items": [{"apiVersion": "v1", "kind": "Pod"}]}', []],
		["package.json", '{"name": "x", "version": "1.0.0"}', []],
		["compose.yaml", "services:\n  web:\n    image: x\n", ["compose"]],
		["deploy/docker-compose.prod.yml", "services: {}\n", ["compose"]],
		["docker-compose-test.yaml", "", ["compose"]],
		["stack.yml", "# swarm\nservices:\n\n  web:\n    # head\n    build: .\n", ["compose"]],
		["stack.yml", "version: '3'\nservices:\n  db:\n    environment:\n      - A=b\n    image: x\n", ["compose"]],
		[".gitlab-ci.yml", "services:\n  - docker:dind\nbuild:\n  image: x\n", []],
		["ci.yml", "jobs:\n  a:\n    services:\n      db:\n        image: x\nservices:\n  web:\n    image: x\n", []],
		["services.yaml", "services:\n  App\\Mailer:\n    arguments:\n      image: x\n", []],
		["docker-compose.yml", `${object}services:\n`, ["manifest", "workload"]],
		["a.json", '{"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {}}', ["image"]],
		["sha256-0123", '{"architecture": "amd64", "os": "linux"', ["image"]],
		["a.json", '[{"Id": "sha256:0", "RepoTags": []', ["image"]],
		["a.json", '{"schemaVersion": 2, "layers": []}', []],
		[".github/dependabot.yml", "version: 2\n", ["dependabot"]],
		["renovate.json", "{}", ["dependabot"]],
		["a.yaml", "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\n", ["manifest", "workload", "admission"]],
		["deploy/kustomization.yaml", "resources: [a.yaml]\n", ["kustomization"]],
		["Kustomization", "", ["kustomization"]],
		["a.json", "{", []],
		["a.json", "", []],
	])("%s: %j", (path, head, ids) => expect(kindsOf({ path, head }).map(({ id }) => id)).toEqual(ids));

	test.each([
		["a.json", '{"schemaVersion": 2, "layers": []}', "an image manifest, not an image config"],
		[
			"a.yaml",
			"services: {}",
			"YAML that is neither a Kubernetes object (no `apiVersion` and `kind`) nor a compose file",
		],
		["a.txt", "x", "no kind of document claims it"],
	])("why none claims %s: %j", (path, head, why) => expect(whyUnclaimed({ path, head })).toBe(why));
});

test.each(kinds.map((kind) => [kind.id, kind] as const))(
	"the kind %s has a schema in which every field is described",
	(id, kind) => {
		expect(kindOf(id)).toBe(kind);
		new Ajv2020({ strict: true, allowUnionTypes: true }).compile(kind.schema as object);
		expect(undescribed(kind.schema, "")).toEqual([]);
	},
);

/** Fields without a word about them, neither of their own nor of what they refer to. */
function undescribed(schema: unknown, path: string, root: unknown = schema): string[] {
	if (typeof schema !== "object" || schema === null) return [];
	return Object.entries(schema).flatMap(([key, value]) => {
		if (key !== "properties") return undescribed(value, `${path}/${key}`, root);
		return Object.entries(value as Record<string, Record<string, unknown>>).flatMap(([name, field]) => {
			const steps = typeof field.$ref === "string" ? field.$ref.split("/").slice(1) : [];
			const target = steps.reduce((at, step) => (at as Record<string, unknown>)[step], root);
			const isSilent =
				field.description === undefined &&
				(steps.length === 0 || (target as Record<string, unknown>).description === undefined);
			return [...(isSilent ? [`${path}/${name}`] : []), ...undescribed(field, `${path}/${name}`, root)];
		});
	});
}

test.each(["\n", " \n", "# a\n\n", "---\n", "a: b\n", "a:\n  b\n", "- a\n", "\r\n", "<!--\n", "[", "{", '"'])(
	"whatever begins with %j many times, the kinds are soon done with it",
	(line) => {
		const head = `${line.repeat(3000)}x`;
		const start = performance.now();
		for (const path of ["a.yaml", "a.spdx", "a.json", "Dockerfile", "x"]) kindsOf({ path, head });
		expect(performance.now() - start).toBeLessThan(5000);
	},
);

test("no kind fails on a text that isn't its own", () => {
	const texts = [
		"",
		"\u0000",
		"{",
		"[[[",
		"a: b: c",
		"FROM",
		object,
		'{"architecture": 1, "os": {}, "config": []}',
		"apiVersion: v1\nkind: List\nitems: [1, null, {kind: 2}]\n",
	];
	for (const kind of kinds)
		for (const text of texts) {
			const { documents } = kind.parse(new Source("Dockerfile", text), {
				buildArgs: {},
				siblings: { read: () => undefined, list: () => [] },
			});
			for (const document of documents) expect(document.value).toBeDefined();
		}
});
