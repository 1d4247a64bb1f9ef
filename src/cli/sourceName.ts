/** Names of sources as people see them: relative to the working directory, always with `/`. */
import path from "node:path";

export function nameOf(cwd: string, file: string): string {
	return path.relative(cwd, path.resolve(cwd, file)).split(path.sep).join("/") || ".";
}
