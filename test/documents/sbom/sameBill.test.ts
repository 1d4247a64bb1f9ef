/** One bill of materials, in every format and wrapping that is read: policies see the same. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { sbomKind } from "../../../src/documents/sbom/sbomKind.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";

interface Component {
	readonly id: string;
	readonly name: string;
}

interface Bill {
	readonly name: string;
	readonly components: readonly Component[];
	readonly dependencies: readonly { readonly from: string; readonly to: readonly string[] }[];
}

const folder = join(import.meta.dirname, "same");
const text = (name: string): string => readFileSync(join(folder, name), "utf8");
const statement = (name: string, predicateType: string): string =>
	JSON.stringify({
		_type: "https://in-toto.io/Statement/v1",
		subject: [{ name: "registry.acme.example/shop/web", digest: { sha256: `${"0".repeat(62)}aa` } }],
		predicateType,
		predicate: JSON.parse(text(name)),
	});
const envelope = (payload: string): string =>
	JSON.stringify({
		payloadType: "application/vnd.in-toto+json",
		payload: Buffer.from(payload).toString("base64"),
		signatures: [{ sig: "" }],
	});

const written = readdirSync(folder).filter((name) => /\.(?:json|xml|spdx)$/.test(name));

/** What is the same: ids are each format's own, so names stand for them. */
function essence(text: string) {
	const source = new Source("bill.spdx", text);
	expect(sbomKind.detect({ path: source.name, head: text.slice(0, 8192) })).toBe(true);
	const { documents, diagnostics } = sbomKind.parse(source, { buildArgs: {} });
	expect(diagnostics).toEqual([]);
	expect(documents).toHaveLength(1);
	const bill = toPlain(documents[0]?.value ?? null) as unknown as Bill;
	const nameOf = new Map(bill.components.map(({ id, name }) => [id, name]));
	const { format: _, version: __, attested: ___, ...rest } = bill as Bill & Readonly<Record<string, unknown>>;
	return {
		...rest,
		components: bill.components.map(({ id: _, ...component }) => component),
		dependencies: bill.dependencies.map(({ from, to }) => [nameOf.get(from), to.map((id) => nameOf.get(id))]),
	};
}

test.each<[string, string]>([
	...written.map((name): [string, string] => [name, text(name)]),
	["a byte order mark before XML", `\ufeff${text("cyclonedx.xml")}`],
	[
		"XML with a prefix",
		text("cyclonedx.xml")
			.replace(/<(\/?)([a-z])(?![\w]*:)/gi, "<$1c:$2")
			.replace('xmlns="', 'xmlns:c="'),
	],
	["carriage returns", text("tag-value.spdx").replaceAll("\n", "\r\n")],
	["SPDX as YAML", stringify(JSON.parse(text("spdx.json")))],
	["CycloneDX, attested", statement("cyclonedx.json", "https://cyclonedx.org/bom")],
	["SPDX, attested", statement("spdx.json", "https://spdx.dev/Document")],
	["SPDX 3, attested", statement("spdx3.json", "https://spdx.dev/Document/v3")],
	["CycloneDX, in an envelope", envelope(statement("cyclonedx.json", "https://cyclonedx.org/bom"))],
])("%s", (_, text) => expect(essence(text)).toEqual(essence(readFileSync(join(folder, "cyclonedx.json"), "utf8"))));

test("and it is not empty", () => {
	const { name, components, dependencies } = essence(text("cyclonedx.json"));
	expect(name).toBe("shop/web");
	expect(components).toHaveLength(3);
	expect(components[0]).toEqual({
		type: "library",
		name: "left & right",
		version: "1.2.3",
		purl: "pkg:npm/left@1.2.3",
		package_type: "npm",
		supplier: "Left Inc.",
		license: "MIT OR Apache-2.0",
		license_choices: [["MIT"], ["Apache-2.0"]],
		hashes: [{ algorithm: "SHA-256", value: `${"0".repeat(62)}bb` }],
	});
	expect(dependencies).toEqual([["left & right", ["openssl", "bare"]]]);
});
