/**
 * What a policy sees of a Dockerfile (`policy schema dockerfile`): one shape, however it was written.
 *
 * Three rules hold throughout:
 * - A value is what the builder would use, after ARG and ENV expansion. One that needs something not given is Unknown; a field
 *   named `text` is the same thing as written, and never Unknown.
 * - A field that may be absent is absent when the file does not say it. Effective values are in `config`.
 * - `index` is the instruction's place in `input.instructions`, over the whole file: compare indexes to ask what comes first.
 */

import type { JsonSchema } from "../document.ts";
import { evidenceFields } from "../image-reference/evidenceFields.ts";
import { evidenceDefinitions } from "../image-reference/evidenceSchema.ts";
import { closed, definition, draft, type Fields, flag, integer, listOf, mapOf, oneOf, text } from "../jsonSchema.ts";

const index = integer("Place of the instruction in `input.instructions`, over the whole file.");

/** The parts of an image reference; they are absent where an earlier stage or `scratch` is meant. */
const imageParts: Fields = {
	"name?": text(
		"The image's name as Docker prints it, without tag and digest: `node`, `bitnami/redis`, `ghcr.io/acme/app`.",
	),
	"registry?": text("The registry's host and port; `docker.io` where the file names none."),
	"registry_given?": flag("Whether the file names the registry itself."),
	"repository?": text("The path in the registry: `library/node` for an official image."),
	"tag?": text("The tag. Absent where none is written: `latest` is never filled in."),
	"digest?": text("The digest, `sha256:…`."),
};

const image = closed(
	{
		text: text("The reference as written: `golang:${VERSION}-alpine`."),
		ref: text("The reference after expansion: `golang:1.22-alpine`."),
		...imageParts,
	},
	"An image reference taken apart.",
);

const source = closed(
	{
		text: text("As written."),
		ref: text("After expansion: a stage's name or index, an image, or a named build context."),
		"stage?": integer("Index in `input.stages` of the stage that is meant. Absent for an image or a named context."),
		...imageParts,
	},
	"Where files come from: a stage, an image or a named build context.",
);

const platform = closed(
	{
		text: text("As written: `$BUILDPLATFORM`, `linux/amd64`."),
		value: text(
			"After expansion. Unknown for an automatic variable unless `--platform` or the build argument is given.",
		),
		"os?": text("`linux`, `windows` …"),
		"architecture?": text("`amd64`, `arm64` …"),
		"variant?": text("`v7`, `v8` …"),
	},
	"A platform taken apart.",
);

const from = closed(
	{
		text: text("What the stage builds on, as written."),
		ref: text("What the stage builds on, after expansion: an image, an earlier stage's name, or `scratch`."),
		"stage?": integer(
			"Index in `input.stages` of the earlier stage it builds on. Absent for an image and for `scratch`.",
		),
		scratch: flag("Whether it builds on `scratch`: on nothing."),
		"platform?": definition("platform", "The `--platform` flag."),
		valid: flag("Whether the reference is well-formed after expansion: not empty, no uppercase in the path …"),
		...imageParts,
		...evidenceFields,
	},
	"What the stage builds on.",
);

const heredoc = closed(
	{
		name: text("The word that ends it: `EOF`."),
		quoted: flag("Whether the word is quoted, so that variables in the body aren't expanded."),
		body: text("The lines between, without leading tabs if it was opened by `<<-`."),
	},
	"A heredoc.",
);

const word = closed(
	{
		text: text('As written, quotes included: `"curl=${VERSION}"`.'),
		value: text("After quote removal; expansions stay as written: `curl=${VERSION}`."),
		quoted: flag("Whether any of it is quoted."),
		dynamic: flag(
			"Whether it holds an expansion (variable, substitution, arithmetic), so that its value is known to the shell only.",
		),
		"resolved?": text(
			"The value with variables put in, where ARG, ENV and plain assignments earlier in the script tell all of them. Only with `dynamic`.",
		),
		"unquoted?": listOf(
			text(),
			"Expansions that stand outside quotes, where the shell splits what comes out: `$FLAGS`, `$(nproc)`. Absent where there are none.",
		),
	},
	"A word of a command.",
);

