/** Which bot a file configures: by its name, or by keys that nothing else has. */
import type { Candidate } from "../document.ts";
import { topLevelKeys } from "../topLevelKeys.ts";

export type Bot = "dependabot" | "renovate" | "renovate-in-package";

const renovateNames = /^(?:renovate\.json[5c]?|\.renovaterc(?:\.json5?)?)$/;
const dependabotName = /(?:^|_)dependabot\.ya?ml$/i;
const oldDependabotPath = /(?:^|\/)\.dependabot\/config\.ya?ml$/i;

/** Undefined for a file that configures none. */
export function detectBot({ path, head }: Candidate): Bot | undefined {
	const name = path.slice(path.lastIndexOf("/") + 1);
	if (renovateNames.test(name)) return "renovate";
	if (dependabotName.test(name) || oldDependabotPath.test(path)) return "dependabot";
	const keys = topLevelKeys(head)?.keys;
	if (name === "package.json") return keys?.has("renovate") === true ? "renovate-in-package" : undefined;
	const has = (key: string): boolean => keys?.has(key) ?? new RegExp(`^["']?${key}["']?[ \\t]*:`, "m").test(head);
	if (!/\.(?:ya?ml|json)$|^(?:<stdin>|-)$/i.test(name) || !has("version")) return undefined;
	const isBot = has("update_configs") || (has("updates") && head.includes("package-ecosystem"));
	return isBot ? "dependabot" : undefined;
}
