// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile text
import { describe, expect, test } from "vitest";
import { parse } from "./parse.ts";

const unknown = (text: string, ...needs: string[]) => ({ unknown: needs, text });

describe("arguments and variables", () => {
	test("an ARG before the first FROM is seen by FROM alone; a stage that declares it again has its value", () => {
		const { value } = parse("ARG V=1\nFROM a:$V\nLABEL x=$V\nARG V\nLABEL y=$V");
		const [stage] = value.stages;
		expect(stage.from.tag).toBe("1");
		expect(stage.labels.map((label: { value: unknown }) => label.value)).toEqual(["", "1"]);
		expect(value.instructions.map((instruction: { variables: unknown }) => instruction.variables)).toEqual([
			[],
			[{ name: "V", source: "arg" }],
			[{ name: "V", source: "global" }],
			[],
			[{ name: "V", source: "arg" }],
		]);
	});

	test("--build-arg goes before a default, and gives what has none", () => {
		const text = "ARG TAG=1\nARG IMAGE\nFROM $IMAGE:$TAG\nARG USER_ID\nUSER $USER_ID";
		const given = parse(text, { buildArgs: { TAG: "2", IMAGE: "ghcr.io/acme/app", USER_ID: "0" } }).value;
		expect(given.stages[0].from).toMatchObject({ ref: "ghcr.io/acme/app:2", registry: "ghcr.io", tag: "2" });
		expect(given.stages[0].users[0]).toMatchObject({ user: "0", uid: 0, root: true });
		expect(given.args).toMatchObject([{ given: true, default: "1", value: "2" }, { given: true }]);
		const without = parse(text).value;
		expect(without.stages[0].from.ref).toEqual(unknown("$IMAGE:$TAG", "IMAGE"));
		expect(without.stages[0].users[0].root).toEqual(unknown("$USER_ID", "USER_ID"));
	});

	test("a name like a prototype's key is no build argument unless it is given", () => {
		expect(parse("ARG constructor\nFROM a:$constructor").value.stages[0].from.tag).toEqual(
			unknown("a:$constructor", "constructor"),
		);
	});

	test("ENV goes before ARG, whichever comes first", () => {
		expect(parse("FROM scratch\nENV A=env\nARG A=arg\nLABEL x=$A").value.stages[0].labels[0].value).toBe("env");
	});

	test("the variables of one ENV don't see each other", () => {
		const { value } = parse("FROM scratch\nENV A=1\nENV A=2 B=$A");
		expect(value.stages[0].config.env).toEqual({ A: "2", B: "1" });
		expect(value.stages[0].envs[2].variables).toEqual(["A"]);
	});

	test("a stage has the variables and arguments of the stage it builds on", () => {
		const { value } = parse("FROM scratch AS a\nENV A=1\nARG B=2\nFROM a\nLABEL x=$A$B\nFROM scratch\nLABEL x=$A$B");
		expect(value.stages[1].labels[0].value).toBe("12");
		expect(value.stages[2].labels[0].value).toBe("");
	});

	test("what only the base image can set isn't known", () => {
		const [stage] = parse("FROM node:22 AS a\nENV PATH=/x:$PATH\nFROM a\nLABEL p=$PATH").value.stages.slice(1);
		expect(stage.labels[0].value).toEqual(unknown("$PATH", "PATH of node:22"));
		expect(parse("FROM scratch\nLABEL p=$PATH").value.stages[0].labels[0].value).toMatch(/^\/usr\/local\/sbin:/);
	});

	test("the automatic arguments are known as far as --platform tells", () => {
		const text =
			"FROM --platform=$BUILDPLATFORM a\nARG TARGETARCH TARGETOS TARGETVARIANT\nLABEL x=$TARGETOS/$TARGETARCH";
		const open = parse(text).value.stages[0];
		expect(open.from.platform.value).toEqual(unknown("$BUILDPLATFORM", "BUILDPLATFORM"));
		expect(open.labels[0].value).toEqual(unknown("$TARGETOS/$TARGETARCH", "TARGETARCH", "TARGETOS"));
		expect(parse(text, { platform: "linux/arm64" }).value.stages[0].labels[0].value).toBe("linux/arm64");
		expect(parse(text, { buildArgs: { BUILDPLATFORM: "linux/amd64" } }).value.stages[0].from.platform).toEqual({
			text: "$BUILDPLATFORM",
			value: "linux/amd64",
			os: "linux",
			architecture: "amd64",
		});
	});
});

