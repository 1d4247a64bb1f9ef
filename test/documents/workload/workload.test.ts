// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders are what is tested
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Edit } from "../../../src/documents/document.ts";
import { cleanPath } from "../../../src/documents/workload/normalizeVolume.ts";
import { workloadKind } from "../../../src/documents/workload/workloadKind.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";

const parse = (text: string) => workloadKind.parse(new Source("a.yaml", text), { buildArgs: {} });

const containers = "containers: [{name: a, image: b}]";

describe("what makes pods", () => {
	test.each([
		["v1", "Pod", `spec: {${containers}}`],
		["v1", "ReplicationController", `spec: {template: {spec: {${containers}}}}`],
		["v1", "PodTemplate", `template: {spec: {${containers}}}`],
		["apps/v1", "Deployment", `spec: {template: {spec: {${containers}}}}`],
		["apps/v1", "ReplicaSet", `spec: {template: {spec: {${containers}}}}`],
		["apps/v1", "StatefulSet", `spec: {template: {spec: {${containers}}}}`],
		["apps/v1beta2", "DaemonSet", `spec: {template: {spec: {${containers}}}}`],
		["batch/v1", "Job", `spec: {template: {spec: {${containers}}}}`],
		["batch/v1", "CronJob", `spec: {jobTemplate: {spec: {template: {spec: {${containers}}}}}}`],
		["serving.knative.dev/v1", "Service", `spec: {template: {spec: {${containers}}}}`],
		["extensions.agents.x-k8s.io/v1alpha1", "SandboxTemplate", `spec: {podTemplate: {spec: {${containers}}}}`],
	])("%s %s", (apiVersion, kind, body) => {
		const { documents, diagnostics } = parse(
			`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n${body}\n`,
		);
		expect(diagnostics).toEqual([]);
		expect(documents.map(({ name }) => name)).toEqual([`${kind}/x`]);
		expect(toPlain(documents[0]?.value ?? null)).toMatchObject({
			kind,
			containers: [{ name: "a", type: "container" }],
		});
	});

	test.each([
		["v1", "Service", "spec: {ports: []}"],
		["v1", "ConfigMap", "data: {spec: x}"],
		["other.example/v1", "Pod", "spec: {}"],
	])("%s %s doesn't", (apiVersion, kind, body) => {
		const { documents, diagnostics } = parse(`apiVersion: ${apiVersion}\nkind: ${kind}\n${body}\n`);
		expect([documents, diagnostics]).toEqual([[], []]);
	});

	test("a Deployment without a pod spec is said to be one", () => {
		const { documents, diagnostics } = parse("apiVersion: apps/v1\nkind: Deployment\nspec: {}\n");
		expect(documents).toEqual([]);
		expect(diagnostics.map(({ kind }) => kind.code)).toEqual(["workload-no-containers"]);
	});
});

describe("a patch is told from what it is laid over", () => {
	test.each([
		["no image at all", "containers: [{name: a, args: [x]}]", ["workload-patch"]],
		["none in any list", "containers: [{name: a}], initContainers: [{name: b}]", ["workload-patch"]],
		["an image in one container", "containers: [{name: a, image: b}, {name: c}]", []],
		["an image that is empty", 'containers: [{name: a, image: ""}]', []],
	])("%s", (_, pod, codes) => {
		const { documents, diagnostics } = parse(`apiVersion: v1\nkind: Pod\nspec: {${pod}}\n`);
		expect(diagnostics.map(({ kind }) => kind.code)).toEqual(codes);
		expect(documents).toHaveLength(codes.length === 0 ? 1 : 0);
	});
});

