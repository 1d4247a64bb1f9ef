/** The JSON Schema of an `image`: one shape for the config of an image, whether Docker, OCI or `docker inspect` wrote it. */
import type { JsonSchema } from "../document.ts";
import { imageReferenceSchema } from "../image-reference/schema.ts";
import { closed, definition, draft, embedded, flag, integer, listOf, mapOf, oneOf, text } from "../jsonSchema.ts";
import { sbomSchema } from "../sbom/schema.ts";
import { scanSchema } from "../scan/schema.ts";
import { signatureSchema } from "../signature/schema.ts";

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

const layer = closed({
	diff_id: text("Digest of the layer, unpacked: `sha256:…`."),
	"digest?": text("Digest of the layer as it is stored. Archives that have an index or a manifest."),
	"media_type?": text("Media type of the layer as it is stored."),
	"size?": integer("Bytes, unpacked. Archives."),
	"compressed_size?": integer("Bytes as stored; the same as `size` where it isn't packed. Archives."),
	"history?": integer("Index into `history` of what made it."),
	origin: oneOf(
		["base", "own", "unknown"],
		"Whose it is, where that is sure: another image of the archive or of the run consists of the lowest layers, or another builder made them.",
	),
});

const layerIndex = integer("Index into `layers` of the layer that has it.");
const hiddenIn = integer(
	"Index into `layers` of the layer that deletes or overwrites it. Absent: it is there when a container starts.",
);

const file = closed({
	path: text("From the root: `/etc/passwd`."),
	type: oneOf(["file", "hardlink", "symlink", "char", "block", "dir", "fifo"], "What it is."),
	mode: text("Octal, with setuid, setgid and sticky: `0644`, `4755`."),
	setuid: flag("Whether mode has 4000."),
	setgid: flag("Whether mode has 2000."),
	sticky: flag("Whether mode has 1000."),
	uid: integer("Owner."),
	gid: integer("Group."),
	size: integer("Bytes; 0 for what isn't a file."),
	"link?": text("What a link leads to, as written."),
	capabilities: flag("Whether it has file capabilities (the attribute security.capability)."),
	layer: layerIndex,
	"hidden_in?": hiddenIn,
	"unsafe?": oneOf(
		["absolute", "climbs"],
		"How the name, taken as written, leads out of the folder a layer is unpacked into.",
	),
});

const contents = closed(
	{
		complete: flag("Whether every layer could be read to its end."),
		files: listOf(
			definition("file"),
			"Every entry of every layer, lowest layer first, also those that later layers hide.",
		),
		packages: listOf(definition("package"), "What is installed."),
		unread_databases: listOf(
			closed({
				path: text("From the root."),
				format: text(
					"`RPM database`, `SQLite journal` (of RPM's database, which is out of date without it), `Go build info`, `text`.",
				),
				layer: layerIndex,
			}),
			"Package databases that are too large or malformed: `packages` lacks what they list.",
		),
		users: listOf(
			closed({
				name: text("Login name."),
				uid: integer("User id; -1 where none is written."),
				gid: integer("Group id; -1 where none is written."),
				home: text("Home folder."),
				shell: text("Login shell."),
				layer: layerIndex,
			}),
			"/etc/passwd.",
		),
		groups: listOf(
			closed({
				name: text("Group name."),
				gid: integer("Group id; -1 where none is written."),
				layer: layerIndex,
			}),
			"/etc/group.",
		),
		passwords: listOf(
			closed({
				name: text("Login name."),
				password: oneOf(["none", "locked", "set", "shadow"], "Never the password itself, nor its hash."),
				path: text("/etc/passwd or /etc/shadow."),
				layer: layerIndex,
			}),
			"What /etc/passwd and /etc/shadow say of passwords.",
		),
		os_release: mapOf(text(), "Fields of os-release in lower case: `id`, `version_id`, …; {} where there is none."),
		settings: listOf(
			closed({ path: text("From the root."), layer: layerIndex, text: text("As it is.") }),
			"Texts of sudoers, doas and ld.so.preload.",
		),
		secrets: listOf(
			closed({
				path: text("Of the file, from the root."),
				line: integer("From 1."),
				kind: text("`GitHub token`, `private key`, …"),
				masked: text("What may be shown of it."),
				layer: layerIndex,
				"hidden_in?": hiddenIn,
			}),
			"Tokens that are known by their shape, in small text files of all layers.",
		),
	},
	"What the layers hold. Absent where only the config is known.",
);

const packageSchema = closed({
	type: text("As in package URLs: `deb`, `apk`, `rpm`, `npm`, `pypi`, `gem`, `maven`, `golang`, `composer`."),
	name: text("Name."),
	version: text("Version."),
	"architecture?": text("Architecture."),
	"source?": text("The source package it was made from."),
	"license?": text("As its manifest says."),
	path: text("Where that is written."),
	layer: layerIndex,
});

export const imageSchema: JsonSchema = {
	$schema: draft,
	title: "image",
	$defs: {
		contents,
		file,
		healthcheck,
		historyEntry,
		imageReference: imageReferenceSchema,
		instruction,
		scan: embedded(scanSchema, "scan"),
		sbom: embedded(sbomSchema, "sbom"),
		signature: embedded(signatureSchema, "signature"),
		layer,
		package: packageSchema,
	},
	...closed(
		{
			form: oneOf(
				["config", "inspect", "archive"],
				"Read from an image config, from `docker inspect`, or from an archive.",
			),
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
			"listed_platform?": text(
				"`linux/arm64/v8`: what the index of an archive says it is for. Absent where none says it.",
			),
			created: text("RFC 3339; empty where missing."),
			author: text("Empty where missing."),
			base: closed(
				{
					"name?": text("Label org.opencontainers.image.base.name."),
					"digest?": text("Label org.opencontainers.image.base.digest."),
					"layers?": integer("How many of the lowest layers are the base's. Absent where nothing tells."),
					"found_by?": oneOf(
						["archive", "run", "history"],
						"What told: another image of the same archive, or of another file of the run, both for sure; or the history, which is a guess.",
					),
					"document?": text("The file and the name of the image that it is, where that is of another file of the run."),
				},
				"The image that this one is built on, as far as its labels and its history say.",
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
			"scans?": listOf(
				definition("scan"),
				"Scan reports on this image among the run's files. Absent where the run has no report on any image.",
			),
			"sboms?": listOf(
				definition("sbom"),
				"Bills of materials of this image among the run's files. Absent where the run has none of any image.",
			),
			"signatures?": listOf(
				definition("signature"),
				"Signatures and attestations of this image among the run's files, verified as the settings trust signers. Absent where the run has none of any image.",
			),
			layers: listOf(definition("layer"), "The layers, lowest first."),
			"size?": integer("Bytes, unpacked, where the input tells (docker inspect, archives)."),
			"contents?": definition("contents"),
		},
		"The config of one image.",
	),
};
