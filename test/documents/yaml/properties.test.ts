import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pointer } from "../../../src/documents/document.ts";
import { loadYaml } from "../../../src/documents/yaml/loadYaml.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";

const token = fc.constantFrom(
	"a",
	"b: ",
	"- ",
	"\n",
	"\n  ",
	"\n    ",
	": ",
	"[",
	"]",
	"{",
	"}",
	",",
	'"',
	"'",
	"|\n",
	">-\n",
	"# c\n",
	"&x ",
	"*x",
	"<<: ",
	"!!int ",
	"---\n",
	"...\n",
	"\t",
	"yes",
	"0777",
	"{{ x }}",
	"é",
	"\u{1f600}",
	"? ",
	"%TAG ! x\n",
	"\r\n",
);
const text = fc.oneof(
	fc.array(token, { maxLength: 40 }).map((parts) => parts.join("")),
	fc.string({ unit: "binary", maxLength: 60 }),
);

function pointersOf(value: Value, pointer: Pointer = []): Pointer[] {
	if (pointer.length > 6 || typeof value !== "object" || value === null) return [pointer];
	const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
	return [
		pointer,
		...keys
			.slice(0, 20)
			.flatMap((key) => pointersOf((value as Record<string | number, Value>)[key] as Value, [...pointer, key])),
	];
}

test("any text is read or found at fault; every place lies inside the text", () => {
	fc.assert(
		fc.property(text, (input) => {
			const source = new Source("a.yaml", input);
			for (const dialect of ["yaml-1.1", "yaml-1.2"] as const) {
				const { documents, diagnostics } = loadYaml(source, dialect);
				const spans = diagnostics.map(({ span }) => span);
				for (const document of documents)
					for (const pointer of pointersOf(document.value))
						spans.push(document.place(pointer), document.extent(pointer));
				for (const span of spans) {
					expect(span).toBeDefined();
					expect(span?.start).toBeGreaterThanOrEqual(0);
					expect(span?.start).toBeLessThanOrEqual(span?.end as number);
					expect(span?.end).toBeLessThanOrEqual(input.length);
				}
			}
		}),
		{ numRuns: 1500 },
	);
});

const key = fc.constantFrom("a", "b", "c");
const json = fc.letrec<{ node: Value }>((tie) => ({
	node: fc.oneof(
		{ depthSize: "small" },
		fc.constantFrom<Value>(null, true, 0, 1.5, "", "yes", "text", "a: b", "- x", "#", "\n", "1"),
		fc.array(tie("node"), { maxLength: 3 }),
		fc.dictionary(key, tie("node"), { maxKeys: 3 }),
	),
}));

test("what an edit sets is what is read afterwards", () => {
	fc.assert(
		fc.property(
			fc.dictionary(key, json.node, { minKeys: 1, maxKeys: 3 }),
			key,
			key,
			json.node,
			(start, first, second, value) => {
				const before = `${JSON.stringify(start, null, 2)}\n`;
				const [document] = loadYaml(new Source("a.json", before), "yaml-1.1").documents;
				const made = document?.edit({ op: "set", node: [first], path: [second], value });
				if (made === undefined) return;
				const after = JSON.parse(before.slice(0, made.span.start) + made.text + before.slice(made.span.end));
				expect(after[first][second]).toEqual(value);
			},
		),
		{ numRuns: 400, examples: [[{ a: { b: null } }, "a", "b", "text"]] },
	);
});
