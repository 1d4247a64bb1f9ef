/** What policies see of an image that other documents speak of, and where findings about it stand. */
import { describe, expect, test } from "vitest";
import { compile, evaluate, type Finding, renderDiagnostic, type Texts } from "../../src/index.ts";

const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;

function findingsOf(policies: string, files: Texts): readonly Finding[] {
	const { pack, diagnostics } = compile({ "p.policy": `package p\n\n${policies}` });
	expect(diagnostics.map((each) => renderDiagnostic(each))).toEqual([]);
	const report = evaluate(files, pack === undefined ? [] : [pack]);
	expect(report.diagnostics).toEqual([]);
	return report.findings;
}

const told = (findings: readonly Finding[]): string[] =>
	findings.map(({ place, message }) => {
		const at = place.span === undefined ? "" : `:${place.source.position(place.span.start).line}`;
		return `${place.source.name}${at} ${message}`;
	});

const pod = (image: string): string =>
	`apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: c\n      image: ${image}\n`;

const inspect = (fields: object): string =>
	JSON.stringify(
		[{ Id: `sha256:${"1".repeat(64)}`, Os: "linux", Architecture: "amd64", Config: { User: "root" }, ...fields }],
		null,
		1,
	);

describe("an image config is found by the workload that runs its image", () => {
	const policy = `policy runs_root on workload {
	title:    "t"
	code:     "T1"
	severity: low
	deny config.config.user because $"{container.name} runs as {config.config.user}" if {
		some container in input.containers
		some config in container.image.configs
	}
	deny container because "nothing is known of it" if {
		some container in input.containers
		container.image.configs == []
	}
}`;
	test.each<[string, string, object, string[]]>([
		["by tag", "acme/app:1", { RepoTags: ["acme/app:1"] }, ["b.json:7 c runs as root"]],
		[
			"Docker's defaults are the same name",
			"docker.io/acme/app:1",
			{ RepoTags: ["acme/app:1"] },
			["b.json:7 c runs as root"],
		],
		["no tag is latest", "acme/app", { RepoTags: ["acme/app:latest"] }, ["b.json:7 c runs as root"]],
		["by digest", `acme/app@${digest}`, { RepoDigests: [`acme/app@${digest}`] }, ["b.json:7 c runs as root"]],
		[
			"a digest is the same under another name",
			`mirror.example/app@${digest}`,
			{ RepoDigests: [`acme/app@${digest}`] },
			["b.json:7 c runs as root"],
		],
		[
			"digests that differ count for more than equal tags",
			`acme/app:1@${digest}`,
			{ RepoTags: ["acme/app:1"], RepoDigests: [`acme/app@${other}`] },
			["a.yaml:6 nothing is known of it"],
		],
		["another tag", "acme/app:2", { RepoTags: ["acme/app:1"] }, ["a.yaml:6 nothing is known of it"]],
	])("%s", (_, image, fields, wanted) => {
		expect(told(findingsOf(policy, { "a.yaml": pod(image), "b.json": inspect(fields) }))).toEqual(wanted);
	});

	test("where the run has no config at all, nothing is said", () => {
		expect(findingsOf(policy, { "a.yaml": pod("acme/app:1") })).toEqual([]);
	});

	test("an image that isn't known is in no doubt about what is known of it", () => {
		expect(
			told(findingsOf(policy, { "a.yaml": pod("acme/app:${TAG}"), "b.json": inspect({ RepoTags: ["acme/app:1"] }) })),
		).toEqual([]);
	});
});

test("a policy on project sees all documents, and its findings stand in their files", () => {
	const policy = `policy same_base on project {
	title:    "One version of a base"
	code:     "T2"
	severity: low
	deny stage.from because $"{first.path} builds on {name}:{tag}" if {
		first := input.dockerfile[0]
		name := first.document.stages[0].from.name
		tag := first.document.stages[0].from.tag
		some file in input.dockerfile
		some stage in file.document.stages
		stage.from.name == name
		stage.from.tag != tag
	}
}`;
	const files = {
		"a/Dockerfile": "FROM node:20\n",
		"b/Dockerfile": "FROM alpine:3\nFROM node:22\n",
		"c.yaml": pod("x"),
	};
	expect(told(findingsOf(policy, files))).toEqual(["b/Dockerfile:2 a/Dockerfile builds on node:20"]);
});

describe("a scan report is found by what speaks of its image", () => {
	const report = (fields: object): string =>
		JSON.stringify(
			{
				SchemaVersion: 2,
				ArtifactName: "acme/app:1",
				ArtifactType: "container_image",
				Results: [
					{
						Target: "alpine",
						Class: "os-pkgs",
						Vulnerabilities: [{ VulnerabilityID: "CVE-2025-1", PkgName: "musl", Severity: "HIGH" }],
					},
				],
				...fields,
			},
			null,
			1,
		);
	const rules = (list: string): string => `
	deny found because $"{found.id} in {found.package.name}" if {
		some image in ${list}
		some scan in image.scans
		some found in scan.vulnerabilities
	}
	deny image because "nobody looked" if {
		some image in ${list}
		image.scans == []
	}
}`;
	const head = (kind: string): string => `policy scanned on ${kind} {\n\ttitle: "t"\n\tcode: "T1"\n\tseverity: low`;

	test("a workload's image", () => {
		const policy = `${head("workload")}${rules("[container.image | some container in input.containers]")}`;
		const files = { "a.yaml": pod("acme/app:1"), "b.yaml": pod("acme/other:1"), "s.json": report({}) };
		expect(told(findingsOf(policy, files))).toEqual(["b.yaml:7 nobody looked", "s.json:11 CVE-2025-1 in musl"]);
	});
	test("an image config", () => {
		const policy = `${head("image")}${rules("[input]")}`;
		const files = {
			"i.json": inspect({ RepoTags: [] }),
			"s.json": report({ Metadata: { ImageID: `sha256:${"1".repeat(64)}` } }),
		};
		expect(told(findingsOf(policy, files))).toEqual(["s.json:11 CVE-2025-1 in musl"]);
	});
	test("what a Dockerfile is built on", () => {
		const policy = `${head("dockerfile")}${rules("[stage.from | some stage in input.stages]")}`;
		const files = { Dockerfile: "FROM acme/app:1\n", "s.json": report({}) };
		expect(told(findingsOf(policy, files))).toEqual(["s.json:11 CVE-2025-1 in musl"]);
	});
	test("the scan of a repository says nothing about images", () => {
		const policy = `${head("workload")}${rules("[container.image | some container in input.containers]")}`;
		const files = { "a.yaml": pod("acme/app:1"), "s.json": report({ ArtifactType: "filesystem" }) };
		expect(findingsOf(policy, files)).toEqual([]);
	});
});
