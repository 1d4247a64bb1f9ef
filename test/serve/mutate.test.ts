/** `/v1/mutate`: the patch, and what the object is once it is applied. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Value } from "../../src/runtime/values/value.ts";
import { type PatchOperation, patchBetween } from "../../src/serve/answer/patchBetween.ts";
import { endAll, pod, type Running, review, send, startGate } from "./startGate.ts";

const policies = `package acme

policy no_escalation on workload {
	title: "No privileges are gained"
	code: "ACME001"
	severity: high
	deny container because $"{container.name} may gain privileges" fix set(container, ["security_context", "allowPrivilegeEscalation"], false) if {
		some container in input.containers
		container.security_context.allowPrivilegeEscalation
	}
}

policy no_host_network on manifest {
	title: "The node's network is the node's"
	code: "ACME002"
	severity: high
	deny input.spec.hostNetwork because "it uses the node's network" fix remove(input.spec.hostNetwork) if input.spec.hostNetwork
}
`;

let gate: Running;
beforeAll(async () => {
	gate = await startGate({ files: { "acme.policy": policies } });
});
afterAll(endAll);

interface Mutation {
	readonly allowed: boolean;
	readonly patchType?: string;
	readonly patch?: string;
	readonly warnings?: readonly string[];
	readonly auditAnnotations: Readonly<Record<string, string>>;
	readonly status?: { readonly message: string };
}

async function mutate(at: Running, body: string): Promise<Mutation> {
	const { status, body: text } = await send(`${at.url}/v1/mutate`, { body });
	expect(status, text).toBe(200);
	return (JSON.parse(text) as { readonly response: Mutation }).response;
}

const operationsOf = ({ patch }: Mutation): readonly PatchOperation[] =>
	patch === undefined ? [] : JSON.parse(Buffer.from(patch, "base64").toString());

it("fixes become a patch of the object, and nothing else is touched", async () => {
	const object = pod({
		hostNetwork: true,
		containers: [
			{ name: "a", image: "x:1" },
			{ name: "b", image: "y:1", securityContext: { runAsUser: 7 } },
		],
	});
	const answer = await mutate(gate, review(object));
	expect(answer.allowed).toBe(true);
	expect(answer.patchType).toBe("JSONPatch");
	expect(operationsOf(answer)).toEqual([
		{ op: "remove", path: "/spec/hostNetwork" },
		{ op: "add", path: "/spec/containers/0/securityContext", value: { allowPrivilegeEscalation: false } },
		{ op: "add", path: "/spec/containers/1/securityContext/allowPrivilegeEscalation", value: false },
	]);
	expect(answer.auditAnnotations["put-right"]).toBe("ACME001,ACME002");
	const admitted = await send(`${gate.url}/v1/admit`, { body: review(apply(object as Value, operationsOf(answer))) });
	expect(JSON.parse(admitted.body).response.allowed).toBe(true);
});

it.each([
	[
		"an object that is right",
		review(pod({ containers: [{ name: "a", image: "x:1", securityContext: { allowPrivilegeEscalation: false } }] })),
	],
	[
		"an object of no interest",
		review({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { a: "b" } }),
	],
	["no object", review(null, { operation: "DELETE" })],
])("%s gets no patch", async (_, body) => {
	const answer = await mutate(gate, body);
	expect(answer).toMatchObject({ allowed: true });
	expect(answer.patch).toBeUndefined();
});

describe("tags are pinned", () => {
	const digest = `sha256:${"a".repeat(64)}`;
	const images = pod({
		initContainers: [{ name: "i", image: "registry.example/init:1" }],
		containers: [
			{ name: "a", image: "registry.example/app:1" },
			{ name: "b", image: `registry.example/app:1@${digest}` },
			{ name: "c", image: "gone.example/app:1" },
		],
	});
	const resolveDigest = async (reference: string): Promise<string> => {
		if (reference.startsWith("gone")) throw new Error("there is no such image");
		return digest;
	};
	const rule = { "p.rego": 'package p\n\ndeny contains "no" if input.never\n' };

	it("where the digest can be told, and denied where it can't", async () => {
		const pinning = await startGate({ files: rule, options: { pinDigests: true }, host: { resolveDigest } });
		const answer = await mutate(pinning, review(images));
		expect(answer.allowed).toBe(false);
		expect(answer.status?.message).toBe("not pinned: gone.example/app:1: there is no such image");
		expect(answer.patch).toBeUndefined();
	});

	it("what can't be told stays as it is where the person said so", async () => {
		let asked = 0;
		const counted = async (reference: string) => {
			asked++;
			return resolveDigest(reference);
		};
		const answers = { onUnavailable: "allow" } as const;
		const pinning = await startGate({
			files: rule,
			answers,
			options: { pinDigests: true },
			host: { resolveDigest: counted },
		});
		const answer = await mutate(pinning, review(images));
		expect(operationsOf(answer)).toEqual([
			{ op: "replace", path: "/spec/initContainers/0/image", value: `registry.example/init:1@${digest}` },
			{ op: "replace", path: "/spec/containers/0/image", value: `registry.example/app:1@${digest}` },
		]);
		expect(answer.warnings?.[0]).toBe("not pinned: gone.example/app:1: there is no such image");
		await mutate(pinning, review(images));
		// Asked once each: answers are kept, those that failed for a while.
		expect(asked).toBe(3);
	});
});

describe("a patch between two values", () => {
	const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Value>;

	it("makes the one the other", () => {
		fc.assert(
			fc.property(json, json, (before, after) => {
				expect(apply(before, patchBetween(before, after))).toEqual(after);
			}),
		);
	});

	it("is empty between equal ones", () => {
		fc.assert(
			fc.property(json, (value) => {
				expect(patchBetween(value, structuredClone(value) as Value)).toEqual([]);
			}),
		);
	});

	it.each([
		["a key with a slash and a tilde", { "a/b~c": 1 }, { "a/b~c": 2 }, [{ op: "replace", path: "/a~1b~0c", value: 2 }]],
		["an item in the middle", [1, 2, 3], [1, 9, 2, 3], [{ op: "add", path: "/1", value: 9 }]],
		[
			"items taken out",
			[1, 2, 3, 4],
			[1, 4],
			[
				{ op: "remove", path: "/2" },
				{ op: "remove", path: "/1" },
			],
		],
		["another type", { a: [] }, { a: {} }, [{ op: "replace", path: "/a", value: {} }]],
	] as const)("%s", (_, before, after, patch) => expect(patchBetween(before as Value, after as Value)).toEqual(patch));
});

/** RFC 6902, as an API server applies it. */
function apply(value: Value, operations: readonly PatchOperation[]): Value {
	let root = structuredClone(value) as unknown;
	for (const operation of operations) {
		const steps = operation.path
			.split("/")
			.slice(1)
			.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
		const last = steps.pop();
		if (last === undefined) {
			root = "value" in operation ? operation.value : undefined;
			continue;
		}
		const holder = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], root);
		if (Array.isArray(holder)) {
			if (operation.op === "add") holder.splice(Number(last), 0, operation.value);
			else if (operation.op === "remove") holder.splice(Number(last), 1);
			else holder[Number(last)] = operation.value;
		} else if (operation.op === "remove") delete (holder as Record<string, unknown>)[last];
		else
			Object.defineProperty(holder as object, last, {
				value: operation.value,
				enumerable: true,
				configurable: true,
				writable: true,
			});
	}
	return root as Value;
}
