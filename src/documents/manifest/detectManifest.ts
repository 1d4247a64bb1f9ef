/** Whether a file holds Kubernetes manifests: by what it says, for their names say nothing. */
import type { Candidate } from "../document.ts";
import { topLevelKeys } from "../topLevelKeys.ts";

/** A text this long may have its `kind` past the part that detection sees: keys in alphabetical order put `data` before it. */
const CUT_OFF = 4096;

/** Files that have an `apiVersion` and are none. */
const others = /^Chart\.ya?ml$/i;
const named = /\.(?:ya?ml|json)$|^(?:[^.]+|<stdin>|-)$/i;

/** YAML or JSON with `apiVersion` and `kind` at the outermost level. */
export function detectManifest({ path, head }: Candidate): boolean {
	const name = path.slice(path.lastIndexOf("/") + 1);
	if (!named.test(name) || others.test(name)) return false;
	const json = topLevelKeys(head);
	if (json !== undefined) return json.keys.has("apiVersion") && (json.keys.has("kind") || head.length >= CUT_OFF);
	if (!/^["']?apiVersion["']?[ \t]*:/m.test(head)) return false;
	return head.length >= CUT_OFF || /^["']?kind["']?[ \t]*:/m.test(head);
}