const command = closed(
	{
		index: integer("Place in the list of commands: commands stand in the order they are written."),
		text: text("The command as written, continuations joined."),
		name: text(
			"The program's name without its folder, wrappers such as `sudo`, `env`, `exec`, `time` taken off: `apt-get`. Empty for a bare assignment or redirection.",
		),
		path: text("The program as written: `/usr/bin/apt-get`. Differs from `name` only by its folder."),
		args: listOf(
			text(),
			'Arguments after `name`, quotes removed, expansions as written: `["install", "-y", "curl=$VERSION"]`.',
		),
		words: listOf(definition("word"), "All words, wrappers and program included."),
		wrappers: listOf(text(), 'What stood before the program: `["sudo", "env"]`.'),
		assignments: listOf(
			closed({
				name: text("The variable."),
				value: text("Its value, quotes removed, expansions as written."),
				dynamic: flag("Whether the value holds an expansion."),
			}),
			"`NAME=value` before the program, those after `env` and `export` included.",
		),
		redirects: listOf(
			closed({
				op: text("`>`, `>>`, `<`, `2>` is `>` with `fd` 2, `&>`, `<<`, `<<<` …"),
				"fd?": integer("The file descriptor, where one is written."),
				target: text("The file or descriptor, quotes removed; the word that ends a heredoc."),
				"body?": text("A heredoc's body."),
			}),
			"Redirections.",
		),
		"after?": oneOf(
			["&&", "||", ";", "&", "|", "|&", "\n"],
			"What joins it to the command before it in the same list. Absent for the first of a list.",
		),
		"pipeline?": integer("The same number for all commands joined by `|`. Absent where there is no pipe."),
		within: listOf(
			text(),
			"What it stands in, from outside in: `if`, `condition`, `for`, `while`, `until`, `case`, `function`, `subshell`, `group`, `substitution`, `script` (what a shell is given by `-c` or a heredoc).",
		),
		"into?": integer("Index of the command whose word it is substituted into, or whose script it is part of."),
		negated: flag("Whether `!` stands before it."),
		background: flag("Whether `&` sends it to the background."),
	},
	"A simple command.",
);

const shell = closed(
	{
		name: text("The program's name without folder and `.exe`: `sh`, `bash`, `powershell`, `cmd`, `python3`."),
		words: listOf(text(), 'As SHELL gives it, or the default: `["/bin/sh", "-c"]`.'),
		given: flag("Whether SHELL (or a `#!` line in the heredoc) says so; false for the default."),
	},
	"The shell that runs the script.",
);

const invocation: Fields = {
	form: oneOf(["shell", "exec"], "`exec` for a JSON array, `shell` for anything else."),
	words: listOf(text(), "The words of the exec form; empty for the shell form."),
	"script?": text("What the shell runs: continuations joined, comment lines left out. Only for the shell form."),
	"shell?": definition("shell", "The shell in effect. Only for the shell form."),
	commands: listOf(definition("command"), "The commands in it; the exec form is one command."),
	"faults?": listOf(text(), "What couldn't be read as shell: unclosed quotes and brackets, misplaced keywords."),
};

