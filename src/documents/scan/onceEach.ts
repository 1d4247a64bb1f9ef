/**
 * The vulnerabilities of a report, each once. Some list one of a package several times: for every severity that somebody gives it, or every
 * range of versions that it is in.
 */
import type { PlainObject } from "../../runtime/values/value.ts";
import { listOf, objectOf, textOf } from "../fields.ts";
import { severities } from "./schema.ts";

/** The same objects: of several about one package at one place, the one with the highest severity, a fix, and most said of it. */
export function onceEach(vulnerabilities: readonly PlainObject[]): readonly PlainObject[] {
	const found = new Map<string, PlainObject>();
	for (const each of vulnerabilities) {
		const key = keyOf(each) ?? `${found.size}`;
		const other = found.get(key);
		if (other === undefined || saysMore(each, other)) found.set(key, each);
	}
	return found.size === vulnerabilities.length ? vulnerabilities : [...found.values()];
}

/** Undefined where the report names no package: then two may be about different ones. */
function keyOf(vulnerability: PlainObject): string | undefined {
	const named = objectOf(vulnerability, "package");
	if (textOf(named, "name") === undefined) return undefined;
	const parts = ["name", "version", "type", "path"].map((field) => textOf(named, field));
	return JSON.stringify([textOf(vulnerability, "id"), textOf(vulnerability, "target"), ...parts]);
}

function saysMore(vulnerability: PlainObject, other: PlainObject): boolean {
	const [mine, theirs] = [rankOf(vulnerability), rankOf(other)];
	const at = mine.findIndex((each, index) => each !== theirs[index]);
	return at !== -1 && (mine[at] as number) > (theirs[at] as number);
}

function rankOf(vulnerability: PlainObject): readonly number[] {
	const severity = (severities as readonly string[]).indexOf(textOf(vulnerability, "severity") ?? "");
	return [
		severities.length - severity,
		listOf(vulnerability, "fixed").length > 0 ? 1 : 0,
		Object.keys(vulnerability).length + listOf(vulnerability, "cvss").length,
	];
}
