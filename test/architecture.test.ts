/** The house rules that a machine can hold: which folder may import which, no `node:` below the shells, lists equal to folders. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

const engine = ["text", "diagnostics", "runtime", "lang", "documents", "linking", "findings", "packs", "places"];

/** Folder of src → the folders it may import. docs/architecture.md explains each edge. */
const layers: Readonly<Record<string, readonly string[]>> = {
	text: [],
	diagnostics: ["text"],
	runtime: ["text", "diagnostics"],
	lang: ["text", "diagnostics", "runtime"],
	documents: ["text", "diagnostics", "runtime"],
	registry: ["text", "diagnostics", "runtime", "documents"],
	linking: ["text", "diagnostics", "runtime", "documents"],
	findings: ["text", "diagnostics"],
	packs: ["text", "diagnostics", "runtime", "lang", "documents", "findings"],
	places: ["text", "diagnostics", "runtime", "documents"],
	cel: ["text", "diagnostics", "runtime", "lang", "documents", "findings"],
	engine,
	explain: [...engine, "engine"],
	report: ["text", "diagnostics", "findings"],
	signatures: ["text", "diagnostics", "runtime", "documents"],
	settings: ["text", "diagnostics"],
	sharing: ["text", "diagnostics", "settings", "runtime", "documents", "findings", "packs", "registry", "signatures"],
	serve: [...engine, "engine", "report"],
	cli: [...engine, "cel", "registry", "engine", "explain", "report", "settings", "sharing", "signatures", "serve"],
};

/** What a host is needed for. */
const shells: ReadonlySet<string> = new Set(["serve", "cli"]);

/** Files longer than 600 lines, each with its reason. */
const longFiles: Readonly<Record<string, string>> = {
	"src/diagnostics/catalogue/parsing.ts": "a table",
};

/** The `src/index.ts` facade and the shells may import anything below them. */
const facade = "index.ts";

function filesBelow(folder: string): string[] {
	return readdirSync(folder)
		.map((name) => join(folder, name))
		.flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : path.endsWith(".ts") ? [path] : []));
}

function importsOf(path: string): string[] {
	const text = readFileSync(path, "utf8");
	return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;]*?from\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g)].map(
		(match) => (match[1] ?? match[2]) as string,
	);
}

const files = filesBelow(src);
const folderOf = (path: string): string => relative(src, path).split("/")[0] as string;

describe("imports go one way", () => {
	for (const [folder, allowed] of Object.entries(layers)) {
		test(`${folder} imports only ${allowed.length === 0 ? "itself" : allowed.join(", ")}`, () => {
			const wrong = files
				.filter((path) => folderOf(path) === folder)
				.flatMap((path) =>
					importsOf(path)
						.filter((name) => name.startsWith("."))
						.map((name) => folderOf(resolve(dirname(path), name)))
						.filter((target) => target !== folder && !allowed.includes(target))
						.map((target) => `${relative(root, path)} → ${target}`),
				);
			expect(wrong).toEqual([]);
		});
	}

	test("every folder of src is in the table", () => {
		const folders = readdirSync(src).filter((name) => statSync(join(src, name)).isDirectory());
		expect(folders.filter((name) => !(name in layers))).toEqual([]);
		expect(files.filter((path) => dirname(path) === src).map((path) => relative(src, path))).toEqual([facade]);
	});

	test("below the shells nothing needs Node", () => {
		const wrong = files
			.filter((path) => !shells.has(folderOf(path)))
			.filter((path) => importsOf(path).some((name) => name.startsWith("node:")))
			.map((path) => relative(root, path));
		expect(wrong).toEqual([]);
	});
});

describe("files have one subject", () => {
	test("a file over 600 lines is listed with a reason", () => {
		const long = files
			.filter((path) => readFileSync(path, "utf8").split("\n").length > 600)
			.map((path) => relative(root, path));
		expect(long.filter((path) => !(path in longFiles))).toEqual([]);
		expect(Object.keys(longFiles).filter((path) => !long.includes(path))).toEqual([]);
	});

	test("every folder of src says in a README what it is for and what it may not do", () => {
		const folders = Object.keys(layers).map((name) => join(src, name));
		const without = folders
			.filter((folder) => !readdirSync(folder).includes("README.md"))
			.map((folder) => relative(root, folder));
		expect(without).toEqual([]);
	});
});
