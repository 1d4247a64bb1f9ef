/** What is wrong with a Dockerfile: what the builder would refuse, or read in another way than it looks. */
import { define } from "../diagnostic.ts";

export const dockerfileEmpty = define(
	{
		code: "dockerfile-empty",
		severity: "error",
		title: "A Dockerfile has no instructions",
		cause: "The file is empty or holds only comments, so there is nothing to build and nothing to check.",
		wrong: "# to be written",
		right: "FROM scratch",
	},
	() => "no instructions in this file",
	() => "begin with `FROM image`",
);

export const dockerfileFromMissing = define(
	{
		code: "dockerfile-from-missing",
		severity: "error",
		title: "A Dockerfile has no FROM",
		cause:
			"Every image is built on another one or on `scratch`. Without FROM there is no stage, and the builder refuses the file.",
		wrong: "RUN make",
		right: "FROM golang:1.25\nRUN make",
	},
	() => "no `FROM` in this file",
	() => "begin with `FROM image`, or `FROM scratch` for an empty base",
);

export const instructionBeforeFrom = define<{ keyword: string }>(
	{
		code: "instruction-before-from",
		severity: "error",
		title: "An instruction stands before the first FROM",
		cause: "Only ARG may stand before the first FROM: any other instruction belongs to a stage, and there is none yet.",
		wrong: "RUN make\nFROM golang:1.25",
		right: "FROM golang:1.25\nRUN make",
	},
	({ keyword }) => `\`${keyword}\` stands before the first \`FROM\``,
	() => "move it below `FROM`; only `ARG` may stand above",
);

export const instructionUnknown = define<{ keyword: string; nearest: string | undefined }>(
	{
		code: "instruction-unknown",
		severity: "error",
		title: "An instruction is not one that Dockerfiles have",
		cause:
			"The first word of a line isn't a Dockerfile instruction. Often it is misspelt, or the line before lacks its continuation.",
		wrong: "FROM alpine:3.22\nCPOY . /app",
		right: "FROM alpine:3.22\nCOPY . /app",
	},
	({ keyword }) => `unknown instruction \`${keyword}\``,
	({ nearest }) =>
		nearest === undefined ? "does the line before lack a continuation at its end?" : `did you mean \`${nearest}\`?`,
);

export const instructionArguments = define<{ keyword: string; expected: string }>(
	{
		code: "instruction-arguments",
		severity: "error",
		title: "An instruction has too few or too many arguments",
		cause: "The builder refuses an instruction without the arguments it needs.",
		wrong: "FROM alpine:3.22\nCOPY app",
		right: "FROM alpine:3.22\nCOPY app /usr/local/bin/app",
	},
	({ keyword, expected }) => `\`${keyword}\` needs ${expected}`,
	({ expected }) => `write ${expected} after it`,
);

export const instructionFlag = define<{ keyword: string; flag: string; nearest: string | undefined }>(
	{
		code: "instruction-flag",
		severity: "error",
		title: "An instruction has a flag it does not know",
		cause: "The builder refuses flags that an instruction doesn't have.",
		wrong: "FROM alpine:3.22\nCOPY --chwon=app . /app",
		right: "FROM alpine:3.22\nCOPY --chown=app . /app",
	},
	({ keyword, flag }) => `\`${keyword}\` has no flag \`--${flag}\``,
	({ nearest }) => (nearest === undefined ? "remove the flag" : `did you mean \`--${nearest}\`?`),
);

export const instructionFlagValue = define<{ flag: string; expected: string }>(
	{
		code: "instruction-flag-value",
		severity: "error",
		title: "A flag has a value it can't have",
		cause: "The builder refuses a flag without a value where it needs one, or with a value of the wrong kind.",
		wrong: "FROM alpine:3.22\nRUN --mount=type=ramdisk,target=/x true",
		right: "FROM alpine:3.22\nRUN --mount=type=tmpfs,target=/x true",
	},
	({ flag, expected }) => `\`--${flag}\` needs ${expected}`,
	({ flag, expected }) => `write \`--${flag}=…\` with ${expected}`,
);

export const instructionJson = define<{ keyword: string }>(
	{
		code: "instruction-json",
		severity: "error",
		title: "A JSON array holds something else than strings",
		cause:
			"In the exec form every element is a string in double quotes. The builder refuses numbers, objects and nested arrays.",
		wrong: 'FROM alpine:3.22\nCMD ["sleep", 5]',
		right: 'FROM alpine:3.22\nCMD ["sleep", "5"]',
	},
	({ keyword }) => `the array after \`${keyword}\` must hold strings only`,
	() => "put every element in double quotes",
);

export const instructionPair = define<{ keyword: string; word: string }>(
	{
		code: "instruction-pair",
		severity: "error",
		title: "A word is not of the form name=value",
		cause:
			"ENV and LABEL take `name=value` pairs. A word without `=` among them is often an unquoted value with a space in it.",
		wrong: "FROM alpine:3.22\nENV NAME=Ada Lovelace",
		right: 'FROM alpine:3.22\nENV NAME="Ada Lovelace"',
	},
	({ keyword, word }) => `\`${word}\` after \`${keyword}\` is not of the form \`name=value\``,
	() => "put a value with spaces in double quotes",
);

