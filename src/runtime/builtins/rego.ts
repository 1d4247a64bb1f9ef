/** Rego texts as data. The parser isn't of this folder: whoever has it hands it in. OPA: topdown/parse.go. */
import { required } from "../capabilities.ts";
import { any, objectOf, string } from "../types.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin } from "./builtin.ts";
import { late, lateString } from "./operands.ts";

export const rego: readonly Builtin[] = [
	builtin<[string, Value]>(
		{
			name: "rego.parse_module",
			group: "rego",
			doc: "The syntax tree of a Rego module, in the JSON that OPA gives.",
			args: [
				{ name: "filename", type: string, doc: "What errors and comments say that they are in." },
				{ name: "rego", type: string, ...late },
			],
			returns: { name: "output", type: objectOf(string, any) },
			examples: [
				{
					call: 'rego.parse_module("a.rego", "package a")',
					gives: '{"package": {"path": [{"type": "var", "value": "data"}, {"type": "string", "value": "a"}]}}',
				},
				{ call: 'rego.parse_module("a.rego", "p := 1")' },
			],
		},
		(name, given, context) => {
			const text = lateString(given, 1);
			const parse = required("rego.parse_module", context, "parseModule", "this host has no parser to do it with");
			context.spend(text.length * 4);
			return parse(name, text);
		},
	),
];
