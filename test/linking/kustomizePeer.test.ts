/** The same images as kustomize itself gives. Needs `kubectl`, which has kustomize in it. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compile, evaluate, type Texts } from "../../src/index.ts";

const isThere = spawnSync("kubectl", ["kustomize", "--help"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "kustomize-"));
afterAll(() => rmSync(folder, { recursive: true }));

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const images = [
	"app",
	`app:1@${digest("0")}`,
	"registry.example:5000/app:1",
	"registryxexample/queue:1",
	"app:$TAG",
	"both:1",
	"digest:1",
	"docker.io/library/app:1",
	"chain:1",
	"one:1",
	"two@sha256:x",
];
const files: Texts = {
	"base/pod.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n${images
		.map((image, index) => `    - {name: "c${index}", image: "${image}"}\n`)
		.join("")}`,
	"base/kustomization.yaml": `resources: [pod.yaml]
images:
- {name: app, newTag: base}
- {name: chain, newName: chain2}
- {name: chain2, newTag: t2}
`,
	"part/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images:
- {name: app, newName: part}
- {name: part, newTag: c}
`,
	"over/kustomization.yaml": `resources: [../base]
components: [../part]
images:
- {name: app, newName: registry.example/app, newTag: "2.0"}
- {name: registry.example/queue, newTag: expression}
- {name: both, newTag: "3", digest: "${digest("1")}"}
- {name: digest, digest: "${digest("1")}"}
- {name: o.e, newTag: v9}
- {name: two, newTag: v2}
`,
};

test.skipIf(!isThere)(isThere ? "as kustomize has it" : "as kustomize has it: needs kubectl, which isn't there", () => {
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	const { stdout } = spawnSync("kubectl", ["kustomize", join(folder, "over")], { encoding: "utf8" });
	const theirs = [...stdout.matchAll(/- image: (\S+)\n\s+name: (\S+)/g)].map(([, image, name]) => `${name} ${image}`);
	expect(theirs).toHaveLength(images.length);
	const { pack } = compile({
		"p.policy": `package p
policy told on workload {
	title: "t"
	code: "T1"
	severity: low
	deny container because $"{container.name} {container.image.ref}" if some container in input.containers
}`,
	});
	const ours = evaluate(files, pack === undefined ? [] : [pack]).findings.map(({ message }) => message);
	expect(ours.sort()).toEqual(theirs.sort());
});
