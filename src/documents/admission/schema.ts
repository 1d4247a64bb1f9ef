/** The JSON Schema of an `admission` document: an AdmissionReview's request, with what it is about taken apart. */
import type { JsonSchema } from "../document.ts";
import { evidenceFields } from "../image-reference/evidenceFields.ts";
import { evidenceDefinitions } from "../image-reference/evidenceSchema.ts";
import { referenceFields } from "../image-reference/schema.ts";
import { anything, closed, definition, draft, embedded, flag, listOf, oneOf, open, text } from "../jsonSchema.ts";
import { workloadSchema } from "../workload/schema.ts";

const identity = open({
	group: text("API group; empty for the core group."),
	version: text("API version."),
	"kind?": text("The kind of object."),
	"resource?": text("The resource, in the plural: `pods`."),
});

const user = open({
	"username?": text("Who asks: `system:serviceaccount:shop:deployer`."),
	"uid?": text("What tells users of one name apart."),
	"groups?": listOf(text(), "Groups of the user."),
	"extra?": anything("What else the authenticator knows."),
});

const image = closed({
	...referenceFields,
	...evidenceFields,
	container: text("The container's name."),
	type: oneOf(["initContainer", "container", "ephemeralContainer"], "The sort of container."),
});

export const admissionSchema: JsonSchema = {
	$schema: draft,
	title: "admission",
	$defs: { ...evidenceDefinitions, identity, image, user, workload: embedded(workloadSchema, "workload") },
	...open(
		{
			"uid?": text("What tells this request from others."),
			"kind?": definition("identity", "What the object is."),
			"resource?": definition("identity", "The resource that is asked for."),
			"requestKind?": definition(
				"identity",
				"What it was before it was converted to a version that the webhook takes.",
			),
			"requestResource?": definition("identity", "The resource before it was converted."),
			"subResource?": text("`scale`, `ephemeralcontainers`, `exec` …; absent where the object itself is meant."),
			"requestSubResource?": text("The subresource before it was converted."),
			"name?": text("The object's name; absent where the server makes one up."),
			"namespace?": text("The namespace, for what has one."),
			"operation?": oneOf(["CREATE", "UPDATE", "DELETE", "CONNECT"], "What is to be done."),
			"userInfo?": definition("user", "Who asks."),
			"object?": anything("The object as it will be; absent for DELETE."),
			"oldObject?": anything("The object as it is, for UPDATE and DELETE."),
			"dryRun?": flag("Whether nothing will be kept."),
			"options?": anything("CreateOptions, UpdateOptions or DeleteOptions."),
			"workload?": definition("workload", "The object as a workload. Absent where it makes no pods."),
			"old_workload?": definition("workload", "What it was before, as a workload."),
			images: listOf(definition("image"), "The images of the object's containers."),
		},
		"What an API server asks an admission webhook: admission.k8s.io/v1, AdmissionRequest.",
	),
};
