import { expect, test } from "vitest";
import type { Edit } from "../../../src/documents/document.ts";
import { parse } from "./parse.ts";

const text = `FROM alpine:3.22 AS base
RUN apk add curl && \\
    apt-get install git
MAINTAINER Ada
ENV A=1 B=2
ENV C=3
COPY --link --chown=app a /a
USER root
CMD ["a", "b"]
`;

/** The lines of the text after an edit that differ from before; undefined where the edit can't be made. */
function edited(edit: Edit, before = text): string | undefined {
	const made = parse(before).document.edit?.(edit);
	return made === undefined ? undefined : before.slice(0, made.span.start) + made.text + before.slice(made.span.end);
}

test.each<[Edit, string, string]>([
	[{ op: "replace", node: ["stages", 0, "from", "tag"], text: "3.23" }, "alpine:3.22", "alpine:3.23"],
	[
		{ op: "replace", node: ["stages", 0, "runs", 0, "commands", 1, "name"], text: "apt" },
		"apt-get install",
		"apt install",
	],
	[{ op: "replace", node: ["stages", 0, "users", 0], text: "USER app" }, "USER root", "USER app"],
	[{ op: "remove", node: ["stages", 0, "maintainers", 0] }, "MAINTAINER Ada\n", ""],
	[{ op: "remove", node: ["stages", 0, "runs", 0, "commands", 0, "args", 1] }, "apk add curl", "apk add"],
	[{ op: "remove", node: ["stages", 0, "envs", 0] }, "ENV A=1 B=2", "ENV B=2"],
	[{ op: "remove", node: ["stages", 0, "envs", 1] }, "ENV A=1 B=2", "ENV A=1"],
	[{ op: "remove", node: ["stages", 0, "envs", 2] }, "ENV C=3\n", ""],
	[
		{ op: "insert_after", node: ["stages", 0, "runs", 0, "commands", 1, "args", 0], text: "-y" },
		"install git",
		"install -y git",
	],
	[
		{ op: "insert_before", node: ["stages", 0, "runs", 0, "commands", 1, "args", 1], text: "-y" },
		"install git",
		"install -y git",
	],
	[{ op: "insert_before", node: ["stages", 0, "cmds", 0], text: "USER app" }, 'CMD ["a"', 'USER app\nCMD ["a"'],
	[
		{ op: "insert_after", node: ["stages", 0, "users", 0], text: "WORKDIR /srv" },
		"USER root\n",
		"USER root\nWORKDIR /srv\n",
	],
	[{ op: "remove", node: ["stages", 0, "from", "tag"] }, "alpine:3.22", "alpine"],
	[{ op: "remove", node: ["stages", 0, "copies", 0, "chown"] }, " --chown=app", ""],
	[{ op: "remove", node: ["stages", 0, "runs", 0, "commands", 1] }, " && \\\n    apt-get install git", ""],
	[{ op: "remove", node: ["stages", 0, "runs", 0, "commands", 0] }, "apk add curl && \\\n    ", ""],
	[{ op: "set", node: ["stages", 0, "users", 0], path: ["user"], value: "app" }, "USER root", "USER app"],
	[{ op: "set", node: ["stages", 0, "copies", 0], path: ["chown"], value: "1:1" }, "--chown=app", "--chown=1:1"],
	[
		{ op: "set", node: ["stages", 0, "copies", 0], path: ["chmod"], value: "555" },
		"COPY --link",
		"COPY --chmod=555 --link",
	],
	[
		{ op: "set", node: ["stages", 0, "copies", 0], path: ["link"], value: false },
		"COPY --link --chown",
		"COPY --chown",
	],
	[
		{ op: "set", node: ["stages", 0, "copies", 0], path: ["parents"], value: true },
		"COPY --link",
		"COPY --parents --link",
	],
	[
		{ op: "set", node: ["stages", 0, "from"], path: ["platform"], value: "linux/arm64" },
		"FROM alpine",
		"FROM --platform=linux/arm64 alpine",
	],
	[
		{ op: "set", node: ["stages", 0, "runs", 0], path: ["network"], value: "none" },
		"RUN apk",
		"RUN --network=none apk",
	],
	[{ op: "replace", node: ["stages", 0, "cmds", 0, "words", 1], text: "c" }, '"b"', '"c"'],
])("%j", (edit, before, after) => {
	expect(edited(edit)).toBe(text.replace(before, after));
});

test.each<[string, Edit]>([
	["an element of a JSON array has commas to go with it", { op: "remove", node: ["stages", 0, "cmds", 0, "words", 1] }],
	["half a pair would be left", { op: "remove", node: ["stages", 0, "envs", 0, "value"] }],
	["a command stands alone", { op: "remove", node: ["stages", 0, "cmds", 0, "commands", 0] }],
	["nothing stands there", { op: "replace", node: ["stages", 0, "from", "digest"], text: "x" }],
	["the whole file is no node", { op: "remove", node: [] }],
	["no flag of that name", { op: "set", node: ["stages", 0, "users", 0], path: ["colour"], value: "red" }],
	["no text of its own", { op: "set", node: ["stages", 0], path: ["used"], value: true }],
])("no edit where %s", (_, edit) => {
	expect(edited(edit)).toBeUndefined();
});

