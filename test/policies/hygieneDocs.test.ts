/** docs/hygiene.md says what the pack holds. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { hygienePage } from "../../scripts/hygieneDocs.ts";
import { policyFiles, root } from "./bundledPolicies.ts";

test("docs/hygiene.md is what `npm run docs` makes of the policies", () => {
	expect(readFileSync(path.join(root, "docs/hygiene.md"), "utf8")).toBe(hygienePage(root));
});

test("every policy of the pack has its place on the page", () => {
	const page = hygienePage(root);
	for (const { name, policy } of policyFiles)
		if (name.startsWith("hygiene/")) expect(page).toContain(`\`${policy.name.name}\``);
});
