/** What `pack.yaml` may say: JSON Schema, draft 2020-12. `policy schema pack` prints it; `readManifest` holds files to it. */
import type { Schema } from "../settings/schema.ts";

const text: Schema = { type: "string", minLength: 1 };
const texts: Schema = { type: "array", items: text };

const dependency: Schema = {
	type: "object",
	additionalProperties: false,
	required: ["from"],
	properties: {
		from: { ...text, description: "Where it comes from: oci://, npm:, git+https://, https://." },
		version: { ...text, description: "The range of versions that will do. Absent: any." },
	},
};

export const packSchema: Schema = {
	$schema: "https://json-schema.org/draft/2020-12/schema",
	title: "pack.yaml",
	type: "object",
	additionalProperties: false,
	required: ["name"],
	properties: {
		name: { ...text, description: "The pack's name: lowercase letters, digits, and `-`, `_`, `.` between them." },
		version: { ...text, description: "Its version, semantic." },
		license: { ...text, description: "An SPDX license expression." },
		about: { ...text, description: "What it is about." },
		source: { ...text, description: "The address of the repository that it is made in." },
		kinds: { ...texts, description: "The kinds of documents that its policies are on." },
		engine: {
			...text,
			description: "The range of versions of Holystone that it is for, checked before anything else of it is read.",
		},
		dependencies: {
			type: "object",
			additionalProperties: dependency,
			description: "Packs whose modules `lib.NAME` its policies import, by name.",
		},
		libraries: {
			...texts,
			description:
				"Folders of modules `lib.NAME` that its policies import, relative to this file and beside the pack or in it.",
		},
		files: {
			...texts,
			description:
				"Globs of files that are part of the pack when it is built, besides policies, README, LICENSE, NOTICE and CHANGELOG.",
		},
	},
};
