/** What docs/ says of the bundled policies is what they are, and every check of the catalogue has been decided. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readDecisions } from "../../scripts/cataloguePage.ts";
import { docPages } from "../../scripts/policyDocs.ts";
import { policyFiles, root } from "./bundledPolicies.ts";

const pages = docPages(root);

test("the pages of docs/ are what `npm run docs` makes of the policies", () => {
	const stale = [...pages].filter(([name, text]) => {
		const file = path.join(root, "docs", name);
		return !existsSync(file) || readFileSync(file, "utf8") !== text;
	});
	expect(stale.map(([name]) => name)).toEqual([]);
});

test("no page is of a policy that isn't there", () => {
	const written = readdirSync(path.join(root, "docs/packs"), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".md"))
		.map((name) => `packs/${name.split(path.sep).join("/")}`);
	expect(written.filter((name) => !pages.has(name))).toEqual([]);
});

const catalogue = path.join(root, "../shared/CATALOGUE.csv");

describe.skipIf(!existsSync(catalogue))("the catalogue (skipped where ../shared/CATALOGUE.csv is missing)", () => {
	const rows = existsSync(catalogue)
		? readFileSync(catalogue, "utf8")
				.split("\n")
				.flatMap((line) => {
					const [, area, id] = /^([\w-]+),(HS\d{4}),/.exec(line) ?? [];
					return area === undefined || id === undefined ? [] : [{ area, id }];
				})
		: [];
	const codes = new Set(policyFiles.map(({ source }) => /^\tcode:\s*"(\w+)"$/m.exec(source.text)?.[1]));
	const decisions = readDecisions(root);

	test.each([...decisions.keys()])("every check about %s is a policy, part of one, or none with a reason", (area) => {
		const open = rows
			.filter((row) => row.area === area && !codes.has(row.id) && !decisions.get(area)?.has(row.id))
			.map(({ id }) => id);
		expect(open).toEqual([]);
	});

	test("no decision is about what is a policy anyway, or about no check", () => {
		const ids = new Set(rows.map(({ id }) => id));
		const idle = [...decisions.values()].flatMap((area) =>
			[...area.keys()].filter((id) => codes.has(id) || !ids.has(id)),
		);
		expect(idle).toEqual([]);
	});
});