describe("references that are partly unknown", () => {
	test.each([
		["node:${X}", { name: "node", registry: "docker.io", tag: "?", digest: "?" }],
		["node:${X}-slim", { name: "node", tag: "?", digest: undefined }],
		["node:22@${X}", { name: "node", tag: "22", digest: "?" }],
		["node:22@sha256:${X}", { tag: "22", digest: "?" }],
		[
			"ghcr.io/${X}:1",
			{ registry: "ghcr.io", registry_given: true, name: "?", repository: "?", tag: "1", digest: undefined },
		],
		["ghcr.io/acme/${X}", { registry: "ghcr.io", name: "?", tag: "?", digest: "?" }],
		["${X}/app:1", { registry: "?", name: "?", repository: "?", tag: "1", digest: undefined }],
		["${X}app", { registry: "?", name: "?", tag: undefined }],
		["${X}", { registry: "?", name: "?", tag: "?", digest: "?" }],
	])("%s", (reference, expected) => {
		const { from } = parse(`ARG X\nFROM ${reference}`).value.stages[0];
		for (const [key, value] of Object.entries(expected))
			expect([key, from[key]]).toEqual([key, value === "?" ? unknown(reference, "X") : value]);
	});
});

test.each([
	["${UID:-1000}:${GID:-1000}", { user: "1000", uid: 1000, group: "1000", gid: 1000, root: false }],
	["app:$GROUP", { user: "app", root: false, group: unknown("$GROUP", "GROUP") }],
	["$NAME:app", { user: unknown("$NAME", "NAME"), root: unknown("$NAME", "NAME"), group: "app" }],
	["$BOTH", { user: "0", root: true, group: "app" }],
	['"app:app"', { user: "app", group: "app" }],
])("USER %s is taken apart where it can be", (text, expected) => {
	const declared = "FROM scratch\nARG GROUP\nARG NAME\nARG BOTH=0:app\nUSER ";
	expect(parse(declared + text).value.stages[0].users[0]).toMatchObject(expected);
});

describe("stages", () => {
	const text = `FROM golang AS Build
FROM alpine AS assets
FROM build AS test
FROM scratch AS unused
FROM debian AS base
FROM base
COPY --from=build /a /a
RUN --mount=type=bind,from=assets,target=/x true
COPY --from=nginx:1 /b /b`;
	const { value } = parse(text);

	test("know what they build on, what they copy from, and what the final image needs", () => {
		const pick = (key: string) => value.stages.map((stage: Record<string, unknown>) => stage[key]);
		expect(pick("chain")).toEqual([[0], [1], [0, 2], [3], [4], [4, 5]]);
		expect(pick("uses")).toEqual([[], [], [], [], [], [0, 1]]);
		expect(pick("used")).toEqual([true, true, false, false, true, true]);
		expect(pick("shipped")).toEqual([false, false, false, false, true, true]);
		expect(pick("final")).toEqual([false, false, false, false, false, true]);
		expect(value.final).toBe(5);
		expect(value.stages[2].from).toMatchObject({ ref: "build", stage: 0, valid: true });
		expect(value.stages[5].base.name).toBe("debian");
		expect(value.stages[5].copies[1].from).toMatchObject({ ref: "nginx:1", name: "nginx", tag: "1" });
	});

	test("FROM sees stages above only; COPY --from sees those below too", () => {
		const later = parse("FROM b AS a\nCOPY --from=b /x /y\nFROM alpine AS b\nFROM a").value;
		expect(later.stages[0].from.stage).toBeUndefined();
		expect(later.stages[0].from.name).toBe("b");
		expect(later.stages[0].copies[0].from.stage).toBe(1);
	});

	test("a stage that a variable chooses may be any that fits", () => {
		const { stages } = parse(
			"FROM a AS build-amd64\nFROM a AS build-arm64\nFROM a AS other\nFROM build-${TARGETARCH}",
		).value;
		expect(stages[3].from.stage).toEqual(unknown("build-${TARGETARCH}", "TARGETARCH"));
		expect(stages.map(({ used }: { used: boolean }) => used)).toEqual([true, true, false, true]);
		const known = parse("FROM a AS build-amd64\nFROM a AS build-arm64\nFROM build-${TARGETARCH}", {
			platform: "linux/arm64",
		});
		expect(known.value.stages[2].from.stage).toBe(1);
	});

	test("have in effect what they and the stages below them say last", () => {
		const { stages } = parse(`FROM alpine AS a
USER app
WORKDIR /srv
CMD ["x"]
HEALTHCHECK CMD true
EXPOSE 80
LABEL one=1 two=2
FROM a
WORKDIR web
ENTRYPOINT ["y"]
EXPOSE 443
LABEL two=3
USER 0`).value;
		const { config } = stages[1];
		expect(config).toMatchObject({ workdir: "/srv/web", labels: { one: "1", two: "3" }, user: { root: true } });
		expect(config.exposes.map(({ port }: { port: number }) => port)).toEqual([80, 443]);
		expect(config.healthcheck.script).toBe("true");
		// The builder drops a CMD that was meant for another ENTRYPOINT.
		expect(config.cmd).toBeUndefined();
		expect(stages[0].config.cmd.words).toEqual(["x"]);
		expect(config.entrypoint.words).toEqual(["y"]);
	});

	test("the objects in effect are the instructions themselves", () => {
		const { document } = parse("FROM alpine\nUSER app\nCMD x");
		interface Lists {
			readonly users: readonly unknown[];
			readonly cmds: readonly unknown[];
			readonly config: { readonly user: unknown; readonly cmd: unknown };
		}
		const [stage] = (document.value as unknown as { readonly stages: readonly [Lists] }).stages;
		expect(stage.config.user).toBe(stage.users[0]);
		expect(stage.config.cmd).toBe(stage.cmds[0]);
	});

	test.each([
		["FROM mcr.microsoft.com/windows/nanoserver:ltsc2025", "windows", "cmd"],
		["FROM golang:1.25-windowsservercore-ltsc2022", "windows", "cmd"],
		["FROM --platform=windows/amd64 $X", "windows", "cmd"],
		["# escape=`\nFROM base", "windows", "cmd"],
		["ARG X\nFROM $X\nUSER ContainerUser", "windows", "cmd"],
		["FROM alpine", "linux", "sh"],
		["FROM --platform=linux/amd64 mcr.microsoft.com/windows/nanoserver", "linux", "sh"],
	])("%j is for %s", (from, os, shell) => {
		const { stages } = parse(`${from}\nRUN x`).value;
		expect([stages[0].os, stages[0].runs[0].shell.name]).toEqual([os, shell]);
	});
});

