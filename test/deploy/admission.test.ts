/** One object on three ways: as a file, as a request of the API server, and in the policies that are exported. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportedFrom, loaded } from "../../scripts/cel-check/exported.ts";
import { evaluated, root } from "./evaluated.ts";

const read = (name: string): string => readFileSync(join(root, "examples/admission", name), "utf8");
const packs = ["hygiene"];

test("a manifest and the request with it are found at fault by the same policies, in the same words", () => {
	const file = evaluated({ "web.yaml": read("web.yaml") }, packs);
	const request = evaluated({ "review.json": read("review.json") }, packs);
	expect(file.findings.length).toBeGreaterThan(2);
	expect([...request.findings].sort()).toEqual([...file.findings].sort());
	expect([...file.errors, ...request.errors]).toEqual([]);
});

test("each of them is exported, too", () => {
	const { findings } = evaluated({ "web.yaml": read("web.yaml") }, packs);
	const exported = exportedFrom(loaded("hygiene", "policies/hygiene"));
	const said = new Set(exported.flatMap((each) => ("reason" in each ? [] : [each.info.code])));
	expect(findings.map((text) => text.slice(0, 6)).filter((code) => !said.has(code))).toEqual([]);
});
