/** Texts evaluated with bundled packs, as the tests of what we deploy ask: which policies find something. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { kinds } from "../../src/documents/kinds.ts";
import { evaluate } from "../../src/engine/evaluate.ts";
import { loadPack } from "../../src/packs/loadPack.ts";
import type { Pack } from "../../src/packs/pack.ts";
import { noSettings } from "../../src/packs/policiesInForce.ts";
import { withLibraries } from "../../src/packs/withLibraries.ts";
import { Source } from "../../src/text/source.ts";

export const root = resolve(import.meta.dirname, "../..");

const texts = (pack: string): Source[] =>
	readdirSync(join(root, "policies", pack))
		.filter((name) => name.endsWith(".policy"))
		.map((name) => new Source(name, readFileSync(join(root, "policies", pack, name), "utf8")));

const loaded = new Map<string, Pack>();

/** The policies of a pack on some kinds of documents. */
function packNamed(name: string, on: readonly string[]): Pack {
	const key = `${name} ${on}`;
	const known = loaded.get(key);
	if (known !== undefined) return known;
	const wanted = new RegExp(`^policy \\w+ on (${on.join("|")}) `, "m");
	const sources = texts(name).filter(({ text }) => wanted.test(text));
	const { pack } = loadPack(name, withLibraries(sources, texts("lib")));
	if (pack === undefined) throw new Error(`the pack ${name} doesn't compile`);
	loaded.set(key, pack);
	return pack;
}

/** Codes of the policies that find something, with their messages; and how many documents were looked at. */
export function evaluated(
	files: Readonly<Record<string, string>>,
	packs: readonly string[],
	on: readonly string[] = ["workload", "manifest", "project"],
) {
	const inputs = Object.entries(files).map(([name, text]) => ({ source: new Source(name, text) }));
	const report = evaluate(inputs, {
		kinds,
		packs: packs.map((name) => packNamed(name, on)),
		settings: noSettings,
		now: 0n,
	});
	return {
		findings: report.findings.map(({ policy, message }) => `${policy.code} ${message}`),
		errors: report.diagnostics.filter(({ kind }) => kind.severity === "error").map(({ text }) => text),
		documents: report.summary.documents,
	};
}
