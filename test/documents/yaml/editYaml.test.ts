import { describe, expect, test } from "vitest";
import type { Edit } from "../../../src/documents/document.ts";
import { loadYaml } from "../../../src/documents/yaml/loadYaml.ts";
import { Source } from "../../../src/text/source.ts";

/** The text after an edit of its first document; undefined where the edit isn't made. */
function edited(text: string, edit: Edit): string | undefined {
	const [document] = loadYaml(new Source("a.yaml", text), "yaml-1.1").documents;
	const made = document?.edit(edit);
	return made === undefined ? undefined : text.slice(0, made.span.start) + made.text + text.slice(made.span.end);
}

const pod = `spec: # the pod
  containers:
    - name: web # the server
      image: "nginx:1" # pinned below
      ports:
        - containerPort: 80
    # the helper
    - name: log
      image: fluent
      securityContext: {}
`;

type Case = readonly [what: string, text: string, edit: Edit, after: string | undefined];

const cases: readonly Case[] = [
	[
		"replace keeps the quotes and the comment",
		pod,
		{ op: "replace", node: ["spec", "containers", 0, "image"], text: "nginx:2" },
		pod.replace('"nginx:1"', '"nginx:2"'),
	],
	["replace in plain text", "a: x\n", { op: "replace", node: ["a"], text: "w" }, "a: w\n"],
	[
		"replace quotes a text that would be read as something else",
		"a: x\n",
		{ op: "replace", node: ["a"], text: "yes" },
		'a: "yes"\n',
	],
	[
		"replace quotes a text with a colon and a space",
		"a: x\n",
		{ op: "replace", node: ["a"], text: "b: c" },
		'a: "b: c"\n',
	],
	["replace of a number takes a number", "a: 0\n", { op: "replace", node: ["a"], text: "1000" }, "a: 1000\n"],
	["replace in single quotes", "a: 'x'\n", { op: "replace", node: ["a"], text: "it's" }, "a: 'it''s'\n"],
	["replace of what isn't there", "a: x\n", { op: "replace", node: ["b"], text: "y" }, undefined],
	[
		"set a value that is there",
		"a: true # why\n",
		{ op: "set", node: [], path: ["a"], value: false },
		"a: false # why\n",
	],
	[
		"set a value where nothing is written",
		"a:\nb: 1\n",
		{ op: "set", node: ["a"], path: [], value: 1 },
		"a: 1\nb: 1\n",
	],
	["set adds a key behind the last", "a: 1\n", { op: "set", node: [], path: ["b"], value: "x" }, "a: 1\nb: x\n"],
	[
		"set adds a key behind the items that were taken out",
		"s:\n  a:\n  - x\n  # - y\n  #   z\n# end\nt: 1\n",
		{ op: "set", node: ["s"], path: ["b"], value: 2 },
		"s:\n  a:\n  - x\n  # - y\n  #   z\n  b: 2\n# end\nt: 1\n",
	],
	[
		"set adds a key to a file without a last line break",
		"a: 1",
		{ op: "set", node: [], path: ["b"], value: 2 },
		"a: 1\nb: 2",
	],
	[
		"set makes the mappings between",
		pod,
		{ op: "set", node: ["spec", "containers", 0], path: ["securityContext", "capabilities", "drop"], value: ["ALL"] },
		pod.replace(
			"        - containerPort: 80\n",
			"        - containerPort: 80\n      securityContext:\n        capabilities:\n          drop:\n            - ALL\n",
		),
	],
	[
		"set in an empty flow mapping",
		pod,
		{ op: "set", node: ["spec", "containers", 1], path: ["securityContext", "runAsNonRoot"], value: true },
		pod.replace("{}", "{ runAsNonRoot: true }"),
	],
	[
		"set in a flow mapping",
		"a: {b: 1} # c\n",
		{ op: "set", node: ["a"], path: ["c"], value: 2 },
		"a: {b: 1, c: 2} # c\n",
	],
	[
		"set under a key without a value",
		"a:\nb: 1\n",
		{ op: "set", node: [], path: ["a", "c"], value: 2 },
		"a:\n  c: 2\nb: 1\n",
	],
	[
		"set appends to a list",
		"a:\n- x\nb: 1\n",
		{ op: "set", node: ["a"], path: [1], value: "w" },
		"a:\n- x\n- w\nb: 1\n",
	],
	[
		"set over a block",
		"a:\n  b: 1\nc: 2\n",
		{ op: "set", node: ["a"], path: [], value: { d: 3 } },
		"a:\n  d: 3\nc: 2\n",
	],
	["set through a scalar", "a: 1\n", { op: "set", node: [], path: ["a", "b"], value: 1 }, undefined],
	["remove a line with its comment", "a: 1 # one\nb: 2\n", { op: "remove", node: ["a"] }, "b: 2\n"],
	["remove a block", "a:\n  b:\n    - 1\nc: 2\n", { op: "remove", node: ["a"] }, "c: 2\n"],
	["remove the first key behind a dash", "- a: 1\n  b: 2\n", { op: "remove", node: [0, "a"] }, "- b: 2\n"],
	[
		"remove an item",
		pod,
		{ op: "remove", node: ["spec", "containers", 1] },
		pod.slice(0, pod.indexOf("    - name: log")),
	],
	["remove the only entry", "a:\n  b: 1 # x\nc: 2\n", { op: "remove", node: ["a", "b"] }, "a: {} # x\nc: 2\n"],
	["remove the only item", "a:\n- b\nc: 2\n", { op: "remove", node: ["a", 0] }, "a: []\nc: 2\n"],
	["remove in a flow sequence", "a: [x, y, z]\n", { op: "remove", node: ["a", 1] }, "a: [x, z]\n"],
	["remove the last in a flow sequence", "a: [x, y]\n", { op: "remove", node: ["a", 1] }, "a: [x]\n"],
	[
		"insert an item before another",
		"a:\n  - x # 1\n",
		{ op: "insert_before", node: ["a", 0], text: "y" },
		"a:\n  - y\n  - x # 1\n",
	],
	[
		"insert an item behind another",
		"a:\n  - x # 1\n  - z\n",
		{ op: "insert_after", node: ["a", 0], text: "y" },
		"a:\n  - x # 1\n  - y\n  - z\n",
	],
	[
		"insert an item of several lines",
		"a:\n- b: 1\n",
		{ op: "insert_after", node: ["a", 0], text: "b: 2\nc: 3" },
		"a:\n- b: 1\n- b: 2\n  c: 3\n",
	],
	["insert a key", "a: 1\nc: 3\n", { op: "insert_before", node: ["c"], text: "b: 2" }, "a: 1\nb: 2\nc: 3\n"],
	["insert in a flow sequence", "a: [x]\n", { op: "insert_after", node: ["a", 0], text: "y" }, "a: [x, y]\n"],
	[
		"an alias speaks for others and is left alone",
		"a: &x {b: 1}\nc: *x\n",
		{ op: "set", node: ["c"], path: ["b"], value: 2 },
		undefined,
	],
	[
		"what a merge brought is left alone",
		"a: &x {b: 1}\nc:\n  <<: *x\n",
		{ op: "replace", node: ["c", "b"], text: "2" },
		undefined,
	],
	["JSON: replace", '{"a": "x"}', { op: "replace", node: ["a"], text: 'y"' }, '{"a": "y\\""}'],
	[
		"JSON: set on a line of its own",
		'{\n  "a": 1\n}\n',
		{ op: "set", node: [], path: ["b"], value: { c: true } },
		'{\n  "a": 1,\n  "b": {"c": true}\n}\n',
	],
	["JSON: set in one line", '{"a": {}}', { op: "set", node: ["a"], path: ["b"], value: [1] }, '{"a": {"b": [1]}}'],
	["JSON: remove a line", '{\n  "a": 1,\n  "b": 2\n}\n', { op: "remove", node: ["a"] }, '{\n  "b": 2\n}\n'],
	["JSON: remove the last line", '{\n  "a": 1,\n  "b": 2\n}\n', { op: "remove", node: ["b"] }, '{\n  "a": 1\n}\n'],
];

describe("an edit of YAML changes only what it must", () => {
	test.each(cases)("%s", (_, text, edit, after) => expect(edited(text, edit)).toBe(after));
});
