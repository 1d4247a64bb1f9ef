/** The JSON Schema of a `context`: what `docker build` would send from a folder. */
import type { JsonSchema } from "../document.ts";
import { closed, definition, draft, flag, integer, listOf, oneOf, text } from "../jsonSchema.ts";

const pattern = closed({
	text: text("As written, without surrounding space."),
	pattern: text("Cleaned as Docker does it: no `!`, no leading `/`, no `./`, no trailing `/`."),
	negated: flag("Whether it lets something back in (`!`)."),
	line: integer("Line in the ignore file."),
	undone: flag("Whether a later pattern of the opposite sign takes back all that this one does."),
	problem: oneOf(
		["", "malformed", "comment", "outside"],
		"malformed: Docker refuses the file; comment: a `#` behind a pattern, which Docker takes for part of the name; outside: starts with `..`.",
	),
});

const file = closed({
	path: text("Relative to the context's root, with `/`."),
	size: integer("Bytes."),
	ignored: flag("Whether the ignore rules keep it out."),
	"by?": integer("Index into `patterns` of the pattern that decided. Absent where none did."),
});

const covered = closed({
	path: text("A path to ask for, that need not exist: `.git/config`, `id_rsa`, `sub/.env`."),
	topic: text(
		"What it stands for: git, env, keys, credentials, node_modules, build-output, state, build-files, editor.",
	),
	name: text("The name as people know it: `.git`, `*.pem`, `.env`."),
	depth: oneOf(["root", "nested"], "Whether it lies at the context's root or in some folder."),
	ignored: flag("Whether the ignore rules would keep it out."),
	"by?": integer("Index into `patterns` of the pattern that decided. Absent where none did."),
});

const dockerfile = closed({
	path: text("Relative to the context's root."),
	ignore_file: text("The ignore file that Docker uses for it; empty where there is none."),
	copies: flag("Whether it copies (or mounts) anything from the context."),
	copies_all: flag("Whether it copies the context's root: `COPY . .`."),
	sources: listOf(
		closed({
			path: text("As the builder looks for it: without `./` and slashes at the ends."),
			ignored: flag("Whether the ignore rules keep it out."),
			"by?": integer("Index into `patterns` of the pattern that decided. Absent where none did."),
		}),
		"What it copies by a plain path, without patterns and variables. Empty where another ignore file is in use for it.",
	),
});

export const contextSchema: JsonSchema = {
	$schema: draft,
	title: "context",
	$defs: { covered, dockerfile, file, pattern },
	...closed(
		{
			"ignore_file?": text("Name of the ignore file. Absent: there is none, and everything is sent."),
			"dockerfile?": text(
				"The Dockerfile that this is the context of, where the ignore file or the missing of one is its own.",
			),
			patterns: listOf(definition("pattern"), "The ignore rules in order; the last that matches decides."),
			covers: listOf(definition("covered"), "Well-known risky paths, and whether the rules would keep each out."),
			known: flag("Whether the tree was looked at. False: `files` is empty because nobody could look."),
			files: listOf(
				definition("file"),
				"The files of the tree in code point order, ignored ones too (not those in an ignored folder).",
			),
			complete: flag("Whether `files` has all of them; false past the bound on their number."),
			sent_files: integer("How many files would be sent, of those in `files`."),
			sent_bytes: integer("Their bytes together."),
			dockerfiles: listOf(
				definition("dockerfile"),
				"The Dockerfile that this is the context of, or those at the root of the tree.",
			),
			copies: flag("Whether a Dockerfile for which these rules hold takes anything from the context."),
			copies_all: flag("Whether one takes the context's root: `COPY . .`."),
			"shadows?": text("A shared .dockerignore that isn't read because this file stands in its place."),
		},
		"A build context and what of it would be sent.",
	),
};
