/** The JSON Schema of an `image`: one shape for the config of an image, whether Docker, OCI or `docker inspect` wrote it. */
import type { JsonSchema } from "../document.ts";
import { imageReferenceSchema } from "../image-reference/schema.ts";
import { closed, definition, draft, embedded, flag, integer, listOf, mapOf, oneOf, text } from "../jsonSchema.ts";
import { sbomSchema } from "../sbom/schema.ts";
import { scanSchema } from "../scan/schema.ts";

const healthcheck = closed(
	{
		test: listOf(text(), "`[]` inherited, `[NONE]` switched off, `[CMD, …]` exec form, `[CMD-SHELL, …]` shell form."),
		"interval?": integer("Nanoseconds between checks."),
		"timeout?": integer("Nanoseconds until a check times out."),
		"start_period?": integer("Nanoseconds in which failures don't count."),
		"start_interval?": integer("Nanoseconds between checks in that time."),
		"retries?": integer("Failures in a row that count as unhealthy."),
	},
	"HEALTHCHECK.",
);

const instruction = closed(
	{
		keyword: text("Upper case: RUN, COPY, ENV, … `RUN` for a bare shell command; empty where nothing is known."),
		text: text("What follows the keyword, without the builder's marks."),
		form: oneOf(["shell", "exec", ""], "For RUN, CMD, ENTRYPOINT: which form; otherwise empty."),
		args: mapOf(text(), "Build arguments that were set for a RUN, by name."),
	},
	"The instruction that made this entry, as far as the builder wrote it down.",
);

const historyEntry = closed({
	created: text("RFC 3339; empty where not recorded."),
	created_by: text("As recorded."),
	author: text("As recorded; empty where none."),
	comment: text("As recorded: `buildkit.dockerfile.v0` for BuildKit."),
	empty_layer: flag("Whether it made no layer."),
	"layer?": integer("Index into `layers` of what it made. Absent where it made none."),
	builder: oneOf(["buildkit", "classic", "other"], "Which builder wrote it."),
	instruction: definition("instruction"),
});

export const imageSchema: JsonSchema = {
	$schema: draft,
	title: "image",
	$defs: {
		healthcheck,
		historyEntry,
		imageReference: imageReferenceSchema,
		instruction,
		scan: embedded(scanSchema, "scan"),
		sbom: embedded(sbomSchema, "sbom"),
	},
	...closed(
		{
			form: oneOf(["config", "inspect"], "Whether it was read from an image config or from `docker inspect`."),
			"id?": text("The image id, `sha256:…`, where the input tells."),
			tags: listOf(definition("imageReference"), "References by tag (RepoTags); empty where the input doesn't tell."),
			digests: listOf(
				definition("imageReference"),
				"References by digest (RepoDigests); empty where the input doesn't tell.",
			),
			os: text("`linux`, `windows`; empty where missing."),
			"os_version?": text("Version of Windows."),
			architecture: text("`amd64`, `arm64`, …; empty where missing."),
			variant: text("`v7`, `v8`; mostly empty."),
			created: text("RFC 3339; empty where missing."),
			author: text("Empty where missing."),
			base: closed(
				{
					"name?": text("Label org.opencontainers.image.base.name."),
					"digest?": text("Label org.opencontainers.image.base.digest."),
				},
				"The image that this one is built on, as far as its labels say.",
			),
			config: closed(
				{
					user: text("`1000:1000`, `app`; empty: root."),
					env: listOf(closed({ name: text("Name."), value: text("Value.") }), "Environment in order."),
					entrypoint: listOf(text(), "ENTRYPOINT in exec form; empty where none."),
					cmd: listOf(text(), "CMD in exec form; empty where none."),
					entrypoint_form: oneOf(["exec", "shell", "none"], "Shell: it starts with a shell and its -c."),
					cmd_form: oneOf(["exec", "shell", "none"], "Shell: it starts with a shell and its -c."),
					labels: mapOf(text(), "Labels; {} where none."),
					exposed_ports: listOf(
						closed({
							port: integer("Port."),
							"end_port?": integer("Last port of a range."),
							protocol: text("tcp, udp, sctp."),
						}),
						"EXPOSE, sorted by port and protocol.",
					),
					volumes: listOf(text(), "VOLUME paths, sorted."),
					workdir: text("WORKDIR; empty where none."),
					stop_signal: text("STOPSIGNAL; empty where none."),
					"healthcheck?": definition("healthcheck", "Absent where the image has none."),
					onbuild: listOf(text(), "ONBUILD triggers."),
					shell: listOf(text(), "SHELL; empty where the default."),
				},
				"How containers are run.",
			),
			history: listOf(
				definition("historyEntry"),
				"How it was made, oldest first; empty where not recorded (docker inspect).",
			),
			layers: listOf(text(), "Digests of the unpacked layers (diff ids), lowest first."),
			"scans?": listOf(
				definition("scan"),
				"Scan reports on this image among the run's files. Absent where the run has no report on any image.",
			),
			"sboms?": listOf(
				definition("sbom"),
				"Bills of materials of this image among the run's files. Absent where the run has none of any image.",
			),
			"size?": integer("Bytes, where the input tells (docker inspect)."),
		},
		"The config of one image.",
	),
};
