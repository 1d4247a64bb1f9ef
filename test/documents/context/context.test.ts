import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contextKind } from "../../../src/documents/context/contextKind.ts";
import { contextUse } from "../../../src/documents/context/contextUse.ts";
import type { Edit, Siblings } from "../../../src/documents/document.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";

/** A folder in memory: folders are made from the files' paths. */
function folder(files: Readonly<Record<string, string>>): Siblings {
	const below = (prefix: string): { path: string; size: number }[] => {
		const names = Object.keys(files)
			.filter((path) => path.startsWith(prefix))
			.map((path) => path.slice(prefix.length));
		const folders = [
			...new Set(names.filter((name) => name.includes("/")).map((name) => name.slice(0, name.indexOf("/") + 1))),
		].sort();
		const here = names.filter((name) => !name.includes("/")).sort();
		return [
			...folders.flatMap((name) => [{ path: prefix + name, size: 0 }, ...below(prefix + name)]),
			...here.map((name) => ({ path: prefix + name, size: files[prefix + name]?.length ?? 0 })),
		];
	};
	return { read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined), list: () => below("") };
}

const parse = (name: string, text: string, siblings?: Siblings) =>
	contextKind.parse(new Source(name, text), { buildArgs: {}, siblings });

interface Seen {
	readonly covers: readonly { readonly path: string; readonly by?: number }[];
	readonly files: readonly object[];
	readonly dockerfiles: readonly object[];
}
const seen = (name: string, text: string, siblings?: Siblings): Seen =>
	toPlain(parse(name, text, siblings).documents[0]?.value ?? null) as unknown as Seen;

describe("which file a context belongs to", () => {
	const dockerfile = "FROM scratch\nCOPY . .\n";
	test.each<[string, string, Readonly<Record<string, string>> | undefined, number]>([
		["an ignore file", ".dockerignore", undefined, 1],
		["Podman's ignore file", "app/.containerignore", undefined, 1],
		["a Dockerfile's own ignore file", "web.Dockerfile.dockerignore", undefined, 1],
		["a Dockerfile without one", "Dockerfile", {}, 1],
		["a Dockerfile of which nobody knows", "Dockerfile", undefined, 0],
		["a Dockerfile with a shared one", "Dockerfile", { ".dockerignore": "" }, 0],
		["a Dockerfile with its own", "Dockerfile", { "Dockerfile.dockerignore": "" }, 0],
		["a Dockerfile in a folder below the ignore file", "docker/web/Dockerfile", { "../../.dockerignore": "" }, 0],
	])("%s", (_, name, files, count) => {
		expect(contextKind.detect({ path: name, head: dockerfile })).toBe(true);
		expect(parse(name, dockerfile, files && folder(files)).documents).toHaveLength(count);
	});

	test("a .gitignore is none", () => expect(contextKind.detect({ path: ".gitignore", head: "a\n" })).toBe(false));
});

