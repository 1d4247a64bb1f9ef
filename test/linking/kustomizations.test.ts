/** Which images a workload runs once kustomizations of the run have replaced those that its file names. */
import { describe, expect, test } from "vitest";
import { compile, evaluate, renderDiagnostic, type Texts } from "../../src/index.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

const pod = (...images: readonly string[]): string =>
	`apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n${images
		.map((image, index) => `    - {name: c${index}, image: "${image}"}\n`)
		.join("")}`;

const { pack, diagnostics } = compile({
	"p.policy": `package p

policy told on workload {
	title:    "t"
	code:     "T1"
	severity: low
	deny container because $"{container.image.ref}" if some container in input.containers
}

policy all on workload {
	title:    "t"
	code:     "T2"
	severity: low
	deny container because $"{image.ref}, not {image.tag}" if {
		some container in input.containers
		some image in container.image.variants
	}
}

policy latest on workload {
	title:    "t"
	code:     "T4"
	severity: low
	deny container because "latest" if {
		some container in input.containers
		container.image.tag == "latest"
	}
}

policy repository on workload {
	title:    "t"
	code:     "T3"
	severity: low
	deny container because $"from {container.image.registry}" if {
		some container in input.containers
		container.image.kustomizations
	}
}
`,
});

function evaluated(files: Texts) {
	expect(diagnostics.map((each) => renderDiagnostic(each))).toEqual([]);
	return evaluate(files, pack === undefined ? [] : [pack]);
}

const told = (files: Texts, code: string): string[] =>
	evaluated(files)
		.findings.filter(({ policy }) => policy.code === code)
		.map(({ message }) => message);

const deployed = (files: Texts): string[] => told(files, "T1");

describe("one kustomization", () => {
	test.each<[string, string, string, string]>([
		["a new tag", "app", "{name: app, newTag: '1.2'}", "app:1.2"],
		["a new tag takes the digest away", `app:1@${digest("0")}`, "{name: app, newTag: '2'}", "app:2"],
		["a digest takes the tag away", "app:1", `{name: app, digest: "${digest("1")}"}`, `app@${digest("1")}`],
		["both", "app", `{name: app, newTag: '2', digest: "${digest("1")}"}`, `app:2@${digest("1")}`],
		["a new name keeps the rest", "app:1", "{name: app, newName: 'r.example:5000/a/b'}", "r.example:5000/a/b:1"],
		["a suffix", "app:1", "{name: app, tagSuffix: -debug}", "app:1-debug"],
		["another image", "other", "{name: app, newTag: '1'}", "other"],
		["a longer name", "r.example/app", "{name: app, newTag: '1'}", "r.example/app"],
		["names are regular expressions", "r.example/app", "{name: '.*/app', newTag: '1'}", "r.example/app:1"],
		["one that is none", "app", "{name: '(', newTag: '1'}", "app"],
		["a tag that is no text isn't taken by kustomize", "app", "{name: app, newTag: 1.0}", "app"],
		["what a script fills in isn't touched", "app:$TAG", "{name: app, newTag: '1'}", "app:$TAG"],
	])("%s", (_, image, override, expected) => {
		const files = { "a/kustomization.yaml": `resources: [pod.yaml]\nimages: [${override}]`, "a/pod.yaml": pod(image) };
		expect(deployed(files)).toEqual([expected]);
	});
	test("one after the other", () => {
		const images = "[{name: app, newName: b}, {name: b, newTag: '1'}, {name: app, newTag: '2'}]";
		expect(
			deployed({ Kustomization: `resources: [./pod.yaml]\nimages: ${images}`, "pod.yaml": pod("app", "b") }),
		).toEqual(["b:1", "b:1"]);
	});
	test("a file that it doesn't take in is as written", () => {
		expect(
			deployed({ "kustomization.yml": "resources: []\nimages: [{name: app, newTag: '1'}]", "pod.yaml": pod("app") }),
		).toEqual(["app"]);
	});
	test("ephemeral containers aren't touched", () => {
		const text = pod("app").replace("  containers:", "  ephemeralContainers: [{name: e, image: app}]\n  containers:");
		expect(
			deployed({
				"kustomization.yaml": "resources: [p.yaml]\nimages: [{name: app, newTag: '1'}]",
				"p.yaml": text,
			}).sort(),
		).toEqual(["app", "app:1"]);
	});
});