test.each([
	["USER root", { user: "root", uid: 0, root: true }],
	["USER 0:0", { user: "0", uid: 0, group: "0", gid: 0, root: true }],
	["USER 00", { uid: 0, root: true }],
	["USER app:root", { user: "app", group: "root", gid: 0, root: false }],
	['USER "app"', { user: "app", root: false }],
	["WORKDIR a", { value: "a", absolute: false }],
	["WORKDIR /a/./b/../c/", { path: "/a/c", absolute: true }],
	["EXPOSE 99999", { port: 99999, end: 99999 }],
	["EXPOSE 127.0.0.1:80:80", { value: "127.0.0.1:80:80", port: undefined }],
	["EXPOSE 80/TCP", { port: 80, protocol: "tcp", text: "80/TCP" }],
	["STOPSIGNAL 9", { signal: "9" }],
	['CMD [ "a" ]', { form: "exec", words: ["a"] }],
	["CMD ['a']", { form: "shell", script: "['a']" }],
	['CMD ["a"] b', { form: "shell", script: '["a"] b' }],
	["ENTRYPOINT exec a", { form: "shell", script: "exec a" }],
	['HEALTHCHECK --retries=3 CMD ["a", "b"]', { form: "exec", words: ["a", "b"], retries: "3", none: false }],
	["HEALTHCHECK NONE", { none: true }],
	['VOLUME ["/a b"]', { path: "/a b" }],
	["COPY --from=0 --chmod=u=rwX a b", { from: { stage: 0 }, chmod: "u=rwX" }],
	["COPY --from=ctx a b", { from: { ref: "ctx", name: "ctx" } }],
	["ADD a.git b", { remotes: [] }],
	["ADD http://x/a.tgz b", { remotes: [{ kind: "http", scheme: "http" }] }],
])("%s", (line, expected) => {
	const [stage] = parse(`FROM alpine\n${line}`).value.stages;
	const lists = [
		"users",
		"workdirs",
		"exposes",
		"stopsignals",
		"cmds",
		"entrypoints",
		"healthchecks",
		"volumes",
		"copies",
		"adds",
	];
	const [made] = lists.flatMap((list) => stage[list]);
	for (const [key, value] of Object.entries(expected)) {
		if (typeof value === "object") expect(made[key]).toMatchObject(value);
		else expect([key, made[key]]).toEqual([key, value]);
	}
});
