/** Names in layers as paths from the root: `/etc/passwd`. */

export interface LayerPath {
	readonly path: string;
	/** `absolute` or `climbs` where the name, taken as it is written, leads out of the folder that a layer is unpacked into. */
	readonly unsafe?: "absolute" | "climbs";
}

/** What every unpacker ought to make of a name: a path that stays inside. */
export function layerPath(name: string): LayerPath {
	const parts: string[] = [];
	let climbs = false;
	for (const part of name.split("/")) {
		if (part === "" || part === ".") continue;
		if (part !== "..") parts.push(part);
		else if (parts.pop() === undefined) climbs = true;
	}
	const path = `/${parts.join("/")}`;
	if (climbs) return { path, unsafe: "climbs" };
	return name.startsWith("/") ? { path, unsafe: "absolute" } : { path };
}
