/** The JSON Schema of an image reference where a document holds one as it was written. */
import type { JsonSchema } from "../document.ts";
import { closed, type Fields, flag, text } from "../jsonSchema.ts";

export const referenceFields: Fields = {
	ref: text("The reference as written."),
	valid: flag("Whether it is one. Where it isn't, the fields below are absent."),
	"name?": text("The name as Docker prints it, without tag and digest: `node`, `ghcr.io/acme/app`."),
	"registry?": text("The registry's host and port; `docker.io` where none is written."),
	"registry_given?": flag("Whether the registry is written."),
	"repository?": text("The path in the registry; Docker's official images are under `library/`."),
	"tag?": text("Absent where none is written: nothing is filled in."),
	"digest?": text("`sha256:…`. Absent where none is written."),
};

export const imageReferenceSchema: JsonSchema = closed(referenceFields, "An image reference taken apart.");
