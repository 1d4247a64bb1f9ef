import { describe, expect, test } from "vitest";
import { type Builtin, type BuiltPackModule, builtin, builtPack, compile, evaluate, types } from "../../src/index.ts";
import { addBuiltins } from "../../src/lang/resolve/addBuiltins.ts";
import { compilePack } from "../../src/packs/compilePack.ts";
import { Evaluation } from "../../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../src/runtime/evaluation/program.ts";
import { Source } from "../../src/text/source.ts";

/** What `deny` says of a Dockerfile of one stage on `a/b:1`: messages, and what became of the policy. */
function run(body: string, builtins: readonly Builtin[], dockerfile = "FROM a/b:1\n") {
	const text = `package t\n\nimport rego.v1\n\ndeny contains msg if {\n${body}\n}\n`;
	const { pack, diagnostics } = compile({ "t.rego": text }, { builtins });
	const report = evaluate({ Dockerfile: dockerfile }, pack === undefined ? [] : [pack]);
	return {
		diagnostics: diagnostics.map(({ text: said, span, source }) =>
			span === undefined ? said : `${source?.lineAt(span.start)}: ${said}`,
		),
		messages: report.findings.map(({ message }) => message),
		outcomes: report.ledger.map(({ outcome }) => outcome),
	};
}

const owner = builtin(
	{
		name: "acme.owner",
		doc: "Who owns a repository.",
		args: [{ name: "repository", type: types.string }],
		returns: { type: types.string },
	},
	// The operand's type is known here.
	(repository) => (repository.startsWith("a/") ? "team-a" : undefined),
);

describe("a host's function", () => {
	test("is called with operands of its types, and gives a value", () => {
		const names = builtin(
			{ name: "acme.names", args: [{ name: "of", type: types.arrayOf(types.string) }], returns: { type: types.any } },
			(of) => ({ joined: of.map((name) => name.toUpperCase()).join("+"), many: of.length > 1 }),
		);
		expect(run('\tmsg := acme.names(["x", "y"]).joined', [names]).messages).toEqual(["X+Y"]);
		expect(run('\tmsg := acme.owner("a/b")', [owner]).messages).toEqual(["team-a"]);
	});

	test("is undefined where it gives undefined", () => {
		expect(run('\tmsg := acme.owner("c/d")', [owner])).toMatchObject({ messages: [], outcomes: ["pass"] });
	});

	test("is known to the checker: its arguments, how many, and what it gives", () => {
		expect(run("\tmsg := acme.owner(7)", [owner]).diagnostics).toEqual([
			"6: `acme.owner` takes string as argument 1 (repository), but `7` is number",
		]);
		expect(run('\tmsg := acme.owner("a", "b")', [owner]).diagnostics).toEqual([
			"6: `acme.owner` takes 1 argument, but 2 were given",
		]);
		expect(run('\tmsg := acme.owner("a").name', [owner]).diagnostics[0]).toContain("string");
		expect(run('\tmsg := acme.ownr("a")', [owner]).diagnostics).toEqual(["6: there is no function `acme.ownr`"]);
	});

	test("may be replaced by a test", () => {
		const body = '\tmsg := acme.owner("c/d") with acme.owner as "nobody"';
		expect(run(body, [owner]).messages).toEqual(["nobody"]);
	});

	test("isn't asked about what isn't known", () => {
		let asked = 0;
		const counts = builtin(
			{ name: "acme.known", args: [{ name: "x", type: types.any }], returns: { type: types.boolean } },
			() => {
				asked++;
				return true;
			},
		);
		const body = '\tacme.known(input.stages[0].from.tag)\n\tmsg := "it is"';
		expect(run(body, [counts], "ARG V\nFROM a/b:$V\n").outcomes).toEqual(["unknown"]);
		expect(asked).toBe(0);
	});

	test("pays for what takes long", () => {
		const greedy = builtin({ name: "acme.greedy", args: [], returns: { type: types.any } }, (context) => {
			context.spend(1e12);
			return 1;
		});
		expect(run("\tmsg := acme.greedy()", [greedy]).outcomes).toEqual(["error"]);
	});

	test("may have several solutions", () => {
		const each = builtin({ name: "acme.each", args: [], returns: { type: types.string }, relation: true }, () => [
			"x",
			"y",
		]);
		expect(run("\tacme.each(msg)", [each]).messages.sort()).toEqual(["x", "y"]);
	});
});

