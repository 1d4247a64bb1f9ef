/** What 500 modules cost from text to program, phase by phase, in processor time: made from a seed, of the kinds that people write. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compile } from "../src/lang/compile.ts";
import { parseModule } from "../src/lang/parse/parseModule.ts";
import type { Module } from "../src/lang/tree.ts";
import { instantiate } from "../src/runtime/evaluation/instantiate.ts";
import { Source } from "../src/text/source.ts";
import { digits, median, table } from "./statistics.ts";
import { processorSeconds } from "./timing.ts";

/** Numbers that look random and are the same in each run. */
export function randomNumbers(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

const fields = ["image", "name", "user", "tag", "registry", "digest", "command", "workdir", "platform"];
const collections = ["stages", "containers", "volumes", "labels", "ports"];

/** A module of about 45 lines: constants, sets of findings, functions, a default, comprehensions, an object rule. */
export function moduleText(number: number, random: (below: number) => number): string {
	const pick = (words: readonly string[]): string => words[random(words.length)] as string;
	const rules: string[] = [
		`package team${number % 20}.checks${number}`,
		`allowed := {"${pick(fields)}${random(50)}", "${pick(fields)}${random(50)}", "registry${random(9)}.example.com"}`,
		`default strict := false`,
		`strict if input.settings.level >= ${random(10)}`,
	];
	for (let i = 0; i < 4; i++) {
		const [collection, field] = [pick(collections), pick(fields)];
		rules.push(
			`deny contains msg if {
	some i, item in input.${collection}
	not item.${field} in allowed
	not startswith(item.${pick(fields)}, "internal-${random(100)}")
	count(item.${pick(collections)}) > ${random(5)}
	msg := sprintf("%s[%d]: ${field} %s is not allowed", ["${collection}", i, item.${field}])
}`,
		);
	}
	rules.push(
		`names := [lower(item.name) | some item in input.${pick(collections)}; item.${pick(fields)} != "${random(99)}"]`,
		`by_name[item.name] contains item.${pick(fields)} if some item in input.${pick(collections)}`,
		`trusted(image) if {
	parts := split(image, "/")
	count(parts) > 1
	parts[0] in allowed
}`,
		`trusted(image) if regex.match(\`@sha256:[0-9a-f]{64}$\`, image)`,
		`warn contains $"{item.name} can't be trusted" if {
	some item in input.containers
	not trusted(item.image)
	strict
}`,
		`summary := {"names": count(names), "deny": count(deny), "largest": max([p | some p in input.ports; p < ${1000 + random(9000)}])}`,
		`all_named if every item in input.${pick(collections)} { item.name != "" }`,
	);
	return `${rules.join("\n\n")}\n`;
}

const command = resolve(import.meta.dirname, "../dist/cli/policy.js");

/**
 * What `policy eval` costs as a process with the modules as own policies: without a cache, the first time, and when nothing has
 * changed since. All threads and the start of Node included; medians of interleaved runs.
 */
function starts(texts: readonly string[], runs: number): string {
	const folder = mkdtempSync(join(tmpdir(), "holystone-bench-"));
	const env = { ...process.env, HOME: folder, XDG_CACHE_HOME: "", XDG_STATE_HOME: "", HOLYSTONE_CACHE: "" };
	const evaluate = (...options: readonly string[]): number => {
		const args = [command, "eval", "--no-config", ...options, "--policy", "policies", "Dockerfile"];
		// The shell's `times` counts the children's time to their very end; Node can't ask for it.
		const shell = ["-c", '"$@" && times', "sh", process.execPath, ...args];
		const { stdout, stderr, status } = spawnSync("sh", shell, { cwd: folder, encoding: "utf8", env });
		if (status !== 0) throw new Error(`policy eval failed: ${stderr}`);
		const [user = "", system = ""] = (stdout.trimEnd().split("\n").at(-1) ?? "").split(" ");
		return [user, system].reduce((sum, time) => {
			const [minutes = "0", seconds = "0"] = time.split("m");
			return sum + Number(minutes) * 60 + Number.parseFloat(seconds);
		}, 0);
	};
	try {
		mkdirSync(join(folder, "policies"));
		for (const [number, text] of texts.entries()) writeFileSync(join(folder, "policies", `m${number}.rego`), text);
		writeFileSync(join(folder, "Dockerfile"), "FROM alpine:3.20.3\nUSER 10001\n");
		const times: [string, number[]][] = [
			["without a cache", []],
			["the first time", []],
			["unchanged", []],
		];
		for (let run = 0; run < runs; run++) {
			rmSync(join(folder, ".cache"), { recursive: true, force: true });
			for (const [what, list] of times) list.push(what === "without a cache" ? evaluate("--no-cache") : evaluate());
		}
		return table([["policy eval with them", "s"], ...times.map(([what, list]) => [what, digits(median(list))])]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The tables. `count` modules are read and compiled together, twice: the second time shows what the engine costs when it is warm. */
export function compiling(count = 500, runs = 3): string {
	const random = randomNumbers(7);
	const texts = Array.from({ length: count }, (_, number) => moduleText(number, random));
	const lines = texts.reduce((sum, text) => sum + text.split("\n").length, 0);
	const rows = [[`${count} modules, ${lines} lines`, "parse s", "check and emit s", "instantiate s", "all s"]];
	for (const run of ["cold", "warm"]) {
		const modules: Module[] = [];
		const parse = processorSeconds(() => {
			for (const [number, text] of texts.entries()) {
				const { module } = parseModule(new Source(`m${number}.rego`, text), { dialect: "rego" });
				if (module === undefined) throw new Error("a module of the benchmark can't be read");
				modules.push(module);
			}
		});
		let code: string | undefined;
		const emit = processorSeconds(() => {
			code = compile(modules).program?.code;
		});
		if (code === undefined) throw new Error("the modules of the benchmark don't compile");
		const made = code;
		const load = processorSeconds(() => {
			instantiate(made);
		});
		rows.push([run, ...[parse, emit, load, parse + emit + load].map(digits)]);
	}
	return `${table(rows)}\n\n${starts(texts, runs)}`;
}
