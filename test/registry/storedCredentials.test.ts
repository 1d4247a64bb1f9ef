/** Where credentials are found, and that none gets into a message. */
import { describe, expect, test } from "vitest";
import { credentialFiles } from "../../src/cli/registry/openRegistries.ts";
import type { Credential } from "../../src/registry/credential.ts";
import { storedCredentials } from "../../src/registry/storedCredentials.ts";
import { faultOf } from "./client.ts";

const auth = (name: string, password: string): { auth: string } => ({
	auth: Buffer.from(`${name}:${password}`).toString("base64"),
});
const basic = (name: string, password: string): Credential => ({ kind: "basic", name, password });

interface Helper {
	readonly [server: string]: string;
}

function find(
	registry: string,
	configs: Readonly<Record<string, unknown>>,
	helpers: Readonly<Record<string, Helper>> = {},
) {
	const asked: string[] = [];
	const found = storedCredentials({
		files: Object.keys(configs),
		read: (file) =>
			typeof configs[file] === "string"
				? (configs[file] as string)
				: configs[file] === undefined
					? undefined
					: JSON.stringify(configs[file]),
		runHelper: async (program, server) => {
			asked.push(`${program} ${server}`);
			const helper = helpers[program];
			if (helper === undefined) return undefined;
			const answer = Object.hasOwn(helper, server) ? helper[server] : undefined;
			return answer === undefined
				? { status: 1, stdout: "credentials not found in native keychain\n" }
				: { status: 0, stdout: answer };
		},
	})(registry);
	return { found, asked };
}

const ada = { Username: "ada", Secret: "s3cret" };

const rows: readonly (readonly [
	what: string,
	registry: string,
	configs: object,
	helpers: Readonly<Record<string, Helper>>,
	Credential | undefined,
])[] = [
	[
		"a name and password",
		"registry.example",
		{ auths: { "registry.example": auth("ada", "pass:word") } },
		{},
		basic("ada", "pass:word"),
	],
	[
		"of a key with a scheme and version",
		"registry.example",
		{ auths: { "https://registry.example/v2/": auth("ada", "p") } },
		{},
		basic("ada", "p"),
	],
	[
		"of Docker Hub under its old name",
		"docker.io",
		{ auths: { "https://index.docker.io/v1/": auth("ada", "p") } },
		{},
		basic("ada", "p"),
	],
	[
		"in two fields",
		"registry.example",
		{ auths: { "registry.example": { username: "ada", password: "p" } } },
		{},
		basic("ada", "p"),
	],
	[
		"an identity token",
		"registry.example",
		{ auths: { "registry.example": { ...auth("ada", ""), identitytoken: "t" } } },
		{},
		{ kind: "identity", token: "t" },
	],
	[
		"a registry token",
		"registry.example",
		{ auths: { "registry.example": { registrytoken: "t" } } },
		{},
		{ kind: "bearer", token: "t" },
	],
	[
		"a helper of one registry",
		"registry.example",
		{ credHelpers: { "registry.example": "x" } },
		{ "docker-credential-x": { "registry.example": JSON.stringify(ada) } },
		basic("ada", "s3cret"),
	],
	[
		"a helper that gives a token",
		"registry.example",
		{ credHelpers: { "registry.example": "x" } },
		{ "docker-credential-x": { "registry.example": JSON.stringify({ Username: "<token>", Secret: "t" }) } },
		{ kind: "identity", token: "t" },
	],
	[
		"a store that knows the server with its scheme",
		"registry.example",
		{ credsStore: "x", auths: { "registry.example": {} } },
		{ "docker-credential-x": { "https://registry.example": JSON.stringify(ada) } },
		basic("ada", "s3cret"),
	],
	[
		"a store that doesn't know it, and a name beside",
		"registry.example",
		{ credsStore: "x", auths: { "registry.example": auth("bea", "p") } },
		{ "docker-credential-x": {} },
		basic("bea", "p"),
	],
	["another registry's", "registry.example", { auths: { "other.example": auth("ada", "p") } }, {}, undefined],
	["another port's", "registry.example:5000", { auths: { "registry.example": auth("ada", "p") } }, {}, undefined],
	["of a name that every object has", "constructor", { auths: {}, credHelpers: {} }, {}, undefined],
	["an empty entry", "registry.example", { auths: { "registry.example": {} } }, {}, undefined],
];

test.each(rows)("%s", async (_, registry, config, helpers, expected) => {
	expect(await find(registry, { "config.json": config }, helpers).found).toEqual(expected);
});

test("the first file that knows the registry counts; files that aren't there don't", async () => {
	const configs = {
		"missing.json": undefined,
		"empty.json": "",
		"other.json": { auths: { "other.example": auth("x", "x") } },
		"first.json": { auths: { "registry.example": auth("first", "p") } },
		"second.json": { auths: { "registry.example": auth("second", "p") } },
	};
	expect(await find("registry.example", configs).found).toEqual(basic("first", "p"));
});

describe("what can't be used is said, without a word of what it holds", () => {
	test.each([
		["no JSON", '{"auths": {"registry.example": {"auth": "c2VjcmV0OnNlY3JldA==" oops', {}, "it isn't JSON"],
		["a list", "[]", {}, "it isn't a JSON object"],
		[
			"an `auth` that is no base64",
			{ auths: { "registry.example": { auth: "!!s3cret!!" } } },
			{},
			"an `auth` isn't a name and password in base64",
		],
		[
			"an `auth` without a colon",
			{ auths: { "registry.example": { auth: Buffer.from("s3cret").toString("base64") } } },
			{},
			"an `auth` isn't a name and password in base64",
		],
		["a helper that isn't there", { credsStore: "x" }, {}, "it isn't on PATH, and `config.json` names it"],
		["a helper with a path", { credsStore: "../x" }, {}, "it names a helper that is no program"],
		[
			"a helper that says nonsense",
			{ credsStore: "x" },
			{ "docker-credential-x": { "registry.example": "s3cret" } },
			"its answer can't be read",
		],
	])("%s", async (_, config, helpers, reason) => {
		const fault = await faultOf(
			find("registry.example", { "config.json": config }, helpers as Readonly<Record<string, Helper>>).found,
		);
		expect(fault.code).toBe("registry-credentials");
		expect(fault.text).toContain(reason);
		expect(JSON.stringify(fault)).not.toMatch(/s3cret|c2VjcmV0/);
	});
});

test("files in the order of docker and podman", () => {
	expect(credentialFiles({ HOME: "/home/ada" })).toEqual([
		"/home/ada/.docker/config.json",
		"/home/ada/.config/containers/auth.json",
	]);
	expect(
		credentialFiles({
			HOME: "/home/ada",
			DOCKER_CONFIG: "/etc/docker",
			REGISTRY_AUTH_FILE: "/run/auth.json",
			XDG_RUNTIME_DIR: "/run/user/1",
		}),
	).toEqual([
		"/run/auth.json",
		"/etc/docker/config.json",
		"/run/user/1/containers/auth.json",
		"/home/ada/.config/containers/auth.json",
	]);
	expect(credentialFiles({})).toEqual([]);
});
