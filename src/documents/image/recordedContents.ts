/** What an image's layers hold, written down as JSON: so an archive can be checked again without it, and an example can show one. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { asObject, fieldOf, flagOf, listOf, numberOf, objectOf, textOf } from "../fields.ts";

/**
 * Contents that stand in a config's `contents`, as `policy parse` prints them of an archive. What is left out is filled in, so that
 * an example says only what it is about: a file is a regular one of root's with mode 0644.
 */
export function recordedContents(written: PlainObject): PlainObject {
	const list = (key: string, complete: (item: PlainObject) => PlainObject): PlainObject[] =>
		listOf(written, key).flatMap((item) => {
			const object = asObject(item);
			return object === undefined ? [] : [complete(object)];
		});
	const placed = (item: PlainObject): PlainObject => ({
		layer: number(item, "layer", 0),
		...optional(item, "hidden_in"),
	});
	return {
		complete: flagOf(written, "complete") ?? true,
		files: list("files", (item) => ({
			path: text(item, "path"),
			type: textOf(item, "type") ?? "file",
			...modeFields(Number.parseInt(textOf(item, "mode") ?? "0644", 8) || 0),
			uid: number(item, "uid", 0),
			gid: number(item, "gid", 0),
			size: number(item, "size", 0),
			...optional(item, "link"),
			capabilities: flagOf(item, "capabilities") ?? false,
			...placed(item),
			...optional(item, "unsafe"),
		})),
		packages: list("packages", (item) => ({
			type: text(item, "type"),
			name: text(item, "name"),
			version: text(item, "version"),
			...optional(item, "architecture"),
			...optional(item, "source"),
			...optional(item, "license"),
			path: text(item, "path"),
			layer: number(item, "layer", 0),
		})),
		unread_databases: list("unread_databases", (item) => ({
			path: text(item, "path"),
			format: text(item, "format"),
			layer: number(item, "layer", 0),
		})),
		users: list("users", (item) => ({
			name: text(item, "name"),
			uid: number(item, "uid", -1),
			gid: number(item, "gid", -1),
			home: text(item, "home"),
			shell: text(item, "shell"),
			layer: number(item, "layer", 0),
		})),
		groups: list("groups", (item) => ({
			name: text(item, "name"),
			gid: number(item, "gid", -1),
			layer: number(item, "layer", 0),
		})),
		passwords: list("passwords", (item) => ({
			name: text(item, "name"),
			password: textOf(item, "password") ?? "locked",
			path: textOf(item, "path") ?? "/etc/shadow",
			layer: number(item, "layer", 0),
		})),
		os_release: objectOf(written, "os_release") ?? {},
		settings: list("settings", (item) => ({
			path: text(item, "path"),
			layer: number(item, "layer", 0),
			text: text(item, "text"),
		})),
		secrets: list("secrets", (item) => ({
			path: text(item, "path"),
			line: number(item, "line", 1),
			kind: text(item, "kind"),
			masked: text(item, "masked"),
			...placed(item),
		})),
	};
}

const text = (item: PlainObject, key: string): string => textOf(item, key) ?? "";
const number = (item: PlainObject, key: string, otherwise: number): Value => numberOf(item, key) ?? otherwise;

function optional(item: PlainObject, key: string): PlainObject {
	const value = fieldOf(item, key);
	return value === undefined ? {} : { [key]: value };
}

/** Permissions as policies see them. */
export function modeFields(mode: number): { mode: string; setuid: boolean; setgid: boolean; sticky: boolean } {
	return {
		mode: mode.toString(8).padStart(4, "0"),
		setuid: (mode & 0o4000) !== 0,
		setgid: (mode & 0o2000) !== 0,
		sticky: (mode & 0o1000) !== 0,
	};
}
