/** What a file for `--builtins` may say: JSON Schema, draft 2020-12. `policy schema builtins` prints it; `readBuiltins` holds files to it. */
import type { Schema } from "../../settings/schema.ts";

const text: Schema = { type: "string", minLength: 1 };
const flag: Schema = { type: "boolean" };

/** OPA's own, as in its capabilities: `{type: array, dynamic: {type: string}}`. */
const opaType: Schema = { type: "object", properties: { type: text }, required: ["type"], additionalProperties: {} };

const type: Schema = {
	anyOf: [text, opaType],
	description:
		"any, null, boolean, number, string, array[T], set[T], object[K, V], several with `|` between them; or an object as OPA's capabilities have it.",
};

const builtin: Schema = {
	type: "object",
	additionalProperties: false,
	required: ["name"],
	properties: {
		name: { ...text, description: "As policies call it: `result.new`." },
		doc: { ...text, description: "One sentence on what it does." },
		args: {
			type: "array",
			items: type,
			description: "The type of each argument; `{name, type}` where it has a name.",
		},
		returns: { ...type, description: "The type of what it gives. Default: any." },
		as: {
			...text,
			description: "The function that stands in for it when policies are evaluated: `data.stubs.result_new`.",
		},
		relation: { ...flag, description: "A call has several solutions, as one of `walk` has." },
		nondeterministic: { ...flag, description: "It depends on more than its arguments." },
		decl: {
			type: "object",
			description: "In place of `args` and `returns`: the type of a function as OPA's capabilities have it.",
			properties: { type: text, args: { type: "array", items: opaType }, result: opaType },
			additionalProperties: {},
		},
		description: { type: "string" },
		categories: { type: "array", items: text },
		infix: text,
		deprecated: flag,
	},
};

const builtins: Schema = { type: "array", items: builtin };

export const builtinsSchema: Schema = {
	$schema: "https://json-schema.org/draft/2020-12/schema",
	title: "A file for --builtins: functions that the host of a policy brings",
	anyOf: [
		builtins,
		{
			type: "object",
			required: ["builtins"],
			properties: {
				builtins,
				modules: {
					type: "array",
					items: text,
					description: "Rego files with functions that stand in, relative to this file, in its folder or below.",
				},
			},
			additionalProperties: {},
		},
	],
};
