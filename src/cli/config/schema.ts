/** What `policy.yaml` may say: JSON Schema, draft 2020-12. `policy schema config` prints it; `readConfiguration` holds files to it. */

export interface Schema {
	readonly description?: string;
	readonly type?: "object" | "array" | "string" | "boolean" | "number";
	readonly enum?: readonly string[];
	readonly minLength?: number;
	readonly properties?: Readonly<Record<string, Schema>>;
	/** False: a key that isn't listed is a mistake. */
	readonly additionalProperties?: Schema | false;
	readonly required?: readonly string[];
	readonly items?: Schema;
	readonly anyOf?: readonly Schema[];
	readonly title?: string;
	readonly $schema?: string;
}

const severities = ["critical", "high", "medium", "low", "info"] as const;
const text: Schema = { type: "string", minLength: 1 };
const texts: Schema = { type: "array", items: text };

const exception: Schema = {
	type: "object",
	additionalProperties: false,
	required: ["policy", "reason"],
	properties: {
		policy: { ...text, description: "A policy's code, name or id, or the id of the same check in another tool." },
		files: {
			anyOf: [text, texts],
			description: "File globs, relative to this file's folder. Absent: every file.",
		},
		element: {
			...text,
			description:
				"A glob over a document's name (`Deployment/shop/*`) or, with a leading `/`, over the element's pointer.",
		},
		reason: { ...text, description: "Why it is excused." },
		until: { ...text, description: "The last day it holds: YYYY-MM-DD." },
		owner: { ...text, description: "Who answers for it." },
	},
};

export const configurationSchema: Schema = {
	$schema: "https://json-schema.org/draft/2020-12/schema",
	title: "policy.yaml",
	type: "object",
	additionalProperties: false,
	properties: {
		packs: {
			...texts,
			description: "Packs to use: names of bundled ones, or folders relative to this file. Absent: all bundled ones.",
		},
		policies: { ...texts, description: "Your own policy files, or folders of them, relative to this file." },
		params: {
			type: "object",
			description:
				"Parameters, by the policy's code, name or id; by a pack's name for all of its policies that have them.",
			additionalProperties: { type: "object", additionalProperties: {} },
		},
		severities: {
			type: "object",
			description: "Severities by the policy's code, name or id; `off` switches it off.",
			additionalProperties: { enum: [...severities, "off"] },
		},
		failOn: { enum: [...severities, "never"], description: "The least severity that fails a run. Default: info." },
		data: { type: "object", additionalProperties: {}, description: "What policies read as `data`." },
		buildArgs: {
			type: "object",
			additionalProperties: { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] },
			description: "Build arguments that Dockerfiles are read with.",
		},
		platform: { ...text, description: "The platform that Dockerfiles are read for: os/arch[/variant]." },
		exceptions: { type: "array", items: exception, description: "What is excused, and why." },
		inlineIgnores: { enum: ["allow", "forbid"], description: "Whether comments may excuse findings. Default: allow." },
	},
};
