/** Texts with values in them: Go templates, and what `$"…"` becomes. OPA: topdown/template.go, template_string.go. */
import { any, arrayOf, objectOf, string } from "../types.ts";
import { toPlain } from "../values/json.ts";
import type { RegoObject } from "../values/regoObject.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, builtin, failure } from "./builtin.ts";
import { parseTemplate } from "./go/parseTemplate.ts";
import { runTemplate } from "./go/runTemplate.ts";
import { templateFunctions } from "./go/templateFunctions.ts";
import { alternatives, UNDEFINED } from "./tracing.ts";

const names: ReadonlySet<string> = new Set(templateFunctions.keys());

export const templates: readonly Builtin[] = [
	builtin<[string, PlainObject | RegoObject]>(
		{
			name: "strings.render_template",
			group: "strings",
			doc: "A Go template filled in with values; what they lack shows as `<undefined>`.",
			args: [
				{ name: "value", type: string, doc: "The template." },
				{ name: "vars", type: objectOf(string, any) },
			],
			returns: { name: "result", type: string },
			examples: [
				{
					call: 'strings.render_template("{{range $i, $x := .xs}}{{if $i}}, {{end}}{{$x}}{{end}}", {"xs": ["a", "b"]})',
					gives: '"a, b"',
				},
				{ call: 'strings.render_template("{{.missing}}", {})', gives: '"<undefined>"' },
				{ call: 'strings.render_template("{{", {})' },
			],
		},
		(value, vars, context) => {
			context.spend(1 + value.length / 8);
			const text = runTemplate(parseTemplate(value, names), toPlain(vars), templateFunctions, context);
			return text.replaceAll("<no value>", UNDEFINED);
		},
	),
	builtin<[readonly Value[]]>(
		{
			name: "internal.template_string",
			group: "internal",
			doc: 'What `$"…"` becomes: texts and values in a row, each value as the set of it; the empty set stands for undefined.',
			args: [{ name: "parts", type: arrayOf(any) }],
			returns: { name: "text", type: string },
			examples: [
				{ call: 'internal.template_string(["a ", {1.50}, set(), {["x"]}])', gives: '"a 1.50<undefined>[\\"x\\"]"' },
				{ call: "internal.template_string([{1, 2}])" },
			],
		},
		(parts) => {
			let text = "";
			for (const part of parts) {
				const texts = alternatives(part);
				if (texts.length > 1) throw failure("template-strings must not produce multiple outputs");
				text += texts[0] as string;
			}
			return text;
		},
	),
];
