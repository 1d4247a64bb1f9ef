/** Programs that fuzzing found to go wrong, each made small. */
import { expect, test } from "vitest";
import { kindsOf } from "../../src/documents/kinds.ts";
import { Source } from "../../src/text/source.ts";
import { evaluate } from "../runtime/evaluation/evaluate.ts";

test.each<[what: string, text: string, gives: unknown]>([
	["an object that nothing is done with", 'package t\n\np if { some v in [1]; {"a": v, "b": {2}} }', true],
	["an object that is nothing but a test in every", 'package t\n\np if { every v in [1] { {"": v, "2": {3}} } }', true],
	["an object given to a name that is never used", 'package t\n\np if { some v in [1]; x := {"a": v}; v == 1 }', true],
])("%s", (_, text, gives) => {
	expect(evaluate(text, "t.p")).toEqual(gives);
});

test.each([
	["going through a text", 'package t\n\np if { some v in "abc"; v == 1 }'],
	["a call in every that can't be", "package t\n\np if { every v in input { indexof([], v) > 0 } }"],
	["a comparison in every that can't hold", 'package t\n\np if { every v in input { {1} = contains(v, "a") } }'],
])("OPA lets it pass, and so it passes here: %s", (_, text) => {
	expect(evaluate(text, "t.p", { input: ["a"] })).toBeUndefined();
});

test.each(["__proto__", "constructor", "toString", "length"])(
	"the place of a field `%s` that a node has not",
	(field) => {
		const pod =
			"apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - name: a\n    ports: [{containerPort: 1}]\n";
		const image =
			'{"architecture": "amd64", "os": "linux", "config": {"Healthcheck": {"Test": []}}, "rootfs": {"type": "layers", "diff_ids": []}}';
		for (const [name, text] of [
			["pod.yaml", pod],
			["image.json", image],
		] as const) {
			const source = new Source(name, text);
			for (const kind of kindsOf({ path: name, head: text })) {
				for (const document of kind.parse(source, { buildArgs: {} }).documents) {
					for (const node of [
						[],
						["config"],
						["config", "healthcheck"],
						["containers", 0],
						["containers", 0, "ports", 0],
					]) {
						const span = document.locate([...node, field]);
						expect(span === undefined || (span.start >= 0 && span.end <= text.length)).toBe(true);
						expect(() => document.edit?.({ op: "set", node: [...node, field], path: [], value: 1 })).not.toThrow();
					}
				}
			}
		}
	},
);