describe("what policies see", () => {
	test("of an ignore file and the folder around it", () => {
		const files = {
			Dockerfile: "FROM scratch\nCOPY . .\n",
			".env": "A=b",
			"src/a.ts": "12345",
			"src/.env": "C=d",
			"node_modules/x/index.js": "x",
			"Dockerfile.md": "",
		};
		const value = seen(".dockerignore", "node_modules\n.env\nDocker*\n", folder(files));
		expect(value).toMatchObject({
			ignore_file: ".dockerignore",
			known: true,
			complete: true,
			sent_files: 2,
			sent_bytes: 8,
			copies: true,
			copies_all: true,
		});
		expect(value.files).toEqual([
			{ path: "src/.env", size: 3, ignored: false },
			{ path: "src/a.ts", size: 5, ignored: false },
			{ path: ".env", size: 3, ignored: true, by: 1 },
			{ path: "Dockerfile", size: 22, ignored: true, by: 2 },
			{ path: "Dockerfile.md", size: 0, ignored: true, by: 2 },
		]);
		expect(value.dockerfiles).toEqual([
			{ path: "Dockerfile", ignore_file: ".dockerignore", copies: true, copies_all: true, sources: [] },
		]);
		const covers = (path: string) => value.covers.find((entry) => entry.path === path);
		expect(covers(".env")).toMatchObject({ topic: "env", depth: "root", ignored: true, by: 1 });
		expect(covers("some/folder/.env")).toMatchObject({ depth: "nested", ignored: false });
		expect(covers(".git/config")).toMatchObject({ name: ".git", ignored: false });
	});

	test("of what a Dockerfile names", () => {
		const text = "FROM scratch\nCOPY ./dist/ src/*.js $X /app/\nADD conf https://acme.example/x ../y /etc/\n";
		const value = seen(".dockerignore", "dist\n", folder({ Dockerfile: text }));
		expect(value.dockerfiles).toMatchObject([
			{
				sources: [
					{ path: "dist", ignored: true, by: 0 },
					{ path: "conf", ignored: false },
				],
			},
		]);
	});

	test("of a Dockerfile without an ignore file", () => {
		const value = seen("Dockerfile", "FROM scratch\nCOPY a b\n", folder({ Dockerfile: "", a: "1" }));
		expect(value).toMatchObject({
			dockerfile: "Dockerfile",
			patterns: [],
			copies: true,
			copies_all: false,
			sent_files: 2,
		});
		expect(value).not.toHaveProperty("ignore_file");
	});

	test("of a Dockerfile's own ignore file that hides the shared one", () => {
		const value = seen(
			"web.Dockerfile.dockerignore",
			"a\n",
			folder({ "web.Dockerfile": "FROM x\n", Dockerfile: "FROM y\nCOPY . .\n", ".dockerignore": "b\n" }),
		);
		expect(value).toMatchObject({ dockerfile: "web.Dockerfile", shadows: ".dockerignore", copies: false });
	});

	test("without a view of the folder", () => {
		expect(seen(".dockerignore", "a\n!b\n")).toMatchObject({
			known: false,
			files: [],
			complete: false,
			copies: false,
		});
	});

	test("a pattern that lets back in keeps what is below an ignored folder in sight", () => {
		const files = folder({ "a/b": "1", "a/c": "2" });
		expect(seen(".dockerignore", "a\n!a/b\n", files).files).toEqual([
			{ path: "a/b", size: 1, ignored: false, by: 1 },
			{ path: "a/c", size: 1, ignored: true, by: 0 },
		]);
	});
});

describe("places and fixes", () => {
	const text = "# keep out\nnode_modules\n!keep\n";
	const [document] = parse(".dockerignore", text).documents;
	const underlined = (...pointer: (string | number)[]) => {
		const span = document?.locate(pointer);
		return span && text.slice(span.start, span.end);
	};
	test("a pattern is its line; what it decided too; all else is the first line", () => {
		expect(underlined("patterns", 1, "negated")).toBe("!keep");
		const covers = toPlain(document?.value ?? null) as { covers: { by?: number }[] };
		expect(
			underlined(
				"covers",
				covers.covers.findIndex(({ by }) => by === 0),
			),
		).toBe("node_modules");
		expect(underlined()).toBe("# keep out");
	});
	test.each<[Edit, string]>([
		[{ op: "insert_after", node: [], text: ".git" }, `${text}.git\n`],
		[
			{ op: "insert_after", node: ["patterns", 0], text: "*.pem" },
			text.replace("node_modules\n", "node_modules\n*.pem\n"),
		],
		[
			{ op: "insert_before", node: ["patterns", 0], text: "*.pem" },
			text.replace("node_modules\n", "*.pem\nnode_modules\n"),
		],
		[{ op: "remove", node: ["patterns", 1] }, text.replace("!keep\n", "")],
		[{ op: "replace", node: ["patterns", 1], text: "!kept" }, text.replace("!keep", "!kept")],
	])("%j", (edit, after) => {
		const made = document?.edit?.(edit);
		expect(made && text.slice(0, made.span.start) + made.text + text.slice(made.span.end)).toBe(after);
	});
	test("a malformed pattern is a fault at its line", () => {
		const source = "ok\n[a\n";
		expect(
			parse(".dockerignore", source).diagnostics.map(({ kind, span }) => [
				kind.code,
				span && source.slice(span.start, span.end),
			]),
		).toEqual([["context-pattern-malformed", "[a"]]);
	});
});

