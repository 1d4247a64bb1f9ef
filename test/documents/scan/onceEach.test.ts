/** A vulnerability that a report lists several times is one. */
import { describe, expect, test } from "vitest";
import { onceEach } from "../../../src/documents/scan/onceEach.ts";
import { scanKind } from "../../../src/documents/scan/scanKind.ts";
import type { PlainObject } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";

interface Vulnerability {
	readonly id?: string;
	readonly name?: string;
	readonly version?: string;
	readonly path?: string;
	readonly severity?: string;
	readonly fixed?: string;
	readonly title?: string;
	readonly target?: string;
}

const written = ({ id, name, version, path, severity, fixed, title }: Vulnerability) => ({
	VulnerabilityID: id ?? "CVE-2024-1",
	PkgName: name ?? "openssl",
	InstalledVersion: version ?? "3.0.1",
	Severity: severity ?? "LOW",
	...(path && { PkgPath: path }),
	...(fixed && { FixedVersion: fixed }),
	...(title && { Title: title }),
});

/** `severity fixed`, of each that is left. */
function told(...vulnerabilities: readonly Vulnerability[]): string[] {
	const targets = [...new Set(vulnerabilities.map(({ target = "a" }) => target))];
	const text = JSON.stringify({
		SchemaVersion: 2,
		ArtifactName: "web",
		Results: targets.map((target) => ({
			Target: target,
			Class: "os-pkgs",
			Vulnerabilities: vulnerabilities.filter((each) => (each.target ?? "a") === target).map(written),
		})),
	});
	const source = new Source("a.json", text);
	const [document] = scanKind.parse(source, { buildArgs: {} }).documents;
	const found = (document?.value as { vulnerabilities?: readonly PlainObject[] } | undefined)?.vulnerabilities;
	return (found ?? []).map(({ severity, fixed }, index) => {
		const span = document?.locate(["vulnerabilities", index, "severity"]);
		expect(text.slice(span?.start, span?.end).toLowerCase()).toBe(`"${String(severity)}"`);
		return [severity, ...(fixed as readonly string[])].join(" ");
	});
}

describe("one", () => {
	test.each<[string, readonly Vulnerability[], string]>([
		["the more severe", [{ severity: "MEDIUM" }, { severity: "HIGH" }, { severity: "UNKNOWN" }], "high"],
		["the one with a fix", [{ title: "x" }, { fixed: "3.0.2" }, {}], "low 3.0.2"],
		["a severity counts for more than a fix", [{ fixed: "3.0.2" }, { severity: "HIGH" }], "high"],
		["the same again", [{}, {}], "low"],
	])("%s", (_, given, expected) => expect(told(...given)).toEqual([expected]));
});

describe("two", () => {
	test.each<[string, Vulnerability]>([
		["another vulnerability", { id: "CVE-2024-2" }],
		["another package", { name: "libssl" }],
		["another version", { version: "3.0.2" }],
		["another path", { path: "/b" }],
		["another lock file", { target: "b" }],
	])("%s", (_, other) => expect(told({ path: "/a" }, { path: "/a", ...other })).toHaveLength(2));
});

test("without a package's name they may be about different ones", () => {
	const one = { id: "CVE-2024-1", package: { name: "", version: "" }, severity: "high" };
	expect(onceEach([one, { ...one }])).toHaveLength(2);
});
