/** The `policy` declaration of `.policy` files, and METADATA blocks. */
import { describe, expect, test } from "vitest";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import type { Module, Policy, PolicyMember, TypeTerm } from "../../../src/lang/tree.ts";
import { Source } from "../../../src/text/source.ts";
import { outlineBody, outlineRule, outlineTerm } from "./outline.ts";

function read(text: string, dialect: "rego" | "policy" = "policy"): Module {
	const { module, diagnostics } = parseModule(new Source("x.policy", text), { dialect });
	expect(diagnostics.map(({ text: message }) => message)).toEqual([]);
	return module as Module;
}

function typeOutline({ name, of }: TypeTerm): string {
	return of.length === 0 ? name : `${name}[${of.map(typeOutline).join(" ")}]`;
}

function outline(member: PolicyMember): string {
	switch (member.kind) {
		case "field":
			return `${member.name.name}: ${outlineTerm(member.value)}`;
		case "param":
			return `param ${member.name.name} ${typeOutline(member.type)} ${outlineTerm(member.value)}`;
		case "verdict": {
			const { action, node, message, fix, body } = member;
			const parts = [
				node && outlineTerm(node),
				outlineTerm(message),
				fix && outlineTerm(fix),
				body && outlineBody(body.literals),
			];
			return [action, ...parts.map((part) => part ?? "-")].join(" | ");
		}
		case "example":
			return `${member.verdict} ${member.title === undefined ? "" : `${outlineTerm(member.title)} `}${outlineTerm(member.content)}`;
		case "rule":
			return outlineRule(member);
	}
}

describe("a policy", () => {
	const [policy] = read(`package acme.images

# an ordinary comment
policy trusted_base on dockerfile {
	title:    "Base images come from our registry"
	severity: high
	tags:     ["base", "registry"]

	param registries: set[string] = {"registry.acme.example"}
	param limits: object[string, array[number]] = {}

	deny stage.from because $"{stage.from.ref} isn't ours" if {
		some stage in input.stages
		stage.from.a and not { stage.from.b; stage.from.c }
	}
	warn because sprintf("%d", [n]) fix replace(input.a, "b") if n := 1
	deny because "always"

	deny contains x if some x in input.y
	warn := 2
	title(x) := x

	bad  \`FROM ubuntu\`
	good "shows it" {"Dockerfile": "FROM scratch"}
}`).items as [Policy];

	test("has a name and a kind of document", () => {
		expect([policy.name.name, policy.on.name]).toEqual(["trusted_base", "dockerfile"]);
	});

	test("holds fields, parameters, verdicts, rules and examples", () => {
		expect(policy.members.map(outline)).toEqual([
			'title: "Base images come from our registry"',
			"severity: high",
			'tags: array<"base" "registry">',
			'param registries set[string] set<"registry.acme.example">',
			"param limits object[string array[number]] object<>",
			'deny | ref<stage.from> | template<ref<stage.from.ref> " isn\'t ours"> | - | some stage in ref<input.stages>; (ref<stage.from.a> and not<body<ref<stage.from.b>; ref<stage.from.c>>>)',
			'warn | - | call<sprintf "%d" array<n>> | call<replace ref<input.a> "b"> | (n := 1)',
			'deny | - | "always" | - | -',
			"deny contains x if some x in ref<input.y>",
			"warn := 2",
			"title(x) := x",
			'bad raw"FROM ubuntu"',
			'good "shows it" object<"Dockerfile":"FROM scratch">',
		]);
	});
});

test("the words of policies are ordinary names elsewhere", () => {
	const text = `package a
policy := 1
policy.deny := 2
deny contains fix if { on := 1; because := on; fix := because }
bad(good) := param if param := good
warn if title
policy contains on if on := 1
p if { and; or }`;
	expect(read(text, "rego").items.map(({ kind }) => kind)).toEqual(Array(7).fill("rule"));
	expect(read(text.replace("p if { and; or }", ""), "policy").items).toHaveLength(6);
});

describe("METADATA", () => {
	test("belongs to what stands below it, in the shape that OPA prints", () => {
		const module = read(`# METADATA
# title: all of it
# scope: subpackages
# organizations: [ACME]
package a

# METADATA
# entrypoint: true
# authors:
# - Jane Doe <jane@example.com>
# - name: John
# related_resources:
# - https://example.com
# - {ref: "https://example.com/b", description: more}
# schemas:
# - input.user["x-y"]: schema.user
# - input: {type: object}
# custom: {__proto__: 1, list: [1, true, null]}
# unknown: passed over

# not part of it
p := 1

# METADATA
# description: |
#   two
#   lines
q := 2
`);
		expect(module.package.annotations.map(({ fields }) => fields)).toEqual([
			{ title: "all of it", scope: "subpackages", organizations: ["ACME"] },
		]);
		expect(
			module.items.map(({ annotations }) => annotations.map(({ fields }) => JSON.parse(JSON.stringify(fields)))),
		).toEqual([
			[
				{
					scope: "document",
					entrypoint: true,
					authors: [{ name: "Jane Doe", email: "jane@example.com" }, { name: "John" }],
					related_resources: [{ ref: "https://example.com" }, { description: "more", ref: "https://example.com/b" }],
					schemas: [
						{ path: ["input", "user", "x-y"], schema: ["schema", "user"] },
						{ path: ["input"], definition: { type: "object" } },
					],
					custom: JSON.parse('{"__proto__": 1, "list": [1, true, null]}'),
				},
			],
			[{ scope: "rule", description: "two\nlines\n" }],
		]);
	});

	test("is only what begins in the first column", () => {
		const module = read("package a\n # METADATA\n # title: x\np := 1\n");
		expect(module.items[0]?.annotations).toEqual([]);
	});

	test("stands before policies, too", () => {
		const { items } = read('package a\n# METADATA\n# title: x\npolicy p on d { deny because "m" }');
		expect(items[0]?.annotations[0]?.fields).toEqual({ title: "x", scope: "rule" });
	});

	test("can't grow without bound by its aliases", () => {
		const lines = ["# METADATA", "# custom:", "#   a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
		for (let level = 1; level < 9; level++)
			lines.push(
				`#   a${level}: &a${level} [${Array(10)
					.fill(`*a${level - 1}`)
					.join(", ")}]`,
			);
		const text = `package a\n${lines.join("\n")}\np := 1\n`;
		const { diagnostics } = parseModule(new Source("x.rego", text), { dialect: "rego" });
		expect(diagnostics.map(({ kind }) => kind.code)).toEqual(["annotation-unreadable"]);
	});
});
