/** Names that mean something to JavaScript are names like any other, wherever a person can write one. */
import { describe, expect, test } from "vitest";
import { renderDiagnostic } from "../../src/diagnostics/render.ts";
import { compile, evaluate } from "../../src/index.ts";
import { parseJson } from "../../src/runtime/values/json.ts";
import type { PlainObject } from "../../src/runtime/values/value.ts";

const names = [
	"__proto__",
	"constructor",
	"prototype",
	"toString",
	"hasOwnProperty",
	"valueOf",
	"length",
	"then",
] as const;

/** What policies say of files, as `CODE message`. */
function findings(
	policy: string,
	files: Record<string, string>,
	options: Parameters<typeof evaluate>[2] = {},
): string[] {
	const { pack, diagnostics } = compile({ "p.policy": policy });
	expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
	if (pack === undefined) throw new Error("no pack");
	const report = evaluate(files, [pack], options);
	expect(report.ledger.filter(({ outcome }) => outcome === "error" || outcome === "unknown")).toEqual([]);
	return report.findings.map(({ policy: { code }, message }) => `${code} ${message}`);
}

const policy = (name: string, kind: string, rules: string): string => `package keys

policy ${name} on ${kind} {
	title: "T"
	code: "K1"
	severity: low
	about: "A."
	${rules}
}
`;

/** An object with this key of its own. */
const withKey = (key: string, value: string): PlainObject =>
	parseJson(`{${JSON.stringify(key)}: ${value}}`) as PlainObject;

describe.each(names)("%s", (name) => {
	test("as the name of a policy", () => {
		expect(findings(policy(name, "dockerfile", 'deny because "m"'), { Dockerfile: "FROM a\n" })).toEqual(["K1 m"]);
	});

	test("as the name of a rule, a function and a variable in a policy", () => {
		const rules = `${name} := "r"\n\n\tdeny because ${name} if input.stages\n\n\twarn because w if { some w in [${name}] }`;
		expect(findings(policy("p", "dockerfile", rules), { Dockerfile: "FROM a\n" })).toEqual(["K1 r", "K1 r"]);
		const called = `${name}(x) := x\n\n\tdeny because ${name}("c")`;
		expect(findings(policy("p", "dockerfile", called), { Dockerfile: "FROM a\n" })).toEqual(["K1 c"]);
		const local = `deny because ${name} if { some ${name} in ["v"] }`;
		expect(findings(policy("p", "dockerfile", local), { Dockerfile: "FROM a\n" })).toEqual(["K1 v"]);
	});

	test("as the name of a parameter, with its default and with a value", () => {
		const text = policy("p", "dockerfile", `param ${name}: string = "d"\n\n\tdeny because ${name}`);
		expect(findings(text, { Dockerfile: "FROM a\n" })).toEqual(["K1 d"]);
		const params = { "keys.p": withKey(name, '"set"') };
		const settings = { params, severities: new Map() };
		expect(findings(text, { Dockerfile: "FROM a\n" }, { settings })).toEqual(["K1 set"]);
	});

	test("as the name of a package", () => {
		const text = policy("p", "dockerfile", 'deny because "m"').replace("package keys", `package ${name}.${name}`);
		expect(findings(text, { Dockerfile: "FROM a\n" })).toEqual(["K1 m"]);
	});

	test("as a key of data", () => {
		const text = policy("p", "dockerfile", `deny because data[${JSON.stringify(name)}]`);
		expect(findings(text, { Dockerfile: "FROM a\n" })).toEqual(["K1 <undefined>"]);
		expect(findings(text, { Dockerfile: "FROM a\n" }, { data: withKey(name, '"here"') })).toEqual(["K1 here"]);
	});

	test("as a label, an environment variable, a build argument and a stage of a Dockerfile", () => {
		const key = JSON.stringify(name);
		const rules = `deny because $"{stage.name} {stage.from.tag} {stage.config.env[${key}]} {stage.config.labels[${key}]} {stage.config.user.user}" if some stage in input.stages`;
		const file = `ARG ${name}=1.2\nFROM a:$${name} AS ${name}\nENV ${name}=x\nLABEL ${name}=y\nUSER $${name}\n`;
		expect(findings(policy("p", "dockerfile", rules), { Dockerfile: file })).toEqual([`K1 ${name} 1.2 x y x`]);
		expect(findings(policy("p", "dockerfile", rules), { Dockerfile: "FROM a:1\n" })).toEqual([
			"K1 <undefined> 1 <undefined> <undefined> <undefined>",
		]);
	});

	test("as a variable that is named and not there", () => {
		const rules = "deny because u if { some s in input.stages; u := s.config.user.text }";
		expect(findings(policy("p", "dockerfile", rules), { Dockerfile: `FROM scratch\nUSER x$${name}\n` })).toEqual([
			`K1 x$${name}`,
		]);
	});

	test("as a key of a manifest", () => {
		const text = policy(
			"p",
			"manifest",
			`deny because l if { some k, l in input.metadata.labels; k == ${JSON.stringify(name)} }`,
		);
		const pod = (labels: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  labels: ${labels}\n`;
		expect(findings(text, { "a.yaml": pod("{}") })).toEqual([]);
		expect(findings(text, { "a.yaml": pod(`{${name}: here}`) })).toEqual(["K1 here"]);
		expect(findings(text, { "a.yaml": pod(`{a: &a {${name}: b}, <<: *a}`) })).toEqual(["K1 b"]);
	});

	test("and nothing is changed for everybody else", () => {
		expect(Object.keys(Object.prototype)).toEqual([]);
		expect(({} as Record<string, unknown>).here).toBeUndefined();
	});
});
