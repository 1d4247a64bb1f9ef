/** The fields of a compose file beside its services. */
import { flag as flagSchema } from "../jsonSchema.ts";
import { implied, mapNode } from "./composeNode.ts";
import {
	asText,
	flag,
	named,
	object,
	objects,
	pairs,
	raw,
	type Shape,
	type Shapes,
	text,
	texts,
} from "./fieldShapes.ts";

/** `external: {name: …}` is how older files say `external: true`. */
const external: Shape = {
	schema: flagSchema("Whether it is there already, made by somebody else."),
	read: (node) => (node.kind === "map" ? implied(true, node.origin) : flag("").read(node)),
};

const common = { name: text("Its name outside of this application."), external, labels: pairs("Labels.") };

export const resourceFields: Shapes = {
	networks: named("Networks, by name.", {
		...common,
		driver: text("The driver."),
		driver_opts: raw("Options of the driver."),
		internal: flag("Whether it has no way out."),
		attachable: flag("Whether other containers may join it."),
	}),
	volumes: named("Volumes, by name.", {
		...common,
		driver: text("The driver."),
		driver_opts: raw("Options of the driver."),
	}),
	secrets: named("Secrets, by name.", {
		...common,
		file: text("The file that holds it."),
		environment: text("The variable that holds it."),
	}),
	configs: named("Configs, by name.", {
		...common,
		file: text("The file that holds it."),
		environment: text("The variable that holds it."),
		content: text("What it is."),
	}),
};

export const applicationFields: Shapes = {
	name: text("The application's name."),
	version: text("The format's version: compose no longer looks at it."),
	include: objects(
		"Other compose files that are part of the application.",
		{
			path: texts("The files."),
			project_directory: text("What their paths count from."),
			env_file: texts("Their variables."),
		},
		(scalar) => mapNode([["path", texts("").read(scalar)]], scalar.origin),
	),
	...resourceFields,
};

/** What a service takes over from another. */
export const extendsShape: Shape = object(
	"The service that it extends.",
	{ service: text("The service."), file: text("Its file; this one where absent.") },
	(scalar) => mapNode([["service", asText(scalar)]], scalar.origin),
);