const lastCommand = (script: string): Edit => {
	const commands = (parse(script).document.value as { stages: { runs: { commands: unknown[] }[] }[] }).stages[0]
		?.runs[0]?.commands as { within: string[]; into?: number }[];
	const index = commands.findLastIndex(({ within, into }) => within.length === 0 && into === undefined);
	return { op: "insert_after", node: ["stages", 0, "runs", 0, "commands", index], text: "&& c" };
};

test.each<[string, string, string]>([
	["a line", "RUN a\n", "RUN a && c\n"],
	["a line with others", "RUN a && b > f\n", "RUN a && b > f && c\n"],
	["operators at the start of lines", "RUN a \\\n\t&& b\n", "RUN a \\\n\t&& b \\\n\t&& c\n"],
	["operators at the end of lines", "RUN a && \\\n    b\n", "RUN a && \\\n    b && \\\n    c\n"],
	["semicolons", "RUN set -e; \\\n\ta; \\\n\tb $(x)\n", "RUN set -e; \\\n\ta; \\\n\tb $(x) && \\\n\tc\n"],
	["comments between", "RUN a \\\n# why\n  && b \\\n  x # y\n", "RUN a \\\n# why\n  && b \\\n  x \\\n  && c # y\n"],
	["a command of several lines", "RUN a \\\n    x \\\n    y\n", "RUN a \\\n    x \\\n    y \\\n    && c\n"],
	["a heredoc", "RUN <<EOF\na\nb\nEOF\n", "RUN <<EOF\na\nb && c\nEOF\n"],
	["Windows", "# escape=`\r\nRUN a `\r\n  && b\r\n", "# escape=`\r\nRUN a `\r\n  && b `\r\n  && c\r\n"],
])("a further command is laid out as those before it: %s", (_, before, after) => {
	const script = before.startsWith("#") ? before.replace("RUN", "FROM alpine\r\nRUN") : `FROM alpine\n${before}`;
	const expected = after.startsWith("#") ? after.replace("RUN", "FROM alpine\r\nRUN") : `FROM alpine\n${after}`;
	expect(edited(lastCommand(script), script)).toBe(expected);
});

test("a semicolon joins a further command where that is asked for", () => {
	const script = "FROM alpine\nRUN set -e; \\\n\ta\n";
	expect(edited({ ...lastCommand(script), text: "; c" } as Edit, script)).toBe(
		"FROM alpine\nRUN set -e; \\\n\ta; \\\n\tc\n",
	);
});

test("a word at the start of its line leaves the indentation", () => {
	const script = "FROM alpine\nRUN a && \\\n\tsudo b\n";
	expect(edited({ op: "remove", node: ["stages", 0, "runs", 0, "commands", 1, "words", 0] }, script)).toBe(
		"FROM alpine\nRUN a && \\\n\tb\n",
	);
});

test("a word with a line of its own takes it along", () => {
	const script = "FROM alpine\nRUN a \\\n\t-x \\\n\ty\n";
	expect(edited({ op: "remove", node: ["stages", 0, "runs", 0, "commands", 0, "args", 0] }, script)).toBe(
		"FROM alpine\nRUN a \\\n\ty\n",
	);
});

test("empty lines within an instruction, and no others", () => {
	const script = "FROM alpine\n\nRUN a \\\n\n  # why\n  \n  && b <<EOF\n\nx\nEOF\n";
	expect(edited({ op: "set", node: ["instructions", 1], path: ["blank_lines"], value: false }, script)).toBe(
		"FROM alpine\n\nRUN a \\\n  # why\n  && b <<EOF\n\nx\nEOF\n",
	);
});

test.each<Edit>([
	{ op: "replace", node: ["stages", 0, "cmds", 0], text: "CMD x" },
	{ op: "remove", node: ["stages", 0, "cmds", 0] },
])("no comment is lost: %j", (edit) => {
	expect(edited(edit, "FROM alpine\nCMD a \\\n  # why\n  b\n")).toBeUndefined();
});

test("line breaks stay what they are", () => {
	const windows = "FROM alpine\r\nUSER root\r\n";
	expect(edited({ op: "insert_before", node: ["stages", 0, "users", 0], text: "RUN x" }, windows)).toBe(
		"FROM alpine\r\nRUN x\r\nUSER root\r\n",
	);
	expect(edited({ op: "remove", node: ["stages", 0, "users", 0] }, windows)).toBe("FROM alpine\r\n");
});