const run = closed(
	{
		index,
		...invocation,
		mounts: listOf(
			closed({
				text: text("As written: `type=cache,target=/root/.cache`."),
				type: text("`bind`, `cache`, `tmpfs`, `secret` or `ssh`."),
				"target?": text("Where it is mounted."),
				"source?": text("What of `from` is mounted."),
				"from?": definition("source", "The stage, image or context it is mounted from."),
				"id?": text("The id of a cache, secret or ssh agent."),
				"env?": text("The variable that a secret is given in."),
				"sharing?": text("`shared`, `private` or `locked`."),
				"mode?": text("The mode, as written: `0400`."),
				"uid?": text("The owner, as written."),
				"gid?": text("The group, as written."),
				"size?": text("The size of a tmpfs, as written."),
				"readonly?": flag("Whether it can only be read."),
				"required?": flag("Whether the build fails without it."),
			}),
			"`--mount` flags.",
		),
		"network?": text("`--network`: `default`, `none` or `host`."),
		"security?": text("`--security`: `sandbox` or `insecure`."),
		heredocs: listOf(definition("heredoc"), "Heredocs that the Dockerfile itself opens."),
		"user?": text("The user it runs as. Absent where no USER came before: the base image's."),
		"workdir?": text("The folder it runs in. Absent where no WORKDIR came before: the base image's."),
	},
	"A RUN instruction.",
);

const transfer: Fields = {
	index,
	sources: listOf(text(), "What is copied: paths and patterns, URLs; heredocs by the file name they make."),
	destination: text("Where to, as the builder takes it (after expansion)."),
	"path?": text("The destination as an absolute path. Absent where it is relative and no WORKDIR came before."),
	"chown?": text("`--chown`: `user:group`."),
	"chmod?": text("`--chmod`: `755`, `u=rwX,go=rX`."),
	link: flag("`--link`."),
	exclude: listOf(text(), "`--exclude` patterns."),
	heredocs: listOf(definition("heredoc"), "Files given in place."),
	"workdir?": text("The folder in effect. Absent where no WORKDIR came before: the base image's."),
};

const copy = closed(
	{
		...transfer,
		"from?": definition("source", "`--from`. Absent: the build context."),
		parents: flag("`--parents`."),
	},
	"A COPY instruction.",
);

const add = closed(
	{
		...transfer,
		remotes: listOf(
			closed({
				kind: oneOf(["http", "git"], "A file to download, or a repository to clone."),
				text: text("The source as the builder takes it."),
				scheme: text("`https`, `http`, `ssh`, `git` …; `ssh` for `git@host:path`."),
				"fragment?": text("What follows `#` in a git source: branch, tag or commit; without the folder."),
				"subdir?": text("The folder of a git source: what follows `:` in the fragment."),
			}),
			"The sources that aren't local files.",
		),
		"checksum?": text("`--checksum`."),
		keep_git_dir: flag("`--keep-git-dir`."),
		"unpack?": flag("`--unpack`."),
	},
	"An ADD instruction.",
);

