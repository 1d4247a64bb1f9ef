/**
 * A scenario: files, commands, and what they print, in one text. Lines that begin with `>>> ` open a section:
 * `file NAME`, `env NAME=VALUE`, `stdin`, then for each `run ARGUMENTS` what is expected: `stdout`, `stderr`,
 * `status N` (0 where it isn't said), `after NAME` (a file's content once the command has run). What comes before is comment.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Host } from "../../src/cli/host/host.ts";
import { nodeCrypto } from "../../src/cli/host/nodeCrypto.ts";
import { nodeFiles } from "../../src/cli/host/nodeHost.ts";
import { nodeHttp } from "../../src/cli/host/nodeHttp.ts";
import { nodeNetwork } from "../../src/cli/host/nodeNetwork.ts";
import { nodeProgram } from "../../src/cli/host/nodeProgram.ts";
import { run } from "../../src/cli/run.ts";
import type { BlobStore } from "../../src/registry/blobStore.ts";
import { memoryBlobs } from "../registry/memoryBlobs.ts";

interface Section {
	readonly verb: string;
	readonly argument: string;
	readonly text: string;
}

export interface Scenario {
	readonly comment: string;
	readonly sections: readonly Section[];
}

export function parseScenario(text: string): Scenario {
	const [comment = "", ...parts] = text.split(/^>>> /m);
	const sections = parts.map((part) => {
		const end = part.indexOf("\n");
		const head = (end === -1 ? part : part.slice(0, end)).trim();
		const [verb = "", ...rest] = head.split(" ");
		return { verb, argument: rest.join(" "), text: end === -1 ? "" : part.slice(end + 1) };
	});
	return { comment, sections };
}

export function printScenario({ comment, sections }: Scenario): string {
	const parts = sections.map(({ verb, argument, text }) => `>>> ${`${verb} ${argument}`.trim()}\n${text}`);
	return comment + parts.join("");
}

/** Runs a scenario in a folder of its own and gives it back with what really came out. */
export async function playScenario(scenario: Scenario): Promise<Scenario> {
	const folder = mkdtempSync(path.join(tmpdir(), "policy-scenario-"));
	const env: Record<string, string> = {};
	let stdin = "";
	const played: Section[] = [];
	let kept: BlobStore | undefined;
	const blobs = (): BlobStore => {
		kept ??= memoryBlobs();
		return kept;
	};
	try {
		for (const [index, section] of scenario.sections.entries()) {
			const { verb, argument, text } = section;
			switch (verb) {
				case "file":
					writeIn(folder, argument, text);
					played.push(section);
					break;
				case "env":
					env[argument.split("=")[0] as string] = argument.slice(argument.indexOf("=") + 1);
					played.push(section);
					break;
				case "stdin":
					stdin = text;
					played.push(section);
					break;
				case "run": {
					played.push(section, ...(await runCommand(folder, words(argument), { env, stdin, blobs })));
					const next = scenario.sections.findIndex((other, at) => at > index && other.verb === "run");
					const expected = scenario.sections.slice(index + 1, next === -1 ? undefined : next);
					for (const after of expected.filter((other) => other.verb === "after"))
						played.push({ ...after, text: readIn(folder, after.argument) });
					break;
				}
				case "stdout":
				case "stderr":
				case "status":
				case "after":
					break;
				default:
					throw new Error(`a scenario has no section \`${verb}\``);
			}
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return { comment: scenario.comment, sections: played };
}

function writeIn(folder: string, name: string, text: string): void {
	const file = path.join(folder, name);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, text);
}

function readIn(folder: string, name: string): string {
	const file = path.join(folder, name);
	return existsSync(file) ? readFileSync(file, "utf8") : "(there is no such file)\n";
}

async function runCommand(
	folder: string,
	argv: readonly string[],
	given: { readonly env: Record<string, string>; readonly stdin: string; readonly blobs: () => BlobStore },
): Promise<Section[]> {
	const out: string[] = [];
	const err: string[] = [];
	const host = testHost(folder, { ...given, stdout: (text) => out.push(text), stderr: (text) => err.push(text) });
	const status = await run(argv, host);
	const section = (verb: string, text: string): Section[] => (text === "" ? [] : [{ verb, argument: "", text }]);
	return [
		...section("stdout", out.join("")),
		...section("stderr", err.join("")),
		...(status === 0 ? [] : [{ verb: "status", argument: String(status), text: "" }]),
	];
}

/** A host over a real folder, with a clock that stands still on 15 June 2026. */
export function testHost(
	folder: string,
	over: {
		readonly env?: Readonly<Record<string, string>>;
		readonly stdin?: string;
		readonly stdout?: (text: string) => unknown;
		readonly stderr?: (text: string) => unknown;
		readonly isTerminal?: boolean;
		/** What earlier commands kept. */
		readonly blobs?: () => BlobStore;
	} = {},
): Host {
	const { env = {}, stdin = "", stdout = () => 0, stderr = () => 0, isTerminal = false } = over;
	let kept: BlobStore | undefined;
	return {
		cwd: folder,
		env,
		stdout: { isTerminal, write: (text) => void stdout(text) },
		stderr: { isTerminal, write: (text) => void stderr(text) },
		files: nodeFiles(folder),
		stdin: async () => new TextEncoder().encode(stdin),
		now: () => BigInt(Date.UTC(2026, 5, 15)) * 1_000_000n,
		elapsed: () => 0,
		random: (bytes) => new Uint8Array(bytes),
		crypto: nodeCrypto,
		network: nodeNetwork,
		http: (options = {}) => nodeHttp(options),
		runProgram: nodeProgram,
		blobs: async () => {
			if (over.blobs !== undefined) return over.blobs();
			kept ??= memoryBlobs();
			return kept;
		},
		// Nobody waits for a second try.
		sleep: async () => undefined,
	};
}

/** Splits as a shell does, as far as scenarios need it: blanks, and single or double quotes. */
function words(line: string): string[] {
	return [...line.matchAll(/(?:[^\s"']|"([^"]*)"|'([^']*)')+/g)].map(([word]) =>
		word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"),
	);
}
