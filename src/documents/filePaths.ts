/** Paths of files as a run names them: with `/`, `.` and `..` worked out. */

export const folderOf = (name: string): string => name.slice(0, name.lastIndexOf("/") + 1);

export const baseOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** A path within a folder (`shop/`, or empty); one that begins with `/` is itself. */
export function joinPath(folder: string, path: string): string {
	const isAbsolute = path.startsWith("/");
	const parts: string[] = [];
	for (const part of (isAbsolute ? path : folder + path).split("/")) {
		if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
		else if (part !== "" && part !== ".") parts.push(part);
	}
	return (isAbsolute || folder.startsWith("/") ? "/" : "") + parts.join("/");
}

/** The way from a folder to a file that lies below it; for others one that leads nowhere. */
export function below(folder: string, name: string): string {
	const start = joinPath(folder, "");
	if (start === "") return name;
	return name.startsWith(`${start}/`) ? name.slice(start.length + 1) : `../${name}`;
}
