/**
 * `npm run corpus:fix [FOLDER…]`: `policy eval --fix` with every pack over a copy of the real files of ../shared/corpus, a row a kind.
 * Fails where a fix leaves a file that has a fault it did not have, a finding that was not there, fewer comments, or something for a
 * second run to change. `--keep` leaves the copy in place, with what was before beside what came of it, and says where.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Lexer } from "yaml";
import { bundledPackNames } from "../src/cli/bundledPacks.ts";

interface Finding {
	readonly code: string;
	readonly file: string;
	readonly fix?: readonly object[];
	readonly suppressed?: object;
}
interface Seen {
	readonly findings: readonly Finding[];
	readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly file?: string }[];
	readonly files: readonly { readonly source: string }[];
}

const command = resolve(import.meta.dirname, "../dist/cli/policy.js");
const corpus = resolve(import.meta.dirname, "../../shared/corpus");
const packs = bundledPackNames().flatMap((name) => ["--pack", name]);
const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const folders = asked.length > 0 ? asked : ["dockerfiles", "dockerignore", "k8s", "compose"];

function run(
	cwd: string,
	folder: string,
	...options: readonly string[]
): { readonly seen: Seen; readonly said: string } {
	const words = [command, "eval", "--no-config", "--format", "json", ...packs, ...options, folder];
	const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd, encoding: "utf8", maxBuffer: 1 << 30 });
	if (status === null || status > 2 || /\n\s+at \S+ \(/.test(stderr)) throw new Error(`${words.join(" ")}: ${stderr}`);
	return { seen: JSON.parse(stdout) as Seen, said: stderr };
}

/** How often each thing is there. */
function counts(keys: readonly string[]): Map<string, number> {
	const found = new Map<string, number>();
	for (const key of keys) found.set(key, (found.get(key) ?? 0) + 1);
	return found;
}

/** What there is more of than before, with how many of it there were. */
function more(before: readonly string[], after: readonly string[]): string[] {
	const was = counts(before);
	return [...counts(after)].filter(([key, count]) => count > (was.get(key) ?? 0)).map(([key]) => key);
}

/** A message may quote what a fix of another finding changed. */
const findingKeys = ({ findings }: Seen): string[] => findings.map(({ file, code }) => [file, code].join("\t"));
const faultKeys = ({ diagnostics }: Seen): string[] =>
	diagnostics.map(({ file, code, message }) => [file, code, message].join("\t"));

function commentsOf(folder: string, text: string): string[] {
	if (folder !== "k8s" && folder !== "compose") return text.match(/^[ \t]*#.*$/gm)?.map((line) => line.trim()) ?? [];
	return [...new Lexer().lex(text)].filter((token) => token.startsWith("#"));
}

if (!existsSync(corpus)) {
	console.error("../shared/corpus is not there");
	process.exit(2);
}
const copy = mkdtempSync(join(tmpdir(), "holystone-fixes-"));
let wrong = 0;
const complain = (what: string, lines: readonly string[]): void => {
	wrong += lines.length;
	for (const line of lines) console.error(`${what}: ${line}`);
};
console.log("| folder | files | findings with a fix | put right | not put right | files changed | lines changed |");
console.log("| --- | --: | --: | --: | --: | --: | --: |");
for (const folder of folders) {
	cpSync(join(corpus, folder), join(copy, "before", folder), { recursive: true });
	cpSync(join(corpus, folder), join(copy, "after", folder), { recursive: true });
	const cwd = join(copy, "after");
	const before = run(cwd, folder).seen;
	const { said } = run(cwd, folder, "--fix");
	const after = run(cwd, folder).seen;
	const texts = before.files.map(({ source: path }) => ({
		path,
		was: readFileSync(join(copy, "before", path), "utf8"),
		is: readFileSync(join(cwd, path), "utf8"),
	}));
	const changed = texts.filter(({ was, is }) => was !== is);
	complain("new fault", more(faultKeys(before), faultKeys(after)));
	complain("new finding", more(findingKeys(before), findingKeys(after)));
	for (const { path, was, is } of changed)
		complain(`comment lost in ${path}`, more(commentsOf(folder, is), commentsOf(folder, was)));
	complain(
		"no text",
		changed.filter(({ was, is }) => is.includes("<undefined>") && !was.includes("<undefined>")).map(({ path }) => path),
	);
	const again = run(cwd, folder, "--fix");
	complain(
		"changed again",
		texts.filter(({ path, is }) => readFileSync(join(cwd, path), "utf8") !== is).map(({ path }) => path),
	);
	const left = after.findings.filter(({ fix, suppressed }) => fix !== undefined && suppressed === undefined).length;
	const notPut = said.match(/not put right/g)?.length ?? 0;
	if (left !== notPut || (again.said.match(/not put right/g)?.length ?? 0) !== left)
		complain("not listed", [`${folder}: ${left} findings with a fix are left, ${notPut} are listed`]);
	const lines = changed.reduce((sum, { was, is }) => sum + more(was.split("\n"), is.split("\n")).length, 0);
	const row = [
		folder,
		texts.length,
		before.findings.filter(({ fix, suppressed }) => fix !== undefined && suppressed === undefined).length,
		/put right (\d+)/.exec(said)?.[1] ?? 0,
		notPut,
		changed.length,
		lines,
	];
	console.log(`| ${row.join(" | ")} |`);
	for (const line of said.split("\n").filter((each) => each.includes("not put right"))) console.error(line.trim());
}
if (process.argv.includes("--keep")) console.error(copy);
else rmSync(copy, { recursive: true, force: true });
process.exit(wrong === 0 ? 0 : 1);
