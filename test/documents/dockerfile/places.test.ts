// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile text
import { expect, test } from "vitest";
import type { Pointer } from "../../../src/documents/document.ts";
import { parse } from "./parse.ts";

const text = `# syntax=docker/dockerfile:1
# top
ARG TAG=3.22
FROM --platform=linux/amd64 ghcr.io/acme/alpine:\${TAG} AS build
FROM ghcr.io/acme/alpine:3.22@sha256:${"a".repeat(64)}
ENV A=1 B="two words"
LABEL old label
RUN --mount=type=cache,target=/root/.cache --network=none apt-get update && \\
    # a comment between
    apt-get install -y \\
        "curl=1.2" \\

        gi\\
t > /log
RUN <<EOF
set -e
sudo -u app make "all"
EOF
RUN <<-SCRIPT sh
\techo one
\t\techo two
SCRIPT
RUN echo "\${X:-$(cat /etc/x | grep y)}" && bash -c 'wget -q url'
RUN ["bash", "-c", "exit 1"]
COPY --from=build --chown=app:app a b /dest/
COPY ["with space", "/d"]
COPY <<one.txt /one.txt
body
one.txt
EXPOSE 80 443/tcp
USER app:group
WORKDIR /srv
CMD ["server", "--port"]
`;
const { at, document } = parse(text);

test.each<[Pointer, string]>([
	[[], text],
	[["directives", "syntax"], "docker/dockerfile:1"],
	[["comments", 0], "# top"],
	[["args", 0], "TAG=3.22"],
	[["args", 0, "value"], "3.22"],
	[["stages", 0], "FROM --platform=linux/amd64 ghcr.io/acme/alpine:${TAG} AS build"],
	[["stages", 0, "name"], "build"],
	[["instructions", 1, "as"], "AS"],
	[["stages", 0, "from"], "ghcr.io/acme/alpine:${TAG}"],
	[["stages", 0, "from", "tag"], "ghcr.io/acme/alpine:${TAG}"],
	[["stages", 0, "from", "platform"], "linux/amd64"],
	[["stages", 1, "from", "registry"], "ghcr.io"],
	[["stages", 1, "from", "name"], "ghcr.io/acme/alpine"],
	[["stages", 1, "from", "tag"], "3.22"],
	[["stages", 1, "from", "digest"], `sha256:${"a".repeat(64)}`],
	[["stages", 1, "envs", 0], "A=1"],
	[["stages", 1, "envs", 1, "name"], "B"],
	[["stages", 1, "envs", 1, "value"], '"two words"'],
	[["stages", 1, "config", "env", "A"], "A=1"],
	[["stages", 1, "labels", 0, "value"], "label"],
	[["stages", 1, "runs", 0, "mounts", 0], "--mount=type=cache,target=/root/.cache"],
	[["stages", 1, "runs", 0, "mounts", 0, "type"], "cache"],
	[["stages", 1, "runs", 0, "mounts", 0, "target"], "/root/.cache"],
	[["stages", 1, "runs", 0, "network"], "none"],
	[["stages", 1, "runs", 0, "commands", 0], "apt-get update"],
	[["stages", 1, "runs", 0, "commands", 1, "name"], "apt-get"],
	[["stages", 1, "runs", 0, "commands", 1, "args", 1], "-y"],
	[["stages", 1, "runs", 0, "commands", 1, "args", 2], '"curl=1.2"'],
	[["stages", 1, "runs", 0, "commands", 1, "args", 3], "gi\\\nt"],
	[["stages", 1, "runs", 0, "commands", 1, "words", 0], "apt-get"],
	[["stages", 1, "runs", 0, "commands", 1, "redirects", 0], "> /log"],
	[["stages", 1, "runs", 0, "commands", 1, "redirects", 0, "target"], "/log"],
	[["stages", 1, "runs", 1], 'RUN <<EOF\nset -e\nsudo -u app make "all"\nEOF'],
	[["stages", 1, "runs", 1, "heredocs", 0], "<<EOF"],
	[["stages", 1, "runs", 1, "heredocs", 0, "body"], 'set -e\nsudo -u app make "all"\n'],
	[["stages", 1, "runs", 1, "commands", 1], 'sudo -u app make "all"'],
	[["stages", 1, "runs", 1, "commands", 1, "name"], "make"],
	[["stages", 1, "runs", 1, "commands", 1, "args", 0], '"all"'],
	[["stages", 1, "runs", 2, "commands", 1], "echo one"],
	[["stages", 1, "runs", 2, "commands", 2, "args", 0], "two"],
	[["stages", 1, "runs", 3, "commands", 0, "words", 1], '"${X:-$(cat /etc/x | grep y)}"'],
	[["stages", 1, "runs", 3, "commands", 2], "grep y"],
	[["stages", 1, "runs", 3, "commands", 4, "args", 1], "url"],
	[["stages", 1, "runs", 4, "words", 2], "exit 1"],
	[["stages", 1, "runs", 4, "commands", 1, "args", 0], "1"],
	[["stages", 1, "copies", 0, "from"], "build"],
	[["stages", 1, "copies", 0, "chown"], "app:app"],
	[["stages", 1, "copies", 0, "sources", 1], "b"],
	[["stages", 1, "copies", 0, "destination"], "/dest/"],
	[["stages", 1, "copies", 1, "sources", 0], "with space"],
	[["stages", 1, "copies", 2, "sources", 0], "<<one.txt"],
	[["stages", 1, "copies", 2, "heredocs", 0, "body"], "body\n"],
	[["stages", 1, "exposes", 1], "443/tcp"],
	[["stages", 1, "users", 0, "group"], "group"],
	[["stages", 1, "config", "user"], "USER app:group"],
	[["stages", 1, "config", "user", "user"], "app"],
	[["stages", 1, "config", "workdir"], "WORKDIR /srv"],
	[["stages", 1, "config", "cmd", "words", 1], "--port"],
	[["instructions", 3, "written"], "ENV"],
])("%j stands at %j", (pointer, expected) => {
	expect(at(...pointer)).toBe(expected);
});

test.each<[string, Pointer, string]>([
	["the stage's FROM", ["stages", 1, "config", "healthcheck"], "FROM ghcr.io/acme/alpine:3.22@sha256:"],
	["the reference without the part", ["stages", 0, "from", "digest"], "ghcr.io/acme/alpine:${TAG}"],
	["the command without the word", ["stages", 1, "runs", 1, "commands", 0, "args", 5], "-e"],
	["the file without such a key", ["nothing", "here"], "# syntax"],
])("what isn't there has the place of %s", (_, pointer, expected) => {
	expect(at(...pointer).startsWith(expected)).toBe(true);
});

test("a comment excuses the whole instruction that a word stands in", () => {
	const scope = document.scope?.(["stages", 1, "runs", 1, "commands", 1, "args", 0]);
	expect(text.slice(scope?.start, scope?.end)).toBe('RUN <<EOF\nset -e\nsudo -u app make "all"\nEOF');
});

test("keys of an object's prototype are no nodes", () => {
	expect(at("stages", 1, "config", "env", "constructor")).toBe(at("stages", 1, "config", "env"));
	expect(at("__proto__", "toString")).toBe(text);
});

test("variables may be called anything", () => {
	const tested = parse("FROM alpine\nENV __proto__=1 constructor=2\nLABEL toString=3");
	expect(Object.entries(tested.value.stages[0].config.env)).toEqual([
		["__proto__", "1"],
		["constructor", "2"],
	]);
	expect(tested.at("stages", 0, "config", "env", "__proto__")).toBe("__proto__=1");
});