const pair: Fields = {
	index,
	name: text("The name."),
	value: text("The value after expansion."),
	text: text("The value as written, quotes included."),
	legacy: flag("Whether a space stands where `=` should."),
};
const env = closed(
	{ ...pair, variables: listOf(text(), "Variables that the value expands.") },
	"A variable that an ENV sets; an ENV with three is three of these with one `index`.",
);
const label = closed(pair, "A label; a LABEL with three is three of these with one `index`.");
const arg = closed(
	{
		index,
		name: text("The name."),
		"default?": text("The default after expansion."),
		"text?": text("The default as written, quotes included."),
		given: flag("Whether `--build-arg` gives the value."),
		value: text(
			"The value in effect: given, else the default, else that of the ARG before the first FROM. Unknown where there is none.",
		),
	},
	"A build argument.",
);
const expose = closed(
	{
		index,
		text: text("As written: `8000-8010/tcp`."),
		value: text("After expansion."),
		"port?": integer("The port, or the first of a range. Absent where it is no number."),
		"end?": integer("The last port of a range; the same as `port` for a single one."),
		protocol: text("`tcp`, `udp`, `sctp`, in lowercase."),
	},
	"A port; an EXPOSE with three is three of these with one `index`.",
);
const user = closed(
	{
		index,
		text: text("As written: `app:app`, `$UID`."),
		value: text("After expansion."),
		user: text("The user's name or number."),
		"group?": text("The group's name or number."),
		"uid?": integer("The user's number; 0 for `root`. Absent for other names."),
		"gid?": integer("The group's number; 0 for `root`. Absent for other names."),
		root: flag("Whether the user is root, by name or number."),
	},
	"A USER instruction.",
);
const workdir = closed(
	{
		index,
		text: text("As written."),
		value: text("After expansion."),
		absolute: flag("Whether it is an absolute path for the stage's OS."),
		"path?": text("The absolute path it leads to. Absent where it is relative and no WORKDIR came before."),
	},
	"A WORKDIR instruction.",
);
const start = closed({ index, ...invocation }, "A CMD or ENTRYPOINT instruction.");
const healthcheck = closed(
	{
		index,
		none: flag("HEALTHCHECK NONE: the base image's check is switched off."),
		"interval?": text("`--interval`."),
		"timeout?": text("`--timeout`."),
		"start_period?": text("`--start-period`."),
		"start_interval?": text("`--start-interval`."),
		"retries?": text("`--retries`."),
		...invocation,
	},
	"A HEALTHCHECK instruction.",
);
const shellInstruction = closed({ index, words: listOf(text(), "The shell's words.") }, "A SHELL instruction.");
const volume = closed(
	{ index, path: text("The path after expansion.") },
	"A volume; a VOLUME with three is three of these with one `index`.",
);
const stopsignal = closed(
	{ index, signal: text("The signal after expansion: `SIGTERM`, `15`.") },
	"A STOPSIGNAL instruction.",
);
const maintainer = closed({ index, name: text("The name.") }, "A MAINTAINER instruction.");
const onbuild = closed(
	{
		index,
		keyword: text("The keyword of what it triggers, in uppercase."),
		text: text("The instruction it triggers, continuations joined."),
		"run?": definition("run", "The triggered RUN, taken apart."),
		"copy?": definition("copy", "The triggered COPY, taken apart."),
		"add?": definition("add", "The triggered ADD, taken apart."),
	},
	"An ONBUILD instruction: it runs in builds on top of this image, so it isn't in the stage's other lists.",
);

const config = closed(
	{
		"user?": definition("user", "The USER in effect."),
		"workdir?": text("The working directory in effect, as an absolute path."),
		env: mapOf(text(), "Environment variables, by name. ARGs aren't in it."),
		labels: mapOf(text(), "Labels, by name."),
		"entrypoint?": definition("start", "The ENTRYPOINT in effect."),
		"cmd?": definition(
			"start",
			"The CMD in effect. An ENTRYPOINT after an inherited CMD resets it, as the builder does.",
		),
		"healthcheck?": definition("healthcheck", "The HEALTHCHECK in effect."),
		"shell?": listOf(text(), "The words of the SHELL in effect."),
		"stopsignal?": definition("stopsignal", "The STOPSIGNAL in effect."),
		exposes: listOf(definition("expose"), "The ports of the stage and the stages it builds on."),
		volumes: listOf(definition("volume"), "The volumes of the stage and the stages it builds on."),
	},
	"What the stage's image is configured to, as far as this file says: its own instructions and those of the stages it builds on. What is absent is the base image's. The objects in it are the very ones of the stages' lists, so a finding points at the instruction.",
);

