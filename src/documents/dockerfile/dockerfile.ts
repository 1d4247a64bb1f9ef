/** The `dockerfile` kind: how a Dockerfile is told from other files, read, and described. */
import type { DocumentKind } from "../document.ts";
import { detectDockerfile } from "./detectDockerfile.ts";
import { DockerfileDocument } from "./dockerfileDocument.ts";
import { nowhere } from "./places.ts";
import { readDockerfile } from "./readDockerfile.ts";
import { dockerfileSchema } from "./schema.ts";

export const dockerfile: DocumentKind = {
	id: "dockerfile",
	title: "Dockerfile",
	get schema() {
		return dockerfileSchema;
	},
	detect: detectDockerfile,
	parse(source, options) {
		const { value, diagnostics, instructions } = readDockerfile(source, options, nowhere);
		return { documents: [new DockerfileDocument(source, options, value, instructions)], diagnostics };
	},
};
