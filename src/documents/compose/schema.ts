/** The JSON Schema of a `compose` document: made from the tables of fields, so that it can't say anything else than they do. */
import type { JsonSchema } from "../document.ts";
import { evidenceDefinitions } from "../image-reference/evidenceSchema.ts";
import { anything, closed, draft, flag, listOf, mapOf, oneOf, open, text } from "../jsonSchema.ts";
import { applicationFields } from "./applicationFields.ts";
import { optional, type Shape } from "./fieldShapes.ts";
import { buildFields, serviceFields } from "./serviceFields.ts";

const build = open(
	{
		...optional(buildFields),
		"file?": text(
			"The Dockerfile, as the run names its files. Absent for contexts elsewhere, and where a variable isn't given.",
		),
		"result?": closed(
			{
				"os?": oneOf(["linux", "windows"], "The operating system that it is built for."),
				"user?": text("The user that it ends on; absent where that is the base image's."),
				healthcheck: flag("Whether it has a health check, as far as the Dockerfile says."),
			},
			"What the Dockerfile says of the image. Absent where it isn't below the compose file's folder.",
		),
	},
	"How its image is built.",
);

const service = closed(
	{
		name: text("Its name."),
		whole: flag("Whether all of it is known: it has an image or a build, and every service that it extends was found."),
		...optional(serviceFields),
		"build?": build,
		other: anything("Fields that aren't listed here, as written."),
		extensions: mapOf(anything(), "Fields that begin with `x-`, as written."),
	},
	"A service, with what it extends and what the override file says.",
);

const { name, version, include, ...resources } = applicationFields as typeof applicationFields & {
	name: Shape;
	version: Shape;
	include: Shape;
};
const names = (what: string) => listOf(text(), `Names of ${what}, those of included files among them.`);

export const composeSchema: JsonSchema = {
	$schema: draft,
	title: "compose",
	$defs: evidenceDefinitions,
	...closed(
		{
			...optional({ name, version, include }),
			services: mapOf(service, "Services, by name."),
			...Object.fromEntries(Object.entries(resources).map(([key, { schema }]) => [key, schema])),
			defines: closed(
				{
					services: names("services"),
					networks: names("networks"),
					volumes: names("volumes"),
					secrets: names("secrets"),
					configs: names("configs"),
				},
				"What there is to refer to.",
			),
			main: flag("Whether compose finds it by its name. Others are often laid over such a file."),
			complete: flag("Whether every included file was read."),
			variables: listOf(
				closed({
					name: text("The variable."),
					form: oneOf(
						["plain", "default", "required", "alternative"],
						"What the place provides for where it isn't set.",
					),
					set: flag("Whether `.env` or the run gives it."),
				}),
				"Variables that the file uses, one for each place.",
			),
			extensions: mapOf(anything(), "Fields that begin with `x-`, as written."),
		},
		"A compose application.",
	),
};