export const dockerfileDirective = define<{ name: string; fault: string }>(
	{
		code: "dockerfile-directive",
		severity: "error",
		title: "A parser directive is wrong",
		cause: "A directive may be given once, and `escape` is either a backslash or a backtick.",
		wrong: "# escape=^\nFROM alpine:3.22",
		right: "# escape=`\nFROM alpine:3.22",
	},
	({ name, fault }) => `directive \`${name}\` ${fault}`,
	({ name }) => (name === "escape" ? "use `\\` or a backtick, once" : "keep one of them"),
);

export const dockerfileHeredoc = define<{ name: string }>(
	{
		code: "dockerfile-heredoc",
		severity: "error",
		title: "A heredoc has no end",
		cause:
			"The word that opens a heredoc must stand alone on a later line. Without it the builder refuses the file; here the lines below are read as instructions.",
		wrong: "FROM alpine:3.22\nRUN <<EOF\nmake",
		right: "FROM alpine:3.22\nRUN <<EOF\nmake\nEOF",
	},
	({ name }) => `heredoc \`${name}\` has no end`,
	({ name }) => `put \`${name}\` alone on the line after its last one`,
);

export const dockerfileExpansion = define<{ word: string; fault: string }>(
	{
		code: "dockerfile-expansion",
		severity: "error",
		title: "A variable is expanded in a way the builder refuses",
		cause:
			"Quotes or braces aren't closed, the modifier isn't one the builder knows, or a `?` says that a variable must be set and it isn't.",
		wrong: "FROM alpine:${VERSION",
		right: "ARG VERSION=3.22\nFROM alpine:${VERSION}",
	},
	({ word, fault }) => `can't expand \`${word}\`: ${fault}`,
	() => "to have the text as it stands, escape the `$` or quote it with single quotes",
);

export const dockerfileReference = define<{ text: string; ref: string }>(
	{
		code: "dockerfile-reference",
		severity: "error",
		title: "FROM names no image",
		cause:
			"After expansion, what FROM names is empty or not a well-formed image reference. An ARG that FROM uses must stand before the first FROM.",
		wrong: "FROM alpine:3.22 AS base\nARG TAG=3.22\nFROM $TAG",
		right: "ARG TAG=3.22\nFROM alpine:3.22 AS base\nFROM alpine:$TAG",
	},
	({ text, ref }) =>
		ref === ""
			? `nothing is left of \`${text}\``
			: `\`${ref}\` is no image reference${ref === text ? "" : ` (written \`${text}\`)`}`,
	({ ref }) =>
		ref === ""
			? "declare its `ARG`, with a default, before the first `FROM`"
			: "write `[registry/]repository[:tag][@algorithm:hex]`, the repository in lowercase",
);

export const dockerfileStageName = define<{ name: string }>(
	{
		code: "dockerfile-stage-name",
		severity: "error",
		title: "A stage has a name it can't have",
		cause: "A stage's name begins with a letter and holds letters, digits, `-`, `_` and `.` only.",
		wrong: "FROM alpine:3.22 AS 1st",
		right: "FROM alpine:3.22 AS first",
	},
	({ name }) => `\`${name}\` can't be a stage's name`,
	() => "begin with a letter; use letters, digits, `-`, `_` and `.` only",
);

export const dockerfileCycle = define<{ stage: string }>(
	{
		code: "dockerfile-cycle",
		severity: "error",
		title: "Stages need each other in a circle",
		cause: "A stage copies or mounts from itself, or from a stage that needs it. The builder can't order them.",
		wrong: "FROM alpine:3.22 AS app\nCOPY --from=app /a /b",
		right: "FROM alpine:3.22 AS build\nFROM alpine:3.22 AS app\nCOPY --from=build /a /b",
	},
	({ stage }) => `this needs stage \`${stage}\`, which needs this stage`,
	() => "copy from a stage that doesn't depend on this one",
);

export const dockerfileStageIndex = define<{ index: string; count: number }>(
	{
		code: "dockerfile-stage-index",
		severity: "error",
		title: "A stage's number is out of range",
		cause: "`--from` with a number means the stage of that number, counted from 0. There is none.",
		wrong: "FROM alpine:3.22\nCOPY --from=3 /a /b",
		right: "FROM alpine:3.22 AS build\nFROM scratch\nCOPY --from=build /a /b",
	},
	({ index, count }) => `there is no stage \`${index}\`: the file has ${count}`,
	() => "name the stage with `AS` and use its name",
);

export const dockerfileOnbuild = define<{ keyword: string }>(
	{
		code: "dockerfile-onbuild",
		severity: "error",
		title: "ONBUILD has a trigger it can't have",
		cause: "ONBUILD can't trigger ONBUILD, FROM or MAINTAINER.",
		wrong: "FROM alpine:3.22\nONBUILD FROM alpine:3.21",
		right: "FROM alpine:3.22\nONBUILD RUN make",
	},
	({ keyword }) => `\`ONBUILD\` can't trigger \`${keyword}\``,
	() => "put that instruction into the Dockerfile that builds on this image",
);

export const dockerfileShell = define<{ fault: string }>(
	{
		code: "dockerfile-shell",
		severity: "warning",
		title: "Shell text could not be read in full",
		cause:
			"The text of a RUN, CMD, ENTRYPOINT or HEALTHCHECK isn't well-formed shell, or uses a form that isn't understood. The commands that could be read are checked.",
		wrong: "FROM alpine:3.22\nRUN if true; then make",
		right: "FROM alpine:3.22\nRUN if true; then make; fi",
	},
	({ fault }) => `can't read all of this shell text: ${fault}`,
	() => "check quotes, brackets and keywords; what could be read is still checked",
);
