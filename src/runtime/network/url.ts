/**
 * A URL with all that Go keeps of one (net/url.URL), which `parseUri` leaves out: user, opaque part, whether there was a
 * `?` or a host at all. Throws BuiltinError for what is no URL.
 */
import { escapePercent } from "../bytes/percentEscapes.ts";
import { parseUri } from "./parseUri.ts";

export interface Url {
	/** As it is written again: the scheme in lower case. */
	readonly text: string;
	readonly scheme: string;
	/** What follows a scheme without a slash. */
	readonly opaque: string;
	readonly hasUser: boolean;
	/** With the port; escapes undone. */
	readonly host: string;
	/** Escapes undone. */
	readonly path: string;
	/** As it was written, where undoing and making escapes again gives something else; else empty. */
	readonly rawPath: string;
	readonly forceQuery: boolean;
	readonly rawQuery: string;
	/** Escapes undone. */
	readonly fragment: string;
	readonly rawFragment: string;
}

export function parseUrl(text: string): Url {
	const parts = parseUri(text);
	const { scheme } = parts;
	const afterScheme = scheme === "" ? text : text.slice(scheme.length + 1);
	const [beforeFragment, written] = cut(afterScheme, "#");
	const [beforeQuery, query] = cut(beforeFragment, "?");
	const isOpaque = scheme !== "" && beforeQuery !== "" && !beforeQuery.startsWith("/");
	const authority = beforeQuery.startsWith("//") && (scheme !== "" || !beforeQuery.startsWith("///"));
	const slash = authority ? beforeQuery.indexOf("/", 2) : 0;
	const path = authority && slash === -1 ? "" : beforeQuery.slice(slash);
	const host = parts.hostname.includes(":") ? `[${parts.hostname}]` : parts.hostname;
	const rawFragment = written ?? "";
	const rawPath = isOpaque || path === escapePercent(parts.path, safeInPath, false) ? "" : path;
	const beforePath =
		(scheme === "" ? "" : `${scheme}:`) + (isOpaque ? "" : beforeQuery.slice(0, -path.length || undefined));
	const shownPath = isOpaque ? beforeQuery : escapedPath({ path: parts.path, rawPath });
	return {
		text: beforePath + shownPath + afterScheme.slice(beforeQuery.length),
		scheme,
		opaque: isOpaque ? beforeQuery : "",
		hasUser: authority && beforeQuery.slice(2, slash === -1 ? undefined : slash).includes("@"),
		host: parts.port === "" ? host : `${host}:${parts.port}`,
		path: isOpaque ? "" : parts.path,
		rawPath,
		forceQuery: query === "",
		rawQuery: parts.rawQuery,
		fragment: parts.fragment,
		rawFragment: rawFragment === escapePercent(parts.fragment, "!$&'()*+,-./:;=?@_~", false) ? "" : rawFragment,
	};
}

const safeInPath = "$&+,-./:;=@_~";

/** A path as it is sent: as it was written, where that is how paths are written. */
export function escapedPath({ path, rawPath }: Pick<Url, "path" | "rawPath">): string {
	if (/^[0-9A-Za-z\-_.~$&+,/:;=@!'()*%[\]]+$/.test(rawPath)) return rawPath;
	return path === "*" ? "*" : escapePercent(path, safeInPath, false);
}

/** What stands before the first mark, and what after it if there is one. */
function cut(text: string, mark: string): [before: string, after: string | undefined] {
	const at = text.indexOf(mark);
	return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
