/** Whether a file is a Dockerfile: by its name, or by how it begins where the name says nothing. */
import type { Candidate } from "../document.ts";

const wholeName = /^(?:dockerfile|containerfile)$/i;
const prefixed = /^(?:dockerfile|containerfile)\.(.+)$/i;
const suffixed = /\.(?:dockerfile|containerfile)$/i;
/** Endings that make it a file about Dockerfiles, a template or a copy that nobody builds. */
const otherEndings =
	/(?:^|\.)(?:dockerignore|containerignore|md|markdown|txt|rst|adoc|html|json|ya?ml|toml|lock|sh|py|js|mjs|cjs|ts|go|rb|rs|java|tmpl|tpl|template|j2|jinja2?|erb|mustache|hbs|in|orig|rej|bak|swp|log|png|svg)$/i;
/** Files of other kinds whose first line may look like an instruction. */
const otherKinds = /\.[A-Za-z0-9_+-]+$/;

/** Comments and blank lines, ARGs, then a FROM with an argument. */
const opening =
	/^\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:ARG[ \t]+[A-Za-z_]\w*(?:=[^\n]*)?(?:\\\r?\n[^\n]*)*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*)*FROM[ \t]+(?:--platform=\S+[ \t]+)?\S+(?:[ \t]+AS[ \t]+\S+)?[ \t]*(?:\r?\n|$)/i;

export function detectDockerfile({ path, head }: Candidate): boolean {
	const name = path.slice(path.lastIndexOf("/") + 1);
	if (wholeName.test(name) || suffixed.test(name)) return true;
	const ending = prefixed.exec(name)?.[1];
	if (ending !== undefined) return !otherEndings.test(ending);
	return !otherKinds.test(name) && opening.test(head);
}