describe("several kustomizations", () => {
	const base = { "base/pod.yaml": pod("app"), "base/kustomization.yaml": "resources: [pod.yaml]" };
	const overlay = (images: string, field = "resources"): string => `${field}: [../base]\nimages: ${images}`;
	test("a base is deployed by those that take it in", () => {
		expect(deployed({ ...base, "prod/kustomization.yaml": overlay("[{name: app, newTag: '2'}]") })).toEqual(["app:2"]);
		expect(deployed({ ...base, "prod/kustomization.yaml": overlay("[{name: app, newTag: '2'}]", "bases") })).toEqual([
			"app:2",
		]);
	});
	test("the base's own come first", () => {
		expect(
			deployed({
				...base,
				"base/kustomization.yaml": "resources: [pod.yaml]\nimages: [{name: app, newName: b, newTag: '1'}]",
				"prod/kustomization.yaml": overlay("[{name: app, newTag: '2'}, {name: b, newName: c}]"),
			}),
		).toEqual(["c:1"]);
	});
	test("components replace what was read before them, and the kustomization comes after them", () => {
		expect(
			deployed({
				...base,
				"part/kustomization.yaml": "kind: Component\nimages: [{name: app, newName: b, newTag: part}]",
				"prod/kustomization.yaml":
					"resources: [../base]\ncomponents: [../part]\nimages: [{name: app, newTag: x}, {name: b, newName: c}]",
			}),
		).toEqual(["c:part"]);
	});
	test("that agree", () => {
		expect(
			deployed({
				...base,
				"a/kustomization.yaml": overlay("[{name: app, newTag: '2'}]"),
				"b/kustomization.yaml": overlay("[{name: app, newTag: '2'}]"),
			}),
		).toEqual(["app:2"]);
	});
	describe("that disagree", () => {
		const files = {
			...base,
			"a/kustomization.yaml": overlay("[{name: app, newTag: '1'}]"),
			"b/kustomization.yaml": overlay("[{name: app, newTag: '2'}]"),
		};
		test("each is seen by itself", () => expect(told(files, "T2")).toEqual(["app:1, not 1", "app:2, not 2"]));
		test("what is the same is known", () => expect(told(files, "T3")).toEqual(["from docker.io"]));
		test("what differs is unknown, and the ledger says why", () => {
			const needs = evaluated(files).ledger.flatMap((entry) => entry.needs ?? []);
			expect([...new Set(needs)]).toEqual(["one of a/kustomization.yaml, b/kustomization.yaml"]);
		});
	});
	test("circles end", () => {
		expect(
			deployed({
				"a/pod.yaml": pod("app"),
				"a/kustomization.yaml": "resources: [pod.yaml, ../b]\nimages: [{name: app, newTag: '1'}]",
				"b/kustomization.yaml": "resources: [../a]\ncomponents: [../b]\nimages: [{name: app, newTag: '2'}]",
			}),
		).toEqual(["app:2"]);
	});
	test("more ways than anybody has are unknown", () => {
		const files: Record<string, string> = {
			"k0/pod.yaml": pod("app"),
			"k0/kustomization.yaml": "resources: [pod.yaml]",
		};
		for (let level = 1; level <= 12; level++)
			for (const side of ["a", "b"])
				files[`k${level}${side}/kustomization.yaml`] =
					`resources: [${level === 1 ? "../k0" : `../k${level - 1}a, ../k${level - 1}b`}]\nimages: [{name: app, newTag: ${side}}]`;
		const needs = evaluated(files).ledger.flatMap((entry) => entry.needs ?? []);
		expect(needs).toContain("a run with fewer kustomizations");
	});
});
