/** Semantic versions (semver.org 2.0), a leading `v` allowed. OPA: topdown/semver.go, internal/semver. */
import { any, boolean, number, string } from "../types.ts";
import { compareStrings } from "../values/order.ts";
import { quote } from "../values/quote.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin, failure } from "./builtin.ts";

export const semver: readonly Builtin[] = [
	builtin<[string, string]>(
		{
			name: "semver.compare",
			group: "semver",
			doc: "-1, 0 or 1 as the first version is older than, as old as or newer than the second. Build metadata don't count.",
			args: [
				{ name: "a", type: string },
				{ name: "b", type: string },
			],
			returns: { name: "result", type: number },
			examples: [
				{ call: 'semver.compare("1.2.10", "1.2.9")', gives: "1" },
				{ call: 'semver.compare("1.0.0-rc.1", "1.0.0")', gives: "-1" },
				{ call: 'semver.compare("1", "1.0.0")' },
			],
		},
		(a, b) => compareVersions(versionOperand(a, 1), versionOperand(b, 2)),
	),
	builtin<[Value]>(
		{
			name: "semver.is_valid",
			group: "semver",
			doc: "Whether a value is the text of a semantic version.",
			args: [{ name: "vsn", type: any }],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'semver.is_valid("1.22.3-rc.1+build.5")', gives: "true" },
				{ call: 'semver.is_valid("1.22")', gives: "false" },
			],
		},
		(text) => typeof text === "string" && parseVersion(text) !== undefined,
	),
];

interface Version {
	readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
	readonly preRelease: string;
}

const identifiers = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const numeral = "(0|[1-9][0-9]*)";
const versionForm = new RegExp(
	String.raw`^v?${numeral}\.${numeral}\.${numeral}(?:-(${identifiers}))?(?:\+${identifiers})?$`,
);
const largestNumber = 2n ** 63n - 1n;

function parseVersion(text: string): Version | undefined {
	const form = versionForm.exec(text);
	if (form === null) return undefined;
	const [, major, minor, patch, preRelease = ""] = form;
	if ([major, minor, patch].some((digits) => digits!.length > 19)) return undefined;
	const numbers = [BigInt(major!), BigInt(minor!), BigInt(patch!)] as const;
	if (numbers.some((part) => part > largestNumber)) return undefined;
	if (preRelease.split(".").some((identifier) => /^0[0-9]+$/.test(identifier))) return undefined;
	return { numbers, preRelease };
}

function versionOperand(text: string, position: number): Version {
	const version = parseVersion(text);
	if (version === undefined) throw failure(`operand ${position}: string ${quote(text)} is not a valid SemVer`);
	return version;
}

function compareVersions(a: Version, b: Version): number {
	for (const at of [0, 1, 2] as const) {
		if (a.numbers[at] !== b.numbers[at]) return a.numbers[at] < b.numbers[at] ? -1 : 1;
	}
	if (a.preRelease === b.preRelease) return 0;
	// A pre-release comes before its release.
	if (a.preRelease === "") return 1;
	if (b.preRelease === "") return -1;
	const left = a.preRelease.split(".");
	const right = b.preRelease.split(".");
	for (let at = 0; at < Math.min(left.length, right.length); at++) {
		const order = compareIdentifiers(left[at]!, right[at]!);
		if (order !== 0) return order;
	}
	return Math.sign(left.length - right.length);
}

/** Numbers by value and before names; names as texts. */
function compareIdentifiers(a: string, b: string): number {
	const [aIsNumber, bIsNumber] = [/^[0-9]+$/.test(a), /^[0-9]+$/.test(b)];
	if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
	// Valid numbers have no leading zeros, so that the longer one is the larger.
	if (aIsNumber && a.length !== b.length) return a.length < b.length ? -1 : 1;
	return compareStrings(a, b);
}
