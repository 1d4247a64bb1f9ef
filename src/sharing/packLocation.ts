/** Where a pack comes from, as `from` in policy.yaml and pack.yaml says it. */
import { parseImageReference } from "../documents/image-reference/parseImageReference.ts";
import { isLocalHost } from "../registry/http.ts";
import type { Repository } from "../registry/repository.ts";

export type PackLocation =
	/** A repository of an OCI registry, without tag. */
	| { readonly kind: "oci"; readonly text: string; readonly repository: Repository }
	| { readonly kind: "npm"; readonly text: string; readonly name: string }
	/** `ref` is a tag, branch or commit; absent where the tags that are versions are offered. */
	| { readonly kind: "git"; readonly text: string; readonly url: string; readonly ref?: string }
	| { readonly kind: "https"; readonly text: string; readonly url: string }
	| { readonly kind: "folder"; readonly text: string; readonly path: string };

export type LocationFault = { readonly fault: string };

/** Characters of a location. */
const LONGEST = 1024;

const npmName = /^(@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/;
/** What git takes as a name of a tag, branch or commit, without what has a meaning of its own. */
const gitRef = /^(?!-)(?!.*(?:\.\.|@\{))[\w./+-]+$/;

/** Takes a `from`; gives the place, or why it is none. */
export function readLocation(text: string): PackLocation | LocationFault {
	if (text.length > LONGEST) return { fault: `it is longer than ${LONGEST} characters` };
	if (/[\s\p{Cc}]/u.test(text)) return { fault: "it has a blank in it" };
	if (text.startsWith("oci://")) return ociLocation(text);
	if (text.startsWith("npm:")) {
		const name = text.slice(4);
		return npmName.test(name) ? { kind: "npm", text, name } : { fault: "that is no name of an npm package" };
	}
	if (text.startsWith("git+")) return gitLocation(text);
	if (/^https?:/.test(text)) return tarballLocation(text);
	if (/^\.{0,2}\//.test(text) || text === "." || text === "..") return { kind: "folder", text, path: text };
	const [scheme] = /^[a-z][a-z0-9+.-]*:/.exec(text) ?? [];
	return {
		fault: scheme === undefined ? "it has no scheme, and no slash before it" : `\`${scheme}\` is no way to get a pack`,
	};
}

function ociLocation(text: string): PackLocation | LocationFault {
	const reference = parseImageReference(text.slice("oci://".length));
	if (reference === undefined || !reference.registry_given)
		return { fault: "a registry and the name of a repository belong behind `oci://`" };
	const { registry, repository, tag, digest } = reference;
	return tag === undefined && digest === undefined
		? { kind: "oci", text, repository: { registry, repository } }
		: { fault: "which version is said by `version`, not by a tag or digest" };
}

function gitLocation(text: string): PackLocation | LocationFault {
	const [address = "", ref, ...more] = text.slice("git+".length).split("#");
	const url = urlOf(address);
	if (url === undefined || !["https:", "ssh:", "file:", "http:"].includes(url.protocol))
		return { fault: "an address with https://, ssh:// or file:// belongs behind `git+`" };
	const fault = faultOf(url);
	if (fault !== undefined) return { fault };
	if (more.length > 0 || (ref !== undefined && !gitRef.test(ref)))
		return { fault: "what is behind `#` is no tag, branch or commit" };
	return { kind: "git", text, url: address, ...(ref === undefined ? {} : { ref }) };
}

function tarballLocation(text: string): PackLocation | LocationFault {
	const url = urlOf(text);
	if (url === undefined) return { fault: "that is no address" };
	const fault = faultOf(url);
	if (fault !== undefined) return { fault };
	return /\.(tgz|tar\.gz|tar)$/.test(url.pathname)
		? { kind: "https", text, url: text }
		: { fault: "the address of a pack ends in .tgz, .tar.gz or .tar" };
}

function urlOf(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}

/** What an address in a file that people commit must not have. */
function faultOf({ protocol, username, password, hostname }: URL): string | undefined {
	if (password !== "" || (username !== "" && protocol !== "ssh:"))
		return "an address with a password or token in it doesn't belong in a file";
	if (protocol === "http:" && !isLocalHost(hostname)) return "http:// is for this machine only: use https://";
	return undefined;
}

/** `SOURCE@RANGE` taken apart, as `policy pack add` is given it. An `@` in a scope, a user or a path is no range. */
export function splitRange(text: string): { readonly from: string; readonly range?: string } {
	const at = text.lastIndexOf("@");
	const range = text.slice(at + 1);
	const isScope = at === "npm:".length && text.startsWith("npm:");
	return at <= 0 || isScope || /[/:#]/.test(range) || range === ""
		? { from: text }
		: { from: text.slice(0, at), range };
}
