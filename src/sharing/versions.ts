/** Semantic versions and ranges (semver.org, ranges as npm reads them), bounded so that none takes long to read. */
import semver from "semver";

/** Characters of a version or range. */
const LONGEST = 128;

export const anyVersion = "*";

export function isVersion(text: string): boolean {
	return text.length <= LONGEST && semver.valid(text) === text;
}

export function isRange(text: string): boolean {
	return text.length <= LONGEST && semver.validRange(text) !== null;
}

/** Whether a version is in a range; pre-releases are only in ranges that name one. */
export function isIn(version: string, range: string): boolean {
	return semver.satisfies(version, range);
}

/** Whether a version of the program is in a range: what comes before a release counts as the release. */
export function suits(version: string, range: string): boolean {
	return semver.satisfies(version.replace(/-.*$/, ""), range) || semver.satisfies(version, range);
}

/** From the newest to the oldest. */
export function newestFirst(versions: readonly string[]): readonly string[] {
	return [...versions].sort(semver.rcompare);
}

export function isNewer(version: string, than: string): boolean {
	return semver.gt(version, than);
}

export function isPrerelease(version: string): boolean {
	return semver.prerelease(version) !== null;
}

/** The version that a tag of git or of a registry stands for: `1.2.3` or `v1.2.3`; build metadata is written with `_` where `+` isn't allowed. */
export function versionOfTag(tag: string): string | undefined {
	const version = tag.replace(/^v(?=\d)/, "").replace("_", "+");
	return isVersionWithBuild(version) ? version : undefined;
}

function isVersionWithBuild(text: string): boolean {
	return text.length <= LONGEST && semver.parse(text)?.raw === text;
}