test.each([
	["FROM a\nRUN x\n", false, false],
	["FROM a\nCOPY --from=b /x /y\n", false, false],
	["FROM a\nCOPY x y\n", true, false],
	["FROM a\ncopy --chown=1:1 . /app\n", true, true],
	["FROM a\nCOPY \\\n  --link \\\n  ./ /app\n", true, true],
	['FROM a\nCOPY ["a b", "."]\n', true, false],
	['FROM a\nADD [".", "/app"]\n', true, true],
	["FROM a\nADD https://example.com/x /x\n", false, false],
	["FROM a\nCOPY <<EOF /x\nCOPY\nEOF\n", false, false],
	["FROM a\nRUN --mount=type=bind,target=/src make\n", true, false],
	["FROM a\nRUN --mount=type=bind,from=b,target=/src make\n", false, false],
	["FROM a\nRUN --mount=type=cache,target=/c make\n", false, false],
	["# escape=`\nFROM a\nCOPY `\n . /app\n", true, true],
	["FROM a\nONBUILD COPY . /app\n", true, true],
])("%j takes from its context: %j, all of it: %j", (text, copies, copiesAll) => {
	expect(contextUse(text)).toMatchObject({ copies, copiesAll });
});

test("where everything is copied", () => {
	const text = "# licence\nFROM a\nCOPY x y\n  COPY \\\n\t. /app  \nCOPY . /again\n";
	const { copyOfAll } = contextUse(text);
	expect(copyOfAll && text.slice(copyOfAll.start, copyOfAll.end)).toBe("COPY \\\n\t. /app");
	expect(contextUse("FROM a\nCOPY x y\n").copyOfAll).toBeUndefined();
	const siblings = { read: () => undefined, list: () => [] };
	const [document] = contextKind.parse(new Source("Dockerfile", text), { buildArgs: {}, siblings }).documents;
	const place = document?.locate(["copies_all"]);
	expect(place && text.slice(place.start, place.end)).toBe("COPY \\\n\t. /app");
	expect(document?.locate(["copies"])).toEqual({ start: 0, end: "# licence".length });
});

test("any text is an ignore file, and every place lies inside it", () => {
	const piece = fc.constantFrom(
		"a",
		"*",
		"**",
		"/",
		"!",
		"#",
		" ",
		"\n",
		"\r\n",
		"[",
		"]",
		"^",
		"-",
		"\\",
		"..",
		"?",
		"é",
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
			const text = pieces.join("");
			const { documents, diagnostics } = parse(".dockerignore", text);
			const value = toPlain(documents[0]?.value ?? null) as { patterns: unknown[] };
			const spans = [
				...diagnostics.map(({ span }) => span),
				...value.patterns.map((_, index) => documents[0]?.locate(["patterns", index])),
				documents[0]?.locate([]),
			];
			for (const span of spans) {
				expect(span?.start).toBeGreaterThanOrEqual(0);
				expect(span?.end).toBeLessThanOrEqual(text.length);
			}
		}),
		{ numRuns: 300 },
	);
});

describe.runIf(hasCorpus)(`real ignore files${missingNote}`, () => {
	test("what is made of them has the shape that the schema says", () => {
		const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(contextKind.schema as object);
		let count = 0;
		for (const source of corpusFiles("dockerignore")) {
			const { documents } = contextKind.parse(source, { buildArgs: {} });
			for (const document of documents) {
				count++;
				expect(validate(toPlain(document.value)) || validate.errors, source.name).toBe(true);
			}
		}
		expect(count).toBeGreaterThan(80);
	});
});
