import { expect, test } from "vitest";
import { parseImageReference } from "../../../src/documents/image-reference/parseImageReference.ts";

const hex = "0123456789abcdef".repeat(4);

test.each([
	["node", "docker.io", false, "library/node", undefined, undefined, "node"],
	["node:22-alpine", "docker.io", false, "library/node", "22-alpine", undefined, "node"],
	["bitnami/redis:7", "docker.io", false, "bitnami/redis", "7", undefined, "bitnami/redis"],
	["docker.io/node", "docker.io", true, "library/node", undefined, undefined, "node"],
	["docker.io/library/node", "docker.io", true, "library/node", undefined, undefined, "node"],
	["index.docker.io/acme/app", "docker.io", true, "acme/app", undefined, undefined, "acme/app"],
	["registry:5000/app", "registry:5000", true, "app", undefined, undefined, "registry:5000/app"],
	["registry:5000/app:1.2", "registry:5000", true, "app", "1.2", undefined, "registry:5000/app"],
	["localhost/app", "localhost", true, "app", undefined, undefined, "localhost/app"],
	["localhost:80/a/b", "localhost:80", true, "a/b", undefined, undefined, "localhost:80/a/b"],
	["ghcr.io/acme/app:v1", "ghcr.io", true, "acme/app", "v1", undefined, "ghcr.io/acme/app"],
	["[::1]:5000/app", "[::1]:5000", true, "app", undefined, undefined, "[::1]:5000/app"],
	["Registry/app", "Registry", true, "app", undefined, undefined, "Registry/app"],
	[`node@sha256:${hex}`, "docker.io", false, "library/node", undefined, `sha256:${hex}`, "node"],
	[`node:22@sha256:${hex}`, "docker.io", false, "library/node", "22", `sha256:${hex}`, "node"],
	["acme/a__b/c-d.e", "docker.io", false, "acme/a__b/c-d.e", undefined, undefined, "acme/a__b/c-d.e"],
	["node:5000", "docker.io", false, "library/node", "5000", undefined, "node"],
])("%s is taken apart", (text, registry, given, repository, tag, digest, name) => {
	expect(parseImageReference(text)).toEqual({
		name,
		registry,
		registry_given: given,
		repository,
		...(tag === undefined ? {} : { tag }),
		...(digest === undefined ? {} : { digest }),
	});
});

test.each([
	["", "nothing"],
	["Node", "uppercase in the repository"],
	["acme/App", "uppercase in the repository"],
	["node:", "an empty tag"],
	["node:-x", "a tag that begins with a dash"],
	[`node:${"x".repeat(129)}`, "a tag of more than 128 characters"],
	["node@sha256:abc", "a digest that is too short"],
	[`node@sha256:${hex.toUpperCase()}`, "a digest in uppercase"],
	[`node:sha256:${hex}`, "a digest behind a colon"],
	[hex, "an image id"],
	["a//b", "an empty component"],
	["/a", "a slash at the start"],
	["a/", "a slash at the end"],
	["a..b", "two dots"],
	["a___b", "three underscores"],
	["-a", "a dash at the start"],
	["exa mple", "a space"],
	["a".repeat(256), "a name of more than 255 characters"],
	["ghcr.io:port/app", "a port that is no number"],
])("%s is no reference: %s", (text) => {
	expect(parseImageReference(text)).toBeUndefined();
});
