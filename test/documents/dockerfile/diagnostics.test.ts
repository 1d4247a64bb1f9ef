// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile text
import { expect, test } from "vitest";
import * as catalogue from "../../../src/diagnostics/catalogue/dockerfile.ts";
import { parse } from "./parse.ts";

const from = "FROM alpine:3.22\n";

test.each([
	["", "dockerfile-empty", "", "begin with `FROM image`"],
	["# only\n\n", "dockerfile-empty", "", "begin with `FROM image`"],
	["ARG A=1", "dockerfile-from-missing", "ARG A=1", "begin with `FROM image`, or `FROM scratch` for an empty base"],
	[`RUN make\n${from}`, "instruction-before-from", "RUN", "move it below `FROM`; only `ARG` may stand above"],
	[`${from}CPOY . /app`, "instruction-unknown", "CPOY", "did you mean `COPY`?"],
	[`${from}apt-get update`, "instruction-unknown", "apt-get", "does the line before lack a continuation at its end?"],
	[`${from}COPY app`, "instruction-arguments", "COPY app", "write at least one source and a destination after it"],
	[`${from}RUN`, "instruction-arguments", "RUN", "write a command after it"],
	[`${from}ENV NAME`, "instruction-arguments", "ENV NAME", "write a name and a value after it"],
	[`${from}USER`, "instruction-arguments", "USER", "write a user after it"],
	[`${from}SHELL bash -c`, "instruction-arguments", "SHELL bash -c", "write a JSON array of strings after it"],
	[`${from}HEALTHCHECK curl x`, "instruction-arguments", "curl", "write `CMD` and a command, or `NONE` after it"],
	["FROM alpine as", "instruction-arguments", "as", "write an image, or an image and `AS name` after it"],
	["FROM alpine:3.22 base", "instruction-arguments", "base", "write an image, or an image and `AS name` after it"],
	[`${from}COPY --chwon=a . /`, "instruction-flag", "--chwon=a", "did you mean `--chown`?"],
	[`${from}CMD --verbose`, "instruction-flag", "--verbose", "remove the flag"],
	[`${from}COPY --link=yes a /`, "instruction-flag-value", "yes", "write `--link=…` with `true` or `false`"],
	[`${from}COPY --chown a /`, "instruction-flag-value", "--chown", "write `--chown=…` with a value"],
	["FROM --platform alpine", "instruction-flag-value", "--platform", undefined],
	[`${from}LABEL =x`, "instruction-pair", "=x", undefined],
	[`${from}RUN --mount=type=disk,target=/x true`, "instruction-flag-value", "disk", undefined],
	[`${from}RUN --mount=tpye=cache true`, "instruction-flag-value", "tpye=cache", undefined],
	[`${from}CMD ["sleep", 5]`, "instruction-json", '["sleep", 5]', "put every element in double quotes"],
	[`${from}COPY ["a", null] /`, undefined, undefined, undefined],
	[`${from}ENV A=b c d`, "instruction-pair", "c", "put a value with spaces in double quotes"],
	[`# escape=^\n${from}`, "dockerfile-directive", "# escape=^", "use `\\` or a backtick, once"],
	[`# syntax=a\n# syntax=b\n${from}`, "dockerfile-directive", "# syntax=b", "keep one of them"],
	[`${from}RUN <<EOF\nmake`, "dockerfile-heredoc", "<<EOF", "put `EOF` alone on the line after its last one"],
	[`${from}WORKDIR "/a`, "dockerfile-expansion", '"/a', undefined],
	["ARG A=1\nFROM alpine:${A", "dockerfile-expansion", "alpine:${A", undefined],
	["FROM Alpine", "dockerfile-reference", "Alpine", undefined],
	[
		"FROM alpine AS x\nARG T=1\nFROM $T",
		"dockerfile-reference",
		"$T",
		"declare its `ARG`, with a default, before the first `FROM`",
	],
	["FROM alpine AS 1st", "dockerfile-stage-name", "1st", undefined],
	[
		"FROM alpine AS a\nCOPY --from=a /x /y",
		"dockerfile-cycle",
		"a",
		"copy from a stage that doesn't depend on this one",
	],
	[
		"FROM alpine AS a\nCOPY --from=b /x /y\nFROM a AS b",
		"dockerfile-cycle",
		"b",
		"copy from a stage that doesn't depend on this one",
	],
	[`${from}COPY --from=7 /x /y`, "dockerfile-stage-index", "7", "name the stage with `AS` and use its name"],
	[`${from}ONBUILD FROM b`, "dockerfile-onbuild", "FROM", undefined],
	[`${from}ONBUILD MKAE x`, "instruction-unknown", "MKAE", undefined],
	[
		`${from}RUN if true; then make`,
		"dockerfile-shell",
		"",
		"check quotes, brackets and keywords; what could be read is still checked",
	],
	[`${from}RUN echo "a`, "dockerfile-shell", '"', undefined],
])("%j is told: %s at %j", (text, code, underlined, hint) => {
	const [first] = parse(text).diagnostics;
	expect(first?.code).toBe(code);
	expect(first?.underlined).toBe(underlined);
	if (hint !== undefined) expect(first?.hint).toBe(hint);
});

test.each(Object.values(catalogue).map(({ kind }) => [kind.code, kind] as const))(
	"the example of %s shows it, and the right one has nothing wrong",
	(code, kind) => {
		expect(parse(kind.wrong).diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
		expect(parse(kind.right).diagnostics).toEqual([]);
	},
);

test("what is wrong with one instruction keeps no other from being read", () => {
	const { value, diagnostics } = parse("FROM alpine\nRUN <<EOF\nENV A=${\nCOPY x\nBOGUS\nRUN echo 'a\nUSER app\n");
	expect(diagnostics.map(({ code }) => code)).toEqual([
		"dockerfile-heredoc",
		"dockerfile-expansion",
		"instruction-arguments",
		"instruction-unknown",
		"dockerfile-shell",
	]);
	expect(value.stages[0].users[0].user).toBe("app");
	expect(value.instructions).toHaveLength(7);
});

test("a word list with a stray word is told once", () => {
	expect(parse(`${from}ENV A=b # a comment that isn't one`).diagnostics).toHaveLength(1);
});
