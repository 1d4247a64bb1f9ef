/** What a compose document offers beside its value: edits, mentions, messages; and that no text breaks it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composeSchema } from "../../../src/documents/compose/schema.ts";
import { dockerfileSchema } from "../../../src/documents/dockerfile/schema.ts";
import type { Document, Edit } from "../../../src/documents/document.ts";
import { asObject, objectOf } from "../../../src/documents/fields.ts";
import { toJson } from "../../../src/runtime/values/json.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";
import { faultsAgainst } from "../schemaFaults.ts";
import { parseCompose, parseFiles } from "./parse.ts";

const schemaFaults = faultsAgainst(composeSchema);
const dockerfileFaults = faultsAgainst(dockerfileSchema);

const web = ["services", "web"];

describe("edits", () => {
	const edited = (text: string, edit: Edit): string | undefined => {
		const [document] = parseCompose(text).documents as [Document];
		const made = document.edit?.(edit);
		return made === undefined ? undefined : text.slice(0, made.span.start) + made.text + text.slice(made.span.end);
	};
	const service = "services:\n  web:\n    image: web:1 # the shop\n    ports:\n      - 22:22\n";

	test.each<[string, string, Edit, string | undefined]>([
		["a field is added", service, { op: "set", node: web, path: ["init"], value: true }, `${service}    init: true\n`],
		[
			"a part of a text",
			service,
			{ op: "replace", node: [...web, "image", "tag"], text: "2" },
			service.replace("web:1", "web:2"),
		],
		[
			"an item",
			service,
			{ op: "replace", node: [...web, "ports", 0], text: "22:23" },
			service.replace("22:22", "22:23"),
		],
		["a line", service, { op: "remove", node: [...web, "ports"] }, "services:\n  web:\n    image: web:1 # the shop\n"],
		["what isn't there", service, { op: "remove", node: [...web, "user"] }, undefined],
		[
			"what two services share",
			"x: &x {init: no}\nservices:\n  web:\n    <<: *x\n",
			{ op: "remove", node: [...web, "init"] },
			undefined,
		],
	])("%s", (_, text, edit, result) => expect(edited(text, edit)).toBe(result));

	test("what another file says is not edited from here", () => {
		const { documents } = parseFiles(
			{ "compose.yaml": "services: {web: {image: x}}", "compose.override.yaml": "services: {web: {init: true}}" },
			"compose.yaml",
		);
		expect(documents[0]?.edit?.({ op: "remove", node: [...web, "init"] })).toBeUndefined();
	});
});

test("an override file is part of the file that it is laid over, and a document where there is none", () => {
	const override = "services: {web: {init: true}}";
	const both = { "compose.yaml": "services: {web: {image: x}}", "compose.override.yaml": override };
	expect(parseFiles(both, "compose.override.yaml").documents).toEqual([]);
	const alone = parseFiles({ "compose.override.yaml": override }, "compose.override.yaml").documents;
	expect(alone.map(({ value }) => objectOf(objectOf(asObject(value), "services"), "web")?.whole)).toEqual([false]);
});

test("images are mentioned as far as they are known", () => {
	const [document] = parseCompose(
		"services:\n  a: {image: 'web:1'}\n  b: {image: 'web:${TAG}'}\n  c: {build: .}\n",
	).documents;
	expect(document?.mentions?.().map(({ pointer, identity }) => [pointer.join("/"), identity.references])).toEqual([
		["services/a/image", ["docker.io/library/web:1"]],
	]);
});

test("variables that are given are known", () => {
	const [document] = parseCompose("services: {a: {user: '${WHO}'}}", { WHO: "app" }).documents;
	expect(objectOf(objectOf(asObject(document?.value), "services"), "a")?.user).toBe("app");
});

test.each([
	["web:\n  image: x\n", "compose-not-an-application", "web"],
	["services:\n  web: {image: x, extends: base}\n", "compose-extends", "base"],
	['services:\n  web: {command: "echo ${1}"}\n', "compose-interpolation", '"echo ${1}"'],
	["include: [other.yaml]\n", "compose-file-missing", "other.yaml"],
	["services: [\n", "yaml-syntax", ""],
])("%j: %s at %j", (text, code, place) => {
	const { diagnostics } = parseCompose(text);
	expect(diagnostics.map(({ kind }) => kind.code)).toEqual([code]);
	if (place !== "") expect(diagnostics.map(({ source, span }) => span && source?.slice(span))).toEqual([place]);
});

describe("whatever the text", () => {
	const word = fc.constantFrom(
		"web",
		"${X}",
		"a:b",
		"1:2:3",
		"!reset",
		"~",
		"yes",
		"$",
		"image",
		"__proto__",
		"constructor",
		"/x",
		"[",
		"-",
	);
	const key = fc.constantFrom(
		"services",
		"image",
		"build",
		"ports",
		"volumes",
		"environment",
		"extends",
		"depends_on",
		"networks",
		"command",
		"x-a",
		"deploy",
		"healthcheck",
		"include",
		"secrets",
		"__proto__",
		"web",
	);
	const { node } = fc.letrec((tie) => ({
		node: fc.oneof(
			{ maxDepth: 5 },
			word,
			fc.integer(),
			fc.constant(null),
			fc.boolean(),
			fc.array(tie("node"), { maxLength: 3 }),
			fc.dictionary(key, tie("node"), { maxKeys: 4 }),
		),
	}));

	test("it is read, fits the schema, and every place is in the file", () => {
		fc.assert(
			fc.property(fc.dictionary(key, node, { maxKeys: 4 }), (value) => {
				const text = JSON.stringify({ ...value, services: { web: value, other: { ...value, extends: "web" } } });
				for (const document of parseCompose(text).documents) checkDocument(document);
			}),
			{ numRuns: 150 },
		);
	});

	test("it never throws", () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(word, key, fc.constantFrom(": ", "\n", "  ", "- ", "&a ", "*a", "<<: *a")), {
					maxLength: 30,
				}),
				(parts) => {
					for (const document of parseCompose(`services:\n  web:\n    ${parts.join("")}`).documents)
						checkDocument(document);
				},
			),
			{ numRuns: 150 },
		);
	});
});

describe.runIf(hasCorpus)(`real files${missingNote}`, () => {
	test("are read whole, as the schema says, every element at its place", () => {
		let services = 0;
		for (const { name, text } of corpusFiles("compose")) {
			const { documents, diagnostics } = parseFiles({ [name]: text }, name);
			expect(
				diagnostics.filter(({ kind }) => kind.severity === "error").map((each) => each.text),
				name,
			).toEqual([]);
			for (const document of documents) services += checkDocument(document);
		}
		expect(services).toBeGreaterThan(400);
	});
});

/** How many services it has. */
function checkDocument(document: Document): number {
	const value: unknown = JSON.parse(toJson(document.value));
	expect(document.kind === "compose" ? schemaFaults(value) : dockerfileFaults(value)).toEqual([]);
	const walk = (node: unknown, pointer: (string | number)[]): void => {
		const span = document.locate(pointer);
		expect(
			span !== undefined && span.start >= 0 && span.start <= span.end && span.end <= document.source.text.length,
		).toBe(true);
		if (typeof node === "object" && node !== null)
			for (const [key, inner] of Object.entries(node))
				walk(inner, [...pointer, Array.isArray(node) ? Number(key) : key]);
	};
	walk(value, []);
	return Object.keys(objectOf(asObject(document.value), "services") ?? {}).length;
}
