/** Ignore comments of KICS reach bundled policies by the ids of its Dockerfile queries (docs/queries/dockerfile-queries.md there). */
import { expect, test } from "vitest";
import { compiled, policyFiles, reportOn } from "../policies/bundledPolicies.ts";

const pack = compiled(policyFiles.filter(({ policy }) => policy.on.name === "dockerfile"));
const latest = "f45ea400-6bbe-4501-9fc7-1c3d75c32067";

test.each([
	["nothing", "FROM alpine:latest\n", false],
	["the line below", "# kics-scan ignore-line\nFROM alpine:latest\n", true],
	["its id", `# kics-scan disable=${latest}\nFROM alpine:latest\n`, true],
	["the file", "FROM alpine:latest\n# kics-scan ignore\n", true],
	["another id", "# kics-scan disable=00000000-0000-0000-0000-000000000000\nFROM alpine:latest\n", false],
])("what KICS leaves out, %s", (_, text, excused) => {
	const { findings } = reportOn({ Dockerfile: text }, "dockerfile", pack);
	const [found] = findings.filter(({ policy }) => policy.code === "HS1001");
	expect(found?.suppressed !== undefined).toBe(excused);
});
