import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { admissionKind } from "../../../src/documents/admission/admissionKind.ts";
import type { Document, Pointer } from "../../../src/documents/document.ts";
import { kindsOf } from "../../../src/documents/kinds.ts";
import { manifestKind } from "../../../src/documents/manifest/manifestKind.ts";
import { workloadKind } from "../../../src/documents/workload/workloadKind.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";

/** In the form of the review that Kubernetes' own documentation shows, for a Deployment of ours. */
const review = (changes: object = {}): string =>
	JSON.stringify(
		{
			apiVersion: "admission.k8s.io/v1",
			kind: "AdmissionReview",
			request: {
				uid: "5f1c7a2e-0000-4000-8000-000000000001",
				kind: { group: "apps", version: "v1", kind: "Deployment" },
				resource: { group: "apps", version: "v1", resource: "deployments" },
				name: "web",
				namespace: "shop",
				operation: "CREATE",
				userInfo: { username: "deployer", groups: ["system:authenticated"] },
				object: {
					apiVersion: "apps/v1",
					kind: "Deployment",
					metadata: { name: "web", namespace: "shop" },
					spec: {
						template: {
							spec: {
								initContainers: [{ name: "migrate", image: "acme/migrate:2" }],
								containers: [{ name: "web", image: "registry.acme.example/web:1.4.2" }],
							},
						},
					},
				},
				oldObject: null,
				dryRun: false,
				options: { kind: "CreateOptions", apiVersion: "meta.k8s.io/v1" },
				...changes,
			},
		},
		null,
		2,
	);

const read = (text: string) => {
	const source = new Source("review.json", text);
	const { documents, diagnostics } = admissionKind.parse(source, { buildArgs: {} });
	return { documents, codes: diagnostics.map(({ kind }) => kind.code), source };
};
const at = (document: Document | undefined, ...pointer: Pointer): string | undefined => {
	const span = document?.locate(pointer);
	return span === undefined ? undefined : document?.source.slice(span);
};

describe("a request to create a workload", () => {
	const { documents, codes } = read(review());
	const [document] = documents;
	// biome-ignore lint/suspicious/noExplicitAny: the test looks into it.
	const value = toPlain(document?.value ?? null) as any;

	test("is read without fault", () => expect([documents.length, codes]).toEqual([1, []]));
	test("has a name of its own", () => expect(document?.name).toBe("CREATE Deployment/shop/web"));
	test("is the request as written", () =>
		expect(value).toMatchObject({ operation: "CREATE", userInfo: { username: "deployer" }, dryRun: false }));
	test("has the workload and the images in it", () => {
		expect(value.workload).toMatchObject({ kind: "Deployment", name: "web", namespace: "shop" });
		expect(value.images).toMatchObject([
			{ container: "migrate", type: "initContainer", registry: "docker.io", repository: "acme/migrate", tag: "2" },
			{ container: "web", type: "container", registry: "registry.acme.example", tag: "1.4.2" },
		]);
	});
	test("fits its schema", () => {
		const isValid = new Ajv2020({ strict: false }).compile(admissionKind.schema as object);
		const { oldObject: _, ...rest } = value;
		isValid(rest);
		expect(isValid.errors).toBeNull();
	});
	test.each<[Pointer, string]>([
		[[], '"CREATE"'],
		[["userInfo", "username"], '"deployer"'],
		[["images", 1, "tag"], "1.4.2"],
		[["images", 1, "container"], '"web"'],
		[["images", 0], '"acme/migrate:2"'],
		[["workload", "containers", 1, "image", "registry"], "registry.acme.example"],
		[["workload", "namespace"], '"shop"'],
		[["object", "metadata", "name"], '"web"'],
	])("%j stands at its words", (pointer, text) => expect(at(document, ...pointer)).toBe(text));
	test("says which images it speaks of, each where it stands", () =>
		expect(document?.mentions?.().map(({ pointer, identity }) => [pointer.join("/"), identity.references])).toEqual([
			["workload/containers/0/image", ["docker.io/acme/migrate:2"]],
			["workload/containers/1/image", ["registry.acme.example/web:1.4.2"]],
			["images/0", ["docker.io/acme/migrate:2"]],
			["images/1", ["registry.acme.example/web:1.4.2"]],
		]));
});

describe("policies for files hold for a review's object", () => {
	const source = new Source("review.json", review());
	test("the file is of three kinds", () =>
		expect(kindsOf({ path: source.name, head: source.text }).map(({ id }) => id)).toEqual([
			"manifest",
			"workload",
			"admission",
		]));
	test.each([manifestKind, workloadKind])("$id", (kind) => {
		const { documents, diagnostics } = kind.parse(source, { buildArgs: {} });
		expect(diagnostics).toEqual([]);
		expect(documents.map(({ name }) => name)).toEqual(["Deployment/shop/web"]);
		expect(at(documents[0])).toBe('"Deployment"');
		expect(source.position(documents[0]?.locate([])?.start ?? 0).line).toBeGreaterThan(25);
	});
	test("an object that doesn't say what it is, is what the request says", () => {
		const text = review({ object: { metadata: { name: "web" }, spec: {} } });
		const { documents } = manifestKind.parse(new Source("review.json", text), { buildArgs: {} });
		expect(documents.map(({ name }) => name)).toEqual(["Deployment/web"]);
	});
});

test("what was there before is a workload too", () => {
	const old = JSON.parse(review()).request.object;
	const { documents } = read(review({ operation: "DELETE", object: null, oldObject: old }));
	expect(toPlain(documents[0]?.value ?? null)).toMatchObject({ images: [], old_workload: { name: "web" } });
	expect(at(documents[0], "old_workload", "containers", 1, "image", "tag")).toBe("1.4.2");
	const manifests = manifestKind.parse(new Source("review.json", review({ object: null })), { buildArgs: {} });
	expect([manifests.documents, manifests.diagnostics]).toEqual([[], []]);
});

test.each([
	[
		"about no workload",
		review({ kind: { group: "", version: "v1", kind: "Namespace" }, object: { kind: "Namespace", apiVersion: "v1" } }),
		1,
		[],
	],
	["without object", review({ operation: "CONNECT", object: null }), 1, []],
	[
		"an answer",
		'{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": {"allowed": true}}',
		0,
		[],
	],
	["nothing", '{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}', 0, ["manifest-not-an-object"]],
	["another group's", '{"apiVersion": "acme.example/v1", "kind": "AdmissionReview", "request": {}}', 0, []],
])("%s", (_, text, count, expected) => {
	const { documents, codes } = read(text);
	expect([documents.length, codes]).toEqual([count, expected]);
});
