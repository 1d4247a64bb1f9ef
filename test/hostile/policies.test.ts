/** Policies and configurations that are broken, endless or enormous: each mistake with its place, and the sound policies still run. */
import { afterEach, describe, expect, test } from "vitest";
import { Folder } from "./command.ts";

const sound = (name: string): string => `package ${name}

policy ${name} on dockerfile {
	title: "T"
	code: "${name.toUpperCase()}"
	severity: low
	about: "Why."
	deny because "found" if input.stages
}
`;

let folder = new Folder();
afterEach(() => folder.remove());

const diagnostics = (text: string): string[] => text.split("\n").filter((line) => /\[[a-z0-9-]+\]$/.test(line));

const many = 100_000;
const broken: readonly [what: string, file: string, text: string, said: RegExp][] = [
	[
		"a syntax error",
		"b.policy",
		"package b\n\npolicy b on dockerfile {\n\ttitle: \n}\n",
		/^b\.policy:\d+:\d+: error: .*/,
	],
	["no package", "b.rego", "p := 1\n", /^b\.rego:1:1: error: .*\[package-missing\]$/],
	["nothing at all", "b.policy", "", /^b\.policy:1:1: error: .*\[package-missing\]$/],
	["a NUL byte", "b.policy", "package b\0", /^b\.policy: error: binary file/],
	[
		"an unknown kind",
		"b.policy",
		sound("b").replace("dockerfile", "dockrfile"),
		/^b\.policy:3:13: error: .*`dockrfile`/,
	],
	[
		"a field that isn't there",
		"b.policy",
		sound("b").replace("input.stages", "input.stagess"),
		/^b\.policy:8:\d+: error: `input` has no field `stagess`/,
	],
	[
		"a rule that needs itself",
		"b.rego",
		"package b\n\np if q\n\nq if p\n",
		/^b\.rego:3:1: error: .*\[recursive-rule\]$/,
	],
	[
		"packages that need each other",
		"b.rego",
		"package b\n\nimport data.c\n\np := c.q\n",
		/^(?:b|c)\.rego:\d+:\d+: error: .*\[recursive-rule\]$/,
	],
	["brackets without end", "b.rego", `package b\n\np := ${"[".repeat(many)}\n`, /^b\.rego:3:\d+: error: /],
	[
		"terms nested 100,000 deep",
		"b.rego",
		`package b\n\np := ${"[".repeat(many)}${"]".repeat(many)}\n`,
		/^b\.rego:3:\d+: error: .*\[nesting-too-deep\]$/,
	],
	[
		"a number of 100,000 digits",
		"b.rego",
		`package b\n\np := ${"9".repeat(many)}\n`,
		/^b\.rego:3:6: error: .*\[number-too-large\]$/,
	],
	["a word of a megabyte", "b.policy", "x".repeat(1_000_000), /^b\.policy:1:1: error: /],
];

describe("beside a sound policy", () => {
	test.each(broken)("%s", async (_, file, text, said) => {
		folder = new Folder({
			Dockerfile: "FROM a\n",
			"a.policy": sound("a"),
			[file]: text,
			"c.rego": "package c\n\nimport data.b\n\nq := b.p\n",
		});
		const names = said.source.includes("recursive") ? ["a.policy", file, "c.rego"] : ["a.policy", file];
		const started = performance.now();
		const { status, stdout, stderr } = await folder.run([
			"eval",
			...names.flatMap((name) => ["--policy", name]),
			"Dockerfile",
		]);
		expect(performance.now() - started).toBeLessThan(15_000);
		expect(stderr).toBe("");
		expect(diagnostics(stdout)[0]?.slice(0, 400)).toMatch(said);
		expect(stdout).toContain("1:1  low  A  found");
		expect(stdout.length).toBeLessThan(20_000);
		expect(status).toBe(2);
	});
});

