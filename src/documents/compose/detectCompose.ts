/** Whether a file is a compose file: by its name, or by services that say what they run. */
import type { Candidate } from "../document.ts";
import { baseOf } from "../filePaths.ts";
import { namedCompose } from "./fileNames.ts";

/** Files of other tools with `services` at the top: workflows, Kubernetes objects, pipelines. */
const others = /^["']?(?:apiVersion|jobs|stages|pipeline|steps|kind)["']?[ \t]*:/m;

export function detectCompose({ path, head }: Candidate): boolean {
	const name = baseOf(path);
	if (/^["']?apiVersion["']?[ \t]*:/m.test(head)) return false;
	if (namedCompose.test(name)) return true;
	if (!/\.ya?ml$|^<stdin>$|^-$/i.test(name) || others.test(head)) return false;
	const start = /^["']?services["']?[ \t]*:[ \t]*(?:#.*)?\r?$/m.exec(head);
	return start !== null && holdsService(head.slice(start.index + start[0].length));
}

/** Whether a service, which is a key one level in, has an image or a build of its own. */
function holdsService(text: string): boolean {
	let outer: number | undefined;
	let inner: number | undefined;
	for (const line of text.split("\n")) {
		if (/^\s*(?:#|$)/.test(line)) continue;
		const indent = line.length - line.trimStart().length;
		if (indent === 0 || line.trimStart().startsWith("- ")) {
			if (indent === 0 || outer === undefined || indent <= outer) return false;
			continue;
		}
		outer ??= indent;
		if (indent <= outer) inner = undefined;
		else inner ??= indent;
		if (indent === inner && /^\s*(?:image|build)[ \t]*:/.test(line)) return true;
	}
	return false;
}