const stage = closed(
	{
		index: integer("Place in `input.stages`."),
		"name?": text("The name after AS, as written."),
		from: definition("from"),
		base: definition(
			"image",
			"The external image at the root of the stages it builds on; without parts for `scratch`.",
		),
		chain: listOf(integer(), "Indexes of the stages whose layers it has, from the root to itself."),
		uses: listOf(integer(), "Indexes of the stages it copies or mounts from."),
		final: flag("Whether it is the last stage: what is built unless another target is asked for."),
		shipped: flag("Whether its layers are in the final image: the final stage and those it builds on."),
		used: flag("Whether the final image needs it at all: through FROM, COPY --from or a mount."),
		os: oneOf(
			["linux", "windows"],
			"The operating system it is built for, as far as platform, base image and escape directive tell.",
		),
		runs: listOf(definition("run"), "RUN."),
		copies: listOf(definition("copy"), "COPY."),
		adds: listOf(definition("add"), "ADD."),
		envs: listOf(definition("env"), "ENV, a variable each."),
		args: listOf(definition("arg"), "ARG, a name each."),
		labels: listOf(definition("label"), "LABEL, a label each."),
		exposes: listOf(definition("expose"), "EXPOSE, a port each."),
		volumes: listOf(definition("volume"), "VOLUME, a path each."),
		users: listOf(definition("user"), "USER."),
		workdirs: listOf(definition("workdir"), "WORKDIR."),
		entrypoints: listOf(definition("start"), "ENTRYPOINT."),
		cmds: listOf(definition("start"), "CMD."),
		healthchecks: listOf(definition("healthcheck"), "HEALTHCHECK."),
		shells: listOf(definition("shell_instruction"), "SHELL."),
		stopsignals: listOf(definition("stopsignal"), "STOPSIGNAL."),
		maintainers: listOf(definition("maintainer"), "MAINTAINER."),
		onbuilds: listOf(definition("onbuild"), "ONBUILD."),
		config: definition("config"),
	},
	"A build stage.",
);

const instruction = closed(
	{
		index,
		keyword: text("In uppercase: `RUN`."),
		written: text("The keyword as written: `Run`."),
		text: text("Everything after the keyword, continuations joined, heredoc bodies left out."),
		"stage?": integer("Index in `input.stages`. Absent before the first FROM."),
		"as?": text("FROM only: the word AS as written."),
		blank_lines: flag("Whether an empty line stands within it, after a continuation."),
		variables: listOf(
			closed({
				name: text("The variable."),
				source: oneOf(
					["env", "arg", "predefined", "global", "shell", "none"],
					"Who sets it: ENV or ARG of the stage (or those it builds on), the builder, only an ARG before the first FROM (so it is empty here), the script itself, or nobody in this file.",
				),
			}),
			"Variables it expands, each once. For RUN, CMD, ENTRYPOINT and HEALTHCHECK those that the shell expands.",
		),
	},
	"An instruction as such, whatever its keyword.",
);

const directives = closed(
	{
		"syntax?": definition("image", "The frontend's image."),
		"escape?": text("The escape character."),
		"check?": closed(
			{
				text: text("As written: `skip=JSONArgsRecommended;error=true`."),
				skip: listOf(text(), "Checks of the builder that are switched off; `all` for every one."),
				error: flag("Whether the builder's checks fail the build."),
			},
			"How the builder's own checks are set.",
		),
	},
	"Parser directives at the top of the file.",
);

export const dockerfileSchema: JsonSchema = {
	$schema: draft,
	title: "dockerfile",
	...closed(
		{
			directives,
			args: listOf(definition("arg"), "ARGs before the first FROM: only FROM lines see them."),
			stages: listOf(definition("stage"), "The stages, in order."),
			"final?": integer("Index in `input.stages` of the last one. Absent where there is no FROM."),
			instructions: listOf(definition("instruction"), "All instructions, in order."),
			comments: listOf(
				closed({
					text: text("What follows `#`, without the space around it."),
					"before?": integer("Index of the instruction that it stands above or within. Absent after the last one."),
				}),
				"Comments, in order; parser directives aren't among them.",
			),
		},
		"A Dockerfile.",
	),
	$defs: {
		...evidenceDefinitions,
		image,
		source,
		platform,
		from,
		heredoc,
		word,
		command,
		shell,
		run,
		copy,
		add,
		env,
		label,
		arg,
		expose,
		user,
		workdir,
		start,
		healthcheck,
		shell_instruction: shellInstruction,
		volume,
		stopsignal,
		maintainer,
		onbuild,
		config,
		stage,
		instruction,
	},
};