describe("what a host's function gets wrong is an error of that call", () => {
	const giving = (type: (typeof types)["any"] | typeof types.string, give: () => unknown): Builtin =>
		builtin({ name: "acme.f", args: [], returns: { type } }, give);
	const cases: readonly [name: string, given: Builtin, said: string][] = [
		[
			"a throw",
			giving(types.any, () => {
				throw new TypeError("no such team");
			}),
			"no such team",
		],
		["another type", giving(types.string, () => 7), "gave a wrong result: string is declared, but it is number"],
		["no value", giving(types.any, () => new Date(0)), "gave no value: the value is no plain data but a Date"],
		["a promise", giving(types.any, async () => 1), "gave a promise, and an evaluation can't wait"],
		["a rejected promise", giving(types.any, () => Promise.reject(new Error("x"))), "gave a promise"],
	];
	for (const [name, given, said] of cases) {
		test(name, () => {
			const { builtins } = addBuiltins([given]);
			const text = "package t\n\nimport rego.v1\n\nx := acme.f()\n\ny if not x\n";
			const { program } = compilePack([new Source("t.rego", text)], { builtins });
			expect(program?.manifest.needs).toEqual([{ name: "acme.f", args: 0 }]);
			const evaluation = new Evaluation({ now: 0n });
			// The call is undefined, and what doesn't need it goes on.
			expect(loadProgram(instantiate(program?.code ?? ""), builtins).evaluate(["t"], evaluation)).toEqual({ y: true });
			expect(evaluation.errors.map(({ message }) => message)).toEqual([
				expect.stringContaining(`t.rego:5: eval_builtin_error: acme.f: ${said}`),
			]);
		});
	}
});

describe("names", () => {
	for (const [name, said] of [
		["9x", "a builtin can't be called `9x`"],
		["a.b-c", "a builtin can't be called `a.b-c`"],
		["not.x", "a builtin can't be called `not.x`"],
		["data.x", "a builtin can't be called `data.x`"],
		["count", "there is a builtin `count` already: it belongs to the language"],
		["is_unknown", "there is a builtin `is_unknown` already: it belongs to the language"],
	] as const)
		test(name, () => {
			const named = builtin({ name, args: [], returns: { type: types.any } }, () => 1);
			expect(compile({ "t.rego": "package t\n" }, { builtins: [named] }).diagnostics.map(({ text }) => text)).toEqual([
				said,
			]);
		});

	test("two of one name", () => {
		const { diagnostics } = compile({ "t.rego": "package t\n" }, { builtins: [owner, owner] });
		expect(diagnostics.map(({ kind }) => kind.code)).toEqual(["builtin-taken"]);
	});
});

describe("a pack that was compiled ahead", () => {
	const text = 'package t\n\nimport rego.v1\n\ndeny contains acme.owner("a/b")\n';
	const { program } = compilePack([new Source("t.rego", text)], { builtins: addBuiltins([owner]).builtins });
	if (program === undefined) throw new Error("it doesn't compile");
	const module: BuiltPackModule = { manifest: program.manifest, factory: instantiate(program.code) };

	test("calls what it is loaded with", () => {
		const { findings } = evaluate({ Dockerfile: "FROM a\n" }, [builtPack("acme", module, [owner])]);
		expect(findings.map(({ message }) => message)).toEqual(["team-a"]);
	});

	test("can't be loaded without what it needs", () => {
		expect(() => builtPack("acme", module)).toThrow(
			"the pack acme needs the builtin acme.owner with 1 arguments, which is not there",
		);
		const other = builtin({ name: "acme.owner", args: [], returns: { type: types.any } }, () => 1);
		expect(() => builtPack("acme", module, [other])).toThrow("which takes 0 arguments here");
	});
});
