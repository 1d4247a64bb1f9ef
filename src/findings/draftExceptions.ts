/** Exceptions for what a run found, as text for a person to finish: each lacks its reason, and until it has one it is an error. */
import type { Finding } from "./finding.ts";
import { compareText } from "./order.ts";

/**
 * YAML with one entry for each policy and document name, in the order of their codes. `toFile` gives the path of a source from the
 * folder that the text will lie in.
 */
export function draftExceptions(findings: readonly Finding[], toFile: (source: string) => string): string {
	const groups = new Map<string, Finding[]>();
	for (const finding of findings) {
		if (finding.suppressed !== undefined) continue;
		const key = JSON.stringify([finding.policy.code, finding.policy.id, finding.place.document]);
		const of = groups.get(key);
		if (of === undefined) groups.set(key, [finding]);
		else of.push(finding);
	}
	const entries = [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => entryOf(group, toFile));
	const head =
		"# Drafted from what was found: give each a reason (and an owner, and an end), or put it right and delete it.\n";
	return entries.length === 0 ? "exceptions: []\n" : `${head}exceptions:\n${entries.join("")}`;
}

function entryOf(group: readonly Finding[], toFile: (source: string) => string): string {
	const [{ policy, place }] = group as readonly [Finding, ...Finding[]];
	const files = [...new Set(group.map((finding) => exactGlob(toFile(finding.place.source.name))))].sort(compareText);
	return [
		`  # ${oneLine(policy.title || policy.name)}: ${group.length} found`,
		`  - policy: ${JSON.stringify(policy.code)}`,
		`    files: [${files.map((file) => JSON.stringify(file)).join(", ")}]`,
		...(place.document === "" ? [] : [`    element: ${JSON.stringify(exactGlob(place.document).slice(1))}`]),
		'    reason: ""',
		"",
	].join("\n");
}

/** A glob for one path: with a slash, so that it doesn't stand for files of that name anywhere, and its own wildcards for any character. */
function exactGlob(path: string): string {
	return `${path.startsWith("../") ? "" : "/"}${path.replace(/[*{},]/g, "?")}`;
}

function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Surrogate}\u2028\u2029]+/gu, " ").trim();
}
