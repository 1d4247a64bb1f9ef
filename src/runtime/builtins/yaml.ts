/** YAML to values and back. OPA: topdown/encoding.go, internal/yaml. */
import { any, boolean, string } from "../types.ts";
import { toPlain } from "../values/json.ts";
import type { Value } from "../values/value.ts";
import { parseYaml } from "../yaml/parseYaml.ts";
import { printYaml } from "../yaml/printYaml.ts";
import { type Builtin, type BuiltinContext, BuiltinError, builtin } from "./builtin.ts";

const charge = (text: string, context: BuiltinContext): void => context.spend(1 + (text.length >> 2));

export const yaml: readonly Builtin[] = [
	builtin<[Value]>(
		{
			name: "yaml.marshal",
			group: "yaml",
			doc: "A value as YAML.",
			args: [{ name: "x", type: any }],
			returns: { name: "y", type: string },
			examples: [{ call: 'yaml.marshal({"a": [1, "yes"]})', gives: '"a:\\n  - 1\\n  - \\"yes\\"\\n"' }],
		},
		(value, context) => {
			const text = printYaml(toPlain(value));
			charge(text, context);
			return text;
		},
	),
	builtin<[string]>(
		{
			name: "yaml.unmarshal",
			group: "yaml",
			doc: "The value of a YAML text; of several documents the first.",
			args: [{ name: "x", type: string }],
			returns: { name: "y", type: any },
			examples: [
				{ call: 'yaml.unmarshal("a: [1, yes]")', gives: '{"a": [1, "yes"]}' },
				{ call: 'yaml.unmarshal("a: [")' },
			],
		},
		(text, context) => {
			charge(text, context);
			return parseYaml(text);
		},
	),
	builtin<[Value]>(
		{
			name: "yaml.is_valid",
			group: "yaml",
			doc: "Whether a text is YAML that can be read; false for anything that is no text.",
			args: [{ name: "x", type: string, accepts: any }],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'yaml.is_valid("a: 1")', gives: "true" },
				{ call: 'yaml.is_valid("a: [")', gives: "false" },
			],
		},
		(text, context) => {
			if (typeof text !== "string") return false;
			charge(text, context);
			try {
				parseYaml(text);
				return true;
			} catch (error) {
				if (error instanceof BuiltinError) return false;
				throw error;
			}
		},
	),
];
