/** The JSON Schema of a `kustomization`. */
import type { JsonSchema } from "../document.ts";
import { anything, closed, draft, listOf, oneOf, text } from "../jsonSchema.ts";

const taken = closed({
	path: text("A file, a folder with a kustomization, or the address of one, as written."),
	field: oneOf(["resources", "bases", "components"], "Under which name it is taken in."),
});

const override = closed({
	name: text("The images that are meant: a name without tag and digest; kustomize takes it as a regular expression."),
	"new_name?": text("The name that takes its place."),
	"new_tag?": text("The tag; a digest goes with the old one."),
	"tag_suffix?": text("What is added to the tag; a digest goes."),
	"digest?": text("The digest; the tag goes, where no new one is given."),
});

export const kustomizationSchema: JsonSchema = {
	$schema: draft,
	title: "kustomization",
	...closed(
		{
			type: oneOf(["Kustomization", "Component"], "A component is for others to take in."),
			takes: listOf(taken, "What it is made of, in the order in which kustomize reads it: components come last."),
			images: listOf(override, "The images that it replaces, in the order in which that is done."),
			object: anything("The file as written."),
		},
		"What kustomize builds manifests from.",
	),
};
