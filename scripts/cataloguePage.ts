/**
 * docs/catalogue.md: every check of the catalogue and what became of it. A check is a policy with its code, or what
 * docs/catalogue/AREA.yaml says: `{by: CODE}` where another policy covers it, `{no: reason}` where it is none.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Described, pageOf } from "../src/cli/docs/policyPages.ts";

/** What became of one check. */
export type Decision = { readonly by: string } | { readonly no: string };

/** The decisions of each area, by the check's id. */
export function readDecisions(root: string): ReadonlyMap<string, ReadonlyMap<string, Decision>> {
	const folder = join(root, "docs/catalogue");
	if (!existsSync(folder)) return new Map();
	return new Map(
		readdirSync(folder)
			.filter((name) => name.endsWith(".yaml"))
			.sort()
			.map((name) => {
				const read = parse(readFileSync(join(folder, name), "utf8")) as Readonly<Record<string, Decision>> | null;
				return [name.replace(/\.yaml$/, ""), new Map(Object.entries(read ?? {}))];
			}),
	);
}

export function cataloguePage(root: string, all: readonly Described[]): string {
	const byCode = new Map(all.map((each) => [each.policy.info.code, each]));
	const link = (code: string): string => {
		const found = byCode.get(code);
		if (found === undefined) throw new Error(`docs/catalogue names ${code}, which is no policy`);
		return `[${code}](packs/${found.policy.info.pack}/${pageOf(found)})`;
	};
	const decisions = readDecisions(root);
	const decided = [...decisions.values()].flatMap((area) => [...area]);
	const covered = decided.filter(([, decision]) => "by" in decision).length;
	return [
		"<!-- Made from policies/ and docs/catalogue/ by `npm run docs`. -->",
		"# The catalogue",
		"",
		"Checks of other tools and of the guide, merged, each with an id of ours. Most are a policy with that code; where one policy covers several",
		"checks, or a check is none of ours, it is listed here with what covers it or the reason.",
		"",
		"| | checks |",
		"| --- | --: |",
		`| a policy of their own | ${all.filter(({ policy }) => /^HS\d{4}$/.test(policy.info.code)).length} |`,
		`| covered by another | ${covered} |`,
		`| not a policy, with the reason | ${decided.length - covered} |`,
		"",
		...[...decisions].flatMap(([area, entries]) => [
			`## ${area}`,
			"",
			"| check | became |",
			"| --- | --- |",
			...[...entries].map(
				([id, decision]) => `| ${id} | ${"by" in decision ? `part of ${link(decision.by)}` : decision.no} |`,
			),
			"",
		]),
	].join("\n");
}
