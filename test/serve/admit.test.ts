/** `/v1/admit`: what an API server is answered. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, pod, type Running, review, send, startGate } from "./startGate.ts";

const policies = `package acme

policy registry_only on workload {
	title: "Images come from our registry"
	code: "ACME001"
	severity: high
	deny container.image because $"{container.image.ref} isn't ours" if {
		some container in input.containers
		container.image.registry != "registry.example"
	}
}

policy labels on manifest {
	title: "Objects say whose they are"
	code: "ACME002"
	severity: low
	warn input.metadata because "there is no label \`team\`" if not input.metadata.labels.team
}

policy deleting on admission {
	title: "Namespaces stay"
	code: "ACME003"
	severity: high
	deny input.operation because $"{input.userInfo.username} may not delete namespaces" if {
		input.operation == "DELETE"
		input.kind.kind == "Namespace"
	}
}

policy tokens on workload {
	title: "No secrets in variables"
	code: "ACME004"
	severity: high
	tags: ["secrets"]
	deny variable.value because $"{variable.name} is a secret" if {
		some container in input.containers
		some variable in container.env
		endswith(variable.name, "_TOKEN")
	}
}
`;

const rego = `package legacy

deny contains msg if {
	input.kind == "Service"
	input.spec.type == "NodePort"
	msg := "no NodePort"
}
`;

let gate: Running;
beforeAll(async () => {
	gate = await startGate({ files: { "acme.policy": policies, "legacy.rego": rego } });
});
afterAll(endAll);

interface Answer {
	readonly allowed: boolean;
	readonly uid: string;
	readonly status?: { readonly code: number; readonly message: string };
	readonly warnings?: readonly string[];
	readonly auditAnnotations?: Readonly<Record<string, string>>;
}

async function admit(body: string, at = gate): Promise<Answer> {
	const { status, body: text } = await send(`${at.url}/v1/admit`, { body });
	expect(status, text).toBe(200);
	const { kind, response } = JSON.parse(text) as { readonly kind: string; readonly response: Answer };
	expect(kind).toBe("AdmissionReview");
	expect(response.uid).toBe("705ab4f5-6393-11e8-b7cc-42010a800002");
	return response;
}

const ours = { name: "app", image: "registry.example/app:1" };
const foreign = { name: "app", image: "nginx:1" };

describe("what is asked is answered", () => {
	const cases: readonly {
		readonly what: string;
		readonly body: string;
		readonly allowed: boolean;
		readonly message?: string;
		readonly warnings?: readonly string[];
	}[] = [
		{
			what: "a denial says each reason with its place in the object",
			body: review(pod({ containers: [ours, foreign] })),
			allowed: false,
			message: "1 policy denies it:\n- ACME001 nginx:1 isn't ours (spec.containers[1].image)",
			warnings: ["ACME002 there is no label `team` (metadata)"],
		},
		{
			what: "a template's pod is judged where it stands",
			body: review({
				apiVersion: "apps/v1",
				kind: "Deployment",
				metadata: { name: "web", labels: { team: "shop" } },
				spec: { template: { spec: { containers: [foreign] } } },
			}),
			allowed: false,
			message: "1 policy denies it:\n- ACME001 nginx:1 isn't ours (spec.template.spec.containers[0].image)",
		},
		{
			what: "warnings don't deny",
			body: review(pod({ containers: [ours] })),
			allowed: true,
			warnings: ["ACME002 there is no label `team` (metadata)"],
		},
		{
			what: "plain rules judge objects of any kind",
			body: review({
				apiVersion: "v1",
				kind: "Service",
				metadata: { labels: { team: "a" } },
				spec: { type: "NodePort" },
			}),
			allowed: false,
			message: "1 policy denies it:\n- legacy.deny no NodePort (kind)",
		},
		{
			what: "what is about to go is asked about as a request",
			body: review(null, { operation: "DELETE", kind: { group: "", version: "v1", kind: "Namespace" } }),
			allowed: false,
			message: "1 policy denies it:\n- ACME003 deployer may not delete namespaces (request.operation)",
		},
		{
			what: "an object that no policy is about is let in",
			body: review({ apiVersion: "v1", kind: "ConfigMap", metadata: { labels: { team: "a" } }, data: {} }),
			allowed: true,
		},
		{
			what: "a connection to a pod has no object",
			body: review({ apiVersion: "v1", kind: "PodExecOptions", command: ["sh"] }, { operation: "CONNECT" }),
			allowed: true,
			warnings: ["ACME002 there is no label `team` (kind)"],
		},
	];
	it.each(cases)("$what", async ({ body, allowed, message, warnings }) => {
		const answer = await admit(body);
		expect(answer.status?.message).toBe(message);
		expect(answer.allowed).toBe(allowed);
		expect(answer.warnings).toEqual(warnings);
	});
});

it("a secret's text is in no answer, and what stands beside it still is", async () => {
	const container = { ...foreign, env: [{ name: "API_TOKEN", value: "s3cr3t-s3cr3t-s3cr3t" }] };
	const answer = await admit(review(pod({ containers: [container] })));
	expect(JSON.stringify(answer)).not.toContain("s3cr3t");
	expect(answer.status?.message).toContain("ACME001 nginx:1 isn't ours");
	expect(answer.status?.message).toContain("ACME004 API_TOKEN is a secret (spec.containers[0].env[0].value)");
});

it("a review that says at its end what it is, is judged as any other", async () => {
	const { kind, apiVersion, request } = JSON.parse(review(pod({ containers: [foreign] })));
	const padded = { ...request, options: { padding: "x".repeat(20_000) } };
	expect((await admit(JSON.stringify({ request: padded, apiVersion, kind }))).allowed).toBe(false);
});

it("audit annotations name the decision and the codes", async () => {
	const { auditAnnotations = {} } = await admit(review(pod({ containers: [foreign] })));
	expect(auditAnnotations["denied-by"]).toBe("ACME001");
	expect(auditAnnotations["warned-by"]).toBe("ACME002");
	expect(auditAnnotations["decision-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

describe("what can't be decided", () => {
	const broken = review(pod({ containers: [{ ...ours, image: "registry.example/app:${TAG}" }] }));
	it("is denied, with the reason", async () => {
		const rule =
			'package p\n\npolicy p on workload {\n\ttitle: "No latest"\n\tcode: "P1"\n\tseverity: high\n\tdeny because "latest" if input.containers[0].image.tag == "latest"\n}\n';
		const strict = await startGate({ files: { "p.policy": rule } });
		const answer = await admit(broken, strict);
		expect(answer.allowed).toBe(false);
		expect(answer.status).toMatchObject({ code: 500, message: "P1 could not be decided: it needs TAG" });
		const lenient = await startGate({ files: { "p.policy": rule }, answers: { onError: "allow" } });
		const allowed = await admit(broken, lenient);
		expect(allowed.allowed).toBe(true);
		expect(allowed.warnings).toEqual(["allowed although P1 could not be decided: it needs TAG"]);
		expect(allowed.auditAnnotations?.["failed-open"]).toBe("allowed although P1 could not be decided: it needs TAG");
	});

	it("a policy that fails is no pass", async () => {
		const rule =
			'package p\n\nx := 1 if input.kind == "Pod"\n\nx := 2 if input.kind == "Pod"\n\ndeny contains "no" if x == 3\n';
		const strict = await startGate({ files: { "p.rego": rule } });
		const answer = await admit(review(pod({ containers: [ours] })), strict);
		expect(answer.allowed).toBe(false);
		expect(answer.status?.message).toContain("p.deny could not be decided: p.rego:5: eval_conflict_error");
	});
});

it("warnings are as long as an API server takes them", async () => {
	const rule =
		'package p\n\nwarn contains sprintf("%d %s", [i, concat("", ["x" | some _ in numbers.range(1, 400)])]) if some i in numbers.range(1, 40)\n';
	const chatty = await startGate({ files: { "p.rego": rule } });
	const { warnings = [] } = await admit(review(pod({ containers: [ours] })), chatty);
	for (const warning of warnings) expect([...warning].length).toBeLessThanOrEqual(256);
	expect(warnings.join("").length).toBeLessThanOrEqual(4_096 + 64);
	expect(warnings.at(-1)).toBe("there are more warnings than can be shown");
});

it("a message is bounded", async () => {
	const rule =
		'package p\n\ndeny contains sprintf("%d %s", [i, concat("", ["x" | some _ in numbers.range(1, 2000)])]) if some i in numbers.range(1, 100)\n';
	const chatty = await startGate({ files: { "p.rego": rule } });
	const { status } = await admit(review(pod({ containers: [ours] })), chatty);
	expect(status?.message.length).toBeLessThanOrEqual(8_193);
});

it.each([
	["no JSON", "{"],
	["no object", "[1]"],
	["another kind", '{"kind":"Pod","apiVersion":"v1"}'],
	["another API's review", '{"kind":"AdmissionReview","apiVersion":"example.com/v1","request":{"uid":"1"}}'],
	["no request", '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}'],
	["no uid", '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{}}'],
	["nothing", ""],
])("a body that is %s is refused", async (_, body) => {
	const { status, body: text } = await send(`${gate.url}/v1/admit`, { body });
	expect(status).toBe(400);
	expect(JSON.parse(text).code).toBe("invalid_parameter");
});

it("v1beta1 is answered as v1beta1", async () => {
	const body = review(pod({ containers: [ours] })).replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1");
	const { body: text } = await send(`${gate.url}/v1/admit`, { body });
	expect(JSON.parse(text).apiVersion).toBe("admission.k8s.io/v1beta1");
});