describe("work without end", () => {
	const explosions: readonly [what: string, body: string][] = [
		[
			"a product of arrays",
			"count([1 | some a in r; some b in r; some c in r; some d in r; some e in r; some f in r]) > 0",
		],
		["calls that multiply", `f30(1) > 0`],
		["a range of a billion", "count(numbers.range(0, 1000000000)) > 0"],
	];
	const helpers = `r := numbers.range(0, 400)

f0(x) := x

${Array.from({ length: 30 }, (_, i) => `f${i + 1}(x) := f${i}(x) + f${i}(x + 1)`).join("\n\n")}
`;
	test.each(explosions)(
		"%s ends when the budget is spent, and the others go on",
		async (_, body) => {
			folder = new Folder({
				Dockerfile: "FROM a\n",
				"a.policy": sound("a"),
				"b.policy": sound("b").replace("input.stages\n}", `{ input.stages; ${body} }\n}\n\n${helpers}`),
			});
			const { status, stdout } = await folder.run([
				"eval",
				"--policy",
				"a.policy",
				"--policy",
				"b.policy",
				"Dockerfile",
			]);
			expect(stdout).toContain("1:1  low  A  found");
			expect(stdout).not.toContain("  B  found");
			expect(stdout).toMatch(/1 error|1 policy could not be evaluated|error/);
			expect(status).toBe(2);
		},
		120_000,
	);

	test.each([
		[
			"a pattern that would run away",
			'regex.match("^(a+)+$", concat("", [concat("", ["aaaaaaaaaa" | some _ in numbers.range(1, 5000)]), "b"]))',
		],
		["a pattern of patterns", 'regex.match("((((((a{1,30}){1,30}){1,30}){1,30}){1,30}){1,30})", "b")'],
		[
			"a glob of stars",
			'glob.match("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", [], concat("", ["aaaaaaaaaa" | some _ in numbers.range(1, 500)]))',
		],
	])("%s is quick, or refused", async (_, body) => {
		folder = new Folder({ "q.rego": `package q\n\np if ${body}\n` });
		const started = performance.now();
		const { status } = await folder.run(["query", "-d", "q.rego", "data.q"]);
		expect(performance.now() - started).toBeLessThan(10_000);
		expect(status).toBeLessThanOrEqual(2);
	});
});

describe("policy.yaml", () => {
	const cases: readonly [what: string, text: string, said: RegExp, status: number][] = [
		["broken YAML", "packs: [hygiene\n", /^policy\.yaml:\d+:\d+: error: /, 2],
		["a tab", "packs:\n\t- hygiene\n", /^policy\.yaml:2:1: error: /, 2],
		["a list", "- hygiene\n", /^policy\.yaml:1:1: error: /, 2],
		["a text", "hygiene\n", /^policy\.yaml:1:1: error: /, 2],
		["an unknown key", "pack: [hygiene]\n", /^policy\.yaml:1:1: error: .*`pack`/, 2],
		["keys of JavaScript", "__proto__: {a: 1}\nconstructor: 2\n", /^policy\.yaml:1:1: error: .*`__proto__`/, 2],
		["a pack that doesn't exist", "packs: [higiene]\n", /^(?:policy\.yaml:1:9: )?error: there is no pack `higiene`/, 3],
		["packs that are no list", "packs: 5\n", /^policy\.yaml:1:\d+: error: /, 2],
		["binary", "packs:\0", /^policy\.yaml: error: binary file/, 2],
		[
			"an alias bomb",
			`a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]\n`).join("")}`,
			/^policy\.yaml:\d+:\d+: error: /,
			2,
		],
		["100,000 brackets", `packs: ${"[".repeat(many)}\n`, /^policy\.yaml:1:\d+: error: /, 2],
	];
	test.each(cases)("%s", async (_, text, said, status) => {
		folder = new Folder({ Dockerfile: "FROM scratch\n", "policy.yaml": text });
		const came = await folder.run(["eval", "Dockerfile", "--format", "text"]);
		const lines = diagnostics(came.stdout + came.stderr).filter((line) => line.includes("error"));
		expect(lines[0]?.slice(0, 400)).toMatch(said);
		expect(came.stdout + came.stderr).not.toMatch(/\n\s+at /);
		expect(came.status).toBe(status);
	});

	test("an empty one selects what none does", async () => {
		folder = new Folder({ Dockerfile: "FROM scratch\n", "policy.yaml": "" });
		const without = await folder.run(["eval", "Dockerfile", "--no-config"]);
		expect(await folder.run(["eval", "Dockerfile"])).toEqual(without);
	});
});
