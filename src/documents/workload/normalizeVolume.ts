/** A volume in one shape: its type by name, its settings, and a host path cleaned as the kubelet cleans it. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { asObject, flagOf, objectOf, textOf } from "../fields.ts";
import { volumeTypes } from "./volumeSchema.ts";

/** Types that containers can't write to, whatever the mount says. */
const readOnlyTypes: ReadonlySet<string> = new Set(["configMap", "downwardAPI", "image", "projected", "secret"]);

/** The type of a volume: the field that holds its settings. A volume that says none is an emptyDir. */
export function volumeType(volume: PlainObject | undefined): string {
	const type = volumeTypes.find((name) => volume !== undefined && Object.hasOwn(volume, name));
	if (type !== undefined) return type;
	return Object.keys(volume ?? {}).every((key) => key === "name") ? "emptyDir" : "unknown";
}

/** A volume as policies see it (schema.ts). */
export function normalizeVolume(written: Value): PlainObject {
	const volume = asObject(written);
	const type = volumeType(volume);
	const source = objectOf(volume, type) ?? {};
	return {
		name: textOf(volume, "name") ?? "",
		type,
		source,
		host_path: type === "hostPath" ? cleanPath(textOf(source, "path") ?? "") : "",
		read_only: readOnlyTypes.has(type) || flagOf(source, "readOnly") === true,
	};
}

/** A path without `.`, `..`, doubled or trailing slashes: as Go's path.Clean leaves it. Empty stays empty. */
export function cleanPath(path: string): string {
	if (path === "") return "";
	const isAbsolute = path.startsWith("/");
	const parts: string[] = [];
	for (const part of path.split("/")) {
		if (part === "" || part === ".") continue;
		if (part !== "..") parts.push(part);
		else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
		else if (!isAbsolute) parts.push(part);
	}
	return `${isAbsolute ? "/" : ""}${parts.join("/")}` || ".";
}