describe("fixes change the manifest", () => {
	const text = `apiVersion: v1
kind: Pod
spec:
  securityContext:
    runAsNonRoot: false
  initContainers:
    - name: first
      image: "first:1"
  containers:
    - name: a
      image: b:latest # soon
      securityContext:
        privileged: true
`;
	const edited = (edit: Edit) => {
		const made = parse(text).documents[0]?.edit?.(edit);
		return made === undefined ? undefined : text.slice(0, made.span.start) + made.text + text.slice(made.span.end);
	};
	test.each<[string, Edit, string, string]>([
		["the tag alone", { op: "replace", node: ["containers", 1, "image", "tag"], text: "1.2" }, "b:latest #", "b:1.2 #"],
		[
			"the whole reference",
			{ op: "replace", node: ["containers", 0, "image"], text: "first:2" },
			'"first:1"',
			'"first:2"',
		],
		[
			"an effective setting, where it was made",
			{ op: "replace", node: ["containers", 1, "security_context", "privileged"], text: "false" },
			"privileged: true",
			"privileged: false",
		],
		[
			"a setting that the pod makes, in the container",
			{ op: "set", node: ["containers", 1, "security_context"], path: ["runAsNonRoot"], value: true },
			"        privileged: true\n",
			"        privileged: true\n        runAsNonRoot: true\n",
		],
		[
			"a setting in the terms of the manifest",
			{ op: "set", node: ["containers", 0], path: ["securityContext", "readOnlyRootFilesystem"], value: true },
			'      image: "first:1"\n',
			'      image: "first:1"\n      securityContext:\n        readOnlyRootFilesystem: true\n',
		],
		[
			"a setting of the pod",
			{ op: "set", node: ["pod"], path: ["hostNetwork"], value: false },
			"        privileged: true\n",
			"        privileged: true\n  hostNetwork: false\n",
		],
		[
			"a container gone",
			{ op: "remove", node: ["containers", 0] },
			'  initContainers:\n    - name: first\n      image: "first:1"\n',
			"  initContainers: []\n",
		],
	])("%s", (_, edit, before, after) => expect(edited(edit)).toBe(text.replace(before, after)));

	test("what is not written can't be replaced", () => {
		expect(edited({ op: "replace", node: ["containers", 1, "image", "digest"], text: "sha256:0" })).toBeUndefined();
		expect(edited({ op: "replace", node: ["containers", 1, "sidecar"], text: "true" })).toBeUndefined();
	});
});

describe("placeholders in an image make unknown what they may reach", () => {
	const image = (ref: string) => {
		const { documents } = parse(
			`apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: ${JSON.stringify(ref)}}]}\n`,
		);
		const value = documents[0]?.value as unknown as {
			containers: [{ image: Record<string, unknown>; image_pull_policy: unknown }];
		};
		return { ...value.containers[0].image, policy: value.containers[0].image_pull_policy };
	};
	const unknown = (ref: string, ...needs: string[]) => new Unknown(ref, needs);
	test.each([
		["app:${TAG}", ["TAG"], { name: "app", registry: "docker.io" }, ["ref", "valid", "tag", "digest", "policy"]],
		[
			"$REGISTRY/app:1",
			["REGISTRY"],
			{ tag: "1", policy: "IfNotPresent" },
			["ref", "valid", "name", "registry", "repository"],
		],
		["<DOCKER_REPO>/app:latest", ["DOCKER_REPO"], { tag: "latest", policy: "Always" }, ["registry"]],
		["r.example/$A/{B}@sha256:0", ["A", "B"], { registry: "r.example", digest: "sha256:0" }, ["repository", "valid"]],
		["{{ .Values.image }}", [".Values.image"], {}, ["name", "registry", "tag", "digest", "policy"]],
		["$(params.image)", ["params.image"], {}, ["name", "tag"]],
		["%IMAGE%", ["IMAGE"], {}, ["name", "tag"]],
	])("%s", (ref, needs, known, unknowns) => {
		const seen: Record<string, unknown> = image(ref);
		expect(seen).toMatchObject(known);
		for (const field of unknowns) expect(seen[field], field).toEqual(unknown(ref, ...needs));
	});
	test.each(["IMAGE_PLACEHOLDER", "Nginx", "a b", "$", "{}", "a\u0000b"])(
		"%j is no reference, and holds none",
		(ref) => {
			expect(image(ref)).toEqual({ ref, valid: false, policy: "Always" });
		},
	);
});

test.each([
	["", ""],
	["/", "/"],
	["/var//log/", "/var/log"],
	["/var/log/../..", "/"],
	["/../etc", "/etc"],
	["a/./b/..", "a"],
	["../a", "../a"],
	["./", "."],
])("the path %j is %j when cleaned", (path, clean) => expect(cleanPath(path)).toBe(clean));

describe.runIf(hasCorpus)(`real manifests${missingNote}`, () => {
	test("what is made of them has the shape that the schema says", () => {
		const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(workloadKind.schema as object);
		let count = 0;
		const faults: string[] = [];
		for (const source of corpusFiles("k8s")) {
			for (const document of workloadKind.parse(source, { buildArgs: {} }).documents) {
				count++;
				if (validate(toPlain(document.value))) continue;
				// What is there as written may be wrong, and of an image unknown; what is made of it may not.
				const ours =
					validate.errors?.filter(
						({ instancePath }) => !/^\/pod\/|^\/object\/|\/spec\/|\/image\/|\/image_pull_policy$/.test(instancePath),
					) ?? [];
				faults.push(...ours.map(({ instancePath, message }) => `${source.name} ${instancePath} ${message}`));
			}
		}
		expect(faults).toEqual([]);
		expect(count).toBeGreaterThan(500);
	});
});
