/** Paths inside the image, for Linux and Windows. */
import { Unknown } from "../../runtime/values/unknown.ts";

export type Os = "linux" | "windows";
/** The working directory as far as it is known; undefined where it is the base image's. */
export type Workdir = string | Unknown | undefined;

/** Whether the path doesn't depend on the working directory. On Windows `C:\x`, `\x` and `/x` all do not. */
export function isAbsolute(path: string, os: Os): boolean {
	return path.startsWith("/") || (os === "windows" && /^(?:[A-Za-z]:)?[\\/]|^[A-Za-z]:$/.test(path));
}

/** The absolute path that a path means in a working directory; undefined where that isn't said in this file. */
export function resolvePath(path: string | Unknown, workdir: Workdir, os: Os): string | Unknown | undefined {
	if (path instanceof Unknown) return path;
	if (isAbsolute(path, os)) return normalizePath(path, os);
	if (typeof workdir !== "string") return workdir;
	return normalizePath(`${workdir}${os === "windows" ? "\\" : "/"}${path}`, os);
}

/** `.` and `..` worked out, double separators gone; a separator at the end stays, since it says "a folder". */
function normalizePath(path: string, os: Os): string {
	const separator = os === "windows" ? "\\" : "/";
	const drive = os === "windows" ? (/^[A-Za-z]:/.exec(path)?.[0] ?? "") : "";
	const parts: string[] = [];
	const given = path.slice(drive.length).split(os === "windows" ? /[\\/]/ : "/");
	for (const part of given) {
		if (part === "..") parts.pop();
		else if (part !== "" && part !== ".") parts.push(part);
	}
	const folder = given.at(-1) === "" && parts.length > 0 ? separator : "";
	return `${drive}${separator}${parts.join(separator)}${folder}`;
}
