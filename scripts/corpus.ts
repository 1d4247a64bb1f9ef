/**
 * `npm run corpus [FOLDER…]`: the built command with every pack over the real files of ../shared/corpus, a row a folder: what was read,
 * what was diagnosed, what came of it, and how long it took; then which diagnostics there were. Fails where a file is missing from the
 * report or the command did not end as it should.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundledPackNames } from "../src/cli/bundledPacks.ts";
import type { Report } from "../src/findings/finding.ts";

const command = resolve(import.meta.dirname, "../dist/cli/policy.js");
const corpus = resolve(import.meta.dirname, "../../shared/corpus");
const packs = bundledPackNames().flatMap((name) => ["--pack", name]);
/** Kinds that are told by the folder a file lies in, which the corpus doesn't keep. */
const kinds: ReadonlyMap<string, string> = new Map([["dependabot", "dependabot"]]);

function filesBelow(folder: string): number {
	return readdirSync(folder, { withFileTypes: true }).reduce(
		(sum, entry) => sum + (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : 1),
		0,
	);
}

if (!existsSync(corpus)) {
	console.error("../shared/corpus is not there");
	process.exit(2);
}
console.log(
	"| folder | files | documents | pass | fail | unknown | errors in the ledger | diagnostics | not ours | seconds |",
);
console.log("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
let wrong = 0;
const said = new Map<string, number>();
const asked = process.argv.slice(2);
const folders = readdirSync(corpus, { withFileTypes: true })
	.filter((entry) => entry.isDirectory() && (asked.length === 0 || asked.includes(entry.name)))
	.map(({ name }) => name)
	.sort();
for (const folder of folders) {
	const kind = kinds.get(folder);
	const words = ["eval", "--no-config", "--format", "json", ...packs, ...(kind === undefined ? [] : ["--kind", kind])];
	const start = process.hrtime.bigint();
	const run = spawnSync(process.execPath, [command, ...words, folder], {
		cwd: corpus,
		encoding: "utf8",
		maxBuffer: 1 << 30,
	});
	const seconds = Number(process.hrtime.bigint() - start) / 1e9;
	if (run.status === null || run.stdout === "" || /\n\s+at \S+ \(/.test(run.stderr)) {
		console.error(`${folder}: status ${run.status}\n${run.stderr.slice(0, 2000)}`);
		wrong++;
		continue;
	}
	const { files, summary, diagnostics } = JSON.parse(run.stdout) as Pick<Report, "files" | "summary" | "diagnostics">;
	const { outcomes } = summary;
	for (const { code } of diagnostics as unknown as readonly { code: string }[]) {
		const key = `${folder} ${code}`;
		said.set(key, (said.get(key) ?? 0) + 1);
	}
	const unread = files.filter((file) => file.documents.length === 0).length;
	if (files.length !== filesBelow(join(corpus, folder))) {
		console.error(`${folder}: ${filesBelow(join(corpus, folder))} files, but the report knows ${files.length}`);
		wrong++;
	}
	const cells = [
		folder,
		files.length,
		summary.documents,
		outcomes.pass,
		outcomes.fail,
		outcomes.unknown,
		outcomes.error,
		diagnostics.length,
		unread,
	];
	console.log(`| ${cells.join(" | ")} | ${seconds.toFixed(1)} |`);
}
for (const [what, times] of said) console.error(`${times} × ${what}`);
process.exit(wrong === 0 ? 0 : 1);
