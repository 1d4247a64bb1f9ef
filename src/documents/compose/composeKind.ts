/** The `compose` kind: what `docker compose up` would start. */
import type { DocumentKind, Siblings } from "../document.ts";
import { baseOf } from "../filePaths.ts";
import { ComposeDocument } from "./composeDocument.ts";
import { detectCompose } from "./detectCompose.ts";
import { defaultNames, overrideNames } from "./fileNames.ts";
import { readCompose } from "./readCompose.ts";
import { composeSchema } from "./schema.ts";

export const composeKind: DocumentKind = {
	id: "compose",
	title: "Compose file",
	get schema() {
		return composeSchema;
	},
	detect: detectCompose,
	parse(source, options) {
		// It is read with the file that it is laid over, and is nothing by itself.
		if (isLaidOver(baseOf(source.name), options.siblings)) return { documents: [], diagnostics: [] };
		const { application, diagnostics } = readCompose(source, options);
		const documents = application === undefined ? [] : [new ComposeDocument(application), ...application.dockerfiles];
		return { documents, diagnostics };
	},
};

function isLaidOver(name: string, siblings: Siblings | undefined): boolean {
	if (siblings === undefined || overrideNames.find((each) => siblings.read(each) !== undefined) !== name) return false;
	return defaultNames.some((each) => siblings.read(each) !== undefined);
}
