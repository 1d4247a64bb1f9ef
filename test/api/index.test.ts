import { describe, expect, test } from "vitest";
import { compile, evaluate } from "../../src/index.ts";

const policy = `package acme.images

policy trusted_base on dockerfile {
	title:    "Base images come from our registry"
	code:     "ACME001"
	severity: high
	param registries: set[string] = {"registry.acme.example"}
	deny stage.from because $"{stage.from.ref} isn't ours" if {
		some stage in input.stages
		not stage.from.registry in registries
	}
}
`;

describe("the library", () => {
	test("compiles policies and evaluates them on texts, with places", () => {
		const { pack, diagnostics } = compile({ "images.policy": policy });
		expect(diagnostics).toEqual([]);
		const report = evaluate({ Dockerfile: "# ours\nFROM quay.io/x/base:1\n" }, pack === undefined ? [] : [pack]);
		const [finding] = report.findings;
		expect(finding?.message).toBe("quay.io/x/base:1 isn't ours");
		expect(finding?.place.pointer).toEqual(["stages", 0, "from"]);
		expect(finding?.place.source.position(finding.place.span?.start ?? 0)).toEqual({ line: 2, column: 6 });
		expect(report.summary.outcomes).toMatchObject({ fail: 1, pass: 0 });
	});

	test("says what is wrong with a policy, and compiles the others", () => {
		const broken = policy
			.replace("trusted_base", "other")
			.replace("ACME001", "ACME002")
			.replace("input.stages", "input.stagess");
		const { pack, diagnostics } = compile({ "good.policy": policy, "bad.policy": broken });
		expect(diagnostics.map(({ kind, source }) => [source?.name, kind.code])).toEqual([["bad.policy", "unknown-field"]]);
		expect(pack?.policies.map(({ info }) => info.code)).toEqual(["ACME001"]);
	});

	test("what can't be known is neither a finding nor a pass", () => {
		const { pack } = compile({ "images.policy": policy });
		const files = { Dockerfile: "ARG REGISTRY\nFROM ${REGISTRY}/base:1\n" };
		const packs = pack === undefined ? [] : [pack];
		const [entry] = evaluate(files, packs).ledger;
		expect(entry).toMatchObject({ outcome: "unknown", needs: ["REGISTRY"] });
		expect(evaluate(files, packs, { buildArgs: { REGISTRY: "registry.acme.example" } }).ledger[0]).toMatchObject({
			outcome: "pass",
		});
		expect(evaluate(files, packs, { buildArgs: { REGISTRY: "quay.io" } }).ledger[0]).toMatchObject({ outcome: "fail" });
	});

	test("parameters are the host's to set", () => {
		const { pack } = compile({ "images.policy": policy });
		const settings = { severities: new Map([["acme.images.trusted_base", "low" as const]]), params: {} };
		const report = evaluate({ Dockerfile: "FROM quay.io/x/base:1\n" }, pack === undefined ? [] : [pack], { settings });
		expect(report.findings[0]?.severity).toBe("low");
	});
});
