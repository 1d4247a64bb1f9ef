/** The `dockerfile` kind: how a Dockerfile is told from other files, read, and described. */
import type { DocumentKind } from "../document.ts";
import { detectDockerfile } from "./detectDockerfile.ts";
import { DockerfileDocument } from "./dockerfileDocument.ts";
import { PlaceMap } from "./places.ts";
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
		const places = new PlaceMap();
		const { value, diagnostics, instructions } = readDockerfile(source, options, places);
		return { documents: [new DockerfileDocument(source, value, instructions, places)], diagnostics };
	},
};
