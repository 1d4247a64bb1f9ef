/** Which VEX statement decides about a vulnerability, as policies see it. */
import { describe, expect, test } from "vitest";
import { compile, evaluate } from "../../src/index.ts";

const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;

const report = JSON.stringify({
	SchemaVersion: 2,
	ArtifactName: "acme/web:1.4.2",
	ArtifactType: "container_image",
	Metadata: { RepoDigests: [`acme/web@${digest}`] },
	Results: [
		{
			Target: "alpine",
			Class: "os-pkgs",
			Vulnerabilities: [
				{
					VulnerabilityID: "CVE-2025-1",
					PkgName: "musl",
					PkgIdentifier: { PURL: "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64" },
					InstalledVersion: "1.2.5-r0",
					Severity: "HIGH",
				},
			],
		},
	],
});

const { pack } = compile({
	"p.policy": `package p

policy told on scan {
	title:    "t"
	code:     "T1"
	severity: low
	deny found because $"{found.vex.status} by {found.vex.author}" if {
		some found in input.vulnerabilities
		found.vex
	}
}`,
});

/** What is said of the one vulnerability, with some VEX documents beside the report. */
function said(...documents: readonly object[]): readonly string[] {
	const files = Object.fromEntries(documents.map((each, index) => [`v${index}.json`, JSON.stringify(each)]));
	const result = evaluate({ "s.json": report, ...files }, pack === undefined ? [] : [pack]);
	expect(result.diagnostics).toEqual([]);
	return result.findings.map(({ message }) => message);
}

const statement = (product: string | object, status = "not_affected", rest: object = {}): object => ({
	vulnerability: { name: "CVE-2025-1" },
	products: [typeof product === "string" ? { "@id": product } : product],
	status,
	...rest,
});
const openVex = (author: string, ...statements: readonly object[]): object => ({
	"@context": "https://openvex.dev/ns/v0.2.0",
	author,
	timestamp: "2026-01-01T00:00:00Z",
	statements,
});
const ofImage = (id: string, ...components: readonly string[]): object => ({
	"@id": id,
	subcomponents: components.map((component) => ({ "@id": component })),
});

describe("which products are meant", () => {
	test.each<[string, string | object, boolean]>([
		["the package", "pkg:apk/alpine/musl@1.2.5-r0", true],
		["the package in any version", "pkg:apk/alpine/musl", true],
		["another version", "pkg:apk/alpine/musl@1.2.4-r0", false],
		["another distribution's package of that name", "pkg:apk/wolfi/musl@1.2.5-r0", false],
		["the image by digest", `pkg:oci/web@${encodeURIComponent(digest)}`, true],
		["another image by digest", `pkg:oci/web@${encodeURIComponent(other)}`, false],
		["the image by tag", "pkg:oci/web?repository_url=docker.io/acme/web&tag=1.4.2", true],
		["every tag of the repository", "pkg:oci/web?repository_url=index.docker.io/acme/web", true],
		["another repository", "pkg:oci/web?repository_url=docker.io/other/web", false],
		["an image by name", "pkg:oci/web", true],
		["an image of another name", "pkg:oci/mismatch", false],
		["as a plain reference", "acme/web:1.4.2", true],
		["the package in the image", ofImage("pkg:oci/web", "pkg:apk/alpine/musl"), true],
		["another package in the image", ofImage("pkg:oci/web", "pkg:apk/alpine/zlib"), false],
		["the package in another image", ofImage("pkg:oci/mismatch", "pkg:apk/alpine/musl"), false],
		["nothing that can be told", "Unknown Product", false],
	])("%s", (_, product, wanted) =>
		expect(said(openVex("a", statement(product)))).toEqual(wanted ? ["not_affected by a"] : []),
	);
});

describe("which statement decides", () => {
	const musl = "pkg:apk/alpine/musl@1.2.5-r0";
	test("the newest", () =>
		expect(
			said(
				openVex("new", statement(musl, "fixed", { timestamp: "2026-02-01T00:00:00Z" })),
				openVex("old", statement(musl, "affected")),
			),
		).toEqual(["fixed by new"]));
	test("the most exact, though older", () =>
		expect(
			said(
				openVex("vague", statement("pkg:apk/alpine/musl", "affected", { timestamp: "2026-02-01T00:00:00Z" })),
				openVex("exact", statement(ofImage("pkg:oci/web", musl), "not_affected")),
			),
		).toEqual(["not_affected by exact"]));
	test("of two at once the more careful one", () =>
		expect(said(openVex("a", statement(musl), statement(musl, "affected")))).toEqual(["affected by a"]));
	test("one about another vulnerability never", () =>
		expect(said(openVex("a", { ...statement(musl), vulnerability: { name: "CVE-2025-2" } }))).toEqual([]));
	test("one that names it by an alias", () =>
		expect(
			said(
				openVex("a", { ...statement(musl), vulnerability: { name: "GHSA-aaaa-bbbb-cccc", aliases: ["CVE-2025-1"] } }),
			),
		).toEqual(["not_affected by a"]));
});

describe("CSAF", () => {
	const csaf = (purl: string, platform: boolean): object => ({
		document: { csaf_version: "2.0", category: "csaf_vex", publisher: { name: "Acme" }, tracking: { id: "1" } },
		product_tree: {
			full_product_names: [
				{ product_id: "p", product_identification_helper: { purl } },
				{ product_id: "os", product_identification_helper: { cpe: "cpe:/o:acme:os:6" } },
			],
			relationships: [
				{ product_reference: "p", relates_to_product_reference: "os", full_product_name: { product_id: "os:p" } },
			],
		},
		vulnerabilities: [
			{
				cve: "CVE-2025-1",
				product_status: { known_not_affected: [platform ? "os:p" : "p"] },
				flags: [{ label: "vulnerable_code_not_present", product_ids: ["os:p", "p"] }],
			},
		],
	});
	test.each<[string, string, boolean, boolean]>([
		["a package", "pkg:apk/alpine/musl", false, true],
		["a package of a certain version on a platform", "pkg:apk/alpine/musl@1.2.5-r0", true, true],
		["any version on a platform that can't be told", "pkg:apk/alpine/musl", true, false],
	])("%s", (_, purl, platform, wanted) =>
		expect(said(csaf(purl, platform))).toEqual(wanted ? ["not_affected by Acme"] : []),
	);
});

test("CycloneDX", () => {
	const bill = {
		bomFormat: "CycloneDX",
		specVersion: "1.6",
		metadata: { authors: [{ name: "Acme" }] },
		components: [{ "bom-ref": "m", type: "library", name: "musl", purl: "pkg:apk/alpine/musl@1.2.5-r0" }],
		vulnerabilities: [
			{ id: "CVE-2025-1", analysis: { state: "false_positive" }, affects: [{ ref: "urn:cdx:3e671687/1#m" }] },
		],
	};
	expect(said(bill)).toEqual(["not_affected by Acme"]);
});
